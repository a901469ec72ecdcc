"""Finds which definition of a submission is the subject of a task."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cnncheck.course import Assignment, Task
from cnncheck.submission import Match, Submission

KINDS: Mapping[str, tuple[str, ...]] = {"function": ("function", "value"), "network": ("class", "function", "value")}
"""What a task's subject may be in the student's file."""


def look_up(
    submission: Submission,
    task: Task[Any],
    others: Collection[str],
    chosen: tuple[str, str | None] | None = None,
    *,
    sole: bool = False,
) -> Match | None:
    """The definition that is a task's subject, None if there is none beyond doubt.

    Args:
        submission: what was handed in.
        task: what is asked for.
        others: names of other subjects, which are never taken for a misspelling of this one.
        chosen: the file, or file and name, that a person said is the subject.
        sole: the task was asked for alone, so that the one model of a submission is its subject.
    """
    kinds = KINDS[task.kind]
    if chosen is not None:
        return _chosen(submission, task, *chosen)
    found = submission.find(task.names, kinds, others)
    if found is None and task.kind == "network":
        return submission.find_model(task.name, task.names, others, sole=sole)
    return found


def assignments_in(submission: Submission, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The assignments of which a submission defines at least one subject."""
    return tuple(
        assignment
        for assignment in assignments
        if any(look_up(submission, task, assignment.names - set(task.names)) is not None for task in assignment.tasks)
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
