# 手写反向传播
import numpy as np


def two(v):
    return (v, v) if np.ndim(v) == 0 else (v[0], v[1])


def pads(size, k, s, padding):
    if padding == "valid":
        return 0, 0
    total = max(0, (-(-size // s) - 1) * s + k - size)
    return total // 2, total - total // 2


def dense_backward(grad, inputs, kernel):
    dx = np.dot(grad, np.transpose(kernel))
    dw = np.dot(np.transpose(inputs), grad)
    db = np.sum(grad, axis=0)
    return dx, dw, db


def softmax_cross_entropy_backward(logits, labels):
    z = np.array(logits, dtype=np.float64)
    z = z - np.max(z, axis=1, keepdims=True)
    p = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    for n in range(len(labels)):
        p[n, labels[n]] -= 1
    return p


def max_pool2d_backward(grad, images, pool_size=2, strides=None, padding="valid"):
    x = np.array(images, dtype=np.float64)
    ph, pw = two(pool_size)
    sh, sw = (ph, pw) if strides is None else two(strides)
    top, bottom = pads(x.shape[1], ph, sh, padding)
    left, right = pads(x.shape[2], pw, sw, padding)
    p = np.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)], mode="constant", constant_values=-np.inf)
    dp = np.zeros(p.shape)
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            w = p[:, i * sh:i * sh + ph, j * sw:j * sw + pw, :]
            mask = w == np.max(w, axis=(1, 2), keepdims=True)
            dp[:, i * sh:i * sh + ph, j * sw:j * sw + pw, :] = mask * grad[:, i:i + 1, j:j + 1, :]
    return dp[:, top:top + x.shape[1], left:left + x.shape[2], :]


def avg_pool2d_backward(grad, images, pool_size=2, strides=None, padding="valid"):
    ph, pw = two(pool_size)
    sh, sw = (ph, pw) if strides is None else two(strides)
    n, h, w, c = images.shape
    top, _ = pads(h, ph, sh, padding)
    left, _ = pads(w, pw, sw, padding)
    dx = np.zeros((n, h, w, c))
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            # 窗口在图片以内的部分
            r0, r1 = max(i * sh - top, 0), min(i * sh - top + ph, h)
            c0, c1 = max(j * sw - left, 0), min(j * sw - left + pw, w)
            dx[:, r0:r1, c0:c1, :] += grad[:, i:i + 1, j:j + 1, :] / ((r1 - r0) * (c1 - c0))
    return dx


def batch_norm_backward(grad, images, gamma, epsilon=1e-3):
    x = np.array(images, dtype=np.float64)
    mu = np.mean(x, axis=(0, 1, 2))
    var = np.var(x, axis=(0, 1, 2))
    xhat = (x - mu) / np.sqrt(var + epsilon)
    dgamma = np.sum(grad * xhat, axis=(0, 1, 2))
    dbeta = np.sum(grad, axis=(0, 1, 2))
    dx = grad * gamma / np.sqrt(var + epsilon)
    return dx, dgamma, dbeta


def conv2d_backward(grad, images, kernel, strides=1, padding="valid"):
    kh, kw, cin, cout = kernel.shape
    sh, sw = two(strides)
    n, h, w, _ = images.shape
    top, bottom = pads(h, kh, sh, padding)
    left, right = pads(w, kw, sw, padding)
    x = np.pad(np.array(images, dtype=np.float64), [(0, 0), (top, bottom), (left, right), (0, 0)], mode="constant")
    oh, ow = grad.shape[1:3]
    dx = np.zeros(x.shape)
    dw = np.zeros(kernel.shape)
    for a in range(kh):
        for b in range(kw):
            rows = slice(a, a + (oh - 1) * sh + 1, sh)
            cols = slice(b, b + (ow - 1) * sw + 1, sw)
            dw[a, b] = np.tensordot(x[:, rows, cols, :], grad, axes=([0, 1, 2], [0, 1, 2]))
            dx[:, rows, cols, :] += grad @ kernel[a, b].T
    return dx[:, top:top + h, left:left + w, :], dw, np.sum(grad, axis=(0, 1, 2))
