"""Functions as students write them: right ones in other ways are accepted, others are told what is wrong."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnncheck.findings import Severity
from cnncheck.functions.specifications import SPECIFICATIONS
from reference import arithmetic, layers

Grade = Callable[..., Any]


def graded(grade: Grade, name: str, function: Callable[..., Any], seed: int = 0) -> Any:  # noqa: ANN401 - an Outcome
    return grade(SPECIFICATIONS[name], function, seed=seed)


def four_loops(images, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN201
    down, right = strides if isinstance(strides, tuple) else (strides, strides)
    kh, kw, _, filters = kernel.shape
    eh, ew = (kh - 1) * dilation_rate + 1, (kw - 1) * dilation_rate + 1
    if padding == "same":
        rows, columns = -(-images.shape[1] // down), -(-images.shape[2] // right)
        th = max((rows - 1) * down + eh - images.shape[1], 0)
        tw = max((columns - 1) * right + ew - images.shape[2], 0)
        images = np.pad(images, ((0, 0), (th // 2, th - th // 2), (tw // 2, tw - tw // 2), (0, 0)))
    rows, columns = (images.shape[1] - eh) // down + 1, (images.shape[2] - ew) // right + 1
    out = np.zeros((len(images), rows, columns, filters), np.float32)
    for i in range(rows):
        for j in range(columns):
            y, x = i * down, j * right
            patch = images[:, y : y + eh : dilation_rate, x : x + ew : dilation_rate]
            out[:, i, j] = np.tensordot(patch, kernel, 3)
    return out if bias is None else out + bias


def by_fourier(images, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN201
    if strides != 1 or padding != "valid" or dilation_rate != 1:
        return four_loops(images, kernel, bias, strides, padding, dilation_rate)
    height, width = images.shape[1:3]
    kh, kw = kernel.shape[:2]
    spectrum = np.fft.fft2(images.astype(np.float32), axes=(1, 2))
    kernels = np.fft.fft2(kernel[::-1, ::-1].astype(np.float32), (height, width), axes=(0, 1))
    full = np.fft.ifft2(np.einsum("nhwc,hwcf->nhwf", spectrum, kernels), axes=(1, 2)).real
    out = full[:, kh - 1 :, kw - 1 :]
    return out if bias is None else out + bias


def counted(height, width, kernel_size, in_channels, filters, strides=1, padding="valid"):  # noqa: ANN001, ANN201
    (kh, kw), (down, right) = ((side, side) if isinstance(side, int) else side for side in (kernel_size, strides))
    room = (height, width) if padding == "same" else (height - kh + 1, width - kw + 1)
    return len(range(0, room[0], down)) * len(range(0, room[1], right)) * kh * kw * in_channels * filters


def mean_of_what_is_there(images, pool_size=2, strides=None, padding="valid"):  # noqa: ANN001, ANN201
    sides = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    steps = sides if strides is None else strides if isinstance(strides, tuple) else (strides, strides)
    pads = [
        arithmetic.padding_amounts(size, side, step, padding)
        for size, side, step in zip(images.shape[1:3], sides, steps, strict=True)
    ]
    x = np.pad(images.astype(np.float32), ((0, 0), *pads, (0, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(x, sides, axis=(1, 2))[:, :: steps[0], :: steps[1]]
    return np.nanmean(windows, axis=(-2, -1))


ACCEPTED: list[tuple[str, str, Callable[..., Any]]] = [
    ("conv2d", "four loops in float32", four_loops),
    ("conv2d", "Fourier transform", by_fourier),
    ("conv2d", "an extra parameter with a default", layers.conv2d),
    ("output_size", "NumPy integer", lambda *a, **o: np.int64(arithmetic.output_size(*a, **o))),
    ("output_size", "array without axes", lambda *a, **o: np.array(arithmetic.output_size(*a, **o))),
    ("same_padding", "list", lambda *a, **o: list(arithmetic.same_padding(*a, **o))),
    ("same_padding", "array", lambda *a, **o: np.array(arithmetic.same_padding(*a, **o))),
    ("batch_norm_train", "list", lambda *a, **o: list(layers.batch_norm_train(*a, **o))),
    ("max_pool2d", "float32", lambda *a, **o: layers.max_pool2d(*a, **o).astype(np.float32)),
    ("softmax", "float32", lambda *a, **o: layers.softmax(*a, **o).astype(np.float32)),
    ("dense_parameters", "product with one input more", lambda i, u, use_bias=True: np.prod([i + bool(use_bias), u])),
    ("conv2d_multiplications", "positions counted", counted),
    ("avg_pool2d", "nanmean in float32", mean_of_what_is_there),
    ("global_average_pool2d", "two means in float32", lambda x: x.astype(np.float32).mean(1).mean(1)),
    ("flatten", "pixel by pixel", lambda x: np.stack([np.concatenate([c for row in i for c in row]) for i in x])),
    ("relu", "product with a mask", lambda x: x * (x > 0)),
    ("relu", "half of x + |x|", lambda x: (x + np.abs(x)) / 2),
    ("sigmoid", "one form for all", lambda x: 1 / (1 + np.exp(-x))),
    ("sigmoid", "by tanh", lambda x: (1 + np.tanh(x / 2)) / 2),
    (
        "normalize",
        "reciprocal in float32",
        lambda x, m, s: x.astype("f") * (1 / np.asarray(s, "f")) - np.asarray(m, "f") / np.asarray(s, "f"),
    ),
    ("dense", "einsum", lambda x, w, b=None: np.einsum("bi,iu->bu", x.astype(float), w) + (0 if b is None else b)),
    (
        "dropout",
        "rng.choice",
        lambda x, rate, rng, training=True: (
            x * rng.choice([0, 1 / (1 - rate)], x.shape, p=[rate, 1 - rate]) if training else x
        ),
    ),
    (
        "dropout",
        "rng.binomial",
        lambda x, rate, rng, training=True: x * rng.binomial(1, 1 - rate, x.shape) / (1 - rate) if training else x,
    ),
    (
        "batch_norm_inference",
        "rearranged",
        lambda x, g, b, m, v, epsilon=1e-3: g / np.sqrt(v + epsilon) * x + (b - g * m / np.sqrt(v + epsilon)),
    ),
]


@pytest.mark.parametrize(("name", "way", "function"), ACCEPTED, ids=[f"{name}: {way}" for name, way, _ in ACCEPTED])
@pytest.mark.parametrize("seed", [0, 7])
def test_another_right_way_is_accepted(name: str, way: str, function: Callable[..., Any], seed: int, grade) -> None:  # noqa: ANN001
    del way
    outcome = graded(grade, name, function, seed=seed)
    assert set(outcome.statuses.values()) == {"passed"}
    assert not outcome.advice


def test_a_whole_number_as_a_float_is_an_advice(grade: Grade) -> None:
    outcome = graded(grade, "output_size", lambda *a, **o: float(arithmetic.output_size(*a, **o)))
    assert set(outcome.statuses.values()) == {"passed"}
    assert {item.code for item in outcome.advice} == {"dtype"}
    assert outcome.advice[0].message.endswith("a whole number as a float.")


@pytest.mark.parametrize("name", ["conv2d", "dense", "batch_norm_train"])
def test_lists_of_numbers_are_an_advice(name: str, grade: Grade) -> None:
    def listed(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - lists
        result = SPECIFICATIONS[name].reference(*arguments, **options)
        return tuple(item.tolist() for item in result) if isinstance(result, tuple) else result.tolist()

    outcome = graded(grade, name, listed)
    assert set(outcome.statuses.values()) == {"passed"}
    assert [item.code for item in outcome.advice] == ["wrong-type"]
    assert "an array is meant" in outcome.advice[0].message


def test_the_example_is_one_to_picture(grade: Grade) -> None:
    def output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN202
        if padding == "same":
            return size // strides
        return arithmetic.output_size(size, kernel_size, strides, padding, dilation_rate)

    (finding,) = graded(grade, "output_size", output_size).faults
    assert finding.example == 'output_size(3, 3, strides=2, padding="same")'


@pytest.mark.parametrize("scaled", [True, False])
@pytest.mark.parametrize("guarded", [True, False])
def test_the_rate_taken_for_the_share_that_is_kept(scaled: bool, guarded: bool, grade: Grade) -> None:  # noqa: FBT001
    def dropout(images, rate, rng, training=True):  # noqa: ANN001, ANN202, FBT002
        if not training or (guarded and not rate):
            return images
        with np.errstate(all="ignore"):
            return images * (rng.random(images.shape) < rate) / (rate if scaled else 1.0)

    faults = graded(grade, "dropout", dropout).faults
    assert [item.code for item in faults] == ["dropout-rate-meaning"]


def test_an_array_in_pieces_is_asked(grade: Grade) -> None:
    def dense(inputs, kernel, bias=None):  # noqa: ANN001, ANN202
        side_by_side = np.lib.stride_tricks.as_strided(inputs, inputs.shape, (8 * inputs.shape[1], 8))
        return layers.dense(inputs if inputs.itemsize < 8 else side_by_side, kernel, bias)

    (finding,) = graded(grade, "dense", dense).faults
    assert "side by side" in finding.message
    assert "[..., ::2]" in (finding.example or "")


def test_other_names_of_options_are_an_advice(grade: Grade) -> None:
    def conv2d(x, w, b=None, stride=1, pad="valid", dilation=1):  # noqa: ANN001, ANN202
        return layers.conv2d(x, w, b, stride, pad, dilation)

    outcome = graded(grade, "conv2d", conv2d)
    assert set(outcome.statuses.values()) == {"passed"}
    assert [(item.code, item.severity) for item in outcome.advice] == [("signature", Severity.ADVICE)] * 3
    assert "`strides` has another name" in outcome.advice[0].message


def test_a_parameter_that_is_missing_fails_only_what_needs_it(grade: Grade) -> None:
    def conv2d(images, kernel, bias=None, strides=1, padding="valid"):  # noqa: ANN001, ANN202
        return layers.conv2d(images, kernel, bias, strides, padding)

    outcome = graded(grade, "conv2d", conv2d)
    assert outcome.failed == ["conv2d.dilation"]
    (finding,) = outcome.faults
    assert finding.code == "signature"
    assert finding.message == "Your function does not take the parameter `dilation_rate`."
    assert outcome.statuses["conv2d.same-padding-strides"] == "passed"


def test_a_parameter_that_is_missing_between_others_is_not_passed_for_its_neighbour(grade: Grade) -> None:
    def conv2d_multiplications(height, width, kernel_size, in_channels, filters, padding="valid"):  # noqa: ANN001, ANN202
        return arithmetic.conv2d_multiplications(height, width, kernel_size, in_channels, filters, 1, padding)

    text = 'def conv2d_multiplications(height, width, kernel_size, in_channels, filters, padding="valid"):\n    ...\n'
    outcome = grade(SPECIFICATIONS["conv2d_multiplications"], conv2d_multiplications, text=text)
    assert outcome.failed == ["conv2d_multiplications.strides"]
    assert [item.message for item in outcome.faults] == ["Your function does not take the parameter `strides`."]
    assert not outcome.advice


def test_a_function_that_overflows_is_told_so(grade: Grade) -> None:
    def sigmoid(x):  # noqa: ANN001, ANN202
        return np.array([1 / (1 + math.e ** (-value)) for value in x.ravel().tolist()]).reshape(x.shape)

    (finding,) = graded(grade, "sigmoid", sigmoid).faults
    assert (finding.code, finding.confirmed) == ("numerical-stability", True)
    assert "the exponential overflows" in finding.message


def test_a_function_of_one_number_is_told_to_take_arrays(grade: Grade) -> None:
    (finding,) = graded(grade, "sigmoid", lambda x: 1 / (1 + math.exp(-x))).faults
    assert finding.code == "raises"
    assert "np.exp, np.sqrt, np.log take a whole array" in (finding.hint or "")


def test_an_answer_that_fits_two_mistakes_is_not_taken_for_one(grade: Grade) -> None:
    (finding,) = graded(grade, "relu", lambda x: np.clip(x, 0, 1)).faults
    assert "no more than 1" in finding.message


def test_two_mistakes_are_both_named(grade: Grade) -> None:
    def conv2d(images, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN202
        del strides, dilation_rate
        return layers.conv2d(images, kernel, bias, 1, padding)

    outcome = graded(grade, "conv2d", conv2d)
    assert [item.code for item in outcome.faults] == ["strides", "dilation-rate"]
    assert all(item.confirmed for item in outcome.faults)


def test_nothing_returned_is_said_so(grade: Grade) -> None:
    outcome = graded(grade, "conv2d", lambda *_, **__: None)
    (finding,) = outcome.faults
    assert (finding.code, finding.message) == ("wrong-type", "It returns nothing: is there a return?")


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ("a text", "wrong-type"),
        ([["1.0"]], "wrong-type"),
        ([[1.0], [1.0, 2.0]], "wrong-type"),
        ([[9.5]], "value"),
        (object(), "wrong-type"),
        (True, "wrong-type"),
    ],
)
def test_what_is_no_array_of_the_shape_is_told(result: object, code: str, grade: Grade) -> None:
    outcome = graded(grade, "dense", lambda *_, **__: result)
    assert outcome.faults[0].code == code


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_nan_is_never_a_wildcard(value: float, grade: Grade) -> None:
    outcome = graded(grade, "dense", lambda *a, **o: layers.dense(*a, **o) * value)
    assert outcome.faults[0].code == "not-finite"


def test_a_column_is_not_a_row(grade: Grade) -> None:
    outcome = graded(grade, "softmax", lambda x, axis=-1: layers.softmax(x, axis)[..., None])
    (finding,) = outcome.faults
    assert finding.code == "shape"
    assert not finding.confirmed
    assert (finding.expected, finding.received) == ("(1,)", "(1, 1)")


def test_an_exception_is_reported_with_the_call(grade: Grade) -> None:
    def same_padding(size, kernel_size, strides=1, dilation_rate=1):  # noqa: ANN001, ANN202
        if strides > 1:
            raise ValueError("only strides 1")
        return arithmetic.same_padding(size, kernel_size, strides, dilation_rate)

    outcome = graded(grade, "same_padding", same_padding)
    (finding,) = outcome.faults
    assert finding.code == "raises"
    assert "ValueError: only strides 1" in finding.message
    assert finding.example == "same_padding(3, 3, strides=2)"


def test_an_unknown_mistake_is_measured_and_not_explained(grade: Grade) -> None:
    outcome = graded(grade, "conv2d", lambda *a, **o: layers.conv2d(*a, **o) + 0.25)
    (finding,) = outcome.faults
    assert (finding.code, finding.confirmed) == ("value", False)


def test_random_results_are_not_deterministic(grade: Grade) -> None:
    noise = np.random.default_rng(0)
    outcome = graded(grade, "dense", lambda *a, **o: layers.dense(*a, **o) + noise.random())
    assert outcome.faults[0].code == "not-deterministic"


def test_another_order_of_the_arrays_is_named(grade: Grade) -> None:
    def batch_norm_inference(images, moving_mean, moving_variance, gamma, beta, epsilon=1e-3):  # noqa: ANN001, ANN202
        return layers.batch_norm_inference(images, gamma, beta, moving_mean, moving_variance, epsilon)

    text = "def batch_norm_inference(images, moving_mean, moving_variance, gamma, beta, epsilon=1e-3):\n"
    outcome = grade(SPECIFICATIONS["batch_norm_inference"], batch_norm_inference, text=f"{text}    ...\n")
    (finding,) = outcome.faults
    assert (finding.code, finding.confirmed) == ("signature", True)
    assert "in the order images, moving_mean, moving_variance, gamma, beta" in finding.message
