"""Wrong versions of a function, made of its source: every operator at every place where it applies."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from cnncheck.mutation.sources.operators import OPERATORS
from cnncheck.mutation.sources.program import Program, written

RETURNED = "another local returned"
"""The operator that needs to know a whole function: another of its variables is returned."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program that differs in one place from a right one; it may still be right.

    Attributes:
        operator: what was changed, by the name of the operator.
        function: the definition of the file in which it was changed, `Axis.real_cells` for a method.
        module: where that definition comes from.
        line: of the place in that module's file; 0 where it is not known.
        text: the file.
        before: the file as it was.
    """

    operator: str
    function: str
    module: str
    line: int
    text: str
    before: str

    @property
    def diff(self) -> str:
        """The lines that differ, with one line around them."""
        lines = difflib.unified_diff(self.before.splitlines(), self.text.splitlines(), "right", "mutant", "", "", 1, "")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Place:
    """A node, where it hangs, and the definition it belongs to."""

    parent: ast.AST
    field: str
    index: int | None
    function: str
    entry: str

    @property
    def node(self) -> ast.AST:
        value = getattr(self.parent, self.field)
        found: ast.AST = value if self.index is None else value[self.index]
        return found

    def put(self, node: ast.AST) -> None:
        """Hang another node in this place."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(program: Program) -> Iterator[Mutant]:
    """Yield every program that differs from this one by one operator at one place, each once, in reading order.

    >>> from cnncheck.mutation.sources.program import program_of
    >>> from reference.layers.activations import relu
    >>> for mutant in mutants(program_of(relu, "relu")):
    ...     if mutant.operator == "name":
    ...         print(mutant.function, mutant.diff.splitlines()[-1])
    relu +    return np.minimum(as_floating('x', x), 0)
    """
    before, seen = program.text, {program.text}
    for operator, place, node in _changes(program.tree):
        right = place.node
        place.put(node)
        try:
            ast.fix_missing_locations(program.tree)
            text = written(program.tree)
        finally:
            place.put(right)
        if text not in seen:
            seen.add(text)
            module = program.modules.get(place.entry, "")
            yield Mutant(operator, place.function, module, getattr(right, "lineno", 0), text, before)


def _changes(tree: ast.Module) -> Iterator[tuple[str, _Place, ast.AST]]:
    for place in _places(tree):
        for name, operator in OPERATORS.items():
            for node in operator(place.node):
                yield name, place, node
    for definition in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for place, node in _other_returns(definition):
            yield RETURNED, place, node


def _places(tree: ast.Module) -> list[_Place]:
    """Every place of the definitions; imports, and what is done about arguments that are refused, left out."""
    found: list[_Place] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found += _inside(node, node.name, node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            found += [_Place(node, "value", None, name, name), *_inside(node.value, name, name)]
    return found


def _inside(node: ast.AST, function: str, entry: str) -> Iterator[_Place]:
    for field, value in ast.iter_fields(node):
        if field in {"decorator_list", "handlers", "annotation"}:
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            if isinstance(item, ast.AST):
                inner = f"{function}.{item.name}" if isinstance(item, ast.FunctionDef) else function
                yield _Place(node, field, index, inner, entry)
                yield from _inside(item, inner, entry)


def _other_returns(definition: ast.FunctionDef) -> Iterator[tuple[_Place, ast.AST]]:
    """Every other variable of the function in place of the one that it returns."""
    parts = list(ast.walk(definition))
    local = dict.fromkeys(part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
    for returned in parts:
        if isinstance(returned, ast.Return) and isinstance(returned.value, ast.Name):
            place = _Place(returned, "value", None, definition.name, definition.name)
            for name in local:
                if name != returned.value.id:
                    yield place, ast.Name(name, ast.Load())
