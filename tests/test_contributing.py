"""The recipes of CONTRIBUTING.md, followed: their examples are taken from the page and do what it says."""

import doctest
import importlib.util
import re
import textwrap
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

import reference.networks
from cnncheck import catalogue
from cnncheck.certify.functions import certify_function
from cnncheck.classroom.engine import Options, grade_one
from cnncheck.cli import app
from cnncheck.concepts import CONCEPTS
from cnncheck.course import DefinitionError
from cnncheck.findings import CheckResult, Grade, Status, TaskResult
from cnncheck.functions.task import FunctionTask
from cnncheck.report import outputs
from cnncheck.sandbox import Zygote

CHECKOUT = Path(__file__).parents[1]
PAGE = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^( *)```python\n\1# (\S+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)

LENET5 = """\
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D


def LeNet5():
    return Sequential([
        Input((32, 32, 3)),
        Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(),
        Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(),
        Flatten(),
        Dense(120, activation="sigmoid"),
        Dense(84, activation="sigmoid"),
        Dense(10, activation="softmax"),
    ])
"""
TINY = """\
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D


def Tiny():
    return Sequential([
        Input((32, 32, 3)),
        Conv2D(4, 5, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(10, activation="softmax"),
    ])
"""
ABSOLUTE_ERROR = """\
def absolute_error(targets, outputs):
    return abs(outputs - targets).mean()
"""
PARAMETERS = """\
def conv2d_parameters(kernel_size, in_channels, filters, use_bias=True):
    return 0
"""


@dataclass(frozen=True)
class Kitchen:
    """A folder where recipes are followed, and the grader."""

    folder: Path
    zygote: Zygote

    def grade(self, text: str, assignment: str, *tasks: str) -> Grade:
        """Grade a submission of one file."""
        (self.folder / "net.py").write_text(text, encoding="utf-8")
        (grade,) = grade_one(self.folder / "net.py", self.zygote, Options(0, assignment, tasks)).grades
        return grade

    def write(self, example: str) -> Path:
        """Write an example of the page under its own name."""
        place = self.folder / Path(example).name
        place.write_text(example_text(example), encoding="utf-8")
        return place

    def load(self, example: str) -> ModuleType:
        """Run an example of the page as the module that it would be."""
        name = example.removesuffix(".py").replace("/", ".")
        spec = importlib.util.spec_from_file_location(name, self.write(example))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


@pytest.fixture
def kitchen(tmp_path: Path, zygote: Zygote) -> Kitchen:
    return Kitchen(tmp_path, zygote)


def example_text(name: str) -> str:
    (text,) = (textwrap.dedent(text) for _, file, text in EXAMPLE.findall(PAGE) if file == name)
    return text


def checks(task: TaskResult) -> dict[str, CheckResult]:
    return {check.id: check for check in task.checks}


def test_add_a_check(kitchen: Kitchen) -> None:
    definition = str(kitchen.write("compact.py"))
    (task,) = kitchen.grade(LENET5, definition).tasks
    assert {check.status for check in task.checks} == {Status.PASSED}
    assert checks(task)["network.compact"].title == "The network has at most 100 000 parameters."
    assert checks(task)["network.compact"].score > 0

    (task,) = kitchen.grade(LENET5.replace("Dense(120", "Dense(1200"), definition).tasks
    compact = checks(task)["network.compact"]
    (finding,) = compact.findings
    assert (compact.status, compact.score, finding.code) == (Status.FAILED, Fraction(0), "parameter-count")
    assert finding.where.file == "net.py"
    assert finding.message == "The network has 585806 parameters, which is more than 100000."
    assert compact.concept in CONCEPTS


def test_add_a_function(kitchen: Kitchen) -> None:
    definition = str(kitchen.write("absolute_error.py"))
    right = kitchen.grade(ABSOLUTE_ERROR, definition)
    assert (right.status, right.score) == (Status.PASSED, Fraction(2))

    task = catalogue.load(definition).tasks[0]
    assert isinstance(task, FunctionTask)
    certificate = certify_function(task, kitchen.zygote, sample=6)
    assert (certificate.rejected, certificate.missed, certificate.survivors) == ((), (), ())
    assert certificate.rows[0].tried == 4

    wrong = kitchen.grade(ABSOLUTE_ERROR.replace("mean", "sum"), definition)
    (finding,) = (finding for check in wrong.tasks[0].checks for finding in check.findings)
    assert (finding.code, finding.confirmed) == ("loss-reduction", True)
    assert finding.message.startswith("Your function adds the errors up; their mean is asked for.")


def test_add_a_network(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    module = kitchen.load("reference/networks/tiny.py")
    assert doctest.testmod(module).attempted == 1
    assert doctest.testmod(module).failed == 0
    with pytest.raises(DefinitionError, match="tiny"):
        catalogue.load(str(kitchen.write("tiny_network.py")))

    monkeypatch.setattr(reference.networks, "tiny", module.tiny, raising=False)
    definition = str(kitchen.write("tiny_network.py"))
    right = kitchen.grade(TINY, definition)
    assert (right.status, right.score) == (Status.PASSED, Fraction(10))

    wrong = kitchen.grade(TINY.replace("MaxPooling2D(),", "MaxPooling2D(padding='same'), MaxPooling2D(),"), definition)
    (finding,) = (finding for check in wrong.tasks[0].checks for finding in check.findings)
    assert (wrong.status, finding.code, finding.where.line) == (Status.FAILED, "layer-extra", 9)


def test_add_a_format(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    grade = kitchen.grade(PARAMETERS, "primitives", "conv2d_parameters")
    with pytest.raises(outputs.OutputError, match="There is no format 'markdown'"):
        outputs.Outputs.parse(["markdown"], None, many=False)

    module = kitchen.load("cnncheck/report/markdown.py")
    monkeypatch.setattr(outputs, "FORMATS", {**outputs.FORMATS, "markdown": module.encode})
    expected = "| submission | task | points |\n|---|---|---|\n| net.py | conv2d_parameters | 0.00 / 1.00 |\n"
    place = kitchen.folder / "points.md"
    outputs.Outputs.parse([f"markdown={place}"], None, many=False).write([grade])
    assert place.read_text(encoding="utf-8") == expected


def test_every_example_is_used_and_every_path_is_there() -> None:
    assert PAGE.count("```python") == len(EXAMPLE.findall(PAGE)) == 5
    prose = re.sub(r"^ *```.*?^ *```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    paths = [text for text in re.findall(r"`([^` ]+)`", prose) if "/" in text]
    assert len(paths) > 10
    new = {"tests/report/test_markdown.py"}
    assert [path for path in paths if not (CHECKOUT / path).exists() and path not in new] == []


def test_the_commands_of_the_page_are_there() -> None:
    targets = re.findall(r"^(\w[\w-]*):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "check" in targets
    assert set(re.findall(r"`cnncheck (\w+)", PAGE)) == {"grade", "calibrate", "certify"}
    assert {"grade", "calibrate", "certify"} <= {command.name for command in app.registered_commands}
