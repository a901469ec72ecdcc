"""What counts as found, named and placed; what is said of the rest."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnncheck.certify.grading import Desk
from cnncheck.certify.printing import is_clean, summary
from cnncheck.certify.tally import Tally
from cnncheck.certify.trial import Trial
from cnncheck.certify.verdict import Judged, Verdict
from cnncheck.findings import CheckResult, Environment, Finding, Grade, Protection, Severity, Status, TaskResult, Where

WRONG = Trial("mutant", "padding", "c1: same", "functional", "x = 1\n", (("padding", frozenset({4, 9})),))
PAIR = Trial(
    "pair", "padding + units", "c1; f1", "raw", "x = 2\n", (("padding", frozenset({4})), ("units", frozenset({7})))
)
RIGHT = Trial("right", "reference", "idioms as usual", "raw", "x = 3\n")


def finding(code: str, line: int | None = 4, *, confirmed: bool = True, advice: bool = False) -> Finding:
    severity = Severity.ADVICE if advice else Severity.FAULT
    return Finding(code, f"{code}.", severity=severity, where=Where(line=line), confirmed=confirmed)


def said(*findings: Finding, full_marks: bool = False) -> Verdict:
    faults = tuple(one for one in findings if one.severity is Severity.FAULT)
    advices = frozenset(one.code for one in findings if one.severity is Severity.ADVICE)
    return Verdict(faults, advices, full_marks=full_marks, seconds=1.0)


@pytest.mark.parametrize(
    ("trial", "verdict", "problems"),
    [
        (WRONG, said(finding("padding")), ()),
        (WRONG, said(finding("padding", 9, confirmed=False)), ()),
        (WRONG, said(full_marks=True), ("survived",)),
        (WRONG, said(finding("strides", confirmed=False)), ("another code",)),
        (WRONG, said(finding("strides")), ("another code", "confident and wrong")),
        (WRONG, said(finding("padding", 5)), ("another layer",)),
        (WRONG, said(finding("padding", None)), ("another layer",)),
        (WRONG, said(finding("padding"), finding("units", 7)), ("confident and wrong",)),
        (WRONG, said(finding("padding", advice=True), full_marks=True), ()),
        (WRONG, said(finding("units", advice=True), full_marks=True), ("survived",)),
        (PAIR, said(finding("units", 7), finding("padding")), ()),
        (PAIR, said(finding("units", 7)), ("not both named",)),
        (PAIR, said(finding("units", 7), finding("shape")), ("not both named", "confident and wrong")),
        (RIGHT, said(full_marks=True), ()),
        (RIGHT, said(finding("padding", advice=True), full_marks=True), ()),
        (RIGHT, said(finding("padding")), ("rejected",)),
        (RIGHT, said(), ("rejected",)),
    ],
)
def test_problems(trial: Trial, verdict: Verdict, problems: tuple[str, ...]) -> None:
    assert Judged(trial, verdict).problems == problems


def test_two_faults_of_one_concept_need_two_findings() -> None:
    twice = Trial("pair", "units", "f1; f2", "raw", "", (("units", frozenset({4})), ("units", frozenset({7}))))
    assert not Judged(twice, said(finding("units"))).both_named
    assert Judged(twice, said(finding("units"), finding("units", 7))).both_named


def test_a_verdict_is_what_a_grade_says() -> None:
    def check(name: str, *findings: Finding) -> CheckResult:
        status = Status.FAILED if findings else Status.PASSED
        return CheckResult(name, name, "padding", status, Fraction(), Fraction(1), findings=findings)

    checks = (check("network.builds"), check("network.shape-walk", finding("padding"), finding("units", advice=True)))
    task = TaskResult("lenet5", Status.FAILED, Fraction(), Fraction(2), checks=checks)
    environment = Environment("0", "3", "2.21.0", "3.15.1", "cpu")
    grade = Grade(
        "a", "s", "", Fraction(), Fraction(2), 0, 1.5, Protection("limits"), environment, tasks=(task,), notes=("n",)
    )
    verdict = Verdict.of(grade)
    assert [one.code for one in verdict.faults] == ["padding"]
    assert verdict.advices == {"units"}
    assert (verdict.full_marks, verdict.seconds, verdict.failure) == (False, 1.5, None)
    assert verdict.said == "padding at line 4 (confirmed): padding."
    assert verdict.versions == "tensorflow 2.21.0, keras 3.15.1"


@pytest.fixture
def tally(tmp_path: Path) -> Tally:
    nobody: Any = None
    desk = Desk("cifar10_cnns", "lenet5", tmp_path, nobody, 3, 1, lambda _: None)
    return Tally(desk, planned=9)


def test_a_certificate_counts_what_was_said(tally: Tally) -> None:
    strides = Trial("mutant", "strides", "c1: 2x2", "raw", "x = 4\n", (("strides", frozenset({4})),))
    allowed = Trial("mutant", "padding", "c2: same", "raw", "x = 5\n", (("padding", frozenset({4})),))
    for trial, verdict in (
        (WRONG, said(finding("padding"))),
        (strides, said(finding("padding"))),
        (allowed, said(finding("padding", advice=True), full_marks=True)),
        (PAIR, said(finding("units", 7))),
        (RIGHT, said(full_marks=True)),
        (Trial("equivalent", "order", "a1 behind p1", "raw", "x = 6\n"), said(finding("layer-order"))),
        (Trial("mutant", "bias", "c1", "raw", "x = 7\n", (("use-bias", frozenset({1})),)), Verdict(failure="lost")),
    ):
        tally.add(Judged(trial, verdict))
    tally.excluded["order"] += 1
    tally.compare(tally.judged[0], said(finding("padding", 9)), 4)
    tally.compare(tally.judged[1], said(full_marks=True), 4)
    found = tally.certificate()
    assert [(row.operator, row.tried, row.killed, row.allowed) for row in found.rows] == [
        ("padding", 1, 1, 1),
        ("strides", 1, 1, 0),
        ("order", 0, 0, 0),
    ]
    assert [is_clean(row) for row in found.rows] == [True, False, True]
    assert (found.total.first_code_right, found.total.layer_right, found.total.confident_and_wrong) == (1, 2, 1)
    assert (found.total.equivalent, found.accepted, found.rejected) == (1, 1, 1)
    assert (found.pairs, found.both_named, found.steady, found.unsteady) == (1, 0, 2, 1)
    assert [case.problem for case in found.cases] == [
        "another code",
        "confident and wrong",
        "not both named",
        "rejected",
        "depends on the seed",
    ]
    assert found.errored == ("bias: c1 (raw): lost",)
    assert (found.texts, found.planned) == (9, 9)
    first = found.cases[0]
    assert first.expected == "strides at line 4"
    assert first.file is not None
    assert first.repeat is not None
    assert Path(first.file).read_text() == "x = 4\n"
    assert first.repeat.endswith("--assignment cifar10_cnns --task lenet5 --training off --time-limit 600 --seed 3")
    assert str(found.cases[-1].repeat).endswith("--seed 4")
    tally.desk.kept = False
    assert [(case.file, case.repeat) for case in tally.certificate().cases] == [(None, None)] * 5


def test_a_summary_says_what_was_measured(tally: Tally) -> None:
    tally.add(Judged(WRONG, said(finding("padding"))))
    lines = list(summary(tally.certificate()))
    assert lines[0] == (
        "killed 1 of 1 (100.0 %), first code right 1 of 1 (100.0 %), layer right 1 of 1 (100.0 %), "
        "confident and wrong 0"
    )
    assert lines[-1] == "interrupted: 1 of 9 programs were graded"
