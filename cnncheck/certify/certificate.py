"""How good the graders of an assignment are: what was measured, with what, and when."""

from dataclasses import dataclass

from cnncheck.certify.function_certificate import FunctionCertificate
from cnncheck.certify.network_certificate import NetworkCertificate

SCHEMA = "cnncheck/certification/1"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is known of the graders of an assignment.

    Attributes:
        assignment: its name.
        command: that repeats the run.
        date: on which it was run, as ISO 8601.
        versions: of the grader and of the libraries that the programs ran with.
        seconds: wall clock of the whole run.
        interrupted: whether it was ended before everything was graded.
        networks: a certificate for each network task.
        functions: a certificate for each function task.
    """

    assignment: str
    command: str
    date: str
    versions: str
    seconds: float
    interrupted: bool
    networks: tuple[NetworkCertificate, ...]
    functions: tuple[FunctionCertificate, ...] = ()
