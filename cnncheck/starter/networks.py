"""The starter of a network: a class, or a function that builds it, with what goes in and what comes out."""

import inspect

from cnncheck.explain.calculation import grouped
from cnncheck.explain.network import networks, origin
from cnncheck.networks import NetworkTask
from cnncheck.starter.source import docstring, filled, listed, stub
from reference.graph import Graph
from reference.operations import Activation, Shape

ALIKE = 0.5
"""More of the layers than this are shared by networks that differ in their image or their top only."""

CALL = "Pass the images x through the layers; training=training goes to those that ask for it."


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


def _builder(task: NetworkTask, name: str) -> str:
    parameters = _constructor(task).removeprefix(", ")
    return stub(f"def {name}({parameters}):", docstring(["Build and return the network.", *_described(task)]))


def _described(task: NetworkTask) -> list[str]:
    """What goes in, what comes out, and what is checked."""
    graph = task.graph
    total, trainable = graph.parameters
    trained = "all trainable" if total == trainable else f"{grouped(trainable)} of them trainable"
    shapes = [
        filled(f"Input: images {_images(task)}, float32."),
        f"Output: (batch, {', '.join(map(str, graph.shapes[graph.output]))}), {_meaning(graph)}.",
        f"Parameters: {grouped(total)}, {trained}.",
    ]
    paragraphs = ["\n".join(shapes), listed("What is checked:", (check.title for check in task.checks))]
    if known := _in_the_textbook(graph):
        paragraphs.insert(0, filled(" ".join(origin(networks()[known]).split("\n\n")[0].split())))
        paragraphs.append(f"Where it comes from, and every layer's sizes: cnncheck explain {known}")
    return paragraphs


def _images(task: NetworkTask) -> str:
    """The shapes of images that the network may take, any of them."""
    layouts = task.reference if isinstance(task.reference, tuple) else (task.reference,)
    graphs = (layout if isinstance(layout, Graph) else layout() for layout in layouts)
    *others, last = (f"(batch, {', '.join(map(str, graph.input_shape))})" for graph in graphs)
    return f"{', '.join(others)} or {last}" if others else last


def _in_the_textbook(graph: Graph) -> str | None:
    """The word by which this network can be explained: of its namesakes the one that has its layers."""
    shared = {name: _shared(graph, builder()) for name, builder in networks().items() if _namesake(name, graph)}
    best = max(shared, key=shared.__getitem__, default=None)
    return best if best and shared[best] > ALIKE else None


def _namesake(name: str, graph: Graph) -> bool:
    return name.removesuffix("_imagenet") == graph.name


def _shared(graph: Graph, other: Graph) -> float:
    """Share of the layers of two networks that both have, by name."""
    one, another = {node.name for node in graph}, {node.name for node in other}
    return len(one & another) / len(one | another)


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
    """The parameters that the class is called with, named as the textbook names them; those it is not have defaults."""
    arguments, options = task.constructor.arguments, dict(task.constructor.options)
    if not arguments and not options:
        return ""
    known = _parameters(task)
    given = list(known)[: len(arguments)]
    more = ["*arguments"] if len(arguments) > len(known) else []
    asked = [name for name in options if name not in known]
    defaults = [f"{name}={value!r}" for name, value in known.items() if name not in given]
    return "".join(f", {text}" for text in (*given, *more, *asked, *defaults))


def _parameters(task: NetworkTask) -> dict[str, object]:
    """Parameters of the textbook's builder and their defaults."""
    name = _in_the_textbook(task.graph)
    builder = task.reference if callable(task.reference) else networks()[name] if name else None
    if builder is None:  # an instructor's own network
        return {}
    return {item.name: item.default for item in inspect.signature(builder).parameters.values()}
