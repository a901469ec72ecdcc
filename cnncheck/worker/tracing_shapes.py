"""Finds sides of tensors that a graph leaves open, by computing them for batches of two and of three images."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import TraceNode
from cnncheck.worker.state import pass_through
from cnncheck.worker.tracing_graph import Trace

BATCHES = (2, 3)
"""What differs between these two is a size of the batch; everything else is a size of the network."""

Shape = tuple[int | None, ...]


def complete_shapes(
    trace: Trace, graph: Any, image: Any, feeds: Callable[[], Mapping[str, Any]], *, running: Callable[[], Any]
) -> None:
    """Fill in the sides that `tf.reshape(x, (tf.shape(x)[0], -1))` and its like leave open.

    Args:
        trace: whose nodes are completed in place.
        graph: the traced computation.
        image: the tensor that is its input.
        feeds: gives values of the tensors that the computation reads from outside, by name.
        running: gives what runs the graph.
    """
    numbers = [place for place, node in enumerate(trace.nodes) if _is_open(node)]
    if not numbers:
        return
    names = [trace.tensors[trace.nodes[place].id] for place in numbers]
    shapes = _computed(graph, names, image, feeds, running)
    for place, shape in zip(numbers, shapes, strict=False):
        trace.nodes[place] = msgspec.structs.replace(trace.nodes[place], shape=shape)


def _is_open(node: TraceNode) -> bool:
    """Whether more than the batch is unknown."""
    return node.op not in {"Const", "Variable"} and (node.shape is None or None in node.shape[1:])


def _computed(
    graph: Any,
    names: list[str],
    image: Any,
    feeds: Callable[[], Mapping[str, Any]],
    running: Callable[[], Any],
) -> list[Shape]:
    """Shapes of tensors with the batch as None; nothing where the computation cannot be run."""
    with graph.as_default():
        asked = [tf.shape(graph.get_tensor_by_name(name)) for name in names]
    sides = [side or 1 for side in image.shape.as_list()[1:]]
    try:
        given = feeds()
        seen = [
            pass_through(running().run, asked, {**given, image.name: np.zeros((batch, *sides), np.float32)})
            for batch in BATCHES
        ]
    except Exception:  # noqa: BLE001 - whatever a graph raises that only runs where the student's code runs it
        return []
    return [_common(*each) for each in zip(*seen, strict=True)]


def _common(first: Any, second: Any) -> Shape:
    """The sides that two shapes have in common, None for the others."""
    return tuple(int(one) if one == other else None for one, other in zip(first, second, strict=True))
