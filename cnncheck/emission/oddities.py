"""What a program may do to a layer beside what the graph says: what certification plants, and no reference has."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from cnncheck.emission.variation import NotWritableError, Style


class Oddity(StrEnum):
    """Something done to one layer, or to the image."""

    INFERENCE_ONLY = "inference only"
    """`training=False` is written into its call."""
    ALWAYS_TRAINING = "always training"
    """`training=True` is written into its call."""
    FROZEN = "frozen"
    """Its weights are not trainable."""
    UNUSED = "unused"
    """It is created and never called."""
    UNTRACKED = "untracked"
    """Its weights are where Keras does not see them."""
    OVER_BATCH = "over the batch"
    """A softmax along axis 0."""
    CHANNELS_FIRST = "channels first"
    """`data_format="channels_first"`."""
    TRANSPOSED = "transposed"
    """Of the image: its channels are turned to the front."""
    DECLARED = "declared"
    """Of the image: its shape has to be stated."""


Oddities = frozenset[Oddity]

NONE: Oddities = frozenset()

IMPOSSIBLE: Mapping[Style, Oddities] = {
    Style.SEQUENTIAL: frozenset(
        {Oddity.INFERENCE_ONLY, Oddity.ALWAYS_TRAINING, Oddity.UNUSED, Oddity.UNTRACKED},
    ),
    # A Functional model of Keras 3 calls its layers in the mode that it is called in, whatever was written where.
    Style.FUNCTIONAL: frozenset(
        {Oddity.INFERENCE_ONLY, Oddity.ALWAYS_TRAINING, Oddity.UNUSED, Oddity.UNTRACKED},
    ),
    Style.SUBCLASSED: frozenset({Oddity.DECLARED}),
    Style.RAW: frozenset({Oddity.DECLARED}),
}
"""What a style has no words for: a list calls its own layers, a class states no image."""

MODES: Mapping[Oddity, str] = {Oddity.INFERENCE_ONLY: "training=False", Oddity.ALWAYS_TRAINING: "training=True"}


def mode(oddities: Oddities) -> str | None:
    """The mode that is written into a layer's call, if one is."""
    return next((word for oddity, word in MODES.items() if oddity in oddities), None)


def told(oddities: Mapping[str, Iterable[str]], style: Style) -> dict[str, Oddities]:
    """The oddities of each node, as far as a style has words for them.

    Args:
        oddities: node name to the values of its oddities.
        style: how the program is written.

    Raises:
        ValueError: there is no such oddity.
        NotWritableError: the style has no words for one.
    """
    known = {name: frozenset(map(Oddity, values)) for name, values in oddities.items()}
    for name, values in known.items():
        if wrong := values & IMPOSSIBLE[style]:
            raise NotWritableError(f"{name!r}: a program that is {style} has no words for {', '.join(sorted(wrong))!r}")
    return known
