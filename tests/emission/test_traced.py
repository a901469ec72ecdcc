"""Every program is, in a real worker, exactly the network it was written from: its trace, its counts, its numbers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import zoo
from to_write import CERTIFY, COURSE, styles_of
from written import Written, matched

from cnncheck.emission import NotWritableError, Style, emit
from cnncheck.networks.comparison import LINE
from reference.graph import Graph

Open = Callable[[str, Graph], Written]

NAME = "Net"
SEEDS = (None, *range(6)) if CERTIFY else (None, 1)
OTHERS = tuple((name, style) for name in COURSE if name not in {"lenet5", "baseline"} for style in styles_of(name))
SAMPLE = tuple(
    {
        "dense_mnist": Style.RAW,
        "lenet5_classical": Style.SUBCLASSED,
        "lenet5_mnist": Style.SEQUENTIAL,
        "augmented_cifar10": Style.FUNCTIONAL,
        "inception10": Style.SUBCLASSED,
        "resnet18": Style.RAW,
    }.items()
)
"""What runs by default: each network once, the largest of those without branches left out."""


def holds(program: Written) -> None:
    """A program is the network it was written from."""
    traced = program.traced
    assert (traced.total_parameters, traced.trainable_parameters) == program.graph.parameters
    assert not traced.unused_layers
    assert not traced.untracked
    assert not traced.never_trains
    assert not traced.always_trains
    assert not traced.notes
    assert program.deviation() < LINE


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("name", ["lenet5", "baseline"])
def test_the_grader_has_nothing_to_say(opened: Open, name: str, style: Style, seed: int | None) -> None:
    graph = COURSE[name]()
    program = opened(emit(graph, style, name=NAME, variation=seed), graph)
    holds(program)
    assert list(program.findings()) == []


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("make", zoo.TRACED, ids=lambda make: make.__name__)
def test_what_the_courses_networks_leave_out(opened: Open, make: Callable[[], Graph], style: Style) -> None:
    graph = make()
    if make is zoo.other_axis and style is Style.RAW:
        pytest.skip("the trace has no words for it; test_direct.py runs it")
    for seed in SEEDS if CERTIFY else (zoo.TRACED.index(make),):
        try:
            source = emit(graph, style, name=NAME, variation=seed)
        except NotWritableError:
            assert style is Style.SEQUENTIAL
            assert make not in {zoo.options, zoo.other_axis, zoo.named, zoo.families}
            return
        holds(opened(source, graph))


@pytest.mark.parametrize(("name", "style"), OTHERS if CERTIFY else SAMPLE)
def test_the_other_networks(opened: Open, name: str, style: Style) -> None:
    graph = COURSE[name]()
    for seed in (None, 1) if CERTIFY else (None,):
        holds(opened(emit(graph, style, name=NAME, variation=seed), graph))


def test_the_matching_can_fail(opened: Open) -> None:
    other = COURSE["lenet5_mnist"]()
    program = opened(emit(other, Style.SEQUENTIAL, name=NAME), other)
    program.graph = program.graph.without("p1").replaced("c2", other["c1"].operation)
    with pytest.raises(AssertionError, match="is not in"):
        program.matched()


def test_the_matching_sees_what_is_shared() -> None:
    graph = zoo.shared()
    apart = Graph("apart", tuple(replace(node, shares=None) for node in graph))
    assert matched(graph, graph)
    with pytest.raises(AssertionError):
        matched(graph, apart)
