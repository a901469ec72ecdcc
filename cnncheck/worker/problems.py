"""What stops a student's code, said in plain words; and what is never the student's."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.inside.wire import Problem
from cnncheck.worker.budgets import OutOfTime, budget
from cnncheck.worker.state import Place, Session, pass_through

if TYPE_CHECKING:
    from types import TracebackType

MESSAGE_LIMIT = 500
"""Characters of an exception's text that are told: enough for Keras's longest sentence, too few to carry data out."""

INTERNAL_STATUS = 70
"""Exit status of a worker that failed by a fault of its own (EX_SOFTWARE in sysexits.h): never the student's."""

_OWN_FOLDER = str(Path(__file__).parent)
STAND_IN = "stand-in for the missing module {}"
"""How a stand-in shows itself in the messages of libraries that were given one."""

_STAND_IN = re.compile(STAND_IN.format(r"(\w+)"))
_TERMINAL_CODES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_KERAS_ARGUMENTS = re.compile(r"\n+Arguments received by .*", re.DOTALL)
_GENERATED_CODE = re.compile(r'File "([^"\n]+)", line (\d+)')


class OutputLimitError(BaseException):
    """The code printed more than is taken; no `except Exception` of the student's swallows it."""


class BlockedError(PermissionError):
    """The code tried what a graded script cannot do: network, processes."""


class KeyboardInputError(EOFError):
    """The code asks for keyboard input."""


class StandInError(ImportError):
    """A stand-in for a missing module was used as if it were data."""

    def __init__(self, module: str) -> None:
        super().__init__(f"No module named {module!r}: it is not installed where scripts are graded")


class InternalError(Exception):
    """The worker itself is at fault."""


_CODES: dict[type[BaseException], str] = {
    OutOfTime: "timeout",
    OutputLimitError: "output-limit",
    SyntaxError: "syntax-error",
    MemoryError: "memory-limit",
    ImportError: "import-error",
    PermissionError: "blocked",
}
"""Codes of exceptions that stand for themselves wherever they come from; the first that fits."""


def problem_of(session: Session, error: BaseException, *, otherwise: str = "raises") -> Problem:
    """Say what stopped the student's code.

    Args:
        session: whose files are the student's.
        error: what was raised.
        otherwise: the code for an exception that has none of its own.

    Raises:
        InternalError: the exception arose in the worker's own code.
    """
    if _is_ours(session, error):
        raise InternalError(f"{type(error).__name__} in the worker") from error
    place = _place(session, error)
    stand_in = _STAND_IN.search(_safe_text(error))
    if stand_in:
        error = StandInError(stand_in[1])
    return Problem(
        code=_code(error, otherwise),
        message=_message(session, error),
        file=place.file if place else None,
        line=place.line if place else None,
        cell=place.cell if place else None,
        source=place.source if place else None,
    )


def syntax_problem(session: Session, filename: str, message: str, line: int | None) -> Problem:
    """Say that a file of the student's cannot be read as Python."""
    place = session.place(filename, line or 1)
    return Problem("syntax-error", message[:MESSAGE_LIMIT], place.file, place.line, place.cell, place.source)


def _code(error: BaseException, otherwise: str) -> str:
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), otherwise)


def _message(session: Session, error: BaseException) -> str:
    if isinstance(error, OutOfTime):
        return "the code was still running when its time was up"
    if isinstance(error, OutputLimitError):
        return str(error)
    try:
        # The text of an exception may be a method of the student's own.
        with budget(session, 1.0):
            text = str(error)[: 20 * MESSAGE_LIMIT]
    except BaseException:  # noqa: BLE001 - whatever their __str__ does, the name alone is told
        text = ""
    text = " ".join(_KERAS_ARGUMENTS.sub("", _TERMINAL_CODES.sub("", text)).split())
    name = type(error).__name__
    if isinstance(error, (BlockedError, StandInError)):
        return text[:MESSAGE_LIMIT]
    if isinstance(error, KeyboardInputError):
        name = EOFError.__name__
    return (f"{name}: {text}" if text else name)[:MESSAGE_LIMIT].encode("utf-8", "replace").decode("utf-8")


def _place(session: Session, error: BaseException) -> Place | None:
    if isinstance(error, OutOfTime) and error.place is not None:
        return error.place
    if isinstance(error, SyntaxError) and error.filename and session.is_students(error.filename):
        return session.place(error.filename, error.lineno or 1)
    found = session.student_line(error.__traceback__)
    # tf.function runs generated code: only the text of its exceptions names the student's line.
    for filename, line in reversed(_GENERATED_CODE.findall(_safe_text(error))):
        if session.is_students(filename):
            return session.place(filename, int(line))
    return found


def _safe_text(error: BaseException) -> str:
    """The text of an exception of a library's; "" for a class of the student's own."""
    own_text = type(error).__str__ in (BaseException.__str__, OSError.__str__, KeyError.__str__)
    from_library = type(error).__module__.partition(".")[0] in ("keras", "tensorflow", "builtins", "numpy")
    return str(error)[: 20 * MESSAGE_LIMIT] if own_text or from_library else ""


def _is_ours(session: Session, error: BaseException) -> bool:
    """Whether the last frame that is the worker's or the student's is the worker's."""
    if isinstance(error, (OutOfTime, OutputLimitError, BlockedError, KeyboardInputError, StandInError)):
        return False
    ours = True
    step: TracebackType | None = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if session.is_students(code.co_filename) or code is pass_through.__code__:
            ours = False
        elif code.co_filename.startswith(_OWN_FOLDER):
            ours = True
        step = step.tb_next
    return ours


def die(error: BaseException) -> None:
    """Print a traceback to the worker's real standard error: the trusted side keeps it for its own log."""
    import traceback  # noqa: PLC0415 - only a worker that dies needs it

    if sys.__stderr__ is not None:
        traceback.print_exception(error, file=sys.__stderr__)
        sys.__stderr__.flush()
