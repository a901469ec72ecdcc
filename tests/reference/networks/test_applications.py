"""The networks for ImageNet against `keras.applications`: every layer's shape, every count, and the numbers."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import keras
import keras_course
import keras_names
import numpy as np
import pytest
from keras_names import Names
from measuring import (
    TOLERANCE,
    InDoublePrecision,
    distance,
    drawn,
    hand_over,
    hand_over_by_name,
    in_sigmas,
    keys,
    step_of_keras,
    without_dropout,
)

from reference.graph import Graph, multiplications
from reference.networks import applications
from reference.operations import Activation
from reference.run import forward, step

CERTIFY = bool(os.environ.get("CERTIFY"))
LEARNING_RATE = 0.125  # exact in float32, which Keras keeps it in
ODD = (47, 64, 3)
"""An image with an odd side, and no two sides alike: padding and axes cannot be mistaken unseen."""


@dataclass(frozen=True)
class Application:
    """A builder, Keras's, and which layers are the same; `options` make it small enough to compute."""

    ours: Callable[..., Graph]
    theirs: Callable[..., keras.Model]
    body: Names
    top: Names
    options: dict[str, Any]

    def build(self, input_shape: tuple[int, ...], **options: Any) -> tuple[Graph, keras.Model]:  # noqa: ANN401 - Keras's
        """Both, Keras's without softmax."""
        model = self.theirs(input_shape=input_shape, weights=None, classifier_activation=None, **options)
        without_dropout(model)
        return self.ours(input_shape, **options), model


APPLICATIONS = {
    "vgg16": Application(
        applications.vgg16,
        keras.applications.VGG16,
        keras_names.vgg((2, 2, 3, 3, 3)),
        keras_names.vgg_top(),
        {"include_top": False, "pooling": "avg"},
    ),
    "vgg19": Application(
        applications.vgg19,
        keras.applications.VGG19,
        keras_names.vgg((2, 2, 4, 4, 4)),
        keras_names.vgg_top(),
        {"include_top": False, "pooling": "avg"},
    ),
    "resnet50": Application(
        applications.resnet50,
        keras.applications.ResNet50,
        keras_names.resnet50(),
        keras_names.global_top(),
        {"classes": 7},
    ),
    "densenet121": Application(
        applications.densenet121,
        keras.applications.DenseNet121,
        keras_names.densenet121(),
        keras_names.global_top(),
        {"classes": 7},
    ),
    "mobilenet": Application(
        applications.mobilenet,
        keras.applications.MobileNet,
        keras_names.mobilenet(),
        keras_names.mobilenet_top(),
        {"classes": 7, "alpha": 0.5},
    ),
    "mobilenet_v2": Application(
        applications.mobilenet_v2,
        keras.applications.MobileNetV2,
        keras_names.mobilenet_v2(),
        keras_names.mobilenet_v2_top(),
        {"classes": 7, "alpha": 0.35},
    ),
}


@cache
def small(name: str) -> tuple[Graph, keras.Model, Names]:
    application = APPLICATIONS[name]
    graph, model = application.build(ODD, **application.options)
    names = application.body | (application.top if application.options.get("include_top", True) else {})
    return graph, model, names


each_application = pytest.mark.parametrize("name", APPLICATIONS)


def counts(model: keras.Model) -> tuple[int, int]:
    return model.count_params(), sum(variable.numpy().size for variable in model.trainable_weights)


def assert_same_layers(graph: Graph, model: keras.Model, names: Names) -> None:
    """Every layer of the one is in the other, with the same output shape, and the parameters are as many."""
    assert graph.parameters == counts(model)
    for node, layer in names.items():
        assert graph.shapes[node] == model.get_layer(layer).output.shape[1:], node
    unnamed = Counter(type(layer).__name__ for layer in model.layers if layer.name not in names.values())
    ours = Counter(type(node.operation).__name__ for node in graph if node.name not in names)
    ours["InputLayer"] = ours.pop("Input")
    # Keras folds activations into VGG's convolutions, has none at the end here, and keeps the sides of a pooled map.
    del ours["Activation"], ours["Reshape"]
    assert unnamed == ours
    assert graph.shapes[graph.output] == model.output_shape[1:]


@each_application
def test_every_layer_is_where_keras_has_it(name: str) -> None:
    assert_same_layers(*small(name))


@each_application
def test_the_numbers_are_those_of_keras(name: str) -> None:
    graph, model, names = small(name)
    weights, images, _ = drawn(graph, batch=4)
    hand_over_by_name(model, weights, names)
    assert distance(graph, model, weights, images) < TOLERANCE
    assert distance(graph, model, weights, images, training=True) < TOLERANCE


@pytest.mark.parametrize("pooling", [None, "avg", "max"])
def test_without_its_top_a_network_ends_in_maps_or_in_pooled_ones(pooling: str | None) -> None:
    application = APPLICATIONS["mobilenet"]
    graph, model = application.build((33, 64, 1), alpha=0.25, include_top=False, pooling=pooling)
    assert_same_layers(graph, model, application.body)
    weights, images, _ = drawn(graph, batch=4)
    hand_over_by_name(model, weights, application.body)
    assert in_sigmas(forward(graph, weights, images)[graph.output], np.asarray(model(images))) < TOLERANCE


@pytest.mark.parametrize("alpha", [0.35, 0.75, 1.3, 1.4])
def test_widths_are_rounded_as_in_keras(alpha: float) -> None:
    graph, model = APPLICATIONS["mobilenet_v2"].build((32, 32, 3), alpha=alpha, classes=3)
    assert graph.parameters == counts(model)


FIGURES = {
    "vgg16": (138_357_544, 138_357_544, 15_470),
    "vgg19": (143_667_240, 143_667_240, 19_632),
    "resnet34": (21_814_696, 21_797_672, 3_664),
    "resnet50": (25_636_712, 25_583_592, 3_858),
    "densenet121": (8_062_504, 7_978_856, 2_834),
    "mobilenet": (4_253_864, 4_231_976, 569),
    "mobilenet_v2": (3_538_984, 3_504_872, 301),
}
"""Parameters, those of them that are trained, and millions of multiplications for an image of 224x224.

The papers round: ResNet-34 3.6 and ResNet-50 3.8 thousand millions (table 1), MobileNet 569 (table 4), MobileNetV2 300.
"""


@pytest.mark.parametrize("name", FIGURES)
def test_the_published_figures(name: str) -> None:
    graph = getattr(applications, name)()
    *parameters, millions = FIGURES[name]
    assert graph.parameters == tuple(parameters)
    assert round(multiplications(graph) / 1e6) == millions
    assert graph.input_shape == (224, 224, 3)
    assert graph.shapes[graph.output] == (1000,)
    assert graph[graph.output].operation == Activation("softmax")
    assert [graph.shapes[node.name] for node in graph if len(graph.shapes[node.name]) == 3][-1][:2] in {(7, 7), (1, 1)}


@pytest.mark.skipif(not CERTIFY, reason="builds models of half a gigabyte")
@each_application
def test_every_layer_for_imagenet_is_where_keras_has_it(name: str) -> None:
    application = APPLICATIONS[name]
    graph, model = application.build((224, 224, 3))
    assert_same_layers(graph, model, application.body | application.top)


@pytest.mark.skipif(not CERTIFY, reason="33 million parameters in float64")
def test_the_dense_layers_of_vgg_are_those_of_keras() -> None:
    application = APPLICATIONS["vgg16"]
    graph, model = application.build((32, 32, 3), classes=7)
    assert_same_layers(graph, model, application.body | application.top)
    weights, images, _ = drawn(graph, batch=4)
    hand_over_by_name(model, weights, application.body | application.top)
    assert distance(graph, model, weights, images) < TOLERANCE


RESNET34_ORDER = [
    "c1",
    "b1",
    *(
        f"group{group}.block{block}.{node}"
        for group, blocks in enumerate((3, 4, 6, 3), start=1)
        for block in range(1, blocks + 1)
        for node in (*("c1", "b1", "c2", "b2"), *(("down_c1", "down_b1") if group > 1 and block == 1 else ()))
    ),
    "f1",
]


def test_resnet34_is_the_papers() -> None:
    graph, model = applications.resnet34(ODD, 7), keras_course.ResNet34(7)
    weights, images, _ = drawn(graph, batch=4)
    model(images)
    assert graph.parameters == counts(model)
    hand_over(model, weights, keys(graph, RESNET34_ORDER))
    assert distance(graph, model, weights, images) < TOLERANCE
    assert distance(graph, model, weights, images, training=True) < TOLERANCE


@pytest.mark.parametrize("name", ["mobilenet", *(["mobilenet_v2", "densenet121", "resnet50"] if CERTIFY else [])])
def test_a_step_changes_every_weight_as_in_keras(name: str) -> None:
    application = APPLICATIONS[name]
    options = application.options | ({"alpha": 0.25} if name == "mobilenet" else {})
    with InDoublePrecision():
        graph, model = application.build((64, 64, 3), **options)
    names = application.body | application.top
    weights, images, labels = drawn(graph, batch=4)
    hand_over_by_name(model, weights, names)
    loss, _ = step_of_keras(model, images, labels, LEARNING_RATE)
    ours, after = step(graph, weights, images, labels, LEARNING_RATE)
    assert ours == pytest.approx(loss, rel=1e-9)
    expected = {node: iter(model.get_layer(layer).get_weights()) for node, layer in names.items()}
    for node, weight in weights:
        np.testing.assert_allclose(
            after[node, weight], next(expected[node]), rtol=1e-6, atol=1e-9, err_msg=f"{node} {weight}"
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"input_shape": (32, 31, 3)}, r"input_shape must be .* Received: input_shape=\(32, 31, 3\)"),
        ({"input_shape": (32, 32)}, r"input_shape must be .* Received: input_shape=\(32, 32\)"),
        ({"pooling": "mean"}, 'pooling must be None, "avg" or "max". Received: pooling=\'mean\''),
    ],
)
@pytest.mark.parametrize("name", FIGURES)
def test_options_that_are_refused_are_named(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(applications, name)(**options)
