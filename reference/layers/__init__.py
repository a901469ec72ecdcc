"""One file per layer: forward, backward, formula, source.

The block that most networks of the course repeat is CBAPD: convolution, batch normalisation, activation, pooling,
dropout, in this order. Here is that of the course's Baseline, on two images of CIFAR-10's size:

>>> import numpy as np
>>> rng = np.random.default_rng(0)
>>> maps = conv2d(rng.normal(size=(2, 32, 32, 3)), rng.normal(size=(5, 5, 3, 6)), np.zeros(6), padding="same")
>>> maps, moving_mean, moving_variance = batch_norm_train(maps, np.ones(6), np.zeros(6), np.zeros(6), np.ones(6))
>>> maps = dropout(max_pool2d(relu(maps), 2, padding="same"), rate=0.2, rng=rng)
>>> maps.shape, flatten(maps).shape
((2, 16, 16, 6), (2, 1536))

Where frameworks differ, :mod:`reference.conventions` says what holds here.
"""

from reference.layers.activations import (
    relu,
    relu6,
    relu6_backward,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from reference.layers.batch_normalization import (
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    batch_norm_train,
)
from reference.layers.categorical_losses import (
    categorical_cross_entropy,
    categorical_cross_entropy_backward,
    categorical_cross_entropy_from_logits,
    softmax_categorical_cross_entropy_backward,
)
from reference.layers.convolution import conv2d, conv2d_backward
from reference.layers.dense import dense, dense_backward
from reference.layers.depthwise_convolution import depthwise_conv2d, depthwise_conv2d_backward
from reference.layers.dropout import apply_dropout, dropout, keep_mask
from reference.layers.flatten import flatten, flatten_backward
from reference.layers.local_response_normalization import (
    local_response_normalization,
    local_response_normalization_backward,
)
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
from reference.layers.scaling import normalize, normalize_backward, rescale, rescale_backward
from reference.layers.softmax import log_softmax, log_softmax_backward, softmax, softmax_backward
from reference.layers.transposed_convolution import conv2d_transpose, conv2d_transpose_backward
from reference.layers.upsampling import (
    upsample_bilinear,
    upsample_bilinear_backward,
    upsample_nearest,
    upsample_nearest_backward,
)

__all__ = [
    "apply_dropout",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "batch_norm_train",
    "categorical_cross_entropy",
    "categorical_cross_entropy_backward",
    "categorical_cross_entropy_from_logits",
    "conv2d",
    "conv2d_backward",
    "conv2d_transpose",
    "conv2d_transpose_backward",
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
    "local_response_normalization",
    "local_response_normalization_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "normalize",
    "normalize_backward",
    "one_hot",
    "relu",
    "relu6",
    "relu6_backward",
    "relu_backward",
    "rescale",
    "rescale_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "softmax_categorical_cross_entropy_backward",
    "softmax_cross_entropy_backward",
    "tanh",
    "tanh_backward",
    "upsample_bilinear",
    "upsample_bilinear_backward",
    "upsample_nearest",
    "upsample_nearest_backward",
]
