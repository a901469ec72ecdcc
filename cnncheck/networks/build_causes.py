"""Finds the cause of a network that cannot be called: the edit of the reference that comes as far and stops there too.

The layers that were called before it stopped, with the shapes of what they made, are a part of a network. An edit of
the reference that makes the same shapes and fails in the same place is the cause.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from cnncheck.inside.wire import Problem, TrailStep
from cnncheck.mutation.mutant import Mutant
from cnncheck.mutation.operators import OPERATORS
from cnncheck.mutation.surgery import changed
from cnncheck.networks.python_errors import Reason
from cnncheck.networks.wording import described, rank
from reference.graph import Graph
from reference.operations import Add, Concatenate, Conv2D, Operation, Pooling2D, Shape, ShapeError

CLASSES = frozenset(
    {
        "Conv2D",
        "DepthwiseConv2D",
        "Dense",
        "MaxPooling2D",
        "AveragePooling2D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling2D",
        "Flatten",
    }
)
"""Layers that make another shape, by the name of their class in Keras, which is that of the operation."""

JOINS = (Add, Concatenate)

WORDS: Mapping[str, str] = {"kernel_size": "kernels of", "pool_size": "windows of", "filters": "filters"}
"""Attributes in a sentence, where they are not called by their own names."""

SENTENCES: Mapping[str, str] = {
    "layer-extra": "a layer stands there that is not specified",
    "branch-wiring": "it reads another map than the specified one",
    "branch-join": "maps are added where they belong side by side, or the reverse",
    "shortcut-projection": "the shortcut does not bring the map to the shape of what it is added to",
    "channel-doubling": "the numbers of filters follow another rule",
}
"""What is different, where no single attribute says it."""

Made = tuple[str, Shape]
"""What a layer is, and the shape of its output."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a network comes: what its layers make, what stops it, the concept, and what is changed where."""

    made: "Counter[Made]"
    stop: type[Operation]
    code: str
    node: str
    written: Graph
    what: str


def caused(problem: Problem, graph: Graph, stopped: Reason) -> Reason | None:
    """Why a network stops where it does; None if no edit of the reference explains it.

    Where edits of several concepts come as far it is one of them, and not certain.

    Args:
        problem: with the layers that were called, the failing one at their end.
        graph: the specified network.
        stopped: what the exception says, which is what follows from it.
    """
    trail = problem.trail
    if not trail or trail[-1].shape is not None:
        return None
    seen = [(step, made) for step in trail if (made := _made(step)) is not None]
    classes = {made[0] for _, made in seen}
    observed = Counter(made for _, made in seen)
    found = [walk for walk in _walks(graph) if _explains(walk, trail[-1], observed, classes)]
    if not found:
        return None
    walk = next((one for one in found if one.code == stopped.code), found[0])
    reason, certain = _told(walk, seen, graph), len({one.code for one in found}) == 1
    if walk.code == stopped.code:
        return replace(stopped, layer=reason.layer, line=reason.line, confirmed=certain)
    message = f"{reason.message} So the network stops: {stopped.message}"
    return replace(reason, message=message, confirmed=certain)


def _made(step: TrailStep) -> Made | None:
    """What a layer of the trail made; None for one that leaves the shape as it is, or is made of others."""
    if step.class_name not in CLASSES or step.shape is None:
        return None
    sides = step.shape[1:]
    return (step.class_name, tuple(side for side in sides if side is not None)) if None not in sides else None


def _explains(walk: _Walk, failing: TrailStep, observed: "Counter[Made]", classes: set[str]) -> bool:
    if failing.class_name in CLASSES:
        stops_there = walk.stop.__name__ == failing.class_name
    else:
        stops_there = issubclass(walk.stop, JOINS)
    return stops_there and {made: n for made, n in walk.made.items() if made[0] in classes} == dict(observed)


@lru_cache(maxsize=8)
def _walks(graph: Graph) -> tuple[_Walk, ...]:
    """How far the network comes with each fault that stops it."""
    return tuple(_of_mutants(graph))


def _of_mutants(graph: Graph) -> Iterator[_Walk]:
    for operator in OPERATORS:
        for mutant in operator.mutants(graph):
            if not mutant.traits and (walk := _walk(mutant, graph)) is not None:
                yield walk
    for everywhere in (_unstated_strides(graph), _unpadded(graph)):
        if everywhere is not None and (walk := _walk(everywhere, graph)) is not None:
            yield walk


def _unstated_strides(graph: Graph) -> Mutant | None:
    """Every pooling steps by its own size, as Keras has it where no strides are stated."""
    written, nodes = graph, list[str]()
    for node in graph:
        operation = node.operation
        if isinstance(operation, Pooling2D) and operation.strides != operation.pool_size:
            written = written.replaced(node.name, replace(operation, strides=operation.pool_size))
            nodes.append(node.name)
    if len(nodes) < 2:  # noqa: PLR2004 - one alone is a mutant already
        return None
    return Mutant("strides that nobody stated", "pool-strides", tuple(nodes), lambda _: written, written)


def _unpadded(graph: Graph) -> Mutant | None:
    """No convolution pads, as Keras has it where no padding is stated."""
    nodes = tuple(
        node.name
        for node in graph
        if isinstance(node.operation, Conv2D)
        and node.operation.padding == "same"
        and node.operation.kernel_size != (1, 1)
    )
    if len(nodes) < 2:  # noqa: PLR2004 - one alone is a mutant already
        return None
    written = changed(graph, nodes, padding="valid")
    return Mutant("padding that nobody stated", "padding", nodes, lambda _: written, written)


def _walk(mutant: Mutant, graph: Graph) -> _Walk | None:
    """How far a mutant comes; None if it comes to its end."""
    shapes: dict[str, Shape] = {}
    made: Counter[Made] = Counter()
    for node in mutant.graph:
        try:
            shapes[node.name] = node.operation.output_shape(*(shapes[name] for name in node.inputs))
        except ShapeError:
            known = {each.name for each in graph}
            name = next((name for name in mutant.nodes if name in known), graph.output)
            return _Walk(made, type(node.operation), mutant.code, name, mutant.written, mutant.what)
        kind = type(node.operation).__name__
        if kind in CLASSES:
            made[kind, shapes[node.name]] += 1
    return None


def _told(walk: _Walk, seen: list[tuple[TrailStep, Made]], graph: Graph) -> Reason:
    """What is different, and at which layer of the trail."""
    specified = Counter((type(one.operation).__name__, graph.shapes[one.name]) for one in graph)
    step = next((step for step, (made, number) in _counted(seen) if specified[made] < number), None)
    named = rank(graph, walk.node) if step is None else step.layer
    reason = _in_words(walk, named[0].upper() + named[1:] if step is None else named, graph)
    return reason if step is None else replace(reason, layer=step.layer, line=step.line)


def _in_words(walk: _Walk, named: str, graph: Graph) -> Reason:
    """What is different at one layer."""
    node, described_as = graph[walk.node], described(graph, walk.node)
    there = next((each.operation for each in walk.written if each.name == walk.node), None)
    if there is None:
        missing = rank(graph, walk.node)
        return Reason(walk.code, f"{missing[0].upper()}{missing[1:]} is missing.", described_as, "nothing")
    for field in fields(node.operation) if type(there) is type(node.operation) else ():
        expected, received = (_value(getattr(operation, field.name)) for operation in (node.operation, there))
        if expected != received:
            words = WORDS.get(field.name, field.name)
            message = f"{named} has {words} {received} where {expected} is specified."
            if walk.code == "pool-strides" and isinstance(there, Pooling2D) and there.strides == there.pool_size:
                message += " Where no strides are stated, a pooling steps by its own size."
            return Reason(walk.code, message, expected, received)
    message = f"It is not as specified at {named}: {SENTENCES.get(walk.code, 'another layer stands there')}."
    return Reason(walk.code, message, described_as, None)


def _value(value: object) -> str:
    return f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value)


def _counted(seen: Sequence[tuple[TrailStep, Made]]) -> Iterator[tuple[TrailStep, tuple[Made, int]]]:
    """Each layer with what it made and the how many-th of that kind and shape it is."""
    counts: Counter[Made] = Counter()
    for step, made in seen:
        counts[made] += 1
        yield step, (made, counts[made])
