"""What is asked wrongly ends with a sentence and status 2, before anything is graded; status 3 is the machine's."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD = Path(__file__).parents[1] / "submissions" / "three_functions"

ONE_TASK = ("--assignment", "primitives", "--task", "conv2d_parameters")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--assignment", "primitive"), "There is no assignment 'primitive'. Did you mean primitives?"),
        (("--assignment", "nowhere.py"), "There is no definition file nowhere.py."),
        (("--assignment", "primitives", "--task", "conv3d"), "no task 'conv3d'"),
        (("--task", "conv3d"), "There is no task 'conv3d'. Available: "),
        (("--format", "yaml"), "There is no format 'yaml'. Available: text, json"),
        (("--output", "/nowhere/result.txt"), "/nowhere/result.txt cannot be written: there is no folder /nowhere."),
        (("--format", "json=a", "--output", "b"), "Give either --output PATH with one format"),
        (("--format", "json", "--format", "junit"), "Several formats need places of their own"),
        (("--training", "long"), "--training is off or quick. Received: long"),
        (("--protection", "walls"), "--protection is one of namespaces"),
        (("--subject", "conv2d"), "--subject takes TASK=FILE or TASK=FILE:NAME."),
        (("--subject", "conv3d=a.py"), "There is no task 'conv3d'."),
        (("--seed", "-1"), "--seed"),
        (("--jobs", "0"), "--jobs"),
    ],
)
def test_usage_errors(cnncheck: Callable[..., Any], arguments: tuple[str, ...], sentence: str) -> None:
    result = cnncheck("grade", GOOD, *arguments)
    assert (result.status, result.output, result.left) == (2, "", ())
    assert sentence in result.errors
    assert "Traceback" not in result.errors


def test_a_submission_that_is_not_there(cnncheck: Callable[..., Any]) -> None:
    result = cnncheck("grade", "nowhere")
    assert (result.status, result.errors) == (2, "There is no file or folder nowhere.\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_that_may_not_be_written(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    result = cnncheck("grade", GOOD, "--format", "json", "--output", closed / "result.json")
    assert result.status == 2
    assert "cannot be written: Permission denied" in result.errors


def test_an_output_that_is_a_folder(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    result = cnncheck("grade", GOOD, "--format", "json", "--output", tmp_path)
    assert result.status == 2
    assert "is a folder; an output needs the name of a file." in result.errors


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("assignment = 3", "defines no `assignment = Assignment(...)`"),
        ("def broken(", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit"),
    ],
)
def test_a_faulty_definition(cnncheck: Callable[..., Any], tmp_path: Path, definition: str, sentence: str) -> None:
    (tmp_path / "mine.py").write_text(definition)
    result = cnncheck("grade", GOOD, "--assignment", tmp_path / "mine.py")
    assert (result.status, result.output) == (2, "")
    assert sentence in result.errors
    assert str(tmp_path / "mine.py") in result.errors
    assert "Traceback" not in result.errors


def test_nothing_that_an_assignment_asks_for(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "poem.py").write_text("roses = 'red'\n")
    result = cnncheck("grade", tmp_path)
    assert (result.status, result.output) == (2, "")
    assert "has a name that an assignment asks for. Say which it is with --assignment" in result.errors


def test_demands_that_are_not_met(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    place = tmp_path / "result.json"
    low = cnncheck("grade", GOOD, *ONE_TASK, "--protection", "namespaces", "--format", "json", "--output", place)
    if low.status == 3:
        assert "below namespaces" in low.errors
        assert not place.exists()
    else:
        assert (low.status, json.loads(place.read_text())["protection"]["level"]) == (0, "namespaces")
    assert (low.output, low.left) == ("", ())


def test_a_threshold_is_the_only_way_a_score_becomes_a_status(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True): return 0\n"
    )
    result = cnncheck("grade", tmp_path / "mine.py", *ONE_TASK, "--fail-under", "50", "--format", "json")
    assert result.status == 1
    assert json.loads(result.output)["score"] < 1


def test_a_named_subject_is_graded_in_place_of_what_would_be_found(cnncheck: Callable[..., Any]) -> None:
    chosen = "conv2d_parameters=primitives.py:output_size"
    result = cnncheck("grade", GOOD, *ONE_TASK, "--subject", chosen, "--format", "json")
    (task,) = json.loads(result.output)["tasks"]
    assert (result.status, task["subject"]["name"], task["status"]) == (0, "output_size", "failed")


def test_list_and_explain(cnncheck: Callable[..., Any]) -> None:
    listed = cnncheck("list")
    assert listed.status == 0
    heads = [line.split(":")[0] for line in listed.output.splitlines() if not line.startswith(" ")]
    assert heads == sorted(heads)
    assert {"cifar10_cnns", "primitives"} <= set(heads)
    assert "\nprimitives: " in listed.output
    assert cnncheck("explain", "padding").output.startswith("Padding of a convolution (padding)\n")
    unknown = cnncheck("explain", "pading")
    assert (unknown.status, unknown.output) == (2, "")
    assert "Did you mean padding" in unknown.errors


@pytest.fixture(scope="module")
def no_tensorflow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an interpreter that finds every installed library but TensorFlow and Keras."""
    folder = tmp_path_factory.mktemp("lacking") / "site-packages"
    folder.mkdir()
    installed = [Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    for entry in [entry for place in installed if place.is_dir() for entry in place.iterdir()]:
        lacking = entry.name.lower().startswith(("tensorflow", "keras", "tf_keras"))
        if not lacking and not (folder / entry.name).exists() and entry.suffix != ".pth":
            (folder / entry.name).symlink_to(entry)
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(Path(__file__).parents[2])])}


@pytest.mark.parametrize(
    "command", [("doctor",), ("grade", GOOD, *ONE_TASK), ("grade", GOOD, GOOD, *ONE_TASK, "--jobs", "2")]
)
def test_without_tensorflow(
    run_module: Callable[..., Any], no_tensorflow: dict[str, str], tmp_path: Path, command: tuple[object, ...]
) -> None:
    result = run_module("cnncheck.cli", *command, flags=("-S",), cwd=tmp_path, **no_tensorflow)
    assert result.status == 3
    assert f"TensorFlow is not installed for {sys.executable}" in result.output + result.errors
    assert "Traceback" not in result.output + result.errors
    assert result.left == ()
