"""Images and weights of another kind than those of a draw: the brightness of photographs, any number of images at once.

A network may be written to be right only where it is looked at: on noise of both signs, on eight images, with the
weights of a draw. Here all three are different, and the specified network says what is to come out.
"""

import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cnncheck.networks.calibration import MANY_MULTIPLICATIONS, Draw
from reference.graph import Graph, multiplications
from reference.run import Key

DIFFERENT, FEW_DIFFERENT = 5, 2
"""Images of their own in a batch; few for a network that takes long to compute."""

COPIES, FEW_COPIES = (2, 9), (1, 3)
"""How often each stands in the batch, the last number not included."""

WEAKEST, STRONGEST = 0.9, 1.1
"""What each filter is multiplied by: the digits of a draw's kernels are chosen, and can be recognised."""


def other_images(graph: Graph, seed: int) -> tuple[NDArray[np.float32], int]:
    """Images as they come from a file, from 0 to 1 in steps of 1/255, (batch, ...); and how often each is repeated.

    Repeated as a whole: the batch has the statistics of its first part.

    >>> from reference.networks import lenet5
    >>> images, copies = other_images(lenet5(), 3)
    >>> len(images), bool(images.min() >= 0), bool(images.max() <= 1), copies in range(2, 9)
    (5, True, True, True)
    """
    rng = np.random.default_rng([seed, zlib.crc32(b"other images")])
    takes_long = multiplications(graph) > MANY_MULTIPLICATIONS
    count, copies = (FEW_DIFFERENT, FEW_COPIES) if takes_long else (DIFFERENT, COPIES)
    bright = np.linspace(0.3, 1, count).reshape(-1, *(1 for _ in graph.input_shape))
    noise = rng.random((count, *graph.input_shape)) * bright
    return (np.round(noise * 255) / 255).astype(np.float32), int(rng.integers(*copies))


def other_weights(draw: Draw, seed: int) -> dict[Key, NDArray[np.float32]]:
    """The weights of a draw with every filter stronger or weaker, and all gammas positive as they begin."""
    return dict(_changed(draw.weights, np.random.default_rng([seed, zlib.crc32(b"other weights")])))


def _changed(weights: Mapping[Key, NDArray[np.float32]], rng: np.random.Generator) -> dict[Key, NDArray[np.float32]]:
    changed = dict(weights)
    for (node, weight), value in weights.items():
        if weight.endswith("kernel"):
            changed[node, weight] = value * rng.uniform(WEAKEST, STRONGEST, value.shape[-1:]).astype(np.float32)
        elif weight == "gamma":
            changed[node, weight] = np.abs(value)
    return changed
