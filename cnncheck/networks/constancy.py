"""Tells whether anything leads from the image to the output."""

from reference.graph import Graph
from reference.operations import Opaque

BESIDE = "constant"
"""What an output is called that is computed without the image."""


def reads_nothing(graph: Graph) -> bool:
    """Whether the output is computed without the image.

    >>> from reference.networks import lenet5
    >>> reads_nothing(lenet5())
    False
    """
    reached = {graph.nodes[0].name}
    for node in graph.nodes[1:]:
        beside = isinstance(node.operation, Opaque) and node.operation.name == BESIDE
        if not beside and reached.intersection(node.inputs):
            reached.add(node.name)
    return graph.output not in reached
