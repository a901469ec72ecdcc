"""What can go wrong between the grader and a worker, and whose fault it is."""

from cnncheck.inside.wire import Problem


class SandboxError(Exception):
    """No worker can be had: the grader's or the machine's fault, never the student's."""


class StudentProblem(Exception):  # noqa: N818 - it is no error of ours
    """The worker answered that the student's code stopped it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class WorkerFailure(Exception):  # noqa: N818 - what failed is the student's code
    """The worker is gone, and what the student's code did to it.

    Attributes:
        code: timeout, crash, memory-limit or output-limit.
        message: a sentence for the student.
        signal: the number of the signal that ended the worker.
        exit_code: what the code ended the process with.
    """

    def __init__(self, code: str, message: str, *, signal: int | None = None, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.signal = signal
        self.exit_code = exit_code
