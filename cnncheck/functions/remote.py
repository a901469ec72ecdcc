"""A student's function in a worker: it is called in batches, and every answer is remembered."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.course import Handed
from cnncheck.findings import Finding, Severity, Where
from cnncheck.functions.case import WHOLE, Case, Run, View
from cnncheck.functions.comparison import LISTED, Difference, as_arrays, compare
from cnncheck.functions.imports import FORBIDDEN
from cnncheck.functions.order import parameters
from cnncheck.functions.values import Argument, packed, unpacked
from cnncheck.inside.wire import Answers, Call, Calls, Problem, Raised

if TYPE_CHECKING:
    from cnncheck.functions.specification import Specification

BUDGET_S = 20.0
"""Seconds for one batch: a few dozen small calls, for which four nested Python loops take well under one."""

_UNEXPECTED = re.compile(r"^TypeError: [\w.<>]*\(\) got an unexpected keyword argument '(\w+)'")
_TOO_MANY = re.compile(r"^TypeError: [\w.<>]*\(\) takes .*positional arguments? but \d+ (was|were) given")
_MISSING = re.compile(r"^TypeError: [\w.<>]*\(\) missing \d+ required positional arguments?: (.*)$")


class RemoteFunction:
    """A student's function, and every case it was asked.

    Attributes:
        handed: the submission and the worker.
        specification: what the function should do.
        passed: runs that agreed with the specification, of all checks so far.
        complaints: what its signature lacks, found while calling it.
        forbidden: attempts to reach a library that the exercise rules out, in any call so far.
        advised: codes of the advice that was given: once is enough.
    """

    def __init__(self, handed: Handed, specification: "Specification") -> None:
        self.handed = handed
        self.specification = specification
        self.passed: list[Run] = []
        self.complaints: dict[str, Finding] = {}
        self.forbidden: list[Problem] = []
        self.advised: set[str] = set()
        self._renamed: set[str] = set()
        self._needs_all = False

    @property
    def where(self) -> Where:
        """Where the function stands."""
        return Where(file=self.handed.file, line=self.handed.line)

    @property
    def source(self) -> tuple[str, ...]:
        """The line that defines it."""
        line = self.handed.line
        return (self.handed.lines[line - 1].rstrip(),) if line and 0 < line <= len(self.handed.lines) else ()

    def call(self, cases: Sequence[Case], view: View = WHOLE, *, budget_s: float = BUDGET_S) -> list[Run]:
        """Run the cases in one batch; where only names or defaults are missing, run those again by position.

        Raises:
            cnncheck.sandbox.StudentProblem: the student's code stopped the answer.
            cnncheck.sandbox.WorkerFailure: the worker was lost.
        """
        runs = self._batch(cases, view, [self._by_position(case) for case in cases], budget_s)
        again = [index for index, run in enumerate(runs) if self._retry(run)]
        if again:
            repeated = self._batch([cases[index] for index in again], view, [True] * len(again), budget_s)
            for index, run in zip(again, repeated, strict=True):
                runs[index] = self._settled(runs[index], run)
        return runs

    def remember(self, runs: Sequence[Run]) -> None:
        """Keep the runs that agreed: a later diagnosis must explain them too."""
        self.passed += [run for run in runs if not run.failed]

    def _batch(self, cases: Sequence[Case], view: View, by_position: Sequence[bool], budget_s: float) -> list[Run]:
        calls = tuple(self._packed(case, flat) for case, flat in zip(cases, by_position, strict=True))
        as_tensors = self.specification.takes_tensors
        forbidden = () if as_tensors else tuple(FORBIDDEN)
        answers = self.handed.worker.ask(Calls(self.handed.name, calls, budget_s, forbidden, as_tensors), Answers)
        self.forbidden += [problem for problem in answers.forbidden if problem not in self.forbidden]
        stopped = answers.problem or Problem("timeout", "The function did not return in time.")
        runs = []
        for index, case in enumerate(cases):
            expected = self.specification.expected(case)
            if index >= len(answers.answers):
                runs.append(Run(case, expected, problem=stopped, view=view))
                continue
            answer = answers.answers[index]
            if isinstance(answer, Raised):
                runs.append(Run(case, expected, problem=answer.problem, changed=answer.changed, view=view))
                continue
            returned = unpacked(answer.value)
            received = as_arrays(expected, returned)
            difference = self._difference(case, expected, received, view)
            if difference is None and received is not returned:
                difference = LISTED
            runs.append(Run(case, expected, received, changed=answer.changed, difference=difference, view=view))
        return runs

    def _difference(self, case: Case, expected: Any, received: Any, view: View) -> Difference | None:  # noqa: ANN401
        if view is not WHOLE and not _alike(expected, received):
            return compare(expected, received)
        wanted, got = view.take(expected, case), view.take(received, case)
        difference = compare(wanted, got, self.specification.bound(case))
        if difference is None or view.tell is None:
            return difference
        short, shorter, text = view.tell(case, wanted, got)
        return Difference(difference.code, text, short, shorter)

    def _packed(self, case: Case, by_position: bool) -> Call:  # noqa: FBT001 - one of two ways
        arguments: list[Argument] = list(case.arguments)
        options = dict(case.options)
        if by_position:
            defaults = self.specification.defaults
            filled = self.specification.parameters[len(arguments) : self._last(options)]
            arguments += [options.pop(name) if name in options else defaults[name] for name in filled]
        return Call(tuple(packed(item) for item in arguments), {name: packed(item) for name, item in options.items()})

    def _last(self, options: dict[str, Argument]) -> int:
        if self._needs_all:
            return len(self.specification.parameters)
        return max((self.specification.parameters.index(name) + 1 for name in options), default=0)

    def _by_position(self, case: Case) -> bool:
        return self._needs_all or any(name in self._renamed for name in case.options)

    def _retry(self, run: Run) -> bool:
        if run.problem is None:
            return False
        if match := _UNEXPECTED.match(run.problem.message):
            return match[1] in run.case.options
        if _MISSING.match(run.problem.message) and not self._needs_all:
            self._needs_all = True
        return bool(_MISSING.match(run.problem.message))

    def _settled(self, named: Run, by_position: Run) -> Run:
        """Choose between a run that failed by its names and the same run by position."""
        assert named.problem is not None  # noqa: S101 - only such runs are repeated
        unexpected = _UNEXPECTED.match(named.problem.message)
        lacks = unexpected[1] if unexpected else ""
        if lacks and self._taken_by_another(lacks):
            return replace(named, lacks=lacks)
        if by_position.problem is not None and _TOO_MANY.match(by_position.problem.message):
            missing = lacks or self.specification.parameters[len(named.case.arguments)]
            return replace(named, lacks=missing)
        if by_position.problem is not None and _MISSING.match(by_position.problem.message):
            return replace(named, lacks=lacks or None)
        if by_position.problem is not None and lacks:
            # Its own code stopped it: whether it has the parameter by another name, nobody can tell.
            return replace(by_position, unnamed=lacks)
        if lacks:
            self._renamed.add(lacks)
        self._complain(lacks, named.problem)
        return by_position

    def _taken_by_another(self, name: str) -> bool:
        """Whether the student's function has another documented parameter where this one belongs: it has not this."""
        documented = self.specification.parameters
        taken = parameters(self.handed.lines, self.handed.name)
        position = documented.index(name)
        return name not in taken and position < len(taken) and taken[position] in documented

    def _complain(self, renamed: str, problem: Problem) -> None:
        wanted = self.specification.signature
        if renamed:
            message = (
                f"The parameter `{renamed}` has another name in your function; it was passed by its position instead."
            )
        else:
            match = _MISSING.match(problem.message)
            message = f"Your function has no default for {match[1].replace(chr(39), '`') if match else 'a parameter'}."
        self.complaints.setdefault(
            renamed or "default",
            Finding(
                code="signature",
                message=message,
                severity=Severity.ADVICE if renamed else Severity.FAULT,
                where=self.where,
                expected=wanted,
                received=self.source[0].strip() if self.source else None,
                hint=f"Give the parameters the documented names and defaults: {wanted}.",
                confirmed=True,
                source=self.source,
            ),
        )


def _alike(expected: Any, received: Any) -> bool:  # noqa: ANN401 - any result
    """Whether a part can be taken of both."""
    if isinstance(expected, tuple):
        return isinstance(received, tuple | list) and len(received) == len(expected)
    return isinstance(received, np.ndarray) and received.shape == np.shape(expected)
