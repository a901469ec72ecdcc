"""What a single difference changes: the output's shape, the maps' sizes, parameters, the function, or training.

Measured on the reference with this one difference applied, so that another difference cannot blur it. What changes
nothing at all is another way to write the same network.
"""

from enum import StrEnum

from cnncheck.networks.calibration import calibrated
from cnncheck.networks.comparison import DRAWS, LINE, UNCOMPUTABLE, computed, deviation, ends_in_softmax, fitting
from cnncheck.networks.difference import Difference
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.equivalences import normal_form
from reference.graph import Graph
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Dropout
from reference.run import forward

MAP = 3
"""Axes of a map: height, width, channels."""


KEEPING = (Activation, BatchNormalization, Dropout)
"""Operations whose map has the size of the one they read."""


class Facet(StrEnum):
    """One side of a network that a difference can change, from the most visible on."""

    OUTPUT = "output"
    """The shape of the output."""
    SHAPES = "shapes"
    """Heights and widths of maps."""
    PARAMETERS = "parameters"
    """The number of weights."""
    FUNCTION = "function"
    """What is computed from the image."""
    TRAINING = "training"
    """What training does."""


def facets_of(
    correspondence: Correspondence, difference: Difference, seed: int, harmless: tuple[Difference, ...] = ()
) -> frozenset[Facet]:
    """What one difference changes; nothing at all for another way to write the same.

    Args:
        correspondence: both networks.
        difference: one of its differences.
        seed: of the draws.
        harmless: differences that change nothing by themselves, and stay in place: they may matter beside this one.
    """
    others = [other for other in correspondence.differences if other != difference and other not in harmless]
    try:
        found = changes(correspondence.reference, correspondence.undone(others), seed)
    except UNCOMPUTABLE:
        found = facets_in_place(correspondence, difference, seed)
    if difference.kind != "moved":
        return found
    if others and not facets_in_place(correspondence, difference, seed):
        return frozenset()  # beside what else is different, its place makes no difference
    if not found & {Facet.OUTPUT, Facet.PARAMETERS}:
        return found - {Facet.SHAPES}  # what it passed has another size now, but that is the order and no size
    return found


def facets_in_place(correspondence: Correspondence, difference: Difference, seed: int) -> frozenset[Facet]:
    """What one difference changes beside all the others: alone it may make no network, or change nothing.

    What cannot be computed counts as another function, and nothing that is seen is taken for granted: sizes are those
    that were observed.
    """
    try:
        before, after = normal_form(correspondence.undone([difference])), normal_form(correspondence.translated)
        found = _visible(before, after)
    except UNCOMPUTABLE:
        return _at_its_place(correspondence, difference) | {Facet.FUNCTION}
    try:
        return found | _computed(before, after, seed)
    except UNCOMPUTABLE:
        return found | {Facet.FUNCTION} | _habitual(before, after)


def _at_its_place(correspondence: Correspondence, difference: Difference) -> frozenset[Facet]:
    """What changes of sizes and weights at the one place, where there is no network without the difference."""
    graph = correspondence.reference if difference.kind == "missing" else correspondence.translated
    found = set[Facet]()
    if difference.kind in {"missing", "extra"} and any(graph.weights_of(graph[name]) for name in difference.nodes):
        found.add(Facet.PARAMETERS)
    if difference.kind == "wiring" and any(_weigh_otherwise(correspondence, part.node) for part in difference.parts):
        found.add(Facet.PARAMETERS)
    first, last = graph[difference.nodes[0]], difference.nodes[-1]
    if difference.kind in {"missing", "extra"}:
        shapes = graph.shapes[first.inputs[0]], graph.shapes[last]
    else:
        shapes = correspondence.reference.shapes[first.name], correspondence.translated.shapes[first.name]
    maps = all(len(shape) == MAP for shape in shapes)
    if maps and shapes[0][:-1] != shapes[1][:-1]:
        found.add(Facet.SHAPES)
    return frozenset(found)


def _weigh_otherwise(correspondence: Correspondence, name: str) -> bool:
    """Whether a node has weights of other shapes than specified, as one has that reads another number of channels."""
    graphs = correspondence.reference, correspondence.translated
    ours, theirs = ([spec.shape for spec in graph.weights_of(graph[name])] for graph in graphs)
    return ours != theirs


def changes(before: Graph, after: Graph, seed: int) -> frozenset[Facet]:
    """What differs between two networks.

    Raises:
        ValueError: one of them is no network, or cannot be computed.
    """
    before, after = normal_form(before), normal_form(after)
    return _visible(before, after) | _computed(before, after, seed)


def _visible(before: Graph, after: Graph) -> frozenset[Facet]:
    """What differs of the sizes."""
    found: set[Facet] = set()
    if before.shapes[before.output] != after.shapes[after.output]:
        found.add(Facet.OUTPUT)
    if _sides(before, after) != _sides(after, before):
        found.add(Facet.SHAPES)
    if before.parameters != after.parameters:
        found.add(Facet.PARAMETERS)
    return frozenset(found)


def _computed(before: Graph, after: Graph, seed: int) -> frozenset[Facet]:
    """What differs of the values, in use or only in training."""
    if _functions_differ(before, after, seed):
        return _habitual(before, after) | {Facet.FUNCTION}
    trained = frozenset({Facet.TRAINING}) if _trainings_differ(before, after, seed) else frozenset[Facet]()
    return trained | _habitual(before, after)


def _habitual(before: Graph, after: Graph) -> frozenset[Facet]:
    return frozenset({Facet.TRAINING}) if _habits(before) != _habits(after) else frozenset()


def _sides(graph: Graph, other: Graph) -> list[tuple[int, ...]]:
    """Height and width of what is a map in both networks, by name; of what can make it another size."""
    made = [{node.name for node in one if not isinstance(node.operation, KEEPING)} for one in (graph, other)]
    both = sorted(made[0] & made[1])
    return [graph.shapes[name][:-1] for name in both if len(graph.shapes[name]) == len(other.shapes[name]) == MAP]


def _functions_differ(before: Graph, after: Graph, seed: int) -> bool:
    if before.shapes[before.output] != after.shapes[after.output]:
        return True
    both = ends_in_softmax(before) and ends_in_softmax(after)
    return any(_deviation(before, after, number, probabilities=both) > LINE for number in range(seed, seed + DRAWS))


def _deviation(before: Graph, after: Graph, seed: int, *, probabilities: bool) -> float:
    draw = calibrated(after, seed)
    expected = computed(before, fitting(before, draw, seed), draw.images)[before.output]
    return deviation(expected, draw.output, probabilities=probabilities)


def _trainings_differ(before: Graph, after: Graph, seed: int) -> bool:
    """Whether outputs differ in training mode, dropout aside."""
    draw = calibrated(after, seed)
    expected = forward(before, fitting(before, draw, seed), draw.images.astype(float), training=True)[before.output]
    received = forward(after, draw.weights, draw.images.astype(float), training=True)[after.output]
    return deviation(expected, received) > LINE


def _habits(graph: Graph) -> list[tuple[object, ...]]:
    """What only training shows, in computing order: dropout and where it stands, momentum, regularisers."""
    found: list[tuple[object, ...]] = []
    for node in graph:
        match node.operation:
            case Dropout(rate):
                found.append((node.operation, node.inputs, rate))
            case BatchNormalization(momentum):
                found.append(("momentum", momentum))
            case Conv2D(regularizer=regularizer) | Dense(regularizer=regularizer) if regularizer:
                found.append(("regularizer", node.name, regularizer))
            case _:
                pass
    return found
