"""Whether a mutant is the specified network after all: shown by computation, never assumed."""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from cnncheck.mutation import Mutant, Trait
from cnncheck.networks.calibration import calibrated
from reference.evaluation import NotComputableError
from reference.graph import Graph
from reference.layers.arrays import Array
from reference.run import Key, forward, logits_node, step

DRAWS = 3
"""Independent draws of images and weights, each with gammas of both signs and some variances as small as epsilon."""

TOLERANCE = 1e-6
"""In standard deviations of what is compared, in float64: sums in another order differ by 1e-12, an epsilon by 4e-3."""

LEARNING_RATE = 0.1


def is_equivalent(reference: Graph, mutant: Mutant, seed: int = 0) -> bool:
    """Whether a mutant computes and trains exactly as the reference does, so that no grader may reject it.

    Weights of the same names and shapes, the same outputs in inference and, with the same draws of dropout, in
    training; and after one step of gradient descent the same loss, with every regulariser in it, and the same weights
    and moving statistics.

    >>> from cnncheck.mutation import mutants
    >>> from reference.networks import lenet5
    >>> [mutant.what for mutant in mutants(lenet5()) if is_equivalent(lenet5(), mutant)][:2]
    ['a1 behind p1', 'a2 behind p2']
    """
    if any(trait is not Trait.UNUSED for _, trait in mutant.traits) or not mutant.builds:
        return False
    graph = mutant.graph
    if _weights(graph) != _weights(reference) or graph.input_shape != reference.input_shape:
        return False
    try:
        return all(_agree(reference, graph, seed + number, first=number == 0) for number in range(DRAWS))
    except NotComputableError:
        return False


def _weights(graph: Graph) -> Mapping[Key, tuple[tuple[int, ...], bool]]:
    return {key: (spec.shape, spec.trainable) for key, spec in graph.weights.items()}


def _agree(reference: Graph, graph: Graph, seed: int, *, first: bool) -> bool:
    """Whether both do the same in one draw; of the first also a step of training is taken."""
    draw = calibrated(reference, seed)
    images = draw.images.astype(np.float64)
    weights = {key: value.astype(np.float64) for key, value in draw.weights.items()}
    for training in (False, True):
        theirs = _ends(graph, weights, images, seed, training=training)
        if not all(map(_same, _expected(reference, seed, training), theirs)):
            return False
    return not first or _same_step(reference, graph, weights, images, seed)


@lru_cache(maxsize=2 * DRAWS)
def _expected(reference: Graph, seed: int, training: bool) -> tuple[Array, Array]:  # noqa: FBT001 - of a cache
    """What the reference returns for a draw, and what its softmax reads."""
    draw = calibrated(reference, seed)
    weights = {key: value.astype(np.float64) for key, value in draw.weights.items()}
    return _ends(reference, weights, draw.images.astype(np.float64), seed, training=training)


def _ends(
    graph: Graph, weights: Mapping[Key, Array], images: Array, seed: int, *, training: bool
) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed) if training else None
    outputs = forward(graph, weights, images, training=training, rng=rng)
    return outputs[graph.output], outputs[logits_node(graph)]


def _same_step(reference: Graph, graph: Graph, weights: Mapping[Key, Array], images: Array, seed: int) -> bool:
    classes = reference.shapes[reference.output][-1]
    labels = np.random.default_rng(seed).integers(classes, size=len(images))
    (loss, after), (other_loss, other_after) = (
        step(one, weights, images, labels, LEARNING_RATE) for one in (reference, graph)
    )
    if not math.isclose(loss, other_loss, rel_tol=TOLERANCE):
        return False
    return all(_same(after[key] - weights[key], other_after[key] - weights[key]) for key in weights)


def _same(one: Array, other: Array) -> bool:
    if one.shape != other.shape:
        return False
    spread = max(float(one.std()), float(np.abs(one).max()) * TOLERANCE, np.finfo(np.float64).tiny)
    return bool(np.abs(one - other).max() <= TOLERANCE * spread)
