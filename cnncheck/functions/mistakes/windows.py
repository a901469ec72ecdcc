"""What goes wrong with the windows of any pooling by hand, whatever is taken of each."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import (
    Amounts,
    all_after,
    by_floor,
    half_kernel,
    kernel_minus_one,
    odd_before,
)
from reference.arguments import IntOrPair, pair
from reference.arithmetic import same_padding

Array = NDArray[Any]
Pool = Callable[..., Array]
PaddedBy = Callable[[Amounts], Pool]
"""A pooling whose "same" pads by these amounts."""
Asked = Callable[[Array, IntOrPair, IntOrPair | None, str], Array]

TOTAL = "total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0), before = total // 2, the rest after"
_PAIRS = ("Pairs are (height, width), as the axes of the image.", "Look at the order in which the pair is taken apart.")


def right_amounts(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """What same padding adds, for mistakes in the value that it adds."""
    return same_padding(size, kernel_size, strides, dilation_rate)


def amounts_around(
    images: Array, pool_size: IntOrPair, steps: tuple[int, int], amounts: Amounts
) -> list[tuple[int, int]]:
    """What is added before and after, along height and width."""
    sides = zip(images.shape[1:3], pair("pool_size", pool_size), steps, strict=True)
    return [amounts(size, side, step, 1) for size, side, step in sides]


def default_strides_one(pool: Pool) -> Mistake:
    """Windows overlap where no strides are given."""
    return _mistake(
        pool,
        "default-strides-one",
        "strides",
        lambda images, pool_size, strides, padding: pool(images, pool_size, 1 if strides is None else strides, padding),
        "Where no strides are given, your function moves the window by one pixel.",
        "The strides of a pooling layer default to its pool size: the windows do not overlap.",
        "Look at what happens with strides=None.",
    )


def default_strides_two(pool: Pool) -> Mistake:
    """The default of the strides is right for the default pool size only."""
    return _mistake(
        pool,
        "default-strides-two",
        "strides",
        lambda images, pool_size, strides, padding: pool(images, pool_size, 2 if strides is None else strides, padding),
        "Where no strides are given, your function moves the window by two pixels, whatever the pool size.",
        "The strides of a pooling layer default to its pool size: a pool of 3 moves by 3.",
        "Look at what happens with strides=None.",
    )


def strides_ignored(pool: Pool) -> Mistake:
    """The strides are never used."""
    return _mistake(
        pool,
        "strides-ignored",
        "strides",
        lambda images, pool_size, _strides, padding: pool(images, pool_size, None, padding),
        "The strides do not change the result: the window always moves by its own size.",
        "Windows may overlap (strides below the pool size) or leave pixels out (strides above it).",
        "Look at where a window starts: row * strides, column * strides.",
    )


def strides_swapped(pool: Pool) -> Mistake:
    """A pair of strides is (width, height)."""
    return _mistake(
        pool,
        "strides-swapped",
        "axis-swap",
        lambda images, pool_size, strides, padding: pool(
            images, pool_size, None if strides is None else pair("strides", strides)[::-1], padding
        ),
        "Your function takes a pair of strides as (width, height).",
        *_PAIRS,
    )


def pool_size_swapped(pool: Pool) -> Mistake:
    """A pair for the pool size is (width, height)."""
    return _mistake(
        pool,
        "pool-size-swapped",
        "axis-swap",
        lambda images, pool_size, strides, padding: pool(
            images, pair("pool_size", pool_size)[::-1], pool_size if strides is None else strides, padding
        ),
        "Your function takes a pair for the pool size as (width, height).",
        *_PAIRS,
    )


def output_size_floor(pool: Pool) -> Mistake:
    """floor((n - k) / s) without the + 1 where the last window ends exactly at the border."""

    def wrong(images: Array, pool_size: IntOrPair, strides: IntOrPair | None, padding: str) -> Array:
        result = pool(images, pool_size, strides, padding)
        if padding == "same":
            return result
        steps = pair("strides", pool_size if strides is None else strides)
        height, width = (
            max((size - side + 1) // step, 0)
            for size, side, step in zip(images.shape[1:3], pair("pool_size", pool_size), steps, strict=True)
        )
        return result[:, :height, :width]

    return _mistake(
        pool,
        "output-size-floor",
        "output-size",
        wrong,
        "The result is too small: the last window is missing.",
        "With valid padding there are ceil((size - pool_size + 1) / strides) windows.",
        "Look at the // in the output size: floor((size - pool_size) / strides) + 1 is right too.",
    )


def same_ignored(pool: Pool) -> Mistake:
    """Same padding is taken for valid."""
    return _mistake(
        pool,
        "same-ignored",
        "padding-amount",
        lambda images, pool_size, strides, _padding: pool(images, pool_size, strides),
        "Same padding adds nothing around the image.",
        "With same padding the output side is ceil(size / strides): the pixels that are left over get a window too.",
        'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
    )


def odd_pixel_before(pool: Pool, padded_by: PaddedBy) -> Mistake:
    """The two amounts of same padding are exchanged."""
    return _mistake(
        pool,
        "odd-pixel-before",
        "padding-side",
        padded_by(odd_before),
        "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
        "TensorFlow and Keras take before = total // 2 and after = the rest.",
        "Look at the order of the two amounts in np.pad.",
    )


def same_all_after(pool: Pool, padded_by: PaddedBy) -> Mistake:
    """The first window starts at the first pixel."""
    return _mistake(
        pool,
        "same-all-after",
        "padding-side",
        padded_by(all_after),
        "Same padding adds all of its pixels after the image, and none before it.",
        "The padding is shared: before = total // 2 and after = the rest. Cutting windows off at the last border only "
        "has the same effect.",
        "Look at the two amounts in np.pad, or at where the first window starts.",
    )


def same_half_pool(pool: Pool, padded_by: PaddedBy) -> Mistake:
    """Half a window is added on each side."""
    return _mistake(
        pool,
        "same-half-pool",
        "padding-amount",
        padded_by(half_kernel),
        "Same padding adds pool_size // 2 on both sides.",
        "The amount depends on size and strides too.",
        f"Use {TOTAL}.",
    )


def same_amount_without_strides(pool: Pool, padded_by: PaddedBy) -> Mistake:
    """The amount that is right for strides of 1."""
    return _mistake(
        pool,
        "same-amount-without-strides",
        "padding-amount",
        padded_by(kernel_minus_one),
        "Same padding always adds pool_size - 1 pixels, whatever the strides.",
        "Only what the last window lacks is added.",
        f"Use {TOTAL}.",
    )


def same_amount_floor(pool: Pool, padded_by: PaddedBy) -> Mistake:
    """The amount for one window too few."""
    return _mistake(
        pool,
        "same-amount-floor",
        "padding-amount",
        padded_by(by_floor),
        "Your function computes the padding for floor(size / strides) windows.",
        "Same padding makes room for ceil(size / strides) windows.",
        "Look at the // in the number of windows: ceil(a / b) is -(-a // b).",
    )


def _mistake(pool: Pool, claim: str, code: str, asked: Asked, what: str, why: str, look: str) -> Mistake:
    def wrong(
        images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
    ) -> Array:
        return asked(images, pool_size, strides, padding)

    return Mistake(f"{pool.__name__}-{claim}", code, wrong, what, why, look)
