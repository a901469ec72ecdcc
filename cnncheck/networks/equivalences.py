"""Writes a network in its normal form: one of the many ways to write the same function with the same weights.

Every rule keeps the function, the number of parameters and what training does; two networks that differ only by these
rules have the same normal form. Names of nodes with weights are kept.
"""

from collections.abc import Callable
from dataclasses import replace

from cnncheck.mutation.surgery import bypassed, inserted, swapped
from reference.arithmetic import padding_amounts
from reference.graph import Graph, Node
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GlobalPooling2D,
    MaxPooling2D,
    Opaque,
    Operation,
    Pooling2D,
    Reshape,
    Shape,
    ShapeError,
    ZeroPadding2D,
)

MONOTONE = frozenset({"relu", "sigmoid", "tanh", "elu", "selu", "relu6", "softplus", "softsign", "exponential"})
"""Activations that keep the order of numbers: the largest of a window stays the largest."""

NON_NEGATIVE = frozenset({"relu", "sigmoid", "softmax", "softplus", "relu6", "exponential"})
"""Activations after which relu changes nothing."""

Rule = Callable[[Graph, Node], Graph | None]


def normal_forms(first: Graph, second: Graph) -> tuple[Graph, Graph]:
    """Two networks in their normal forms.

    A pooling window as large as the map is a global pooling only where one of them has a global pooling: elsewhere it
    is a pooling whose map became small. A dense layer over the channels of a map is a convolution only where a dense
    layer is not what is specified there: elsewhere the map was not flattened.

    Raises:
        ShapeError: a network's shapes do not fit together.
    """
    rules = rules_for(first, second)
    return normal_form(first, rules), normal_form(second, rules)


def rules_for(first: Graph, second: Graph) -> tuple[Rule, ...]:
    """The rules by which a specified network and another get the forms in which they are laid side by side."""
    pools = any(isinstance(node.operation, GlobalPooling2D) for graph in (first, second) for node in graph)
    specified, found = _dense_layers(first), _dense_layers(second)
    pointwise = len(found) > len(specified) or any(_is_map(first.shapes[node.inputs[0]]) for node in specified)
    wanted = {_pool_globally.__name__: pools, _pointwise.__name__: pointwise}
    return tuple(rule for rule in RULES if wanted.get(rule.__name__, True))


def _dense_layers(graph: Graph) -> list[Node]:
    return [node for node in graph if isinstance(node.operation, Dense)]


def _is_map(shape: Shape) -> bool:
    """Whether it is that of a map of more than one pixel."""
    return len(shape) == 3 and shape[:2] != (1, 1)  # noqa: PLR2004 - height, width, channels


def normal_form(graph: Graph, rules: tuple[Rule, ...] | None = None) -> Graph:
    """The network in its normal form.

    Activations come before max pooling, dropout and flattening, where the order makes no difference; zeros around the
    map are "same" where they equal it; a reshaping to one axis is a flattening; what does nothing is left out.

    Raises:
        ShapeError: the network's shapes do not fit together.
    """
    _ = graph.shapes
    rules = RULES if rules is None else rules
    changed: Graph | None = graph
    while changed is not None:
        graph = changed
        changed = next((new for node in graph for rule in rules if (new := rule(graph, node)) is not None), None)
    return graph


def _leave_out(graph: Graph, node: Node) -> Graph | None:
    """What returns its input: linear, Dropout(0), a second relu, a window of one, a reshaping to the same shape."""
    if len(node.inputs) != 1 or isinstance(node.operation, Opaque):
        return None
    source = graph[node.inputs[0]].operation
    match node.operation:
        case Activation("linear") | Add() | Concatenate() | Dropout(0):
            return bypassed(graph, node.name)
        case Activation("relu") if isinstance(source, Activation) and source.function in NON_NEGATIVE:
            return bypassed(graph, node.name)
        case Reshape() | Flatten() if graph.shapes[node.inputs[0]] == graph.shapes[node.name]:
            return bypassed(graph, node.name)
        case Pooling2D(pool_size=(1, 1), strides=(1, 1)) | ZeroPadding2D(((0, 0), (0, 0))):
            return bypassed(graph, node.name)
        case _:
            return None


def _same_amounts(operation: Conv2D | Pooling2D, shape: Shape) -> list[tuple[int, int]]:
    """Pixels before and after, along height and width, that SAME adds to a map."""
    if isinstance(operation, Conv2D):
        sides, dilations = operation.kernel_size, operation.dilation_rate
    else:
        sides, dilations = operation.pool_size, (1, 1)
    windows = zip(shape[:2], sides, operation.strides, dilations, strict=True)
    return [padding_amounts(size, side, strides, "same", dilation) for size, side, strides, dilation in windows]


def _pads_nothing(operation: Conv2D | Pooling2D, shape: Shape) -> bool:
    """Whether no pixel is added to a map: always with VALID, and with SAME where the windows fit as they are."""
    return operation.padding == "valid" or not any(sum(side) for side in _same_amounts(operation, shape))


def _pad_like_same(graph: Graph, node: Node) -> Graph | None:
    """Zeros around the map and a VALID convolution, where SAME would add the same zeros."""
    padding = graph[node.inputs[0]] if node.inputs else None
    operation = node.operation
    if padding is None or not isinstance(padding.operation, ZeroPadding2D) or not isinstance(operation, Conv2D):
        return None
    if operation.padding != "valid":
        return None
    same = replace(operation, padding="same")
    if list(padding.operation.padding) != _same_amounts(same, graph.shapes[padding.inputs[0]]):
        return None
    nodes = (replace(old, operation=same, inputs=padding.inputs) if old.name == node.name else old for old in graph)
    changed = Graph(graph.name, tuple(nodes))
    return changed if changed.consumers(padding.name) else changed.without(padding.name)


def _pointwise(graph: Graph, node: Node) -> Graph | None:
    """A dense layer over the channels of every pixel is a convolution with kernels of one pixel."""
    operation = node.operation
    if not isinstance(operation, Dense) or not _is_map(graph.shapes[node.inputs[0]]):
        return None  # one over a single pixel is flattened first, like any other dense layer
    window = Conv2D(operation.units, (1, 1), use_bias=operation.use_bias, regularizer=operation.regularizer)
    return _if_alike(graph, lambda: graph.replaced(node.name, window))


def _step_once(graph: Graph, node: Node) -> Graph | None:
    """A convolution of single pixels, where a pooling whose window is one pixel leaves some out first, steps itself."""
    source = graph[node.inputs[0]] if node.inputs else None
    operation = node.operation
    if source is None or not isinstance(source.operation, Pooling2D) or not isinstance(operation, Conv2D):
        return None
    if source.operation.pool_size != (1, 1) or (operation.kernel_size, operation.strides) != ((1, 1), (1, 1)):
        return None
    if not _pads_nothing(operation, graph.shapes[source.name]):
        return None
    stepping = replace(operation, strides=source.operation.strides, padding="valid")
    nodes = (replace(old, operation=stepping, inputs=source.inputs) if old.name == node.name else old for old in graph)
    changed = Graph(graph.name, tuple(nodes))
    return changed if changed.consumers(source.name) else changed.without(source.name)


def _flatten(graph: Graph, node: Node) -> Graph | None:
    """A reshaping to one axis, and any global pooling of a single pixel, is a flattening."""
    one_pixel = isinstance(node.operation, GlobalPooling2D) and graph.shapes[node.inputs[0]][:2] == (1, 1)
    if one_pixel or (isinstance(node.operation, Reshape) and len(node.operation.shape) == 1):
        return graph.replaced(node.name, Flatten())
    return None


def _reshape_once(graph: Graph, node: Node) -> Graph | None:
    """A reshaping of what is only reshaped is the last of the two: pixels keep their order."""
    if not isinstance(node.operation, Reshape | Flatten):
        return None
    source = graph[node.inputs[0]]
    if not isinstance(source.operation, Reshape | Flatten) or len(graph.consumers(source.name)) != 1:
        return None
    return _if_alike(graph, lambda: bypassed(graph, source.name))


def _pool_globally(graph: Graph, node: Node) -> Graph | None:
    """A pooling window as large as the map, flattened afterwards, is global pooling."""
    operation = node.operation
    if not isinstance(operation, MaxPooling2D | AveragePooling2D):
        return None
    shape = graph.shapes[node.inputs[0]]
    if operation.pool_size != shape[:2] or graph.shapes[node.name][:2] != (1, 1) or not _pads_nothing(operation, shape):
        return None
    whole: Operation = GlobalAveragePooling2D() if isinstance(operation, AveragePooling2D) else GlobalMaxPooling2D()
    return _if_alike(graph, lambda: graph.replaced(node.name, whole))


def _dense(graph: Graph, node: Node) -> Graph | None:
    """A VALID convolution whose window is the whole map, and a dense layer over one pixel, take a flattened map."""
    operation, source = node.operation, node.inputs[0] if node.inputs else ""
    if not isinstance(operation, Conv2D | Dense) or len(graph.shapes[source]) != 3:  # noqa: PLR2004 - a map
        return None
    if isinstance(operation, Conv2D):
        whole = operation.kernel_size == graph.shapes[source][:2] and graph.shapes[node.name][:2] == (1, 1)
        if (
            not whole
            or not _pads_nothing(operation, graph.shapes[source])
            or operation.groups != 1
            or operation.dilation_rate != (1, 1)
        ):
            return None
    elif graph.shapes[source][:2] != (1, 1):
        return None
    units = operation.filters if isinstance(operation, Conv2D) else operation.units
    dense = Dense(units, operation.use_bias, operation.regularizer)
    flatten = Node(f"{node.name}_flatten", Flatten(), (source,))
    return _if_alike(graph, lambda: inserted(graph, flatten, frozenset({node.name})).replaced(node.name, dense))


def _join_once(graph: Graph, node: Node) -> Graph | None:
    """Sums of sums are one sum, and what is concatenated piece by piece is concatenated once."""
    if not isinstance(node.operation, Add | Concatenate):
        return None
    for read in node.inputs:
        inner = graph[read]
        if inner.operation != node.operation or len(graph.consumers(read)) > 1 or node.inputs.count(read) > 1:
            continue
        inputs = tuple(each for name in node.inputs for each in (inner.inputs if name == read else (name,)))
        nodes = (replace(old, inputs=inputs) if old.name == node.name else old for old in graph if old.name != read)
        return Graph(graph.name, tuple(nodes))
    return None


def _if_alike(graph: Graph, change: Callable[[], Graph]) -> Graph | None:
    """The changed graph where everything behind the change still fits and the output has the same shape."""
    try:
        changed = change()
        alike = changed.shapes[changed.output] == graph.shapes[graph.output]
    except (ShapeError, ValueError, IndexError):
        return None
    return changed if alike and changed.parameters == graph.parameters else None


def _order(graph: Graph, node: Node) -> Graph | None:
    """Neighbours whose order makes no difference come in one order."""
    if len(node.inputs) != 1 or len(graph.consumers(node.inputs[0])) != 1:
        return None
    first = graph[node.inputs[0]]
    return swapped(graph, first.name, node.name) if _commute(first.operation, node.operation) else None


def _commute(first: Operation, second: Operation) -> bool:
    """Whether `second` may come before `first`, and does in the normal form."""
    match first, second:
        case MaxPooling2D(), Activation(function):
            return function in MONOTONE
        case Dropout(), Activation("relu"):
            return True
        case Flatten(), Activation(function):
            return function != "softmax"
        case Flatten(), Dropout():
            return True
        case _:
            return False


RULES: tuple[Rule, ...] = (
    _leave_out,
    _pad_like_same,
    _pointwise,
    _step_once,
    _flatten,
    _reshape_once,
    _pool_globally,
    _dense,
    _order,
    _join_once,
)
