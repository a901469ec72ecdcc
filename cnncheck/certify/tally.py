"""Counts verdicts as they come in, and makes a certificate of them whenever it is asked for."""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from cnncheck.certify.grading import Desk
from cnncheck.certify.network_certificate import Case, NetworkCertificate, NetworkRow
from cnncheck.certify.trial import Trial
from cnncheck.certify.verdict import Judged, Verdict


@dataclass(slots=True)
class Tally:
    """The verdicts on the programs of one task.

    Attributes:
        desk: where they are graded.
        planned: how many programs there are.
        unwritten: what no style has words for.
        excluded: how many mutants of each operator are the specified network after all.
    """

    desk: Desk
    planned: int = 0
    unwritten: list[str] = field(default_factory=list)
    excluded: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    judged: list[Judged] = field(default_factory=list)
    again: list[tuple[Judged, Verdict, int]] = field(default_factory=list)
    texts: int = 0

    def add(self, judged: Judged) -> None:
        """Count a program."""
        self.texts += 1
        self.judged.append(judged)

    def compare(self, first: Judged, other: Verdict, seed: int) -> None:
        """Count a program that was graded before, with another seed."""
        self.texts += 1
        self.again.append((first, other, seed))

    def certificate(self) -> NetworkCertificate:
        """What is known so far."""
        graded = [one for one in self.judged if one.verdict.failure is None]
        pairs = [one for one in graded if one.trial.kind == "pair"]
        right = [one for one in graded if one.trial.kind in {"right", "equivalent"}]
        steady = {id(first): True for first, _, _ in self.again}
        unsteady = [(first, other, seed) for first, other, seed in self.again if _differ(first.verdict, other)]
        failures = [
            *((one.trial, one.verdict) for one in self.judged),
            *((one.trial, other) for one, other, _ in self.again),
        ]
        return NetworkCertificate(
            task=self.desk.task,
            rows=self._rows(graded),
            accepted=sum(not one.problems for one in right),
            rejected=sum(bool(one.problems) for one in right),
            pairs=len(pairs),
            both_named=sum(one.both_named for one in pairs),
            steady=len(steady),
            unsteady=len({id(first) for first, _, _ in unsteady}),
            cases=(
                *(
                    self._case(one.trial, problem, _expected(one.trial), one.verdict)
                    for one in graded
                    for problem in one.problems
                ),
                *(
                    self._case(first.trial, "depends on the seed", first.verdict.said, other, seed)
                    for first, other, seed in unsteady
                ),
            ),
            unwritten=tuple(self.unwritten),
            errored=tuple(
                f"{trial.operator}: {trial.what} ({trial.style}): {verdict.failure}"
                for trial, verdict in failures
                if verdict.failure is not None
            ),
            seconds=median([one.verdict.seconds for one in graded]) if graded else 0.0,
            versions=next((one.verdict.versions for one in graded), ""),
            texts=self.texts,
            planned=self.planned,
        )

    def _rows(self, graded: list[Judged]) -> tuple[NetworkRow, ...]:
        by_operator: dict[str, list[Judged]] = defaultdict(list)
        for one in graded:
            if one.trial.kind == "mutant":
                by_operator[one.trial.operator].append(one)
        names = dict.fromkeys((*by_operator, *self.excluded))
        return tuple(self._row(name, by_operator[name]) for name in names)

    def _row(self, operator: str, all_of_it: list[Judged]) -> NetworkRow:
        those = [one for one in all_of_it if not one.allowed]
        return NetworkRow(
            operator=operator,
            tried=len(those),
            killed=sum(one.killed for one in those),
            first_code_right=sum(one.code_right for one in those),
            layer_right=sum(one.layer_right for one in those),
            confirmed=sum(one.confirmed for one in those),
            confident_and_wrong=sum(one.confident_and_wrong for one in those),
            equivalent=self.excluded.get(operator, 0),
            allowed=len(all_of_it) - len(those),
        )

    def _case(self, trial: Trial, problem: str, expected: str, received: Verdict, seed: int | None = None) -> Case:
        return Case(
            problem=problem,
            operator=trial.operator,
            what=trial.what,
            style=trial.style,
            expected=expected,
            received=received.said,
            file=str(self.desk.file_of(trial)) if self.desk.is_kept(trial) else None,
            repeat=self.desk.repeat(trial, seed),
        )


def _expected(trial: Trial) -> str:
    if not trial.faults:
        return "no fault"
    return " and ".join(f"{code} at line {' or '.join(map(str, sorted(lines)))}" for code, lines in trial.faults)


def _differ(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts are not the same to a student: right or wrong, and the concept that is named first.

    Where the grader itself failed there is nothing to compare: that is told as its failure.
    """
    if one.failure is not None or other.failure is not None:
        return False
    first, second = one.first, other.first
    return (first and first.code) != (second and second.code)
