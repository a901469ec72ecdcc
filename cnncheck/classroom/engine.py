"""Grades many submissions on this machine: processes of the grader over one zygote."""

import multiprocessing
import os
import shlex
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cnncheck import catalogue
from cnncheck.course import Assignment
from cnncheck.findings import Grade, Protection
from cnncheck.grade import grade
from cnncheck.sandbox import SandboxError, Zygote
from cnncheck.subjects import Bench, Budget, assignments_in
from cnncheck.submission import Submission, SubmissionError, is_class, members

DEFAULT_TRAINING = "quick"

ATTEMPTS = 2
"""How often a submission is tried whose grader process was lost under it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How each submission is graded.

    Attributes:
        seed: of the run, the same for a whole class.
        assignment: name or definition file; None takes those the files hold work for.
        tasks: only these; empty for all.
        training: "off" or "quick".
        budget: time and memory of each submission.
        chosen: task name to the file, or file and name, that a person said is the subject.
        protection: the level in force.
    """

    seed: int
    assignment: str | None = None
    tasks: tuple[str, ...] = ()
    training: str = DEFAULT_TRAINING
    budget: Budget = field(default_factory=Budget)
    chosen: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    protection: Protection = field(default_factory=lambda: Protection("limits"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: its grades, or why there are none.

    Attributes:
        path: as it was given.
        grades: one for each assignment.
        reason: why it was not graded: nothing to grade in it, or the grader's own fault.
        fault: whether the grader is to blame.
    """

    path: Path
    grades: tuple[Grade, ...] = ()
    reason: str | None = None
    fault: bool = False


def grade_one(path: Path, zygote: Zygote, options: Options) -> Outcome:
    """Grade one submission against every assignment asked for.

    Raises:
        SandboxError: no worker can be had.
    """
    try:
        submission = Submission.read(path)
    except SubmissionError as error:
        return Outcome(path, reason=str(error))
    if (mistaken := _not_there(submission, options)) is not None:
        return Outcome(path, reason=mistaken)
    grades = []
    for assignment in _assignments(submission, options):
        asked = assignment.only(_tasks_of(assignment, options)) if options.tasks else assignment
        if options.training == "off":
            asked = asked.untrained()
        bench = Bench(
            submission,
            zygote,
            options.seed,
            budget=options.budget,
            chosen=options.chosen,
            sole=options.tasks if len(options.tasks) == 1 else (),
            reserved=assignment.names,
        )
        with bench:
            grades.append(grade(asked, bench, options.protection, repeat=command(path, assignment.name, options)))
    if not grades:
        return Outcome(
            path,
            reason=f"Nothing in {submission.name} has a name that an assignment asks for. "
            "Say which it is with --assignment; `cnncheck list` shows them.",
        )
    return Outcome(path, tuple(grades))


def command(path: Path, assignment: str, options: Options) -> str:
    """The command that repeats the run of one submission: the same cases, the same seeds."""
    words = ["cnncheck", "grade", str(path), "--assignment", options.assignment or assignment]
    words += [word for task in options.tasks for word in ("--task", task)]
    words += ["--training", options.training] if options.training != DEFAULT_TRAINING else []
    for task, (file, name) in options.chosen.items():
        words += ["--subject", f"{task}={file}:{name}" if name else f"{task}={file}"]
    words += ["--time-limit", f"{options.budget.time_s:g}"] if options.budget.time_s != Budget().time_s else []
    words += (
        ["--memory-limit", str(options.budget.memory_mib)] if options.budget != Budget(options.budget.time_s) else []
    )
    return shlex.join([*words, "--seed", str(options.seed)])


def _not_there(submission: Submission, options: Options) -> str | None:
    """Why what a person said is the subject cannot be it."""
    files = {file.name for file in submission.files}
    for task, (file, name) in options.chosen.items():
        if file not in files:
            return f"--subject {task}: there is no file {file} in {submission.name}."
        if name is not None and not any(one.file == file and one.name == name for one in submission.definitions()):
            return f"--subject {task}: {file} defines no {name} at its top level."
    return None


def grade_all(paths: Sequence[Path], zygote: Zygote, options: Options, *, jobs: int) -> Generator[Outcome, None, None]:
    """Grade submissions, `jobs` at a time, and yield each as it is finished.

    Raises:
        SandboxError: no worker can be had.
    """
    if jobs == 1 or len(paths) == 1:
        for path in paths:
            yield grade_one(path, zygote, options)
    else:
        yield from _in_processes(paths, options, zygote.address, jobs)


def _assignments(submission: Submission, options: Options) -> tuple[Assignment, ...]:
    if options.assignment:
        return (catalogue.load(options.assignment),)
    found = assignments_in(submission, catalogue.everything())
    return tuple(one for one in found if not options.tasks or {task.name for task in one.tasks} & set(options.tasks))


def _tasks_of(assignment: Assignment, options: Options) -> list[str]:
    """The tasks asked for that this assignment has."""
    return [task.name for task in assignment.tasks if task.name in options.tasks]


def _in_processes(paths: Sequence[Path], options: Options, address: str, jobs: int) -> Iterator[Outcome]:
    """Grade in a pool of processes; a process that is lost costs only what it was grading."""
    tries = dict.fromkeys(range(len(paths)), 0)
    while tries:
        lost: dict[int, int] = {}
        with grader_processes(min(jobs, len(tries)), address) as pool:
            running = {pool.submit(_grade_in_process, paths[number], options): number for number in tries}
            for future, number in _as_finished(running):
                try:
                    outcome = future.result()
                except BrokenProcessPool:
                    if tries[number] + 1 < ATTEMPTS:
                        lost[number] = tries[number] + 1
                        continue
                    outcome = Outcome(paths[number], reason="The process that graded it was lost twice.", fault=True)
                yield outcome
        tries = lost


@contextmanager
def grader_processes(processes: int, address: str) -> Iterator[ProcessPoolExecutor]:
    """Processes of the grader over one zygote; when it is interrupted they are ended and not waited for."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _join, (address,)) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def _as_finished(running: dict[Future[Outcome], int]) -> Iterator[tuple[Future[Outcome], int]]:
    pending = set(running)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        for future in done:
            yield future, running[future]


_joined: list[Zygote] = []
"""The zygote this process of a pool has joined; one, set when the process starts."""


def joined() -> Zygote:
    """The zygote that this process of the grader has joined."""
    return _joined[0]


def _join(address: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; the one that started them ends them
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _joined.append(Zygote.connect(address))


def _end_with_parent() -> None:
    """End this process when the one that started it was killed: nobody would read what it finds."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _grade_in_process(path: Path, options: Options) -> Outcome:
    try:
        return grade_one(path, joined(), options)
    except SandboxError as error:
        return Outcome(path, reason=str(error), fault=True)


def gather(paths: Sequence[Path], *, as_class: bool | None) -> list[Path]:
    """The submissions that arguments stand for: each is one, and a class folder stands for its children.

    Args:
        paths: as given.
        as_class: True takes every folder as a class, False none, None looks.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and (as_class or (as_class is None and is_class(path))):
            found += members(path)
        else:
            found.append(path)
    return found
