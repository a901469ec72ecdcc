"""Hands arrays to functions that work with TensorFlow's tensors, and takes tensors back as arrays."""

from typing import Any

import numpy as np
import tensorflow as tf


def tensors(value: Any) -> Any:
    """The value with its arrays as tensors, as `tf.data` hands them to a function that is mapped."""
    return tf.constant(value) if isinstance(value, np.ndarray) else value


def arrays(value: Any) -> Any:
    """A result with its tensors as arrays, those in plain tuples and lists too."""
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return value.numpy() if hasattr(value, "numpy") else value
    if type(value) in {tuple, list}:
        return type(value)(arrays(each) for each in value)
    return value


def is_real(dtype: Any) -> bool:
    """Whether a type of TensorFlow's is one of real numbers: not of text, not complex."""
    return bool(dtype.is_floating or dtype.is_integer or dtype.is_bool)
