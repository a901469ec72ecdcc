"""The layer table: pinned for LeNet-5, and for every network a line for each layer whose costs add up."""

from itertools import takewhile

import pytest

from cnncheck.explain.field import fields, parse_layers
from cnncheck.explain.network import chain_of_windows, layer_table, layers, network_text, networks, origin, totals
from reference.graph import Graph, Node, multiplications
from reference.networks import lenet5
from reference.operations import Conv2D, Input

LENET5 = """\
layer    operation       output  kernel  strides  padding  parameters  multiplications  field  jump
image    Input          32x32x3                                                             1     1
c1       Conv2D         28x28x6     5x5        1    valid         456          352 800      5     1
a1       sigmoid        28x28x6                                                             5     1
p1       MaxPooling2D   14x14x6     2x2        2    valid                                   6     2
c2       Conv2D        10x10x16     5x5        1    valid       2 416          240 000     14     2
a2       sigmoid       10x10x16                                                            14     2
p2       MaxPooling2D    5x5x16     2x2        2    valid                                  16     4
flatten  Flatten            400                                                           all
f1       Dense              120                                48 120           48 000    all
a3       sigmoid            120                                                           all
f2       Dense               84                                10 164           10 080    all
a4       sigmoid             84                                                           all
f3       Dense               10                                   850              840    all
softmax  softmax             10                                                           all"""


def test_the_table_of_lenet5() -> None:
    assert layer_table(lenet5()) == LENET5
    assert totals(lenet5()).startswith("62 006 parameters, all trainable; 651 720 multiplications for one image.")


@pytest.mark.parametrize("name", networks())
def test_every_network_has_a_table_that_adds_up(name: str) -> None:
    graph = networks()[name]()
    rows = list(layers(graph))
    assert [row.name for row in rows] == [node.name for node in graph]
    assert sum(row.parameters for row in rows) == graph.parameters.total
    assert sum(row.multiplications for row in rows) == multiplications(graph)
    text = network_text(name)
    assert text.startswith(f"{name}: ")
    assert f"{graph.parameters.total:,} parameters".replace(",", " ") in text


@pytest.mark.parametrize("name", networks())
def test_where_a_network_comes_from_ends_before_its_table(name: str) -> None:
    text = origin(networks()[name])
    assert text
    assert "|" not in text
    assert text.endswith(".")


@pytest.mark.parametrize("name", networks())
def test_the_calculator_of_fields_finds_what_the_table_says(name: str) -> None:
    graph = networks()[name]()
    text = chain_of_windows(graph)
    maps = list(takewhile(lambda row: "x" in row.output, layers(graph)))
    branches = any(len(node.inputs) > 1 for node in graph)
    assert bool(text) == (not branches and len(maps) > 1)
    if text:
        chain = parse_layers(text)
        assert fields(chain)[-1][:2] == maps[-1].field[:2]
        assert f'cnncheck explain field --layers "{text}"' in network_text(name)


def test_windows_that_are_not_square_are_not_a_chain_for_the_calculator() -> None:
    image = Node("image", Input((8, 8, 1)))
    assert chain_of_windows(Graph("own", (image, Node("c1", Conv2D(1, (3, 1)), ("image",))))) == ""
    assert chain_of_windows(Graph("own", (image, Node("c1", Conv2D(1, (3, 3), (2, 1)), ("image",))))) == ""
    dilated = Conv2D(1, (3, 3), dilation_rate=(2, 2))
    assert chain_of_windows(Graph("own", (image, Node("c1", dilated, ("image",))))) == "3/1/2"


def test_branches_show_what_is_read() -> None:
    lines = {line.split()[0]: line for line in layer_table(networks()["resnet18"]()).split("\n")}
    assert lines["group2.block1.add"].split()[2:4] == [".b2,", ".down_b1"]
    assert lines["group2.block1.down_c1"].split()[2] == "group1.block2.a2"
    assert lines["group2.block1.b1"].split()[2] == "16x16x128", "the line above needs no name"
    assert lines["group4.block2.a2"].split()[-2:] == ["109", "8"]
    assert "reads: the line above" in totals(networks()["resnet18"]())
    assert "reads" not in layer_table(lenet5()) + totals(lenet5())
