"""Writes a network as a program."""

from collections.abc import Callable, Iterable, Mapping

from cnncheck.emission.decomposition import decomposed, folded
from cnncheck.emission.functional import functional
from cnncheck.emission.marks import Program
from cnncheck.emission.names import checked, class_name, named, taken
from cnncheck.emission.oddities import told
from cnncheck.emission.parts import Series
from cnncheck.emission.raw import raw
from cnncheck.emission.sequential import check_chain, sequential
from cnncheck.emission.structure import structured
from cnncheck.emission.subclassed import subclassed
from cnncheck.emission.variation import Style, Variation
from cnncheck.emission.writable import check
from reference.graph import Graph
from reference.operations import Shape

_Writer = Callable[[Graph, Series, str, str, Variation], str]

_WRITERS: dict[Style, _Writer] = {
    Style.SEQUENTIAL: sequential,
    Style.FUNCTIONAL: functional,
    Style.SUBCLASSED: subclassed,
    Style.RAW: raw,
}

_STYLES = {
    Style.SEQUENTIAL: "a list of layers",
    Style.FUNCTIONAL: "layers called on tensors",
    Style.SUBCLASSED: "a class of layers",
    Style.RAW: "TensorFlow's own operations on variables",
}


def emit(graph: Graph, style: Style, *, name: str | None = None, variation: Variation | int | None = None) -> str:
    """Source code of a network.

    The same graph, style and variation give the same text. The program is run with TensorFlow 2.18 or later and holds
    the network under `name`: a class without arguments, a model, or a function that returns one.

    Args:
        graph: the network.
        style: how it is written, a member or its value.
        name: what the program calls it; without it a class is called after the graph, anything else `model` or
            `build_model`.
        variation: which of several equally correct idioms are used, or a seed that chooses; without it those that
            are read most easily.

    Raises:
        NotWritableError: the network cannot be written in this style; the message says why.

    >>> from reference.networks import dense_mnist
    >>> print(emit(dense_mnist(), Style.SEQUENTIAL), end="")
    \"\"\"DenseMNIST as a list of layers.\"\"\"
    <BLANKLINE>
    from tensorflow.keras import Input, Sequential
    from tensorflow.keras.layers import Dense, Flatten
    <BLANKLINE>
    model = Sequential(
        [
            Input(shape=(28, 28)),
            Flatten(),
            Dense(128, activation="relu"),
            Dense(10, activation="softmax"),
        ],
        name="dense_mnist",
    )
    """
    return program(graph, style, name=name, variation=variation).text


def program(
    graph: Graph,
    style: Style,
    *,
    name: str | None = None,
    variation: Variation | int | None = None,
    oddities: Mapping[str, Iterable[str]] | None = None,
    believed: Mapping[str, Shape] | None = None,
) -> Program:
    """The same source code with the lines of each node, and with what no graph tells.

    Args:
        graph: the network; unused layers are in it.
        style: how it is written.
        name: what the program calls it.
        variation: which idioms are used.
        oddities: node name to what the program does to it, values of :class:`cnncheck.emission.oddities.Oddity`.
        believed: shapes that the author takes for granted where the network's do not fit together.

    Raises:
        NotWritableError: the network cannot be written in this style; the message says why.
        ShapeError: its shapes do not fit, and nothing is believed instead.
    """
    style = Style(style)
    idioms = Variation.drawn(variation) if isinstance(variation, int) else variation or Variation()
    check(graph, raw=style is Style.RAW)
    series = decomposed(graph, told(oddities or {}, style), believed)
    if style is not Style.RAW and not idioms.separate_activations:
        series = folded(series)
    if style is Style.SEQUENTIAL:
        check_chain(graph, series)
    series = named(structured(series, channels=style is Style.RAW))
    called = checked(name, series) if name is not None else _usual_name(graph, style, series, idioms)
    sentence = f"{class_name(graph.name)} as {_STYLES[style]}."
    return Program.of(_WRITERS[style](graph, series, called, sentence, idioms), graph)


def _usual_name(graph: Graph, style: Style, series: Series, variation: Variation) -> str:
    if style in {Style.SUBCLASSED, Style.RAW}:
        name = class_name(graph.name)
        return f"{name}Network" if name in taken(series) else name
    return "build_model" if variation.builder else "model"
