"""What stopped a student's code, in the student's terms."""

from collections.abc import Mapping

from cnncheck.findings import Finding, Subject, Where
from cnncheck.inside.wire import Problem
from cnncheck.sandbox import WorkerFailure
from cnncheck.submission import Match


def finding_of_problem(problem: Problem, subject: Subject | None = None) -> Finding:
    """What stopped the student's code, as a finding in the student's terms."""
    place = f" in line {problem.line} of {problem.file}" if problem.line and problem.file else ""
    said = {
        "syntax-error": f"The file is not valid Python{place}: {problem.message}",
        "import-error": f"An import fails{place}: {problem.message}",
        "raises": f"The code stops{place}: {problem.message}",
        "build-error": f"The network cannot be built{place}: {problem.message}",
        "timeout": f"The code was still running{place} when its time was up",
    }
    where = Where(file=problem.file, line=problem.line, cell=problem.cell)
    if problem.line is None and subject is not None:
        where = Where(file=subject.file, line=subject.line, text=subject.name)
    return Finding(
        code=problem.code,
        message=_sentence(said.get(problem.code, problem.message)),
        where=where,
        received=problem.message,
        hint=HINTS.get(problem.code),
        source=(problem.source,) if problem.source else (),
        confirmed=True,
    )


def _sentence(text: str) -> str:
    """The text with a capital in front and an end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def stopped(file: str, problem: Problem) -> str:
    """A note about a file that did not run to its end, though what it defines may all be there."""
    line = f" in line {problem.line}" if problem.line and problem.file == file else ""
    return f"{file} stopped{line} when it was run: {problem.message}"


def finding_of_failure(failure: WorkerFailure, subject: Subject | None) -> Finding:
    """The loss of a worker, as a finding in the student's terms."""
    where = Where(file=subject.file, line=subject.line, text=subject.name) if subject else Where()
    return Finding(
        code=failure.code,
        message=f"Running this code failed: {failure.message}.",
        where=where,
        received=failure.message,
        hint=HINTS.get(failure.code),
        confirmed=True,
    )


HINTS: Mapping[str, str] = {
    "syntax-error": "Run the file with python yourself: the line Python names, or the one before it, needs mending.",
    "import-error": "Only the libraries of the course are installed here; siblings have to be handed in with the file.",
    "raises": "Run the line with the same input yourself and look at the values that reach it.",
    "build-error": "Call the model on one image of the stated size yourself and look at the shape after each layer.",
    "timeout": "Look for a loop that does not end, or for work that grows with the size of the input.",
    "memory-limit": "Look for a list or an array that grows in a loop, or for a layer far larger than specified.",
    "output-limit": "Take the print out of the loop.",
    "crash": "The process itself ended: look for os._exit, exit handlers and code outside Python.",
}


def undefined(match: Match, problem: Problem | None) -> Finding:
    """The name stands in the file, but running the file did not define it."""
    if problem is not None:
        return finding_of_problem(problem, Subject(match.definition.file, match.definition.name, match.definition.line))
    found = match.definition
    return Finding(
        code="missing-name",
        message=f"{found.file} mentions {found.name} in line {found.line}, but running the file does not define it.",
        where=Where(file=found.file, line=found.line, text=found.name),
        expected=match.asked,
        received="nothing of that name",
        hint="Define it at the top level of the file, not in a condition that is not taken.",
    )
