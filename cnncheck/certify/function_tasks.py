"""The functions of an assignment, certified several at a time: one in each process of the grader."""

from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

from cnncheck import catalogue
from cnncheck.certify.function_certificate import FunctionCertificate
from cnncheck.certify.functions import certify_function
from cnncheck.classroom.engine import grader_processes, joined
from cnncheck.functions.task import FunctionTask
from cnncheck.sandbox import Zygote


@dataclass(frozen=True, slots=True)
class FunctionOrder:
    """What is to be certified, as far as it is the same for all functions.

    Attributes:
        assignment: name or definition file.
        sample: how many mistakes and mutants of each; None for all.
        seed: of the draws and of the grades.
        keep: a folder for the texts that survive.
    """

    assignment: str
    sample: int | None
    seed: int
    keep: Path | None


def certified_functions(
    names: Sequence[str], order: FunctionOrder, zygote: Zygote, *, jobs: int
) -> Iterator[FunctionCertificate]:
    """The certificate of each function, as it is finished.

    Raises:
        SandboxError: no worker can be had.
    """
    if jobs == 1 or len(names) < 2:  # noqa: PLR2004 - one function needs no second process
        yield from (_certified(name, order, zygote) for name in names)
        return
    with grader_processes(min(jobs, len(names)), zygote.address) as pool:
        for future in as_completed([pool.submit(_in_process, name, order) for name in names]):
            yield future.result()


def _in_process(name: str, order: FunctionOrder) -> FunctionCertificate:
    return _certified(name, order, joined())


def _certified(name: str, order: FunctionOrder, zygote: Zygote) -> FunctionCertificate:
    assignment = catalogue.load(order.assignment)
    task = next(task for task in assignment.tasks if task.name == name)
    if not isinstance(task, FunctionTask):
        raise TypeError(f"{name} is no function")
    return certify_function(
        task, zygote, sample=order.sample, seed=order.seed, reserved=assignment.names, keep=order.keep
    )
