"""A textbook function as a student would write it: without what refuses wrong arguments.

Students are not asked to refuse anything, so no check can see what is changed there. What only refuses is taken out,
and with it what was computed for it alone.
"""

import ast
import copy
from collections import Counter

from cnncheck.mutation.sources.program import Program


def simplified(program: Program) -> Program:
    """The program without refusals, without what they alone need, and without what is never used.

    >>> from cnncheck.mutation.sources.program import program_of
    >>> from reference.layers.flatten import flatten
    >>> print(simplified(program_of(flatten, "flatten")).text)
    import numpy as np
    import math
    <BLANKLINE>
    <BLANKLINE>
    def as_numbers(array):
        try:
            values = np.asarray(array)
        except ValueError:
            values = np.asarray(None)
        return values
    <BLANKLINE>
    <BLANKLINE>
    def _batch(images):
        images = as_numbers(images)
        return images
    <BLANKLINE>
    <BLANKLINE>
    def flatten(images):
        images = _batch(images)
        return images.reshape(images.shape[0], math.prod(images.shape[1:]))
    <BLANKLINE>
    """
    tree = copy.deepcopy(program.tree)
    before = ""
    while before != (before := ast.dump(tree)):
        _Refusals(tree).visit(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                _UnreadVariables(node).visit(node)
        _drop_unread_parameters(tree, program.entry)
        _drop_unread_definitions(tree, program.entry)
    ast.fix_missing_locations(tree)
    return Program(tree, program.entry, program.modules)


class _Refusals(ast.NodeTransformer):
    """Takes out `if ...: raise`, and calls of functions in which nothing is left."""

    def __init__(self, tree: ast.Module) -> None:
        self._empty = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _is_empty(node)}

    def visit_If(self, node: ast.If) -> ast.AST | None:
        """A branch that ends in an exception, and has no other."""
        self.generic_visit(node)
        return None if not node.body or (isinstance(node.body[-1], ast.Raise) and not node.orelse) else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        """A call for the sake of what it refuses."""
        called = node.value.func if isinstance(node.value, ast.Call) else None
        return None if isinstance(called, ast.Name) and called.id in self._empty else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function keeps a body."""
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node


class _UnreadVariables(ast.NodeTransformer):
    """Takes out assignments to variables that nothing reads."""

    def __init__(self, function: ast.FunctionDef) -> None:
        self._read = {
            part.id for part in ast.walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
        }

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        """An assignment to one name; one to several is left as it is."""
        (target, *others) = node.targets
        unread = isinstance(target, ast.Name) and target.id not in self._read and not others
        return None if unread else node

    def visit_For(self, node: ast.For) -> ast.AST | None:
        """A loop in which nothing is left."""
        self.generic_visit(node)
        return node if node.body else None


def _is_empty(node: ast.FunctionDef) -> bool:
    return all(isinstance(item, ast.Pass) for item in node.body)


def _drop_unread_parameters(tree: ast.Module, entry: str) -> None:
    """Take out parameters that nothing reads, of functions that are called by their names alone."""
    reads = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != entry]:
        own = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == function.name]
        plain = not any(isinstance(item, ast.Starred) for call in own for item in call.args)
        if len(own) == reads[function.name] and plain:
            _drop_from(function, own)


def _drop_from(function: ast.FunctionDef, calls: list[ast.Call]) -> None:
    arguments = function.args
    read = {part.id for node in function.body for part in ast.walk(node) if isinstance(part, ast.Name)}
    for position in reversed(range(len(arguments.args))):
        name = arguments.args[position].arg
        if name in read:
            continue
        defaulted = position - (len(arguments.args) - len(arguments.defaults))
        del arguments.args[position]
        if defaulted >= 0:
            del arguments.defaults[defaulted]
        for call in calls:
            del call.args[position : position + 1]
            call.keywords = [item for item in call.keywords if item.arg != name]


def _drop_unread_definitions(tree: ast.Module, entry: str) -> None:
    """Take out functions, methods and constants of the file that nothing mentions."""
    mentioned = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    attributes = {part.attr for part in ast.walk(tree) if isinstance(part, ast.Attribute)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            node.body = [
                item
                for item in node.body
                if not isinstance(item, ast.FunctionDef) or item.name in attributes or item.name.startswith("__")
            ]
    tree.body = [node for node in tree.body if _names_bound(node) & (mentioned | {entry})]


def _names_bound(node: ast.stmt) -> set[str]:
    """Names that a statement of the file binds."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(item.asname or item.name).partition(".")[0] for item in node.names}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
