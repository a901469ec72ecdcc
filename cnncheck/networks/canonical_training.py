"""What a trace tells about training: where no gradient comes through, and what happens in training only.

A gradient flows from the output back to a weight along every operation but those that cut it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cnncheck.findings import Where
from cnncheck.inside.wire import TraceLayer, TraceNode
from cnncheck.networks.canonical_names import where
from cnncheck.networks.canonical_steps import Step
from reference.operations import Dropout

_SIZES = frozenset({"Shape", "ShapeN", "Size", "Rank", "ZerosLike", "OnesLike", "BroadcastGradientArgs"})
"""Operations that look at no value."""

_CUTS: Mapping[str, str] = {
    "StopGradient": "tf.stop_gradient", "PreventGradient": "tf.stop_gradient", "PyFunc": "a conversion to NumPy",
    "PyFuncStateless": "a conversion to NumPy", "ArgMax": "argmax", "ArgMin": "argmin", "Round": "rounding",
    "Rint": "rounding", "Floor": "rounding", "Ceil": "rounding", "Sign": "the sign", "Greater": "a comparison",
    "GreaterEqual": "a comparison", "Less": "a comparison", "LessEqual": "a comparison", "Equal": "a comparison",
    "NotEqual": "a comparison",
}  # fmt: skip
"""Operations that no gradient passes, and what a student calls them."""

_RANDOM = (
    "Random", "StatelessRandom", "Multinomial", "StatelessMultinomial", "TruncatedNormal", "StatelessTruncatedNormal",
    "Parameterized", "StatelessParameterized", "StatefulUniform", "StatefulStandardNormal",
)  # fmt: skip
"""How the names of TensorFlow's operations begin that draw random numbers."""

_RANDOM_LAYERS = frozenset(
    {"GaussianNoise", "GaussianDropout", "AlphaDropout", "RandAugment", "AugMix", "MixUp", "CutMix"}
)
"""Layers of Keras's that change values at random in training, beside those called Random... and SpatialDropout..."""


@dataclass(frozen=True, slots=True)
class Gradients:
    """Which gradients do not arrive.

    Attributes:
        blocked: where they are cut; the text says by what.
        dead: trainable variables that none reaches.
    """

    blocked: tuple[Where, ...]
    dead: frozenset[int]


def gradients(
    nodes: Sequence[TraceNode], output: int, layers: Mapping[int, TraceLayer], trainable: frozenset[int]
) -> Gradients:
    """Follow the gradient from the output back.

    A cut counts where weights lie behind it that no gradient reaches on another way. Where they are reached, as in a
    softmax that takes its maximum off, only a `stop_gradient` of the student's own counts, and only one whose result
    is no maximum or mean.
    """
    known = {node.id: node for node in nodes}
    alive, cuts = _reached(known, output)
    dead = (_variables(nodes) & trainable) - _variables(known[each] for each in alive)
    blocked = []
    for cut in sorted(cuts):
        node = known[cut]
        behind = _variables(known[each] for each in _behind(known, node.inputs)) & trainable
        if behind & dead or (behind and _is_own_stop(node) and known[node.inputs[0]].op not in {"Max", "Mean"}):
            blocked.append(where(node, layers, _CUTS.get(node.op, "a conversion to whole numbers")))
    return Gradients(tuple(dict.fromkeys(blocked)), dead)


def _reached(known: Mapping[int, TraceNode], output: int) -> tuple[set[int], set[int]]:
    """Nodes that the gradient reaches, and those at which it ends."""
    alive: set[int] = set()
    cuts: set[int] = set()
    pending = [output]
    while pending:
        node = known[pending.pop()]
        if node.id in alive or node.id in cuts:
            continue
        if _cuts(node):
            cuts.add(node.id)
            continue
        alive.add(node.id)
        pending += () if node.op in _SIZES else node.inputs
    return alive, cuts


def _cuts(node: TraceNode) -> bool:
    if node.builtin_layer or not node.inputs:
        return False
    whole = node.op == "Cast" and str(node.attributes.get("DstT", "")).startswith(("int", "uint", "bool"))
    return whole or node.op in _CUTS


def _is_own_stop(node: TraceNode) -> bool:
    return node.op == "StopGradient" and "stop_gradient" in (node.source or "")


def _behind(known: Mapping[int, TraceNode], inputs: Iterable[int]) -> set[int]:
    """Everything whose values go into some nodes."""
    found: set[int] = set()
    pending = list(inputs)
    while pending:
        number = pending.pop()
        if number not in found:
            found.add(number)
            pending += () if known[number].op in _SIZES else known[number].inputs
    return found


def _variables(nodes: Iterable[TraceNode]) -> frozenset[int]:
    return frozenset(each for node in nodes for each in (*node.weights.values(), node.variable) if each is not None)


def random_steps(nodes: Sequence[TraceNode], steps: Mapping[str, Step]) -> tuple[str, ...]:
    """Steps that change values at random, and are not dropout.

    Args:
        nodes: of the trace in training mode.
        steps: by the names of the graph's nodes.
    """
    by_node = {step.key[0]: name for name, step in steps.items() if step.key[1] == 0}
    spreading: set[int] = set()
    found = []
    for node in nodes:
        if not (_draws(node) or (spreading & set(node.inputs) and not node.builtin_layer)):
            continue
        name = by_node.get(node.id)
        if name is None:
            spreading.add(node.id)
        elif not isinstance(steps[name].operation, Dropout):
            found.append(name)
    return tuple(found)


def _draws(node: TraceNode) -> bool:
    if not node.builtin_layer:
        return node.op.startswith(_RANDOM)
    named = node.op.startswith(("Random", "SpatialDropout")) or node.op in _RANDOM_LAYERS
    return (named or node.op == "Dropout") and node.training is not False


def training_only(plain: Mapping[str, Step], trained: Mapping[str, Step]) -> tuple[str, ...]:
    """Steps that are computed in training and not otherwise, dropout aside."""
    return tuple(
        name
        for name, step in trained.items()
        if not isinstance(step.operation, Dropout) and (name not in plain or plain[name].operation != step.operation)
    )
