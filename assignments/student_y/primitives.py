# 用 numpy 手写卷积网络的各个部分
import numpy as np


def two(v):
    return (v, v) if np.ndim(v) == 0 else (v[0], v[1])


def output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    k = (kernel_size - 1) * dilation_rate + 1
    if padding == "same":
        return size // strides
    return (size - k) // strides + 1


def same_padding(size, kernel_size, strides=1, dilation_rate=1):
    k = (kernel_size - 1) * dilation_rate + 1
    out = -(-size // strides)  # 向上取整
    total = max(0, (out - 1) * strides + k - size)
    return total // 2, total - total // 2


def receptive_field(layers):
    # 从最后一层往回推：一个输出点要看上一层的多少个点
    r = 1
    for layer in reversed(list(layers)):
        k, s = layer[0], layer[1]
        d = layer[2] if len(layer) > 2 else 1
        r = (r - 1) * s + (k - 1) * d + 1
    return r


def dense_parameters(inputs, units, use_bias=True):
    n = inputs * units
    if use_bias:
        n += units
    return n


def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True):
    kh, kw = two(kernel_size)
    return kh * kw * in_channels * filters + (filters if use_bias else 0)


def conv2d_multiplications(height, width, kernel_size, in_channels, filters, strides=1, padding="valid"):
    kh, kw = two(kernel_size)
    sh, sw = two(strides)
    if padding == "same":
        oh, ow = -(-height // sh), -(-width // sw)
    else:
        oh, ow = (height - kh) // sh + 1, (width - kw) // sw + 1
    # 每个输出点要乘一遍整个卷积核
    return oh * ow * filters * (kh * kw * in_channels)


def pad(x, kh, kw, sh, sw, dh, dw, value):
    top, bottom = same_padding(x.shape[1], kh, sh, dh)
    left, right = same_padding(x.shape[2], kw, sw, dw)
    return np.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)], mode="constant", constant_values=value)


def conv2d(images, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):
    x = np.array(images, dtype=np.float64)
    kh, kw, cin, cout = kernel.shape
    sh, sw = two(strides)
    dh, dw = two(dilation_rate)
    if padding == "same":
        x = pad(x, kh, kw, sh, sw, dh, dw, 0)
    # 补完零以后就都按 valid 算
    oh = (x.shape[1] - (kh - 1) * dh - 1) // sh + 1
    ow = (x.shape[2] - (kw - 1) * dw - 1) // sw + 1
    y = np.zeros((x.shape[0], oh, ow, cout))
    # 对卷积核的每个位置，把整张图错开后乘上去
    for a in range(kh):
        for b in range(kw):
            part = x[:, a * dh:a * dh + (oh - 1) * sh + 1:sh, b * dw:b * dw + (ow - 1) * sw + 1:sw, :]
            y += part @ kernel[a, b]
    if bias is not None:
        y += bias
    return y


def max_pool2d(images, pool_size=2, strides=None, padding="valid"):
    x = np.array(images, dtype=np.float64)
    ph, pw = two(pool_size)
    sh, sw = (ph, pw) if strides is None else two(strides)
    if padding == "same":
        x = pad(x, ph, pw, sh, sw, 1, 1, -np.inf)
    oh = (x.shape[1] - ph) // sh + 1
    ow = (x.shape[2] - pw) // sw + 1
    y = np.full((x.shape[0], oh, ow, x.shape[3]), -np.inf)
    for a in range(ph):
        for b in range(pw):
            y = np.maximum(y, x[:, a:a + (oh - 1) * sh + 1:sh, b:b + (ow - 1) * sw + 1:sw, :])
    return y


def avg_pool2d(images, pool_size=2, strides=None, padding="valid"):
    x = np.array(images, dtype=np.float64)
    ph, pw = two(pool_size)
    sh, sw = (ph, pw) if strides is None else two(strides)
    if padding == "same":
        x = pad(x, ph, pw, sh, sw, 1, 1, 0)
    oh = (x.shape[1] - ph) // sh + 1
    ow = (x.shape[2] - pw) // sw + 1
    y = np.zeros((x.shape[0], oh, ow, x.shape[3]))
    for a in range(ph):
        for b in range(pw):
            y += x[:, a:a + (oh - 1) * sh + 1:sh, b:b + (ow - 1) * sw + 1:sw, :]
    return y / (ph * pw)


def global_average_pool2d(images):
    n, h, w, c = images.shape
    return np.sum(images, axis=(1, 2), dtype=np.float64) / (h * w)


def batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum=0.99, epsilon=1e-3):
    x = np.array(images, dtype=np.float64)
    mu = np.mean(x, axis=(0, 1, 2))
    sigma = np.std(x, axis=(0, 1, 2))
    y = gamma * (x - mu) / (sigma + epsilon) + beta
    new_mean = momentum * moving_mean + (1 - momentum) * mu
    new_variance = momentum * moving_variance + (1 - momentum) * sigma ** 2
    return y, new_mean, new_variance


def batch_norm_inference(images, gamma, beta, moving_mean, moving_variance, epsilon=1e-3):
    x = np.array(images, dtype=np.float64)
    return gamma * (x - moving_mean) / np.sqrt(moving_variance + epsilon) + beta


def dropout(images, rate, rng, training=True):
    x = np.array(images, dtype=np.float64)
    if not training:
        return x
    mask = rng.binomial(1, 1 - rate, size=x.shape)  # 1 留下，0 丢掉
    return x * mask / (1 - rate)


def dense(inputs, kernel, bias=None):
    y = np.dot(np.array(inputs, dtype=np.float64), kernel)
    if bias is not None:
        y = y + bias
    return y


def flatten(images):
    n, h, w, c = images.shape
    y = np.zeros((n, h * w * c), dtype=images.dtype)
    for i in range(n):
        y[i] = images[i].ravel()
    return y


def relu(x):
    return np.where(x > 0, x, 0)


def sigmoid(x):
    e = np.exp(x)
    return e / (e + 1)


def softmax(logits, axis=-1):
    z = np.array(logits, dtype=np.float64)
    z = z - np.max(z, axis=axis, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)


def normalize(images, mean, std):
    x = np.array(images, dtype=np.float64)
    x -= mean
    x /= std
    return x
