"""Runs one file of a submission, instrumented, and says what it left behind."""

import ast
import importlib.machinery
import os
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import tensorflow as tf

from cnncheck.inside.wire import Facts, Load, Loaded, Problem
from cnncheck.worker import instruments
from cnncheck.worker.budgets import budget
from cnncheck.worker.definitions import definitions
from cnncheck.worker.instruments import facts
from cnncheck.worker.instruments.console import begin_output
from cnncheck.worker.library import (
    LEGACY,
    asks_for_tf_keras,
    is_installed,
    keras,
    make_tf_keras_of_tensorflow,
)
from cnncheck.worker.problems import problem_of
from cnncheck.worker.sources import NotPythonError, Piece, parse, read_pieces
from cnncheck.worker.state import Session

AFTERWARDS_S = 1.0
"""Seconds for what is defined below the line at which a script stopped: definitions alone take milliseconds."""

NO_TF_KERAS = "the file asks for Keras 2, and tf_keras, which is that, is not installed where submissions are graded"

_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def load(session: Session, question: Load) -> Loaded:
    """Run a file; what was defined before it stopped, and the definitions below, stand."""
    path = session.root / question.file
    _forget(session, question.file)
    begin_output()
    try:
        pieces = read_pieces(session, path)
    except NotPythonError as error:
        return _loaded(session, error.problem)
    except OSError:
        return _loaded(session, Problem("missing-file", f"{question.file} cannot be read", question.file))
    if (missing := _choose_keras(session, pieces)) is not None:
        return _loaded(session, missing)
    module = _module(session, path)
    session.namespace = vars(module)
    trees, problem = _run(session, pieces, question.budget_s)
    _recover(session)
    session.definitions = definitions(session, trees, session.namespace)
    return _loaded(session, problem, _uses_tensorflow(trees))


def _choose_keras(session: Session, pieces: list[Piece]) -> Problem | None:
    """Take the Keras that the file asks for; a problem where that is not installed."""
    trees = []
    for piece in pieces:
        with suppress(NotPythonError):
            trees.append(parse(session, piece))
    asked = asks_for_tf_keras(trees)
    if asked is None:
        keras.use_keras_3()
        return None
    line, of_tensorflow = asked
    if not is_installed():
        return Problem("import-error", NO_TF_KERAS, session.file, line)
    is_new = "tf_keras" not in sys.modules
    if of_tensorflow:
        os.environ[LEGACY] = "1"
    keras.use_tf_keras()
    if is_new:
        instruments.install_in_keras(session)
    if of_tensorflow:
        make_tf_keras_of_tensorflow()
    return None


def _forget(session: Session, file: str) -> None:
    session.file = file
    session.namespace, session.definitions = {}, ()
    session.fits.clear()
    session.notes.clear()
    session.constructed.clear()
    session.compiled.clear()


def _recover(session: Session) -> None:
    """Undo what a script may have done to the process: a deleted folder, warnings made errors."""
    session.scratch.mkdir(parents=True, exist_ok=True)
    os.chdir(session.scratch)
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def _module(session: Session, path: Path) -> ModuleType:
    """A fresh module under the name a sibling would import it by, unless a library has that name."""
    name = path.stem
    if name in sys.modules and not session.owns_module(name):
        name = f"submitted_{name}"
    module = ModuleType(name)
    module.__file__ = str(path)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, origin=str(path))
    module.__package__ = ""
    sys.modules[name] = module
    session.module_names.add(name)
    sys.path[:] = [
        *dict.fromkeys([str(session.root), str(path.parent)]),
        *(each for each in sys.path if each not in (str(session.root), str(path.parent))),
    ]
    sys.argv = [str(path)]
    os.chdir(session.scratch)
    return module


def _run(session: Session, pieces: list[Piece], seconds: float) -> tuple[list[ast.Module], Problem | None]:
    """Run the pieces in order until one stops; below it run definitions alone."""
    deadline = time.monotonic() + seconds
    trees: list[ast.Module] = []
    problem: Problem | None = None
    for piece in pieces:
        try:
            tree = parse(session, piece)
        except NotPythonError as error:
            problem = problem or error.problem
            continue
        trees.append(tree)
        if problem is not None:
            _run_definitions(session, piece, tree, 0)
            continue
        problem, reached = _execute(session, piece, tree.body, deadline)
        if problem is not None:
            _run_definitions(session, piece, tree, reached)
        elif reached >= 0:
            break
    if problem is None and not session.fits and _uses_tensorflow(trees):
        _run_main(session, pieces, trees, deadline)
    return trees, problem


def _execute(session: Session, piece: Piece, body: list[ast.stmt], deadline: float) -> tuple[Problem | None, int]:
    """Run statements; tell what stopped them and at which line of the module (-1: they ran to the end)."""
    code = compile(ast.Module(body, []), piece.filename, "exec", dont_inherit=True)
    try:
        with budget(session, deadline - time.monotonic()):
            exec(code, session.namespace)  # noqa: S102 - running the submission is what this process is for
    except SystemExit:
        session.note("The script ends itself; what it defined until then was graded.")
        return None, 0
    except BaseException as error:  # noqa: BLE001 - whatever the student's code raises is an answer
        return problem_of(session, error), _line_reached(error.__traceback__, piece.filename)
    return None, -1


def _line_reached(step: TracebackType | None, filename: str) -> int:
    while step is not None:
        if step.tb_frame.f_code.co_filename == filename and step.tb_frame.f_code.co_name == "<module>":
            return step.tb_lineno
        step = step.tb_next
    return 0


def _run_definitions(session: Session, piece: Piece, tree: ast.Module, reached: int) -> None:
    """Run imports, functions, classes and constants below a line; what fails there was already said."""
    below = [node for node in tree.body if node.lineno > reached and _is_definition(node)]
    deadline = time.monotonic() + AFTERWARDS_S
    for node in below:
        code = compile(ast.Module([node], []), piece.filename, "exec", dont_inherit=True)
        try:
            with budget(session, deadline - time.monotonic()):
                exec(code, session.namespace)  # noqa: S102 - running the submission is what this process is for
        except BaseException:  # noqa: BLE001, S112 - a definition may need what the stopped script did not make
            continue
    if any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in below):
        session.note(
            "The script stopped before its end; the functions and classes below that line were read all the same."
        )


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, _DEFINING):
        return True
    if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _run_main(session: Session, pieces: list[Piece], trees: list[ast.Module], deadline: float) -> None:
    """Run what stands under `if __name__ == "__main__":`, for a script may compile and train its network there."""
    for piece, tree in zip(pieces, trees, strict=False):
        for node in tree.body:
            if isinstance(node, ast.If) and _is_main_guard(node.test):
                problem, _ = _execute(session, piece, node.body, deadline)
                if problem is not None:
                    where = f" in line {problem.line}" if problem.line else ""
                    session.note(f'The part under `if __name__ == "__main__":` stopped{where}: {problem.message}')


def _is_main_guard(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def _uses_tensorflow(trees: list[ast.Module]) -> bool:
    """Whether the file itself imports TensorFlow or Keras."""
    for tree in trees:
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            if any(name.partition(".")[0] in ("tensorflow", "keras", "tf_keras") for name in names):
                return True
    return False


def _loaded(session: Session, problem: Problem | None, uses_tensorflow: bool = False) -> Loaded:  # noqa: FBT001, FBT002
    fitted = {id(each.model) for each in session.fits}
    compiled_only = (
        facts.compile_call(model, options)
        for reference, options in session.compiled.values()
        if (model := reference()) is not None and id(model) not in fitted
    )
    return Loaded(
        definitions=session.definitions,
        problem=problem,
        notes=tuple(session.notes),
        facts=Facts((*(each.facts for each in session.fits), *compiled_only)),
        versions=(tf.__version__, keras.__version__) if uses_tensorflow else ("", ""),
        dialect=keras.dialect,
        device=_device() if uses_tensorflow else "cpu",
    )


def _device() -> str:
    devices: list[Any] = tf.config.list_physical_devices("GPU")
    return "gpu" if devices else "cpu"
