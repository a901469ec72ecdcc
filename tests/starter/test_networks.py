"""Starters of networks: a class or a builder with what goes in and what comes out, and no layer."""

import ast
import re

import pytest

import reference.networks.applications
from cnncheck import catalogue
from cnncheck.explain.network import networks
from cnncheck.networks import NETWORK_CHECKS, Constructor, NetworkTask
from cnncheck.starter.networks import network_file
from reference.graph import Graph, Node
from reference.networks import inception10, lenet5, resnet18
from reference.operations import Conv2D, Input

MAPS = Graph("mine", (Node("image", Input((8, 8, 3))), Node("c1", Conv2D(4, (3, 3)), ("image",))))
SHIPPED = [task for item in catalogue.everything() for task in item.tasks if isinstance(task, NetworkTask)]


def task_of(*names: str, reference: object = lenet5, constructor: Constructor = Constructor()) -> NetworkTask:  # noqa: B008
    return NetworkTask("task", 1, names, reference=reference, constructor=constructor, checks=NETWORK_CHECKS)


@pytest.mark.parametrize("task", SHIPPED, ids=[task.name for task in SHIPPED])
def test_every_shipped_network_has_a_starter_without_a_layer(task: NetworkTask) -> None:
    text = network_file(task)
    (made,) = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    assert made.name == task.names[0]
    said = ast.get_docstring(made) or ""
    (images,) = re.findall(r"Input: images (.*?), float32\.", " ".join(said.split()))
    layouts = task.reference if isinstance(task.reference, tuple) else (task.reference,)
    shapes = [(layout if isinstance(layout, Graph) else layout()).input_shape for layout in layouts]
    assert re.findall(r"\(batch, ([\d, ]+)\)", images) == [", ".join(map(str, shape)) for shape in shapes]
    assert f"{task.graph.parameters.total:,}".replace(",", " ") in said
    calls = {ast.unparse(node) for node in ast.walk(made) if isinstance(node, ast.Call)}
    assert calls <= {"super().__init__()", "super()"}
    assert text.count("raise NotImplementedError") == 1


def test_every_shape_that_the_images_may_have_is_named() -> None:
    layouts = tuple(reference.networks.dense_mnist(shape) for shape in ((784,), (28, 28), (28, 28, 1)))
    text = network_file(task_of("model", reference=layouts))
    assert "    Input: images (batch, 784), (batch, 28, 28) or (batch, 28, 28, 1), float32.\n" in text


def test_a_class_has_the_methods_that_keras_calls() -> None:
    (made,) = [node for node in ast.parse(network_file(task_of("LeNet5"))).body if isinstance(node, ast.ClassDef)]
    assert [ast.unparse(base) for base in made.bases] == ["tf.keras.Model"]
    methods = {node.name: ast.unparse(node.args) for node in made.body if isinstance(node, ast.FunctionDef)}
    assert methods == {"__init__": "self", "call": "self, x, training=None"}


def test_a_name_in_small_letters_is_a_builder() -> None:
    text = network_file(task_of("network"))
    (made,) = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert (made.name, ast.unparse(made.args)) == ("network", "")
    assert ast.unparse(made.body[-1]) == "raise NotImplementedError"


@pytest.mark.parametrize("called", [inception10, inception10()], ids=["builder", "graph"])
def test_what_a_class_is_called_with_has_the_textbooks_names(called: object) -> None:
    text = network_file(task_of("Inception10", reference=called, constructor=Constructor((2, 10))))
    assert "    def __init__(self, num_blocks, num_classes, init_ch=16):\n" in text


def test_options_keep_their_names() -> None:
    given = Constructor((), (("block_list", (2, 2, 2, 2)),))
    text = network_file(task_of("ResNet18", reference=resnet18, constructor=given))
    assert "    def __init__(self, block_list=(2, 2, 2, 2), initial_filters=64):\n" in text


def test_what_the_textbook_does_not_know_is_taken_as_it_is_given() -> None:
    own = Constructor((3, 4), (("depth", 5),))
    text = network_file(task_of("Own", reference=MAPS, constructor=own))
    assert "    def __init__(self, *arguments, depth):\n" in text
    ast.parse(text)


@pytest.mark.parametrize(
    ("graph", "word"),
    [
        (networks()["vgg16"](), "vgg16"),
        (networks()["vgg16_imagenet"](), "vgg16_imagenet"),
        (reference.networks.applications.vgg16((64, 64, 3), include_top=False), "vgg16_imagenet"),
        (reference.networks.dense_mnist((784,)), "dense_mnist"),
        (Graph("lenet5", (Node("image", Input((4, 4, 1))), Node("x", Conv2D(1, (3, 3)), ("image",)))), None),
    ],
    ids=["cifar", "imagenet", "without-top", "layout", "own"],
)
def test_a_network_is_explained_by_the_word_that_finds_it(graph: Graph, word: str | None) -> None:
    found = re.findall(r"cnncheck explain (\w+)", network_file(task_of("A", reference=graph)))
    assert found == [word] * (word is not None)


def test_the_output_is_told_apart() -> None:
    assert "the probabilities of 10 classes: softmax comes last" in network_file(task_of("A"))
    assert "scores of 10 classes as they are: no softmax" in network_file(
        task_of("A", reference=lenet5().without("softmax"))
    )
    text = network_file(task_of("A", reference=MAPS))
    assert "Output: (batch, 6, 6, 4), the maps of its last layer." in text
    assert "cnncheck explain" not in text, "the textbook does not have it"
