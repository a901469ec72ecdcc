"""The checks of functions, graded by the real grader in real workers: a part of what `cnncheck certify` does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnncheck import catalogue
from cnncheck.certify.equivalence import is_wrongly_named, measured, named_by, questions
from cnncheck.certify.functions import MISTAKES, certify_function
from cnncheck.certify.submitted import GraderFailedError, TextDesk
from cnncheck.course import Check
from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.inprocess import handed_in
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask
from cnncheck.sandbox import Zygote
from reference.layers import dense, relu, sigmoid

OWN = '''\
"""Two functions of an instructor's own: one with a source, one that Python has built in."""

import math
from typing import Any

from hypothesis import strategies as st

from cnncheck.course import Assignment
from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specification import Specification
from cnncheck.functions.task import FunctionTask


def half(size: int, down: bool = False) -> int:
    """Half of a size, rounded up unless it is to go down."""
    return size // 2 if down else -(-size // 2)


def _down(size: int, down: bool = False) -> int:
    return size // 2


DOWN = Mistake("half-down", "output-size", _down, "It rounds down.", "// rounds down.", "Use -(-size // 2).")


def checks(name: str, cases: Any, corner: Case, *mistakes: Mistake) -> tuple[Any, ...]:
    """One check of values."""
    check = value_check(
        f"{name}.value", "It is right", concept="value", cases=cases, corners=(corner,), mistakes=mistakes
    )
    return numpy_only(name), check


SIZES = st.integers(1, 9)
ONE, TWO = st.builds(lambda n: Case((n,)), SIZES), st.builds(lambda a, b: Case((a, b)), SIZES, SIZES)
HALF = Specification(half, ("size", "down"), (DOWN,), checks("half", ONE, Case((7,)), DOWN))
GCD = Specification(math.gcd, ("a", "b"), (), checks("gcd", TWO, Case((4, 6))))

assignment = Assignment(name="own", title="Own", tasks=(FunctionTask.of(HALF, 1), FunctionTask.of(GCD, 1)))
'''
"""Its check never gives `down`: a hole."""


def function_task(name: str) -> FunctionTask:
    return FunctionTask.of(SPECIFICATIONS[name], 1)


@pytest.mark.parametrize("name", ["same_padding", "softmax"])
def test_a_sample_of_what_the_command_does(name: str, zygote: Zygote) -> None:
    certificate = certify_function(function_task(name), zygote, sample=5, seed=2)
    assert (certificate.accepted > 12, certificate.rejected) == (True, ())
    assert (certificate.missed, certificate.survivors, certificate.misled) == ((), (), ())
    assert (certificate.unsteady, certificate.errored, certificate.unwritten) == ((), (), ())
    mistakes, *operators = certificate.rows
    assert mistakes.operator == MISTAKES
    assert mistakes.tried == mistakes.killed == mistakes.first_code_right == mistakes.confirmed == 5
    assert sum(row.tried + row.equivalent for row in operators) == 5
    assert all(row.killed == row.tried and row.first_code_right is None for row in operators)
    assert certificate.texts == certificate.accepted + 5 + 3 * 4 + 5


def test_a_hole_in_the_checks_is_found(zygote: Zygote, tmp_path: Path) -> None:
    whole = function_task("dense")
    without_bias = tuple(item for item in whole.checks if item.id != "dense.bias")
    certificate = certify_function(replace(whole, checks=without_bias), zygote, sample=40, keep=tmp_path / "kept")
    assert certificate.rejected == ()
    assert {each.text for each in certificate.missed} >= {"dense-bias-left-out"}
    assert all(each.received == "no fault" for each in certificate.missed)
    assert [each for each in certificate.survivors if "bias" in each.diff]
    for hole in certificate.survivors:
        assert hole.example is not None
        assert hole.example.splitlines()[-1].startswith("dense(")
    assert len(list((tmp_path / "kept").iterdir())) == len(certificate.survivors)
    assert not set(certificate.survivors) & set(certificate.equivalent)


def test_an_instructors_own_function(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    half, gcd = (
        certify_function(task, zygote)
        for task in catalogue.load(str(tmp_path / "own.py")).tasks
        if isinstance(task, FunctionTask)
    )
    assert (half.missed, half.rejected) == ((), ())
    assert half.rows[0].first_code_right == half.rows[0].tried == 1
    # Nothing asks for a size that goes down, so that nothing sees what becomes of it.
    assert {(each.operator, each.example) for each in half.survivors} >= {("arithmetic", "half(7, down=True)")}
    assert (gcd.rejected, gcd.unwritten) == ((), ())
    assert (gcd.accepted > 5, [row.tried for row in gcd.rows if row.operator == MISTAKES]) == (True, [0])


def in_process(name: str, function: Callable[..., Any]) -> Any:  # noqa: ANN401 - the task's subject
    return function_task(name).open(handed_in(function, name))


def test_the_same_results_are_a_proof_and_a_call_with_another_is_shown() -> None:
    asked = questions(SPECIFICATIONS["relu"], 7)
    assert sum(len(each.cases) for each in asked) > 500
    assert measured(in_process("relu", lambda x: np.where(x > 0, x, 0)), asked).differs is None
    hole = measured(in_process("relu", lambda x: np.where(x > 12, 0, relu(x))), asked)
    assert hole.differs is not None
    assert any(hole.differs.case in each.cases for each in asked)


def test_an_argument_that_is_written_to_is_a_difference() -> None:
    def in_place(inputs: Any, kernel: Any, bias: Any = None) -> Any:  # noqa: ANN401 - arrays
        result = dense(inputs, kernel, bias)
        kernel += 1
        return result

    asked = questions(SPECIFICATIONS["dense"], 7)
    differs = measured(in_process("dense", in_place), asked).differs
    assert differs is not None
    assert 1 in differs.changed


def test_a_mistake_that_is_named_wrongly_is_found() -> None:
    known = SPECIFICATIONS["sigmoid"]
    check = next(item for item in known.checks if isinstance(item, ValueCheck) and item.mistakes)
    mistake = next(item for item in known.mistakes if item.name in check.mistakes)
    assert named_by(known, f"{mistake.what} At [0] it must be 1.") == (mistake,)
    assert named_by(known, "Something else.") == ()
    assert not is_wrongly_named(in_process("sigmoid", mistake.wrong), check, [mistake], 7)
    assert is_wrongly_named(in_process("sigmoid", lambda x: sigmoid(x) + 0.25), check, [mistake], 7)


def test_mistakes_in_the_same_words_are_named_together() -> None:
    known = SPECIFICATIONS["cross_entropy_from_logits"]
    named = named_by(known, "Your function divides by the sum of exponentials over the whole batch.")
    assert len(named) == 2
    check = next(item for item in known.checks if isinstance(item, ValueCheck) and named[1].name in item.mistakes)
    assert not is_wrongly_named(in_process(known.name, named[1].wrong), check, named, 7)


def test_what_is_not_compared_is_no_difference() -> None:
    """Of a true class with the probability 0 the loss has to be finite, and no more."""

    def floored(probabilities: Any, labels: Any) -> Any:  # noqa: ANN401 - arrays
        chosen = probabilities[np.arange(len(labels)), labels].astype(float)
        return -np.log(np.maximum(chosen, 1e-30)).mean()

    known = SPECIFICATIONS["cross_entropy"]
    assert measured(in_process("cross_entropy", floored), questions(known, 7)).differs is None


def test_a_failure_of_the_grader_is_not_a_verdict(zygote: Zygote, tmp_path: Path) -> None:
    def fails(subject: object) -> Any:  # noqa: ANN401 - never returns
        raise RuntimeError(f"no {type(subject).__name__} today")

    task = replace(function_task("relu"), checks=(Check("relu.fails", "It fails", "value", fails),))
    with pytest.raises(GraderFailedError, match="no RemoteFunction today"):
        TextDesk(task, zygote, tmp_path).verdict("def relu(x):\n    return x\n", 0)
    certificate = certify_function(task, zygote, sample=1)
    assert len(certificate.errored) == certificate.texts > 12
    assert (certificate.rejected, certificate.survivors) == ((), ())
