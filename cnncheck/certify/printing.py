"""A certificate as text: a matrix for each task, and everything the graders did not say as they should."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table

from cnncheck.certify.certificate import Certificate
from cnncheck.certify.figures import share
from cnncheck.certify.function_printing import print_functions
from cnncheck.certify.network_certificate import Case, NetworkCertificate, NetworkRow
from cnncheck.certify.run import STEADY_SEEDS
from cnncheck.report.plain import plain

COLUMNS = ("tried", "killed", "code", "layer", "confirmed", "sure, wrong", "equivalent", "allowed")
"""Of the matrix of a network, behind the operator."""

WIDEST = 160
"""Columns of text that is written to a file."""


def print_certificate(certificate: Certificate, console: Console) -> None:
    """Print everything."""
    for network in certificate.networks:
        console.print(_matrix(network))
        for line in summary(network):
            console.print(line, markup=False, highlight=False)
        for cases in by_program(network.cases):
            console.print()
            for line in _said(cases):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print()
    if certificate.functions:
        print_functions(certificate.functions, console)
    for line in colophon(certificate):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _matrix(network: NetworkCertificate) -> Table:
    table = Table(title=network.task, title_justify="left", show_edge=False)
    table.add_column("operator", no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for row in network.rows:
        table.add_row(row.operator, *cells(row), style="" if is_clean(row) else "bold")
    table.add_section()
    table.add_row("all", *cells(network.total))
    return table


def cells(row: NetworkRow) -> tuple[str, ...]:
    """A row of the matrix, without the operator."""
    figures = (
        row.tried,
        row.killed,
        row.first_code_right,
        row.layer_right,
        row.confirmed,
        row.confident_and_wrong,
        row.equivalent,
        row.allowed,
    )
    return tuple(str(figure) for figure in figures)


def is_clean(row: NetworkRow) -> bool:
    """Whether everything was found and named, and nothing named that is not there."""
    found = {row.killed, row.first_code_right, row.layer_right}
    return found == {row.tried} and not row.confident_and_wrong


def summary(network: NetworkCertificate) -> Iterator[str]:
    """What is not in the matrix, line by line."""
    total, right = network.total, network.accepted + network.rejected
    yield (
        f"killed {share(total.killed, total.tried)}, first code right {share(total.first_code_right, total.tried)}, "
        f"layer right {share(total.layer_right, total.tried)}, "
        f"confident and wrong {sum(case.problem == 'confident and wrong' for case in network.cases)}"
    )
    yield f"pairs, both named: {share(network.both_named, network.pairs)}"
    yield f"right programs rejected: {network.rejected} of {right}"
    if network.steady:
        same = share(network.steady - network.unsteady, network.steady)
        yield f"verdict and first code the same with {STEADY_SEEDS} seeds: {same}"
    yield f"seconds per program, median: {network.seconds:.2f}"
    if network.texts < network.planned:
        yield f"interrupted: {network.texts} of {network.planned} programs were graded"
    for sentence in network.unwritten:
        yield f"not written: {plain(sentence)}"
    for sentence in network.errored:
        yield f"the grader failed: {plain(sentence)}"


def by_program(cases: Sequence[Case]) -> Iterable[list[Case]]:
    """Cases of one program and one verdict together."""
    found: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        found[case.operator, case.what, case.style, case.expected, case.received].append(case)
    return found.values()


def _said(cases: list[Case]) -> Iterator[str]:
    """What was said of one program, and what should have been."""
    case = cases[0]
    yield f"{', '.join(one.problem for one in cases)}: {case.operator}: {case.what} ({case.style})"
    yield f"  expected  {case.expected}"
    yield f"  received  {plain(case.received)}"
    if case.repeat is not None:
        yield f"  {case.repeat}"


def colophon(certificate: Certificate) -> Iterator[str]:
    """When and with what it was measured."""
    if any(case.repeat is None for network in certificate.networks for case in network.cases):
        yield "--keep DIR keeps the programs, each with the command that grades it again."
    yield f"{certificate.command}"
    yield f"{certificate.date}, {certificate.versions}, {certificate.seconds:.0f} s"
    if certificate.interrupted:
        yield "The run was interrupted: what is shown was measured before."


def by_problem(cases: Sequence[Case]) -> Iterable[tuple[str, list[Case]]]:
    """Cases in groups, those that cost students most first."""
    order = (
        "rejected",
        "confident and wrong",
        "survived",
        "another code",
        "another layer",
        "not both named",
        "depends on the seed",
    )
    for problem in order:
        if those := [case for case in cases if case.problem == problem]:
            yield problem, those
