"""The four styles in which a network is written, and the idioms that differ from author to author."""

from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np


class Style(StrEnum):
    """A way of writing a network."""

    SEQUENTIAL = "sequential"
    """`tf.keras.Sequential`, a list of layers."""
    FUNCTIONAL = "functional"
    """`tf.keras.Input` to `tf.keras.Model`, layers called on tensors."""
    SUBCLASSED = "subclassed"
    """`class Name(Model)` with layers in `__init__` and a `call`."""
    RAW = "raw"
    """`tf.nn` on variables, held by a `tf.Module` or by a Keras model that makes them with `add_weight`."""


@dataclass(frozen=True, slots=True)
class Variation:
    """Idioms; each leaves the network what it is. As they stand they are the most readable.

    Attributes:
        qualified: `tf.keras.layers.Conv2D` instead of names imported one by one.
        separate_activations: `Dense(128)` and `Activation("relu")` instead of `Dense(128, activation="relu")`.
        activation_classes: `ReLU()` and `Softmax()` instead of `Activation("relu")`.
        pairs: sides written `(5, 5)` instead of 5.
        keywords: `filters=6, kernel_size=5` instead of positions.
        explicit: what is the default is written out.
        uppercase: a convolution's padding is "SAME"; Keras 3 refuses that for pooling, where it stays "same".
        reshape: `Reshape` instead of `Flatten`.
        swapped: the operands of an addition in the other order.
        other_joins: Keras's merging layers where operators are usual, operators where the layers are.
        listed: subclassed, the layers of an unbranched part in one list.
        shuffled: subclassed and raw, layers and variables are made in another order than they are used in.
        builder: sequential and functional, a function that returns the model instead of the model itself.
        model: raw, a Keras model with `add_weight` instead of a `tf.Module`; a network with a penalty on its weights
            always is one.
        seed: what `shuffled` draws its order from.
    """

    qualified: bool = False
    separate_activations: bool = False
    activation_classes: bool = False
    pairs: bool = False
    keywords: bool = False
    explicit: bool = False
    uppercase: bool = False
    reshape: bool = False
    swapped: bool = False
    other_joins: bool = False
    listed: bool = False
    shuffled: bool = False
    builder: bool = False
    model: bool = False
    seed: int = 0

    @classmethod
    def drawn(cls, seed: int) -> "Variation":
        """A choice of idioms, each in use or not with the same probability.

        >>> Variation.drawn(3) == Variation.drawn(3)
        True
        """
        rng = np.random.default_rng(seed)
        idioms = [field.name for field in fields(cls) if field.name != "seed"]
        return cls(**{name: bool(rng.integers(2)) for name in idioms}, seed=seed)


class NotWritableError(ValueError):
    """A network cannot be written in a style; the message says why."""
