"""Normal forms: two ways of writing one network become one graph, also where something else in it is wrong."""

from cnncheck.mutation.surgery import inserted
from cnncheck.networks.equivalences import normal_form
from reference.graph import Graph, Node
from reference.networks import lenet5
from reference.operations import Flatten, Reshape


def _reshaped_before_flattening(graph: Graph) -> Graph:
    flatten = next(node for node in graph if isinstance(node.operation, Flatten))
    rows = Node("rows", Reshape((25, 16)), flatten.inputs)
    return inserted(graph, rows, frozenset({flatten.name}))


def test_a_reshaping_that_is_flattened_afterwards_is_a_flattening() -> None:
    graph = lenet5()
    assert normal_form(_reshaped_before_flattening(graph)) == normal_form(graph)


def test_a_reshaping_that_another_layer_reads_too_stays() -> None:
    written = _reshaped_before_flattening(lenet5())
    twice = Graph(written.name, (*written, Node("other", Flatten(), ("rows",))))
    assert "rows" in {node.name for node in normal_form(twice)}
