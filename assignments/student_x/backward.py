"""各层的反向传播，只用 NumPy。grad 是损失对该层输出的梯度，图片是 (batch, height, width, channels)。"""
import math

import numpy as np


def _pair(value):
    if isinstance(value, (int, np.integer)):
        return int(value), int(value)
    first, second = value
    return int(first), int(second)


def _floats(values):
    values = np.asarray(values)
    return values if values.dtype.kind == 'f' else values.astype(np.float64)


def _before_and_after(size, window, stride, padding):
    """前向传播时在这一维前后各补了多少"""
    if padding == 'valid':
        return 0, 0
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def _pad(images, window, strides, padding, value):
    rows = _before_and_after(images.shape[1], window[0], strides[0], padding)
    cols = _before_and_after(images.shape[2], window[1], strides[1], padding)
    return np.pad(images, ((0, 0), rows, cols, (0, 0)), constant_values=value), rows[0], cols[0]


def dense_backward(grad, inputs, kernel):
    grad, inputs, kernel = _floats(grad), _floats(inputs), _floats(kernel)
    return grad @ kernel.T, inputs.T @ grad, grad.sum(axis=0)


def softmax_cross_entropy_backward(logits, labels):
    logits = _floats(logits)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    gradient = powers / powers.sum(axis=1, keepdims=True)
    gradient[np.arange(len(labels)), labels] -= 1  # 只在正确类别处减 1
    return gradient / len(labels)


def max_pool2d_backward(grad, images, pool_size=2, strides=None, padding='valid'):
    grad, images = _floats(grad), _floats(images)
    ph, pw = _pair(pool_size)
    sh, sw = _pair(pool_size if strides is None else strides)
    padded, top, left = _pad(images, (ph, pw), (sh, sw), padding, -np.inf)
    result = np.zeros(padded.shape)
    batch, out_h, out_w, channels = grad.shape
    n, c = np.arange(batch)[:, None], np.arange(channels)
    for i in range(out_h):
        for j in range(out_w):
            window = padded[:, i * sh:i * sh + ph, j * sw:j * sw + pw, :]
            place = window.reshape(batch, ph * pw, channels).argmax(axis=1)
            # 梯度只回到最大值的位置；窗口可能重叠，所以要累加
            result[n, i * sh + place // pw, j * sw + place % pw, c] += grad[:, i, j, :]
    return result[:, top:top + images.shape[1], left:left + images.shape[2], :]


def avg_pool2d_backward(grad, images, pool_size=2, strides=None, padding='valid'):
    grad, images = _floats(grad), _floats(images)
    ph, pw = _pair(pool_size)
    sh, sw = _pair(pool_size if strides is None else strides)
    padded, top, left = _pad(np.ones(images.shape), (ph, pw), (sh, sw), padding, 0.0)
    result = np.zeros(padded.shape)
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            # 补出来的格子是 0，不算在个数里
            real = padded[:, i * sh:i * sh + ph, j * sw:j * sw + pw, :]
            share = grad[:, i, j, :] / real.sum(axis=(1, 2))
            result[:, i * sh:i * sh + ph, j * sw:j * sw + pw, :] += real * share[:, None, None, :]
    return result[:, top:top + images.shape[1], left:left + images.shape[2], :]


def batch_norm_backward(grad, images, gamma, epsilon=1e-3):
    grad, images, gamma = _floats(grad), _floats(images), _floats(gamma)
    axes = (0, 1, 2)
    n = images.size / images.shape[-1]
    sigma = np.sqrt(images.var(axis=axes) + epsilon)
    normalized = (images - images.mean(axis=axes)) / sigma
    d_gamma = (grad * normalized).sum(axis=axes)
    d_beta = grad.sum(axis=axes)
    # 均值和方差也依赖图片，所以多出后两项
    d_images = gamma / sigma * (grad - d_beta / n - normalized * d_gamma / n)
    return d_images, d_gamma, d_beta


def conv2d_backward(grad, images, kernel, strides=1, padding='valid'):
    grad, images, kernel = _floats(grad), _floats(images), _floats(kernel)
    kh, kw = kernel.shape[:2]
    sh, sw = _pair(strides)
    padded, top, left = _pad(images, (kh, kw), (sh, sw), padding, 0.0)
    d_padded = np.zeros(padded.shape)
    d_kernel = np.zeros(kernel.shape)
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            window = padded[:, i * sh:i * sh + kh, j * sw:j * sw + kw, :]
            here = grad[:, i, j, :]
            d_kernel += np.tensordot(window, here, axes=(0, 0))
            d_padded[:, i * sh:i * sh + kh, j * sw:j * sw + kw, :] += np.tensordot(here, kernel, axes=(1, 3))
    d_images = d_padded[:, top:top + images.shape[1], left:left + images.shape[2], :]
    return d_images, d_kernel, grad.sum(axis=(0, 1, 2))


if __name__ == '__main__':
    print(dense_backward(np.array([[2.0]]), np.array([[1.0, 3.0]]), np.array([[4.0], [5.0]])))
    print(softmax_cross_entropy_backward(np.zeros((1, 2)), np.array([1])))
