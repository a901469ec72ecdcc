"""What a value of a map sees: published figures, and what really changes when one pixel does."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reference import networks
from reference.arithmetic import ReceptiveField
from reference.graph import Graph
from reference.networks import applications
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    MaxPooling2D,
    Reshape,
    ShapeError,
    ZeroPadding2D,
)
from reference.receptive_fields import HEIGHT, WIDTH, receptive_fields
from reference.run import forward


@pytest.mark.parametrize(
    ("graph", "node", "size", "jump"),
    [
        (applications.vgg16(), "p5", 212, 32),
        (networks.resnet18(), "group4.block2.a2", 109, 8),
        (networks.lenet5(), "p2", 16, 4),
        # Araujo, Norris & Sim, Distill 2019, table of networks; the two without a figure there follow from eq. 2.
        (applications.resnet50(), "group4.block3.a3", 483, 32),
        (applications.mobilenet(), "block13.a2", 315, 32),
        (applications.vgg19(), "p5", 268, 32),
        (applications.mobilenet_v2(), "a2", 491, 32),
    ],
    ids=lambda value: value.name if isinstance(value, Graph) else str(value),
)
def test_published_receptive_fields(graph: Graph, node: str, size: int, jump: int) -> None:
    field = receptive_fields(graph)[node]
    assert (field.size, field.jump) == (size, jump)
    assert receptive_fields(graph, WIDTH)[node] == field


def test_published_paddings() -> None:
    assert receptive_fields(applications.vgg16())["p5"].start == -90
    assert receptive_fields(applications.mobilenet())["block13.a2"].start == -126


def test_behind_flattening_or_global_pooling_a_value_sees_the_whole_image() -> None:
    everything = ReceptiveField(32, 32, 0)
    for graph in (networks.resnet18(), networks.lenet5()):
        assert receptive_fields(graph)["softmax"] == everything
    mobilenet = receptive_fields(applications.mobilenet((32, 48, 3)), WIDTH)
    assert {mobilenet[name] for name in ("pool", "pixel", "c2", "reshape")} == {ReceptiveField(48, 48, 0)}
    assert set(receptive_fields(networks.dense_mnist((784,)), WIDTH).values()) == {ReceptiveField()}


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.sampled_from(["same", "valid"])
margins = st.tuples(st.tuples(st.integers(0, 2), st.integers(0, 2)), st.tuples(st.integers(0, 2), st.integers(0, 2)))
layers = st.one_of(
    st.builds(Conv2D, st.just(2), pairs, pairs, paddings, st.just((1, 1))),
    st.builds(Conv2D, st.just(2), pairs, st.just((1, 1)), paddings, pairs),
    st.builds(DepthwiseConv2D, pairs, pairs, paddings, st.just((1, 1)), st.integers(1, 2)),
    st.builds(MaxPooling2D, pairs, pairs, paddings),
    st.builds(AveragePooling2D, pairs, pairs, paddings),
    st.builds(ZeroPadding2D, margins),
    st.just(Activation("relu")),
)


@st.composite
def branching(draw: st.DrawFn) -> Graph:
    """A few layers, then two branches of the same strides, then a few layers."""
    net = GraphBuilder("drawn", (draw(st.integers(9, 17)), draw(st.integers(9, 17)), 1))
    x = net.chain(IMAGE, {f"before{number}": draw(layers) for number in range(draw(st.integers(0, 2)))})
    strides = draw(pairs)
    branches = [
        net.chain(x, {f"branch{number}": Conv2D(2, draw(pairs), strides, "same", draw(dilated(strides)))})
        for number in range(2)
    ]
    x = net.join("join", draw(st.sampled_from([Add(), Concatenate()])), *branches)
    net.chain(x, {f"behind{number}": draw(layers) for number in range(draw(st.integers(0, 2)))})
    return net.graph()


def dilated(strides: tuple[int, int]) -> st.SearchStrategy[tuple[int, int]]:
    return pairs if strides == (1, 1) else st.just((1, 1))


def fits(graph: Graph) -> bool:
    """Whether no window was drawn that is larger than its map."""
    try:
        return bool(graph.shapes)
    except ShapeError:
        return False


def seen(graph: Graph, axis: int) -> dict[str, list[tuple[int, int] | None]]:
    """First and last pixel along the axis that makes a difference to each value of each map, by lighting one row."""
    weights = {key: np.ones(spec.shape) * (key[1] == "kernel") for key, spec in graph.weights.items()}
    size = graph.input_shape[axis]
    images = np.zeros((size, *graph.input_shape))
    for pixel in range(size):
        images[(pixel, *(pixel if each == axis else slice(None) for each in (HEIGHT, WIDTH)))] = 1
    found: dict[str, list[tuple[int, int] | None]] = {}
    for name, outputs in forward(graph, weights, images).items():
        others = tuple(each for each in (1, 2, 3) if each != axis + 1)
        lit = outputs.max(axis=others) > 0  # (pixel, value along the axis)
        found[name] = [
            (int(np.flatnonzero(row)[0]), int(np.flatnonzero(row)[-1])) if row.any() else None for row in lit.T
        ]
    return found


@settings(derandomize=True, deadline=None, max_examples=120)
@given(branching(), st.sampled_from([HEIGHT, WIDTH]))
def test_a_value_sees_the_pixels_of_its_field_and_no_others(graph: Graph, axis: int) -> None:
    assume(fits(graph))
    fields, size = receptive_fields(graph, axis), graph.input_shape[axis]
    gaps = gapped(graph, axis)
    for name, values in seen(graph, axis).items():
        for place, pixels in enumerate(values):
            first = fields[name].start + place * fields[name].jump
            last = first + fields[name].size - 1
            if pixels is not None:
                assert first <= pixels[0] <= pixels[1] <= last, (name, place)
            if name not in gaps and last >= 0 and first < size:
                assert pixels == (max(first, 0), min(last, size - 1)), (name, place)


def gapped(graph: Graph, axis: int) -> set[str]:
    """Maps whose fields may begin or end, at the image's border, on pixels that no kernel position falls on.

    Strides longer than the kernel, and dilation, jump over pixels; padding in mid-network hides what lies under it.
    """
    found: set[str] = set()
    for node in graph:
        operation = node.operation
        jumps = isinstance(operation, ZeroPadding2D) or getattr(operation, "padding", "valid") == "same"
        if isinstance(operation, Conv2D | DepthwiseConv2D):
            jumps |= operation.dilation_rate[axis] > 1 or operation.strides[axis] > operation.kernel_size[axis]
        if isinstance(operation, MaxPooling2D | AveragePooling2D):
            jumps |= operation.strides[axis] > operation.pool_size[axis]
        if jumps or found & set(node.inputs):
            found.add(node.name)
    return found


def test_branches_that_disagree_have_no_common_field() -> None:
    net = GraphBuilder("apart", (8, 8, 1))
    fine, coarse = (
        net.chain(IMAGE, {f"p{strides}": MaxPooling2D((2, 2), (strides, strides), padding)})
        for strides, padding in ((1, "valid"), (2, "same"))
    )
    widened = net.chain(coarse, {"pad": ZeroPadding2D(((1, 2), (1, 2)))})
    net.join("add", Add(), fine, widened)
    with pytest.raises(ValueError, match=r"add reads maps whose values lie \[1, 2\] pixels apart"):
        receptive_fields(net.graph())


def test_of_single_values_the_distance_does_not_matter() -> None:
    net = GraphBuilder("single", (4, 4, 1))
    one = net.chain(IMAGE, {"p1": MaxPooling2D((4, 4), (4, 4))})
    other = net.chain(IMAGE, {"p2": MaxPooling2D((3, 3), (2, 2))})
    net.join("add", Add(), one, other)
    assert receptive_fields(net.graph())["add"] == ReceptiveField(4, 4, 0)


@pytest.mark.parametrize("axis", [1, -3])
def test_maps_one_below_the_other_have_no_common_field_along_the_height(axis: int) -> None:
    net = GraphBuilder("below", (4, 4, 1))
    net.join("both", Concatenate(axis), IMAGE, IMAGE)
    assert receptive_fields(net.graph(), WIDTH)["both"] == ReceptiveField()
    with pytest.raises(ValueError, match="both puts maps one after the other"):
        receptive_fields(net.graph(), HEIGHT)


def test_a_dense_layer_over_the_last_axis_mixes_what_lies_along_it() -> None:
    net = GraphBuilder("rows", (4, 6))
    net.chain(IMAGE, {"f1": Dense(3), "map": Reshape((4, 3, 1)), "c1": Conv2D(1, (3, 3)), "f2": Dense(5)})
    heights, widths = receptive_fields(net.graph(), HEIGHT), receptive_fields(net.graph(), WIDTH)
    assert heights["f2"] == ReceptiveField(3, 1, 0)
    assert heights["f1"] == heights["map"] == ReceptiveField()
    assert widths["f1"] == widths["map"] == widths["c1"] == widths["f2"] == ReceptiveField(6, 6, 0)
