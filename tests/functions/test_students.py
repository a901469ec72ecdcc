"""Functions as students write them: right ones in other ways are accepted, others are told what is wrong."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnncheck.findings import Severity
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.values import Shares
from reference import arithmetic, layers, metrics

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


def clipped_cross_entropy(tiny: float) -> Callable[..., Any]:
    def cross_entropy(probabilities, labels):  # noqa: ANN001, ANN202
        encoded = layers.one_hot(labels, probabilities.shape[1])
        return -np.sum(encoded * np.log(np.clip(probabilities, tiny, 1 - tiny))) / len(labels)

    return cross_entropy


def large_for_infinity(probabilities, labels):  # noqa: ANN001, ANN201
    with np.errstate(divide="ignore"):
        losses = -np.log(probabilities[np.arange(len(labels)), labels])
    return np.where(np.isinf(losses), 100.0, losses).mean()


def by_interp(images, factor):  # noqa: ANN001, ANN201
    def along(axis, x):  # noqa: ANN001, ANN202
        places = (np.arange(x.shape[axis] * factor) + 0.5) / factor - 0.5
        return np.apply_along_axis(lambda row: np.interp(places, np.arange(len(row)), row), axis, x)

    return along(2, along(1, images))


def by_the_kth_probability(probabilities, labels, k=5):  # noqa: ANN001, ANN201
    return np.mean(probabilities[range(len(labels)), labels] < np.sort(probabilities, axis=1)[:, -k])


def by_bincount(labels, predictions, classes):  # noqa: ANN001, ANN201
    return np.bincount(labels.astype(int) * classes + predictions, minlength=classes**2).reshape(classes, classes)


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
    ("one_hot", "truth values", lambda labels, classes: labels[:, None] == np.arange(classes)),
    ("one_hot", "int8", lambda labels, classes: np.eye(classes, dtype=np.int8)[labels]),
    ("cross_entropy", "clipped at 1e-7 on both sides", clipped_cross_entropy(1e-7)),
    ("cross_entropy", "clipped at 1e-15 on both sides", clipped_cross_entropy(1e-15)),
    ("cross_entropy", "1e-5 added", lambda p, y: np.mean(-np.log(p[np.arange(len(y)), y] + 1e-5))),
    ("cross_entropy", "a large number for infinity", large_for_infinity),
    ("cross_entropy", "array without axes", lambda *a: np.array(layers.cross_entropy(*a))),
    ("cross_entropy_from_logits", "logaddexp", lambda z, y: np.mean(np.logaddexp.reduce(z, 1) - z[range(len(y)), y])),
    ("cross_entropy_from_logits", "float32", lambda z, y: layers.cross_entropy_from_logits(z.astype("float32"), y)),
    ("upsample_nearest", "Kronecker product", lambda x, factor: np.kron(x, np.ones((1, factor, factor, 1)))),
    ("upsample_bilinear", "np.interp", by_interp),
    ("upsample_bilinear", "float32", lambda x, factor: layers.upsample_bilinear(x.astype("float32"), factor)),
    ("accuracy", "float32", lambda y, p: (y == p).mean(dtype="float32")),
    ("top_k_error", "the k-th probability", by_the_kth_probability),
    ("confusion_matrix", "one-hot product", lambda y, p, c: layers.one_hot(y, c).T @ layers.one_hot(p, c)),
    ("confusion_matrix", "bincount", by_bincount),
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


def test_a_parameter_of_another_name_is_not_called_missing_where_the_call_stops(grade: Grade) -> None:
    def conv2d(images, kernel, bias=None, strides=1, pad="valid", dilation_rate=1):  # noqa: ANN001, ANN202
        if pad == "same":
            raise IndexError("tuple index out of range")
        return layers.conv2d(images, kernel, bias, strides, pad, dilation_rate)

    text = 'def conv2d(images, kernel, bias=None, strides=1, pad="valid", dilation_rate=1):\n    ...\n'
    (finding,) = grade(SPECIFICATIONS["conv2d"], conv2d, text=text).faults
    assert finding.code == "raises"
    assert finding.message == (
        "Your function has no parameter of the name `padding`; where it is passed by its position, it stops with "
        "IndexError: tuple index out of range."
    )


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


def test_ones_everywhere_are_not_taken_for_the_columns_of_all_labels(grade: Grade) -> None:
    (finding,) = graded(grade, "one_hot", lambda labels, classes: np.ones((len(labels), classes))).faults
    assert finding.message.startswith("Your function returns 1 everywhere.")


@pytest.mark.parametrize("loss", [layers.cross_entropy, layers.cross_entropy_from_logits])
def test_a_mean_in_an_array_is_not_taken_for_the_loss_of_each_image(loss: Callable[..., Any], grade: Grade) -> None:
    (finding,) = graded(grade, loss.__name__, lambda scores, labels: np.array([loss(scores, labels)])).faults
    assert finding.message.startswith("Your function returns an array with the loss in it.")


def test_zeros_are_not_taken_for_fractions_that_are_cut_off(grade: Grade) -> None:
    (finding,) = graded(grade, "sigmoid", lambda x: np.zeros(x.shape)).faults
    assert finding.message.startswith("Your function returns 0 everywhere.")


@pytest.mark.parametrize("lose", [np.abs, lambda x: np.maximum(x, 0)])
def test_dropout_is_asked_with_negative_images(lose: Callable[..., Any], grade: Grade) -> None:
    def dropout(images, rate, rng, training=True):  # noqa: ANN001, ANN202, FBT002
        return lose(layers.dropout(images, rate, rng, training))

    (finding,) = graded(grade, "dropout", dropout).faults
    assert not finding.confirmed
    assert ".integers(-8, 0, (8, 16, 16, 4))" in (finding.example or "")


def test_a_span_that_is_one_too_long_is_not_taken_for_a_missing_one(grade: Grade) -> None:
    def output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN202
        if padding == "same":
            return -(-size // strides)
        return -(-(size - (kernel_size * dilation_rate + 1) + 1) // strides)

    (finding,) = graded(grade, "output_size", output_size).faults
    assert "kernel_size * dilation_rate + 1 as the span of the kernel." in finding.message


def test_same_padding_is_asked_with_dilation(grade: Grade) -> None:
    def output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):  # noqa: ANN001, ANN202
        if padding == "same":
            return -(-(size - (dilation_rate - 1)) // strides)
        return arithmetic.output_size(size, kernel_size, strides, padding, dilation_rate)

    outcome = graded(grade, "output_size", output_size)
    assert outcome.failed == ["output_size.same-dilation"]


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


@pytest.mark.parametrize("names", ["labels, probabilities", "y_true, y_pred", "y, p"])
def test_labels_that_are_taken_first_are_named_though_every_call_stops(names: str, grade: Grade) -> None:
    def cross_entropy(labels, probabilities):  # noqa: ANN001, ANN202
        return layers.cross_entropy(probabilities, labels)

    outcome = grade(SPECIFICATIONS["cross_entropy"], cross_entropy, text=f"def cross_entropy({names}):\n    ...\n")
    (finding,) = outcome.faults
    assert (finding.code, finding.confirmed) == ("signature", True)
    assert f"in the order {names}; the course documents probabilities, labels." in finding.message


def test_an_order_that_does_not_matter_is_not_blamed_for_another_fault(grade: Grade) -> None:
    text = "def accuracy(y_pred, y_true):\n    ...\n"
    (finding,) = grade(SPECIFICATIONS["accuracy"], lambda p, y: 100 * metrics.accuracy(y, p), text=text).faults
    assert finding.message.startswith("Your function returns per cent.")


def test_an_exception_comes_with_the_shapes_of_the_arguments(grade: Grade) -> None:
    def cross_entropy(probabilities, labels):  # noqa: ANN001, ANN202
        return layers.cross_entropy(probabilities, labels.argmax(axis=1))

    (finding,) = graded(grade, "cross_entropy", cross_entropy).faults
    assert finding.code == "raises"
    assert finding.hint is not None
    assert finding.hint.endswith(
        "The shapes are probabilities (1, 2), labels (1,). Labels are class numbers, one for each image."
    )


def test_writing_into_integers_is_told_once(grade: Grade) -> None:
    def softmax(logits, axis=-1):  # noqa: ANN001, ANN202
        logits -= logits.max(axis=axis, keepdims=True)
        logits /= 1.0
        return layers.softmax(logits, axis)

    assert [item.code for item in graded(grade, "softmax", softmax).faults] == ["input-mutated"]


def test_two_faults_of_a_loss_are_both_named(grade: Grade) -> None:
    def cross_entropy(probabilities, labels):  # noqa: ANN001, ANN202
        return -np.log(probabilities[np.arange(len(labels)), labels]).sum()

    faults = graded(grade, "cross_entropy", cross_entropy).faults
    assert [item.code for item in faults] == ["loss-reduction", "numerical-stability"]
    assert faults[0].message.endswith("-(ln(0.5) + ln(0.25)) / 2 = 1.03972; your function returns 2.07944.")


def test_a_score_that_accumulates_from_call_to_call_is_not_deterministic(grade: Grade) -> None:
    seen: list[bool] = []

    def accuracy(labels, predictions):  # noqa: ANN001, ANN202
        seen.extend(labels == predictions)
        return np.mean(seen)

    assert graded(grade, "accuracy", accuracy).faults[0].code == "not-deterministic"


@pytest.mark.parametrize("array", [Shares((2, 3), 1), Shares((4, 5), 2, "float32", zero=True, strided=True)])
def test_probabilities_are_typed_as_they_are_built(array: Shares) -> None:
    typed = eval(array.text(), {"np": np})  # noqa: S307 - a text of ours
    assert typed.dtype == array.dtype
    assert typed.flags.c_contiguous is not array.strided
    np.testing.assert_array_equal(typed, array.array())
    np.testing.assert_array_equal(array.array().sum(axis=1), 1)
    assert all(len(set(row)) == len(row) for row in array.array().tolist())
    assert (array.array() == 0).sum() == array.zero * array.shape[0]
