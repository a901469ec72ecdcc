"""What is said of an exception beyond its own words, where its words name a habit of NumPy's beginners."""

import re

OVERFLOWS = ("OverflowError: math range error", "OverflowError: (34, ")
"""What `math.exp` says of a number above 709, and `**` of a result above 1.8e308; integers have other words."""

RUN_IT = "Run the example: the last line of the traceback names the error, the line above it the place."

UNWRITTEN = "Replace that line by lines of your own, which compute and return the result."
"""Of the line that a starter file holds."""

_ONE_NUMBER = (
    "`if`, `and`, max and min decide about one number; np.where, np.maximum and np.minimum decide about every value of "
    "an array."
)
_SCALAR_FUNCTION = (
    "The functions of `math`, float and int take one number; np.exp, np.sqrt, np.log take a whole array, and "
    "arithmetic works on arrays as it stands."
)
_PAIR = "A size or the strides may be a pair (height, width) here: take it apart first."
_HINTS = {
    "truth value of an array": _ONE_NUMBER,
    "can be converted to Python scalars": _SCALAR_FUNCTION,
    "'tuple' and|and 'tuple'|of type 'tuple'|'tuple' object cannot be interpreted": _PAIR,
}
"""By a pattern in the exception's words."""


def hint(message: str) -> str:
    """What to do about an exception.

    >>> hint("ValueError: The truth value of an array with more than one element is ambiguous.")[:28]
    '`if`, `and`, max and min dec'
    >>> hint("KeyError: 'a'") == RUN_IT
    True
    """
    known = [text for words, text in _HINTS.items() if re.search(words, message)]
    return " ".join([*known, RUN_IT])
