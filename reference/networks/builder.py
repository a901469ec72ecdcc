"""Writes a network with branches: blocks of layers that are strung together, parted and joined."""

from collections.abc import Mapping

from reference.graph import Graph, Node
from reference.operations import Input, Operation, Shape

IMAGE = "image"
"""Name of every network's input."""


class GraphBuilder:
    """A network being written: layers are added, and named to those that read them.

    >>> from reference.operations import Activation, Add, Conv2D
    >>> net = GraphBuilder("residual", (8, 8, 3))
    >>> branch = net.chain(IMAGE, {"c1": Conv2D(3, (3, 3), padding="same"), "a1": Activation("relu")}, within="block1")
    >>> net.join("block1.add", Add(), branch, IMAGE)
    'block1.add'
    >>> [(node.name, node.inputs) for node in net.graph()][1:]
    [('block1.c1', ('image',)), ('block1.a1', ('block1.c1',)), ('block1.add', ('block1.a1', 'image'))]
    """

    def __init__(self, name: str, input_shape: Shape) -> None:
        self._name = name
        self._nodes = [Node(IMAGE, Input(input_shape))]

    def chain(self, start: str, layers: Mapping[str, Operation], within: str = "") -> str:
        """Add layers that each read the one before.

        Args:
            start: name of the node that the first of them reads.
            layers: node name to operation, in computing order.
            within: the block they belong to; it precedes their names: "c1" within "block1" is "block1.c1".

        Returns:
            The name of the last of them, `start` if there are none.
        """
        for layer, operation in layers.items():
            start = self.join(f"{within}.{layer}" if within else layer, operation, start)
        return start

    def join(self, name: str, operation: Operation, *inputs: str) -> str:
        """Add one layer that reads the named nodes, in order."""
        self._nodes.append(Node(name, operation, inputs))
        return name

    def shape(self, name: str) -> Shape:
        """Output shape of a node added so far, for layers that depend on it.

        Raises:
            ShapeError: a layer cannot take what it is given.
        """
        return self.graph().shapes[name]

    def graph(self) -> Graph:
        """The network; the layer added last is its output."""
        return Graph(self._name, tuple(self._nodes))
