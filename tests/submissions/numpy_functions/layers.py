import numpy as np
from collections import namedtuple

Padding = namedtuple("Padding", "before after")


class Liar:
    """Says it is an array, and equal to everything."""

    __class__ = np.ndarray
    dtype = np.dtype("float32")
    shape = (2,)

    def __len__(self):
        return 2

    def __eq__(self, other):
        return True

    def __array__(self, dtype=None, copy=None):
        raise SystemExit("never asked")


class Quiet(np.ndarray):
    def __eq__(self, other):
        return True


class Float(float):
    def __sub__(self, other):
        return 0.0


def add(a, b, scale=1.0):
    return scale * (a + b)


def relu(x):
    x[x < 0] = 0
    return x


def reshape_in_place(x):
    x.shape = (-1,)
    return x.sum()


def same(value):
    return value


def padding(size):
    return Padding(size // 2, size - size // 2)


def fails(x):
    if x.shape[0] > 1:
        raise ValueError("only one image")
    return x


def draw(rng):
    return rng.random(3)


def forever():
    while True:
        try:
            sum(range(1000))
        except Exception:
            pass


def odd(name):
    nested = []
    nested.append(nested)
    return {
        "liar": Liar(), "quiet": np.zeros(2).view(Quiet), "float": Float(1.0), "big": 2**70, "objects": np.array([None]),
        "complex": np.ones(2, complex), "text": np.array(["a"]), "structured": np.zeros(1, [("a", "f4")]),
        "generator": (n for n in range(3)), "nested": nested, "masked": np.ma.zeros(3), "set": {1}, "dict": {},
        "surrogate": "\ud800", "wide": np.float128(1), "stretched": np.broadcast_to(np.float32(0), (1 << 20, 1 << 20)),
        "swapped": np.arange(3, dtype=">i4"), "long": [0] * 100_000, "scalar": np.float32(2.5), "zero": np.array(3),
        "text_scalar": np.str_("a"), "bool": np.True_, "none": None, "nan": float("nan"), "empty": (),
    }[name]


def exits():
    raise SystemExit(3)


def deep(n):
    return deep(n + 1)


def asks():
    return input("how many? ")


def prints():
    while True:
        print("x" * 10_000)


constant = 3
