"""`dense_parameters`: the weights of a dense layer."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import parameters as mistakes
from cnncheck.functions.specification import Specification
from reference.arithmetic import dense_parameters

PARAMETERS = ("inputs", "units", "use_bias")


def _case(inputs: int, units: int) -> Case:
    return Case((inputs, units))


def _without(inputs: int, units: int) -> Case:
    return Case((inputs, units), {"use_bias": False})


def _explain(case: Case) -> str:
    (inputs, units), options = case.values()
    bias = f" + {units}" if options.get("use_bias", True) else ""
    return f"There are {inputs} * {units}{bias} = {dense_parameters(inputs, units, **options)}"


_WIDTH = st.integers(2, 4096)

DENSE_PARAMETERS = Specification(
    dense_parameters,
    PARAMETERS,
    (
        *mistakes.DENSE_PARAMETERS,
        hygiene.no_defaults(dense_parameters, PARAMETERS),
        hygiene.uses_tensorflow(dense_parameters, PARAMETERS),
    ),
    (
        numpy_only("dense_parameters"),
        value_check(
            "dense_parameters.weights",
            "A weight for each input and unit, and a bias for each unit",
            concept="parameter-formula",
            cases=st.builds(_case, _WIDTH, _WIDTH),
            corners=(Case((784, 128)), Case((128, 10)), Case((5, 3)), Case((1, 4)), Case((4, 1))),
            mistakes=(
                mistakes.DENSE_NO_BIAS_EVER,
                mistakes.DENSE_DEFAULT_WITHOUT_BIAS,
                mistakes.DENSE_BIAS_PER_INPUT,
                mistakes.DENSE_ONE_BIAS,
                mistakes.DENSE_BIAS_PER_WEIGHT,
                mistakes.DENSE_ADDED,
            ),
        ),
        value_check(
            "dense_parameters.no-bias",
            "Without biases they are not counted",
            concept="parameter-formula",
            cases=st.builds(_without, _WIDTH, _WIDTH),
            corners=(Case((784, 128), {"use_bias": False}),),
            mistakes=(mistakes.DENSE_ALWAYS_BIAS,),
            requires=("weights",),
        ),
        signature("dense_parameters", Case((784, 128)), after="weights"),
    ),
    probes=(Case((784, 128), {"use_bias": True}),),
    explain=_explain,
)
