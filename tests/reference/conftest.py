"""TensorFlow's answers: the textbook is right when the real kernels say the same."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """The outputs of a TensorFlow function, a gradient drawn for them, and what it means for each argument."""

    outputs: Array
    grad: Array
    gradients: tuple[Array, ...]


@pytest.fixture(scope="session")
def tf() -> ModuleType:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    return pytest.importorskip("tensorflow", reason="the textbook is checked against TensorFlow's kernels")


@pytest.fixture(scope="session")
def ask(tf: ModuleType) -> Callable[..., Answer]:
    """Return a function that applies a TensorFlow function to arrays, and differentiates it at a drawn gradient."""

    def ask(function: Callable[..., Any], *arrays: Array, seed: int = 0) -> Answer:
        tensors = [tf.constant(array) for array in arrays]
        with tf.GradientTape() as tape:
            for tensor in tensors:
                tape.watch(tensor)
            outputs = function(*tensors)
        grad = np.random.default_rng([seed, 1]).normal(size=outputs.shape).astype(arrays[0].dtype)
        gradients = tape.gradient(outputs, tensors, output_gradients=tf.constant(grad))
        return Answer(outputs.numpy(), grad, tuple(gradient.numpy() for gradient in gradients))

    return ask


@pytest.fixture(scope="session")
def draw() -> Callable[..., Array]:
    """Return a function that draws a normal array which refuses to be changed in place."""

    def draw(seed: int, *shape: int, dtype: npt.DTypeLike = np.float64) -> Array:
        array = np.random.default_rng([seed, *shape]).normal(size=shape).astype(dtype)
        array.flags.writeable = False
        return array

    return draw
