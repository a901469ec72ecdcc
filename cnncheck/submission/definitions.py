"""The names a Python file defines at its top level, found in its syntax tree without running it."""

import ast
import re
import warnings
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cnncheck.submission.text import NotText, decode

MODEL_CLASSES = frozenset({"Functional", "Model", "Module", "Sequential"})
"""Names of the classes of Keras and TensorFlow that networks are derived from or made of."""


MAX_DEFINITIONS = 5000
"""Names looked at in one submission; a course's longest script defines some sixty."""

MAX_QUOTED = 500
"""Characters quoted from a message of Python or from a line of code."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A name that a file defines.

    Attributes:
        name: as written.
        kind: `function`, `class` or `value`; a lambda with a name is a function.
        file: relative to the submission.
        line: from 1.
        bases: of a class, the last part of each name ("Model" for `tf.keras.Model`).
        calls: what a function or value calls, likewise.
        looks_like_model: a guess by names: derived from a Keras model or made of one.
    """

    name: str
    kind: str
    file: str
    line: int
    bases: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()
    looks_like_model: bool = False


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """Why a file is not valid Python; `source` is the line in question, `line` is None where there is none."""

    file: str
    message: str
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """What one file defines.

    Attributes:
        file: its name.
        lines: its text by line.
        definitions: in order of lines.
        problem: why it does not parse; `definitions` are then guesses made line by line.
        notes: what was worked around.
        encoding: what the file is written in.
    """

    file: str
    lines: tuple[str, ...]
    definitions: tuple[Definition, ...]
    problem: ParseProblem | None = None
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"


def scan(file: str, data: bytes) -> Scan:
    """What the file defines; a file that does not parse is a `ParseProblem` and never an exception."""
    try:
        text = decode(data)
    except NotText as reason:
        return Scan(file, (), (), ParseProblem(file, f"{reason}"))
    notes = (f"{file} was {text.note}.",) if text.note else ()
    tree = _parse(file, text.text, text.lines)
    if isinstance(tree, ParseProblem):
        return Scan(file, text.lines, tuple(_guesses(file, text.lines)), tree, notes, text.encoding)
    aliases = {
        alias.asname: alias.name
        for statement in _statements(tree)
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if alias.asname
    }
    found = [definition for statement in _statements(tree) for definition in _defined(file, statement, aliases)]
    found.sort(key=lambda definition: definition.line)
    return Scan(file, text.lines, tuple(found), None, notes, text.encoding)


def mark_models(definitions: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """The same definitions, marked where they look like models, through classes of the submission itself as well."""
    derived: dict[str, list[str]] = {}
    for item in definitions:
        for base in item.bases:
            derived.setdefault(base, []).append(item.name)
    models, waiting = set(MODEL_CLASSES), list(MODEL_CLASSES)
    while waiting:
        fresh = set(derived.get(waiting.pop(), ())) - models
        models |= fresh
        waiting.extend(fresh)
    return tuple(replace(item, looks_like_model=bool(models & {*item.bases, *item.calls})) for item in definitions)


def _parse(file: str, text: str, lines: tuple[str, ...]) -> ast.Module | ParseProblem:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a string is the student's business
            return ast.parse(text)
    except SyntaxError as error:
        line = error.lineno if error.lineno and error.lineno <= len(lines) else None
        message = f"{type(error).__name__}: {error.msg}"[:MAX_QUOTED]
        return ParseProblem(file, message, line, lines[line - 1][:MAX_QUOTED] if line else None)
    except (RecursionError, MemoryError):
        return ParseProblem(file, "it is nested too deeply to be read")
    except ValueError as error:  # zero bytes, lone surrogates
        return ParseProblem(file, f"it cannot be read as Python: {error}")


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run at the top level, those inside if, try, with, for, while and match included."""
    waiting: deque[ast.AST] = deque(tree.body)
    while waiting:
        node = waiting.popleft()
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for part in ("body", "handlers", "cases", "orelse", "finalbody"):
            waiting.extend(getattr(node, part, ()))


def _defined(file: str, statement: ast.stmt, aliases: dict[str, str]) -> Iterator[Definition]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            calls = frozenset(_called(statement, aliases))
            yield Definition(statement.name, "function", file, statement.lineno, calls=calls)
        case ast.ClassDef():
            bases = tuple(name for base in statement.bases if (name := _last_part(base, aliases)))
            yield Definition(statement.name, "class", file, statement.lineno, bases=bases)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _assigned(file, target, value, aliases)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _assigned(file, target, value, aliases)


def _assigned(file: str, target: ast.expr, value: ast.expr, aliases: dict[str, str]) -> Iterator[Definition]:
    if isinstance(target, ast.Name):
        kind = "function" if isinstance(value, ast.Lambda) else "value"
        name = _last_part(value.func, aliases) if isinstance(value, ast.Call) else None
        calls = frozenset({name} if name else ())
        yield Definition(target.id, kind, file, target.lineno, calls=calls)
    elif isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            if isinstance(item, ast.Name):
                yield Definition(item.id, "value", file, item.lineno)


def _called(function: ast.AST, aliases: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and (name := _last_part(node.func, aliases)):
            yield name


def _last_part(node: ast.expr, aliases: dict[str, str]) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    return None


def _guesses(file: str, lines: tuple[str, ...]) -> Iterator[Definition]:
    """Names after `def` and `class`, line by line: all that can be said of a file that does not parse."""
    for number, line in enumerate(lines, start=1):
        if found := re.match(r"\s*(def|class)\s+([^\W\d]\w{0,99})", line):
            kind = {"def": "function", "class": "class"}[found.group(1)]
            yield Definition(found.group(2), kind, file, number)
