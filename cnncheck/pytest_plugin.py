"""pytest for a student's own folder: one item per check, nothing of the folder imported into pytest's process.

A folder is a submission when it stands in `assignments/` beside the definitions, when it holds a `submission.toml`,
or when `--assignment` names what it is. Every check is an item
`assignments/student_x::cifar10_cnns::lenet5::network.output-shape`; with pytest-xdist all checks of a task stay in one
process, and all processes share the controller's zygote.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from _pytest._code.code import ExceptionInfo, TerminalRepr
    from _pytest.terminal import TerminalReporter

    from cnncheck.course import Assignment, Task
    from cnncheck.findings import CheckResult
    from cnncheck.grade import TaskRun
    from cnncheck.sandbox import Zygote
    from cnncheck.subjects import Bench

SEED = 0
"""Fixed, so that a student sees the same cases again; `cnncheck grade` draws a fresh one."""

TAKES_OVER = (
    "conftest.py",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "tox.ini",
    "setup.cfg",
    "pyproject.toml",
    "sitecustomize.py",
)
"""Files that would change what pytest does with the folder."""

_ADDRESS = "cnncheck_zygote"


class CheckFailed(Exception):  # noqa: N818 - it is shown to a student by its contents, never by its name
    """A check failed; its findings are what is shown."""


class GraderFailed(Exception):  # noqa: N818 - the same
    """The grader is at fault, not the submission."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a student's run."""
    group = parser.getgroup("cnncheck", "grading a folder of the course")
    group.addoption("--assignment", help="grade the folders given as this assignment, by name or definition file")
    group.addoption(
        "--training",
        choices=("off", "quick"),
        default="quick",
        help="whether networks are trained for a few epochs (default: quick)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Refuse a submission that would take over pytest, before pytest runs a line of it.

    Raises:
        pytest.UsageError: a folder named on the command line holds such a file.
    """
    given = early_config.known_args_namespace
    here = early_config.invocation_params.dir
    for argument in given.file_or_dir or ["."]:
        path = here / str(argument).split("::")[0]
        if _is_submission(path, named=bool(given.assignment)) and (file := _takes_over(path)):
            raise pytest.UsageError(_refusal(path, file))


def pytest_configure(config: pytest.Config) -> None:
    """Keep what a run needs in one place, and the checks of a task in one process of pytest-xdist."""
    config.stash[_run_key] = Run(config)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Take node ids of checks apart; with `-n`, group items by task unless the user chose a way of distributing."""
    _take_apart(config)
    chosen = any(str(argument).startswith("--dist") for argument in config.invocation_params.args)
    if (
        config.getoption("numprocesses", None)
        and not chosen
        and any(is_submission(path, config) for path in _named(config))
    ):
        config.option.dist = "loadscope"  # the scope of a check's node id is its task


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - xdist's WorkerController, which may not be installed
    """Tell a process of pytest-xdist where the controller's zygote listens."""
    run = node.config.stash[_run_key]
    if run.wanted:
        node.workerinput[_ADDRESS] = run.zygote.address


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers and the zygote."""
    run = config.stash.get(_run_key, None)
    if run is not None:
        run.close()


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a submission's folder as checks, and never as Python files."""
    if not is_submission(path, parent.config):
        return None
    return SubmissionFolder.from_parent(parent, path=path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the checks that node ids on the command line ask for.

    Raises:
        pytest.UsageError: a node id names no check.
    """
    selected = config.stash.get(_selected_key, [])
    folders = {folder for folder, *_ in selected}
    asked = [item for item in items if isinstance(item, CheckItem) and str(item.path.resolve()) in folders]
    for one in selected:
        if not any(item.lies_in(one) for item in asked):
            raise pytest.UsageError(f"There is no check {'::'.join(one)}.")
    dropped = [item for item in asked if not any(item.lies_in(one) for one in selected)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in dropped]


def _take_apart(config: pytest.Config) -> None:
    """Split `folder::assignment::task::check`, which pytest knows of files only, into the folder and what is in it."""
    selected, args = [], []
    for argument in config.args:
        place, *names = str(argument).split("::")
        if names and is_submission(config.invocation_params.dir / place, config):
            selected.append([str((config.invocation_params.dir / place).resolve()), *names])
            argument = place  # noqa: PLW2901 - what pytest is to collect
        args.append(argument)
    if selected:
        whole = {str((config.invocation_params.dir / argument).resolve()) for argument in config.args}
        config.stash[_selected_key] = [one for one in selected if one[0] not in whole]
        config.args = list(dict.fromkeys(args))


def is_submission(path: Path, config: pytest.Config) -> bool:
    """Whether a folder is a submission."""
    named = bool(config.getoption("--assignment")) and path.resolve() in _named(config)
    return _is_submission(path, named=named)


def _is_submission(path: Path, *, named: bool) -> bool:
    """Whether a folder is a submission, by its place or its contents, or because the command line says so."""
    if not path.is_dir() or path.name.startswith((".", "_")):
        return False
    if named or (path / "submission.toml").is_file():
        return True
    beside = path.resolve().parent
    if beside.name != "assignments":
        return False
    from cnncheck.catalogue import shipped_folder  # noqa: PLC0415 - nothing of ours is loaded for other test runs

    return beside == shipped_folder().resolve()


def _takes_over(path: Path) -> str | None:
    """A file of the folder that pytest would obey; of subfolders it reads the conftest.py at once."""
    below = (str(file.relative_to(path)) for file in path.glob("*/conftest.py"))
    return next((name for name in (*TAKES_OVER, *sorted(below)) if (path / name).exists()), None)


def _refusal(path: Path, file: str) -> str:
    return (
        f"{path.name} holds a {file}, which would change what pytest does with it. "
        f"Remove it, or grade the folder with: cnncheck grade {path}"
    )


def _named(config: pytest.Config) -> set[Path]:
    """The files and folders the command line names."""
    return {(config.invocation_params.dir / str(argument).split("::")[0]).resolve() for argument in config.args}


class Run:
    """What one pytest process needs: the zygote, and a bench for each submission."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._zygote: Zygote | None = None
        self._benches: dict[tuple[Path, str], Bench] = {}
        self.level = ""

    @property
    def wanted(self) -> bool:
        """Whether this run grades anything."""
        return any(is_submission(path, self._config) for path in _named(self._config))

    @property
    def zygote(self) -> Zygote:
        """The zygote, started or joined when it is first needed."""
        if self._zygote is None:
            from cnncheck.sandbox import Zygote  # noqa: PLC0415 - only a run that grades needs it

            address = getattr(self._config, "workerinput", {}).get(_ADDRESS)
            self._zygote = Zygote.connect(address) if address else Zygote.start()
        return self._zygote

    def bench(self, path: Path, assignment: Assignment) -> Bench:
        """The bench of one submission and assignment."""
        key = (path, assignment.name)
        if key not in self._benches:
            from cnncheck.subjects import Bench, Budget  # noqa: PLC0415
            from cnncheck.submission import Submission  # noqa: PLC0415

            self._benches[key] = Bench(
                Submission.read(path),
                self.zygote,
                SEED,
                Budget(),
                reserved=assignment.names,
            )
        return self._benches[key]

    def close(self) -> None:
        """End everything that was started."""
        for bench in self._benches.values():
            bench.close()
        self._benches.clear()
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None


_run_key = pytest.StashKey[Run]()
_selected_key = pytest.StashKey[list[list[str]]]()


class SubmissionFolder(pytest.Directory):
    """A student's folder."""

    def collect(self) -> Iterable[pytest.Collector]:
        """One collector for each assignment that the folder holds work for."""
        from cnncheck import catalogue  # noqa: PLC0415
        from cnncheck.course import DefinitionError  # noqa: PLC0415
        from cnncheck.subjects import assignments_in  # noqa: PLC0415
        from cnncheck.submission import Submission, SubmissionError  # noqa: PLC0415

        if file := _takes_over(self.path):
            raise self.CollectError(_refusal(self.path, file))
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
            from cnncheck.grade import TaskRun  # noqa: PLC0415

            bench = self.config.stash[_run_key].bench(self.path, self.parent.assignment)
            self._task_run = TaskRun(self.task, bench)
        return self._task_run

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each check."""
        for item in self.task.checks:
            yield CheckItem.from_parent(self, name=item.id)


class CheckItem(pytest.Item):
    """One check on one subject."""

    parent: TaskNode

    def lies_in(self, place: list[str]) -> bool:
        """Whether this is the check, or one of the task or the assignment, that a node id's parts name."""
        own = [str(self.path.resolve()), self.parent.parent.name, self.parent.name, self.name]
        return own[: len(place)] == place

    def setup(self) -> None:
        """Run the check, and what it requires; a grader's fault ends here, as an error and not as a failure."""
        result = self.parent.task_run.earned(self.name)
        task, submission = self.parent.task.name, self.path.name
        self.user_properties += [
            ("cnncheck.task", f"{submission}/{task}"),
            ("cnncheck.points", str(result.score)),
            ("cnncheck.max_points", str(result.max_score)),
        ]
        from cnncheck.findings import Severity, Status  # noqa: PLC0415
        from cnncheck.report.finding import finding_text  # noqa: PLC0415

        self.user_properties += [
            ("cnncheck.advice", finding_text(one)) for one in result.findings if one.severity is Severity.ADVICE
        ]
        if result.status is Status.ERRORED:
            raise GraderFailed(*self.parent.task_run.faults)

    def runtest(self) -> None:
        """Pass, fail or skip as the check did."""
        from cnncheck.findings import Status  # noqa: PLC0415

        result: CheckResult = self.parent.task_run.check(self.name)
        if result.status is Status.SKIPPED:
            pytest.skip(f"blocked by {result.blocked_by}")
        if result.status is Status.FAILED:
            raise CheckFailed(result)

    def repr_failure(
        self,
        excinfo: ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401 - pytest's own
    ) -> str | TerminalRepr:
        """Show a student the findings, not a traceback."""
        if isinstance(excinfo.value, CheckFailed):
            from cnncheck.report.finding import finding_text  # noqa: PLC0415

            result: CheckResult = excinfo.value.args[0]
            return "\n\n".join([result.title, *(finding_text(finding) for finding in result.findings)])
        if isinstance(excinfo.value, GraderFailed):
            reasons = "; ".join(f"{type(fault.error).__name__}: {fault.error}" for fault in excinfo.value.args)
            return f"The grader failed, not your code: {reasons or 'the task could not be opened'}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the check belongs and what it is called in reports."""
        return self.path, None, f"{self.parent.name}: {self.name}"


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Close the run with advice and a table of points."""
    points: dict[str, tuple[Fraction, Fraction]] = {}
    advice: dict[str, None] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            if not isinstance(report, pytest.TestReport) or report.when == "teardown":
                continue
            properties = report.user_properties
            values = dict(properties)
            if "cnncheck.task" not in values or not _decides(report):
                continue
            score, most = points.get(str(values["cnncheck.task"]), (Fraction(), Fraction()))
            points[str(values["cnncheck.task"])] = (
                score + Fraction(str(values["cnncheck.points"])),
                most + Fraction(str(values["cnncheck.max_points"])),
            )
            advice.update({str(text): None for name, text in properties if name == "cnncheck.advice"})
    if not points:
        return
    if advice:
        terminalreporter.section("advice, no points lost")
        terminalreporter.write_line("\n\n".join(advice))
    terminalreporter.section("points")
    width = max(len(task) for task in points)
    for task, (score, most) in sorted(points.items()):
        terminalreporter.write_line(f"{task:<{width}}  {float(score):6.2f} / {float(most):.2f}")
    score = sum((one for one, _ in points.values()), Fraction())
    most = sum((one for _, one in points.values()), Fraction())
    terminalreporter.write_line(f"{'total':<{width}}  {float(score):6.2f} / {float(most):.2f}")
    terminalreporter.write_line(
        f"seed {SEED}; this run is for one's own code: it does not keep the code from cheating. "
        "`cnncheck explain CODE` tells more about a finding."
    )


def _decides(report: pytest.TestReport) -> bool:
    """Whether this is the one report of an item that counts: its call, or its setup where it ended there."""
    return report.when == "call" or (report.when == "setup" and report.outcome != "passed")
