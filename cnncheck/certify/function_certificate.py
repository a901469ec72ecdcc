"""What is known of the checks of a function once they have been graded themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the wrong versions that one operator made, or of the registered mistakes.

    Attributes:
        operator: what was done to the source.
        tried: how many there are, right ones written strangely left out.
        killed: how many fail a check.
        first_code_right: of how many the first code is the mistake's own; None where no code is known.
        confirmed: of how many the first finding is sure.
        confident_and_wrong: of how many it is sure, and wrong.
        equivalent: how many were left out, each with the proof in `FunctionCertificate.equivalent`.
    """

    operator: str
    tried: int
    killed: int
    first_code_right: int | None
    confirmed: int
    confident_and_wrong: int
    equivalent: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A mutant that passes every check, and what a large sample says of it.

    Attributes:
        operator, function, module, line: what was changed, and where in the textbook.
        diff: the lines that differ.
        calls: how many calls were asked of it beyond the checks.
        example: the first call that tells it from the reference; None where none does, so that it is equivalent.
    """

    operator: str
    function: str
    module: str
    line: int
    diff: str
    calls: int
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Wrongly:
    """A text of which the grader said something that is not so.

    Attributes:
        text: what it is, in a few words.
        expected: what should have been said.
        received: what was said.
        diff: of a mutant, the lines that were changed.
    """

    text: str
    expected: str
    received: str
    diff: str = ""


@dataclass(frozen=True, slots=True)
class FunctionCertificate:
    """How the checks of one function fared.

    Attributes:
        task: its name.
        accepted: right versions that pass.
        rejected: right versions that do not.
        rows: the mistakes, then an operator each.
        missed: mistakes that pass, that have another first code, or of which the finding is not sure.
        survivors: mutants that pass and are wrong: holes in the checks.
        equivalent: mutants that pass and have the same results in every call of a large sample.
        misled: mutants of which the grader is sure, and wrong.
        steady: mistakes graded with several seeds.
        unsteady: those of them of which verdict, check or first code depend on the seed.
        errored: texts on which the grader itself failed.
        unwritten: what could not be put to the grader, and why.
        texts: how many texts were graded.
        seconds: wall clock.
    """

    task: str
    accepted: int
    rejected: tuple[Wrongly, ...]
    rows: tuple[Row, ...]
    missed: tuple[Wrongly, ...]
    survivors: tuple[Changed, ...]
    equivalent: tuple[Changed, ...]
    misled: tuple[Wrongly, ...]
    steady: int
    unsteady: tuple[Wrongly, ...]
    errored: tuple[Wrongly, ...]
    unwritten: tuple[str, ...]
    texts: int
    seconds: float
