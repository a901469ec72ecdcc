"""The files of an assignment: derived from its tasks, and graded as they are they say that nothing is written yet."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from cnncheck import catalogue
from cnncheck.classroom.engine import Options, grade_one
from cnncheck.course import Assignment, Check, Handed, Task
from cnncheck.findings import Finding, Severity, Status
from cnncheck.functions.specifications import SPECIFICATIONS
from cnncheck.functions.task import FunctionTask
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from cnncheck.sandbox import Zygote
from cnncheck.starter import StarterError, write_starter
from cnncheck.starter.folder import starter_files
from reference.networks import lenet5


@pytest.fixture
def mixed() -> Assignment:
    """Functions and a network, under the name of one of its files."""
    network = NetworkTask("mixed", 10, ("LeNet5",), reference=lenet5, checks=NETWORK_CHECKS)
    return Assignment("mixed", 'A "mixed" one', (network, FunctionTask.of(SPECIFICATIONS["dense"], 2)))


@pytest.mark.parametrize("name", catalogue.names())
def test_every_shipped_assignment_graded_as_started_says_that_nothing_is_written(
    name: str, tmp_path: Path, zygote: Zygote
) -> None:
    assignment = catalogue.load(name)
    write_starter(assignment, tmp_path / "mine", name)
    (grade,) = grade_one(tmp_path / "mine", zygote, Options(0, name)).grades
    assert grade.score == Fraction(0)
    assert [task.name for task in grade.tasks] == [task.name for task in assignment.tasks]
    for task in grade.tasks:
        faults = [item for check in task.checks for item in check.findings if item.severity is Severity.FAULT]
        assert task.status is Status.FAILED, task.name
        assert [fault.message for fault in faults if "not written yet" not in fault.message] == [], task.name
        assert faults, task.name


@pytest.mark.parametrize("name", catalogue.names())
def test_the_page_in_the_folder_names_every_task_with_its_file(name: str) -> None:
    assignment = catalogue.load(name)
    files = starter_files(assignment, name)
    for task in assignment.tasks:
        (row,) = [line for line in files["README.md"].split("\n") if line.startswith(f"| {task.name} |")]
        _, _, file, subject, points, _ = row.split("|")
        defined = {getattr(node, "name", None) for node in ast.parse(files[file.strip(" `")]).body}
        assert subject.strip(" `") in defined
        assert int(points) == task.points
    assert f"cnncheck grade . --single --assignment {name}\n" in files["README.md"]


def test_functions_share_a_file_and_networks_have_one_each(mixed: Assignment) -> None:
    files = starter_files(mixed, "definitions/my mixed.py")
    assert list(files) == ["mixed_functions.py", "mixed.py", "README.md"]
    assert files["README.md"].count("python -m doctest") == 1
    assert ast.get_docstring(ast.parse(files["mixed_functions.py"])) == 'A "mixed" one.'
    assert "--assignment 'definitions/my mixed.py'\n" in files["README.md"]


def test_functions_beside_networks_have_a_file_that_is_not_called_like_one() -> None:
    files = starter_files(catalogue.load("mnist_lenet5"), "mnist_lenet5")
    assert list(files) == ["mnist_lenet5_functions.py", "lenet5_mnist.py", "README.md"]


@dataclass(frozen=True, slots=True)
class Essay(Task[str]):
    """A kind of task that an instructor made up."""

    @property
    def kind(self) -> str:
        return "function"

    def open(self, handed: Handed) -> str:
        return handed.name


def nothing(subject: str) -> Iterator[Finding]:
    del subject
    yield from ()


def test_a_kind_of_task_that_is_not_known_has_a_stub_of_its_own() -> None:
    check = Check("essay.long", "It is long enough", "value", nothing)
    functions = (Essay("essay", 1, ("write", "text"), checks=(check,)), FunctionTask.of(SPECIFICATIONS["dense"], 1))
    text = starter_files(Assignment("essays", "Essays", functions), "essays")["essays.py"]
    assert (
        'def write(*arguments, **options):\n    """Task essay.\n\n    What is checked:\n    - It is long enough\n'
        in text
    )
    assert [getattr(node, "name", "") for node in ast.parse(text).body[-2:]] == ["dense", "write"]


def test_what_is_there_is_never_touched(mixed: Assignment, tmp_path: Path) -> None:
    (tmp_path / "mixed.py").write_text("mine")
    with pytest.raises(StarterError, match=r"mixed\.py exists already; nothing was written\."):
        write_starter(mixed, tmp_path, "mixed")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("mixed.py", "mine")]
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(StarterError, match=r"README\.md exist already; nothing was written\."):
        write_starter(mixed, tmp_path, "mixed")


def test_what_was_begun_is_taken_back_when_a_file_cannot_be_written(mixed: Assignment, tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "nowhere")  # not there to look at, and nothing can be put there
    with pytest.raises(StarterError, match=r"README\.md cannot be written: File exists\."):
        write_starter(mixed, tmp_path, "mixed")
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_a_folder_is_made_with_its_parents(mixed: Assignment, tmp_path: Path) -> None:
    written = write_starter(mixed, tmp_path / "a" / "b", "mixed")
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == sorted(path.name for path in written)


def test_a_file_in_place_of_the_folder(mixed: Assignment, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StarterError, match="cannot be written: "):
        write_starter(mixed, tmp_path / "file", "mixed")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to(mixed: Assignment, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StarterError, match="cannot be written: Permission denied"):
        write_starter(mixed, tmp_path, "mixed")
