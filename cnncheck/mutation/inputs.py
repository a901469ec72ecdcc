"""Faults in the image: another layout, size or number of channels."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from cnncheck.mutation.mutant import Mutant, Trait, mutant, operator
from cnncheck.mutation.sites import singles
from reference.graph import Graph
from reference.operations import Conv2D, DepthwiseConv2D, Input, Shape

CODE = "input-layout"


@operator("image declared")
def declared(graph: Graph) -> Iterator[Mutant]:
    """Another shape of the image stated: channels first, another size, grey or colour."""
    image, shape = graph.nodes[0].name, graph.input_shape
    if len(shape) != 3:  # noqa: PLR2004 - height, width, channels
        return
    rows, columns, channels = shape
    sides = (28, 28) if (rows, columns) != (28, 28) else (32, 32)
    others: tuple[Shape, ...] = ((channels, rows, columns), (*sides, channels), (rows, columns, 4 - channels))
    for other in others:
        if other != shape and min(other) > 0:
            what = f"an image of {'x'.join(map(str, other))}"
            edit = partial(_declared, shape=other)
            readers = tuple(node.name for node in graph.consumers(image))
            yield from mutant(graph, what, CODE, (image, *readers), edit, [(image, Trait.DECLARED)])


def _declared(graph: Graph, shape: Shape) -> Graph:
    first = replace(graph.nodes[0], operation=Input(shape))
    return Graph(graph.name, (first, *graph.nodes[1:]))


@operator("channels first")
def channels_first(graph: Graph) -> Iterator[Mutant]:
    """The image turned so that its channels come first, or the first convolution told that they do."""
    image = graph.nodes[0].name
    if len(graph.input_shape) != 3:  # noqa: PLR2004 - height, width, channels
        return
    yield from mutant(graph, "image turned to channels first", CODE, (image,), traits=[(image, Trait.TRANSPOSED)])
    for nodes in list(singles(graph, Conv2D, DepthwiseConv2D))[:1]:
        traits = [(nodes[0].name, Trait.CHANNELS_FIRST)]
        what = f"{nodes[0].name}: channels first"
        yield from mutant(graph, what, CODE, (nodes[0].name, image), traits=traits)
