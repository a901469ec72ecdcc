"""Makes a network compute in float32 that was written for float16, bfloat16 or float64."""

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import Array
from cnncheck.worker.library import keras
from cnncheck.worker.tracing_graph import Trace

OTHER = (tf.float16, tf.bfloat16, tf.float64)
"""Types of numbers whose rounding is not that of float32, which the numbers expected here are."""

LARGEST = 65504.0
"""The largest number that float16 holds."""

_CONVERSIONS = frozenset({"Cast", "Identity"})

_NAMES = frozenset(each.name for each in OTHER) | {"half", "double"}


def other_precision(graph: Any, trace: Trace) -> str | None:
    """The first type other than float32 that a traced computation uses: "float16", "bfloat16" or "float64"."""
    for node in trace.nodes:
        dtype = graph.get_tensor_by_name(trace.tensors[node.id]).dtype
        if dtype in OTHER:
            return str(dtype.name)
    return None


def same_steps(one: Trace, other: Trace) -> bool:
    """Whether two traces are of one computation in two types of numbers, as far as steps and constants show it."""
    ours, theirs = ([node for node in trace.nodes if node.op not in _CONVERSIONS] for trace in (one, other))
    return len(ours) == len(theirs) and all(
        first.op == second.op and _about_equal(first.value, second.value)
        for first, second in zip(ours, theirs, strict=True)
    )


def _about_equal(first: Any, second: Any) -> bool:
    """Whether two constants are one as float16 and float32 hold it; where only one has a value, nothing is said."""
    if not isinstance(first, Array) or not isinstance(second, Array):
        return True
    ours, theirs = (np.clip(each.unpack().astype(np.float64), -LARGEST, LARGEST) for each in (first, second))
    return ours.shape == theirs.shape and bool(np.allclose(ours, theirs, rtol=1e-2, atol=1e-3))


def to_float32(layers: Iterable[Any]) -> None:
    """Change layers in place: what they compute in, and the variables they have already."""
    for layer in layers:
        if not isinstance(layer, keras.layers.Layer):
            continue
        if keras.dialect == "tf_keras":
            layer._set_dtype_policy("float32")
            continue
        layer._dtype_policy = keras.dtype_policies.DTypePolicy("float32")
        for variable in (*layer._trainable_variables, *layer._non_trainable_variables):
            _variable_to_float32(variable)
        for tensor in keras.tree.flatten(getattr(layer, "_inputs", None) or ()):
            if isinstance(tensor, keras.KerasTensor) and tensor.dtype in _NAMES:
                tensor._dtype = "float32"


def _variable_to_float32(variable: Any) -> None:
    value = getattr(variable, "_value", None)
    if isinstance(value, tf.Variable) and value.dtype in OTHER:
        variable._value = tf.Variable(tf.cast(value, tf.float32), trainable=value.trainable, name=variable.name)
        variable._dtype = "float32"


@contextmanager
def computing_in_float32() -> Iterator[None]:
    """Meanwhile layers are made for float32, and casts to other types of floating point numbers are casts to it."""
    places = [(tf, "cast", _to_float32_only(tf.cast))]
    if keras.dialect == "tf_keras":
        kept, restore = keras.mixed_precision.global_policy(), keras.mixed_precision.set_global_policy
        restore("float32")
    else:
        kept, restore = keras.config.dtype_policy(), keras.config.set_dtype_policy
        float32 = keras.dtype_policies.DTypePolicy("float32")
        restore(float32)
        places += [(keras.ops, "cast", _to_float32_only(keras.ops.cast))]
        places += [(importlib.import_module("keras.src.dtype_policies"), "get", lambda _identifier=None: float32)]
    originals = [(module, name, getattr(module, name)) for module, name, _ in places]
    for module, name, changed in places:
        setattr(module, name, changed)
    try:
        yield
    finally:
        for module, name, original in originals:
            setattr(module, name, original)
        restore(kept)


def _to_float32_only(cast: Any) -> Any:
    """A cast that makes float32 of whatever other type of floating point numbers is asked for."""

    def to(x: Any, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        name = dtype if isinstance(dtype, str) else getattr(dtype, "name", getattr(dtype, "__name__", ""))
        return cast(x, "float32" if name in _NAMES else dtype, *args, **kwargs)

    return to
