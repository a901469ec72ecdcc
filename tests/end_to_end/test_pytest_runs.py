"""A student's own pytest run: one item per check, ordinary options, and nothing of the folder inside pytest."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

CHECKOUT = Path(__file__).parents[2]
GOOD = (CHECKOUT / "tests" / "submissions" / "three_functions" / "primitives.py").read_text()

WRONG = GOOD.replace('size if padding == "same" else ', "")
"""Same padding is forgotten: one check of `output_size` fails."""

FIRST_LINE = (
    "Your function computes the valid formula for same padding too. "
    "Same padding gives ceil(3 / 1) = 3; your function returns 1."
)
"""What is said of it, in one line."""

TAIL = ("--assignment", "primitives", "-k", "output_size or conv2d_parameters")

REPORTER = """\
import sys

def pytest_terminal_summary():
    print("LOADED", [name for name in ("primitives", "tensorflow", "keras") if name in sys.modules])
"""
"""A plugin that tells what pytest's process has imported."""


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory, write: Callable[..., Path]) -> Path:
    """A submission with one mistake, that leaves a mark wherever it is imported outside a worker."""
    place = tmp_path_factory.mktemp("home")
    mark = f"import os\nif 'PYTEST_VERSION' in os.environ: open({str(place / 'mark')!r}, 'w').close()\n"
    files = {"primitives.py": mark + WRONG, "test_mine.py": mark, "package/__init__.py": mark}
    return write(place / "student_q", files)


@pytest.fixture(scope="module")
def whole(student: Path, run_pytest: Callable[..., Any], write: Callable[..., Path]) -> tuple[Any, ET.Element]:
    """One run with everything that is looked at afterwards."""
    write(student.parent, {"reporter.py": REPORTER})
    junit = student.parent / "junit.xml"
    result = run_pytest(student, *TAIL, "-v", f"--junitxml={junit}", "-p", "reporter", PYTHONPATH=str(student.parent))
    return result, ET.parse(junit).getroot()  # noqa: S314 - our own file


def test_every_check_is_an_item(whole: tuple[Any, ET.Element]) -> None:
    result, _ = whole
    lines = [line for line in result.output.splitlines() if "::primitives::" in line and "%]" in line]
    ids = [line.split()[0].split("::", 1)[1] for line in lines]
    assert ids[0] == "primitives::output_size::output_size.numpy-only"
    assert "primitives::conv2d_parameters::conv2d_parameters.weights" in ids
    assert len(ids) == len(set(ids)) == 12
    outcomes = {one.split("::")[-1]: line.split()[1] for one, line in zip(ids, lines, strict=True)}
    assert outcomes["output_size.same"] == "FAILED"
    assert outcomes["output_size.valid"] == "PASSED"
    assert (result.status, result.left) == (1, ())


def test_a_failure_shows_findings_and_no_traceback(whole: tuple[Any, ET.Element]) -> None:
    output = whole[0].output
    shown = output.split("output_size: output_size.same")[1].split("\n", 1)[1]
    parts = (
        "Your function computes the valid formula for same padding too.",
        "  expected: ",
        "  where:    primitives.py, line ",
        "  concept:  Output size (cnncheck explain output-size)",
        "Check output_size.same: Same padding: ceil(size / strides), whatever the kernel",
    )
    places = [shown.index(part) for part in parts]
    assert places[0] == 0
    assert places == sorted(places)
    assert "Traceback" not in output
    assert "cnncheck/" not in output


def test_the_run_ends_with_points(whole: tuple[Any, ET.Element]) -> None:
    output = whole[0].output
    scores = dict(re.findall(r"^student_q/(\w+) +([\d.]+) / [\d.]+$", output, re.MULTILINE))
    assert scores["conv2d_parameters"] == "1.00"
    assert 0 < float(scores["output_size"]) < 2
    assert re.search(r"^total +[\d.]+ / 3\.00$", output, re.MULTILINE)


def test_the_run_ends_with_its_seed_and_two_commands_that_repeat_it(
    whole: tuple[Any, ET.Element], student: Path
) -> None:
    end = whole[0].output.split("= points =")[1]
    assert "seed 0;" in end
    _, with_pytest, without, *_ = end[end.index("seed 0;") :].splitlines()
    start = ["pytest", "-p", "no:cacheprovider", str(student), *TAIL]
    assert shlex.split(with_pytest)[: len(start)] == start
    assert shlex.split(without) == [
        *("cnncheck", "grade", str(student)),
        *("--assignment", "primitives", "--seed", "0"),
    ]


def test_the_command_without_pytest_finds_the_same(whole: tuple[Any, ET.Element], cnncheck: Callable[..., Any]) -> None:
    output = whole[0].output
    command = next(line for line in output.splitlines() if line.startswith("  cnncheck grade "))
    again = cnncheck(*shlex.split(command)[1:], "--task", "output_size").output
    examples = [re.findall(r"  example:  .*", text) for text in (output, again)]
    assert examples[0]
    assert examples[0] == examples[1]


def test_a_passed_check_without_points_says_what_it_waits_for(run_pytest: Callable[..., Any]) -> None:
    check = "assignments/student_y::cifar10_cnns::lenet5::network.training-behaviour"
    result = run_pytest(check, "-v", "--training", "off", COLUMNS="200")
    assert result.status == 0
    assert (
        f"{check} PASSED (0 points: earns only after network.numeric-equivalence, network.training-step)"
        in result.output
    )
    waits = r"\(1 passed check earns only after network\.numeric-equivalence, network\.training-step\)"
    assert re.search(rf"^student_y/lenet5 +0\.00 / [\d.]+  {waits}$", result.output, re.MULTILINE)


def test_the_short_summary_begins_with_the_finding(student: Path, run_pytest: Callable[..., Any]) -> None:
    result = run_pytest(student, *TAIL, "-k", "output_size.same", "-q", COLUMNS="300", CI="")
    line = next(line for line in result.output.splitlines() if line.startswith("FAILED "))
    assert "::output_size.same - Your function computes the valid formula" in line


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_under_ci_a_finding_is_told_once(student: Path, run_pytest: Callable[..., Any], processes: tuple[str]) -> None:
    """Under CI pytest no longer cuts its short summary: only the first line may stand in it."""
    if processes:
        pytest.importorskip("xdist", reason="pytest-xdist is an extra")
    output = run_pytest(student, *TAIL, "-k", "output_size.same", "-q", *processes, CI="true").output
    assert output.count("  example:  ") == output.count("  hint:     ") == 1
    line = next(line for line in output.splitlines() if line.startswith("FAILED "))
    assert line.endswith(f" - {FIRST_LINE}")


def test_one_line_for_each_failure_names_the_students_own(student: Path, run_pytest: Callable[..., Any]) -> None:
    output = run_pytest(student, *TAIL, "-k", "output_size.same", "--tb=line").output
    assert re.search(rf"^{re.escape(str(student))}/primitives\.py:\d+: Your function computes", output, re.MULTILINE)


def test_junit_names_the_checks(whole: tuple[Any, ET.Element]) -> None:
    suite = whole[1].find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("12", "1", "0")
    assert "output_size.same" in {case.get("name") for case in suite.iter("testcase")}
    (failure,) = suite.iter("failure")
    assert failure.get("message") == FIRST_LINE
    assert "  hint:     " in str(failure.text)


def test_nothing_of_the_folder_comes_into_pytest(whole: tuple[Any, ET.Element], student: Path) -> None:
    loaded = next(line for line in whole[0].output.splitlines() if line.startswith("LOADED"))
    assert "primitives" not in loaded
    assert "tensorflow" not in loaded
    assert "keras" not in loaded
    assert not (student.parent / "mark").exists()


def test_the_first_failure_ends_a_run_that_asks_for_it(student: Path, run_pytest: Callable[..., Any]) -> None:
    result = run_pytest(student, *TAIL, "-x", "-q")
    assert result.status == 1
    assert "1 failed, 3 passed" in result.output


def test_required_checks_run_unshown(student: Path, run_pytest: Callable[..., Any]) -> None:
    result = run_pytest(student, "--assignment", "primitives", "-v", "-k", "conv2d_parameters.signature")
    assert result.status == 0
    assert result.output.count("PASSED") == 1
    assert "conv2d_parameters.weights" not in result.output


def test_processes_share_the_work_by_task(student: Path, run_pytest: Callable[..., Any]) -> None:
    pytest.importorskip("xdist", reason="pytest-xdist is an extra")
    result = run_pytest(student, *TAIL, "-n", "2", "-v")
    assert (result.status, [name for name in result.left if not name.startswith("pytest-of-")]) == (1, [])
    found = re.findall(r"\[(gw\d)\].* (PASSED|FAILED) \S+::primitives::(\w+)::", result.output)
    assert len(found) == 11
    for task in ("output_size", "conv2d_parameters"):
        assert len({process for process, _, name in found if name == task}) == 1
    assert re.search(r"^total +[\d.]+ / 3\.00$", result.output, re.MULTILINE)


def test_node_ids_of_the_checkout(run_pytest: Callable[..., Any]) -> None:
    wanted = "assignments/student_x::cifar10_cnns::lenet5::network.output-shape"
    listed = run_pytest("assignments/student_x", "--collect-only", "-q")
    assert listed.status == 0
    assert wanted in listed.output.splitlines()
    chosen = run_pytest(wanted, "-v", "--training", "off")
    assert chosen.status == 0
    assert f"{wanted} PASSED" in chosen.output
    assert "1 passed" in chosen.output


def test_collecting_starts_no_zygote(student: Path, run_pytest: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "watching.py").write_text(
        "import subprocess\n"
        "def pytest_configure(config):\n"
        "    def refuse(*_, **__): raise AssertionError('a process was started')\n"
        "    subprocess.Popen.__init__ = refuse\n"
    )
    watch = ("-p", "watching")
    listed = run_pytest(student, *TAIL, "--collect-only", *watch, PYTHONPATH=str(tmp_path))
    assert (listed.status, listed.left) == (0, ())
    assert "a process was started" in run_pytest(student, *TAIL, *watch, PYTHONPATH=str(tmp_path)).output


@pytest.mark.parametrize("name", ["conftest.py", "pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"])
def test_files_that_take_over_are_refused(
    tmp_path: Path, write: Callable[..., Path], run_pytest: Callable[..., Any], name: str
) -> None:
    text = "[pytest]\n" if name.endswith(".ini") else "[tool:pytest]\n" if name.endswith(".cfg") else ""
    folder = write(tmp_path / "student_c", {"primitives.py": GOOD, name: text})
    result = run_pytest(folder, "--assignment", "primitives", "-q")
    assert result.status == 4
    assert f"student_c holds a {name}, which would change what pytest does with it." in result.errors
    assert "Remove it, or grade the folder with: cnncheck grade" in result.errors
    assert "Traceback" not in result.output + result.errors


def test_a_conftest_of_a_submission_is_not_run(
    tmp_path: Path, write: Callable[..., Path], run_pytest: Callable[..., Any]
) -> None:
    mark = f"open({str(tmp_path / 'mark')!r}, 'w').close()\n"
    folder = write(tmp_path / "student_c", {"primitives.py": GOOD, "conftest.py": mark})
    result = run_pytest(folder, "--assignment", "primitives", "-q")
    assert result.status == 4
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("--assignment", "primitives", "-k", "nothing_of_this_name"), 5), (("--assignment", "primitive"), 2), ((), 5)],
)
def test_no_check_is_no_success(
    tmp_path: Path, write: Callable[..., Path], run_pytest: Callable[..., Any], arguments: tuple[str, ...], status: int
) -> None:
    folder = write(tmp_path / "student_e", {"poem.py": "roses = 'red'\n"})
    assert run_pytest(folder, "-q", *arguments).status == status


def test_other_peoples_tests_are_left_alone(
    tmp_path: Path, write: Callable[..., Path], run_pytest: Callable[..., Any]
) -> None:
    files = {
        "tests/test_it.py": "import sys\n\ndef test_it():\n"
        "    assert [name for name in ('numpy', 'tensorflow', 'keras', 'msgspec') if name in sys.modules] == []\n"
        "    ours = {'.'.join(name.split('.')[:2]) for name in sys.modules if name.split('.')[0] == 'cnncheck'}\n"
        "    assert ours == {'cnncheck', 'cnncheck.pytest_plugin'}\n",
        "pytest.ini": "[pytest]\n",
    }
    result = run_pytest("-q", "-p", "no:hypothesispytest", cwd=write(tmp_path, files))
    assert (result.status, result.left) == (0, ()), result.output
    assert "1 passed" in result.output
    assert "points" not in result.output


def test_node_ids_hold_in_every_process(student: Path, run_pytest: Callable[..., Any]) -> None:
    pytest.importorskip("xdist", reason="pytest-xdist is an extra")
    place = f"{student}::primitives::conv2d_parameters"
    assert "5 passed" in run_pytest(place, "--assignment", "primitives", "-n", "2").output
    wrong = run_pytest(f"{place}::conv2d_parameters.nothing", "--assignment", "primitives")
    assert wrong.status == 4
    assert "There is no check" in wrong.errors
