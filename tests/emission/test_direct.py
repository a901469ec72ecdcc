"""Programs run by TensorFlow alone: what a trace does not show, and networks that the grader has no words for yet."""

import json
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zoo
from to_write import CERTIFY, IMAGENET, styles_of

from cnncheck.emission import Style, Variation, emit
from cnncheck.networks.calibration import Draw, draw_images
from cnncheck.networks.comparison import LINE, deviation
from reference.evaluation import evaluate, moving_statistics
from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Flatten
from reference.run import Key, forward, node_weights

SMALL_IMAGE = (32, 32, 3)
CLASSES = 10
ORDERED = ("separate_activations", "pairs", "keywords", "explicit", "other_joins", "model")
"""Idioms that leave variables in the order of the graph."""


ROUNDINGS = 4
"""So many times as far as the textbook is from itself in float32: weights drawn at random, not calibrated, let the
deepest networks lose more digits than the grader's do (ResNet-50: 1.3e-3 standard deviations)."""


def statistics() -> Graph:
    """Batch normalisation with numbers of its own, and penalties: what one forward pass does not tell."""
    return chain(
        "statistics",
        (6, 6, 3),
        {
            "c1": Conv2D(4, (3, 3), regularizer=0.02),
            "b1": BatchNormalization(0.7, 1e-2),
            "a1": Activation("relu"),
            "flatten": Flatten(),
            "f1": Dense(6, regularizer=0.05),
            "b2": BatchNormalization(0.9, scale=False),
            "f2": Dense(3),
        },
    )


def axes() -> Graph:
    """Statistics along another axis, and a dense layer at each pixel."""
    graph = zoo.other_axis()
    return Graph("axes", graph.nodes)


@lru_cache
def drawn(graph: Graph) -> Draw:
    """Images, and weights under which no layer is silent; also for layers that the grader does not calibrate yet."""
    rng = np.random.default_rng(0)
    images = draw_images(graph.input_shape, 0)
    outputs = {graph.nodes[0].name: images.astype(np.float64)}
    weights: dict[Key, Any] = {}
    for node in graph.nodes[1:]:
        inputs = [outputs[name] for name in node.inputs]
        for spec in graph.weights_of(node):
            fan_in = int(np.prod(spec.shape[:2] if isinstance(node.operation, DepthwiseConv2D) else spec.shape[:-1]))
            spread = 1 / np.sqrt(fan_in) if spec.name == "kernel" else 0.2
            weights[node.name, spec.name] = rng.normal(spec.name == "gamma", spread, spec.shape).astype(np.float32)
        if isinstance(node.operation, BatchNormalization):
            axes = tuple(np.delete(np.arange(inputs[0].ndim), node.operation.axis))
            weights[node.name, "moving_mean"] = (inputs[0].mean(axes) + 0.1).astype(np.float32)
            weights[node.name, "moving_variance"] = (inputs[0].var(axes) + 0.1).astype(np.float32)
        outputs[node.name] = evaluate(node.operation, inputs, node_weights(graph, node, weights))
    return Draw(images, weights, outputs[graph.output])


def _cases() -> dict[str, tuple[Graph, str]]:
    """(graph, program) by name."""
    graphs = {graph.name: (graph, tuple(Style)) for graph in (statistics(), axes(), zoo.depthwise())}
    wanted = IMAGENET if CERTIFY else ("imagenet_mobilenet", "imagenet_mobilenet_v2")
    for name in wanted:
        graph = IMAGENET[name](SMALL_IMAGE, CLASSES)
        styles = styles_of(name) if CERTIFY else (Style.SUBCLASSED,) if name.endswith("v2") else (Style.SEQUENTIAL,)
        graphs[name] = graph, styles
    varied = Variation(**dict.fromkeys(ORDERED, True))
    cases: dict[str, tuple[Graph, str]] = {}
    for name, (graph, styles) in graphs.items():
        for style in styles:
            cases[f"{name} {style}"] = graph, emit(graph, style, name="Net")
            if CERTIFY or not name.startswith("imagenet"):
                cases[f"{name} {style} varied"] = graph, emit(graph, style, name="Net", variation=varied)
    return cases


CASES = _cases()


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Any]]:
    """What each program returned, all of them in one process."""
    folder = tmp_path_factory.mktemp("direct")
    told = []
    for name, (graph, source) in CASES.items():
        draw = drawn(graph)
        weights = {f"weight{number}": draw.weights[key] for number, key in enumerate(graph.weights)}
        np.savez(folder / f"{name}.npz", images=draw.images, **weights)
        trains = graph.name in {"statistics", "axes"}
        told.append({"name": name, "source": source, "weights": len(weights), "trains": trains})
    (folder / "cases.json").write_text(json.dumps(told))
    script = Path(__file__).with_name("direct.py")
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: np.load(folder / f"{name}.out.npz") for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_counts_and_numbers_are_the_graphs(answers: Mapping[str, Mapping[str, Any]], name: str) -> None:
    graph, answer = CASES[name][0], answers[name]
    draw = drawn(graph)
    assert (answer["total"], answer["trainable"]) == graph.parameters
    expected, rounded = (
        forward(graph, draw.weights, draw.images.astype(dtype))[graph.output] for dtype in (np.float64, np.float32)
    )
    softmax = graph[graph.output].operation == Activation("softmax")
    rounding = deviation(expected, rounded, probabilities=softmax)
    assert deviation(expected, answer["output"], probabilities=softmax) < max(LINE, ROUNDINGS * rounding)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("statistics", "axes"))])
def test_training_uses_the_batch_and_moves_the_statistics(answers: Mapping[str, Mapping[str, Any]], name: str) -> None:
    graph, answer = CASES[name][0], answers[name]
    draw = drawn(graph)
    outputs = forward(graph, draw.weights, draw.images.astype(np.float64), training=True)
    assert deviation(outputs[graph.output], answer["trained"]) < LINE
    after = {key: answer[f"after{number}"] for number, key in enumerate(graph.weights)}
    for node in graph:
        if isinstance(node.operation, BatchNormalization):
            own = node_weights(graph, node, draw.weights)
            expected = moving_statistics(node.operation, outputs[node.inputs[0]], own)
            for weight, value in zip(("moving_mean", "moving_variance"), expected, strict=True):
                np.testing.assert_allclose(after[node.name, weight], value, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("statistics")])
def test_penalties_are_added_to_the_loss(answers: Mapping[str, Mapping[str, Any]], name: str) -> None:
    graph, weights = CASES[name][0], drawn(CASES[name][0]).weights
    penalties = [
        node.operation.regularizer * np.square(weights[node.name, "kernel"]).sum()
        for node in graph
        if isinstance(node.operation, Conv2D | Dense) and node.operation.regularizer
    ]
    np.testing.assert_allclose(answers[name]["losses"], sum(penalties), rtol=1e-5)
