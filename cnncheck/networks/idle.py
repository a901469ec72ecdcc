"""Layers that do nothing for the output: created and never called, or called for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from cnncheck.findings import Finding, Severity, Where
from cnncheck.networks.hints import hint
from cnncheck.networks.subject import TracedNetwork
from cnncheck.networks.wording import exactly
from reference.graph import Graph
from reference.operations import Activation, Operation, Shape


@dataclass(frozen=True, slots=True)
class IdleLayer:
    """A layer that the output does not depend on.

    Attributes:
        name: how the student reaches it, "d2".
        class_name: "Dropout"; empty where it is not known.
        operation: what it would compute, None where that is not known.
        shapes: of its trainable weights, as far as it has them already.
        place: the line that created it.
        called: whether it is called, and only its result is not used.
    """

    name: str
    class_name: str
    operation: Operation | None
    shapes: tuple[Shape, ...]
    place: Where
    called: bool

    @property
    def told(self) -> str:
        """What is wrong with it, the beginning of a sentence."""
        if self.called:
            return f"{self.name} is called, but its result is not used"
        return f"{self.name} ({self.class_name}) is created and never called"


def idle_layers(traced: TracedNetwork) -> list[IdleLayer]:
    """All of them, those that are never called first."""
    never = [
        IdleLayer(one.name, one.class_name, one.operation, (), one.place, called=False) for one in traced.unused_layers
    ]
    known = {layer.name for layer in never}
    weights: dict[str, list[Shape]] = {}
    places: dict[str, Where] = {}
    for variable in traced.unread_variables:
        name = variable.place.layer
        if variable.trainable and name and name not in known:
            weights.setdefault(name, []).append(variable.shape)
            places.setdefault(name, variable.place)
    called = [IdleLayer(name, "", None, tuple(shapes), places[name], called=True) for name, shapes in weights.items()]
    return never + called


def created_for(reference: Graph, nodes: Iterable[str], free: Iterable[IdleLayer]) -> IdleLayer | None:
    """The idle layer that belongs where these nodes of the reference are missing."""
    names = tuple(nodes)
    alike = [layer for layer in free if any(_belongs(layer, reference, name) for name in names)]
    exact = [layer for layer in alike if layer.operation in [reference[name].operation for name in names]]
    by_name = [layer for layer in exact or alike if layer.name in names]
    return next(iter(by_name or exact or alike), None)


def _belongs(layer: IdleLayer, reference: Graph, name: str) -> bool:
    """Whether a layer is of the kind that is missing, or has its weights; an activation has to be the very same."""
    node = reference[name]
    if layer.called:
        wanted = [spec.shape for spec in reference.weights_of(node) if spec.trainable]
        return bool(wanted) and sorted(wanted) == sorted(layer.shapes)
    if layer.operation is None:
        return bool(reference.weights_of(node))  # a block of the student's own, which holds layers
    if isinstance(node.operation, Activation):
        return layer.operation == node.operation
    return type(layer.operation) is type(node.operation)


def idle_advice(layer: IdleLayer) -> Finding:
    """A layer that is never called, where nothing is missing."""
    what = f" ({exactly(layer.operation)})" if layer.operation is not None else f" ({layer.class_name})"
    return Finding(
        code="unused-layer",
        message=f"{layer.name}{what} is created and never called. The network is complete without it.",
        severity=Severity.ADVICE,
        where=layer.place,
        expected="every layer is called, or not there",
        received="never called",
        hint=hint("unused-layer"),
    )
