"""Reads what a worker told of tensors that it was asked for: it may tell others, or more or fewer of them."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from cnncheck.inside.wire import Array
from cnncheck.sandbox import WorkerFailure


def changed_answer() -> WorkerFailure:
    """What is said of an answer that no network gives."""
    return WorkerFailure("crash", "the code changed what was told of its network")


def fetched(told: Sequence[Array], names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The tensors told, by the names they were asked for.

    Raises:
        WorkerFailure: they are not as many.
    """
    if len(told) != len(names):
        raise changed_answer()
    return {name: array.unpack() for name, array in zip(names, told, strict=True)}
