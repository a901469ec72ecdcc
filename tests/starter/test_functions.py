"""Starters of functions: the documented signature, what is said of it, examples that hold, and nothing solved."""

import ast
import doctest
import inspect
import re
from types import ModuleType

import pytest

from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.specifications.preprocess import PREPROCESS
from cnncheck.functions.task import FunctionTask
from cnncheck.starter.functions import function_stub, functions_file
from cnncheck.starter.source import docstring

EVERY = pytest.mark.parametrize("specification", SPECIFICATIONS.values(), ids=SPECIFICATIONS)
ALL = functions_file("Everything", [FunctionTask.of(item, 1) for item in SPECIFICATIONS.values()])


def loaded(source: str) -> ModuleType:
    module = ModuleType("starter")
    exec(compile(source, "starter.py", "exec"), module.__dict__)  # noqa: S102 - our own file
    return module


def formulas(specification: Specification) -> list[str]:
    """Lines of the textbook's docstring that are set off as formulas."""
    paragraphs = (inspect.getdoc(specification.reference) or "").split("\n\n")
    return [line.strip() for part in paragraphs if part.startswith(" ") for line in part.split("\n")]


@EVERY
def test_the_signature_is_the_documented_one(specification: Specification) -> None:
    written = inspect.signature(getattr(loaded(ALL), specification.name))
    known = inspect.signature(specification.reference).parameters
    assert tuple(written.parameters) == specification.parameters
    assert all(item.default == known[name].default for name, item in written.parameters.items())


@EVERY
def test_nothing_is_solved(specification: Specification) -> None:
    (module,) = [node for node in ast.parse(ALL).body if getattr(node, "name", None) == specification.name]
    assert [ast.unparse(node) for node in module.body[1:]] == ["raise NotImplementedError"]
    text = " ".join((ast.get_docstring(module) or "").split())
    assert formulas(specification), "the textbook has a formula for every function"
    assert [line for line in formulas(specification) if " ".join(line.split()) in text] == []


@EVERY
def test_the_docstring_speaks_of_what_the_student_has(specification: Specification) -> None:
    task = FunctionTask.of(specification, 1)
    text = inspect.getdoc(loaded(f"import numpy as np\n{function_stub(task)}").__dict__[specification.name]) or ""
    left_out = set(inspect.signature(specification.reference).parameters) - set(specification.parameters)
    assert [name for name in left_out if re.search(rf"\b{name}\b", text)] == []
    assert not re.search(r":\w+:`|``|Raises|Source|and errors|reference\.", text)
    said = " ".join(text.split())
    assert all(f"- {' '.join(check.title.split())}" in said for check in task.checks)
    if "images" in specification.parameters:
        assert re.search(r"batch|any shape|`batch_norm_train`", text), "the shape of the images"


@EVERY
def test_the_examples_hold_for_a_right_function(specification: Specification) -> None:
    module = loaded(ALL)
    text = inspect.getdoc(getattr(module, specification.name)) or ""
    setattr(module, specification.name, specification.reference)
    test = doctest.DocTestParser().get_doctest(text, module.__dict__, specification.name, None, None)
    assert any(specification.name in example.source for example in test.examples)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "conv2d",
            '`strides` and `dilation_rate` are each a whole number or a pair (height, width). `padding` is "same" or',
        ),
        (
            "max_pool2d",
            '`pool_size` and `strides` are each a whole number or a pair (height, width). `padding` is "same" or',
        ),
        ("conv2d_parameters", "`kernel_size` is a whole number or a pair (height, width)."),
        ("output_size", '    `padding` is "same" or "valid".\n'),
    ],
)
def test_what_the_options_may_be_is_said(name: str, said: str) -> None:
    text = function_stub(FunctionTask.of(SPECIFICATIONS[name], 1))
    assert said.strip() in " ".join(text.split())
    assert ("a pair" in text.partition("What is checked")[0]) == ("pair" in said)


ALL_OWE, ARRAYS_OWE = "Only NumPy and the standard library are used", "The arguments are left as they were"


@pytest.mark.parametrize(
    ("names", "in_head", "in_functions"),
    [
        (SPECIFICATIONS, [ALL_OWE, ARRAYS_OWE], []),
        (["dense", "softmax", "output_size"], [ALL_OWE, ARRAYS_OWE], []),
        (["dense", "softmax", "output_size", "same_padding"], [ALL_OWE], [ARRAYS_OWE] * 2),
        (["dense"], [], [ALL_OWE, ARRAYS_OWE]),
    ],
    ids=["all", "most", "half", "one"],
)
def test_what_most_functions_owe_stands_once_at_the_head(
    names: list[str], in_head: list[str], in_functions: list[str]
) -> None:
    text = functions_file("Some", [FunctionTask.of(SPECIFICATIONS[name], 1) for name in names])
    head, functions = text.split("\nimport numpy as np\n")
    assert re.findall(f"{ALL_OWE}|{ARRAYS_OWE}", head) == in_head
    assert re.findall(f"{ALL_OWE}|{ARRAYS_OWE}", functions) == in_functions


def test_a_function_of_tensors_says_so_and_imports_what_makes_them() -> None:
    text = functions_file("Digits", [FunctionTask.of(PREPROCESS, 3)])
    assert re.findall("^import .*", text, re.MULTILINE) == ["import tensorflow as tf"]
    assert "The arguments are tensors, and functions of TensorFlow may be used." in text
    assert ">>>" not in text


def test_a_starter_as_it_is_read() -> None:
    text = functions_file("Sizes", [FunctionTask.of(SPECIFICATIONS["same_padding"], 2)])
    assert text.startswith(
        '''\
"""Sizes."""

import numpy as np


def same_padding(size, kernel_size, strides=1, dilation_rate=1) -> tuple[int, int]:
    """Pixels that "same" adds before and after one axis of the image.

'''
    )
    assert text.endswith(
        '''\
    - The parameters have the documented names and defaults

    >>> same_padding(5, 3)
    (1, 1)
    >>> same_padding(4, 3, strides=2)
    (0, 1)
    """
    raise NotImplementedError
'''
    )


@pytest.mark.parametrize("said", ['It ends in "quotes"', 'Three """ of them', "A \\n that stays", "Two\n\nparagraphs"])
def test_any_text_survives_as_a_docstring(said: str) -> None:
    assert inspect.getdoc(loaded(docstring(said.split("\n\n"), ""))).strip() == said  # type: ignore[union-attr]
