"""The order in which a function takes its parameters, read from the file's text."""

import ast
from collections.abc import Callable, Sequence
from typing import Any

from cnncheck.functions.mistake import Mistake

LABELS = frozenset({"labels", "label", "y", "y_true", "true", "true_labels", "target", "targets", "truth"})
"""What the true classes are called. Keras takes them first, `loss(y_true, y_pred)`; the losses of the course second."""


def parameters(lines: Sequence[str], name: str) -> tuple[str, ...]:
    """Names of the positional parameters of the last function of that name; none where it is not found.

    >>> parameters(["def dense(kernel, inputs, bias=None):", "    ..."], "dense")
    ('kernel', 'inputs', 'bias')
    """
    try:
        tree = ast.parse("\n".join(line.rstrip("\r\n") for line in lines))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    return tuple(item.arg for item in (*found[-1].args.posonlyargs, *found[-1].args.args)) if found else ()


def reordered(reference: Callable[..., Any], documented: Sequence[str], taken: Sequence[str]) -> Mistake | None:
    """The mistake of taking the documented parameters in the order `taken`; None where it is no other order of them."""
    names = documented[: len(taken)]
    meant = _meant(documented, taken)
    if sorted(meant) != sorted(names) or tuple(meant) == tuple(names):
        return None

    def wrong(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        return reference(**dict(zip(meant, arguments, strict=False)), **options)

    return Mistake(
        f"{reference.__name__}-other-order",
        "signature",
        wrong,
        f"Your function takes its parameters in the order {', '.join(taken)}; the course documents {', '.join(names)}.",
        "Arrays are passed by their position.",
        "Put the parameters into the documented order.",
    )


def _meant(documented: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The documented names of parameters of which only the labels can be told by their name.

    >>> _meant(["probabilities", "labels", "k"], ["y_true", "y_pred", "k"])
    ['labels', 'probabilities', 'k']
    """
    labels = [name for name in taken if name in LABELS]
    if "labels" not in documented or len(labels) != 1 or set(taken) <= set(documented):
        return list(taken)
    others = iter(name for name in documented if name != "labels")
    return ["labels" if name in LABELS else next(others, name) for name in taken]
