"""`conv2d_parameters`: the weights of a convolution."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import parameters as mistakes
from cnncheck.functions.specification import Specification
from reference.arguments import pair
from reference.arithmetic import conv2d_parameters

PARAMETERS = ("kernel_size", "in_channels", "filters", "use_bias")


def _case(kernel_size: int | tuple[int, int], in_channels: int, filters: int, *, bias: bool = True) -> Case:
    return Case((kernel_size, in_channels, filters), {} if bias else {"use_bias": False})


def _without(kernel_size: int, in_channels: int, filters: int) -> Case:
    return _case(kernel_size, in_channels, filters, bias=False)


def _explain(case: Case) -> str:
    height, width = pair("kernel_size", case.arguments[0])
    _, channels, filters = case.arguments
    bias = f" + {filters}" if case.options.get("use_bias", True) else ""
    arguments, options = case.values()
    return f"There are {height} * {width} * {channels} * {filters}{bias} = {conv2d_parameters(*arguments, **options)}"


_KERNEL, _CHANNELS = st.integers(2, 11), st.integers(2, 512)

CONV2D_PARAMETERS = Specification(
    conv2d_parameters,
    PARAMETERS,
    (
        *mistakes.CONV2D_PARAMETERS,
        hygiene.no_defaults(conv2d_parameters, PARAMETERS),
        hygiene.uses_tensorflow(conv2d_parameters, PARAMETERS),
    ),
    (
        numpy_only("conv2d_parameters"),
        value_check(
            "conv2d_parameters.weights",
            "A kernel of full depth for each filter, and a bias for each filter",
            concept="parameter-formula",
            cases=st.builds(_case, _KERNEL, _CHANNELS, _CHANNELS),
            corners=(Case((5, 3, 6)), Case((3, 1, 1)), Case((1, 64, 16))),
            mistakes=(
                mistakes.NO_BIAS_EVER,
                mistakes.DEFAULT_WITHOUT_BIAS,
                mistakes.BIAS_PER_CHANNEL,
                mistakes.ONE_BIAS,
                mistakes.NO_DEPTH,
                mistakes.SIDE_ONCE,
            ),
        ),
        value_check(
            "conv2d_parameters.pair",
            "A kernel that is not square, given as a pair",
            concept="parameter-formula",
            cases=st.builds(_case, st.tuples(_KERNEL, _KERNEL), _CHANNELS, _CHANNELS),
            corners=(Case(((1, 7), 3, 8)), Case(((3, 2), 3, 4))),
            mistakes=(mistakes.FIRST_SQUARED,),
            requires=("weights",),
        ),
        value_check(
            "conv2d_parameters.no-bias",
            "Without biases they are not counted",
            concept="parameter-formula",
            cases=st.builds(_without, _KERNEL, _CHANNELS, _CHANNELS),
            corners=(Case((3, 3, 64), {"use_bias": False}),),
            mistakes=(mistakes.ALWAYS_BIAS,),
            requires=("weights",),
        ),
        signature("conv2d_parameters", Case((5, 3, 6)), after="weights"),
    ),
    probes=(Case((5, 3, 6), {"use_bias": True}),),
    explain=_explain,
)
