"""The collectors of a submission, its assignments and their tasks, and the item that is one check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cnncheck.pytest_plugin.failure import told_by
from cnncheck.pytest_plugin.folders import takeover
from cnncheck.pytest_plugin.run import RUN
from cnncheck.pytest_plugin.summary import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from cnncheck.course import Assignment, Check, Task
    from cnncheck.findings import CheckResult
    from cnncheck.grade import TaskRun


class CheckFailed(Exception):  # noqa: N818 - it is shown to a student by its contents, never by its name
    """A check failed; its findings are what is shown."""

    def __init__(self, result: CheckResult) -> None:
        super().__init__(result.id)
        self.result = result


class GraderFailed(Exception):  # noqa: N818 - the same
    """The grader is at fault, not the submission; what went wrong is in `args`."""


class SubmissionFolder(pytest.Directory):
    """A student's folder."""

    def collect(self) -> Iterable[pytest.Collector]:
        """One collector for each assignment that the folder holds work for."""
        from cnncheck import catalogue  # noqa: PLC0415 - only a run that grades needs it
        from cnncheck.course import DefinitionError  # noqa: PLC0415 - the same
        from cnncheck.subjects import assignments_in  # noqa: PLC0415 - the same
        from cnncheck.submission import Submission, SubmissionError  # noqa: PLC0415 - the same

        if sentence := takeover(self.path):
            raise self.CollectError(sentence)
        try:
            submission = Submission.read(self.path)
            named = self.config.getoption("--assignment")
            found = (catalogue.load(named),) if named else assignments_in(submission, catalogue.everything())
        except (catalogue.UnknownAssignment, DefinitionError, SubmissionError) as error:
            raise self.CollectError(str(error)) from error
        if not found:
            raise self.CollectError(
                f"Nothing in {self.path.name} has a name that an assignment asks for; "
                "`cnncheck list` shows them, --assignment NAME grades it as one."
            )
        for assignment in found:
            yield AssignmentNode.from_parent(self, name=assignment.name, assignment=assignment, path=self.path)


class AssignmentNode(pytest.Collector):
    """An assignment in a student's folder."""

    def __init__(self, *, assignment: Assignment, **options: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**options)
        self.assignment = assignment

    def collect(self) -> Iterator[pytest.Collector]:
        """One collector for each task."""
        trained = self.config.getoption("--training") != "off"
        for task in (self.assignment if trained else self.assignment.untrained()).tasks:
            yield TaskNode.from_parent(self, name=task.name, task=task, path=self.path)


class TaskNode(pytest.Collector):
    """A task; its checks share one subject."""

    parent: AssignmentNode

    def __init__(self, *, task: Task[Any], **options: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**options)
        self.task = task
        self._task_run: TaskRun | None = None

    @property
    def task_run(self) -> TaskRun:
        """The checks of this task on this submission."""
        if self._task_run is None:
            from cnncheck.grade import TaskRun  # noqa: PLC0415 - only a run that grades needs it

            bench = self.config.stash[RUN].bench(self.path, self.parent.assignment)
            self._task_run = TaskRun(self.task, bench)
        return self._task_run

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each check."""
        for check in self.task.checks:
            yield CheckItem.from_parent(self, name=check.id, check=check)


class CheckItem(pytest.Item):
    """One check on one subject."""

    parent: TaskNode

    def __init__(self, *, check: Check[Any], **options: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**options)
        self.check = check

    def lies_in(self, place: list[str]) -> bool:
        """Whether this is the check, or one of the task or the assignment, that a node id's parts name."""
        own = [str(self.path.resolve()), self.parent.parent.name, self.parent.name, self.name]
        return own[: len(place)] == place

    def setup(self) -> None:
        """Run the check, and what it requires; a grader's fault ends here, as an error and not as a failure."""
        from cnncheck.findings import Severity, Status  # noqa: PLC0415 - only a run that grades needs it
        from cnncheck.report.finding import finding_text  # noqa: PLC0415 - the same

        result = self.parent.task_run.earned(self.name)
        told = Told(
            task=f"{self.path.name}/{self.parent.name}",
            points=result.score,
            max_points=result.max_score,
            advice=tuple(finding_text(one) for one in result.findings if one.severity is Severity.ADVICE),
            withheld=", ".join(self._unmet()) if result.status is Status.PASSED else "",
            repeat=self.config.stash[RUN].repeated_by(self.path, self.parent.parent.name),
        )
        self.user_properties += told.properties()
        if result.status is Status.ERRORED:
            raise GraderFailed(*self.parent.task_run.faults)

    def _unmet(self) -> Iterator[str]:
        """The checks that this one earns after and that have not passed."""
        from cnncheck.findings import Status  # noqa: PLC0415 - only a run that grades needs it

        for other in self.check.earns_after:
            if self.parent.task_run.check(other).status is not Status.PASSED:
                yield other

    def runtest(self) -> None:
        """Pass, fail or skip as the check did."""
        from cnncheck.findings import Status  # noqa: PLC0415 - only a run that grades needs it

        result = self.parent.task_run.check(self.name)
        if result.status is Status.SKIPPED:
            pytest.skip(f"blocked by {result.blocked_by}")
        if result.status is Status.FAILED:
            raise CheckFailed(result)

    def repr_failure(
        self,
        excinfo: ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401 - pytest's own
    ) -> str | TerminalRepr:
        """Show a student the findings, not a traceback; pytest's short summary shows the first one's first line."""
        if isinstance(excinfo.value, CheckFailed):
            return told_by(excinfo.value.result, self.path)
        if isinstance(excinfo.value, GraderFailed):
            reasons = "; ".join(f"{type(fault.error).__name__}: {fault.error}" for fault in excinfo.value.args)
            return f"The grader failed, not your code: {reasons or 'the task could not be opened'}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the check belongs and what it is called in reports."""
        return self.path, None, f"{self.parent.name}: {self.name}"
