"""`top_k_error`: how often the true class is not among the k most probable ones."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import deterministic, inputs_unchanged, numpy_only, signature
from cnncheck.functions.labelled import TYPES, stated
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import top_k_error as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn, Shares
from reference.metrics import top_k_error

PARAMETERS = ("probabilities", "labels", "k")

PRECISION = 1e-6
"""Share of 1: a quotient of small whole numbers in float32 is good to 1e-7, and one image of twenty is 5e-2."""


def _case(
    images: int, classes: int, seed: int, dtype: str = "float64", label: str = "int64", **options: Argument
) -> Case:
    """Drawn probabilities without ties, and labels, of these types."""
    return Case((Shares((images, classes), seed, dtype), Drawn((images,), seed + 1, 0, classes - 1, label)), options)


def _asked(images: int, k: int, more: int, seed: int, dtype: str, label: str) -> Case:
    """As many classes as k, and some more."""
    return _case(images, max(k + more, 2), seed, dtype, label, k=k)


def _bound(case: Case) -> Bound:
    del case
    return relative(PRECISION)


def _explain(case: Case) -> str:
    arguments, options = case.values()
    images, k = len(arguments[1]), options.get("k", 5)
    missed = round(top_k_error(*arguments, **options) * images)
    among = f"among the {k} most probable classes" if k > 1 else "the most probable class"
    return f"In {missed} of {images} rows the true class is not {among}: {missed} / {images} = {missed / images:.6g}"


_IMAGES, _K, _MORE = st.integers(1, 6), st.integers(1, 5), st.integers(0, 3)

_CONTIGUOUS = hygiene.assumes_contiguous(top_k_error)
_ONE = hygiene.always(top_k_error, 1.0, "metric")

TOP_K_ERROR = Specification(
    top_k_error,
    PARAMETERS,
    (
        _ONE,
        *mistakes.TOP_K_ERROR,
        _CONTIGUOUS,
        mistakes.DEFAULT_ONE,
        hygiene.mutates(top_k_error),
        hygiene.remembers(top_k_error),
        hygiene.no_defaults(top_k_error, PARAMETERS),
        hygiene.uses_tensorflow(top_k_error, PARAMETERS),
    ),
    (
        numpy_only("top_k_error"),
        value_check(
            "top_k_error.share",
            "The share of the images whose true class is not among the k most probable",
            concept="metric",
            cases=st.builds(_asked, _IMAGES, _K, _MORE, *TYPES),
            corners=(
                stated(((0.625, 0.25, 0.125), (0.625, 0.25, 0.125)), (0, 1), k=1),
                stated(((0.625, 0.25, 0.125), (0.625, 0.25, 0.125)), (0, 1), k=2),
                _case(6, 5, 1, k=2),
                _case(2, 7, 2, "float32", "uint8", k=3),
                _case(3, 4, 3, k=4),
                _case(4, 4, 8, k=2).strided(),
            ),
            mistakes=(_ONE, *mistakes.TOP_K_ERROR, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "top_k_error.default",
            "Without k it is the top-5 error",
            concept="metric",
            cases=st.builds(_case, _IMAGES, st.integers(6, 9), *TYPES),
            corners=(_case(4, 10, 5), _case(6, 7, 6, "float32")),
            mistakes=(mistakes.DEFAULT_ONE,),
            requires=("share",),
        ),
        signature("top_k_error", _case(2, 6, 7), after="share"),
        inputs_unchanged("top_k_error", after="share"),
        deterministic("top_k_error", after="share"),
    ),
    bound=_bound,
    # The label 1 is among these probabilities: only there a search for it finds anything.
    probes=(stated(((1, 0),), (1,), k=1),),
    explain=_explain,
)
