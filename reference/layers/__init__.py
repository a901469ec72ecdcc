"""One file per layer: forward, backward, formula, source."""

from reference.layers.activations import (
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from reference.layers.batch_normalization import (
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    batch_norm_train,
)
from reference.layers.convolution import conv2d, conv2d_backward
from reference.layers.dense import dense, dense_backward
from reference.layers.depthwise_convolution import depthwise_conv2d, depthwise_conv2d_backward
from reference.layers.dropout import apply_dropout, dropout, keep_mask
from reference.layers.flatten import flatten, flatten_backward
from reference.layers.losses import (
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_from_logits,
    one_hot,
    softmax_cross_entropy_backward,
)
from reference.layers.pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    global_average_pool2d,
    global_average_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from reference.layers.scaling import normalize
from reference.layers.upsampling import upsample_bilinear, upsample_nearest

__all__ = [
    "apply_dropout",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "batch_norm_train",
    "conv2d",
    "conv2d_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "cross_entropy_from_logits",
    "dense",
    "dense_backward",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "dropout",
    "flatten",
    "flatten_backward",
    "global_average_pool2d",
    "global_average_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "keep_mask",
    "max_pool2d",
    "max_pool2d_backward",
    "normalize",
    "one_hot",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "softmax_cross_entropy_backward",
    "tanh",
    "tanh_backward",
    "upsample_bilinear",
    "upsample_nearest",
]
