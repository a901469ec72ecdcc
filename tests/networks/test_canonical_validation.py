"""A worker may tell anything: what does not fit together is refused, and nothing it tells crashes or hangs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncheck.inside.wire import Array, NetworkOpened, Pair, TraceLayer, TraceNode, TraceVariable, Value
from cnncheck.networks.canonical import TraceError, canonical
from cnncheck.networks.subject import TracedNetwork
from reference.operations import Conv2D, Dense, Opaque

IMAGE = TraceNode(id=0, op="Input", inputs=(), shape=(None, 8, 8, 3))
DENSE = TraceNode(id=1, op="MatMul", inputs=(0, 2), shape=(None, 4))


def opened(*nodes: TraceNode, output: int | None = None, **changes: object) -> NetworkOpened:
    settings: dict[str, Any] = {"layers": (), "variables": (), "gives_training": False}
    return NetworkOpened(nodes=nodes, output=nodes[-1].id if output is None else output, **(settings | changes))


def layer(**config: Value) -> TraceLayer:
    return TraceLayer(id=0, attribute="c1", class_name="Conv2D", builtin=True, config=config, calls=1)


def test_an_honest_trace_is_taken() -> None:
    variable = TraceVariable(id=0, name="w", shape=(3, 4), trainable=True, tracked=True)
    image = TraceNode(id=0, op="Input", inputs=(), shape=(None, 3))
    read = TraceNode(id=1, op="Variable", inputs=(), variable=0, shape=(3, 4))
    product = TraceNode(id=2, op="MatMul", inputs=(0, 1), shape=(None, 4))
    network = canonical(opened(image, read, product, variables=(variable,)), (3,))
    assert network.graph.nodes[-1].operation == Dense(4, use_bias=False)
    assert network.variables == {("dense", "kernel"): 0}


@pytest.mark.parametrize(
    "lie",
    [
        opened(IMAGE, output=7),
        opened(IMAGE, TraceNode(id=1, op="Relu", inputs=(1,), shape=(None, 3))),
        opened(IMAGE, TraceNode(id=1, op="Relu", inputs=(2,)), TraceNode(id=2, op="Relu", inputs=(1,))),
        opened(IMAGE, IMAGE),
        opened(IMAGE, TraceNode(id=1, op="Input", inputs=(), shape=(None, 8, 8, 3))),
        opened(TraceNode(id=0, op="Input", inputs=(), shape=(None, 9, 9, 9))),
        opened(TraceNode(id=0, op="Const", inputs=())),
        opened(IMAGE, TraceNode(id=1, op="Variable", inputs=(), variable=5)),
        opened(IMAGE, TraceNode(id=1, op="Conv2D", inputs=(0,), layer=3, builtin_layer=True)),
        opened(IMAGE, TraceNode(id=1, op="Conv2D", inputs=(0,), builtin_layer=True)),
        opened(IMAGE, TraceNode(id=1, op="Relu", inputs=(0,), shape=(None, -4))),
        opened(IMAGE, TraceNode(id=1, op="Relu", inputs=(0,), shape=(None, *[2**20] * 9))),
        opened(IMAGE, TraceNode(id=-1, op="Relu", inputs=(0,))),
        opened(IMAGE, layers=(layer(), layer())),
        opened(IMAGE, training_nodes=(IMAGE,), training_output=0),
    ],
)
def test_what_does_not_fit_together_is_refused(lie: NetworkOpened) -> None:
    with pytest.raises(TraceError):
        canonical(lie, (8, 8, 3))


def test_a_layer_that_lies_about_itself_becomes_opaque() -> None:
    three = Pair((3, 3))
    honest: dict[str, Value] = {
        "filters": 4, "kernel_size": three, "strides": Pair((1, 1)), "padding": "valid",
        "dilation_rate": Pair((1, 1)), "groups": 1, "use_bias": False,
    }  # fmt: skip
    variable = TraceVariable(id=0, name="k", shape=(3, 3, 3, 4), trainable=True, tracked=True)

    def form(shape: tuple[int | None, ...] = (None, 6, 6, 4), **changes: Value) -> TracedNetwork:
        call = TraceNode(
            id=1, op="Conv2D", inputs=(0,), layer=0, builtin_layer=True, shape=shape, weights={"kernel": 0}
        )
        return canonical(
            opened(IMAGE, call, layers=(layer(**{**honest, **changes}),), variables=(variable,)), (8, 8, 3)
        )

    assert form().graph["c1"].operation == Conv2D(4, (3, 3), use_bias=False)
    for lie in (
        form(filters=5),
        form(kernel_size=Pair((5, 5))),
        form(kernel_size=Pair((0, 0))),
        form(strides=Pair((0, 1))),
        form(groups=0),
        form(padding="same"),
        form(padding=3),
        form(shape=(None, 7, 7, 4)),
        form(use_bias=True),
        form(filters=2**62),
    ):
        assert isinstance(lie.graph["c1"].operation, Opaque)


def test_names_carry_no_control_characters() -> None:
    node = TraceNode(id=1, op="Evil\x1b[31m\n", inputs=(0,), shape=(None, 8, 8, 3), file="a\x1b.py", line=-3, layer=0)
    held = TraceLayer(id=0, attribute="c\x07" * 1000, class_name="X", builtin=False, config={}, calls=1)
    network = canonical(opened(IMAGE, node, layers=(held,)), (8, 8, 3))
    name = network.graph.nodes[-1].name
    assert name.isprintable()
    assert len(name) < 400
    place = network.places[name]
    assert place.line is None
    assert place.file == "a?.py"


def test_sums_that_would_explode_stay_opaque() -> None:
    nodes = [TraceNode(id=0, op="Input", inputs=(), shape=(None, 4))]
    variables = tuple(
        TraceVariable(id=number, name="v", shape=(4,), trainable=True, tracked=True) for number in range(20)
    )
    nodes += [TraceNode(id=1 + number, op="Variable", inputs=(), variable=number, shape=(4,)) for number in range(20)]
    last = 1
    for number in range(20):
        total = TraceNode(id=100 + 2 * number, op="AddV2", inputs=(last, 1 + number), shape=(4,))
        square = TraceNode(id=101 + 2 * number, op="Mul", inputs=(total.id, total.id), shape=(4,))
        nodes += [total, square]
        last = square.id
    nodes.append(TraceNode(id=1000, op="Mul", inputs=(0, last), shape=(None, 4)))
    network = canonical(opened(*nodes, variables=variables), (4,))
    assert isinstance(network.graph.nodes[-1].operation, Opaque)


OPS = [
    "AddV2", "Sub", "Mul", "RealDiv", "BiasAdd", "Conv2D", "MatMul", "MaxPool", "Mean", "Max", "Sum", "Pad", "ConcatV2",
    "Reshape", "Relu", "Softmax", "Exp", "Rsqrt", "Sqrt", "Pow", "Square", "SquaredDifference", "SelectV2", "Neg",
    "GreaterEqual", "RandomUniform", "FusedBatchNormV3", "LeakyRelu", "Maximum", "Identity", "Shape", "Cast", "Unheard",
    "BatchNormalization", "Dropout", "GlobalAveragePooling2D", "Flatten", "Concatenate", "ZeroPadding2D", "Activation",
]  # fmt: skip
SHAPES = st.sampled_from([None, (), (None,), (None, 4), (None, 8, 8, 3), (None, 3), (3,), (None, None, 2), (0,)])
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 5), st.floats(), st.sampled_from(["SAME", "VALID", "EXPLICIT", "NHWC"]),
    st.lists(st.integers(-2, 3), max_size=8).map(lambda items: Pair(tuple(items))),
)  # fmt: skip
NAMES = st.sampled_from([
    "strides", "padding", "ksize", "dilations", "epsilon", "explicit_paddings", "alpha", "data_format", "activation",
    "axis", "rate", "momentum", "center", "scale", "transpose_a",
])  # fmt: skip


@st.composite
def traces(draw: st.DrawFn) -> NetworkOpened:
    nodes = [IMAGE, TraceNode(id=1, op="Variable", inputs=(), variable=0, shape=(3,))]
    axes = np.array(draw(st.lists(st.integers(-3, 4), max_size=8)), np.int32)
    nodes.append(TraceNode(id=2, op="Const", inputs=(), value=Array.of(axes), shape=axes.shape))
    nodes.append(
        TraceNode(id=3, op="Const", inputs=(), value=Array.of(np.float32(draw(st.floats(width=32)))), shape=())
    )
    for number in range(4, 4 + draw(st.integers(1, 8))):
        op = draw(st.sampled_from(OPS))
        inputs = draw(st.lists(st.integers(0, number - 1), max_size=5))
        builtin = draw(st.booleans())
        nodes.append(
            TraceNode(
                id=number,
                op=op,
                inputs=tuple(inputs),
                shape=draw(SHAPES),
                layer=0 if builtin else None,
                builtin_layer=builtin,
                attributes=draw(st.dictionaries(NAMES, VALUES, max_size=5)),
                weights=draw(st.dictionaries(st.sampled_from(["kernel", "gamma", "bias"]), st.just(0), max_size=3)),
                training=draw(st.sampled_from([None, True, False])),
                output=draw(st.integers(0, 1)),
            )
        )
    config = draw(st.dictionaries(NAMES, VALUES, max_size=6))
    variable = TraceVariable(id=0, name="v", shape=(3,), trainable=True, tracked=True)
    return opened(*nodes, layers=(layer(**config),), variables=(variable,))


@given(traces())
@settings(max_examples=400, deadline=None, database=None, derandomize=True)
def test_any_trace_gives_a_graph_whose_shapes_hold_or_is_refused(trace: NetworkOpened) -> None:
    try:
        network = canonical(trace, (8, 8, 3))
    except TraceError:
        return
    assert set(network.graph.shapes) == {node.name for node in network.graph}
    assert set(network.variables) <= set(network.graph.weights)
