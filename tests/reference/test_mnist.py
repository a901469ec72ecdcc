"""What is done to digits before a network sees them, and what is refused."""

import numpy as np
import pytest

from reference.mnist import preprocess

IMAGES = np.arange(2 * 28 * 28).reshape(2, 28, 28) % 256


@pytest.mark.parametrize("several", [True, False])
def test_pixels_lie_from_minus_one_to_one_and_labels_stay(several: bool) -> None:  # noqa: FBT001
    part = slice(None) if several else 0
    images, labels = preprocess(IMAGES[part].astype("uint8"), np.array([9, 0], "uint8")[part])
    assert (images.dtype, labels.dtype) == (np.float32, np.int32)
    assert np.abs(images - (IMAGES[part] / 127.5 - 1)).max() < 1e-6
    assert labels.tolist() == ([9, 0] if several else 9)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (IMAGES[:, :27], [1, 2], r"x must .*\(2, 27, 28\)"),
        (IMAGES[None], [1, 2], r"x must .*\(1, 2, 28, 28\)"),
        (np.float32(3), 1, "x must "),
        (IMAGES - 1, [1, 2], "x must be from 0 to 255. Received: x from -1 to 254"),
        (IMAGES, [1], r"y must .*\(1,\)"),
        (IMAGES, [1, 10], "y must be whole numbers from 0 to 9. Received: y with 10"),
        (IMAGES[0], 0.5, "y must be whole numbers"),
        (IMAGES[0], "7", "y "),
    ],
)
def test_what_is_no_digit_is_refused(x: np.ndarray, y: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        preprocess(x, np.asarray(y))
