"""What can be changed at one place of a function's source: each operator gives other nodes for a node.

They are slips of the hand and of the head: one off, the wrong side, the wrong axis, a term forgotten.
"""

import ast
from collections.abc import Callable, Iterator
from typing import TypeAlias

Operator: TypeAlias = Callable[[ast.AST], Iterator[ast.AST]]
"""Gives what may stand in place of a node; nothing where it does not apply."""

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult, ast.Mod),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
EXCHANGED = {
    "max": "min",
    "maximum": "minimum",
    "argmax": "argmin",
    "any": "all",
    "ceil": "floor",
    "sum": "mean",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "row": "column",
    "rows": "columns",
    "height": "width",
    "before": "after",
    "down": "right",
    "var": "std",
    "exp": "log",
}
"""Names that are easily taken for each other: functions, and the two directions of an image."""

_TWINS = {**EXCHANGED, **{other: name for name, other in EXCHANGED.items()}}


def constants(node: ast.AST) -> Iterator[ast.AST]:
    """A number one larger, one smaller, 0 and 1; a truth value turned round."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        for number in dict.fromkeys((node.value + 1, node.value - 1, 0, 1, 2 * node.value)):
            if number != node.value:
                yield ast.Constant(number)


def comparisons(node: ast.AST) -> Iterator[ast.AST]:
    """A comparison with or without equality, or turned round."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)


def logic(node: ast.AST) -> Iterator[ast.AST]:
    """And for or, a part of a condition left out, a condition turned round."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.If) and isinstance(node.test, ast.Name):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    """Another operation between two numbers, or the operands exchanged."""
    if isinstance(node, ast.BinOp):
        for other in ARITHMETIC.get(type(node.op), ()):
            yield ast.BinOp(node.left, other(), node.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.FloorDiv):
            yield ast.BinOp(node.right, node.op, node.left)


def terms(node: ast.AST) -> Iterator[ast.AST]:
    """A term or a factor left out."""
    if isinstance(node, ast.BinOp):
        yield node.left
        if isinstance(node.op, ast.Add | ast.Mult | ast.MatMult):
            yield node.right
        elif isinstance(node.op, ast.Sub):
            yield ast.UnaryOp(ast.USub(), node.right)


def signs(node: ast.AST) -> Iterator[ast.AST]:
    """A minus left out, or one in front of what is returned."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp | ast.Call | ast.Name):
        yield ast.Return(ast.UnaryOp(ast.USub(), node.value))


def axes(node: ast.AST) -> Iterator[ast.AST]:
    """An axis that is another one, or left out."""
    if isinstance(node, ast.Call):
        for place, item in enumerate(node.keywords):
            if item.arg == "axis":
                yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])
                for other in _other_axes(item.value):
                    changed = ast.keyword("axis", other)
                    yield ast.Call(node.func, node.args, [*node.keywords[:place], changed, *node.keywords[place + 1 :]])


def _other_axes(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Constant) and isinstance(value.value, int):
        yield ast.Constant(0 if value.value == -1 else value.value - 1)
    elif isinstance(value, ast.Tuple):
        for place in range(len(value.elts)):
            yield ast.Tuple(value.elts[:place] + value.elts[place + 1 :], ast.Load())
    elif isinstance(value, ast.Name):
        yield ast.Constant(0)


def orders(node: ast.AST) -> Iterator[ast.AST]:
    """Two neighbours exchanged: of the axes of a shape, of arguments, of what is returned or taken apart."""
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load | ast.Store):
        for swapped in _swapped(node.elts):
            yield ast.Tuple(swapped, node.ctx)
    elif isinstance(node, ast.Call):
        for swapped in _swapped(node.args):
            yield ast.Call(node.func, swapped, node.keywords)


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for place in range(len(items) - 1):
        if ast.dump(items[place]) != ast.dump(items[place + 1]):
            yield [*items[:place], items[place + 1], items[place], *items[place + 2 :]]


def subscripts(node: ast.AST) -> Iterator[ast.AST]:
    """Two letters exchanged in the first or the last word of `einsum`."""
    called = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    first = node.args[0] if isinstance(node, ast.Call) and node.args else None
    if called != "einsum" or not isinstance(node, ast.Call) or not isinstance(first, ast.Constant):
        return
    taken, _, given = str(first.value).partition("->")
    words = taken.split(",")
    others = [",".join([word, *words[1:]]) + f"->{given}" for word in _letters_swapped(words[0])]
    others += [f"{taken}->{word}" for word in _letters_swapped(given)]
    for other in others:
        yield ast.Call(node.func, [ast.Constant(other), *node.args[1:]], node.keywords)


def _letters_swapped(word: str) -> Iterator[str]:
    for place in range(len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def slices(node: ast.AST) -> Iterator[ast.AST]:
    """A slice that starts or stops one off, or whose start, stop or step is left out."""
    if not isinstance(node, ast.Slice):
        return
    for part in ("lower", "upper"):
        value = getattr(node, part)
        if value is not None:
            for operator in (ast.Add(), ast.Sub()):
                yield _slice(node, part, ast.BinOp(value, operator, ast.Constant(1)))
            yield _slice(node, part, None)
    if node.step is not None:
        yield _slice(node, "step", None)


def _slice(node: ast.Slice, part: str, value: ast.expr | None) -> ast.Slice:
    made = ast.Slice(node.lower, node.upper, node.step)
    setattr(made, part, value)
    return made


def names(node: ast.AST) -> Iterator[ast.AST]:
    """A name that is easily taken for another: max for min, rows for columns."""
    if isinstance(node, ast.Attribute) and node.attr in _TWINS:
        yield ast.Attribute(node.value, _TWINS[node.attr], node.ctx)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TWINS:
        yield ast.Call(ast.Name(_TWINS[node.func.id], ast.Load()), node.args, node.keywords)


def calls(node: ast.AST) -> Iterator[ast.AST]:
    """A call left out: of a function of one thing, of a method such as `copy`, `astype` or `transpose`."""
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
        yield node.func.value
    elif node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]


def _is_module(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in {"np", "numpy", "math", "operator", "functools", "types"}


def options(node: ast.AST) -> Iterator[ast.AST]:
    """An argument given by its name left out: `keepdims`, `dtype`, `ddof`, `use_bias`."""
    if isinstance(node, ast.Call):
        for place, item in enumerate(node.keywords):
            if item.arg not in {"axis", None}:
                yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """A statement left out that leaves everything defined: a call, a change in place, a conversion; = for +=."""
    if isinstance(node, ast.AugAssign):
        yield ast.Pass()
        target = node.target
        yield ast.Assign([target], node.value)
        if isinstance(node.op, ast.Add | ast.Sub):
            yield ast.AugAssign(target, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.value)
    elif isinstance(node, ast.Expr):
        if not isinstance(node.value, ast.Yield):
            yield ast.Pass()
    elif isinstance(node, ast.Assign):
        if isinstance(node.targets[0], ast.Subscript) or _reads(node.value) & _bound(node.targets[0]):
            yield ast.Pass()
    elif isinstance(node, ast.If):
        yield ast.If(ast.Constant(value=False), node.body, node.orelse)
        yield ast.If(ast.Constant(value=True), node.body, node.orelse)


def _reads(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bound(target: ast.expr) -> set[str]:
    """Names that an assignment binds, where it binds names alone."""
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return {part.id for part in parts if isinstance(part, ast.Name)}


OPERATORS: dict[str, Operator] = {
    "constant": constants,
    "comparison": comparisons,
    "condition": logic,
    "arithmetic": arithmetic,
    "term left out": terms,
    "sign": signs,
    "axis": axes,
    "order": orders,
    "einsum subscripts": subscripts,
    "slice": slices,
    "name": names,
    "call left out": calls,
    "option left out": options,
    "statement": statements,
}
"""Every operator on one place of a source, by the name that a report shows; what is returned is changed apart."""
