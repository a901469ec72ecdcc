"""Weights that lie in their variables in another order."""

import numpy as np
import pytest
from bench import traced

from cnncheck.networks.canonical_views import Views
from cnncheck.networks.rearrangement import Rearrangement
from reference.networks import lenet5


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
