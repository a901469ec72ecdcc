"""Right versions of a function: what its author might have written as well, none of which may be rejected."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from cnncheck.mutation.sources.program import Program, written

AS_IT_IS = "as it is"
"""What the first of the right versions is called: nothing is different in it."""

_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.Eq,
    ast.NotEq: ast.NotEq,
}


@dataclass(frozen=True, slots=True)
class RightVersion:
    """A right version of a function.

    Attributes:
        what: what is different, in a few words.
        text: the file.
    """

    what: str
    text: str


def right_versions(program: Program, *, tensors: bool = False) -> Iterator[RightVersion]:
    """Yield the program itself and what has the same results: rewritten inside, and wrapped outside.

    Args:
        program: a right one.
        tensors: its function is given tensors, so that nothing is done to its arguments and results.
    """
    yield RightVersion(AS_IT_IS, program.text)
    for what, rewrite in REWRITES.items():
        tree = ast.fix_missing_locations(rewrite().visit(copy.deepcopy(program.tree)))
        if (text := written(tree)) != program.text:
            yield RightVersion(what, text)
    if (renamed := _renamed(program)) is not None:
        yield RightVersion("other names of the parameters", renamed)
    inner = _under_another_name(program)
    for what, wrapper in WRAPPERS.items():
        yield RightVersion(what, f"{inner}\n\n{wrapper.format(name=program.entry)}")
    for what, wrapper in {} if tensors else CONVERSIONS.items():
        text = f"import numpy as np\n{inner}\n\n{CONVERTING}\n\n{wrapper}"
        yield RightVersion(what, text.replace("{name}", program.entry))


class _OperandsExchanged(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        written_out = any(isinstance(item, ast.Tuple | ast.List | ast.JoinedStr) for item in (node.left, node.right))
        if isinstance(node.op, ast.Mult | ast.Add) and not written_out:
            node.left, node.right = node.right, node.left
        return node


class _ComparisonsMirrored(ast.NodeTransformer):
    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        (first, *others) = node.ops
        if not others and type(first) in _MIRRORED:
            return ast.Compare(node.comparators[0], [_MIRRORED[type(first)]()], [node.left])
        return node


class _ConditionsTurned(ast.NodeTransformer):
    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body)

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        return ast.If(ast.UnaryOp(ast.Not(), node.test), node.orelse or [ast.Pass()], node.body)


class _WrittenOut(ast.NodeTransformer):
    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        read = copy.deepcopy(node.target)
        read.ctx = ast.Load()
        return ast.Assign([node.target], ast.BinOp(read, node.op, node.value))


REWRITES: dict[str, type[ast.NodeTransformer]] = {
    "operands of + and * exchanged": _OperandsExchanged,
    "comparisons read from the right": _ComparisonsMirrored,
    "conditions negated, branches exchanged": _ConditionsTurned,
    "x = x + y for x += y": _WrittenOut,
}
"""Changes of a source that leave its results as they are."""

WRAPPERS = {
    "another name for it": "{name} = inner",
    "decorated": "import functools\n\n\n@functools.wraps(inner)\ndef {name}(*arguments, **options):\n"
    "    return inner(*arguments, **options)\n",
    "a callable object": "class Layer:\n    def __call__(self, *arguments, **options):\n"
    "        return inner(*arguments, **options)\n\n\n{name} = Layer()\n",
    "a lambda": "{name} = lambda *arguments, **options: inner(*arguments, **options)\n",
    "a static method": "class Layers:\n    {name} = staticmethod(inner)\n\n\n{name} = Layers.{name}\n",
}
"""Ways of having a function under its name."""

CONVERTING = """\
def each(convert, value):
    if isinstance(value, (tuple, list)):
        return type(value)(each(convert, item) for item in value)
    return convert(value)


def is_float(value):
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
"""
"""What the conversions are written with."""

CONVERSIONS = {
    "in double precision": "def {name}(*arguments, **options):\n"
    "    wide = [item.astype(np.float64) if is_float(item) else item for item in arguments]\n"
    "    return inner(*wide, **options)\n",
    "on copies in another order of memory": "def {name}(*arguments, **options):\n"
    "    copies = [np.asfortranarray(item) if isinstance(item, np.ndarray) else item for item in arguments]\n"
    "    return inner(*copies, **options)\n",
    "numbers of NumPy's types": "def {name}(*arguments, **options):\n"
    "    convert = lambda value: value if isinstance(value, np.ndarray) else np.asarray(value)[()]\n"
    "    return each(convert, inner(*arguments, **options))\n",
    "numbers as arrays without axes": "def {name}(*arguments, **options):\n"
    "    return each(np.asarray, inner(*arguments, **options))\n",
    "lists for arrays": "def {name}(*arguments, **options):\n"
    "    convert = lambda value: value.tolist() if isinstance(value, np.ndarray) else value\n"
    "    return each(convert, inner(*arguments, **options))\n",
    "a list for a tuple": "def {name}(*arguments, **options):\n"
    "    result = inner(*arguments, **options)\n"
    "    return list(result) if isinstance(result, tuple) else result\n",
}
"""What may be done to arguments and results: other types that hold the same values."""


def _under_another_name(program: Program) -> str:
    tree = copy.deepcopy(program.tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == program.entry:
            node.name = "inner"
    return written(tree)


def _renamed(program: Program) -> str | None:
    """The program whose function calls its parameters `a1`, `a2` and so on."""
    tree = copy.deepcopy(program.tree)
    node = next(item for item in tree.body if isinstance(item, ast.FunctionDef) and item.name == program.entry)
    if node.args.vararg is not None:
        return None
    names = {item.arg: f"a{number}" for number, item in enumerate(node.args.args, 1)}
    for part in ast.walk(node):
        if isinstance(part, ast.arg) and part.arg in names:
            part.arg = names[part.arg]
        elif isinstance(part, ast.Name) and part.id in names:
            part.id = names[part.id]
    return written(tree)
