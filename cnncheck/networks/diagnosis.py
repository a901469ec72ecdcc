"""From differences to findings: which concept each belongs to, and whether computation proved it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cnncheck.findings import Finding, Severity, Where
from cnncheck.networks.comparison import Comparison
from cnncheck.networks.differences import Correspondence, Difference
from cnncheck.networks.facets import Facet, facets_in_place, facets_of
from cnncheck.networks.hints import hint
from cnncheck.networks.messages import tell
from cnncheck.networks.subject import TracedNetwork, UnusedLayer
from cnncheck.networks.wording import Names, exactly
from reference.graph import Graph
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalPooling2D,
    Operation,
    Pooling2D,
    ZeroPadding2D,
)

ATTRIBUTE_CODES: Mapping[type[Operation], Mapping[str, str]] = {
    Conv2D: {
        "filters": "filters",
        "kernel_size": "kernel-size",
        "strides": "strides",
        "padding": "padding",
        "dilation_rate": "dilation-rate",
        "groups": "groups",
        "use_bias": "use-bias",
        "regularizer": "regularizer",
    },
    Dense: {"units": "units", "use_bias": "use-bias", "regularizer": "regularizer"},
    BatchNormalization: {
        "momentum": "batch-norm-momentum",
        "epsilon": "batch-norm-epsilon",
        "center": "batch-norm-scale-offset",
        "scale": "batch-norm-scale-offset",
        "axis": "batch-norm-axis",
    },
    Pooling2D: {"pool_size": "pool-size", "strides": "pool-strides", "padding": "pool-padding"},
    Activation: {"function": "activation"},
    Dropout: {"rate": "dropout-rate"},
    Concatenate: {"axis": "branch-join"},
    ZeroPadding2D: {"padding": "padding"},
}

PRESENCE_CODES: Mapping[type[Operation], tuple[str, str]] = {
    BatchNormalization: ("batch-norm-missing", "batch-norm-extra"),
    Dropout: ("dropout-missing", "dropout-extra"),
    Activation: ("activation", "activation"),
    GlobalPooling2D: ("global-pooling", "global-pooling"),
    Add: ("residual-connection", "residual-connection"),
    Concatenate: ("branch-join", "branch-join"),
    ZeroPadding2D: ("padding", "padding"),
}
"""Codes of what is missing and of what is too much; for everything else layer-missing and layer-extra."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference with what it changes, and the layer created for its place and never called, if there is one."""

    difference: Difference
    facets: frozenset[Facet]
    unused: UnusedLayer | None = None

    @property
    def facet(self) -> Facet:
        """The most visible thing it changes."""
        return next(facet for facet in Facet if facet in self.facets)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is different in a student's network, measured and put into words."""

    traced: TracedNetwork
    comparison: Comparison
    seed: int

    @property
    def correspondence(self) -> Correspondence:
        """Which of its parts stands for which of the reference."""
        return self.comparison.correspondence

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The differences that matter, from the image to the output."""
        causes: list[Cause] = []
        free = list(self.traced.unused_layers)
        for difference, facets in self._facets.items():
            if facets <= {Facet.FUNCTION, Facet.SHAPES} and self.comparison.is_equivalent:
                continue  # measured to be the same function with the same weights
            unused = self._created_for(difference, free)
            if unused is not None:
                free.remove(unused)
            causes.append(Cause(difference, facets, unused))
        return tuple(causes)

    @cached_property
    def _facets(self) -> dict[Difference, frozenset[Facet]]:
        """What each difference changes, without those that change nothing.

        Where all change nothing by themselves and yet the function is another one, what each changes beside the others.
        """
        correspondence = self.correspondence
        found = {one: facets_of(correspondence, one, self.seed) for one in correspondence.differences}
        harmless = tuple(one for one, facets in found.items() if not facets)
        if harmless and len(harmless) < len(found):
            rest = [one for one in found if one not in harmless]
            return {one: facets_of(correspondence, one, self.seed, harmless) or found[one] for one in rest}
        if harmless and not self.comparison.is_equivalent:
            in_place = {one: facets_in_place(correspondence, one, self.seed) for one in harmless}
            return {one: facets for one, facets in in_place.items() if facets}
        return {one: facets for one, facets in found.items() if facets}

    @property
    def idle_layers(self) -> tuple[UnusedLayer, ...]:
        """Layers created and never called that nothing is missing for."""
        used = [cause.unused for cause in self.causes]
        return tuple(layer for layer in self.traced.unused_layers if layer not in used)

    def _created_for(self, difference: Difference, free: list[UnusedLayer]) -> UnusedLayer | None:
        """The unused layer that belongs where something is missing, or where one layer is called twice."""
        if difference.kind not in {"missing", "shared"}:
            return None
        reference = self.correspondence.reference
        wanted = [reference[name].operation for name in difference.nodes]
        alike = [layer for layer in free if any(_belongs(layer, operation) for operation in wanted)]
        exact = [layer for layer in alike if layer.operation in wanted]
        by_name = [layer for layer in exact or alike if layer.name in difference.nodes]
        return next(iter(by_name or exact or alike), None)

    def finding(self, cause: Cause) -> Finding:
        """What is said about one cause."""
        code, difference = self.code(cause), cause.difference
        text = tell(code, difference, Names(self.correspondence))
        where = self.where(difference)
        if cause.unused is not None and code == "unused-layer":
            missing = text.message.rstrip(".").replace("The ", "the ", 1)
            message = f"{cause.unused.name} ({cause.unused.class_name}) is created and never called: {missing}."
            text, where = replace(text, message=message), cause.unused.place
        return Finding(
            code=code,
            message=text.message,
            where=where,
            expected=text.expected,
            received=text.received,
            hint=text.hint,
            confirmed=self.is_confirmed(cause),
        )

    def is_confirmed(self, cause: Cause) -> bool:
        """Whether the reference with all differences is the student's network in numbers, and without this one is not.

        What only training shows is read off the trace and not measured.
        """
        if cause.facet is Facet.TRAINING or not self.comparison.is_reproduced:
            return False
        if cause.facets & {Facet.OUTPUT, Facet.PARAMETERS}:
            return True  # the variables themselves have these shapes
        return self.comparison.needs(cause.difference)

    def code(self, cause: Cause) -> str:
        """The concept a cause belongs to."""
        if cause.unused is not None and cause.difference.kind == "missing":
            return "unused-layer"
        return code_of(self.correspondence, cause.difference)

    def where(self, difference: Difference) -> Where:
        """The student's line that a difference is about; for what is missing, that of the layer before it."""
        names = Names(self.correspondence)
        if difference.kind == "missing":
            return self._before(difference, names)
        own = names.own(difference.node) or difference.node
        return self.place(own, names.full(difference.node))

    def place(self, own: str, text: str) -> Where:
        """Place of a node of the student's, with its description."""
        place = self.traced.places.get(own, self.traced.place)
        return replace(place, layer=place.layer or own, text=text)

    def _before(self, difference: Difference, names: Names) -> Where:
        node = self.correspondence.reference[difference.node]
        source = node.inputs[0]
        while names.own(source) is None:
            source = self.correspondence.reference[source].inputs[0]
        text = f"behind {names.full(source)}"
        if not self.correspondence.reference[source].inputs:
            return replace(self.traced.place, text="at the beginning of the network")
        return self.place(names.own(source) or source, text)


def code_of(correspondence: Correspondence, difference: Difference) -> str:  # noqa: PLR0911 - one for each kind
    """The concept a difference belongs to."""
    match difference.kind:
        case "attribute":
            return _attribute_code(correspondence.reference, difference)
        case "operation":
            return _operation_code(difference)
        case "missing":
            return _presence_code(correspondence.reference, difference.node, 0)
        case "extra":
            return _presence_code(correspondence.translated, difference.node, 1)
        case "moved":
            return "layer-order"
        case "shared":
            return "shared-layer"
        case "wiring":
            joins = isinstance(correspondence.reference[difference.node].operation, Add)
            return "residual-connection" if joins else "branch-wiring"


def _attribute_code(reference: Graph, difference: Difference) -> str:
    operation = reference[difference.node].operation
    codes = next(codes for kind, codes in ATTRIBUTE_CODES.items() if isinstance(operation, kind))
    code = codes[difference.attribute]
    if code == "activation" and is_at_end(reference, difference.node):
        return "output-activation"
    return "output-classes" if code == "units" and is_at_end(reference, difference.node) else code


def is_at_end(graph: Graph, name: str) -> bool:
    """Whether no layer with weights comes behind a node."""
    readers = graph.consumers(name)
    return all(not isinstance(reader.operation, Conv2D | Dense) and is_at_end(graph, reader.name) for reader in readers)


def _operation_code(difference: Difference) -> str:
    expected, received = difference.expected, difference.received
    if isinstance(expected, Pooling2D) and isinstance(received, Pooling2D):
        return "pool-type"
    if isinstance(expected, GlobalPooling2D | Flatten) and isinstance(received, GlobalPooling2D | Flatten):
        return "global-pooling"
    return "branch-join"


def _presence_code(graph: Graph, name: str, side: int) -> str:
    operation = graph[name].operation
    code = next((codes[side] for kind, codes in PRESENCE_CODES.items() if isinstance(operation, kind)), None)
    if code is None:
        return ("layer-missing", "layer-extra")[side]
    return "output-activation" if code == "activation" and is_at_end(graph, name) else code


def _belongs(layer: UnusedLayer, operation: Operation) -> bool:
    """Whether an unused layer is of the kind that is missing; an activation has to be the very same."""
    if isinstance(operation, Activation):
        return layer.operation == operation
    return type(layer.operation) is type(operation)


def idle_advice(layer: UnusedLayer) -> Finding:
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
