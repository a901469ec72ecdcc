"""The certificate of a function as text: what its checks found, and everything they did not say as they should."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from cnncheck.certify.figures import share
from cnncheck.certify.function_certificate import Changed, FunctionCertificate, Row, Wrongly
from cnncheck.report.plain import plain

HEAD = ("task", "right ones rejected", "mistakes", "code", "mutants", "killed", "sure, wrong", "equivalent", "steady")
"""Of the matrix of functions, a line each."""


def print_functions(functions: tuple[FunctionCertificate, ...], console: Console) -> None:
    """Print a line for each function, and below what is not as it should be."""
    table = Table(title="functions", title_justify="left", show_edge=False)
    table.add_column(HEAD[0], no_wrap=True)
    for name in HEAD[1:]:
        table.add_column(name, justify="right")
    for function in functions:
        table.add_row(*cells(function), style="" if is_clean(function) else "bold")
    console.print(table)
    for function in functions:
        for line in remarks(function):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print()


def cells(function: FunctionCertificate) -> tuple[str, ...]:
    """The figures of a function: its registered mistakes, and mutants of its reference."""
    mistakes, mutants = function.rows[0], total(function.rows[1:])
    return (
        function.task,
        f"{len(function.rejected)} of {function.accepted + len(function.rejected)}",
        share(mistakes.killed, mistakes.tried),
        share(mistakes.first_code_right or 0, mistakes.tried),
        str(mutants.tried),
        share(mutants.killed, mutants.tried),
        str(mistakes.confident_and_wrong + mutants.confident_and_wrong),
        str(mutants.equivalent),
        share(function.steady - len(function.unsteady), function.steady),
    )


def total(rows: tuple[Row, ...]) -> Row:
    """The sum of some rows."""
    names = ("tried", "killed", "confirmed", "confident_and_wrong", "equivalent")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return Row("all", first_code_right=None, **sums)


def is_clean(function: FunctionCertificate) -> bool:
    """Whether nothing was said that should not be, and everything that should be."""
    return not (
        function.rejected
        or function.missed
        or function.survivors
        or function.misled
        or function.unsteady
        or function.errored
    )


def remarks(function: FunctionCertificate) -> Iterator[str]:
    """Everything that is not as it should be, and what was not tried."""
    problems: tuple[tuple[str, tuple[Wrongly, ...]], ...] = (
        ("right, and rejected", function.rejected),
        ("a mistake that is not told as it should be", function.missed),
        ("confident and wrong", function.misled),
        ("depends on the seed", function.unsteady),
        ("the grader failed", function.errored),
    )
    for problem, wrongly in problems:
        for one in wrongly:
            yield f"{function.task}: {problem}: {one.text}: expected {one.expected}, received {plain(one.received)}"
            yield from _indented(one.diff)
    for survivor in function.survivors:
        yield survived(function, survivor)
        yield from _indented(survivor.diff)
    for sentence in function.unwritten:
        yield f"{function.task}: not tried: {plain(sentence)}"


def survived(function: FunctionCertificate, survivor: Changed) -> str:
    """A mutant that is let through, with the call that tells it from the reference."""
    place = f"{survivor.module}.{survivor.function}, line {survivor.line}"
    return f"{function.task}: survived: {survivor.operator} in {place}: {survivor.example}"


def _indented(text: str) -> Iterator[str]:
    yield from (f"  {line}" for line in text.splitlines())
