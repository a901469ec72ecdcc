"""The starter of a network: a class, or a function that builds it, with what goes in and what comes out."""

import inspect

from cnncheck.explain.calculation import grouped
from cnncheck.explain.network import networks, origin
from cnncheck.networks import NetworkTask
from cnncheck.starter.source import docstring, filled, listed, stub
from reference.graph import Graph
from reference.operations import Activation, Shape


def network_file(task: NetworkTask) -> str:
    """A file of its own: course scripts train one network each."""
    name = task.names[0]
    head = docstring([f"Task {task.name}: {name}."], "")
    body = _class(task, name) if name[0].isupper() else _builder(task, name)
    return f"{head}\n\nimport tensorflow as tf\n\n\n{body}"


def _class(task: NetworkTask, name: str) -> str:
    call = stub("    def call(self, x, training=None):", docstring([CALL], " " * 8), " " * 8)
    return "\n".join(
        [
            f"class {name}(tf.keras.Model):",
            f"{docstring(_described(task))}\n",
            f"    def __init__(self{_constructor(task)}):",
            "        super().__init__()",
            "        # Create each layer here, as an attribute of its own: self.c1 = ...\n",
            call,
        ]
    )


CALL = "Pass the images x through the layers; training=training goes to those that ask for it."


def _builder(task: NetworkTask, name: str) -> str:
    parameters = _constructor(task).removeprefix(", ")
    return stub(f"def {name}({parameters}):", docstring(["Build and return the network.", *_described(task)]))


def _described(task: NetworkTask) -> list[str]:
    """What goes in, what comes out, and what is checked."""
    graph = task.graph
    total, trainable = graph.parameters
    trained = "all trainable" if total == trainable else f"{grouped(trainable)} of them trainable"
    shapes = [
        f"Input: images (batch, {', '.join(map(str, graph.input_shape))}), float32.",
        f"Output: (batch, {', '.join(map(str, graph.shapes[graph.output]))}), {_meaning(graph)}.",
        f"Parameters: {grouped(total)}, {trained}.",
    ]
    paragraphs = ["\n".join(shapes), listed("What is checked:", (check.title for check in task.checks))]
    if known := _in_the_textbook(graph):
        paragraphs.insert(0, filled(" ".join(origin(networks()[known]).split("\n\n")[0].split())))
        paragraphs.append(f"The paper behind it, and every layer's sizes: cnncheck explain {known}")
    return paragraphs


def _in_the_textbook(graph: Graph) -> str | None:
    """The word by which this network can be explained: sizes may differ, the layers may not."""
    layers = [node.name for node in graph]
    alike = (name for name, builder in networks().items() if name.removesuffix("_imagenet") == graph.name
             and [node.name for node in builder()] == layers)  # fmt: skip
    return next(alike, None)


def _meaning(graph: Graph) -> str:
    last = graph[graph.output].operation
    if isinstance(last, Activation) and last.function == "softmax":
        return f"the probabilities of {_classes(graph.shapes[graph.output])}: softmax comes last"
    if len(graph.shapes[graph.output]) == 1:
        return f"scores of {_classes(graph.shapes[graph.output])} as they are: no softmax"
    return "the maps of its last layer"


def _classes(shape: Shape) -> str:
    return f"{shape[-1]} classes"


def _constructor(task: NetworkTask) -> str:
    """The parameters that the class is called with, named as the textbook names them."""
    given = task.constructor
    known = _parameters(task)
    positional = list(known)[: len(given.arguments)]
    named = [f"{name}={known.get(name, value)!r}" for name, value in given.options]
    more = [f"{name}={value!r}" for name, value in list(known.items())[len(positional) :] if given.arguments]
    return "".join(f", {text}" for text in dict.fromkeys([*positional, *named, *more]))


def _parameters(task: NetworkTask) -> dict[str, object]:
    """Parameters of the textbook's builder and their defaults."""
    known = task.reference
    name = _in_the_textbook(known) if isinstance(known, Graph) else None
    builder = known if not isinstance(known, Graph) else networks()[name] if name else None
    if builder is None:  # an instructor's own network
        return {}
    return {item.name: item.default for item in inspect.signature(builder).parameters.values()}
