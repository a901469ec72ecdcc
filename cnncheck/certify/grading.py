"""Grades programs with the real grader in real workers, several at a time, as a class is graded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from cnncheck.certify.trial import Trial
from cnncheck.certify.verdict import Judged, Verdict
from cnncheck.classroom.engine import Options, Outcome, command, grade_all
from cnncheck.sandbox import Zygote
from cnncheck.subjects import Budget

BUDGET = Budget(time_s=600.0)
"""A certification is not in a hurry: a time-out would say something of the machine and not of the grader."""

Progress = Callable[[str], None]
"""Told what was graded."""


@dataclass(slots=True)
class Desk:
    """Where the programs of one task are graded.

    Attributes:
        assignment: name or definition file, as the user gave it.
        task: of the assignment.
        folder: for the programs.
        zygote: forks the workers.
        seed: of the grades.
        jobs: how many at a time.
        progress: told after every program.
        kept: whether the folder outlives the run.
    """

    assignment: str
    task: str
    folder: Path
    zygote: Zygote
    seed: int
    jobs: int
    progress: Progress
    kept: bool = True
    files: dict[int, Path] = field(default_factory=dict)

    def judged(self, trials: Sequence[Trial], seed: int | None = None) -> Iterator[Judged]:
        """Grade programs, and yield each as it is finished.

        Args:
            trials: the programs.
            seed: of the grades; the desk's own where none is stated.

        Raises:
            SandboxError: no worker can be had.
        """
        options = self._options(self.seed if seed is None else seed)
        known = {self.file_of(trial): trial for trial in trials}
        if not known:
            return
        with closing(grade_all(list(known), self.zygote, options, jobs=self.jobs)) as outcomes:
            for outcome in outcomes:
                trial = known[outcome.path]
                self.progress(f"{trial.operator}: {trial.what}")
                yield Judged(trial, _verdict(outcome))

    def file_of(self, trial: Trial) -> Path:
        """The file of a program, written when it is first asked for."""
        if id(trial) not in self.files:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{trial.kind}_{len(self.files) + 1:04d}_{trial.style}.py"
            path.write_text(trial.text, encoding="utf-8")
            self.files[id(trial)] = path
        return self.files[id(trial)]

    def repeat(self, trial: Trial, seed: int | None = None) -> str | None:
        """The command that grades a program again; None where its file is gone by then."""
        if not self.is_kept(trial):
            return None
        return command(self.file_of(trial), self.assignment, self._options(self.seed if seed is None else seed))

    def is_kept(self, trial: Trial) -> bool:
        """Whether a program's file outlives the run; one that was handed in does."""
        return self.kept or not self.file_of(trial).is_relative_to(self.folder)

    def _options(self, seed: int) -> Options:
        plain = Options(seed, self.assignment, (self.task,), training="off")
        return replace(plain, budget=BUDGET)


def _verdict(outcome: Outcome) -> Verdict:
    if not outcome.grades:
        return Verdict(failure=outcome.reason or "it was not graded")
    return Verdict.of(outcome.grades[0])
