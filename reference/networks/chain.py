"""Writes a network that is one chain of layers, in the order they are computed."""

from collections.abc import Mapping

from reference.graph import Graph
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import Operation, Shape


def chain(name: str, input_shape: Shape, layers: Mapping[str, Operation]) -> Graph:
    """A graph in which every layer reads the one before it.

    Args:
        name: of the network.
        input_shape: of one image, (height, width, channels).
        layers: node name to operation, input first.
    """
    net = GraphBuilder(name, input_shape)
    net.chain(IMAGE, layers)
    return net.graph()
