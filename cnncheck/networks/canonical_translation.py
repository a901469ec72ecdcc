"""Turns the nodes of a trace into the steps that its output depends on."""

from collections.abc import Mapping, Sequence

from cnncheck.inside.wire import TraceLayer, TraceNode
from cnncheck.networks.canonical_expressions import Key
from cnncheck.networks.canonical_layers import layer_operation
from cnncheck.networks.canonical_products import einsum_layer
from cnncheck.networks.canonical_raw import kept_sides, raw
from cnncheck.networks.canonical_steps import Constant, Data, Meaning, Step, without_batch
from cnncheck.networks.canonical_validation import TraceError, require
from cnncheck.networks.canonical_views import Views
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    BatchNormalization,
    Dropout,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Input,
    Opaque,
    Shape,
)


def translate(
    nodes: Sequence[TraceNode],
    output: int,
    input_shape: Shape,
    layers: Mapping[int, TraceLayer],
    variables: Views,
    dialect: str,
) -> list[Step]:
    """The steps from the image to the output, in the order they are computed; the image is first, the output last.

    Raises:
        TraceError: the trace is no account of a network on such images.
    """
    bench = Workbench(variables, dialect)
    for node in nodes:
        bench.nodes[node.id] = node
        bench.meanings[node.id] = meaning = _meaning(bench, node, input_shape, layers)
        if isinstance(meaning, Data) and meaning.plain and meaning.base[1]:
            bench.seen_in(meaning.base, node)
    require(bench.image in bench.steps, "it has no input")
    last = bench.meanings[output]
    if isinstance(last, Data):
        key = bench.key(last)
    else:
        place = bench.nodes[output]
        key = bench.make(place, Opaque("constant", without_batch(place)), (bench.image,)).base
    return _needed(bench, key)


def _meaning(bench: Workbench, node: TraceNode, input_shape: Shape, layers: Mapping[int, TraceLayer]) -> Meaning:
    if node.op == "Input":
        require(bench.image == (-1, 0), "it has two inputs")
        require(without_batch(node) == input_shape, "its input is not the image it was asked for")
        bench.image = (node.id, 0)
        bench.steps[bench.image] = Step(bench.image, Input(input_shape), (), input_shape, node)
        return Data(bench.image, node)
    if node.builtin_layer:
        if node.layer is None:
            raise TraceError("a layer's call belongs to no layer")
        return _layer_call(bench, node, layers[node.layer])
    return raw(bench, node)


def _layer_call(bench: Workbench, node: TraceNode, layer: TraceLayer) -> Meaning:
    data = tuple(bench.key(each) for each in bench.inputs(node) if isinstance(each, Data))
    if not data or node.output or any(isinstance(each, Constant) for each in bench.inputs(node)):
        return bench.opaque(node)
    if node.op == "EinsumDense" and (product := einsum_layer(bench, node, layer)) is not None:
        return product
    operation = layer_operation(layer, node, tuple(bench.shape(key) for key in data), bench.dialect)
    if operation is None:
        return Data(data[0], node)
    if isinstance(operation, GlobalAveragePooling2D | GlobalMaxPooling2D):
        return kept_sides(bench, node, operation, data[0], without_batch(node))
    training = None
    if isinstance(operation, BatchNormalization | Dropout):
        # Keras runs a frozen batch normalisation in inference mode, whatever it is told.
        frozen = isinstance(operation, BatchNormalization) and layer.config.get("trainable") is False
        training = bool(node.training) and not frozen
    weights = {role: variable for role, variable in node.weights.items() if len(role) < 40}  # noqa: PLR2004 - no role's
    return bench.make(node, operation, data, weights=weights, training=training)


def _needed(bench: Workbench, output: Key) -> list[Step]:
    """The steps that the output depends on, and the image."""
    needed, pending = {bench.image}, [output]
    while pending:
        key = pending.pop()
        if key not in needed:
            needed.add(key)
            pending += bench.steps[key].inputs
    # Parts of one node come before the node itself, and every node after those it reads.
    ordered = sorted(needed - {bench.image}, key=lambda key: (key[0], -key[1]))
    return [bench.steps[key] for key in (bench.image, *ordered)]
