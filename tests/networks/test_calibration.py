"""Calibrated weights let every layer show what it does."""

import numpy as np
import pytest
from planted import BASELINE

from cnncheck.networks.calibration import calibrated, draw_images
from cnncheck.networks.comparison import LINE, computed, deviation
from reference.networks import baseline, lenet5
from reference.operations import Activation, Conv2D


@pytest.mark.parametrize("make", [lenet5, baseline])
def test_the_same_seed_gives_the_same_draw_and_another_seed_another(make: object) -> None:
    first, again, other = calibrated(make(), 3), calibrated.__wrapped__(make(), 3), calibrated(make(), 4)
    np.testing.assert_array_equal(first.images, again.images)
    assert first.weights.keys() == make().weights.keys()
    for key, value in first.weights.items():
        np.testing.assert_array_equal(value, again.weights[key])
        assert value.dtype == np.float32
    assert not np.array_equal(first.images, other.images)


@pytest.mark.parametrize("make", [lenet5, baseline])
def test_every_layer_depends_on_the_image(make: object) -> None:
    draw = calibrated(make(), 0)
    outputs = computed(make(), draw.weights, draw.images)
    for name in ("c1", "f1", "f2"):
        assert 0.3 < outputs[name].std(axis=0).mean() < 3, name
    probabilities = outputs["softmax"]
    assert probabilities.max() < 0.99
    assert probabilities.std(axis=0).mean() > 0.02


def test_batch_normalisation_has_gammas_of_both_signs_and_variances_as_small_as_epsilon() -> None:
    weights = calibrated(baseline(), 0).weights
    gamma = weights["b1", "gamma"]
    assert gamma.min() < 0 < gamma.max()
    assert (np.abs(gamma) >= 0.5).all()
    assert (np.delete(np.abs(gamma), 1) <= 1.5).all()
    assert weights["b1", "moving_variance"].min() < 3e-3 < weights["b1", "moving_variance"].max()


@pytest.mark.parametrize(("node", "make"), [("a1", baseline), ("a2", baseline)])
def test_a_relu_that_is_bounded_shows_with_every_seed(node: str, make: object) -> None:
    graph = make()
    bounded = graph.replaced(node, Activation("relu6"))
    for seed in range(30):
        draw = calibrated(graph, seed)
        outputs = [computed(one, draw.weights, draw.images)["f2"] for one in (graph, bounded)]
        assert deviation(*outputs) > LINE, seed


def test_networks_that_are_alike_up_to_a_layer_have_the_same_weights_up_to_there() -> None:
    other = lenet5().replaced("c2", Conv2D(32, (5, 5)))
    first, second = calibrated(lenet5(), 0).weights, calibrated(other, 0).weights
    np.testing.assert_array_equal(first["c1", "kernel"], second["c1", "kernel"])
    assert first["c2", "kernel"].shape != second["c2", "kernel"].shape


def test_images_differ_from_padding_at_their_border() -> None:
    images = draw_images((32, 32, 3), 0)
    assert images.dtype == np.float32
    assert np.abs(images[:, 0]).mean() > 0.3


def test_deviations_are_in_standard_deviations_over_the_images() -> None:
    values = np.random.default_rng(0).normal(0, 2, (1000, 3))
    assert deviation(values, values + 1) == pytest.approx(0.5, rel=0.1)
    assert deviation(values, values[:, :2]) == np.inf
    assert deviation(values, np.full_like(values, np.nan)) == np.inf


def test_probabilities_are_compared_before_the_softmax() -> None:
    logits = np.random.default_rng(0).normal(0, 8, (8, 10))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert deviation(probabilities, probabilities.astype(np.float32), probabilities=True) < LINE
    assert deviation(probabilities, logits, probabilities=True) == np.inf
    moved = np.exp(logits + 0.01 * np.arange(10))
    assert deviation(probabilities, moved / moved.sum(axis=1, keepdims=True), probabilities=True) > LINE


def test_float32_stays_far_below_the_line_and_the_smallest_fault_far_above() -> None:
    graph = baseline()
    epsilon = next(one for one in BASELINE if one.name == "epsilon").edit(graph)
    for seed in range(5):
        draw = calibrated(graph, seed)
        expected = computed(graph, draw.weights, draw.images)["f2"]
        wrong = computed(epsilon, draw.weights, draw.images)["f2"]
        assert deviation(expected, wrong) > 5 * LINE
