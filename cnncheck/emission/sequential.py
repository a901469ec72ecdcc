"""The Sequential style: a list of layers, for networks that are one chain."""

from collections.abc import Iterator

from cnncheck.emission.bodies import holds
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import Imports, call, documented, indented, listing, module
from cnncheck.emission.marks import mark_of, marked
from cnncheck.emission.parts import Block, Choice, Fork, Layer, Run, Series, Tangle, Use, blocks, walk
from cnncheck.emission.uses import arguments, signature
from cnncheck.emission.variation import NotWritableError, Variation
from reference.graph import Graph


def sequential(graph: Graph, series: Series, name: str, sentence: str, variation: Variation) -> str:
    """A network as one list of layers.

    Args:
        graph: the network.
        series: the same in parts.
        name: of the model, or of the function that builds it.
        sentence: the file's docstring.
        variation: idioms.

    Raises:
        NotWritableError: the network is no chain, or uses a layer twice.
    """
    check_chain(graph, series)
    imports = Imports(variation.qualified)
    author = KerasLayers(imports, variation)
    image = marked(call(imports.keras("Input"), [f"shape={graph.input_shape}"]), mark_of(0))
    items = [image, *_items(series, author)]
    model = imports.keras("Sequential")
    label = f'name="{graph.name}"'
    pieces: list[list[str]] = [_definition(block, author) for block in blocks(series)]
    nested = [f"{model}(", *indented([*listing("[", items, "],"), f"{label},"]), ")"]
    if variation.builder:
        pieces.append([f"def {name}():", *documented("The model.", [f"return {nested[0]}", *nested[1:]])])
    else:
        pieces.append([f"{name} = {nested[0]}", *nested[1:]])
    return module(sentence, imports, pieces)


def check_chain(graph: Graph, series: Series) -> None:
    """Make sure that a network is one chain of layers, each used once.

    Raises:
        NotWritableError: it is not; the message names the place.
    """
    for part in walk(series):
        if isinstance(part, Fork | Tangle):
            raise NotWritableError(
                f"{graph.name} is not one chain of layers, which is all that Sequential can hold: {_parting(graph)}"
            )
        if isinstance(part, Layer) and part.shares is not None:
            raise NotWritableError(f"{graph.name} uses the layer {part.shares!r} twice, which Sequential refuses")


def _parting(graph: Graph) -> str:
    """Where a network first is no chain."""
    readers = {node.name: graph.consumers(node.name) for node in graph}
    place = next(node for node in graph if len(readers[node.name]) > 1 or len(node.inputs) > 1)
    if len(place.inputs) > 1:
        return f"{place.inputs[0]!r} is read by {place.name!r} twice"
    first, second, *_ = readers[place.name]
    return f"{place.name!r} is read by {first.name!r} and {second.name!r}"


def _items(series: Series, author: KerasLayers) -> Iterator[str]:
    """The elements of the list."""
    for part in series:
        match part:
            case Layer():
                yield author.layer(part)
            case Use():
                yield marked(f"*{call(part.block.function, arguments(part, author))}", part.marks)
            case Run():
                yield from _items(part.uses, author)
            case Choice():
                yield f"*{part.name}"


def _definition(block: Block, author: KerasLayers) -> list[str]:
    """A function that returns a block's layers."""
    pairs = author.variation.pairs
    chosen = [
        f"{part.name} = [{', '.join(_items(part.series, author))}] if {holds(part, pairs=pairs)} else []"
        for part in block.series
        if isinstance(part, Choice)
    ]
    told = signature(block, "", pairs=pairs).removeprefix(", ")
    body = documented(block.sentence, [*chosen, *listing("return [", _items(block.series, author), "]")])
    return [f"def {block.function}({told}):", *body]
