"""What is said where a function reaches for a library that the exercise rules out."""

from cnncheck.findings import Finding, Where
from cnncheck.functions.imports import FORBIDDEN, Origin
from cnncheck.functions.remote import RemoteFunction
from cnncheck.inside.wire import Problem

CODE = "forbidden-call"


def used(function: RemoteFunction, library: str, line: int) -> Finding:
    """The text of the file uses the library in this line."""
    return _about(
        library,
        f"Your function uses {library}. The exercise is to write it with NumPy.",
        "Helper functions of your file count too; code that the function does not call does not.",
        Where(function.handed.file, line),
        (function.handed.lines[line - 1].rstrip(),),
    )


def imported(function: RemoteFunction, library: str, origin: Origin) -> Finding:
    """The function itself is imported."""
    return _about(
        library,
        f"{function.handed.name} is imported from {origin.module} in line {origin.line}, not written here.",
        "The exercise is to write it with NumPy. Where the file defines it too, the later line counts.",
        Where(function.handed.file, origin.line),
        (function.handed.lines[origin.line - 1].rstrip(),),
    )


def reached(function: RemoteFunction, problem: Problem) -> Finding:
    """The function reached for a library while it was called; the problem's message is the root module."""
    library = FORBIDDEN.get(problem.message, problem.message)
    return _about(
        library,
        f"When it is called, your function uses {library}. The exercise is to write it with NumPy.",
        "Whatever way leads to the library counts: an import inside the function, a name of the file, a helper.",
        Where(problem.file, problem.line, problem.cell) if problem.file else function.where,
        (problem.source,) if problem.source else function.source,
    )


def _about(library: str, message: str, hint: str, where: Where, source: tuple[str, ...]) -> Finding:
    return Finding(
        code=CODE,
        message=message,
        where=where,
        expected="NumPy and the standard library",
        received=library,
        hint=hint,
        confirmed=True,
        source=source,
    )
