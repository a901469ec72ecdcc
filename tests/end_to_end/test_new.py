"""`cnncheck new` as it is typed, and the folder it starts graded as it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

DEFINITION = """\
from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks import lenet5

tasks = (NetworkTask("digits", 5, ("Digits",), reference=lenet5, checks=NETWORK_CHECKS),)
assignment = Assignment("own", "An assignment of one's own", tasks)
"""


def test_a_started_folder_is_graded_as_the_page_in_it_says(
    cnncheck: Callable[..., Any], run_pytest: Callable[..., Any], run_module: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    started = cnncheck("new", "primitives", folder)
    assert (started.status, started.errors) == (0, "")
    assert started.output == f"{folder / 'primitives.py'}\n{folder / 'README.md'}\n"
    page = (folder / "README.md").read_text()
    asked = [line.split() for line in page.split("\n") if line.startswith(("cnncheck grade", "pytest"))]
    assert [command[:2] for command in asked] == [["cnncheck", "grade"], ["cnncheck", "grade"], ["pytest", "."]]

    assert "`python -m doctest primitives.py`" in page
    tried = run_module("doctest", "primitives.py", cwd=folder)
    assert tried.status == 1
    assert "NotImplementedError" in tried.output

    graded = cnncheck(*asked[1][1:], "--format", "json", cwd=folder)
    assert (graded.status, graded.json["score"]) == (0, 0)
    (task,) = graded.json["tasks"]
    (fault,) = [finding for check in task["checks"] for finding in check["findings"]]
    assert fault["message"] == "This is not written yet: your function stops with NotImplementedError."
    assert fault["source"] == ["raise NotImplementedError"]

    tested = run_pytest(*asked[2][1:], "-k", "output_size", cwd=folder)
    assert tested.status == 1
    assert "not written yet" in tested.output


def test_nothing_is_overwritten(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    result = cnncheck("new", "primitives", tmp_path)
    assert (result.status, result.output) == (2, "")
    assert result.errors == f"{tmp_path / 'README.md'} exists already; nothing was written.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_an_assignment_of_ones_own(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(DEFINITION)
    result = cnncheck("new", tmp_path / "own.py", tmp_path / "mine")
    assert result.status == 0
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["README.md", "digits.py"]
    assert f"--assignment {tmp_path / 'own.py'}\n" in (tmp_path / "mine" / "README.md").read_text()


def test_what_cannot_be_started(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    unknown = cnncheck("new", "primitive", tmp_path / "mine")
    assert (unknown.status, unknown.output) == (2, "")
    assert unknown.errors.startswith("There is no assignment 'primitive'. Did you mean primitives?")
    assert not (tmp_path / "mine").exists()
    (tmp_path / "file").write_text("")
    taken = cnncheck("new", "primitives", tmp_path / "file")
    assert (taken.status, taken.output) == (2, "")
    assert "cannot be written: " in taken.errors
    assert "Traceback" not in taken.errors + unknown.errors
