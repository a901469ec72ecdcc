"""Values and activations as they are written."""

from cnncheck.emission.parts import Parameter, Value
from cnncheck.emission.variation import NotWritableError

ACTIVATIONS = {
    "elu": "nn.elu",
    "exponential": "exp",
    "gelu": "nn.gelu",
    "leaky_relu": "nn.leaky_relu",
    "linear": "identity",
    "log_softmax": "nn.log_softmax",
    "relu": "nn.relu",
    "relu6": "nn.relu6",
    "selu": "nn.selu",
    "sigmoid": "nn.sigmoid",
    "silu": "nn.silu",
    "softmax": "nn.softmax",
    "softplus": "nn.softplus",
    "softsign": "nn.softsign",
    "tanh": "nn.tanh",
}
"""Activations by their Keras names, and what TensorFlow calls them."""


def activation(function: str) -> str:
    """What TensorFlow calls an activation, without the `tf`.

    Raises:
        NotWritableError: there is no activation of that name.
    """
    if function not in ACTIVATIONS:
        raise NotWritableError(f"there is no activation called {function!r}; known are {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[function]


def word(value: Value, *, pairs: bool = False) -> str:
    """A value as it is written; a pair of equal sides as one number, unless pairs are wanted.

    >>> word((3, 3)), word((3, 3), pairs=True), word((2, 1)), word("same"), word(0.2)
    ('3', '(3, 3)', '(2, 1)', '"same"', '0.2')
    >>> word(Parameter("filters", "filters", factor=4))
    '4 * filters'
    """
    if isinstance(value, Parameter):
        return value.name if value.factor == 1 else f"{value.factor} * {value.name}"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple) and len(value) == 2 and value[0] == value[1] and not pairs:  # noqa: PLR2004
        return word(value[0])
    return repr(value)
