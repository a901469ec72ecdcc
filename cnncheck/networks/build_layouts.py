"""Tells when a network stops because it takes the image for another one: channels in front, or another size."""

import math
import re
from dataclasses import replace

from cnncheck.inside.wire import Problem
from cnncheck.networks.python_errors import Reason
from cnncheck.networks.wording import shape_of
from reference.graph import Graph
from reference.operations import Conv2D, Dense, Flatten, Input, Shape, ShapeError

DEPTH = re.compile(r"Depth of input \((\d+)\) is not a multiple of input depth of filter \((\d+)\)")
GIVEN = re.compile(
    r"expected axis -1 of input shape to have value (\d+).*?received input with shape \((?:None|\d+), (\d+)\)"
)
RESHAPED = re.compile(r"input_shape=\(([\d, ]+)\), target_shape=\((\d+),?\)")
NO_ROOM = re.compile("output size would be|negative dimension", re.IGNORECASE)

COMMON_SIDES = (28, 24, 227, 224, 299, 64, 48, 96, 299, 32)
"""Sides of images in courses and papers: MNIST, cropped CIFAR-10, AlexNet, ImageNet, Inception, small data sets."""

MAP_AXES = 4
"""Batch, height, width, channels."""


def layout(problem: Problem, graph: Graph) -> Reason | None:
    """Why a network cannot take the image; None where it can, or that is not seen.

    Args:
        problem: with the layers the image came through.
        graph: the specified network.
    """
    first = next((node for node in graph if isinstance(node.operation, Conv2D)), None)
    if first is None or not isinstance(first.operation, Conv2D):
        return None
    image = graph.input_shape
    maps = [step for step in problem.trail if step.shape is not None and step.class_name == "Conv2D"]
    if maps:
        made = tuple(maps[0].shape or ())[1:]
        turned = len(made) == MAP_AXES - 1 and made[0] == first.operation.filters and made[-1] == image[-1]
        if turned:
            return replace(_channels_first(image), layer=maps[0].layer, line=maps[0].line)
    elif _stops_first(problem, first.operation):
        return _channels_first(image)
    return _other_size(problem, graph)


def _stops_first(problem: Problem, operation: Conv2D) -> bool:
    """Whether the first convolution finds no room in an image that has room for it, or counts other channels."""
    at_first = not problem.trail or problem.trail[-1].class_name in {"Conv2D", "Permute", "Reshape"}
    if found := DEPTH.search(problem.message):
        return int(found[1]) > int(found[2])
    no_room = NO_ROOM.search(problem.message) and "kernel shape" in problem.message
    return bool(no_room and at_first and f"kernel shape=({operation.kernel_size[0]}" in problem.message)


def _channels_first(image: Shape) -> Reason:
    height, width, channels = image
    return Reason(
        "input-layout",
        f"The network takes the image for {shape_of((channels, height, width))}, channels in front; images are "
        f"{shape_of(image)}: height, width, channels.",
        "height, width, channels",
        "channels, height, width",
    )


def _other_size(problem: Problem, graph: Graph) -> Reason | None:
    """A flattened map of another length than the specified one: that of an image of another size."""
    if found := GIVEN.search(problem.message):
        built, given = int(found[1]), int(found[2])
    elif found := RESHAPED.search(problem.message):
        given, built = math.prod(int(side) for side in found[1].split(", ")), int(found[2])
    else:
        return None
    if given != _flattened(graph):
        return None
    for side in COMMON_SIDES:
        image = (side, side, graph.input_shape[-1])
        if image != graph.input_shape and _flattened(_on(graph, image)) == built:
            return Reason(
                "input-layout",
                f"The network was built for images of {shape_of(image)}, which come to {built} numbers where they are "
                f"flattened; images are {shape_of(graph.input_shape)} and come to {given}.",
                shape_of(graph.input_shape),
                shape_of(image),
            )
    return None


def _on(graph: Graph, image: Shape) -> Graph:
    """The network for images of another shape."""
    return graph.replaced(graph.nodes[0].name, Input(image))


def _flattened(graph: Graph) -> int | None:
    """Of how many numbers the first dense layer of the network is made; None if the network cannot be."""
    try:
        for node in graph:
            if isinstance(node.operation, Flatten | Dense):
                return math.prod(graph.shapes[node.inputs[0]])
    except ShapeError:
        pass
    return None
