"""Gradients as students write them: right ones in other ways are accepted, wrong ones are told in numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.inprocess import handed_in
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask
from cnncheck.functions.values import Drawn
from reference import layers

Grade = Callable[..., Any]


def padding_of(size: int, window: int, strides: int, padding: str) -> tuple[int, int]:
    total = max((-(-size // strides) - 1) * strides + window - size, 0) if padding == "same" else 0
    return total // 2, total - total // 2


def pair(value: Any) -> tuple[int, int]:  # noqa: ANN401 - an int or a pair
    return value if isinstance(value, tuple) else (value, value)


def by_transposed_convolution(dout, x, w, stride=1, pad="valid"):  # noqa: ANN001, ANN201
    """Zeros between the values of grad and around it, then a convolution with the turned kernel; all in float32."""
    (kh, kw), (down, right) = w.shape[:2], pair(stride)
    rows, columns = padding_of(x.shape[1], kh, down, pad), padding_of(x.shape[2], kw, right, pad)
    padded = np.pad(x, ((0, 0), rows, columns, (0, 0))).astype(np.float32)
    spread = np.zeros((len(x), (dout.shape[1] - 1) * down + 1, (dout.shape[2] - 1) * right + 1, w.shape[3]), np.float32)
    spread[:, ::down, ::right] = dout
    around = np.pad(spread, ((0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1), (0, 0)))
    turned = w[::-1, ::-1].transpose(0, 1, 3, 2).astype(np.float32)
    reached = layers.conv2d(around, turned)
    dx = np.zeros_like(padded)
    dx[:, : reached.shape[1], : reached.shape[2]] = reached
    seen = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(1, 2))
    dw = np.einsum("nhwcpq,nhwf->pqcf", seen[:, : spread.shape[1], : spread.shape[2]], spread)
    return dx[:, rows[0] : rows[0] + x.shape[1], columns[0] : columns[0] + x.shape[2]], dw, dout.sum((0, 1, 2))


def in_plain_loops(grad, images, kernel, strides=1, padding="valid"):  # noqa: ANN001, ANN201
    """Seven loops, no padded array at all."""
    down, right = pair(strides)
    top = padding_of(images.shape[1], kernel.shape[0], down, padding)[0]
    left = padding_of(images.shape[2], kernel.shape[1], right, padding)[0]
    dx, dw, db = np.zeros(images.shape), np.zeros(kernel.shape), np.zeros(kernel.shape[3])
    for n, i, j, f in np.ndindex(grad.shape):
        db[f] += grad[n, i, j, f]
        for p, q, c in np.ndindex(kernel.shape[:3]):
            y, x = i * down + p - top, j * right + q - left
            if 0 <= y < images.shape[1] and 0 <= x < images.shape[2]:
                dw[p, q, c, f] += grad[n, i, j, f] * images[n, y, x, c]
                dx[n, y, x, c] += grad[n, i, j, f] * kernel[p, q, c, f]
    return [dx, dw, db]


def step_by_step(dout, x, gamma, epsilon=1e-3):  # noqa: ANN001, ANN201
    """Batch normalisation backwards through every step of the forward pass, in float32."""
    axes, number = (0, 1, 2), x.size // x.shape[-1]
    centred = x.astype(np.float32) - x.astype(np.float32).mean(axes)
    sigma = np.sqrt((centred**2).mean(axes) + np.float32(epsilon))
    d_normalised = dout * gamma
    d_sigma = -(d_normalised * centred).sum(axes) / sigma**2
    d_centred = d_normalised / sigma + 2 * centred * (0.5 * d_sigma / sigma) / number
    return d_centred - d_centred.mean(axes), (dout * centred / sigma).sum(axes), dout.sum(axes)


def shared_among_equals(grad, images, pool_size=2, strides=None, padding="valid"):  # noqa: ANN001, ANN201
    """Max pooling that cuts the window at the border and shares among equal largest pixels."""
    (height, width), (down, right) = pair(pool_size), pair(strides or pool_size)
    top = padding_of(images.shape[1], height, down, padding)[0]
    left = padding_of(images.shape[2], width, right, padding)[0]
    dx = np.zeros(images.shape, np.float32)
    for n, i, j, c in np.ndindex(grad.shape):
        y, x = i * down - top, j * right - left
        place = (n, slice(max(y, 0), y + height), slice(max(x, 0), x + width), c)
        largest = images[place] == images[place].max()
        dx[place] += grad[n, i, j, c] * largest / largest.sum()
    return dx


def class_by_class(logits, labels):  # noqa: ANN001, ANN201
    """Lists, by way of the logarithm of the sum of exponentials."""
    rows = []
    for row, label in zip(logits, labels, strict=True):
        total = max(row) + np.log(sum(np.exp(value - max(row)) for value in row))
        rows.append([(np.exp(value - total) - (index == label)) / len(labels) for index, value in enumerate(row)])
    return rows


ACCEPTED: list[tuple[str, Callable[..., Any], set[str]]] = [
    ("conv2d_backward", by_transposed_convolution, {"signature"}),
    ("conv2d_backward", in_plain_loops, set()),
    ("batch_norm_backward", step_by_step, set()),
    ("max_pool2d_backward", shared_among_equals, set()),
    ("softmax_cross_entropy_backward", class_by_class, {"wrong-type"}),
    ("dense_backward", lambda g, x, w: (np.einsum("nu,iu->ni", g, w), np.einsum("ni,nu->iu", x, g), sum(g)), set()),
]


@pytest.mark.parametrize(
    ("name", "function", "advice"), ACCEPTED, ids=[f"{name}-{f.__name__}" for name, f, _ in ACCEPTED]
)
@pytest.mark.parametrize("seed", [0, 7])
def test_another_right_way_is_accepted(
    name: str, function: Callable[..., Any], advice: set[str], seed: int, grade: Grade
) -> None:
    outcome = grade(SPECIFICATIONS[name], function, seed=seed)
    assert set(outcome.statuses.values()) == {"passed"}
    assert {item.code for item in outcome.advice} == advice


def test_equal_largest_pixels_are_not_asked() -> None:
    specification = SPECIFICATIONS["max_pool2d_backward"]
    corners = [case for check in specification.checks if isinstance(check, ValueCheck) for case in check.corners]
    assert len(corners) > 15
    for case in corners:
        images = case.arguments[1]
        assert isinstance(images, Drawn)
        assert images.distinct
        assert len(np.unique(images.array())) == images.array().size


def test_a_gradient_is_told_in_numbers(grade: Grade) -> None:
    def dense_backward(grad, inputs, kernel):  # noqa: ANN001, ANN202
        right = layers.dense_backward(grad, inputs, kernel)
        return right[0] + 0.25, right[1], right[2]

    (finding,) = grade(SPECIFICATIONS["dense_backward"], dense_backward).faults
    assert (finding.code, finding.confirmed) == ("value", False)
    assert finding.message == (
        "At [0, 0] the inputs gradient must be 9.0; your function returns 9.25. "
        "It is 3 * 3: grad[0, 0] times the weight of this input in its unit."
    )


def test_each_gradient_has_its_own_finding(grade: Grade) -> None:
    def conv2d_backward(grad, images, kernel, strides=1, padding="valid"):  # noqa: ANN001, ANN202
        flipped, _, _ = layers.conv2d_backward(grad, images, kernel[::-1, ::-1], strides, padding)
        _, for_kernel, for_bias = layers.conv2d_backward(grad, images, kernel, strides, padding)
        return flipped, for_kernel / len(grad), for_bias / len(grad)

    outcome = grade(SPECIFICATIONS["conv2d_backward"], conv2d_backward)
    assert outcome.failed == ["conv2d_backward.images", "conv2d_backward.kernel"]
    assert [item.code for item in outcome.faults] == ["kernel-flip", "loss-reduction"]
    assert all(item.confirmed for item in outcome.faults)


def test_a_gradient_that_is_missing_is_named(grade: Grade) -> None:
    def dense_backward(grad, inputs, kernel):  # noqa: ANN001, ANN202
        return (*layers.dense_backward(grad, inputs, kernel)[:2], None)

    (finding,) = grade(SPECIFICATIONS["dense_backward"], dense_backward).faults
    assert finding.message == "The bias gradient must be an array; your function returns None."
    assert "which returns the gradients of inputs, kernel and bias" in (finding.hint or "")


def test_another_order_of_the_parameters_is_named_even_where_every_call_raises(grade: Grade) -> None:
    def softmax_cross_entropy_backward(labels, logits):  # noqa: ANN001, ANN202
        return layers.softmax_cross_entropy_backward(logits, labels)

    text = "def softmax_cross_entropy_backward(labels, logits):\n    ...\n"
    (finding,) = grade(
        SPECIFICATIONS["softmax_cross_entropy_backward"], softmax_cross_entropy_backward, text=text
    ).faults
    assert (finding.code, finding.confirmed) == ("signature", True)
    assert "in the order labels, logits" in finding.message


@pytest.mark.parametrize("name", ["conv2d_backward", "batch_norm_backward", "dense_backward"])
def test_no_call_is_made_for_two_gradients(name: str) -> None:
    specification = SPECIFICATIONS[name]
    asked: list[str] = []

    def recording(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the reference's
        asked.append(repr((arguments, options)))
        return specification.reference(*arguments, **options)

    subject = FunctionTask.of(specification, 1).open(handed_in(recording, name))
    values = [check for check in specification.checks if isinstance(check, ValueCheck)]
    assert all(list(check.examine(subject)) == [] for check in values)
    assert len(asked) > 100
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("result", [None, 1.0, ("a",), ("a", "b", "c"), ([[1], [1, 2]], None, {}), (None, None, None)])
@pytest.mark.parametrize("name", ["conv2d_backward", "max_pool2d_backward", "softmax_cross_entropy_backward"])
def test_whatever_is_returned_is_told(name: str, result: object, grade: Grade) -> None:
    outcome = grade(SPECIFICATIONS[name], lambda *_, **__: result)
    assert outcome.faults
    assert {item.code for item in outcome.faults} == {"wrong-type"}
