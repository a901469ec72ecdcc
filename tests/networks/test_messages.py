"""The sentences students read, pinned; with WRITE_SNAPSHOTS set in the environment they are written anew."""

import json
import os
from functools import lru_cache
from pathlib import Path

from bench import examine, faults, subject_of
from planted import BASELINE, LENET5, Planted

from cnncheck.concepts import CONCEPTS
from cnncheck.networks.hints import HINTS
from reference.networks import baseline, lenet5

SNAPSHOT = Path(__file__).parent / "messages.json"


def told(planted: tuple[Planted, ...], make: object) -> dict[str, list[str | None]]:
    graph = make()
    said: dict[str, list[str | None]] = {}
    for one in planted:
        [(_, finding)] = faults(examine(subject_of(graph, one.edit(graph), **one.traced)))
        said[f"{graph.name}: {one}"] = [finding.message, finding.expected, finding.received, finding.where.text]
    return said


@lru_cache(maxsize=1)
def everything() -> dict[str, list[str | None]]:
    return told(LENET5, lenet5) | told(BASELINE, baseline)


def test_every_message_is_as_it_was_read_and_approved() -> None:
    if "WRITE_SNAPSHOTS" in os.environ:
        SNAPSHOT.write_text(json.dumps(everything(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert everything() == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


def test_messages_name_no_part_of_the_grader() -> None:
    for message, *_ in everything().values():
        assert message is not None
        assert message.endswith(".")
        assert not {"graph", "node", "trace", "reference", "None"} & set(message.replace(",", " ").split())


def test_every_code_that_can_be_told_has_a_concept_and_a_hint() -> None:
    assert set(HINTS) <= set(CONCEPTS)
    assert {one.code for one in (*LENET5, *BASELINE)} <= set(HINTS)
