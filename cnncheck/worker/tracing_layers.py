"""Looks at a model's layers: which it holds, how the student reaches them, and how they are configured."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import TraceLayer, Value
from cnncheck.worker.library import keras
from cnncheck.worker.packing import pack
from cnncheck.worker.state import Session

CONFIGURATION = (
    "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "use_bias", "depth_multiplier", "units",
    "pool_size", "keepdims", "data_format", "rate", "noise_shape", "momentum", "epsilon", "center", "scale", "axis",
    "alpha", "negative_slope", "max_value", "threshold", "target_shape", "size", "interpolation", "cropping", "dims",
    "n", "offset", "factor", "renorm", "trainable", "equation",
)  # fmt: skip
"""Attributes of Keras's layers that say what they compute; whatever of them a layer has is told."""

ROLES = (
    "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance",
    "depthwise_kernel", "pointwise_kernel", "alpha", "embeddings", "mean", "variance",
)  # fmt: skip
"""Attributes of Keras's layers that are variables."""

ACTIVATIONS = (
    "relu", "sigmoid", "tanh", "softmax", "linear", "elu", "selu", "softplus", "softsign", "exponential", "silu",
    "gelu", "leaky_relu", "relu6", "hard_sigmoid", "hard_silu", "log_softmax", "mish", "celu", "glu", "log_sigmoid",
    "hard_tanh", "tanh_shrink", "hard_shrink", "soft_shrink", "sparse_plus", "sparse_sigmoid", "squareplus",
    "sparsemax", "threshold", "swish", "hard_swish",
)  # fmt: skip
"""Names of Keras's activation functions; of two names of one function the first is told."""

_HARMLESS = frozenset({"__init__", "__new__", "__doc__", "__module__", "__qualname__", "__dict__", "__weakref__",
                       "__repr__", "__static_attributes__", "__firstlineno__", "__annotations__", "get_config",
                       "from_config"})  # fmt: skip
"""What a subclass may define and still compute what its parent computes."""

_PRIVATE = frozenset(
    {"_layers", "_tracker", "_functional", "_operations", "_operations_by_depth", "_operations_by_name"}
)
"""Where Keras keeps its own lists."""

_SHOWN = frozenset({"TFOpLambda", "SlicingOpLambda", "ClassMethod", "InstanceMethod", "InstanceProperty"})
"""Layers that tf_keras makes of TensorFlow's own operations; it is the operations that count."""

_DEPTH = 4
"""How deep lists and dictionaries of layers are looked through."""


@dataclass(slots=True)
class Held:
    """A layer or other object that holds layers: its number, its path from the model and who holds it."""

    id: int
    layer: Any
    path: str
    parent: int | None


@dataclass(slots=True)
class Holdings:
    """Everything a subject holds.

    Attributes:
        layers: by `id(layer)`; the objects are kept, so that the ids stay theirs.
        variables: path of every `tf.Variable` found on the way, by `id(variable)`.
        kept: the variables.
        l2: coefficients of L2 regularisers that variables were made with, by `id(variable)`.
    """

    layers: dict[int, Held] = field(default_factory=dict)
    variables: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    l2: dict[int, float] = field(default_factory=dict)

    def held(self, layer: Any) -> Held:
        """The entry of a layer; one that nobody holds, made while the network was called, has no path."""
        found = self.layers.get(id(layer))
        if found is None:
            found = Held(len(self.layers), layer, "", None)
            self.layers[id(layer)] = found
        return found


def holdings(session: Session, root: Any, names: dict[str, Any] | None = None) -> Holdings:
    """Find the layers and variables that a subject holds.

    Args:
        session: whose classes are the student's.
        root: the model.
        names: more names to look under, for a function that uses a module's globals.
    """
    found = Holdings()
    seen: set[int] = set()
    pending: list[tuple[Any, str, int | None]] = [(root, "", None)]
    others = [(value, name, None) for name, value in (names or {}).items() if _holds(session, value, _DEPTH)]
    pending = [*reversed(others), *pending]
    while pending:
        thing, path, parent = pending.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        variable = tensorflow_variable(thing)
        if variable is not None:
            found.variables.setdefault(id(variable), (path, parent))
            found.kept.append(variable)
            regularizer = getattr(thing, "regularizer", None)
            if regularizer is not None and _is_number(regularizer, "l2") and not float(getattr(regularizer, "l1", 0)):
                found.l2[id(variable)] = round(float(regularizer.l2), 9)
            continue
        if isinstance(thing, keras.layers.Layer):
            found.layers[id(thing)] = Held(len(found.layers), thing, path, parent)
            parent = found.layers[id(thing)].id
        found.kept.append(thing)
        # Depth first: a layer in a list is found as the list's item before it is found among all of the model's layers.
        pending += reversed([(child, name, parent) for name, child in _children(session, thing, path)])
    return found


def _children(session: Session, thing: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What an object holds that may be or hold layers, with the path to it."""
    inside = f"{path}." if path else ""
    if isinstance(thing, (list, tuple)):
        yield from ((f"{path}[{number}]", child) for number, child in enumerate(thing))
        return
    if isinstance(thing, dict):
        yield from ((f"{path}[{key!r}]", child) for key, child in thing.items())
        return
    for name, value in _attributes(thing).items():
        if _holds(session, value, _DEPTH):
            yield f"{inside}{name}", value
    if isinstance(thing, keras.layers.Layer):
        chain = isinstance(thing, keras.Sequential)
        for number, layer in enumerate(_layers(thing)):
            yield f"{path}[{number}]" if chain and path else f"{inside}{layer.name}", layer


def _layers(thing: Any) -> Any:
    """Layers as Keras itself keeps track of them."""
    if isinstance(thing, keras.Model):
        return thing.layers
    return thing._layers if hasattr(thing, "_layers") else thing._flatten_layers(recursive=False, include_self=False)


def _attributes(thing: Any) -> dict[str, Any]:
    """Attributes by name, the public ones first; of Keras's own layers, which keep much in private, only the public."""
    values = vars(thing) if hasattr(thing, "__dict__") else {}
    named = {name: value for name, value in values.items() if not name.startswith("_")}
    if isinstance(thing, keras.layers.Layer) and library_class(thing) is not None:
        return named | {role: getattr(thing, role) for role in ROLES if hasattr(thing, role)}
    private = {name: value for name, value in values.items() if name.startswith("_") and name not in named}
    return named | {
        name: value for name, value in private.items() if name not in _PRIVATE and not name.startswith("_self_")
    }


def _holds(session: Session, value: Any, depth: int) -> bool:
    """Whether a value is worth looking into."""
    if isinstance(value, (keras.layers.Layer, tf.Module)) or tensorflow_variable(value) is not None:
        return True
    if isinstance(value, (list, tuple)):
        return depth > 0 and any(_holds(session, each, depth - 1) for each in value)
    if isinstance(value, dict):
        return depth > 0 and any(_holds(session, each, depth - 1) for each in value.values())
    return not isinstance(value, type) and hasattr(value, "__dict__") and session.owns_module(type(value).__module__)


def tensorflow_variable(value: Any) -> Any:
    """The `tf.Variable` that a variable of Keras's or TensorFlow's is; None for anything else."""
    if type(value).__name__ == "AutoCastVariable":
        return value._variable  # tf_keras puts it around each variable of a layer with mixed precision
    if isinstance(value, tf.Variable):
        return value
    if isinstance(value, keras.Variable):
        inner = getattr(value, "_value", None)
        return inner if isinstance(inner, tf.Variable) else None
    return None


def library_class(layer: Any) -> type | None:
    """The class of Keras's own whose `call` this layer runs unchanged; None for a layer that computes its own."""
    if "call" in vars(layer) or "__call__" in vars(layer):
        return None
    for kind in type(layer).__mro__:
        if kind.__module__.startswith(("keras.", "tf_keras.")):
            return kind
        if any(name not in _HARMLESS for name in vars(kind)):
            return None
    return None


def is_leaf(layer: Any) -> bool:
    """Whether a layer's whole call counts as one step."""
    kind = library_class(layer)
    if kind is None or isinstance(layer, (keras.Model, keras.layers.Lambda)) or kind.__name__ in _SHOWN:
        return False
    return kind is not keras.layers.Layer and (
        kind is not keras.layers.Activation or activation_name(layer.activation) is not None
    )


def activation_name(function: Any) -> str | None:
    """The name of a function that is Keras's or TensorFlow's own activation; None for the student's."""
    if function is None:
        return "linear"
    for name in ACTIVATIONS:
        for library in (keras.activations, tf.nn):
            if function is getattr(library, name, library):
                return name
    return None


def configuration(layer: Any) -> dict[str, Value]:
    """The scalar part of a layer's configuration, and the coefficients of its regularisers."""
    told: dict[str, Value] = {}
    if library_class(layer) is None:
        return told
    for name in CONFIGURATION:
        value = _plainly(getattr(layer, name, None))
        if value is not None and (isinstance(value, (bool, int, float, str)) or _plain(value)):
            told[name] = pack(tuple(value) if isinstance(value, (list, tuple)) else value)
    if hasattr(layer, "activation"):
        told["activation"] = activation_name(layer.activation) or "custom"
    return told | dict(_attached(layer))


def _plainly(value: Any) -> Any:
    """A number where tf_keras keeps an array without axes, or a list of one axis."""
    if isinstance(value, (np.generic, np.ndarray)) and not np.ndim(value):
        return value.item()
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _attached(layer: Any) -> Iterator[tuple[str, Value]]:
    """Regularisers and constraints: the class of each, and the coefficients of those that have some."""
    for name, value in vars(layer).items():
        if value is None or name.startswith("_") or not name.endswith(("_regularizer", "_constraint")):
            continue
        coefficients = {norm: float(getattr(value, norm)) for norm in ("l1", "l2") if _is_number(value, norm)}
        if coefficients and not any(coefficients.values()):
            continue
        given = [norm.upper() for norm, coefficient in coefficients.items() if coefficient]
        yield name, "".join(given) if given else getattr(value, "__name__", type(value).__name__)[:200]
        for norm, coefficient in coefficients.items():
            if coefficient:
                yield f"{name.removesuffix('_regularizer')}_{norm}", round(coefficient, 9)


def _is_number(value: Any, name: str) -> bool:
    try:
        float(getattr(value, name))
    except (AttributeError, TypeError, ValueError):
        return False
    return True


def _plain(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(
        each is None or isinstance(each, int) or _plain(each) for each in value
    )


def trace_layer(session: Session, held: Held, calls: int) -> TraceLayer:
    """A layer in the words of the wire."""
    layer, site = held.layer, session.site_of(held.layer)
    return TraceLayer(
        id=held.id,
        attribute=held.path[:200],
        class_name=type(layer).__name__[:200],
        builtin=library_class(layer) is not None,
        config=configuration(layer),
        file=site.file if site else None,
        line=site.line if site else None,
        source=site.source if site else None,
        calls=calls,
        parent=held.parent,
        cell=site.cell if site else None,
    )
