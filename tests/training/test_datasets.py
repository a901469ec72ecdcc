import numpy as np
import pytest

from cnncheck.training.datasets import HELD_OUT, UnknownDataset, dataset


def test_digits_are_real_scaled_and_split_without_overlap() -> None:
    data = dataset("digits", (32, 32, 3))
    assert data.images.shape == (1797 - HELD_OUT, 32, 32, 3)
    assert data.held_out_images.shape == (HELD_OUT, 32, 32, 3)
    assert (data.images.min(), data.images.max()) == (0.0, 1.0)
    assert set(data.labels) == set(data.held_out_labels) == set(range(10))
    train = {image.tobytes() for image in data.images}
    # one image of the 1 797 occurs twice at most; a split that leaked would share hundreds
    assert sum(image.tobytes() in train for image in data.held_out_images) <= 1


def test_every_pixel_becomes_a_square_in_every_channel() -> None:
    from sklearn.datasets import load_digits  # noqa: PLC0415

    small = load_digits().images / 16
    large = dataset("digits", (32, 32, 3))
    shrunk = np.concatenate([large.held_out_images, large.images])[:, ::4, ::4, 0]
    assert sorted(map(float, shrunk.sum(axis=(1, 2)))) == pytest.approx(sorted(small.sum(axis=(1, 2))), rel=1e-5)
    assert np.array_equal(large.images[..., 0], large.images[..., 2])
    assert np.array_equal(large.images[:, 0], large.images[:, 3])


@pytest.mark.parametrize(("name", "shape"), [("cifar11", (32, 32, 3)), ("digits", (30, 30, 3))])
def test_what_cannot_be_had_is_said(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(UnknownDataset, match=r"[Dd]igits"):
        dataset(name, shape)
