"""Submissions with labels in place of mutants: right ones, and wrong ones whose faulty lines are marked.

    NETWORK/accepted/*.py   right: full marks, and no fault
    NETWORK/faults/*.py     one fault; each line that it may be named at ends in "# FAULT code"
    NETWORK/pairs/*.py      two faults, marked in the same way

NETWORK is the name of a task.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cnncheck.certify.grading import Desk
from cnncheck.certify.run import NetworkCertification
from cnncheck.certify.tally import Tally
from cnncheck.certify.trial import Trial
from cnncheck.concepts import CONCEPTS
from cnncheck.course import Assignment
from cnncheck.networks import NetworkTask

KINDS = {"accepted": "right", "faults": "mutant", "pairs": "pair"}
"""The folders of a network, and what their files are."""

FAULTS = {"right": 0, "mutant": 1, "pair": 2}
"""How many faults are marked in a file, each by at least one line."""

STYLE = "by hand"

_LABEL = re.compile(r"#\s*FAULT\s+(\S+)\s*$")


class LabelError(Exception):
    """A folder of labelled submissions is not one; the message says what is wrong with it."""


def labelled_tasks(folder: Path, assignment: Assignment) -> tuple[NetworkTask, ...]:
    """The tasks of an assignment that a folder has submissions for, in the assignment's order.

    Raises:
        LabelError: there are none, or a folder is named after no network of the assignment.
    """
    if not folder.is_dir():
        raise LabelError(f"There is no folder {folder}.")
    known = {task.name: task for task in assignment.tasks if isinstance(task, NetworkTask)}
    names = {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))}
    if strange := sorted(names - set(known)):
        raise LabelError(f"{folder / strange[0]} is named after no network of {assignment.name}: {', '.join(known)}.")
    if not names:
        raise LabelError(f"{folder} holds no folder named after a network: {', '.join(known)}.")
    return tuple(task for name, task in known.items() if name in names)


def labelled_certification(folder: Path, desk: Desk) -> NetworkCertification:
    """Read the labelled submissions of one network.

    Args:
        folder: of the network, with "accepted", "faults" and "pairs" in it.
        desk: where they will be graded.

    Raises:
        LabelError: a file is marked where it should not be or the reverse, or with a code that is none.
    """
    trials = []
    for path, kind in _files(folder):
        trial = _trial(path, kind)
        desk.files[id(trial)] = path
        trials.append(trial)
    return NetworkCertification(desk, trials, (), Tally(desk))


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    inside = {path.name for path in folder.iterdir() if path.is_dir()} - {"__pycache__"}
    if strange := sorted(inside - set(KINDS)):
        raise LabelError(f"{folder / strange[0]} is none of {', '.join(KINDS)}.")
    for name, kind in KINDS.items():
        for path in sorted((folder / name).glob("*.py")):
            yield path, kind


def _trial(path: Path, kind: str) -> Trial:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: {error}") from error
    lines: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(text.splitlines(), start=1):
        if label := _LABEL.search(line):
            lines[label[1]].add(number)
    if strange := sorted(set(lines) - set(CONCEPTS)):
        raise LabelError(f"{path}: {strange[0]!r} is no code; `cnncheck explain` shows them.")
    faults = [(code, frozenset(places)) for code, places in lines.items()]
    if kind == "pair" and len(faults) == 1:  # one concept twice: each line is a fault of its own
        faults = [(code, frozenset({place})) for code, places in faults for place in sorted(places)]
    if len(faults) != FAULTS[kind]:
        marked = ", ".join(code for code, _ in faults) or "none"
        raise LabelError(f"{path}: {FAULTS[kind]} faults are marked in such a file. Received: {marked}.")
    return Trial(kind, " + ".join(lines) or path.parent.name, path.stem, STYLE, text, tuple(faults))
