"""Puts a call of one of Keras's own layers into the vocabulary of graphs."""

from collections.abc import Callable, Iterable, Mapping

from cnncheck.inside.wire import Pair as ItemPair
from cnncheck.inside.wire import Sequence as Items
from cnncheck.inside.wire import TraceLayer, TraceNode
from cnncheck.networks.canonical_defaults import DEFAULTS, Defaults
from cnncheck.networks.canonical_names import layer_place
from cnncheck.networks.canonical_steps import without_batch
from cnncheck.networks.canonical_validation import integers, number, text
from cnncheck.networks.subject import LayerExtra
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Opaque,
    Operation,
    Pair,
    Reshape,
    Shape,
    ZeroPadding2D,
)

PASSED_ON = frozenset({"Identity", "InputLayer", "ActivityRegularization"})
"""Layers that return what they are given."""

_RELU6 = 6.0


class _Config:
    """Reads a layer's configuration; what is missing or of another type raises KeyError."""

    def __init__(self, layer: TraceLayer) -> None:
        self._config = layer.config

    def has(self, name: str) -> bool:
        return self._config.get(name) is not None

    def word(self, name: str) -> str:
        value = self._config.get(name)
        if not isinstance(value, str):
            raise KeyError(name)
        return value

    def flag(self, name: str) -> bool:
        value = self._config.get(name)
        if not isinstance(value, bool):
            raise KeyError(name)
        return value

    def number(self, name: str) -> float:
        value = number(self._config.get(name))
        if value is None:
            raise KeyError(name)
        return value

    def whole(self, name: str) -> int:
        value = self._config.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise KeyError(name)
        return value

    def pair(self, name: str) -> Pair:
        value = integers(self._config.get(name))
        if value is None or len(value) != 2 or min(value) < 1:  # noqa: PLR2004 - height and width
            raise KeyError(name)
        return value[0], value[1]

    def padding(self) -> str:
        word = self.word("padding").lower()
        if word not in {"same", "valid"}:
            raise KeyError("padding")
        return word

    def noise_shape(self) -> tuple[object, ...] | None:
        value = self._config.get("noise_shape")
        return value.items if isinstance(value, Items | ItemPair) else None

    def regularizer(self) -> float | None:
        return number(self._config.get("kernel_l2"))


def layer_operation(layer: TraceLayer, node: TraceNode, inputs: tuple[Shape, ...], dialect: str) -> Operation | None:
    """The operation a built-in layer computes; None for one that returns what it is given.

    Args:
        layer: its configuration.
        node: the call.
        inputs: shapes it was given, without the batch.
        dialect: whose defaults hold.
    """
    shape = without_batch(node)
    name = (text(node.op) or "?")[:40]
    if node.op in PASSED_ON:
        return None
    if layer.config.get("data_format") == "channels_first" and len(shape) > 1:
        return Opaque(f"{name} (channels first)", shape)
    if node.op == "Activation":
        told = node.attributes.get("activation", layer.config.get("activation"))
        function = told if isinstance(told, str) else "?"
        return None if function == "linear" else Activation((text(function) or "?")[:40])
    make = _OPERATIONS.get(node.op)
    if make is None:
        return Opaque(name, shape)
    try:
        return make(_Config(layer), shape, inputs, DEFAULTS.get(dialect, DEFAULTS["keras3"]))
    except (KeyError, IndexError):
        return Opaque(name, shape)


_Maker = Callable[[_Config, Shape, tuple[Shape, ...], Defaults], Operation | None]


def _conv2d(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    return Conv2D(
        filters=config.whole("filters"),
        kernel_size=config.pair("kernel_size"),
        strides=config.pair("strides"),
        padding=config.padding(),
        dilation_rate=config.pair("dilation_rate"),
        groups=config.whole("groups"),
        use_bias=config.flag("use_bias"),
        regularizer=config.regularizer(),
    )


def _depthwise_conv2d(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    return DepthwiseConv2D(
        kernel_size=config.pair("kernel_size"),
        strides=config.pair("strides"),
        padding=config.padding(),
        dilation_rate=config.pair("dilation_rate"),
        depth_multiplier=config.whole("depth_multiplier"),
        use_bias=config.flag("use_bias"),
    )


def _dense(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    return Dense(config.whole("units"), config.flag("use_bias"), config.regularizer())


def _batch_normalization(
    config: _Config, shape: Shape, _inputs: tuple[Shape, ...], defaults: Defaults
) -> BatchNormalization:
    axis = config.whole("axis") if config.has("axis") else -1
    return BatchNormalization(
        momentum=config.number("momentum") if config.has("momentum") else defaults.momentum,
        epsilon=config.number("epsilon") if config.has("epsilon") else defaults.epsilon,
        center=config.flag("center"),
        scale=config.flag("scale"),
        axis=-1 if axis == len(shape) else axis,
    )


def _relu(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    given = {name: config.number(name) for name in ("negative_slope", "threshold", "max_value") if config.has(name)}
    if given in ({"max_value": _RELU6}, {"max_value": _RELU6, "negative_slope": 0, "threshold": 0}):
        return Activation("relu6")
    other = [f"{name} {value:g}" for name, value in given.items() if value or name == "max_value"]
    return Activation(f"relu with {' and '.join(other)}" if other else "relu")


def _leaky_relu(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], defaults: Defaults) -> Operation:
    return leaky_relu(config.number("negative_slope" if config.has("negative_slope") else "alpha"), defaults)


def leaky_relu(slope: float, defaults: Defaults) -> Activation:
    """A leaky relu; a slope other than that of the function's name is told."""
    usual = abs(slope - defaults.leaky_slope) < 1e-6  # noqa: PLR2004 - rounding of a float32
    return Activation("leaky_relu" if usual else f"leaky_relu with slope {slope:.6g}")


def _elu(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    alpha = config.number("alpha") if config.has("alpha") else 1.0
    return Activation("elu" if alpha == 1 else f"elu with alpha {alpha:g}")


def _softmax(config: _Config, shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    axis = config.whole("axis") if config.has("axis") else -1
    return Activation("softmax" if axis in {-1, len(shape)} else f"softmax over axis {axis}")


def _pooling(kind: type[MaxPooling2D | AveragePooling2D]) -> _Maker:
    def make(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], defaults: Defaults) -> Operation:
        size = config.pair("pool_size") if config.has("pool_size") else defaults.pool_size
        return kind(size, config.pair("strides") if config.has("strides") else size, config.padding())

    return make


def _dropout(config: _Config, shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation:
    """A `noise_shape` with a side of 1 drops values together; with every side of the map it is plain dropout."""
    noise = config.noise_shape()
    if noise is not None and any(told not in {None, side} for told, side in zip(noise, (None, *shape), strict=False)):
        return Opaque("Dropout with a noise_shape", shape)
    return Dropout(config.number("rate"))


def _flatten(_config: _Config, _shape: Shape, inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation | None:
    return None if len(inputs[0]) == 1 else Flatten()


def _reshape(_config: _Config, shape: Shape, inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation | None:
    return reshaped(inputs[0], shape)


def reshaped(before: Shape, after: Shape) -> Operation | None:
    """What changes one shape into another of as many values; None where they are the same."""
    if before == after:
        return None
    return Flatten() if len(after) == 1 else Reshape(after)


def _zero_padding(config: _Config, _shape: Shape, _inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation | None:
    told = config._config.get("padding")  # noqa: SLF001 - two pairs, the only value of that form
    sides = [integers(each) for each in getattr(told, "items", ())]
    if len(sides) != 2 or any(each is None or len(each) != 2 for each in sides):  # noqa: PLR2004 - both axes, both ends
        raise KeyError("padding")
    (top, bottom), (left, right) = (each or () for each in sides)
    if not any((top, bottom, left, right)):
        return None
    return ZeroPadding2D(((top, bottom), (left, right)))


def _concatenate(config: _Config, shape: Shape, inputs: tuple[Shape, ...], _defaults: Defaults) -> Operation | None:
    axis = config.whole("axis") if config.has("axis") else -1
    return concatenated(axis, len(shape)) if len(inputs) > 1 else None


def concatenated(axis: int, rank: int) -> Concatenate:
    """Tensors side by side, the last axis counted from the end; `rank` is without the batch."""
    return Concatenate(-1 if axis == rank else axis)


_OPERATIONS: Mapping[str, _Maker] = {
    "Conv2D": _conv2d,
    "DepthwiseConv2D": _depthwise_conv2d,
    "Dense": _dense,
    "BatchNormalization": _batch_normalization,
    "SyncBatchNormalization": _batch_normalization,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "ELU": _elu,
    "Softmax": _softmax,
    "MaxPooling2D": _pooling(MaxPooling2D),
    "AveragePooling2D": _pooling(AveragePooling2D),
    "GlobalAveragePooling2D": lambda *_: GlobalAveragePooling2D(),
    "GlobalMaxPooling2D": lambda *_: GlobalMaxPooling2D(),
    "Dropout": _dropout,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "ZeroPadding2D": _zero_padding,
    "Add": lambda *_: Add(),
    "Concatenate": _concatenate,
}
"""By class name; what is not here has no word and becomes opaque."""


def unused_operation(layer: TraceLayer, dialect: str) -> Operation | None:
    """What a layer that was never called would compute, as far as its configuration says; None without a word."""
    node = TraceNode(id=0, op=layer.class_name, inputs=(), shape=None)
    if not layer.builtin:
        return None
    operation = layer_operation(layer, node, ((0, 0, 0),), dialect)
    return None if isinstance(operation, Opaque) else operation


def extras(layers: Iterable[TraceLayer]) -> tuple[LayerExtra, ...]:
    """Regularisers and constraints of called layers, apart from the L2 of a kernel, which its node tells."""
    found = []
    for layer in layers:
        if not layer.calls:
            continue
        place = layer_place(layer)
        for name, value in sorted(layer.config.items()):
            told = name.endswith(("_regularizer", "_constraint")) and isinstance(value, str)
            if not told or (name == "kernel_regularizer" and value == "L2" and layer.class_name in _TELLS_ITS_L2):
                continue
            found.append(LayerExtra(place.layer or "", text(name) or "", (text(str(value)) or "")[:40], place))
    return tuple(found)


_TELLS_ITS_L2 = frozenset({"Conv2D", "Dense"})
