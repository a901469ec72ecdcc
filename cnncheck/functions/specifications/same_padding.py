"""`same_padding`: the pixels that same padding adds before and after an axis."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import padding as mistakes
from cnncheck.functions.specification import Specification
from reference.arithmetic import effective_kernel_size, same_padding

PARAMETERS = ("size", "kernel_size", "strides", "dilation_rate")


def _case(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> Case:
    options: dict[str, int] = {}
    if strides > 1:
        options["strides"] = strides
    if dilation_rate > 1:
        options["dilation_rate"] = dilation_rate
    return Case((size, kernel_size), options)


def _explain(case: Case) -> str:
    size, kernel_size = (int(str(item)) for item in case.arguments)
    strides, rate = (int(str(case.options.get(name, 1))) for name in ("strides", "dilation_rate"))
    window = effective_kernel_size(kernel_size, rate)
    windows = -(-size // strides)
    before, after = same_padding(size, kernel_size, strides, rate)
    spans = f"The kernel spans {window} pixels, so" if rate > 1 else "Here"
    return (
        f"{spans} the total is max((ceil({size} / {strides}) - 1) * {strides} + {window} - {size}, 0) = "
        f"max({(windows - 1) * strides + window - size}, 0): {before} before and {after} after"
    )


_SIZE, _KERNEL, _STRIDES, _DILATION = st.integers(1, 24), st.integers(2, 7), st.integers(2, 5), st.integers(2, 4)

SAME_PADDING = Specification(
    same_padding,
    PARAMETERS,
    (
        *mistakes.SAME_PADDING,
        hygiene.no_defaults(same_padding, PARAMETERS),
        hygiene.uses_tensorflow(same_padding, PARAMETERS),
    ),
    (
        numpy_only("same_padding"),
        value_check(
            "same_padding.amounts",
            "At strides 1 the total is kernel_size - 1, and an odd pixel goes after",
            concept="padding-side",
            cases=st.builds(_case, _SIZE, _KERNEL),
            corners=(Case((5, 3)), Case((4, 2)), Case((3, 5)), Case((6, 1)), Case((1, 4))),
            mistakes=(
                mistakes.PADDING_ODD_BEFORE,
                mistakes.PADDING_SYMMETRIC,
                mistakes.PADDING_HALF_KERNEL,
            ),
        ),
        value_check(
            "same_padding.strides",
            "Strides: only what the last window lacks is added, never less than nothing",
            concept="padding-amount",
            cases=st.builds(_case, _SIZE, _KERNEL, _STRIDES),
            corners=(
                Case((4, 3), {"strides": 2}),
                Case((5, 3), {"strides": 2}),
                Case((5, 2), {"strides": 3}),
                Case((4, 1), {"strides": 2}),
            ),
            mistakes=(mistakes.PADDING_STRIDES_IGNORED, mistakes.PADDING_FLOOR, mistakes.PADDING_NEGATIVE),
            requires=("amounts",),
        ),
        value_check(
            "same_padding.dilation",
            "Dilation: a kernel that spans more pixels needs more padding",
            concept="dilation-rate",
            cases=st.builds(_case, _SIZE, _KERNEL, st.just(1), _DILATION),
            corners=(Case((5, 3), {"dilation_rate": 2}), Case((4, 2), {"dilation_rate": 3})),
            mistakes=(mistakes.PADDING_UNDILATED,),
            requires=("amounts",),
        ),
        value_check(
            "same_padding.strides-and-dilation",
            "Strides and dilation together",
            concept="padding-amount",
            cases=st.builds(_case, _SIZE, _KERNEL, _STRIDES, _DILATION),
            corners=(Case((6, 3), {"strides": 2, "dilation_rate": 2}),),
            mistakes=(mistakes.PADDING_DILATES_STRIDES,),
            requires=("strides", "dilation"),
        ),
        signature("same_padding", Case((5, 3)), after="amounts"),
    ),
    probes=(Case((4, 3), {"strides": 2}), Case((4, 4), {"strides": 2}), Case((4, 3), {"strides": 3})),
    explain=_explain,
)
