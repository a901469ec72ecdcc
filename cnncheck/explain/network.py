"""A network of the course layer by layer: sizes, what each layer costs, and how much of the image it sees."""

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

import reference.networks
from cnncheck.explain.calculation import grouped
from cnncheck.explain.table import table_text
from cnncheck.pictures.operations import padding_of, sides, strides_of, window_of
from reference.arithmetic import ReceptiveField
from reference.graph import Graph, multiplications, node_multiplications
from reference.networks import applications
from reference.operations import Activation
from reference.receptive_fields import receptive_fields


def networks() -> Mapping[str, Callable[[], Graph]]:
    """Every network of the textbook by name; what ImageNet and CIFAR-10 both have is `vgg16_imagenet` there."""
    here = {name: getattr(reference.networks, name) for name in reference.networks.__all__}
    there = {name: getattr(applications, name) for name in applications.__all__}
    return here | {f"{name}_imagenet" if name in here else name: builder for name, builder in there.items()}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer as the table shows it; what a layer has not got is empty, and costs that are nothing are 0."""

    name: str
    operation: str
    reads: tuple[str, ...]
    output: str
    kernel: str
    strides: str
    padding: str
    parameters: int
    multiplications: int
    field: ReceptiveField


def layers(graph: Graph) -> Iterator[Layer]:
    """The layers of a network in computing order."""
    fields = receptive_fields(graph)
    for node in graph:
        operation = node.operation
        yield Layer(
            node.name,
            operation.function if isinstance(operation, Activation) else type(operation).__name__,
            node.inputs,
            sides(graph.shapes[node.name]),
            sides(window_of(operation)),
            strides_of(operation),
            padding_of(operation),
            sum(math.prod(spec.shape) for spec in graph.weights_of(node)),
            node_multiplications(graph, node),
            fields[node.name],
        )


def network_text(name: str) -> str:
    """Where the network comes from, its layers, its totals.

    Raises:
        KeyError: the textbook has no network of that name.
    """
    builder = networks()[name]
    graph = builder()
    parts = [f"{name}: {origin(builder)}", layer_table(graph), totals(graph)]
    if windows := chain_of_windows(graph):
        parts[-1] += f'\nHow the field grows: cnncheck explain field --layers "{windows}"'
    return "\n\n".join(parts)


def chain_of_windows(graph: Graph) -> str:
    """The windows of a network without branches as the calculator of fields takes them; empty where it cannot.

    >>> chain_of_windows(networks()["lenet5"]())
    '5/1 2/2 5/1 2/2'
    """
    windows = [(window_of(node.operation), node.operation) for node in graph if window_of(node.operation)]
    numbers = [(*window, *getattr(of, "strides", ()), *getattr(of, "dilation_rate", (1, 1))) for window, of in windows]
    if _branches(graph) or any(row[::2] != row[1::2] for row in numbers):
        return ""
    return " ".join("/".join(map(str, row[::2][: 3 if row[4] > 1 else 2])) for row in numbers)


def origin(builder: Callable[[], Graph]) -> str:
    """What the network's file says about it before its table: the paper, or that there is none."""
    text = inspect.getdoc(inspect.getmodule(builder)) or ""
    paragraphs = list(takewhile(lambda paragraph: not paragraph.startswith("|"), text.split("\n\n")))
    if paragraphs[-1].endswith(":"):  # it led to the table
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def layer_table(graph: Graph) -> str:
    """A line for each layer; what it reads is shown only where a network has branches."""
    branches = _branches(graph)
    heads = ["layer", "operation", *(["reads"] if branches else []), "output", "kernel", "strides", "padding"]
    heads += ["parameters", "multiplications", "field", "jump"]
    rows, before = [], ""
    for layer in layers(graph):
        costs = [grouped(number) if number else "" for number in (layer.parameters, layer.multiplications)]
        seen = [str(layer.field.size), str(layer.field.jump)] if "x" in layer.output else ["all", ""]
        reads = [_read(layer, before)] if branches else []
        row = [layer.name, layer.operation, *reads, layer.output, layer.kernel, layer.strides, layer.padding]
        rows.append([*row, *costs, *seen])
        before = layer.name
    return table_text(heads, rows, left=3 if branches else 2)


def totals(graph: Graph) -> str:
    """Parameters, multiplications and how the columns are to be read."""
    total, trainable = graph.parameters
    trained = "all trainable" if total == trainable else f"{grouped(trainable)} of them trainable"
    lines = [
        f"{grouped(total)} parameters, {trained}; {grouped(multiplications(graph))} multiplications for one image.",
        "field: side of the square of the image that one value depends on; jump: pixels from one value to the next.",
    ]
    if _branches(graph):
        lines.append("reads: the line above, where nothing stands; a layer of the same block is written .name.")
    return "\n".join(lines)


def _branches(graph: Graph) -> bool:
    return any(len(node.inputs) > 1 for node in graph)


def _read(layer: Layer, before: str) -> str:
    """What the layer reads, unless it is the one before."""
    if layer.reads == (before,) or not layer.reads:
        return ""
    block = layer.name.rpartition(".")[0]
    return ", ".join(
        name.removeprefix(block) if block and name.rpartition(".")[0] == block else name for name in layer.reads
    )
