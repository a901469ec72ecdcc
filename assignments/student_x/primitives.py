"""卷积网络的基本运算，只用 NumPy。图片一律是 (batch, height, width, channels)。"""
import math

import numpy as np


def _pair(value):
    """5 -> (5, 5)；已经是一对就原样返回"""
    if isinstance(value, (int, np.integer)):
        return int(value), int(value)
    first, second = value
    return int(first), int(second)


def _floats(values):
    values = np.asarray(values)
    return values if values.dtype.kind == 'f' else values.astype(np.float64)


def output_size(size, kernel_size, strides=1, padding='valid', dilation_rate=1):
    span = (kernel_size - 1) * dilation_rate + 1  # 空洞卷积核实际盖住的长度
    if padding == 'same':
        return math.ceil(size / strides)
    return math.ceil((size - span + 1) / strides)


def same_padding(size, kernel_size, strides=1, dilation_rate=1):
    span = (kernel_size - 1) * dilation_rate + 1
    total = max((math.ceil(size / strides) - 1) * strides + span - size, 0)
    before = total // 2
    return before, total - before  # 多出来的一个补在后面


def receptive_field(layers):
    field = 1
    jump = 1  # 前面各层步长的乘积
    for layer in layers:
        kernel_size, strides = layer[0], layer[1]
        dilation_rate = layer[2] if len(layer) == 3 else 1
        field += (kernel_size - 1) * dilation_rate * jump
        jump *= strides
    return field


def dense_parameters(inputs, units, use_bias=True):
    # 每个神经元：每个输入一个权重，再加一个偏置
    return (inputs + 1) * units if use_bias else inputs * units


def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True):
    kh, kw = _pair(kernel_size)
    count = kh * kw * in_channels * filters
    if use_bias:
        count += filters
    return count


def conv2d_multiplications(height, width, kernel_size, in_channels, filters, strides=1, padding='valid'):
    kh, kw = _pair(kernel_size)
    sh, sw = _pair(strides)
    # 数的是输出的位置，不是输入的
    out_h = output_size(height, kh, sh, padding)
    out_w = output_size(width, kw, sw, padding)
    return out_h * out_w * kh * kw * in_channels * filters


def _pad_images(images, window, strides, dilation, padding, value):
    """padding='same' 时在高和宽两个方向补 value，batch 和通道不动"""
    if padding == 'valid':
        return images
    rows = same_padding(images.shape[1], window[0], strides[0], dilation[0])
    cols = same_padding(images.shape[2], window[1], strides[1], dilation[1])
    return np.pad(images, ((0, 0), rows, cols, (0, 0)), constant_values=value)


def conv2d(images, kernel, bias=None, strides=1, padding='valid', dilation_rate=1):
    images, kernel = _floats(images), _floats(kernel)
    kh, kw, _, filters = kernel.shape
    sh, sw = _pair(strides)
    dh, dw = _pair(dilation_rate)
    batch, height, width, _ = images.shape
    out_h = output_size(height, kh, sh, padding, dh)
    out_w = output_size(width, kw, sw, padding, dw)
    padded = _pad_images(images, (kh, kw), (sh, sw), (dh, dw), padding, 0.0)

    out = np.zeros((batch, out_h, out_w, filters), dtype=np.result_type(images, kernel))
    for i in range(out_h):
        for j in range(out_w):
            # 取出一个窗口，和每个卷积核对应相乘再求和（核不翻转）
            rows = i * sh + dh * np.arange(kh)
            cols = j * sw + dw * np.arange(kw)
            window = padded[:, rows[:, None], cols[None, :], :]
            out[:, i, j, :] = np.tensordot(window, kernel, axes=([1, 2, 3], [0, 1, 2]))
    if bias is not None:
        out = out + bias
    return out


def max_pool2d(images, pool_size=2, strides=None, padding='valid'):
    images = np.asarray(images)
    ph, pw = _pair(pool_size)
    sh, sw = _pair(pool_size if strides is None else strides)
    batch, height, width, channels = images.shape
    out_h = output_size(height, ph, sh, padding)
    out_w = output_size(width, pw, sw, padding)
    if images.dtype.kind == 'f':
        lowest = -np.inf
    else:
        lowest = np.iinfo(images.dtype).min
    padded = _pad_images(images, (ph, pw), (sh, sw), (1, 1), padding, lowest)

    out = np.empty((batch, out_h, out_w, channels), dtype=images.dtype)
    for i in range(out_h):
        for j in range(out_w):
            top, left = i * sh, j * sw
            out[:, i, j, :] = padded[:, top:top + ph, left:left + pw, :].max(axis=(1, 2))
    return out


def avg_pool2d(images, pool_size=2, strides=None, padding='valid'):
    images = _floats(images)
    ph, pw = _pair(pool_size)
    sh, sw = _pair(pool_size if strides is None else strides)
    batch, height, width, channels = images.shape
    out_h = output_size(height, ph, sh, padding)
    out_w = output_size(width, pw, sw, padding)
    top, left = 0, 0
    if padding == 'same':
        top = same_padding(height, ph, sh)[0]
        left = same_padding(width, pw, sw)[0]

    out = np.zeros((batch, out_h, out_w, channels), dtype=images.dtype)
    for i in range(out_h):
        for j in range(out_w):
            # 窗口超出图片的部分切掉，只对真正的像素求平均
            first, last = max(i * sh - top, 0), min(i * sh - top + ph, height)
            start, stop = max(j * sw - left, 0), min(j * sw - left + pw, width)
            out[:, i, j, :] = images[:, first:last, start:stop, :].mean(axis=(1, 2))
    return out


def global_average_pool2d(images):
    return _floats(images).mean(axis=(1, 2))


def batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum=0.99, epsilon=1e-3):
    images = _floats(images)
    # 每个通道一个均值、一个方差：对 batch、高、宽求平均
    mean = images.mean(axis=(0, 1, 2))
    variance = images.var(axis=(0, 1, 2))
    outputs = gamma * (images - mean) / np.sqrt(variance + epsilon) + beta
    moving_mean = momentum * np.asarray(moving_mean) + (1 - momentum) * mean
    moving_variance = momentum * np.asarray(moving_variance) + (1 - momentum) * variance
    return outputs, moving_mean, moving_variance


def batch_norm_inference(images, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    # 推理时用滑动平均，不看这一批数据自己的均值和方差
    sigma = np.sqrt(np.asarray(moving_variance) + epsilon)
    return gamma * (_floats(images) - moving_mean) / sigma + beta


def dropout(images, rate, rng, training=True):
    images = _floats(images)
    if not training or rate == 0:
        return images.copy()
    keep = rng.random(images.shape) >= rate
    return np.where(keep, images / (1 - rate), 0.0)


def dense(inputs, kernel, bias=None):
    outputs = _floats(inputs) @ _floats(kernel)
    if bias is None:
        return outputs
    return outputs + bias


def flatten(images):
    images = np.asarray(images)
    return images.reshape(images.shape[0], -1)


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    x = _floats(x)
    out = np.empty(x.shape, dtype=x.dtype)
    positive = x >= 0
    # 正数和负数分开算，exp 里面永远不是正数
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    small = np.exp(x[~positive])
    out[~positive] = small / (1 + small)
    return out


def softmax(logits, axis=-1):
    logits = _floats(logits)
    # 减去最大值，exp 就不会溢出
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def normalize(images, mean, std):
    return (_floats(images) - mean) / std


if __name__ == '__main__':
    print(output_size(5, 3, padding='same'), output_size(5, 3))
    print(same_padding(4, 3, 2))
    print(receptive_field([(3, 1), (3, 1), (3, 1)]))
    print(dense_parameters(784, 128) + dense_parameters(128, 10))
