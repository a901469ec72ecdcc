"""How good the checks of a function are: right versions, registered mistakes and mutants of the reference, graded."""

import random
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cnncheck.certify.equivalence import Measured, is_wrongly_named, measured, named_by, questions
from cnncheck.certify.function_certificate import Changed, FunctionCertificate, Row, Wrongly
from cnncheck.certify.submitted import Desk, GraderFailedError, Verdict
from cnncheck.course import Unsuitable
from cnncheck.functions.case import Case
from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specification import Specification
from cnncheck.functions.task import FunctionTask
from cnncheck.mutation.sources import (
    Mutant,
    Program,
    RightVersion,
    SourceError,
    mutants,
    program_of,
    right_versions,
    simplified,
)
from cnncheck.sandbox import WorkerFailure, Zygote

T = TypeVar("T")

MISTAKES = "registered mistake"
"""The row of the mistakes; the others are named after the operators that made the mutants."""

STEADY_SEEDS = 5
"""How many seeds a sample of the mistakes is graded with."""

STEADY_SAMPLE = 3
"""How many mistakes of each task are graded with all of these seeds."""

OTHER_SEED = 1_000_003
"""Added to the seed of what is asked to prove something: no case of it was asked in the grade."""

Progress = Callable[[int, int], None]
"""Told how many of how many texts have been graded."""


def certify_function(
    task: FunctionTask,
    zygote: Zygote,
    *,
    sample: int | None = None,
    seed: int = 0,
    reserved: frozenset[str] = frozenset(),
    keep: Path | None = None,
    progress: Progress | None = None,
) -> FunctionCertificate:
    """Grade right and wrong versions of a function with the real grader, each in a worker of its own.

    Args:
        task: of an assignment; the checks are those that it sets.
        zygote: forks the workers.
        sample: how many mistakes and how many mutants are tried at most, drawn with the seed; None tries all.
        seed: of the grades, and of what is drawn.
        reserved: names of all subjects of the assignment.
        keep: a folder for the texts of mutants that survive.
        progress: told after every text.

    Raises:
        SandboxError: no worker can be had.
    """
    with tempfile.TemporaryDirectory(prefix="certify-") as folder:
        desk = Desk(task, zygote, Path(folder), reserved)
        return _Certification(desk, seed, sample, keep, progress).certificate()


@dataclass(slots=True)
class _Certification:
    """One task's texts, graded and counted; its parts add to the lists below."""

    desk: Desk
    seed: int
    sample: int | None
    keep: Path | None
    progress: Progress | None
    errored: list[Wrongly] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    texts: int = 0
    planned: int = 0
    _questions: tuple[Case, ...] = ()

    @property
    def specification(self) -> Specification:
        """Of the function."""
        return self.desk.task.specification

    def certificate(self) -> FunctionCertificate:
        """Grade everything there is."""
        started = time.monotonic()
        programs = self._programs()
        right = [version for number, item in enumerate(programs) for version in self._right_versions(item, number)]
        mistakes = self._drawn(self._mistake_texts())
        steady = mistakes[: STEADY_SAMPLE if self.sample is None else min(STEADY_SAMPLE, self.sample)]
        self.planned = len(right) + len(mistakes) + len(steady) * (STEADY_SEEDS - 1)
        rejected = self._rejected(right)
        # Where leaving out refusals broke the function, mutants are made of the textbook's own text.
        broken = {item.text for item in rejected}
        whole = [item for number, item in enumerate(programs) if _titled("as it is", number) not in broken]
        made = self._drawn(mutants(whole[-1])) if whole else []
        self.planned += len(made)
        verdicts, row, missed = self._mistakes(mistakes)
        rows, survivors, equivalent, misled = self._mutants(made)
        return FunctionCertificate(
            task=self.desk.task.name,
            accepted=len(right) - len(rejected),
            rejected=tuple(rejected),
            rows=(row, *rows),
            missed=tuple(missed),
            survivors=tuple(survivors),
            equivalent=tuple(equivalent),
            misled=tuple(misled),
            steady=len(steady),
            unsteady=tuple(self._unsteady(steady, verdicts)),
            errored=tuple(self.errored),
            unwritten=tuple(self.unwritten),
            texts=self.texts,
            seconds=time.monotonic() - started,
        )

    def _verdict(self, text: str, what: str, seed: int | None = None, diff: str = "") -> Verdict | None:
        """Grade a text; None where the grader failed."""
        try:
            return self.desk.verdict(text, self.seed if seed is None else seed)
        except GraderFailedError as error:
            self.errored.append(Wrongly(what, "a verdict", str(error), diff))
            return None
        finally:
            self.texts += 1
            if self.progress is not None:
                self.progress(self.texts, self.planned)

    def _drawn(self, items: Iterable[T]) -> list[T]:
        """The items, or as many of them as the sample allows, in their order."""
        known = list(items)
        if self.sample is None or len(known) <= self.sample:
            return known
        chosen = random.Random(self.seed).sample(range(len(known)), self.sample)  # noqa: S311 - a repeatable choice
        return [known[index] for index in sorted(chosen)]

    def _programs(self) -> list[Program]:
        """The reference as it stands in the book, and without what refuses arguments; none where it has no source."""
        known = self.specification
        try:
            whole = program_of(known.reference, known.name, tensors=known.takes_tensors, parameters=known.parameters)
        except SourceError as error:
            self.unwritten.append(f"the reference: {error}")
            return []
        return [whole, simplified(whole)]

    def _right_versions(self, program: Program, number: int) -> list[RightVersion]:
        versions = list(right_versions(program, tensors=self.specification.takes_tensors))
        # Only the text differs between the two programs: what is done to results is done to one of them.
        kept = versions if number else versions[:1]
        return [RightVersion(_titled(item.what, number), item.text) for item in kept]

    def _rejected(self, versions: list[RightVersion]) -> list[Wrongly]:
        found = []
        for version in versions:
            verdict = self._verdict(version.text, version.what)
            if verdict is not None and verdict.finding is not None:
                found.append(Wrongly(version.what, "no fault", f"{verdict.check}: {verdict.finding.message}"))
        return found

    def _mistake_texts(self) -> list[tuple[Mistake, str]]:
        found = []
        for mistake in self.specification.mistakes:
            try:
                found.append((mistake, _text_of(mistake, self.specification)))
            except SourceError as error:
                self.unwritten.append(f"{mistake.name}: {error}")
        return found

    def _mistakes(self, mistakes: list[tuple[Mistake, str]]) -> tuple[dict[str, Verdict], Row, list[Wrongly]]:
        """The verdicts by mistake, their row, and what is not as it should be."""
        listing = {name: check.id for check in self.specification.checks for name in check.mistakes}
        verdicts, missed = {}, []
        for mistake, text in mistakes:
            verdict = self._verdict(text, mistake.name)
            if verdict is None:
                continue
            verdicts[mistake.name] = verdict
            wanted = (listing.get(mistake.name), mistake.code, True)
            if (verdict.check, verdict.code, verdict.confirmed) != wanted:
                missed.append(Wrongly(mistake.name, _told(*wanted), _said(verdict)))
        known = {item.name: item for item, _ in mistakes}
        right = sum(verdict.code == known[name].code for name, verdict in verdicts.items())
        sure = [name for name, verdict in verdicts.items() if verdict.confirmed]
        wrong = sum(verdicts[name].code != known[name].code for name in sure)
        killed = sum(verdict.check is not None for verdict in verdicts.values())
        return verdicts, Row(MISTAKES, len(verdicts), killed, right, len(sure), wrong), missed

    def _unsteady(self, mistakes: list[tuple[Mistake, str]], verdicts: dict[str, Verdict]) -> list[Wrongly]:
        """Mistakes of which another seed says something else."""
        found = []
        for mistake, text in mistakes:
            first = verdicts.get(mistake.name)
            for seed in range(self.seed + 1, self.seed + STEADY_SEEDS):
                other = self._verdict(text, mistake.name, seed)
                if first and other and (first.check, first.code) != (other.check, other.code):
                    found.append(Wrongly(f"{mistake.name} with seed {seed}", _said(first), _said(other)))
        return found

    def _mutants(self, made: list[Mutant]) -> tuple[list[Row], list[Changed], list[Changed], list[Wrongly]]:
        """A row for each operator, what survives, what is right after all, and of what the grader is wrongly sure."""
        verdicts: list[tuple[Mutant, Verdict]] = []
        survivors: list[Changed] = []
        equivalent: list[Changed] = []
        misled: list[tuple[Mutant, Wrongly]] = []
        for mutant in made:
            verdict = self._verdict(mutant.text, mutant.operator, diff=mutant.diff)
            if verdict is None:
                continue
            verdicts.append((mutant, verdict))
            if verdict.finding is None:
                shown = _shown(mutant, self._proof(mutant.text), self.specification)
                (survivors if shown.example else equivalent).append(shown)
                self._keep_text(mutant, shown)
            elif verdict.confirmed and (wrong := self._misled(mutant, verdict)):
                misled.append((mutant, wrong))
        rows = []
        for operator in dict.fromkeys(mutant.operator for mutant, _ in verdicts):
            own = [verdict for mutant, verdict in verdicts if mutant.operator == operator]
            left_out = sum(item.operator == operator for item in equivalent)
            killed = sum(verdict.finding is not None for verdict in own)
            sure = sum(verdict.confirmed for verdict in own)
            wrong_ones = sum(mutant.operator == operator for mutant, _ in misled)
            rows.append(Row(operator, len(own) - left_out, killed, None, sure, wrong_ones, left_out))
        return rows, survivors, equivalent, [wrong for _, wrong in misled]

    def _proof(self, text: str) -> Measured:
        """What a text does in a large sample of calls."""
        self._questions = self._questions or questions(self.specification, self.seed + OTHER_SEED)
        with self.desk.opened(text, self.seed) as function:
            return measured(function, self._questions)

    def _misled(self, mutant: Mutant, verdict: Verdict) -> Wrongly | None:
        """What is wrong with a finding that names a mistake, where calls that were not asked contradict it."""
        assert verdict.finding is not None  # noqa: S101 - only faults are looked at
        mistake = named_by(self.specification, verdict.finding.message)
        check = next(item for item in self.desk.task.checks if item.id == verdict.check)
        if mistake is None or not isinstance(check, ValueCheck):
            return None
        try:
            with self.desk.opened(mutant.text, self.seed) as function:
                wrong = is_wrongly_named(function, check, mistake, self.seed + OTHER_SEED)
        except (Unsuitable, WorkerFailure):
            return None
        return Wrongly(mutant.operator, "another cause", _said(verdict), mutant.diff) if wrong else None

    def _keep_text(self, mutant: Mutant, shown: Changed) -> None:
        if self.keep is not None and shown.example is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            place = self.keep / f"{self.desk.task.name}-{self.texts}.py"
            place.write_text(mutant.text, encoding="utf-8")


def _titled(what: str, number: int) -> str:
    return what if number else f"the textbook's, {what}"


def _text_of(mistake: Mistake, specification: Specification) -> str:
    """A file that makes the mistake."""
    if mistake.text is not None:
        return mistake.text
    name = specification.name
    if mistake.stateful:
        return f"{program_of(mistake.wrong, 'make_it').text}\n\n{name} = make_it()\n"
    return program_of(mistake.wrong, name, tensors=specification.takes_tensors).text


def _shown(mutant: Mutant, proof: Measured, specification: Specification) -> Changed:
    example = None
    if proof.differs is not None:
        example = proof.differs.case.typed(specification.name, specification.parameters)
    return Changed(mutant.operator, mutant.function, mutant.module, mutant.line, mutant.diff, proof.calls, example)


def _said(verdict: Verdict) -> str:
    return _told(verdict.check, verdict.code, verdict.confirmed)


def _told(check: str | None, code: str | None, confirmed: bool) -> str:  # noqa: FBT001 - as in a finding
    return "no fault" if check is None else f"{check}: {code}, {'confirmed' if confirmed else 'not confirmed'}"
