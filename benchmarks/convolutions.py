"""Prints what convolution costs beside one plain matrix product: `python benchmarks/convolutions.py`.

Every convolution of the CIFAR-10 ResNet18, for 8 images, forward and backward. The matrix product has the same
multiplications: (windows, weights of a filter) @ (weights of a filter, filters). Convolution cannot be faster than
that; what it takes more is the laying out of windows, and backward there are two products of that size. Both use one
thread, as a grading does, and what is counted is processor time.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # read when NumPy is imported

import numpy as np
import numpy.typing as npt
from measuring import Figure, machine

from reference.arithmetic import output_size
from reference.layers import conv2d, conv2d_backward

BATCH, ROUNDS = 8, 7
FORWARD_LIMIT, BACKWARD_LIMIT = 5.0, 15.0
"""How many times the matrix product a convolution may take."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Convolutions of one shape, padding "same", and how many of them the network has."""

    size: int
    channels: int
    filters: int
    kernel_size: int
    strides: int
    number: int

    @property
    def label(self) -> str:
        """The convolution in a few words."""
        kernel = f"{self.kernel_size}x{self.kernel_size}"
        return f"{kernel} /{self.strides}, {self.size}x{self.size}x{self.channels} to {self.filters} filters"


RESNET18 = (
    Layer(32, 3, 64, 3, 1, 1),
    Layer(32, 64, 64, 3, 1, 4),
    Layer(32, 64, 128, 3, 2, 1),
    Layer(16, 128, 128, 3, 1, 3),
    Layer(32, 64, 128, 1, 2, 1),
    Layer(16, 128, 256, 3, 2, 1),
    Layer(8, 256, 256, 3, 1, 3),
    Layer(16, 128, 256, 1, 2, 1),
    Layer(8, 256, 512, 3, 2, 1),
    Layer(4, 512, 512, 3, 1, 3),
    Layer(8, 256, 512, 1, 2, 1),
)
"""All twenty, those of one shape together."""


@dataclass(frozen=True, slots=True)
class Seconds:
    """One round of one layer."""

    product: float
    forward: float
    backward: float


def main() -> None:
    """Measure, print, and end with 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description="Prints what convolution costs beside one plain matrix product.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each figure (default %(default)s)")
    parser.add_argument("--dtype", choices=["float32", "float64"], action="append", help="only this type; repeatable")
    options = parser.parse_args()
    print(f"{machine()}; NumPy {np.__version__}, one thread, {BATCH} images")
    failed = False
    for dtype in options.dtype or ["float64", "float32"]:
        measured = {layer: measure(layer, np.dtype(dtype), options.rounds) for layer in RESNET18}
        figures = [figure for layer, rounds in measured.items() for figure in ratios(dtype, layer.label, rounds)]
        figures += ratios(dtype, "all twenty", whole_network(measured))
        print(f"\n{dtype}: seconds of a convolution / seconds of the matrix product, medians of the rounds")
        print("\n".join(figure.line() for figure in figures))
        failed = failed or any("over" in figure.remark for figure in figures)
    sys.exit(1 if failed else 0)


def measure(layer: Layer, dtype: npt.DTypeLike, rounds: int) -> list[Seconds]:
    """Time the product and the convolution in turn, so that other work on the machine meets both."""
    rng = np.random.default_rng(0)
    images = rng.normal(size=(BATCH, layer.size, layer.size, layer.channels)).astype(dtype)
    kernel = rng.normal(size=(layer.kernel_size, layer.kernel_size, layer.channels, layer.filters)).astype(dtype)
    side = output_size(layer.size, layer.kernel_size, layer.strides, "same")
    grad = rng.normal(size=(BATCH, side, side, layer.filters)).astype(dtype)
    weights = kernel.reshape(-1, layer.filters)
    windows = rng.normal(size=(BATCH * side * side, len(weights))).astype(dtype)

    def once() -> Seconds:
        return Seconds(
            seconds(lambda: windows @ weights),
            seconds(lambda: conv2d(images, kernel, None, layer.strides, "same")),
            seconds(lambda: conv2d_backward(grad, images, kernel, layer.strides, "same")),
        )

    once()  # touches the memory
    return [once() for _ in range(rounds)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call: other work on the machine leaves it nearly alone, and lengthens the wall clock."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratios(dtype: str, label: str, rounds: list[Seconds]) -> list[Figure]:
    """Forward and backward in units of the product, and a remark where that is too much."""
    forward = Figure(dtype, f"{label}, forward", tuple(each.forward / each.product for each in rounds), "x")
    backward = Figure(dtype, f"{label}, backward", tuple(each.backward / each.product for each in rounds), "x")
    return [
        Figure(dtype, figure.label, figure.samples, "x", f"over {limit:.0f}" if figure.median >= limit else "")
        for figure, limit in ((forward, FORWARD_LIMIT), (backward, BACKWARD_LIMIT))
    ]


def whole_network(measured: dict[Layer, list[Seconds]]) -> list[Seconds]:
    """The rounds of all convolutions, each counted as often as the network has it."""
    return [
        Seconds(
            sum(layer.number * each.product for layer, each in zip(measured, rounds, strict=True)),
            sum(layer.number * each.forward for layer, each in zip(measured, rounds, strict=True)),
            sum(layer.number * each.backward for layer, each in zip(measured, rounds, strict=True)),
        )
        for rounds in zip(*measured.values(), strict=True)
    ]


if __name__ == "__main__":
    main()
