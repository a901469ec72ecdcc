"""What every function of the book owes: its floating-point type, arguments left alone, and sentences that refuse."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from reference import arithmetic, layers, metrics

IMAGES, GRAD = np.random.default_rng(0).normal(size=(2, 2, 6, 4, 3))
ROWS = np.random.default_rng(0).normal(size=(2, 3))
KERNEL, BIAS = np.ones((3, 3, 3, 2)), np.ones(2)
CHANNELS = np.ones(3)
LABELS, TARGETS = np.array([0, 2]), np.eye(3)[[0, 2]]
MASK = np.ones((2, 3), bool)

BATCH_NORM = {"images": IMAGES, "gamma": CHANNELS, "moving_mean": CHANNELS, "moving_variance": CHANNELS, "epsilon": 0.1}
CONVOLUTION = {"images": IMAGES, "kernel": KERNEL, "strides": 1, "padding": "valid"}
DEPTHWISE = CONVOLUTION | {"dilation_rate": 1}
TRANSPOSED = CONVOLUTION | {"kernel": np.ones((3, 3, 2, 3))}
POOLING = {"images": IMAGES, "pool_size": 2, "strides": 2, "padding": "valid"}
RESPONSE = {"images": IMAGES, "depth_radius": 1, "bias": 1, "alpha": 1, "beta": 0.5}
SIZES = {"size": 8, "kernel_size": 3, "strides": 1, "padding": "same", "dilation_rate": 1}
COST = {"height": 8, "width": 8, "kernel_size": 3, "strides": 1, "padding": "same", "dilation_rate": 1}
ELEMENTWISE = {"x": ROWS}
SCORES = {"logits": ROWS, "axis": -1}

LAYERS: Mapping[str, Mapping[str, Any]] = {
    "apply_dropout": {"values": ROWS, "kept": MASK, "rate": 0.5},
    "avg_pool2d": POOLING,
    "avg_pool2d_backward": POOLING | {"grad": GRAD[:, ::2, ::2]},
    "batch_norm_backward": {"grad": GRAD, "images": IMAGES, "gamma": CHANNELS, "epsilon": 0.1},
    "batch_norm_inference": BATCH_NORM | {"beta": CHANNELS},
    "batch_norm_inference_backward": BATCH_NORM | {"grad": GRAD},
    "batch_norm_train": BATCH_NORM | {"beta": CHANNELS, "momentum": 0.9},
    "categorical_cross_entropy": {"probabilities": TARGETS, "targets": TARGETS},
    "categorical_cross_entropy_backward": {"probabilities": TARGETS, "targets": TARGETS},
    "categorical_cross_entropy_from_logits": {"logits": ROWS, "targets": TARGETS},
    "conv2d": CONVOLUTION | {"bias": BIAS, "dilation_rate": 1, "groups": 1},
    "conv2d_backward": CONVOLUTION | {"grad": np.ones((2, 4, 2, 2)), "dilation_rate": 1, "groups": 1},
    "conv2d_transpose": TRANSPOSED | {"bias": BIAS},
    "conv2d_transpose_backward": TRANSPOSED | {"grad": np.ones((2, 8, 6, 2))},
    "cross_entropy": {"probabilities": TARGETS, "labels": LABELS},
    "cross_entropy_backward": {"probabilities": TARGETS, "labels": LABELS},
    "cross_entropy_from_logits": {"logits": ROWS, "labels": LABELS},
    "dense": {"inputs": ROWS, "kernel": np.ones((3, 2)), "bias": BIAS},
    "dense_backward": {"grad": np.ones((2, 2)), "inputs": ROWS, "kernel": np.ones((3, 2))},
    "depthwise_conv2d": DEPTHWISE | {"bias": np.ones(6)},
    "depthwise_conv2d_backward": DEPTHWISE | {"grad": np.ones((2, 4, 2, 6))},
    "dropout": {"images": IMAGES, "rate": 0.5, "rng": np.random.default_rng(0)},
    "flatten": {"images": IMAGES},
    "flatten_backward": {"grad": GRAD.reshape(2, -1), "images": IMAGES},
    "global_average_pool2d": {"images": IMAGES},
    "global_average_pool2d_backward": {"grad": ROWS, "images": IMAGES},
    "global_max_pool2d": {"images": IMAGES},
    "global_max_pool2d_backward": {"grad": ROWS, "images": IMAGES},
    "keep_mask": {"shape": (2, 3), "rate": 0.5, "rng": np.random.default_rng(0)},
    "local_response_normalization": RESPONSE,
    "local_response_normalization_backward": RESPONSE | {"grad": GRAD},
    "log_softmax": SCORES,
    "log_softmax_backward": SCORES | {"grad": ROWS},
    "max_pool2d": POOLING,
    "max_pool2d_backward": POOLING | {"grad": GRAD[:, ::2, ::2]},
    "normalize": {"images": IMAGES, "mean": CHANNELS, "std": CHANNELS},
    "normalize_backward": {"grad": GRAD, "images": IMAGES, "std": CHANNELS},
    "one_hot": {"labels": LABELS, "classes": 3},
    "relu": ELEMENTWISE,
    "relu6": ELEMENTWISE,
    "relu6_backward": ELEMENTWISE | {"grad": ROWS},
    "relu_backward": ELEMENTWISE | {"grad": ROWS},
    "rescale": {"images": IMAGES, "scale": 2.0, "offset": -1.0},
    "rescale_backward": {"grad": GRAD, "images": IMAGES, "scale": 2.0},
    "sigmoid": ELEMENTWISE,
    "sigmoid_backward": ELEMENTWISE | {"grad": ROWS},
    "softmax": SCORES,
    "softmax_backward": SCORES | {"grad": ROWS},
    "softmax_categorical_cross_entropy_backward": {"logits": ROWS, "targets": TARGETS},
    "softmax_cross_entropy_backward": {"logits": ROWS, "labels": LABELS},
    "tanh": ELEMENTWISE,
    "tanh_backward": ELEMENTWISE | {"grad": ROWS},
    "upsample_bilinear": {"images": IMAGES, "factor": 2},
    "upsample_bilinear_backward": {"grad": np.ones((2, 12, 8, 3)), "images": IMAGES, "factor": 2},
    "upsample_nearest": {"images": IMAGES, "factor": 2},
    "upsample_nearest_backward": {"grad": np.ones((2, 12, 8, 3)), "images": IMAGES, "factor": 2},
}
ARITHMETIC: Mapping[str, Mapping[str, Any]] = {
    "ReceptiveField": {},
    "batch_norm_parameters": {"channels": 3},
    "conv2d_multiplications": COST | {"in_channels": 3, "filters": 2, "groups": 1},
    "conv2d_parameters": {"kernel_size": 3, "in_channels": 3, "filters": 2, "groups": 1},
    "conv2d_transpose_multiplications": {"height": 8, "width": 8, "kernel_size": 3, "in_channels": 3, "filters": 2},
    "dense_multiplications": {"inputs": 3, "units": 2},
    "dense_parameters": {"inputs": 3, "units": 2},
    "depthwise_conv2d_multiplications": COST | {"channels": 3, "depth_multiplier": 2},
    "depthwise_conv2d_parameters": {"kernel_size": 3, "channels": 3, "depth_multiplier": 2},
    "effective_kernel_size": {"kernel_size": 3, "dilation_rate": 2},
    "output_size": SIZES,
    "padding_amounts": SIZES,
    "pool_output_size": {"size": 8, "pool_size": 2, "strides": 2, "padding": "same"},
    "receptive_field": {"layers": [(3, 1)]},
    "receptive_field_with_place": {"layers": [(3, 1, "same")], "size": 8},
    "same_padding": {"size": 8, "kernel_size": 3, "strides": 1, "dilation_rate": 1},
    "transposed_output_size": {"size": 8, "kernel_size": 3, "strides": 1, "padding": "same"},
}
METRICS: Mapping[str, Mapping[str, Any]] = {
    "accuracy": {"labels": LABELS, "predictions": LABELS},
    "confusion_matrix": {"labels": LABELS, "predictions": LABELS, "classes": 3},
    "top_k_error": {"probabilities": TARGETS, "labels": LABELS, "k": 1},
}

CALLS = [
    pytest.param(getattr(module, name), arguments, id=name)
    for module, table in ((layers, LAYERS), (arithmetic, ARITHMETIC), (metrics, METRICS))
    for name, arguments in table.items()
]
WRONG = [
    pytest.param(call.values[0], call.values[1], argument, id=f"{call.id}-{argument}")
    for call in CALLS
    for argument in call.values[1]
]


def of_type(dtype: Any, arguments: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # whatever NumPy takes
    """The arguments with their real numbers in this type, and none of the arrays writeable."""
    copies = {}
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            copies[name] = value.astype(dtype) if value.dtype.kind == "f" else value.copy()
            copies[name].flags.writeable = False
        else:
            copies[name] = value
    return copies


def test_no_function_is_left_out() -> None:
    assert set(LAYERS) == set(layers.__all__)
    assert set(ARITHMETIC) == set(arithmetic.__all__)
    assert set(METRICS) == {
        name for name, item in vars(metrics).items() if getattr(item, "__module__", "") == metrics.__name__
    }


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", sorted(set(LAYERS) - {"one_hot", "keep_mask"}))
def test_layers_stay_in_their_type_and_leave_their_arguments_alone(name: str, dtype: type[np.floating[Any]]) -> None:
    arguments = of_type(dtype, LAYERS[name])
    before = {argument: np.copy(value) for argument, value in arguments.items() if isinstance(value, np.ndarray)}
    answer = getattr(layers, name)(**arguments)
    outputs = [part for part in (answer if isinstance(answer, tuple) else (answer,)) if isinstance(part, np.ndarray)]
    assert {part.dtype for part in outputs} <= {np.dtype(dtype)}
    # Losses are numbers, everything else is an array.
    assert outputs or type(answer) is float
    for argument, value in before.items():
        np.testing.assert_array_equal(arguments[argument], value)


@pytest.mark.parametrize(("function", "arguments"), CALLS)
def test_a_function_answers_the_same_question_the_same_way(
    function: Callable[..., Any], arguments: Mapping[str, Any]
) -> None:
    first, second = (function(**arguments | generator(arguments)) for _ in range(2))
    np.testing.assert_equal(first, second)


def generator(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A new generator where one is asked for."""
    return {"rng": np.random.default_rng(0)} if "rng" in arguments else {}


@pytest.mark.parametrize(("function", "arguments", "argument"), WRONG)
def test_an_argument_that_makes_no_sense_is_named(
    function: Callable[..., Any], arguments: Mapping[str, Any], argument: str
) -> None:
    with pytest.raises(ValueError, match=rf"\b{argument}\b.* Received: .*(cat|<U3)"):
        function(**{**arguments, argument: nonsense(arguments[argument])})


def nonsense(value: object) -> object:
    """A word where a number stands: of its kind, so that it is the number that is missed."""
    match value:
        case np.ndarray():
            return np.array(["cat"])  # of type <U3
        case tuple():
            return ("cat",)
        case list():
            return [("cat",)]
        case _:
            return "cat"
