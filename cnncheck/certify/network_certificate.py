"""What is known of the checks of a network once they have been graded themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """What became of the wrong networks that one operator made, or of those with one label.

    Attributes:
        operator: what was done to the network.
        tried: how many programs were graded, equivalent networks left out.
        killed: how many have a fault.
        first_code_right: of how many the first finding names the planted concept.
        layer_right: of how many it stands at one of the planted layers.
        confirmed: of how many it is confirmed.
        confident_and_wrong: how many have a confirmed finding of another concept.
        equivalent: how many were left out because computation proved that they are the specified network.
        allowed: how many were left out because the task says that the fault costs nothing.
    """

    operator: str
    tried: int
    killed: int
    first_code_right: int
    layer_right: int
    confirmed: int
    confident_and_wrong: int
    equivalent: int = 0
    allowed: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A program of which the grader did not say what it should.

    Attributes:
        problem: "survived", "another code", "another layer", "confident and wrong", "not both named", "rejected",
            "depends on the seed".
        operator, what: what was planted; of a right program how it is written.
        style: in which it is written.
        expected: what should have been said.
        received: what was said.
        file: of the program, None where it is not kept.
        repeat: the command that grades it again, None where its file is not kept.
    """

    problem: str
    operator: str
    what: str
    style: str
    expected: str
    received: str
    file: str | None
    repeat: str | None


@dataclass(frozen=True, slots=True)
class NetworkCertificate:
    """How the checks of one network fared.

    Attributes:
        task: its name.
        rows: an operator each.
        accepted: right programs without a fault.
        rejected: right programs with one.
        pairs: programs with two faults.
        both_named: of how many of them both are among the findings.
        steady: programs graded with several seeds.
        unsteady: those of which verdict or first code depend on the seed.
        cases: every program of which something else was said than should be.
        unwritten: what could not be written in any of the styles, and why.
        errored: programs on which the grader itself failed, and how.
        seconds: median wall clock of grading one program.
        versions: of the libraries that the programs ran with.
        texts, planned: how many programs were graded, and how many there are; fewer after an interruption.
    """

    task: str
    rows: tuple[NetworkRow, ...]
    accepted: int
    rejected: int
    pairs: int
    both_named: int
    steady: int
    unsteady: int
    cases: tuple[Case, ...]
    unwritten: tuple[str, ...]
    errored: tuple[str, ...]
    seconds: float
    versions: str
    texts: int
    planned: int

    @property
    def total(self) -> NetworkRow:
        """The sum of all rows."""
        columns = [
            sum(getattr(row, name) for row in self.rows)
            for name in (
                "tried",
                "killed",
                "first_code_right",
                "layer_right",
                "confirmed",
                "confident_and_wrong",
                "equivalent",
                "allowed",
            )
        ]
        return NetworkRow("all", *columns)
