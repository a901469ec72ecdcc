"""Small stand-ins for the image data sets that Keras would download: right types, shapes, ranges and classes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.worker.instruments.copies import keras_modules
from cnncheck.worker.state import Session


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a data set looks like.

    Attributes:
        labels: dtype of the labels.
        column: whether they are (n, 1), as CIFAR's are, or (n,).
    """

    name: str
    image: tuple[int, ...]
    classes: int
    train: int
    test: int
    labels: str
    column: bool


DATASETS = (
    Dataset("mnist", (28, 28), 10, 60_000, 10_000, "uint8", column=False),
    Dataset("fashion_mnist", (28, 28), 10, 60_000, 10_000, "uint8", column=False),
    Dataset("cifar10", (32, 32, 3), 10, 50_000, 10_000, "uint8", column=True),
    Dataset("cifar100", (32, 32, 3), 100, 50_000, 10_000, "int64", column=True),
)

TRAIN_IMAGES, TEST_IMAGES = 64, 32
"""A batch of 32 is full, a hand-written loop over the data takes seconds on a large network, not hours."""


class Sample(np.ndarray[Any, np.dtype[Any]]):
    """A few images or labels that stand for a whole data set.

    Scripts name its true size: `x.reshape(60000, 784)`, `x[50000:]`, `x[4711]`. Sizes and positions beyond what is
    there are scaled down to it.

    Attributes:
        nominal: how many the data set really has.
        part: "train" or "test".
    """

    nominal: int = 0
    part: str = ""

    def __array_finalize__(self, source: Any) -> None:
        kept = isinstance(source, Sample) and self.shape[:1] == source.shape[:1]
        self.nominal = source.nominal if kept else 0
        self.part = getattr(source, "part", "")

    def reshape(self, *shape: Any, **options: Any) -> Any:
        """As NumPy's, with the true size of the data set in the first place taken for the sample's."""
        sides = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        if self.nominal and sides and sides[0] == self.nominal:
            sides = (len(self), *sides[1:])
        return super().reshape(*sides, **options)

    def __getitem__(self, index: Any) -> Any:
        if self.nominal:
            first, *rest = index if isinstance(index, tuple) else (index,)
            scaled = self._scaled(first)
            index = (scaled, *rest) if isinstance(index, tuple) else scaled
        return super().__getitem__(index)

    def _scaled(self, index: Any) -> Any:
        count = len(self)
        if isinstance(index, (int, np.integer)) and not isinstance(index, bool):
            return index % count if count <= index < self.nominal else index
        if isinstance(index, slice):
            return self._scaled_slice(index)
        if isinstance(index, (list, np.ndarray)):
            positions = np.asarray(index)
            if positions.dtype.kind in "iu" and positions.size and count <= positions.max() < self.nominal:
                return positions % count
        return index

    def _scaled_slice(self, index: slice) -> slice:
        """The same share of the sample: `x[5000:]` of 60 000 is `x[5:]` of 64; what lies inside it stays as it is."""
        edges = [edge for edge in (index.start, index.stop) if edge is not None]
        count = len(self)
        if index.step not in (None, 1) or not all(isinstance(edge, (int, np.integer)) for edge in edges):
            return index
        if all(abs(edge) <= count for edge in edges) or (index.start in (None, 0)):
            return index
        start, stop, _ = slice(index.start, index.stop).indices(self.nominal)
        if start >= stop:
            return slice(0, 0)
        low = min(start * count // self.nominal, count - 1)
        return slice(low, max(-(-stop * count // self.nominal), low + 1))


def install(session: Session) -> None:
    """Replace `load_data` wherever Keras shows it."""
    for dataset in DATASETS:
        _install(session, dataset)


def _install(session: Session, dataset: Dataset) -> None:
    def load_data(*_arguments: object, label_mode: str = "fine", **_options: object) -> Any:
        session.note(f"{dataset.name} is not downloaded while a script is graded; a few images stand in for it.")
        classes = 20 if label_mode == "coarse" else dataset.classes
        return tuple(
            (_sample(images, nominal, part), _sample(labels, nominal, part))
            for part, nominal, (images, labels) in (
                ("train", dataset.train, _draw(dataset, classes, TRAIN_IMAGES, 1)),
                ("test", dataset.test, _draw(dataset, classes, TEST_IMAGES, 2)),
            )
        )

    for module in keras_modules(f"datasets.{dataset.name}"):
        vars(module)["load_data"] = load_data


def _draw(dataset: Dataset, classes: int, count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """Images of noise that reach from 0 to 255 each, and labels in which every class appears."""
    count = max(count, classes)
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (count, *dataset.image), dtype=np.uint8)
    images.reshape(count, -1)[:, :2] = 0, 255
    labels = rng.permutation(np.arange(count) % classes).astype(dataset.labels)
    return images, labels[:, None] if dataset.column else labels


def _sample(array: NDArray[Any], nominal: int, part: str) -> Sample:
    sample = array.view(Sample)
    sample.nominal, sample.part = nominal, part
    return sample


# Found before the zygote forks, not in every worker.
for _dataset in DATASETS:
    keras_modules(f"datasets.{_dataset.name}")
