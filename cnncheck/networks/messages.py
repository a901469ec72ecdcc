"""The sentences a student reads about a network, each with its numbers; one function for each kind of difference."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cnncheck.networks.difference import WHOLE, Difference
from cnncheck.networks.hints import hint
from cnncheck.networks.naming import Names
from cnncheck.networks.wording import described, exactly, phrase, rank, shape_of, sides
from reference.graph import Graph
from reference.operations import Activation, Conv2D, Dense, DepthwiseConv2D, Operation, Pooling2D, Shape

LISTED = 9
"""Operations of a block that are listed."""

SHOWN = 3
"""Other places of one difference that are told."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is said about one difference."""

    message: str
    expected: str
    received: str
    hint: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a sentence is made from: the difference, its code, and both networks."""

    code: str
    difference: Difference
    names: Names

    @property
    def reference(self) -> Graph:
        """The specified network."""
        return self.names.correspondence.reference

    @property
    def student(self) -> Graph:
        """The student's network in the reference's names."""
        return self.names.correspondence.translated

    @property
    def subject(self) -> str:
        """The node it is about, to begin a sentence with."""
        full = self.names.full(self.difference.node)
        return full[0].upper() + full[1:] if full.startswith("the ") else full

    @property
    def specified(self) -> Operation:
        """The reference's operation there."""
        return self.reference[self.difference.node].operation

    @property
    def read_shape(self) -> Shape:
        """Shape of what the node reads in the reference."""
        return self.reference.shapes[self.reference[self.difference.node].inputs[0]]


def tell(code: str, difference: Difference, names: Names) -> Text:
    """Write about one difference."""
    telling = Telling(code, difference, names)
    writers: Mapping[str, Callable[[Telling], tuple[str, str, str]]] = {
        "attribute": _attribute,
        "operation": _operation,
        "missing": _missing,
        "extra": _extra,
        "moved": _moved,
        "wiring": _wiring,
        "shared": _shared,
        "widths": _widths,
        "known": _known,
    }
    message, expected, received = writers[difference.kind](telling)
    return Text(f"{message}{_again(telling)}", expected, received, hint(code))


def _again(telling: Telling) -> str:
    """Where else the same line makes the same difference."""
    if telling.difference.known is not None:
        return ""
    names = [telling.names.own(one.node) or telling.names.rank(one.node) for one in telling.difference.again]
    if not names:
        return ""
    return f" The same holds for {_several(names)}."


def _several(names: list[str]) -> str:
    """Names in a sentence: the first of them, and how many more."""
    several = names if len(names) <= SHOWN else [*names[: SHOWN - 1], f"{len(names) - SHOWN + 1} more"]
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}"


def _attribute(telling: Telling) -> tuple[str, str, str]:
    special = {"padding": _padding, "kernel_size": _kernel_size, "units": _units, "filters": _filters}
    writer = special.get(telling.difference.attribute)
    if writer is not None and isinstance(telling.specified, Conv2D | Dense):
        return writer(telling)
    expected, received = (
        _value(telling, value) for value in (telling.difference.expected, telling.difference.received)
    )
    what = _ATTRIBUTES.get(telling.difference.attribute, telling.difference.attribute)
    if part := _PARTS.get(telling.difference.attribute):
        has, wanted = (f"no {part}", "one") if telling.difference.expected else (f"a {part}", "none")
        return f"{telling.subject}, has {has} where {wanted} is specified ({what}).", expected, received
    message = f"{telling.subject}, has {what} {received} where {expected} is specified."
    if telling.difference.attribute == "groups":
        message = f"{telling.subject}, divides the channels into {received} groups; {expected} is specified."
    if isinstance(telling.specified, Conv2D | DepthwiseConv2D | Pooling2D):
        ours, theirs = _shapes(telling)
        message += f" Its map is {theirs} instead of {ours}." if ours != theirs else ""
    return message, expected, received


_PARTS: Mapping[str, str] = {"use_bias": "bias", "center": "beta", "scale": "gamma"}
"""What a layer has or has not, by the argument that says so."""

_ATTRIBUTES: Mapping[str, str] = {
    "strides": "strides",
    "dilation_rate": "dilation rate",
    "groups": "groups",
    "use_bias": "use_bias",
    "regularizer": "a kernel regulariser of",
    "pool_size": "pool size",
    "padding": "padding",
    "epsilon": "epsilon",
    "momentum": "momentum",
    "center": "center",
    "scale": "scale",
    "axis": "axis",
    "function": "the function",
    "rate": "rate",
    "shape": "shape",
}


def _value(telling: Telling, value: object) -> str:
    if telling.difference.attribute == "regularizer":
        return "none" if value is None else f"L2 with {value:g}"
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(side, int) for side in value):  # noqa: PLR2004
        return sides((value[0], value[1]))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _padding(telling: Telling) -> tuple[str, str, str]:
    """With both formulas, and the numbers of this layer in them."""
    layer, size = telling.specified, telling.read_shape[0]
    if not isinstance(layer, Conv2D):
        raise TypeError("padding is written about convolutions")
    window, strides = (layer.kernel_size[0] - 1) * layer.dilation_rate[0] + 1, layer.strides[0]
    valid_side = math.ceil((size - window + 1) / strides)
    same = f"SAME gives ceil({size} / {strides}) = {math.ceil(size / strides)}"
    valid = f"VALID gives ceil(({size} - {window} + 1) / {strides}) = {valid_side}"
    expected, received = str(telling.difference.expected), str(telling.difference.received)
    if expected == "valid":
        return f"{telling.subject}, pads: {same}, {valid}.", expected, received
    return f"{telling.subject}, does not pad: {valid}, {same}.", expected, received


def _kernel_size(telling: Telling) -> tuple[str, str, str]:
    expected, received = _value(telling, telling.difference.expected), _value(telling, telling.difference.received)
    message = f"{telling.subject}, has kernels of {received} where {expected} are specified."
    return f"{message} {_counts(telling, 'kernel')}", expected, received


def _filters(telling: Telling) -> tuple[str, str, str]:
    expected, received = str(telling.difference.expected), str(telling.difference.received)
    message = f"{telling.subject}, has {received} filters where {expected} are specified."
    return f"{message} Its map is {_shapes(telling)[1]} instead of {_shapes(telling)[0]}.", expected, received


def _units(telling: Telling) -> tuple[str, str, str]:
    expected, received = str(telling.difference.expected), str(telling.difference.received)
    if telling.code == "output-classes":
        message = f"{telling.subject}, tells {received} classes apart where there are {expected}."
    else:
        message = f"{telling.subject}, has {received} units where {expected} are specified."
    inputs = telling.read_shape[-1]
    ours, theirs = (inputs * int(units) + int(units) for units in (expected, received))
    if not isinstance(telling.specified, Dense) or not telling.specified.use_bias:
        return message, expected, received
    counted = (
        f"{inputs} * {received} + {received} = {theirs} parameters instead of "
        f"{inputs} * {expected} + {expected} = {ours}"
    )
    return f"{message} With {inputs} inputs that makes {counted}.", expected, received


def _counts(telling: Telling, weight: str) -> str:
    """How many weights the node has, and how many it should have, for the specified input."""
    changed = _changed(telling.specified, {telling.difference.attribute: telling.difference.received})
    shapes = (
        next(spec.shape for spec in operation.weights(telling.read_shape) if spec.name == weight)
        for operation in (telling.specified, changed)
    )
    ours, theirs = (f"{' * '.join(map(str, shape))} = {math.prod(shape)}" for shape in shapes)
    return f"That makes {theirs} weights instead of {ours}."


def _changed(operation: Operation, values: Mapping[str, object]) -> Operation:
    fields = {name: getattr(operation, name) for name in operation.__dataclass_fields__}
    return type(operation)(**{**fields, **values})


def _shapes(telling: Telling) -> tuple[str, str]:
    """Output shape of the node as specified, and with this difference alone."""
    values = {telling.difference.attribute: telling.difference.received}
    if telling.difference.attribute == "pool_size":
        values["strides"] = getattr(telling.student[telling.difference.node].operation, "strides", None)
    changed = _changed(telling.specified, values)
    ours, theirs = (operation.output_shape(telling.read_shape) for operation in (telling.specified, changed))
    return shape_of(ours), shape_of(theirs)


def _operation(telling: Telling) -> tuple[str, str, str]:
    expected, received = telling.difference.expected, telling.difference.received
    if not isinstance(expected, Operation) or not isinstance(received, Operation):
        raise TypeError("an operation stands in place of an operation")
    own = telling.names.own(telling.difference.node) or ""
    message = f"{own}, {a(phrase(received))}, stands where {a(phrase(expected))} is specified."
    return message, exactly(expected), exactly(received)


def _missing(telling: Telling) -> tuple[str, str, str]:
    nodes = telling.difference.nodes
    word = exactly(telling.specified)
    after = _behind(telling)
    if len(nodes) > 1:
        rest = _listed([exactly(telling.reference[name].operation) for name in nodes[1:]])
        message = f"{_capital(rank(telling.reference, nodes[0]))} is missing{after}, with what belongs to it: {rest}."
    elif isinstance(telling.specified, Activation):
        message = f"The activation {word} is missing{after}."
    else:
        message = f"{_capital(rank(telling.reference, nodes[0]))} is missing{after}."
    return message, described(telling.reference, nodes[0]), "nothing"


def _listed(words: list[str]) -> str:
    """Operations in a row, the first of them where there are many."""
    return ", ".join(words) if len(words) <= LISTED else f"{', '.join(words[:LISTED])} and {len(words) - LISTED} more"


def _behind(telling: Telling) -> str:
    """Behind which of the student's layers something is missing; of one branch of several, in front of which."""
    if reader := telling.names.correspondence.branch_without(telling.difference):
        return f" in front of {telling.names.full(reader)}"
    name = telling.reference[telling.difference.node].inputs[0]
    own = telling.names.own(name)
    return f" behind {telling.names.full(name)}" if own and telling.reference[name].inputs else ""


def _extra(telling: Telling) -> tuple[str, str, str]:
    node = telling.student[telling.difference.node]
    own = telling.names.own(node.name) or ""
    before = telling.names.full(node.inputs[0]) if telling.student[node.inputs[0]].inputs else "the image"
    received = described(telling.student, node.name)
    if telling.code == "input-layout":
        return _transposed(telling, node.name)
    if telling.code == "output-activation" and not isinstance(node.operation, Activation):
        message = f"The softmax is taken over the images of a batch, not over the classes: {own} exchanges the axes."
        return message, "a softmax over the last axis", "a softmax over the first axis"
    if isinstance(node.operation, Activation):
        message = (
            f"{own}, the activation {exactly(node.operation)}, is applied behind {before}, where none is specified."
        )
    else:
        message = f"{own}, {a(phrase(node.operation))} behind {before}, is not specified."
    if len(telling.difference.nodes) > 1:
        rest = _listed([exactly(telling.student[name].operation) for name in telling.difference.nodes[1:]])
        message = f"{message[:-1]}, and neither is what follows it: {rest}."
    return message, "nothing", received


def _transposed(telling: Telling, name: str) -> tuple[str, str, str]:
    """The image with its axes in another order."""
    expected, received = (shape_of(telling.student.shapes[one]) for one in (telling.reference.nodes[0].name, name))
    own = telling.names.own(name)
    return f"{own} makes an image of {received} from one of {expected} before any layer sees it.", expected, received


def _moved(telling: Telling) -> tuple[str, str, str]:
    """With the order of what lies between the place it has and the place it should have."""
    name = telling.difference.node
    expected, received = _orders(telling, name)
    return f"{telling.subject}, is at the wrong place: {received} instead of {expected}.", expected, received


def _orders(telling: Telling, name: str) -> tuple[str, str]:
    """The stretch of both networks in which a node moved, as lists of kinds."""
    ours = [node.name for node in telling.reference]
    theirs = [node.name for node in telling.student]
    common = [other for other in ours if other in theirs]
    there = [other for other in theirs if other in common]
    low = min(common.index(name), there.index(name))
    high = max(common.index(name), there.index(name)) + 1
    low = max(low - 1, 1)
    lists = (", ".join(_in_list(telling, other) for other in names[low:high]) for names in (common, there))
    expected, received = lists
    return expected, received


def _in_list(telling: Telling, name: str) -> str:
    return exactly(telling.student[name].operation)


def _wiring(telling: Telling) -> tuple[str, str, str]:
    expected, received = telling.difference.expected, telling.difference.received
    if not isinstance(expected, tuple) or not isinstance(received, tuple):
        raise TypeError("a node reads nodes")
    lists = [" and ".join(telling.names.full(name) for name in names) for names in (expected, received)]
    if telling.code == "layer-missing":
        operations = ", ".join(exactly(telling.reference[name].operation) for name in telling.difference.nodes[1:])
        message = f"{telling.subject}, puts {len(received)} branches side by side where {len(expected)} are specified"
        return f"{message}; what is missing: {operations}.", lists[0], lists[1]
    return f"{telling.subject}, reads {lists[1]} where it should read {lists[0]}.", lists[0], lists[1]


def _shared(telling: Telling) -> tuple[str, str, str]:
    other = telling.names.full(str(telling.difference.received))
    message = (
        f"{_capital(telling.names.rank(telling.difference.node))} is the same layer object as {other}: "
        "both use one set of weights where two are specified."
    )
    return message, "two layers", "one layer, called twice"


def _widths(telling: Telling) -> tuple[str, str, str]:
    """The filters of each block, where several follow another rule."""
    expected, received = telling.difference.expected, telling.difference.received
    if not isinstance(expected, tuple) or not isinstance(received, tuple):
        raise TypeError("each block has a width")
    lists = [", ".join(map(str, widths)) for widths in (expected, received)]
    own = telling.names.full(telling.difference.node)
    message = (
        f"From {own}, on, the numbers of filters follow another rule: "
        f"block by block they are {lists[1]} where {lists[0]} are specified."
    )
    return message, lists[0], lists[1]


def _known(telling: Telling) -> tuple[str, str, str]:
    """A fault of the dictionary, and where it shows."""
    known = telling.difference.known
    if known is None:
        raise TypeError("a known fault has its words")
    if telling.difference.attribute == WHOLE:
        return known.sentence, known.expected, known.received
    names = [telling.names.own(one.node) or telling.names.rank(one.node) for one in telling.difference.parts]
    return f"{known.sentence} It shows at {_several(list(dict.fromkeys(names)))}.", known.expected, known.received


def a(word: str) -> str:
    """Write a word with its article.

    >>> a("average pooling"), a("dropout")
    ('an average pooling', 'a dropout')
    """
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
