"""Primitives: the functions a convolutional network is made of, written with NumPy."""

from cnncheck.course import Assignment
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask

POINTS = {
    "output_size": 2,
    "same_padding": 2,
    "receptive_field": 2,
    "dense_parameters": 1,
    "conv2d_parameters": 1,
    "conv2d_multiplications": 2,
    "conv2d": 6,
    "max_pool2d": 3,
    "avg_pool2d": 3,
    "global_average_pool2d": 1,
    "batch_norm_train": 3,
    "batch_norm_inference": 2,
    "dropout": 2,
    "dense": 1,
    "flatten": 1,
    "relu": 1,
    "sigmoid": 1,
    "softmax": 1,
    "one_hot": 1,
    "cross_entropy": 2,
    "cross_entropy_from_logits": 2,
    "normalize": 1,
    "upsample_nearest": 1,
    "upsample_bilinear": 3,
    "accuracy": 1,
    "top_k_error": 2,
    "confusion_matrix": 2,
}

assignment = Assignment(
    name="primitives",
    title="Primitives of a convolutional network",
    tasks=tuple(FunctionTask.of(SPECIFICATIONS[name], points) for name, points in POINTS.items()),
)
