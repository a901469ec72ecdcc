"""Writes a network that is one chain of layers, in the order they are computed."""

from reference.graph import Graph, Node
from reference.operations import Input, Operation, Shape


def chain(name: str, input_shape: Shape, layers: dict[str, Operation]) -> Graph:
    """A graph in which every layer reads the one before it.

    Args:
        name: of the network.
        input_shape: of one image, (height, width, channels).
        layers: node name to operation, input first.
    """
    nodes = [Node("image", Input(input_shape))]
    for layer, operation in layers.items():
        nodes.append(Node(layer, operation, (nodes[-1].name,)))
    return Graph(name, tuple(nodes))
