"""Every check of every function passes the reference and catches the mistakes it lists: nobody can forget one."""

from collections.abc import Callable
from typing import Any

import pytest

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.specification import Specification
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.specifications.preprocess import PREPROCESS

Grade = Callable[..., Any]
FUNCTIONS = list(SPECIFICATIONS.values())
MISTAKES = [(item, mistake) for item in FUNCTIONS for mistake in item.mistakes]


@pytest.mark.parametrize("specification", FUNCTIONS, ids=lambda item: item.name)
def test_the_reference_passes_every_check(specification: Specification, every_seed: int, grade: Grade) -> None:
    outcome = grade(specification, specification.reference, seed=every_seed)
    assert set(outcome.statuses.values()) == {"passed"}
    assert not outcome.advice


@pytest.mark.parametrize(("specification", "mistake"), MISTAKES, ids=[mistake.name for _, mistake in MISTAKES])
def test_a_mistake_gives_one_finding_with_its_code(
    specification: Specification, mistake: Mistake, every_seed: int, mistaken: Grade
) -> None:
    listing = [check.id for check in specification.checks if mistake.name in check.mistakes]
    outcome = mistaken(specification, mistake, every_seed)
    assert outcome.failed == listing
    (finding,) = outcome.faults
    assert finding.code == mistake.code
    assert finding.confirmed
    assert mistake.what in finding.message or not mistake.explains


@pytest.mark.parametrize("specification", FUNCTIONS, ids=lambda item: item.name)
def test_every_check_lists_mistakes_and_every_mistake_is_listed_once(specification: Specification) -> None:
    listed = [name for check in specification.checks for name in check.mistakes]
    assert sorted(listed) == sorted(mistake.name for mistake in specification.mistakes)
    assert all(check.mistakes for check in specification.checks)
    assert all(check.id.startswith(f"{specification.name}.") for check in specification.checks)


@pytest.mark.parametrize("specification", FUNCTIONS, ids=lambda item: item.name)
def test_every_value_check_rests_on_numpy_only(specification: Specification) -> None:
    requires = {check.id: check.requires for check in specification.checks}
    blocked = {f"{specification.name}.numpy-only"}
    for check, needed in requires.items():
        if blocked & set(needed):
            blocked.add(check)
    assert blocked == set(requires)


def test_names_of_mistakes_are_unique() -> None:
    names = [mistake.name for _, mistake in MISTAKES] + [mistake.name for mistake in PREPROCESS.mistakes]
    assert len(set(names)) == len(names)


def test_every_mistake_is_told_in_whole_sentences() -> None:
    mistakes = [mistake for _, mistake in MISTAKES] + list(PREPROCESS.mistakes)
    told = [text for mistake in mistakes for text in (mistake.what, mistake.why, mistake.look)]
    assert [text for text in told if not text.endswith(".")] == []
