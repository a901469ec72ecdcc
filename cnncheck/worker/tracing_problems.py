"""Says why a network cannot be built or called, and how far it came."""

import re
from typing import Any

import msgspec

from cnncheck.inside.wire import OpenNetwork, Problem, TrailStep
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session
from cnncheck.worker.tracing_layers import holdings
from cnncheck.worker.tracing_subject import Subject, surroundings

MAX_TRAIL = 200
"""Layers that are told of a network that could not be built."""

_NODE_NAMES = re.compile(r" for '\{\{node .*", re.DOTALL)
_PLACEMENT = re.compile(r"\{\{function_node [^}]*\}\} ?")


def build_error(
    session: Session, question: OpenNetwork, subject: Subject, error: BaseException, traced: BaseException
) -> Problem:
    """Say why the network cannot be called, and how far it came."""
    problem = problem_of(session, error, otherwise="build-error")
    trail = _trail(session, subject, getattr(traced, "cnncheck_trail", []))
    message = _PLACEMENT.sub("", _NODE_NAMES.sub("", problem.message))
    problem = msgspec.structs.replace(problem, message=message, trail=trail)
    if problem.line is None and trail and trail[-1].shape is None and trail[-1].line is not None:
        return msgspec.structs.replace(problem, file=session.file, line=trail[-1].line)
    return problem if problem.line is not None else at_definition(session, question, problem)


def _trail(session: Session, subject: Subject, steps: list[tuple[Any, Any]]) -> tuple[TrailStep, ...]:
    held = holdings(session, subject.model, surroundings(subject))
    told = []
    for layer, shape in steps[-MAX_TRAIL:]:
        if layer is subject.model:
            continue
        site = session.site_of(layer)
        path = held.held(layer).path or type(layer).__name__
        told.append(TrailStep(path[:200], type(layer).__name__[:200], shape, site.line if site else None))
    return tuple(told)


def definition(session: Session, name: str) -> tuple[int | None, int | None]:
    """Line and notebook cell of a definition."""
    for each in session.definitions:
        if each.name == name:
            return each.line, getattr(each, "cell", None)
    return None, None


def at_definition(session: Session, question: OpenNetwork, problem: Problem) -> Problem:
    """The same problem, placed where the network is defined."""
    line, cell = definition(session, question.name)
    return msgspec.structs.replace(problem, file=session.file, line=line, cell=cell)
