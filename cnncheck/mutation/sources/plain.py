"""Source without what does nothing when it runs: annotations, docstrings, comments."""

import ast


class Annotations(ast.NodeTransformer):
    """Takes annotations and docstrings out of a definition; the fields of a dataclass keep one, for they need it."""

    def __init__(self) -> None:
        self._in_class = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function: its result and its docstring."""
        inside, self._in_class = self._in_class, False
        node.returns = None
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        self._in_class = inside
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """A class: its docstring."""
        inside, self._in_class = self._in_class, True
        node.body = _without_docstring(node.body)
        self.generic_visit(node)
        self._in_class = inside
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """A parameter."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """A variable: an assignment, or nothing where it is only announced."""
        if self._in_class:
            node.annotation = ast.Name("object", ast.Load())
            self.generic_visit(node)
            return node
        if node.value is None:
            return None
        self.generic_visit(node)
        return ast.copy_location(ast.Assign([node.target], node.value), node)


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return body[1:] or [ast.copy_location(ast.Pass(), first)]
    return body
