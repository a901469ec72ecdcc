import numpy as np


def output_size(size, kernel_size, strides=1, padding='valid', dilation_rate=1):
    k = dilation_rate * (kernel_size - 1) + 1
    if padding == 'same':
        return int(np.ceil(size / strides))
    return int(np.ceil((size - k + 1) / strides))


def receptive_field(layers):
    field, jump = 1, 1
    for k, s, *rest in layers:
        d = rest[0] if rest else 1
        field = field + (k - 1) * d * jump
        jump = jump * s
    return field


def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True)
    if isinstance(kernel_size, int):
        kernel_size = (kernel_size, kernel_size)
    n = kernel_size[0] * kernel_size[1] * in_channels * filters
    return n + filters if use_bias else n


def dense(inputs, kernel, bias=None):
    y = np.matmul(inputs, kernel)
    return y if bias is None else y + bias


def softmax(logits, axis=-1):
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
