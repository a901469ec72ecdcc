"""One finding, and one concept, as a student reads them: plain text of a few lines."""

import textwrap

from cnncheck.concepts import CONCEPTS, Concept
from cnncheck.findings import Finding, Severity, Where
from cnncheck.report.plain import block, plain

MAX_SOURCE_LINES = 10
"""Lines of code quoted."""

WIDTH = 100
_LABEL = 10


def finding_text(finding: Finding) -> str:
    """What went wrong, expected and received, where, the smallest example, a hint, the concept: in this order.

    >>> from cnncheck.findings import Where
    >>> print(finding_text(Finding("padding", "c1 pads its input.", expected="valid", received="same",
    ...                            where=Where("net.py", 17), source=("self.c1 = Conv2D(6, 5, padding='same')",))))
    c1 pads its input.
      expected: valid
      received: same
      where:    net.py, line 17
                17 | self.c1 = Conv2D(6, 5, padding='same')
      concept:  Padding of a convolution (cnncheck explain padding)
    """
    advice = "Advice, no points lost: " if finding.severity is Severity.ADVICE else ""
    parts = [advice + block(finding.message)]
    parts += _labelled("expected", finding.expected)
    parts += _labelled("received", finding.received)
    parts += _labelled("where", _place(finding.where))
    parts += _source(finding)
    parts += _labelled("example", finding.example)
    parts += _labelled("hint", finding.hint)
    parts += _labelled("concept", _concept(finding.code))
    return "\n".join(parts)


def concept_text(concept: Concept) -> str:
    """A concept with its explanation and its worked example."""
    parts = [f"{concept.title} ({concept.code})", f"Part of the course: {concept.section}", ""]
    parts += textwrap.wrap(concept.explanation, WIDTH)
    if concept.worked is not None:
        parts += ["", *textwrap.wrap(f"Example: {concept.worked}", WIDTH)]
    return "\n".join(parts)


def _labelled(label: str, text: str | None) -> list[str]:
    """The text behind its label, further lines below its first."""
    if text is None:
        return []
    first, *rest = block(text).split("\n")
    return [f"  {label + ':':<{_LABEL}}{first}", *(" " * (2 + _LABEL) + line for line in rest)]


def _place(where: Where) -> str | None:
    named = [("", where.file), ("cell ", where.cell), ("line ", where.line), ("", where.text or where.layer)]
    parts = [f"{word}{plain(str(value))}" for word, value in named if value is not None]
    return ", ".join(parts) or None


def _source(finding: Finding) -> list[str]:
    """The quoted lines; a number stands before a single one only, since several need not follow each other."""
    number = f"{finding.where.line} " if finding.where.line is not None and len(finding.source) == 1 else ""
    lines = [" " * (2 + _LABEL) + f"{number}| {plain(line).strip()}" for line in finding.source[:MAX_SOURCE_LINES]]
    if len(finding.source) > MAX_SOURCE_LINES:
        lines.append(" " * (2 + _LABEL) + "| …")
    return lines


def _concept(code: str) -> str:
    known = CONCEPTS.get(code)
    return f"{known.title} (cnncheck explain {code})" if known else plain(code)
