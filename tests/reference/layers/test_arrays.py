"""Lists stand for arrays, and what is no array of numbers is refused."""

import numpy as np
import pytest

from reference.layers import conv2d, dense, softmax


def test_lists_are_accepted() -> None:
    assert dense([[1, 2]], [[3], [4]], [5]).tolist() == [[16]]
    assert softmax([0, 0]).tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("images", "received"),
    [
        ([[[[1.0]]], [[[1.0, 2.0]]]], "images of type object"),  # rows of different lengths
        (np.zeros((1, 3, 3, 1), complex), "images of type complex128"),
        (np.full((1, 3, 3, 1), "1"), "images of type <U1"),
        (None, "images of type object"),
    ],
)
def test_other_things_are_refused(images: object, received: str) -> None:
    with pytest.raises(ValueError, match=f"images must be an array of real numbers. Received: {received}"):
        conv2d(images, np.ones((1, 1, 1, 1)))
