"""What a grade says of a program, and whether that is what should be said."""

from collections import Counter
from dataclasses import dataclass

from cnncheck.certify.trial import Trial
from cnncheck.findings import Finding, Grade, Severity, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said.

    Attributes:
        faults: in the order in which a student reads them.
        advices: codes of what costs nothing.
        full_marks: whether every point was earned.
        seconds: wall clock.
        failure: how the grader itself failed.
        versions: of the libraries the program ran with.
    """

    faults: tuple[Finding, ...] = ()
    advices: frozenset[str] = frozenset()
    full_marks: bool = False
    seconds: float = 0.0
    failure: str | None = None
    versions: str = ""

    @classmethod
    def of(cls, grade: Grade) -> "Verdict":
        """The verdict in a grade of one task."""
        findings = [finding for task in grade.tasks for check in task.checks for finding in check.findings]
        failure = "; ".join(grade.notes) or "an error" if grade.status is Status.ERRORED else None
        return cls(
            faults=tuple(finding for finding in findings if finding.severity is Severity.FAULT),
            advices=frozenset(finding.code for finding in findings if finding.severity is Severity.ADVICE),
            full_marks=grade.score == grade.max_score,
            seconds=grade.duration_s,
            failure=failure,
            versions=f"tensorflow {grade.environment.tensorflow}, keras {grade.environment.keras}",
        )

    @property
    def first(self) -> Finding | None:
        """The finding that is read first."""
        return self.faults[0] if self.faults else None

    @property
    def said(self) -> str:
        """The verdict in a line."""
        if not self.faults:
            return "no fault" if self.full_marks else "no fault, but not full marks"
        return "; ".join(_told(finding) for finding in self.faults)


def _told(finding: Finding) -> str:
    sure = "confirmed" if finding.confirmed else "not confirmed"
    return f"{finding.code} at line {finding.where.line} ({sure}): {finding.message}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict beside what should be said."""

    trial: Trial
    verdict: Verdict

    @property
    def killed(self) -> bool:
        """Whether a fault was found."""
        return bool(self.verdict.faults)

    @property
    def allowed(self) -> bool:
        """Whether what was planted was named and costs nothing in this task."""
        return not self.killed and bool(self.trial.codes) and set(self.trial.codes) <= self.verdict.advices

    @property
    def code_right(self) -> bool:
        """Whether the first finding names what was planted."""
        first = self.verdict.first
        return first is not None and first.code in self.trial.codes

    @property
    def layer_right(self) -> bool:
        """Whether the first finding stands where something was planted."""
        first = self.verdict.first
        return first is not None and any(first.where.line in lines for _, lines in self.trial.faults)

    @property
    def confirmed(self) -> bool:
        """Whether the first finding is confirmed."""
        first = self.verdict.first
        return first is not None and first.confirmed

    @property
    def confident_and_wrong(self) -> bool:
        """Whether a confirmed finding names what was not planted."""
        return any(finding.confirmed and finding.code not in self.trial.codes for finding in self.verdict.faults)

    @property
    def both_named(self) -> bool:
        """Whether everything planted is among the findings."""
        return Counter(finding.code for finding in self.verdict.faults) >= Counter(self.trial.codes)

    @property
    def problems(self) -> tuple[str, ...]:
        """What should have been said otherwise; nothing where all is well."""
        match self.trial.kind:
            case "right" | "equivalent":
                return ("rejected",) if self.killed or not self.verdict.full_marks else ()
            case "pair":
                wrong = [("not both named", not self.both_named)]
            case _ if self.allowed:
                wrong = []
            case _ if not self.killed:
                wrong = [("survived", True)]
            case _:
                wrong = [("another code", not self.code_right), ("another layer", not self.layer_right)]
        wrong.append(("confident and wrong", self.confident_and_wrong))
        return tuple(problem for problem, is_so in wrong if is_so)
