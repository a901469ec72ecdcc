"""What no grader can do without: load the code, build the network, trace it and run it twice.

A zygote serves this module in place of the worker's own, so that the floor is forked and confined as every worker is,
and everything above it is the price of examining. It is served as the file stands, by `one_network.py`.
"""

import ast
import socket
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import Ask, Load, Loaded, Problem, Reply, WireClosed, receive, send

PRELOADED = (tf.keras.layers, tf.keras.datasets, keras.layers)
"""Lazy modules, resolved before the fork as the worker's own are."""

NAME = "model"
"""What the course's scripts call the network they make."""

MODAL = (keras.layers.BatchNormalization, keras.layers.Dropout)
"""Layers that compute something else in training: a network that holds one is traced in both modes."""

IMAGES, FORWARDS = 8, 2


def serve(connection: socket.socket, submission: str) -> None:
    """Answer `Load` by doing all of it on the file."""
    while True:
        try:
            ask = receive(connection, Ask)
        except WireClosed:
            return
        answer: Loaded | Problem = Problem("wrong-type", "the floor is only loaded")
        if isinstance(ask.question, Load):
            work(Path(submission))
            answer = Loaded()
        send(connection, Reply(ask.number, answer))


def work(file: Path) -> Any:  # noqa: ANN401 - whatever the network returns
    """Define, build, trace, and run twice; the script's own training is left out, and so is its data."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if _defines(node)]
    namespace: dict[str, Any] = {"__name__": file.stem}
    exec(compile(tree, str(file), "exec"), namespace)  # noqa: S102 - running the submission is what this process is for
    model = namespace[NAME]
    graph = tf.__internal__.FuncGraph("floor")
    with graph.as_default():
        image = tf.compat.v1.placeholder(tf.float32, (None, 32, 32, 3), name="image")
        output = model(image, training=False)
        if any(isinstance(layer, MODAL) for layer in model._flatten_layers()):  # noqa: SLF001 - Keras has no other way
            model(image, training=True)
    given = {name: variable.numpy() for variable in model.variables for name in _inside(graph, variable)}
    images = np.random.default_rng(1).standard_normal((IMAGES, 32, 32, 3)).astype(np.float32)
    session = tf.compat.v1.Session(graph=graph)
    return [session.run(output, {**given, image.name: images}) for _ in range(FORWARDS)]


def _defines(node: ast.stmt) -> bool:
    """Whether a statement only defines something, or makes the model."""
    if isinstance(node, ast.Assign):
        return [ast.unparse(target) for target in node.targets] == [NAME]
    return isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef))


def _inside(graph: Any, variable: Any) -> list[str]:  # noqa: ANN401 - TensorFlow's own objects
    """Names of the tensors in a graph that hold a variable's value."""
    handle = getattr(variable, "value", variable).handle
    captured = {inside.name for outside, inside in graph.captures if outside is handle}
    return [
        operation.outputs[0].name
        for operation in graph.get_operations()
        if operation.type == "ReadVariableOp" and operation.inputs[0].name in captured
    ]
