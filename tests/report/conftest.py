"""Grades to report: an ordinary one, and one in which every text is hostile."""

from fractions import Fraction

import pytest

from cnncheck.findings import (
    Artifact,
    CheckResult,
    Environment,
    Finding,
    Grade,
    Protection,
    Severity,
    Status,
    Subject,
    TaskResult,
    Where,
)

ENVIRONMENT = Environment(cnncheck="0.1", python="3.11.7", tensorflow="2.21.0", keras="3.15.0", device="cpu")


@pytest.fixture
def finding() -> Finding:
    return Finding(
        code="padding",
        message="The first convolution pads its input.",
        where=Where("p31_cifar10_lenet5.py", 16, layer="c1", text="c1, the first convolution"),
        expected="valid",
        received="same",
        hint="Keras pads nothing unless it is told to.",
        example="a 5x5 image of ones",
        confirmed=True,
        source=("        self.c1 = Conv2D(6, 5, padding='same')",),
    )


@pytest.fixture
def grade(finding: Finding) -> Grade:
    advice = Finding("missing-name", "LeNet was graded in its place.", Severity.ADVICE)
    third = Fraction(5, 3)
    checks = (
        CheckResult("network.builds", "The network can be built", "build-error", Status.PASSED, third, third,
                    duration_s=0.25, findings=(advice,)),
        CheckResult("network.output", "The output is right", "value", Status.FAILED, Fraction(), third, None, 0.5,
                    (finding,)),
        CheckResult("network.training", "It trains", "gradient-flow", Status.SKIPPED, Fraction(), third,
                    "network.output"),
    )  # fmt: skip
    task = TaskResult(
        name="lenet5",
        status=Status.FAILED,
        score=third,
        max_score=Fraction(5),
        subject=Subject("p31_cifar10_lenet5.py", "LeNet5", 13),
        checks=checks,
        artifacts=(Artifact("curve", "Loss", {"values": [1.5, float("nan")], "epochs": 2}),),
    )
    return Grade(
        assignment="cifar10_cnns",
        submission="student_y",
        submission_hash="ab" * 32,
        score=third,
        max_score=Fraction(5),
        seed=17,
        repeat="cnncheck grade student_y --assignment cifar10_cnns --seed 17",
        duration_s=3.2,
        protection=Protection("limits", ("fork",), ("network",)),
        environment=ENVIRONMENT,
        notes=("a.py was read as gb18030, since it is not UTF-8.",),
        tasks=(task,),
    )


@pytest.fixture
def errored() -> Grade:
    checks = (
        CheckResult("relu.values", "Values are right", "value", Status.ERRORED, Fraction(), Fraction(2)),
        CheckResult("relu.dtype", "Types are kept", "dtype", Status.PASSED, Fraction(1), Fraction(1)),
    )
    task = TaskResult("relu", Status.ERRORED, Fraction(1), Fraction(3), None, checks)
    protection = Protection("namespaces")
    return Grade(
        "primitives", "student_e", "ef", Fraction(1), Fraction(3), 17, 1.0, protection, ENVIRONMENT, (), (task,)
    )


HOSTILE = [
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "[bold]not bold[/bold] [/] [link=http://x]y[/link]",
    '<script>alert(1)</script> & "quoted" ]]>',
    "zero\0byte \x08\x08\x08 \x9b31m",
    "half a pair \ud800 and \udfff",
    "turned \u202egnp.exe\u2066",
    "lines\r\nand\u2028more\x0b\x0c",
    "not for XML \ufffe\uffff",
    '=HYPERLINK("http://x")',
    "@SUM(1)",
    "x" * 1_000_000,
    "-e" * 500_000,
]


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


@pytest.fixture
def hostile_grade(hostile: str) -> Grade:
    """Every text of the grade is the hostile one."""
    finding = Finding(
        code=hostile,
        message=hostile,
        where=Where(hostile, 1, None, hostile, hostile),
        expected=hostile,
        received=hostile,
        hint=hostile,
        example=hostile,
        source=(hostile,) * 50,
    )
    checks = tuple(
        CheckResult(hostile, hostile, hostile, status, Fraction(), Fraction(1), hostile, float("inf"), (finding,))
        for status in Status
    )
    artifact = Artifact(hostile, hostile, {hostile: [hostile, float("inf"), 10**400, {"deep": object}]})
    task = TaskResult(hostile, Status.ERRORED, Fraction(), Fraction(4), Subject(hostile, hostile), checks, (artifact,))
    protection = Protection(hostile, (hostile,), (hostile,))
    environment = Environment(hostile, hostile, hostile, hostile, hostile)
    whole = Fraction(4)
    return Grade(
        hostile, hostile, hostile, Fraction(), whole, 1, float("nan"), protection, environment, (hostile,), (task,)
    )
