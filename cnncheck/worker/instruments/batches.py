"""What `fit` is given, looked at without being used up: one image, its label, the range of a few."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from cnncheck.worker.instruments.datasets import Sample
from cnncheck.worker.instruments.missing import is_stand_in
from cnncheck.worker.library import keras

LOOKED_AT = 64
"""Images of which the range is told."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The first image as Keras's `fit` would hand it to the model, and what the first few say about the data.

    Attributes:
        images: one image, or a structure of them.
        lowest, highest: of the first images.
        labels: "integer", "one-hot" or None.
        part: "train" or "test" when the images come from a data set's stand-in.
    """

    images: Any
    lowest: float | None
    highest: float | None
    labels: str | None
    part: str | None


def first_batch(x: Any, y: Any) -> Batch | None:
    """Look at training data; None when there is none or a stand-in for a missing module stands in its place."""
    part = part_of(x)
    images, labels = _first(x, y)
    if images is None or is_stand_in(images):
        return None
    arrays = [np.asarray(leaf) for leaf in keras.tree.flatten(images)]
    if not arrays or any(array.ndim == 0 or not len(array) for array in arrays):
        return None
    numbers = arrays[0][:LOOKED_AT]
    ranged = numbers.dtype.kind in "biuf" and numbers.size
    return Batch(
        images=keras.tree.map_structure(_one, images),
        lowest=float(numbers.min()) if ranged else None,
        highest=float(numbers.max()) if ranged else None,
        labels=_label_kind(labels),
        part=part,
    )


def part_of(data: Any) -> str | None:
    """Which part of a data set an array, or the first of several, was made from."""
    while isinstance(data, (tuple, list)) and data:
        data = data[0]
    return (data.part or None) if isinstance(data, Sample) else None


def total(data: Any) -> int:
    """How many images there are; of a data set without an end, the first batch's."""
    if isinstance(data, tf.data.Dataset):
        # Course data sets end; those that repeat are cut.
        return sum(len(keras.tree.flatten(batch)[0]) for batch in data.take(LOOKED_AT))
    if isinstance(data, keras.utils.PyDataset):
        return sum(len(keras.tree.flatten(data[number])[0]) for number in range(len(data)))
    return len(keras.tree.flatten(data)[0])


def _first(x: Any, y: Any) -> tuple[Any, Any]:
    """Images and labels of the first batch."""
    if x is None or is_stand_in(x):
        return None, None
    if isinstance(x, tf.data.Dataset):
        return _pair(next(iter(x.take(1)), None))
    if isinstance(x, keras.utils.PyDataset):
        return _pair(x[0])
    if hasattr(x, "__next__"):
        return _pair(next(x))
    return x, y


def _pair(batch: Any) -> tuple[Any, Any]:
    if isinstance(batch, (tuple, list)) and batch:
        return batch[0], batch[1] if len(batch) > 1 else None
    return batch, None


def _one(leaf: Any) -> Any:
    """The first image, in Keras's float type where it is a float at all, as `fit` converts it."""
    array = np.array(np.asarray(leaf)[:1])
    return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array


def _label_kind(labels: Any) -> str | None:
    if labels is None or is_stand_in(labels) or isinstance(labels, (dict, tuple)):
        return None
    array = np.asarray(labels)
    if array.dtype.kind not in "biuf" or array.ndim == 0:
        return None
    return "one-hot" if array.ndim > 1 and array.shape[-1] > 1 else "integer"
