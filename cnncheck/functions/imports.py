"""Which libraries a function uses, read from the file's text; nothing is run."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

FORBIDDEN = {
    "tensorflow": "TensorFlow",
    "tf_keras": "Keras",
    "keras": "Keras",
    "torch": "PyTorch",
    "jax": "JAX",
    "jaxlib": "JAX",
    "scipy": "SciPy",
    "cupy": "CuPy",
    "sklearn": "scikit-learn",
}
"""What the functions may not use: the library would do the exercise."""


@dataclass(frozen=True, slots=True)
class Import:
    """A forbidden library: its root module, and the line where it is used or imported."""

    root: str
    line: int

    @property
    def library(self) -> str:
        """The library as it calls itself."""
        return FORBIDDEN[self.root]


@dataclass(frozen=True, slots=True)
class Origin:
    """The import that a name comes from, where no later definition takes its place."""

    module: str
    line: int


@dataclass(frozen=True, slots=True)
class Libraries:
    """What a function uses of the forbidden libraries, and what the file imports without using it anywhere.

    Attributes:
        used: the use.
        unused: imports, once for each line and library.
        origin: the import that the function itself comes from, of whatever module.
        first: the function is the first of those that are asked for, so that what is said of the file is said once.
    """

    used: Import | None = None
    unused: tuple[Import, ...] = ()
    origin: Origin | None = None
    first: bool = True


def libraries(lines: Sequence[str], name: str, asked: Collection[str] = ()) -> Libraries:
    """Follow the function `name` through the helpers of its own file, and through plain aliases.

    Args:
        lines: of the file.
        name: of the function.
        asked: names of all functions that are asked for.

    >>> libraries(["import tensorflow as tf", "def relu(x): return tf.nn.relu(x)"], "relu").used
    Import(root='tensorflow', line=2)
    """
    try:
        tree = ast.parse("\n".join(line.rstrip("\r\n") for line in lines))
    except (SyntaxError, ValueError, RecursionError):
        return Libraries()  # loading the file says what is wrong with it
    imported = {bound: found for node in _top_level(tree) for bound, found in _bindings(node)}
    definitions = _definitions(tree)
    origin = _origin(tree, name)
    root = origin.module.partition(".")[0] if origin else ""
    used = Import(root, origin.line) if origin and root in FORBIDDEN else _used(name, imported, definitions)
    wanted = {_plain(each) for each in (name, *asked)}
    first = next((each for each in definitions if _plain(each) in wanted), name)
    unused = _unused(tree, {bound: each for bound, each in imported.items() if _plain(bound) not in wanted})
    return Libraries(used, unused, origin, first == name)


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _origin(tree: ast.Module, name: str) -> Origin | None:
    """The last statement that binds the name, if it is an import."""
    found: Origin | None = None
    for node in sorted(_top_level(tree), key=lambda node: node.lineno):
        if isinstance(node, ast.ImportFrom) and any((item.asname or item.name) == name for item in node.names):
            found = Origin("." * node.level + (node.module or ""), node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found = None if node.name == name else found
        elif isinstance(node, ast.Assign | ast.AnnAssign) and any(
            isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store)
            for part in ast.walk(node)
        ):
            found = None
    return found


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """Statements that run when the file does, those inside if, try, with and loops included."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop(0)
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt)]
            handlers = getattr(statement, "handlers", [])
            waiting = [*inner, *(child for handler in handlers for child in handler.body), *waiting]


def _bindings(node: ast.AST) -> Iterator[tuple[str, Import]]:
    """Names that an import statement binds to a forbidden library."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.split(".")[0]
            if root in FORBIDDEN:
                yield alias.asname or root, Import(root, node.lineno)
    elif isinstance(node, ast.ImportFrom) and node.level == 0:
        root = (node.module or "").split(".")[0]
        if root in FORBIDDEN:
            for alias in node.names:
                yield alias.asname or alias.name, Import(root, node.lineno)


def _definitions(tree: ast.Module) -> dict[str, ast.AST]:
    """What each top-level name stands for: a function, a class, or the value it was assigned."""
    found: dict[str, ast.AST] = {}
    for node in _top_level(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Name):
                        found[part.id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _used(name: str, imported: dict[str, Import], definitions: dict[str, ast.AST]) -> Import | None:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop(0)
        if current in seen or current not in definitions:
            continue
        seen.add(current)
        for node in ast.walk(definitions[current]):
            inside = next((found for _, found in _bindings(node)), None) or _by_text(node)
            if inside is not None:
                return inside
            if isinstance(node, ast.Name):
                if node.id in imported:
                    return Import(imported[node.id].root, node.lineno)
                waiting.append(node.id)
    return None


def _by_text(node: ast.AST) -> Import | None:
    """`importlib.import_module("tensorflow")` and `__import__("tensorflow")`."""
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
        return None
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    root = str(node.args[0].value).split(".")[0]
    return Import(root, node.lineno) if called in {"import_module", "__import__"} and root in FORBIDDEN else None


def _unused(tree: ast.Module, imported: dict[str, Import]) -> tuple[Import, ...]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    # `globals()["tensorflow"]` is a use too.
    names |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return tuple(dict.fromkeys(found for bound, found in imported.items() if bound not in names))
