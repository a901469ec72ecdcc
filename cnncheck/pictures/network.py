"""Draws a network from the image down: a box for each layer with what follows it, its output shape, its branches."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnncheck.pictures.layout import Size, lay_out
from cnncheck.pictures.operations import colour, follows, sides, words
from cnncheck.pictures.svg import PALE, Box, Drawing, Point, text_width
from reference.graph import Graph, Node

LINE, PADDING = 18.0, 9.0
"""Height of a line of text, and the space around the text of a box."""
BASELINE = 13.0
"""From the top of a line down to what its letters stand on."""


@dataclass(frozen=True, slots=True)
class Block:
    """The layers of one box, and the block of the network they belong to: "group1.block1", or none."""

    nodes: tuple[Node, ...]
    within: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Name and operation of every layer."""
        return [(node.name.removeprefix(f"{self.within}."), words(node.operation)) for node in self.nodes]


def network_drawing(graph: Graph) -> bytes:
    """The SVG document."""
    blocks = blocks_of(graph)
    holder = {node.name: number for number, block in enumerate(blocks) for node in block.nodes}
    reads = [tuple(holder[name] for name in block.nodes[0].inputs) for block in blocks]
    shapes = [sides(graph.shapes[block.nodes[-1].name]) for block in blocks]
    layout = lay_out([_size(block, shape) for block, shape in zip(blocks, shapes, strict=True)], reads)
    total = f"{graph.parameters.total:,}".replace(",", " ")
    described = (
        f"{len(graph.nodes)} layers with {total} parameters, from an image of {sides(graph.input_shape)} "
        f"down to an output of {sides(graph.shapes[graph.output])}."
    )
    drawing = Drawing(layout.width, layout.height, f"The network {graph.name}", described)
    for (source, target), points in layout.lines.items():
        drawing.arrow(points, source=blocks[source].nodes[-1].name, target=blocks[target].nodes[0].name)
    for block, shape, box in zip(blocks, shapes, layout.boxes, strict=True):
        _draw(drawing, block, shape, box)
    return drawing.encode()


def blocks_of(graph: Graph) -> tuple[Block, ...]:
    """The layers by box: batch normalisation, activation and dropout go with the one layer that they alone read."""
    together: list[list[Node]] = []
    of: dict[str, list[Node]] = {}
    for node in graph:
        if follows(node.operation) and len(graph.consumers(node.inputs[0])) == 1 and _joins(node, of[node.inputs[0]]):
            of[node.name] = of[node.inputs[0]]
            of[node.name].append(node)
        else:
            of[node.name] = [node]
            together.append(of[node.name])
    return tuple(Block(tuple(nodes), nodes[0].name.rpartition(".")[0]) for nodes in together)


def _joins(node: Node, block: Sequence[Node]) -> bool:
    """Whether the layer belongs where the others are: in the same block of the network, and not at the image."""
    return bool(block[0].inputs) and node.name.rpartition(".")[0] == block[0].name.rpartition(".")[0]


def _size(block: Block, shape: str) -> Size:
    texts = [text_width(f"{name} ", bold=True) + text_width(said) for name, said in block.lines]
    texts += [text_width(block.within), text_width(shape)]
    return Size(max(texts) + 2 * PADDING, LINE * (len(block.lines) + 1 + bool(block.within)) + 2 * PADDING)


def _draw(drawing: Drawing, block: Block, shape: str, box: Box) -> None:
    group = drawing.group(f"box-{block.nodes[0].name}")
    kind = colour(block.nodes[0].operation)
    drawing.rectangle(box, kind.fill, kind.stroke, within=group)
    x, y = box.x + PADDING, box.y + PADDING + BASELINE
    if block.within:
        drawing.text(Point(x, y), [(block.within, False)], within=group, fill=PALE)
        y += LINE
    for node, (name, said) in zip(block.nodes, block.lines, strict=True):
        drawing.text(Point(x, y), [(name, True), (said, False)], within=group, name=f"layer-{node.name}")
        y += LINE
    drawing.text(Point(box.right - PADDING, y), [(shape, False)], within=group, fill=PALE, anchor="end")
