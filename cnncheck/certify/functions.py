"""How good the checks of a function are: right versions, registered mistakes and mutants of the reference, graded."""

import random
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cnncheck.certify.equivalence import Questions, is_wrongly_named, measured, named_by, questions
from cnncheck.certify.function_certificate import Changed, FunctionCertificate, Row, Wrongly
from cnncheck.certify.submitted import GraderFailedError, TextDesk, TextVerdict, told
from cnncheck.course import Unsuitable
from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specification import Specification
from cnncheck.functions.task import FunctionTask
from cnncheck.mutation.sources import (
    AS_IT_IS,
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


def certify_function(
    task: FunctionTask,
    zygote: Zygote,
    *,
    sample: int | None = None,
    seed: int = 0,
    reserved: frozenset[str] = frozenset(),
    keep: Path | None = None,
) -> FunctionCertificate:
    """Grade right and wrong versions of a function with the real grader, each in a worker of its own.

    Args:
        task: of an assignment; the checks are those that it sets.
        zygote: forks the workers.
        sample: how many mistakes and how many mutants are tried at most, drawn with the seed; None tries all.
        seed: of the grades, and of what is drawn.
        reserved: names of all subjects of the assignment.
        keep: a folder for the texts of mutants that survive.

    Raises:
        SandboxError: no worker can be had.
    """
    with tempfile.TemporaryDirectory(prefix="certify-") as folder:
        certification = FunctionCertification(TextDesk(task, zygote, Path(folder), reserved), seed, sample, keep)
        certification.run()
        return certification.certificate()


@dataclass(slots=True)
class FunctionCertification:
    """One task's texts, graded one after the other, with what is known of the checks at any time.

    Attributes:
        desk: where they are graded.
        seed, sample, keep: as of `certify_function`.
    """

    desk: TextDesk
    seed: int = 0
    sample: int | None = None
    keep: Path | None = None
    _texts: int = 0
    _accepted: int = 0
    _rejected: list[Wrongly] = field(default_factory=list)
    _mistakes: list[tuple[Mistake, TextVerdict]] = field(default_factory=list)
    _missed: list[Wrongly] = field(default_factory=list)
    _steady: int = 0
    _unsteady: list[Wrongly] = field(default_factory=list)
    _mutants: list[tuple[Mutant, TextVerdict]] = field(default_factory=list)
    _survivors: list[Changed] = field(default_factory=list)
    _equivalent: list[Changed] = field(default_factory=list)
    _misled: list[Wrongly] = field(default_factory=list)
    _errored: list[Wrongly] = field(default_factory=list)
    _unwritten: list[str] = field(default_factory=list)
    _questions: tuple[Questions, ...] = ()
    _started: float = field(default_factory=time.monotonic)

    @property
    def specification(self) -> Specification:
        """Of the function."""
        return self.desk.task.specification

    def run(self) -> None:
        """Grade everything.

        Raises:
            SandboxError: no worker can be had.
        """
        programs = self._programs()
        right = [version for number, item in enumerate(programs) for version in self._right_versions(item, number)]
        mistakes = self._drawn(self._mistake_texts())
        self._grade_right_versions(right)
        self._grade_mistakes(mistakes)
        self._grade_again(mistakes[:STEADY_SAMPLE])
        # Where the function does not survive the loss of its refusals, the textbook's own text is changed.
        broken = any(item.text == AS_IT_IS for item in self._rejected)
        for mutant in self._drawn(mutants(programs[0 if broken else -1])) if programs else ():
            self._grade_mutant(mutant)

    def certificate(self) -> FunctionCertificate:
        """What is known so far."""
        return FunctionCertificate(
            task=self.desk.task.name,
            accepted=self._accepted,
            rejected=tuple(self._rejected),
            rows=(self._mistakes_row(), *self._operator_rows()),
            missed=tuple(self._missed),
            survivors=tuple(self._survivors),
            equivalent=tuple(self._equivalent),
            misled=tuple(self._misled),
            steady=self._steady,
            unsteady=tuple(self._unsteady),
            errored=tuple(self._errored),
            unwritten=tuple(self._unwritten),
            texts=self._texts,
            seconds=time.monotonic() - self._started,
        )

    def _verdict(self, text: str, what: str, seed: int | None = None, diff: str = "") -> TextVerdict | None:
        """Grade a text; None where the grader failed."""
        try:
            return self.desk.verdict(text, self.seed if seed is None else seed)
        except GraderFailedError as error:
            self._errored.append(Wrongly(what, "a verdict", str(error), diff))
            return None
        finally:
            self._texts += 1

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
            self._unwritten.append(f"the reference: {error}")
            return []
        return [whole, simplified(whole)]

    def _right_versions(self, program: Program, number: int) -> list[RightVersion]:
        versions = list(right_versions(program, tensors=self.specification.takes_tensors))
        # Only the text differs between the two programs: what is done to results is done to one of them.
        kept = versions if number else versions[:1]
        return [RightVersion(item.what if number else "as in the textbook", item.text) for item in kept]

    def _grade_right_versions(self, versions: list[RightVersion]) -> None:
        for version in versions:
            verdict = self._verdict(version.text, version.what)
            if verdict is not None and verdict.finding is None:
                self._accepted += 1
            elif verdict is not None:
                self._rejected.append(Wrongly(version.what, "no fault", verdict.said))

    def _mistake_texts(self) -> list[tuple[Mistake, str]]:
        found = []
        for mistake in self.specification.mistakes:
            try:
                found.append((mistake, _text_of(mistake, self.specification)))
            except SourceError as error:
                self._unwritten.append(f"{mistake.name}: {error}")
        return found

    def _grade_mistakes(self, mistakes: list[tuple[Mistake, str]]) -> None:
        listing = {name: check.id for check in self.specification.checks for name in check.mistakes}
        for mistake, text in mistakes:
            verdict = self._verdict(text, mistake.name)
            if verdict is None:
                continue
            self._mistakes.append((mistake, verdict))
            wanted = told(listing.get(mistake.name), mistake.code, confirmed=True)
            if verdict.said != wanted:
                self._missed.append(Wrongly(mistake.name, wanted, verdict.said))

    def _grade_again(self, mistakes: list[tuple[Mistake, str]]) -> None:
        """Grade mistakes with other seeds."""
        first = {mistake.name: verdict for mistake, verdict in self._mistakes}
        for mistake, text in mistakes:
            others = [self._verdict(text, mistake.name, self.seed + step) for step in range(1, STEADY_SEEDS)]
            said = {verdict.said for verdict in (first.get(mistake.name), *others) if verdict is not None}
            self._steady += 1
            if len(said) > 1:
                self._unsteady.append(Wrongly(mistake.name, "the same with every seed", " or ".join(sorted(said))))

    def _grade_mutant(self, mutant: Mutant) -> None:
        verdict = self._verdict(mutant.text, mutant.operator, diff=mutant.diff)
        if verdict is None:
            return
        self._mutants.append((mutant, verdict))
        if verdict.finding is None:
            self._tell_apart(mutant)
        elif verdict.confirmed and self._is_misled(mutant, verdict):
            self._misled.append(Wrongly(mutant.operator, "another cause", verdict.finding.message, mutant.diff))

    def _tell_apart(self, mutant: Mutant) -> None:
        """Ask a mutant that passed whatever may be asked."""
        known = self.specification
        self._questions = self._questions or questions(known, self.seed + OTHER_SEED)
        with self.desk.opened(mutant.text, self.seed) as function:
            proof = measured(function, self._questions)
        example = proof.differs.case.typed(known.name, known.parameters) if proof.differs is not None else None
        place = (mutant.operator, mutant.function, mutant.module, mutant.line, mutant.diff)
        shown = Changed(*place, proof.calls, example)
        (self._equivalent if example is None else self._survivors).append(shown)
        if self.keep is not None and example is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{known.name}_{len(self._survivors):04d}.py").write_text(mutant.text, encoding="utf-8")

    def _is_misled(self, mutant: Mutant, verdict: TextVerdict) -> bool:
        """Whether a confirmed finding names a mistake that calls beyond the grade contradict."""
        assert verdict.finding is not None  # noqa: S101 - only faults are looked at
        named = named_by(self.specification, verdict.finding.message)
        check = next(item for item in self.desk.task.checks if item.id == verdict.check)
        if not named or not isinstance(check, ValueCheck):
            return False
        try:
            with self.desk.opened(mutant.text, self.seed) as function:
                return is_wrongly_named(function, check, named, self.seed + OTHER_SEED)
        except (Unsuitable, WorkerFailure):
            return False

    def _mistakes_row(self) -> Row:
        right = [verdict.code == mistake.code for mistake, verdict in self._mistakes]
        sure = [verdict.confirmed for _, verdict in self._mistakes]
        wrong = sum(confirmed and not correct for confirmed, correct in zip(sure, right, strict=True))
        killed = sum(verdict.finding is not None for _, verdict in self._mistakes)
        return Row(MISTAKES, len(self._mistakes), killed, sum(right), sum(sure), wrong)

    def _operator_rows(self) -> list[Row]:
        rows = []
        for operator in dict.fromkeys(mutant.operator for mutant, _ in self._mutants):
            own = [verdict for mutant, verdict in self._mutants if mutant.operator == operator]
            left_out = sum(item.operator == operator for item in self._equivalent)
            killed = sum(verdict.finding is not None for verdict in own)
            sure = sum(verdict.confirmed for verdict in own)
            wrong = sum(item.text == operator for item in self._misled)
            rows.append(Row(operator, len(own) - left_out, killed, None, sure, wrong, left_out))
        return rows


def _text_of(mistake: Mistake, specification: Specification) -> str:
    """A file that makes the mistake."""
    if mistake.text is not None:
        return mistake.text
    name = specification.name
    if mistake.stateful:
        return f"{program_of(mistake.wrong, 'make_it').text}\n\n{name} = make_it()\n"
    return program_of(mistake.wrong, name, tensors=specification.takes_tensors).text
