"""Every concept of the primitives is met: its code is given by at least two different mistakes."""

from collections import Counter

import pytest

from cnncheck.concepts import CONCEPTS, primitives
from cnncheck.functions.specifications import SPECIFICATIONS

CODES = [*(concept.code for concept in primitives.CONCEPTS), "strides", "dilation-rate"]
"""Two codes are explained among those of the networks, which share them."""

GIVEN = Counter(mistake.code for item in SPECIFICATIONS.values() for mistake in item.mistakes)


@pytest.mark.parametrize("code", CODES)
def test_a_code_of_the_primitives_is_given_by_two_mistakes(code: str) -> None:
    assert GIVEN[code] >= 2


def test_no_mistake_has_a_code_that_is_not_published() -> None:
    assert set(GIVEN) <= set(CONCEPTS)
