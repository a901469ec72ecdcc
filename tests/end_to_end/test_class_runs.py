"""A class: every submission is graded, none costs another, and nothing outlives the command."""

import csv
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD = (Path(__file__).parents[1] / "submissions" / "three_functions" / "primitives.py").read_text()
WHILE = "while True: "

CLASS = {
    "ada": GOOD,
    "bert": GOOD.replace('size if padding == "same" else ', ""),
    "crash": GOOD.replace("return -(-room // strides)", "import os; os.kill(os.getpid(), 11)"),
    "flood": GOOD.replace("return -(-room // strides)", WHILE + "os.write(1, b'x' * 4096)").replace(
        "import numpy", "import os, numpy"
    ),
    "hang": GOOD.replace("return -(-room // strides)", WHILE + "pass"),
    "zoe": GOOD,
}
TASKS = ("--task", "output_size", "--task", "conv2d_parameters")
OPTIONS = ("--assignment", "primitives", *TASKS, "--seed", "5", "--time-limit", "12")

POINTS = {"ada": 3.0, "bert": None, "crash": 1.0, "flood": 1.0, "hang": 1.0, "zoe": 3.0}
"""None: partly right."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, write: Callable[..., Path]) -> Path:
    """A class with what is no submission beside it."""
    place = tmp_path_factory.mktemp("class")
    for name, text in CLASS.items():
        write(place / name, {"primitives.py": text})
    write(place / ".git", {"config": ""})
    (place / "link").symlink_to(place / "ada")
    return place


@pytest.fixture(scope="module")
def run(folder: Path, cnncheck: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """The class graded by two processes, into a folder."""
    output = tmp_path_factory.mktemp("results") / "made"
    return cnncheck("grade", folder, "--class", *OPTIONS, "--jobs", "2", "--output", output), output


def without_times(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A result without durations."""
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key != "duration_s"}
    return [without_times(item) for item in value] if isinstance(value, list) else value


def test_results_come_by_name_and_cost_nobody_else(run: tuple[Any, Path]) -> None:
    result, output = run
    assert (result.status, result.left) == (0, ())
    grades = json.loads((output / "results.json").read_text())
    assert [grade["submission"] for grade in grades] == sorted(CLASS)
    scores = {grade["submission"]: grade["score"] for grade in grades}
    assert {name: scores[name] for name, points in POINTS.items() if points is not None} == {
        name: points for name, points in POINTS.items() if points is not None
    }
    assert 2 < scores["bert"] < 3
    codes = {
        grade["submission"]: finding["code"]
        for grade in grades
        for check in grade["tasks"][0]["checks"]
        for finding in check["findings"]
    }
    assert codes["crash"] == "crash"
    assert codes["hang"] == "timeout"
    assert codes["flood"] in ("timeout", "output-limit")


def test_the_table_and_the_gradebook_say_the_same(run: tuple[Any, Path]) -> None:
    result, output = run
    with (output / "gradebook.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["submission"] for row in rows] == sorted(CLASS)
    for row in rows:
        line = next(line for line in result.output.splitlines() if line.startswith(row["submission"] + " "))
        assert f"{row['total']} / 3.00" in line
    assert "6 submissions, seed 5" in result.output
    assert sorted(path.name for path in output.iterdir()) == ["gradebook.csv", "results.json"]


def test_one_process_finds_what_two_do(folder: Path, run: tuple[Any, Path], cnncheck: Callable[..., Any]) -> None:
    alone = cnncheck("grade", *(folder / name for name in CLASS), *OPTIONS, "--format", "json")
    assert (alone.status, alone.left) == (0, ())
    together = json.loads((run[1] / "results.json").read_text())
    assert without_times(json.loads(alone.output)) == without_times(together)


@pytest.mark.parametrize(("number", "whole_group"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_an_interrupted_run_leaves_nothing(
    folder: Path,
    tmp_path: Path,
    started: Callable[..., Any],
    processes_of: Callable[[Path], list[str]],
    until: Callable[..., None],
    *,
    number: signal.Signals,
    whole_group: bool,
) -> None:
    output = tmp_path / "out"
    options = ("--class", "--assignment", "primitives", "--jobs", "2", "--time-limit", "300", "--output", output)
    process, temporary = started("grade", folder, *options)
    until(lambda: len(list(temporary.glob("cnncheck-*/scratch/worker-*"))) >= 2)
    (os.killpg if whole_group else os.kill)(process.pid, number)
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert (printed, errors) == ("", "Stopped before the end; no results were written.\n")
    until(lambda: not processes_of(temporary))
    assert list(temporary.iterdir()) == []
    assert list(output.iterdir()) == []


def test_a_killed_run_leaves_nothing(
    folder: Path,
    tmp_path: Path,
    started: Callable[..., Any],
    processes_of: Callable[[Path], list[str]],
    until: Callable[..., None],
) -> None:
    options = (
        "--class",
        "--assignment",
        "primitives",
        "--jobs",
        "2",
        "--time-limit",
        "300",
        "--output",
        tmp_path / "out",
    )
    process, temporary = started("grade", folder, *options)
    until(lambda: len(list(temporary.glob("cnncheck-*/scratch/worker-*"))) >= 2)
    process.kill()
    process.communicate(timeout=60)
    until(lambda: not processes_of(temporary))
    assert [path.name for path in temporary.iterdir()] == []
