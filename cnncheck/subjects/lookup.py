"""Finds which definition of a submission is the subject of a task."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cnncheck.course import Assignment, Task
from cnncheck.submission import Match, Submission
from cnncheck.submission.models import USUAL
from cnncheck.submission.names import folded

KINDS: Mapping[str, tuple[str, ...]] = {"function": ("function", "value"), "network": ("class", "function", "value")}
"""What a task's subject may be in the student's file."""


def look_up(
    submission: Submission,
    task: Task[Any],
    others: Collection[str],
    chosen: tuple[str, str | None] | None = None,
    *,
    sole: bool = False,
    certain: bool = False,
) -> Match | None:
    """The definition that is a task's subject, None if there is none beyond doubt.

    Args:
        submission: what was handed in.
        task: what is asked for.
        others: names of other subjects, which are never taken for a misspelling of this one.
        chosen: the file, or file and name, that a person said is the subject.
        sole: the task was asked for alone, so that the one model of a submission is its subject.
        certain: nobody said that the submission holds this task, so that a `model` may be any.
    """
    kinds = KINDS[task.kind]
    if chosen is not None:
        return _chosen(submission, task, *chosen)
    if task.kind == "network" and folded(task.names[0]) in USUAL:
        return _usual(submission, task, others, sole=sole, certain=certain)
    found = submission.find(task.names, kinds, others)
    if task.kind == "network" and (found is None or not _is_exact(found, task)):
        model = submission.find_model(task.name, task.names, others, sole=sole)
        return model if model is not None and (found is None or _may_be_part(found, model)) else found
    return found


def _is_exact(match: Match, task: Task[Any]) -> bool:
    return folded(match.definition.name) in {folded(name) for name in task.names}


def _may_be_part(match: Match, model: Match) -> bool:
    """Whether a name that is almost the task's may be that of a part of the model: `Inception`, a cell of it."""
    found, whole = match.definition, model.definition
    return not found.looks_like_model or (whole.kind == "value" and bool(whole.calls - {found.name}))


def _usual(
    submission: Submission, task: Task[Any], others: Collection[str], *, sole: bool, certain: bool
) -> Match | None:
    """The subject of a task that asks for a `model`, as nearly every script defines one.

    It is the one in the file whose name holds every word of the task's, mnist_dense.py for dense_mnist; else the only
    one there is, unless it has to be certain that the file belongs to this task.
    """
    here = [one for one in submission.definitions() if one.kind in KINDS["network"] and one.name in task.names]
    words = task.name.casefold().split("_")
    own = [one for one in here if all(word in one.file.casefold() for word in words)]
    if len({one.file for one in own}) == 1:
        found = max(own, key=lambda one: one.line)
        return Match(found, found.name)
    if not certain and len({one.file for one in here}) == 1:
        return submission.find(task.names, KINDS["network"], others)
    return submission.find_model(task.name, task.names, others, sole=sole)


def assignments_in(submission: Submission, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The assignments of which a submission defines at least one subject; where networks are asked for, a network."""
    return tuple(assignment for assignment in assignments if _holds(submission, assignment))


def _holds(submission: Submission, assignment: Assignment) -> bool:
    networks = [task for task in assignment.tasks if task.kind == "network"]
    return any(
        look_up(submission, task, assignment.names - set(task.names), certain=True) is not None
        for task in networks or assignment.tasks
    )


def _chosen(submission: Submission, task: Task[Any], file: str, name: str | None) -> Match | None:
    """What a person said: that name in that file, or the file's own subject, or its only model."""
    kinds = KINDS[task.kind]
    here = [one for one in submission.definitions() if one.file == file and one.kind in kinds]
    for asked in (name,) if name else task.names:
        for definition in here:
            if definition.name == asked:
                return Match(definition, definition.name)
    if name is None and task.kind == "network":
        return submission.find_model(task.name, task.names, (), sole=True, file=file)
    return None
