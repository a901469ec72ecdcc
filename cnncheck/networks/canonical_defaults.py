"""What a framework does where the code says nothing; a test compares the table with the installed one."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defaults:
    """Defaults of one dialect.

    Attributes:
        momentum, epsilon: of batch normalisation.
        l2: coefficient of `regularizers.L2()`.
        pool_size: of pooling layers.
        leaky_slope: of the activation "leaky_relu".
    """

    momentum: float
    epsilon: float
    l2: float
    pool_size: tuple[int, int]
    leaky_slope: float


DEFAULTS: Mapping[str, Defaults] = {
    "keras3": Defaults(momentum=0.99, epsilon=1e-3, l2=0.01, pool_size=(2, 2), leaky_slope=0.2),
    "tf_keras": Defaults(momentum=0.99, epsilon=1e-3, l2=0.01, pool_size=(2, 2), leaky_slope=0.2),
}
"""By dialect, as the worker reports it. Bare TensorFlow has no moving averages: code of that kind states its own."""
