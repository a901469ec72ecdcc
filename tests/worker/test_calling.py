"""Functions are called with fresh arguments, and whatever they return is told as data or by its true type."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnncheck.inside.wire import (
    Answers,
    Array,
    Call,
    Calls,
    Generator,
    Load,
    Loaded,
    Opaque,
    Pair,
    Problem,
    Raised,
    Returned,
    Sequence,
    Value,
)
from cnncheck.sandbox import StudentProblem, Worker, Zygote


@pytest.fixture(scope="module")
def worker(zygote: Zygote, submissions: Path) -> Iterator[Worker]:
    with zygote.spawn(submissions / "numpy_functions") as shared:
        shared.ask(Load("layers.py", 10.0), Loaded)
        yield shared


@pytest.fixture
def call(worker: Worker) -> Callable[..., Any]:
    def one(name: str, *arguments: Value, **options: Value) -> Returned | Raised:
        (answer,) = worker.ask(Calls(name, (Call(arguments, options),), 5.0), Answers).answers
        return answer

    return one


def array(*values: float, dtype: str = "float32") -> Array:
    return Array.of(np.array(values, dtype))


def test_arrays_come_and_go_exactly(call: Callable[..., Any]) -> None:
    answer = call("add", array(1, 2), array(0.5, 0.25), scale=2.0)
    assert answer.changed == ()
    assert answer.value.dtype == "float32"
    np.testing.assert_array_equal(answer.value.unpack(), np.array([3, 4.5], np.float32))


def test_arguments_changed_in_place_are_told(call: Callable[..., Any]) -> None:
    assert call("relu", array(-1, 2)).changed == (0,)
    assert call("relu", array(1, math.nan)).changed == ()
    assert call("reshape_in_place", Array.of(np.ones((2, 2)))).changed == (0,)


@pytest.mark.parametrize(
    "value", [None, True, 3, -(2**63), 2.5, "text", Pair((1, Pair(()))), Sequence((1, Sequence((2.0,)))), array(1)]
)
def test_plain_values_come_back_as_they_went(call: Callable[..., Any], value: Value) -> None:
    answer = call("same", value)
    assert answer == Returned(value)
    assert type(answer.value) is type(value)


def test_a_named_tuple_is_a_tuple(call: Callable[..., Any]) -> None:
    assert call("padding", 5).value == Pair((2, 3))


def test_generators_are_fresh_in_every_call(worker: Worker) -> None:
    question = Calls("draw", (Call((Generator(7),)), Call((Generator(7),)), Call((Generator(8),))), 5.0)
    first, again, other = (each.value.unpack() for each in worker.ask(question, Answers).answers)  # type: ignore[union-attr]
    np.testing.assert_array_equal(first, np.random.default_rng(7).random(3))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("name", "type_name"),
    [
        ("liar", "Liar"),
        ("quiet", "Quiet"),
        ("float", "Float"),
        ("big", "int"),
        ("objects", "ndarray"),
        ("complex", "ndarray"),
        ("text", "ndarray"),
        ("structured", "ndarray"),
        ("stretched", "ndarray"),
        ("generator", "generator"),
        ("masked", "MaskedArray"),
        ("set", "set"),
        ("dict", "dict"),
        ("text_scalar", "ndarray"),
        ("long", "list"),
    ],
)
def test_what_is_no_data_is_told_by_its_true_type(call: Callable[..., Any], name: str, type_name: str) -> None:
    value = call("odd", name).value
    assert isinstance(value, Opaque)
    assert value.type_name == type_name


def test_values_at_the_edges(call: Callable[..., Any]) -> None:
    assert call("odd", "none").value is None
    assert math.isnan(call("odd", "nan").value)
    assert call("odd", "empty").value == Pair(())
    assert call("odd", "surrogate").value == "?"
    assert call("odd", "scalar").value == Array.of(np.array(2.5, np.float32))
    assert call("odd", "zero").value == Array.of(np.array(3))
    assert call("odd", "bool").value == Array.of(np.array(True))  # noqa: FBT003 - the value itself
    assert call("odd", "wide").value == Array.of(np.array(1.0))  # as a double
    assert call("odd", "swapped").value == Array.of(np.arange(3, dtype="int32"))


def test_a_list_that_holds_itself_ends(call: Callable[..., Any]) -> None:
    value, depth = call("odd", "nested").value, 0
    while isinstance(value, Sequence):
        (value,), depth = value.items, depth + 1
    assert isinstance(value, Opaque)
    assert depth < 10


@pytest.mark.parametrize(
    ("name", "arguments", "code", "line", "words"),
    [
        ("fails", (array(1, 2),), "raises", 58, "ValueError: only one image"),
        ("exits", (), "raises", 88, "SystemExit: 3"),
        ("deep", (1,), "raises", 92, "RecursionError"),
        ("asks", (), "raises", 96, "keyboard"),
        ("prints", (), "output-limit", 101, "16 MiB"),
        ("add", (), "raises", None, "TypeError"),
    ],
)
def test_an_exception_is_an_answer(
    call: Callable[..., Any], name: str, arguments: tuple[Value, ...], code: str, line: int | None, words: str
) -> None:
    answer = call(name, *arguments)
    assert isinstance(answer, Raised)
    assert (answer.problem.code, answer.problem.line) == (code, line)
    assert words in answer.problem.message


def test_what_is_printed_is_counted_for_each_call(worker: Worker) -> None:
    answers = worker.ask(Calls("prints", (Call(()), Call(())), 20.0), Answers).answers
    assert [each.problem.code for each in answers if isinstance(each, Raised)] == ["output-limit"] * 2


def test_a_call_without_end_costs_only_the_answers_after_it(worker: Worker) -> None:
    answers = worker.ask(Calls("forever", (Call(()), Call(())), 0.5), Answers)
    assert answers.answers == ()
    assert answers.problem is not None
    assert (answers.problem.code, answers.problem.file) == ("timeout", "layers.py")
    assert answers.problem.line in range(66, 72)
    assert worker.ask(Calls("padding", (Call((4,)),), 5.0), Answers).answers == (Returned(Pair((2, 2))),)


@pytest.mark.parametrize(("name", "code"), [("nowhere", "missing-name"), ("constant", "wrong-type")])
def test_a_name_that_cannot_be_called(worker: Worker, name: str, code: str) -> None:
    with pytest.raises(StudentProblem) as raised:
        worker.ask(Calls(name, (Call(()),), 5.0), Answers)
    problem = raised.value.problem
    assert isinstance(problem, Problem)
    assert (problem.code, problem.file) == (code, "layers.py")


def test_tensors_are_told_as_tensors(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\ndef f(): return tf.zeros(3)\n")
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("a.py", 10.0), Loaded)
        (answer,) = worker.ask(Calls("f", (Call(()),), 10.0), Answers).answers
    assert answer == Returned(Opaque("EagerTensor", "an object of tensorflow"))


def test_libraries_are_refused_for_one_question_and_back_for_the_next(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import sys\nimport tensorflow as tf\nkept = [tf.nn.relu]\n"
        "def f():\n    try:\n        return str(kept[0](-1.0).numpy())\n    except BaseException as error:\n"
        "        return type(error).__name__\n"
        "def g():\n    import scipy.special\n    return str(sys.modules['scipy.special'].expit(0.0))\n"
    )
    with zygote.spawn(tmp_path) as worker:
        worker.ask(Load("a.py", 20.0), Loaded)
        roots = ("tensorflow", "keras", "scipy")
        refused = worker.ask(Calls("f", (Call(()), Call(())), 10.0, roots), Answers)
        plain = worker.ask(Calls("f", (Call(()),), 10.0), Answers)
        refused_import = worker.ask(Calls("g", (Call(()),), 10.0, roots), Answers)
        imported = worker.ask(Calls("g", (Call(()),), 10.0), Answers)
    problem = Problem("forbidden-call", "tensorflow", "a.py", 6, None, "return str(kept[0](-1.0).numpy())")
    assert refused.forbidden == (problem,)
    assert refused.answers == (Raised(problem), Raised(problem))
    assert plain == Answers((Returned("0.0"),))
    assert (refused_import.forbidden[0].message, refused_import.forbidden[0].line) == ("scipy", 10)
    assert imported == Answers((Returned("0.5"),))
