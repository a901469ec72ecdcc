"""Weights that lie in their variables in another order."""

import numpy as np
import pytest
from bench import subject_of, traced

from cnncheck.networks.canonical_views import Views
from cnncheck.networks.rearrangement import Rearrangement
from reference.graph import Graph, Node
from reference.networks import lenet5
from reference.operations import Concatenate, Conv2D, Dense, Flatten, Input
from reference.run import forward, initial_weights


def test_what_is_stored_is_seen_as_it_should_be() -> None:
    view = Rearrangement((16, 5, 5, 120)).then("transpose", (1, 2, 0, 3)).then("reshape", (400, 120))
    kernel = np.random.default_rng(1).normal(size=(400, 120))
    stored = view.stored(kernel)
    assert stored.shape == view.shape
    assert np.array_equal(view.seen(stored), kernel)
    assert np.array_equal(stored[3, 1, 2], kernel[(1 * 5 + 2) * 16 + 3])


def test_changes_that_undo_each_other_are_none() -> None:
    views = Views({7: (3, 4)})
    turned = views.changed(7, "transpose", (1, 0))
    assert turned is not None
    assert turned < 0
    assert (views[turned], views.variable(turned)) == ((4, 3), 7)
    assert views.changed(turned, "transpose", (1, 0)) == 7
    assert views.changed(7, "reshape", (3, 4)) == 7
    flat = views.changed(7, "reshape", (12,))
    assert flat is not None
    assert views.changed(flat, "reshape", (3, 4)) == 7
    assert views.changed(7, "transpose", (1, 0)) == turned


@pytest.mark.parametrize(("kind", "numbers"), [("transpose", (0, 0)), ("transpose", (0,)), ("reshape", (5,))])
def test_what_cannot_be_done_to_a_variable_has_no_number(kind: str, numbers: tuple[int, ...]) -> None:
    assert Views({7: (3, 4)}).changed(7, kind, numbers) is None


def test_positions_of_what_is_seen_are_found_in_what_is_stored() -> None:
    network = traced(lenet5())
    key = next(key for key, spec in lenet5().weights.items() if spec.shape == (400, 120))
    turned = traced(lenet5(), rearranged={key: Rearrangement((120, 400), (("transpose", (1, 0)),))})
    kernel = np.random.default_rng(2).normal(size=(400, 120))
    positions = np.array([0, 1, 119, 120, 47_999])
    for each in (network, turned):
        stored = each.stored(key, kernel)
        assert np.array_equal(stored.reshape(-1)[each.stored_at(key, positions)], kernel.reshape(-1)[positions])
        assert np.array_equal(each.seen(key, stored), kernel)


def test_weights_are_read_back_as_the_specified_network_needs_them() -> None:
    image, first, second = Node("image", Input((6, 6, 2))), Conv2D(3, (3, 3), padding="same"), Conv2D(4, (1, 1))
    nodes = (image, Node("left", first, ("image",)), Node("right", second, ("image",)))
    rest = (Node("flatten", Flatten(), ("join",)), Node("f1", Dense(5), ("flatten",)))
    reference = Graph("branches", (*nodes, Node("join", Concatenate(), ("left", "right")), *rest))
    student = Graph("branches", (*nodes, Node("join", Concatenate(), ("right", "left")), *rest))
    key = ("f1", "kernel")
    rearranged = {key: Rearrangement((5, 252), (("transpose", (1, 0)),))}
    subject = subject_of(reference, student, rearranged=rearranged)
    weights = initial_weights(student, np.random.default_rng(3))
    images = np.random.default_rng(4).normal(size=(2, 6, 6, 2)).astype(np.float32)
    variables = {number: subject.traced.stored(own, weights[own]) for own, number in subject.traced.variables.items()}
    read = {own: subject.held(own, variables[number]) for own, number in subject.weight_ids.items()}
    expected = forward(student, weights, images)["f1"]
    np.testing.assert_allclose(forward(subject.as_built, read, images)["f1"], expected, rtol=1e-5, atol=1e-6)
    assert not np.allclose(forward(reference, read, images)["f1"], expected, rtol=1e-2)
