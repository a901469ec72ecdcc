"""`output_size`: the side of what a convolution or a pooling layer returns."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import sizes as mistakes
from cnncheck.functions.specification import Specification
from reference.arithmetic import effective_kernel_size, output_size

PARAMETERS = ("size", "kernel_size", "strides", "padding", "dilation_rate")


def _valid(steps: int, kernel_size: int, strides: int, dilation_rate: int) -> Case:
    size = effective_kernel_size(kernel_size, dilation_rate) + steps
    options: dict[str, int] = {}
    if strides > 1:
        options["strides"] = strides
    if dilation_rate > 1:
        options["dilation_rate"] = dilation_rate
    return Case((size, kernel_size), options)


def _same(size: int, kernel_size: int, strides: int, dilation_rate: int) -> Case:
    options: dict[str, int | str] = {"strides": strides} if strides > 1 else {}
    options["padding"] = "same"
    if dilation_rate > 1:
        options["dilation_rate"] = dilation_rate
    return Case((size, kernel_size), options)


def _explain(case: Case) -> str:
    arguments = dict(zip(PARAMETERS, case.arguments, strict=False)) | dict(case.options)
    size, kernel, strides, rate = (
        int(str(arguments.get(name, 1))) for name in ("size", "kernel_size", "strides", "dilation_rate")
    )
    if arguments.get("padding") == "same":
        return f"Same padding gives ceil({size} / {strides}) = {output_size(size, kernel, strides, 'same', rate)}"
    window = effective_kernel_size(kernel, rate)
    dilated = f"The kernel spans ({kernel} - 1) * {rate} + 1 = {window} pixels; valid" if rate > 1 else "Valid"
    result = output_size(size, kernel, strides, "valid", rate)
    return f"{dilated} padding gives ceil(({size} - {window} + 1) / {strides}) = {result}"


_STEPS, _SIZE, _KERNEL = st.integers(0, 20), st.integers(2, 40), st.integers(2, 7)
_STRIDES, _DILATION = st.integers(1, 5), st.integers(2, 4)

OUTPUT_SIZE = Specification(
    output_size,
    PARAMETERS,
    (
        *mistakes.OUTPUT_SIZE,
        hygiene.no_defaults(output_size, PARAMETERS),
        hygiene.uses_tensorflow(output_size, PARAMETERS),
    ),
    (
        numpy_only("output_size"),
        value_check(
            "output_size.valid",
            "Valid padding: as many places as the kernel fits in",
            concept="output-size",
            cases=st.builds(_valid, _STEPS, _KERNEL, st.just(1), st.just(1)),
            corners=(Case((5, 3)), Case((5, 5)), Case((1, 1)), Case((32, 5), {"padding": "valid"})),
            mistakes=(mistakes.VALID_WITHOUT_ONE, mistakes.FLOOR_VALID_WITHOUT_ONE, mistakes.DILATION_ONE_MORE),
        ),
        value_check(
            "output_size.strides",
            "Strides: the places are divided by them, rounded up",
            concept="strides",
            cases=st.builds(_valid, _STEPS, _KERNEL, st.integers(2, 5), st.just(1)),
            corners=(Case((5, 3), {"strides": 2}), Case((6, 3), {"strides": 2}), Case((4, 2), {"strides": 3})),
            mistakes=(mistakes.STRIDES_IGNORED, mistakes.VALID_FLOOR, mistakes.VALID_WITH_TWO),
            requires=("valid",),
        ),
        value_check(
            "output_size.same",
            "Same padding: ceil(size / strides), whatever the kernel",
            concept="output-size",
            cases=st.builds(_same, _SIZE, _KERNEL, _STRIDES, st.just(1)),
            corners=(
                Case((5, 3), {"padding": "same"}),
                Case((5, 3), {"strides": 2, "padding": "same"}),
                Case((3, 5), {"strides": 2, "padding": "same"}),
                Case((4, 2), {"strides": 2, "padding": "same"}),
            ),
            mistakes=(
                mistakes.SAME_FLOOR,
                mistakes.SAME_ROUND,
                mistakes.SAME_PLUS_ONE,
                mistakes.SAME_IS_SIZE,
                mistakes.PADDING_IGNORED,
            ),
            requires=("strides",),
        ),
        value_check(
            "output_size.dilation",
            "Dilation: the kernel spans (kernel_size - 1) * dilation_rate + 1 pixels",
            concept="output-size",
            cases=st.builds(_valid, _STEPS, _KERNEL, _STRIDES, _DILATION),
            corners=(Case((9, 3), {"dilation_rate": 2}), Case((5, 3), {"dilation_rate": 2})),
            mistakes=(mistakes.DILATION_IGNORED, mistakes.DILATION_MULTIPLIES),
            requires=("strides",),
        ),
        value_check(
            "output_size.same-dilation",
            "Same padding: a dilated kernel does not matter either",
            concept="output-size",
            cases=st.builds(_same, _SIZE, _KERNEL, _STRIDES, _DILATION),
            corners=(
                Case((5, 3), {"padding": "same", "dilation_rate": 2}),
                Case((9, 3), {"strides": 2, "padding": "same", "dilation_rate": 3}),
            ),
            mistakes=(mistakes.SAME_UNDILATED,),
            requires=("same", "dilation"),
            weight=1,
        ),
        signature("output_size", Case((5, 3)), after="valid"),
    ),
    probes=(Case((6, 3), {"strides": 2}), Case((8, 3), {"strides": 3}), Case((9, 3), {"dilation_rate": 2})),
    explain=_explain,
)
