"""Every fault of the course's networks that stops them is told by its concept, at its layer, from the layers called."""

from collections.abc import Iterator

import pytest

from cnncheck.findings import Finding
from cnncheck.inside.wire import Problem, TrailStep
from cnncheck.mutation.mutant import Mutant
from cnncheck.mutation.operators import mutants
from cnncheck.mutation.surgery import changed
from cnncheck.networks.build_errors import explain
from reference.graph import Graph
from reference.networks import alexnet8, inception10, lenet5, resnet18, vgg16
from reference.operations import Activation, Add, Concatenate, Input, Pooling2D, ShapeError

NETWORKS = (alexnet8(), vgg16(), inception10(), resnet18())


def stopping(graph: Graph) -> Iterator[Mutant]:
    return (mutant for mutant in mutants(graph) if not mutant.traits and not mutant.builds)


def trail_of(graph: Graph) -> tuple[tuple[TrailStep, ...], str]:
    """The layers that are called before a network stops, each made in a line of its own, and what TensorFlow says."""
    shapes: dict[str, tuple[int, ...]] = {}
    steps: list[TrailStep] = []
    for line, node in enumerate(graph, start=1):
        inputs = [shapes[name] for name in node.inputs]
        try:
            shapes[node.name] = node.operation.output_shape(*inputs)
        except ShapeError:
            block = node.name.rpartition(".")[0] or node.name
            if isinstance(node.operation, Add | Concatenate):
                return (*steps, TrailStep(block, "Block", None, 1)), said(node.operation, inputs)
            kind = type(node.operation).__name__
            words = "Computed output size would be zero or negative. Received: `inputs.shape=[None {} {} {}]`, "
            return (*steps, TrailStep(node.name, kind, None, line)), words.format(*inputs[0])
        if not isinstance(node.operation, Input | Add | Concatenate | Activation):
            kind = type(node.operation).__name__
            steps.append(TrailStep(node.name, kind, (None, *shapes[node.name]), line))
    raise ValueError("it does not stop")


def said(operation: Add | Concatenate, inputs: list[tuple[int, ...]]) -> str:
    if isinstance(operation, Concatenate):
        first, second = (
            f"[?,{shape[0]},{shape[1]}]" for shape in (inputs[0], next(s for s in inputs if s != inputs[0]))
        )
        return f"Dimension 1 in both shapes must be equal: Shapes are {first} and {second}."
    first, second = next((a, b) for a, b in zip(*inputs, strict=True) if a != b)
    return f"Dimensions must be equal, but are {first} and {second}"


def told(graph: Graph, student: Graph) -> Finding:
    steps, words = trail_of(student)
    return explain(Problem("build-error", words, "net.py", 99, None, "x = y", steps), graph.input_shape, graph)


@pytest.mark.parametrize("graph", NETWORKS, ids=lambda graph: graph.name)
def test_a_fault_that_stops_a_network_is_named(graph: Graph) -> None:
    wrong, uncertain, number = [], 0, 0
    for mutant in stopping(graph):
        finding = told(graph, mutant.written)
        number += 1
        uncertain += not finding.confirmed
        if finding.code != mutant.code and finding.confirmed:
            wrong.append((mutant.what, mutant.code, finding.code, finding.message))
        assert finding.code != "build-error", mutant.what
    assert wrong == []
    assert uncertain <= number // 7


def test_poolings_without_strides_are_named_where_the_first_of_them_stands() -> None:
    graph = student = alexnet8()
    for node in graph:
        if isinstance(node.operation, Pooling2D):
            student = student.replaced(node.name, type(node.operation)((3, 3), (3, 3)))
    finding = told(graph, student)
    assert (finding.code, finding.where.layer, finding.where.line, finding.confirmed) == ("pool-strides", "p1", 5, True)
    assert finding.message == (
        "p1 has strides 3x3 where 2x2 is specified. Where no strides are stated, a pooling steps by its own size. "
        "So the network stops: 30, 10, 8, 2: after c5 the next pooling has no room for its window."
    )


@pytest.mark.parametrize("graph", [alexnet8(), inception10()], ids=lambda graph: graph.name)
def test_padding_that_nobody_stated_is_named_where_the_first_convolution_needs_it(graph: Graph) -> None:
    names = [node.name for node in graph if getattr(node.operation, "kernel_size", (1, 1)) != (1, 1)]
    same = [name for name in names if getattr(graph[name].operation, "padding", "") == "same"]
    finding = told(graph, changed(graph, same, padding="valid"))
    assert (finding.code, finding.where.layer, finding.confirmed) == ("padding", same[0], True)


def test_the_first_layer_of_another_shape_is_named_where_no_single_fault_stops_there() -> None:
    graph = alexnet8()
    finding = told(graph, changed(graph, ("c3", "c4"), padding="valid"))
    assert (finding.code, finding.where.layer, finding.confirmed) == ("padding", "c3", False)
    assert finding.message == (
        "c3 makes a map of 3x3x384 where 5x5x384 is specified, as it does with padding valid in place of padding same. "
        "So the network stops: 30, 14, 12, 5, 3, 1: after c5 the next pooling has no room for its window."
    )


def test_what_no_known_fault_explains_is_told_as_it_is() -> None:
    graph = lenet5()
    words = "Computed output size would be zero or negative. Received: `inputs.shape=[None 1 1 32]`, `pool_size=[2 2]`"
    steps = (TrailStep("c1", "Conv2D", (None, 1, 1, 32)), TrailStep("p1", "MaxPooling2D"))
    finding = explain(Problem("build-error", words, "net.py", 9, None, "x", steps), graph.input_shape, graph)
    assert (finding.code, finding.confirmed) == ("build-error", False)


LAYOUTS = [
    pytest.param(
        "Computed output size would be zero or negative. Received `inputs shape=(None, 3, 32, 32)`, "
        "`kernel shape=(5, 5, 32, 6)`, `strides=(1, 1)`, `padding=valid`.",
        (TrailStep("c1", "Conv2D"),),
        "3x32x32",
        id="no room in an image with its channels in front",
    ),
    pytest.param(
        "The total size of the tensor must be unchanged. Received: input_shape=(5, 5, 16), target_shape=(256,)",
        (TrailStep("c1", "Conv2D", (None, 28, 28, 6)), TrailStep("reshape", "Reshape")),
        "28x28x3",
        id="reshaped for another image",
    ),
    pytest.param(
        "Input 0 of layer 'f1' is incompatible with the layer: expected axis -1 of input shape to have value 256, but "
        "received input with shape (1, 400)",
        (TrailStep("c1", "Conv2D", (None, 28, 28, 6)), TrailStep("f1", "Dense")),
        "28x28x3",
        id="a dense layer that was made for another image",
    ),
    pytest.param(
        "Depth of input (32) is not a multiple of input depth of filter (3)", (), "3x32x32", id="raw, channels in front"
    ),
]


@pytest.mark.parametrize(("words", "steps", "image"), LAYOUTS)
def test_an_image_that_is_taken_for_another_one_is_a_layout(
    words: str, steps: tuple[TrailStep, ...], image: str
) -> None:
    graph = lenet5()
    finding = explain(Problem("build-error", words, "net.py", 9, None, "x", steps), graph.input_shape, graph)
    assert (finding.code, finding.confirmed) == ("input-layout", True)
    assert image in finding.message
