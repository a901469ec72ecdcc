"""A drawing of a network shows every layer once, in a box that holds its text, connected as the graph is."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

import reference.networks.applications
from cnncheck.pictures import network_drawing
from cnncheck.pictures.network import blocks_of
from cnncheck.pictures.svg import text_width
from reference.graph import Graph, Node
from reference.operations import Activation, Add, BatchNormalization, Conv2D, Dropout, Input, Opaque

NETWORKS = {
    f"{room.__name__}.{name}": getattr(room, name)
    for room in (reference.networks, reference.networks.applications)
    for name in room.__all__
}
SAME = Conv2D(4, (3, 3), padding="same")


def graph_of(name: str) -> Graph:
    made: Graph = NETWORKS[name]()
    return made


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_appears_once_and_its_text_is_inside_its_box(
    name: str, read: Callable[..., Any], box: Callable[..., Any]
) -> None:
    graph = graph_of(name)
    drawing = read(network_drawing(graph))
    shown = []
    for group in drawing.all("g"):
        (rectangle,) = drawing.all("rect", group)
        room = box(rectangle)
        texts = list(drawing.texts(group))
        for text in texts:
            assert room.x < text.box.x, text
            assert text.box.right < room.right, text
            assert room.y < text.box.y, text
            assert text.box.bottom < room.bottom, text
        for upper, lower in pairwise(texts):
            assert upper.box.y < lower.box.y
        shown += [text.name.removeprefix("layer-") for text in texts if text.name]
        last = shown[-1]
        assert texts[-1].text == "x".join(map(str, graph.shapes[last])), "the output shape comes last"
    assert sorted(shown) == sorted(node.name for node in graph)


@pytest.mark.parametrize("name", NETWORKS)
def test_boxes_do_not_overlap_and_lines_connect_what_the_graph_connects(
    name: str, read: Callable[..., Any], box: Callable[..., Any]
) -> None:
    graph = graph_of(name)
    drawing = read(network_drawing(graph))
    boxes = {group.attrib["id"].removeprefix("box-"): box(drawing.all("rect", group)[0]) for group in drawing.all("g")}
    rooms = list(boxes.values())
    for number, one in enumerate(rooms):
        assert one.right <= drawing.width
        assert one.bottom <= drawing.height
        for other in rooms[:number]:
            assert one.bottom <= other.y or other.bottom <= one.y or one.right <= other.x or other.right <= one.x
    together = {node.name: block.nodes[0].name for block in blocks_of(graph) for node in block.nodes}
    wanted = {(read_name, node.name) for node in graph for read_name in node.inputs}
    inside = {(one, other) for one, other in wanted if together[one] == together[other]}
    lines = drawing.all("polyline")
    assert {(line.get("data-source"), line.get("data-target")) for line in lines} == wanted - inside
    assert len(lines) == len(wanted - inside)
    for line in lines:
        points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        source, target = boxes[together[line.attrib["data-source"]]], boxes[line.attrib["data-target"]]
        assert points[0][1] == pytest.approx(source.bottom)
        assert points[-1][1] == pytest.approx(target.y)
        assert target.x < points[-1][0] < target.right


def test_a_drawing_can_be_heard_and_fetches_nothing(read: Callable[..., Any]) -> None:
    document = network_drawing(graph_of("reference.networks.lenet5"))
    drawing = read(document)
    assert drawing.root.get("role") == "img"
    assert drawing.root.get("aria-labelledby") == "title description"
    assert drawing.one("title").text == "The network lenet5"
    assert drawing.one("desc").text == (
        "14 layers with 62 006 parameters, from an image of 32x32x3 down to an output of 10."
    )
    assert document.count(b"http") == 1, "the name of the format, which nobody opens"
    assert not drawing.all("script") + drawing.all("image") + drawing.all("style")


@pytest.mark.parametrize("text", ["Conv2D 512, 3x3, strides 2, same, no bias", "BatchNormalization", "group4.block2"])
def test_texts_are_never_wider_than_estimated(text: str, width: Callable[[str, str], float]) -> None:
    assert 3 * len(text) < width(text, "normal") < width(text, "bold")
    assert width(text, "normal") <= text_width(text)
    assert width(text, "bold") <= text_width(text, bold=True)


def test_what_is_written_is_escaped(read: Callable[..., Any]) -> None:
    graph = Graph('<b>&"', (Node("image", Input((4, 4, 1))), Node("x", Opaque("<&>", (4,)), ("image",))))
    assert read(network_drawing(graph)).one("title").text == 'The network <b>&"'


def test_what_changes_values_only_stands_in_the_box_of_the_layer_before() -> None:
    nodes = (
        Node("image", Input((8, 8, 4))),
        Node("a0", Activation("relu"), ("image",)),
        Node("block.c1", SAME, ("a0",)),
        Node("block.b1", BatchNormalization(), ("block.c1",)),
        Node("block.a1", Activation("relu"), ("block.b1",)),
        Node("block.c2", SAME, ("block.a1",)),
        Node("block.add", Add(), ("block.c2", "a0")),
        Node("d1", Dropout(0.5), ("block.add",)),
    )
    names = [[node.name for node in block.nodes] for block in blocks_of(Graph("net", nodes))]
    assert names == [
        ["image"],
        ["a0"],
        ["block.c1", "block.b1", "block.a1"],
        ["block.c2"],
        ["block.add"],
        ["d1"],
    ]


def test_a_layer_that_others_read_keeps_its_activation_apart() -> None:
    nodes = (
        Node("image", Input((8, 8, 4))),
        Node("c1", SAME, ("image",)),
        Node("a1", Activation("relu"), ("c1",)),
        Node("add", Add(), ("a1", "c1")),
    )
    assert [len(block.nodes) for block in blocks_of(Graph("net", nodes))] == [1, 1, 1, 1]
