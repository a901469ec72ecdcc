"""The command line: a shell over grading; what each command prints is in `cnncheck.report`."""

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnncheck.explain.commands import app as explain_app

if TYPE_CHECKING:
    from cnncheck.certify.command import Certifying
    from cnncheck.classroom.engine import Options, Outcome
    from cnncheck.findings import Grade

GRADED, BELOW, USAGE, NOT_GRADED = 0, 1, 2, 3
"""Exit statuses: graded whatever the score; below what was demanded; usage or a faulty definition; could not grade."""

INTERRUPTED = 128
"""Plus the number of the signal, as shells count."""

SEED_LIMIT = 2**53
"""Seeds stay exact in every JSON reader."""

app = typer.Typer(
    name="cnncheck",
    help="Grader for courses on convolutional networks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(explain_app, name="explain")


def main() -> None:
    """Run the command line."""
    # NumPy reads this when it is imported. Its threads spin while workers compute: alone they cost three times as much
    # processor time as the trusted side's own arithmetic. What a user has set stands.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app()


def _fail(status: int, message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(status)


@app.command("grade")
def grade_command(
    submissions: Annotated[list[Path], typer.Argument(help="A file, a folder, or a folder of folders: a class.")],
    assignment: Annotated[
        str | None, typer.Option(help="Name or definition file; by default found from the files.")
    ] = None,
    task: Annotated[list[str] | None, typer.Option(help="Only this task; repeatable.")] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", help="text, json, junit or gradebook; repeatable as FORMAT=PATH.")
    ] = None,
    output: Annotated[str | None, typer.Option(help="Where the one format goes; - is standard output.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Submissions graded at the same time.")] = 1,
    training: Annotated[str, typer.Option(help="off or quick.")] = "quick",
    protection: Annotated[str | None, typer.Option(help="The least level of protection that is acceptable.")] = None,
    time_limit: Annotated[float, typer.Option(min=1.0, help="Seconds for one submission, without training.")] = 120.0,
    memory_limit: Annotated[int, typer.Option(min=600, help="MiB of resident memory for one worker.")] = 2048,
    seed: Annotated[
        int | None, typer.Option(min=0, max=SEED_LIMIT - 1, help="Of all random draws; fresh by default.")
    ] = None,
    subject: Annotated[
        list[str] | None, typer.Option(help="TASK=FILE or TASK=FILE:NAME: this is the subject; repeatable.")
    ] = None,
    as_class: Annotated[
        bool | None, typer.Option("--class/--single", help="Folders are classes, or single submissions.")
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option(min=0, max=100, help="Exit with 1 when a score is below this percentage.")
    ] = None,
) -> None:
    """Grade one submission or a whole class."""
    from cnncheck.classroom.engine import Options, gather  # noqa: PLC0415 - --help stays fast
    from cnncheck.report.outputs import OutputError, Outputs  # noqa: PLC0415
    from cnncheck.sandbox import SandboxError  # noqa: PLC0415
    from cnncheck.subjects import Budget  # noqa: PLC0415

    if training not in ("off", "quick"):
        raise _fail(USAGE, f"--training is off or quick. Received: {training}")
    for path in submissions:
        if not path.exists():
            raise _fail(USAGE, f"There is no file or folder {path}.")
    paths = gather(submissions, as_class=as_class)
    if not paths:
        raise _fail(USAGE, "There is no submission in " + ", ".join(map(str, submissions)) + ".")
    many = len(paths) > 1 or paths != submissions
    options = Options(
        seed=secrets.randbelow(SEED_LIMIT) if seed is None else seed,
        assignment=assignment,
        tasks=tuple(task or ()),
        training=training,
        budget=Budget(time_limit, memory_limit),
        chosen=_chosen(subject or []),
    )
    try:
        outputs = Outputs.parse(format_ or [], output, many=many)
        _check_definitions(options)
        with _interruptible():
            outcomes = _graded(paths, options, jobs=jobs, least=protection, show=many)
        outputs.write([grade for outcome in outcomes for grade in outcome.grades])
    except OutputError as error:
        raise _fail(USAGE, str(error)) from error
    except SandboxError as error:
        raise _fail(NOT_GRADED, str(error)) from error
    raise typer.Exit(_status(outcomes, fail_under))


@contextmanager
def _interruptible() -> Iterator[None]:
    """End in good order when told to: nothing of a run stays behind, and an interrupted run is no result."""

    def stop(number: int, _frame: object) -> None:
        for other in signals:
            signal.signal(other, signal.SIG_IGN)
        typer.echo("Stopped before the end; no results were written.", err=True)
        sys.exit(INTERRUPTED + number)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _chosen(texts: list[str]) -> dict[str, tuple[str, str | None]]:
    """`--subject TASK=FILE[:NAME]`."""
    chosen: dict[str, tuple[str, str | None]] = {}
    for text in texts:
        task, equals, place = text.partition("=")
        if not (task and equals and place):
            raise _fail(USAGE, f"--subject takes TASK=FILE or TASK=FILE:NAME. Received: {text}")
        file, _, name = place.partition(":")
        chosen[task] = (file, name or None)
    return chosen


def _check_definitions(options: "Options") -> None:
    """End with a sentence when the assignment or a task of it does not exist."""
    from cnncheck import catalogue  # noqa: PLC0415
    from cnncheck.course import DefinitionError  # noqa: PLC0415

    try:
        known = [catalogue.load(options.assignment)] if options.assignment else list(catalogue.everything())
        if options.tasks and options.assignment:
            known[0].only(options.tasks)
    except (catalogue.UnknownAssignment, DefinitionError) as error:
        raise _fail(USAGE, str(error)) from error
    tasks = {task.name for assignment in known for task in assignment.tasks}
    if unknown := sorted((set(options.tasks) | set(options.chosen)) - tasks):
        raise _fail(USAGE, f"There is no task {unknown[0]!r}. Available: {', '.join(sorted(tasks))}.")


def _graded(paths: list[Path], options: "Options", *, jobs: int, least: str | None, show: bool) -> "list[Outcome]":
    """Grade, with progress on standard error; results in the order of the arguments."""
    from dataclasses import replace  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415

    from cnncheck.classroom.engine import grade_all  # noqa: PLC0415
    from cnncheck.findings import LEVELS  # noqa: PLC0415
    from cnncheck.report.progress import Progress  # noqa: PLC0415
    from cnncheck.sandbox import Zygote, protection  # noqa: PLC0415

    if least is not None and least not in LEVELS:
        raise _fail(USAGE, f"--protection is one of {', '.join(LEVELS)}. Received: {least}")
    console = Console(stderr=True)
    outcomes = []
    with Zygote.start() as zygote, Progress(console, len(paths), enabled=show) as progress:
        in_force = protection(zygote)
        if least is not None and LEVELS.index(in_force.level) > LEVELS.index(least):
            allowed = ", ".join(in_force.allowed)
            raise _fail(NOT_GRADED, f"Protection is {in_force.level}, below {least}. Not blocked here: {allowed}.")
        with closing(grade_all(paths, zygote, replace(options, protection=in_force), jobs=jobs)) as finished:
            for outcome in finished:
                outcomes.append(outcome)
                progress.finished(outcome.path.name, [grade.status for grade in outcome.grades])
    _report_ungraded(outcomes)
    order = {path: number for number, path in enumerate(paths)}
    return sorted(outcomes, key=lambda outcome: order[outcome.path])


def _report_ungraded(outcomes: "list[Outcome]") -> None:
    from cnncheck.report.plain import plain  # noqa: PLC0415

    for outcome in outcomes:
        if outcome.reason is not None:
            typer.echo(f"{plain(str(outcome.path))}: {plain(outcome.reason)}", err=True)


def _status(outcomes: "list[Outcome]", fail_under: float | None) -> int:
    if all(not outcome.grades for outcome in outcomes):
        return NOT_GRADED if any(outcome.fault for outcome in outcomes) else USAGE
    grades: list[Grade] = [grade for outcome in outcomes for grade in outcome.grades]
    if any(outcome.fault for outcome in outcomes) or any(grade.status == "errored" for grade in grades):
        return NOT_GRADED
    if fail_under is not None and any(100 * grade.score < fail_under * grade.max_score for grade in grades):
        return BELOW
    return GRADED


@app.command("list")
def list_command() -> None:
    """Show assignments, their tasks and points."""
    from cnncheck import catalogue  # noqa: PLC0415
    from cnncheck.course import DefinitionError  # noqa: PLC0415

    try:
        for assignment in catalogue.everything():
            typer.echo(f"{assignment.name}: {assignment.title} ({assignment.points} points)")
            for task in assignment.tasks:
                typer.echo(f"  {task.name:<24} {task.points:>3}  {', '.join(task.names)}")
    except DefinitionError as error:
        raise _fail(USAGE, str(error)) from error


@app.command("new")
def new_command(
    assignment: Annotated[str, typer.Argument(help="Name or definition file.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; it is made if it is missing.")],
) -> None:
    """Write files to start from: signatures and docstrings, nothing solved."""
    from cnncheck import catalogue  # noqa: PLC0415
    from cnncheck.course import DefinitionError  # noqa: PLC0415
    from cnncheck.starter import StarterError, write_starter  # noqa: PLC0415

    try:
        written = write_starter(catalogue.load(assignment), folder, assignment)
    except (catalogue.UnknownAssignment, DefinitionError, StarterError) as error:
        raise _fail(USAGE, str(error)) from error
    typer.echo("\n".join(map(str, written)))


@app.command("calibrate")
def calibrate_command(
    assignment: Annotated[str, typer.Argument(help="Name or definition file.")],
    task: Annotated[str, typer.Option(help="The network that is trained.")],
    submission: Annotated[Path, typer.Option(help="A correct submission: the weakest that is accepted.")],
    epochs: Annotated[int, typer.Option(min=1, help="Epochs of each run.")],
    runs: Annotated[int, typer.Option(min=2, help="Runs, each with a seed of its own.")] = 30,
    dataset: Annotated[str, typer.Option(help="What is trained on.")] = "digits",
    seed: Annotated[int, typer.Option(min=0, help="The runs' seeds are drawn from it.")] = 1,
) -> None:
    """Find the accuracy that correct networks reach, and write it beside the definition."""
    from cnncheck import catalogue  # noqa: PLC0415
    from cnncheck.calibrate import Calibration, CalibrationError, Plan  # noqa: PLC0415
    from cnncheck.course import DefinitionError  # noqa: PLC0415
    from cnncheck.sandbox import SandboxError, StudentProblem, WorkerFailure, Zygote  # noqa: PLC0415
    from cnncheck.submission import SubmissionError  # noqa: PLC0415
    from cnncheck.training import UnknownDataset, thresholds  # noqa: PLC0415

    try:
        plan = Plan(catalogue.load(assignment), task, submission, dataset, epochs, runs, seed)
        calibration = Calibration(plan)
        with Zygote.start() as zygote:
            for number, curve in enumerate(calibration.run(zygote), 1):
                typer.echo(f"run {number:>3} of {runs}: {curve.best:.4f} at best in {len(curve.accuracy)} epochs")
        threshold = calibration.threshold()
        path = thresholds.record(catalogue.place(assignment), task, threshold)
    except (catalogue.UnknownAssignment, DefinitionError, SubmissionError, UnknownDataset) as error:
        raise _fail(USAGE, str(error)) from error
    except (CalibrationError, SandboxError, StudentProblem, WorkerFailure) as error:
        raise _fail(NOT_GRADED, str(error)) from error
    typer.echo(
        f"mean {threshold.mean:.4f}, standard deviation {threshold.deviation:.4f}, lowest {threshold.lowest:.4f}: "
        f"threshold {threshold.accuracy:.4f}, written to {path}"
    )


@app.command("certify")
def certify_command(
    assignment: Annotated[str, typer.Argument(help="Name or definition file.")],
    task: Annotated[list[str] | None, typer.Option(help="Only this task; repeatable.")] = None,
    style: Annotated[
        list[str] | None, typer.Option(help="sequential, functional, subclassed or raw; repeatable, by default all.")
    ] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Faults tried of each task; by default all.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=SEED_LIMIT - 6, help="Of all draws and of the grades.")] = 0,
    labelled: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Submissions with marked faults, DIR/TASK/accepted, faults and pairs."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print data.")] = False,  # noqa: FBT002 - an option
    markdown: Annotated[Path | None, typer.Option(help="Write a page too, or a section of one that is there.")] = None,
    keep: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the programs that were graded.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Programs graded at a time; by default one a core.")] = None,
) -> None:
    """Measure how good the graders of an assignment are: plant faults, grade them, and count what is said."""
    from cnncheck import catalogue  # noqa: PLC0415
    from cnncheck.certify.command import Certifying, Request  # noqa: PLC0415
    from cnncheck.certify.labelled import LabelError  # noqa: PLC0415
    from cnncheck.certify.output import write  # noqa: PLC0415
    from cnncheck.course import DefinitionError  # noqa: PLC0415
    from cnncheck.emission import Style  # noqa: PLC0415
    from cnncheck.sandbox import SandboxError  # noqa: PLC0415

    if markdown is not None and not markdown.parent.is_dir():  # an hour is long to wait for that
        raise _fail(USAGE, f"{markdown} cannot be written: there is no folder {markdown.parent}.")
    if unknown := [each for each in style or () if each not in set(Style)]:
        raise _fail(USAGE, f"--style is one of {', '.join(Style)}. Received: {unknown[0]}")
    request = Request(
        assignment,
        tuple(task or ()),
        tuple(style or ()),
        sample,
        seed,
        labelled,
        keep,
        jobs or len(os.sched_getaffinity(0)),
    )
    try:
        run = Certifying.of(request)
        _certified(run)
        write(run.certificate(), as_json=as_json, place=markdown)
    except (catalogue.UnknownAssignment, DefinitionError, LabelError) as error:
        raise _fail(USAGE, str(error)) from error
    except (SandboxError, OSError) as error:
        raise _fail(NOT_GRADED, str(error)) from error
    raise typer.Exit(INTERRUPTED + signal.SIGINT if run.interrupted else GRADED)


def _certified(run: "Certifying") -> None:
    """Run a certification with progress on standard error; a signal ends it, and it keeps what it has measured."""
    from rich.console import Console  # noqa: PLC0415

    from cnncheck.report.progress import Progress  # noqa: PLC0415
    from cnncheck.sandbox import Zygote  # noqa: PLC0415

    with (
        _as_interrupt(signal.SIGTERM, signal.SIGHUP),
        Zygote.start() as zygote,
        Progress(Console(stderr=True), 0, enabled=True) as progress,
    ):
        run.run(zygote, progress.expect, progress.advance)


@contextmanager
def _as_interrupt(*numbers: int) -> Iterator[None]:
    """Have signals do what Ctrl-C does."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@app.command("doctor")
def doctor_command() -> None:
    """Say what this machine offers: libraries, devices, and the protection in force with the reasons for it."""
    from cnncheck.doctor import examine  # noqa: PLC0415
    from cnncheck.report.machine import machine_text  # noqa: PLC0415

    machine = examine()
    typer.echo(machine_text(machine))
    if machine.obstacle is not None:
        raise typer.Exit(NOT_GRADED)


if __name__ == "__main__":
    main()
