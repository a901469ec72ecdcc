"""How easily a person pictures a call: windows inside the image, steps no longer than the window, images that grow."""

from collections.abc import Mapping, Sequence
from typing import Any

from cnncheck.functions.case import Case
from cnncheck.functions.values import Drawn, Stated

IMAGES = 4
"""Axes of images and of kernels."""

COUNTED = {"units", "filters"}
"""What only those functions take that count parameters or multiplications."""


def oddities(case: Case, parameters: Sequence[str]) -> int:
    """How many things about a call are hard to picture; 0 for what a textbook would draw.

    >>> oddities(Case((5, 3), {"strides": 2}), ["size", "kernel_size", "strides"])
    0
    >>> oddities(Case((2, 2), {"strides": 3}), ["size", "kernel_size", "strides"])  # even kernel, windows with gaps
    2
    >>> oddities(Case((2, 2)), ["inputs", "units"])  # of two equal numbers nobody sees which one is meant
    1
    """
    given = dict(zip(parameters, case.arguments, strict=False)) | dict(case.options)
    if "layers" in given:
        return _of_layers(given["layers"])
    image = (given["height"], given["width"]) if "height" in given else given.get("size")
    sizes = _sides(image, given.get("images"), slice(1, 3))
    kernels = _sides(given.get("kernel_size", given.get("pool_size")), given.get("kernel"), slice(0, 2))
    strides = _sides(given.get("strides"), None, slice(0))
    rates = _sides(given.get("dilation_rate"), None, slice(0)) or [1]
    spans = [(kernel - 1) * rate + 1 for kernel, rate in zip(kernels, rates * len(kernels), strict=False)]
    found = [
        any(size < span for size, span in zip(sizes * len(spans), spans, strict=False)),
        any(stride > kernel for stride, kernel in zip(strides, kernels * len(strides), strict=False)),
        image is not None and any(kernel % 2 == 0 or kernel == 1 for kernel in kernels),
        given.get("factor") == 1,
    ]
    return sum(found) + (_alike(given, kernels) if COUNTED & set(given) else 0)


def _alike(given: Mapping[str, Any], kernels: Sequence[int]) -> int:
    """How many numbers of a count are 1 or the same as another: with them the product tells nothing apart."""
    numbers = [value for name, value in given.items() if type(value) is int and name not in {"kernel_size", "strides"}]
    numbers += dict.fromkeys(kernels)
    return len(numbers) - len(set(numbers) - {1})


def _of_layers(layers: Any) -> int:  # noqa: ANN401 - as the case has them
    """Layers whose windows leave gaps, or that have no middle."""
    return sum(int(layer[1] > layer[0]) + int(layer[0] % 2 == 0) for layer in layers)


def _sides(number: Any, array: Any, axes: slice) -> list[int]:  # noqa: ANN401 - arguments of a call
    """The sides that an int, a pair or an array states; none where it is not given."""
    if isinstance(number, int):
        return [number]
    if isinstance(number, tuple | list):
        return [side for side in number if isinstance(side, int)]
    return list(array.shape[axes]) if isinstance(array, Drawn | Stated) and len(array.shape) == IMAGES else []
