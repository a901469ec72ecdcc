"""Functions as text: the file does what the function does, right versions too, and a mutant differs in one place."""

import ast
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.comparison import agree, as_arrays, relative
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.specifications.preprocess import PREPROCESS
from cnncheck.mutation.sources import SourceError, mutants, program_of, right_versions, simplified
from cnncheck.mutation.sources.operators import OPERATORS
from cnncheck.mutation.sources.program import Program
from reference.layers import conv2d, relu

FUNCTIONS = (*SPECIFICATIONS.values(), PREPROCESS)
MISTAKES = [
    (known, mistake)
    for known in FUNCTIONS
    for mistake in known.mistakes
    # The dropout that ignores its generator is another at every call; a text is a text already.
    if mistake.text is None and not mistake.stateful and mistake.name != "dropout-other-generator"
]


def run(text: str, name: str) -> Callable[..., Any]:
    namespace: dict[str, Any] = {}
    exec(compile(text, name, "exec"), namespace)  # noqa: S102 - our own text, to see that it runs
    function: Callable[..., Any] = namespace[name]
    return function


def answers(function: Callable[..., Any], known: Specification) -> list[Any]:
    """Results for every corner; of what raises, the exception's type."""
    found: list[Any] = []
    for check in known.checks:
        for case in check.corners if isinstance(check, ValueCheck) else ():
            arguments, options = case.values()
            try:
                with np.errstate(all="ignore"):
                    found.append(function(*arguments, **options))
            except Exception as error:  # noqa: BLE001 - a wrong version may raise anything
                found.append(type(error).__name__)
    assert found
    return found


def same(first: list[Any], second: list[Any]) -> bool:
    """Whether all results agree, but for what another order of float32 sums rounds."""
    return all(agree(one, other, relative(1e-6)) for one, other in zip(first, second, strict=True))


def reference_program(known: Specification) -> Program:
    return program_of(known.reference, known.name, parameters=known.parameters)


@pytest.mark.parametrize("known", FUNCTIONS, ids=lambda item: item.name)
def test_the_reference_as_a_file_does_what_the_reference_does(known: Specification) -> None:
    whole = reference_program(known)
    plain = simplified(whole)
    wanted = answers(known.reference, known)
    assert same(answers(run(whole.text, known.name), known), wanted)
    assert same(answers(run(plain.text, known.name), known), wanted)
    assert "raise" in whole.text
    assert "raise" not in plain.text


@pytest.mark.parametrize(("known", "mistake"), MISTAKES[::4], ids=[mistake.name for _, mistake in MISTAKES[::4]])
def test_a_mistake_as_a_file_does_what_the_mistake_does(known: Specification, mistake: Mistake) -> None:
    text = program_of(mistake.wrong, known.name).text
    assert same(answers(run(text, known.name), known), answers(mistake.wrong, known))


@pytest.mark.parametrize("known", FUNCTIONS, ids=lambda item: item.name)
def test_nothing_but_numpy_and_the_standard_library_is_imported(known: Specification) -> None:
    tree = reference_program(known).tree
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = {node.module for node in imported} | {
        item.name for node in ast.walk(tree) if isinstance(node, ast.Import) for item in node.names
    }
    assert not [module for module in modules if str(module).startswith(("reference", "cnncheck"))]


@pytest.mark.parametrize("name", ["output_size", "batch_norm_train", "max_pool2d_backward", "confusion_matrix"])
def test_right_versions_have_the_same_results(name: str) -> None:
    known = SPECIFICATIONS[name]
    wanted = answers(known.reference, known)
    versions = list(right_versions(simplified(reference_program(known))))
    assert len({version.what for version in versions}) == len(versions) > 12
    for version in versions:
        if version.what == "other names of the parameters":  # the cases name their options
            assert "a1" in version.text
            continue
        given = answers(run(version.text, name), known)
        assert same([as_arrays(*both) for both in zip(wanted, given, strict=True)], wanted), version.what


def test_a_closure_is_made_with_what_it_keeps() -> None:
    def scaled(factor: float, inner: Callable[..., Any]) -> Callable[..., Any]:
        def made(x: float) -> float:
            return factor * inner(x) + OFFSET

        return made

    text = program_of(scaled(3.0, partial(pow, exp=2)), "cube").text
    assert "OFFSET = 7" in text
    assert run(text, "cube")(5) == 3 * 25 + 7


OFFSET = 7


def test_a_function_of_python_is_imported() -> None:
    assert run(program_of(len, "size").text, "size")([1, 2]) == 2


@pytest.mark.parametrize("function", [np.random.default_rng(0).random, conv2d.__call__, [].append])
def test_what_has_no_source_is_told(function: Callable[..., Any]) -> None:
    with pytest.raises(SourceError):
        program_of(function, "size")


CHANGES: list[tuple[str, str, set[str]]] = [
    ("constant", "x + 5", {"x + 6", "x + 4", "x + 0", "x + 1", "x + 10"}),
    ("constant", "f(True)", {"f(False)"}),
    ("comparison", "x < y", {"x <= y", "x >= y"}),
    ("comparison", "x is None", {"x is not None"}),
    ("condition", "x and y", {"x or y", "x", "y"}),
    ("condition", "x if y else z", {"x", "z"}),
    ("condition", "not x", {"x"}),
    ("arithmetic", "x - y", {"x + y", "y - x"}),
    ("arithmetic", "x // y", {"x / y", "x * y", "x % y", "y // x"}),
    ("arithmetic", "x @ y", {"y @ x"}),
    ("term left out", "x + y", {"x", "y"}),
    ("term left out", "x - y", {"x", "-y"}),
    ("sign", "-x", {"x"}),
    ("axis", "x.sum(axis=1)", {"x.sum()", "x.sum(axis=0)"}),
    ("axis", "x.sum(axis=(1, 2))", {"x.sum()", "x.sum(axis=(2,))", "x.sum(axis=(1,))"}),
    ("order", "f(x, y, z)", {"f(y, x, z)", "f(x, z, y)"}),
    ("order", "x.reshape((a, b))", {"x.reshape((b, a))"}),
    ("einsum subscripts", "np.einsum('ij,j->i', x, y)", {"np.einsum('ji,j->i', x, y)"}),
    ("slice", "x[1:]", {"x[1 + 1:]", "x[1 - 1:]", "x[:]"}),
    ("slice", "x[::2]", {"x[:]", "x[::]"}),
    ("name", "x.max()", {"x.min()"}),
    ("name", "windows.rows", {"windows.columns"}),
    ("call left out", "x.copy()", {"x"}),
    ("call left out", "np.abs(x)", {"x"}),
    ("option left out", "x.sum(keepdims=True)", {"x.sum()"}),
]


@pytest.mark.parametrize(("operator", "before", "after"), CHANGES, ids=[f"{name}: {text}" for name, text, _ in CHANGES])
def test_an_operator_changes_one_thing(operator: str, before: str, after: set[str]) -> None:
    node = ast.parse(before, mode="eval").body
    changed = {ast.unparse(other) for part in ast.walk(node) for other in _whole(before, part, operator)}
    assert {text.replace("x[::]", "x[:]") for text in changed} == {text.replace("x[::]", "x[:]") for text in after}


def _whole(before: str, part: ast.AST, operator: str) -> list[ast.expr]:
    """The whole expression with one part of it changed in every way that an operator knows."""
    place = [ast.dump(item, include_attributes=True) for item in ast.walk(ast.parse(before, mode="eval").body)].index(
        ast.dump(part, include_attributes=True)
    )
    found = []
    for other in OPERATORS[operator](part):
        holder = ast.parse(before, mode="eval")
        target = list(ast.walk(holder.body))[place]
        found.append(_Replaced(target, other).visit(holder).body)
    return found


class _Replaced(ast.NodeTransformer):
    def __init__(self, target: ast.AST, other: ast.AST) -> None:
        self.target, self.other = target, other

    def visit(self, node: ast.AST) -> ast.AST:
        return self.other if node is self.target else self.generic_visit(node)


def test_every_operator_is_shown_here_or_works_on_statements() -> None:
    assert set(OPERATORS) == {operator for operator, _, _ in CHANGES} | {"statement"}


def test_mutants_are_files_that_differ_in_one_place() -> None:
    program = simplified(program_of(conv2d, "conv2d", parameters=("images", "kernel", "bias", "strides", "padding")))
    text = program.text
    made = list(mutants(program))
    assert program.text == text
    assert len({mutant.text for mutant in made} | {text}) == len(made) + 1 > 300
    for mutant in made:
        ast.parse(mutant.text)
        lines = [line for line in mutant.diff.splitlines()[2:] if line[:1] in "+-"]
        assert 1 <= len(lines) <= 6


def test_a_mutant_says_where_in_the_textbook_it_was_changed() -> None:
    (mutant,) = (item for item in mutants(program_of(relu, "relu")) if item.operator == "name")
    assert (mutant.module, mutant.function) == ("reference.layers.activations", "relu")
    lines = Path(relu.__code__.co_filename).read_text(encoding="utf-8").splitlines()
    assert "np.maximum" in lines[mutant.line - 1]
