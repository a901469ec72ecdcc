"""Certificates as a page of documentation: a section for each assignment, a table for each task of it."""

import re
from collections.abc import Iterator

from cnncheck.certify import function_printing
from cnncheck.certify.certificate import Certificate
from cnncheck.certify.figures import share
from cnncheck.certify.function_certificate import FunctionCertificate
from cnncheck.certify.network_certificate import NetworkCertificate, NetworkRow
from cnncheck.certify.printing import by_problem, cells, is_clean

MOST_CASES = 12
"""Of one problem of one network: a page is to be read."""

TITLE = "# Certification"

MEANING = """\
Programs are made of the specified network: as it is, in four styles and many idioms, and with one or two faults planted
in its graph. Each is graded by the grader that students meet, in a worker of its own. *Killed* programs have a fault;
*code* and *layer* count those whose first finding names the planted concept at a planted layer, *sure, wrong* those
with a confirmed finding of another concept. A mutant is left out as *equivalent* only where computation showed that it
has the same weights, outputs and training steps; as *allowed* where the task says that its fault costs nothing.

Of a function, right versions, its registered mistakes and mutants of its reference's source are graded; a mutant is
left out as *equivalent* where a large sample of calls has the same results."""


def page(certificate: Certificate, before: str = "") -> str:
    """The page with an assignment's section in place of what was said of it before; other assignments' stay.

    Args:
        certificate: of the assignment.
        before: the page as it is.
    """
    sections = {text.split("\n", 1)[0]: text.rstrip() for text in re.split(r"^## ", before, flags=re.MULTILINE)[1:]}
    sections[certificate.assignment] = "\n".join(_lines(certificate)).rstrip()
    return "\n\n".join([TITLE, MEANING, *(f"## {text}" for text in sections.values())]) + "\n"


def _lines(certificate: Certificate) -> Iterator[str]:
    yield certificate.assignment
    yield ""
    yield f"Made by `{certificate.command}` on {certificate.date} with {certificate.versions}."
    if certificate.interrupted:
        yield "The run was interrupted; the figures are those of what had been graded."
    if certificate.networks:
        yield ""
        yield from _overview(certificate)
    for network in certificate.networks:
        yield ""
        yield f"### {network.task}"
        yield ""
        yield from _network(network)
    if certificate.functions:
        yield ""
        yield from _functions(certificate.functions)


def _overview(certificate: Certificate) -> Iterator[str]:
    columns = (
        "network",
        "killed",
        "first code right",
        "layer right",
        "sure, wrong",
        "pairs, both named",
        "right ones rejected",
        "same with 5 seeds",
        "s",
    )
    yield from _head(columns)
    for network in certificate.networks:
        total = network.total
        wrong = sum(case.problem == "confident and wrong" for case in network.cases)
        yield _row(
            network.task,
            share(total.killed, total.tried),
            share(total.first_code_right, total.tried),
            share(total.layer_right, total.tried),
            str(wrong),
            share(network.both_named, network.pairs),
            f"{network.rejected} of {network.accepted + network.rejected}",
            share(network.steady - network.unsteady, network.steady),
            f"{network.seconds:.2f}",
        )


def _functions(functions: tuple[FunctionCertificate, ...]) -> Iterator[str]:
    """A line for each function, then what is not as it should be."""
    yield from _head(function_printing.HEAD)
    for function in functions:
        yield _row(*function_printing.cells(function))
    yield ""
    for function in functions:
        yield from (f"- {line}" for line in function_printing.remarks(function) if not line.startswith(" "))


def _network(network: NetworkCertificate) -> Iterator[str]:
    clean = [row for row in network.rows if is_clean(row)]
    others = [row for row in network.rows if not is_clean(row)]
    if clean:
        names = ", ".join(f"{row.operator} {row.tried}" for row in clean)
        yield f"All killed, first code and layer right: {names}."
        yield ""
    if others:
        yield from _matrix(others)
        yield ""
    for problem, cases in by_problem(network.cases):
        yield f"- {problem}: {len(cases)}"
        for case in cases[:MOST_CASES]:
            codes = ", ".join(dict.fromkeys(part.split(" ", 1)[0] for part in case.received.split("; ")))
            yield f"  - {case.operator}: {case.what} ({case.style}): {codes}"
        if len(cases) > MOST_CASES:
            yield f"  - and {len(cases) - MOST_CASES} more"
    for sentence in network.errored:
        yield f"- the grader failed: {sentence}"


def _matrix(rows: list[NetworkRow]) -> Iterator[str]:
    yield from _head(
        ("operator", "tried", "killed", "code", "layer", "confirmed", "sure, wrong", "equivalent", "allowed")
    )
    for row in rows:
        yield _row(row.operator, *cells(row))


def _head(columns: tuple[str, ...]) -> Iterator[str]:
    yield _row(*columns)
    yield "|---" + "|---:" * (len(columns) - 1) + "|"


def _row(*words: str) -> str:
    return "| " + " | ".join(words) + " |"
