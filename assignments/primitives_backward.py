"""Primitives, backward: the gradients of the layers of a convolutional network, written with NumPy."""

from cnncheck.course import Assignment
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask

POINTS = {
    "dense_backward": 2,
    "softmax_cross_entropy_backward": 2,
    "max_pool2d_backward": 3,
    "avg_pool2d_backward": 3,
    "batch_norm_backward": 4,
    "conv2d_backward": 6,
}

assignment = Assignment(
    name="primitives_backward",
    title="Gradients of the primitives",
    tasks=tuple(FunctionTask.of(SPECIFICATIONS[name], points) for name, points in POINTS.items()),
)
