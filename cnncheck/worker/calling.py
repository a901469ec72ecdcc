"""Answers questions about a function: fresh arguments, one call, the result and what was changed in place."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from cnncheck.inside.wire import Answer, Answers, Array, Call, Calls, Problem, Raised, Returned, Value
from cnncheck.worker.budgets import budget
from cnncheck.worker.forbidden import ForbiddenError, Guard, guarded
from cnncheck.worker.instruments.console import begin_output
from cnncheck.worker.packing import pack, type_name, unpack
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tensors import arrays, tensors

_EXHAUSTING = ("timeout", "memory-limit")
"""What one call may cost, and two dozen may not: no further call is made."""


def answer_calls(session: Session, question: Calls) -> Answers | Problem:
    """Call the function once for each entry of the question, as long as the budget lasts.

    A call that reached for a forbidden library is answered by that, whatever the function made of the refusal.
    """
    if question.name not in session.namespace:
        return Problem("missing-name", f"{question.name} is not defined", session.file)
    function = session.namespace[question.name]
    if not callable(function):
        received = type_name(type(function))
        return Problem("wrong-type", f"{question.name} is no function but of type {received}", session.file)
    with guarded(session, question.forbidden) as guard:
        answers, problem = _answers(session, guard, question)
    return Answers(tuple(answers), problem, tuple(guard.attempts))


def _answers(session: Session, guard: Guard, question: Calls) -> tuple[list[Answer], Problem | None]:
    function = session.namespace[question.name]
    deadline = time.monotonic() + question.budget_s
    answers: list[Answer] = []
    for call in question.calls:
        left = deadline - time.monotonic()
        if left <= 0:
            return answers, _ran_out(session)
        guard.latest = None
        answer = _answer(session, function, call, left, as_tensors=question.tensors)
        if guard.latest is not None:
            answer = Raised(guard.latest, answer.changed)
        if isinstance(answer, Raised) and answer.problem.code in _EXHAUSTING:
            return answers, answer.problem
        answers.append(answer)
    return answers, None


def _ran_out(session: Session) -> Problem:
    return Problem("timeout", "the calls together took longer than they may", session.file)


def _answer(
    session: Session, function: Callable[..., object], call: Call, seconds: float, *, as_tensors: bool
) -> Answer:
    """One call; the result is packed before anything else of the student's can run."""
    arguments = [unpack(value) for value in call.arguments]
    options = {name: unpack(value) for name, value in call.options.items()}
    begin_output()
    try:
        with budget(session, seconds):
            if as_tensors:
                result = arrays(pass_through(function, *map(tensors, arguments), **options))
            else:
                result = pass_through(function, *arguments, **options)
    except ForbiddenError as error:
        return Raised(error.problem, _changed(call.arguments, arguments))
    except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is an answer
        return Raised(problem_of(session, error), _changed(call.arguments, arguments))
    return Returned(pack(result), _changed(call.arguments, arguments))


def _changed(before: tuple[Value, ...], after: list[Any]) -> tuple[int, ...]:
    """Positions of the array arguments that no longer hold what they were given; NaN counts as equal to itself."""
    return tuple(
        position
        for position, (value, array) in enumerate(zip(before, after, strict=True))
        if isinstance(value, Array) and not _same(value, array)
    )


def _same(value: Array, array: "np.ndarray[Any, Any]") -> bool:
    same_form = array.shape == value.shape and array.dtype.name == value.dtype
    return same_form and np.ascontiguousarray(array).tobytes() == value.data
