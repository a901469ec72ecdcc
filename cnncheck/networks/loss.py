"""Finds the softmax of a network in its loss, where the network itself ends without one."""

import ast
from collections.abc import Sequence

from cnncheck.inside.wire import Facts
from cnncheck.networks.compiled import own_fit
from cnncheck.networks.subject import TracedNetwork
from reference.graph import Graph
from reference.operations import Activation, Opaque

SOFTMAX = Activation("softmax")

FROM_LOGITS = frozenset(
    {
        "softmax_cross_entropy_with_logits",
        "softmax_cross_entropy_with_logits_v2",
        "sparse_softmax_cross_entropy_with_logits",
        "softmax_cross_entropy",
        "sparse_softmax_cross_entropy",
    }
)
"""TensorFlow's losses that begin with a softmax."""


def without_its_softmax(reference: Graph, traced: TracedNetwork, facts: Facts, lines: Sequence[str]) -> Graph | None:
    """The reference up to the softmax, where that is all the network leaves to its loss; None elsewhere.

    What the file's own `compile` says of this network counts first; for a network that is not compiled, what stands in
    the file.

    Args:
        reference: the specified network.
        traced: the student's.
        facts: what was recorded while the file ran.
        lines: of the file.
    """
    last = traced.graph[traced.graph.output].operation
    if reference[reference.output].operation != SOFTMAX or isinstance(last, Activation | Opaque):
        return None
    said = traced.from_logits
    if said is None:
        fit = own_fit(facts, traced)
        said = fit.from_logits if fit is not None else None
    if said is None:
        said = takes_logits("\n".join(lines))
    return reference.without(reference.output) if said else None


def takes_logits(source: str) -> bool:
    """Whether all losses that some code names take logits, and there is one.

    >>> takes_logits("loss = tf.nn.softmax_cross_entropy_with_logits(y, model(x))")
    True
    >>> takes_logits("loss = SparseCategoricalCrossentropy()")
    False
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    found = [said for node in ast.walk(tree) if isinstance(node, ast.Call) and (said := _said(node)) is not None]
    return bool(found) and all(found)


def _said(call: ast.Call) -> bool | None:
    """Whether a call is of a loss that takes logits; None where it is of no cross entropy."""
    function = call.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    if name in FROM_LOGITS:
        return True
    if name.lower().replace("_", "") not in {"sparsecategoricalcrossentropy", "categoricalcrossentropy"}:
        return None
    given = [each.value for each in call.keywords if each.arg == "from_logits"]
    return any(isinstance(value, ast.Constant) and value.value is True for value in given)
