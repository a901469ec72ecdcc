"""What a student reads about every mistake, pinned in one file.

After a wanted change: REGENERATE=1 pytest tests/functions/test_messages.py, and read the difference.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cnncheck.findings import Finding
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.specifications.preprocess import PREPROCESS

PINNED = Path(__file__).with_name("messages.txt")


def told(check: str, finding: Finding) -> str:
    rows = {
        "message": finding.message,
        "expected": finding.expected,
        "received": finding.received,
        "where": f"{finding.where.file}:{finding.where.line}",
        "source": " | ".join(finding.source),
        "example": (finding.example or "").replace("\n", "\n          "),
        "hint": finding.hint,
    }
    return "\n".join([f"[{check}] {finding.code}", *(f"{name + ':':10}{text}" for name, text in rows.items() if text)])


def test_every_message_reads_as_pinned(mistaken: Callable[..., Any]) -> None:
    parts = []
    for specification in (*SPECIFICATIONS.values(), PREPROCESS):
        for mistake in specification.mistakes:
            outcome = mistaken(specification, mistake)
            findings = [told(check, item) for check, found in outcome.findings.items() for item in found]
            parts.append("\n".join([f"=== {mistake.name}", *findings]))
    text = "\n\n".join(parts) + "\n"
    if os.environ.get("REGENERATE"):
        PINNED.write_text(text, encoding="utf-8")
    assert text == PINNED.read_text(encoding="utf-8")


def test_messages_name_no_part_of_the_grader() -> None:
    text = PINNED.read_text(encoding="utf-8").lower()
    for word in ("mutant", "reference", "hypothesis", "worker", "grader", "traceback (", "wrong version"):
        assert word not in text, word
