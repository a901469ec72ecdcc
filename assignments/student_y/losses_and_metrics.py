# 损失、上采样、指标
import numpy as np


def one_hot(labels, classes):
    return np.eye(classes)[labels]


def cross_entropy(probabilities, labels):
    p = np.clip(probabilities, 1e-7, 1)
    y = one_hot(labels, p.shape[1])
    return -np.mean(y * np.log(p))


def cross_entropy_from_logits(logits, labels):
    z = np.array(logits, dtype=np.float64)
    z = z - np.max(z, axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    total = 0
    for i in range(len(labels)):
        total -= log_p[i, labels[i]]
    return total / len(labels)


def upsample_nearest(images, factor):
    n, h, w, c = images.shape
    y = np.zeros((n, h * factor, w * factor, c))
    for i in range(h * factor):
        for j in range(w * factor):
            y[:, i, j] = images[:, i // factor, j // factor]
    return y


def upsample_bilinear(images, factor):
    x = np.array(images, dtype=np.float64)
    n, h, w, c = x.shape
    y = np.zeros((n, h * factor, w * factor, c))
    for i in range(h * factor):
        for j in range(w * factor):
            # 对应到原图的位置
            r = i / factor
            s = j / factor
            r0, s0 = int(r), int(s)
            r1, s1 = min(r0 + 1, h - 1), min(s0 + 1, w - 1)
            a, b = r - r0, s - s0
            y[:, i, j] = ((1 - a) * (1 - b) * x[:, r0, s0] + (1 - a) * b * x[:, r0, s1]
                          + a * (1 - b) * x[:, r1, s0] + a * b * x[:, r1, s1])
    return y


def accuracy(labels, predictions):
    right = 0
    for a, b in zip(labels, predictions):
        if a == b:
            right += 1
    return right / len(labels)


def top_k_error(probabilities, labels, k=5):
    order = np.argsort(-probabilities, axis=1)
    wrong = 0
    for i in range(len(labels)):
        if labels[i] not in order[i, :k]:
            wrong += 1
    return wrong / len(labels)


def confusion_matrix(labels, predictions, classes):
    m = np.zeros((classes, classes))
    np.add.at(m, (labels, predictions), 1)
    return m
