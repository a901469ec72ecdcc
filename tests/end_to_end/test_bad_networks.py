"""Whatever is wrong with a network costs that network alone, and is said in a sentence with the student's line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

RIGHT = Path(__file__).parents[1] / "submissions" / "two_networks"
LENET5 = (RIGHT / "lenet5.py").read_text()
BASELINE = (RIGHT / "baseline.py").read_text()

HERE = "# here"
"""Marks the line a finding must name."""

JOIN = "        x = self.flatten(x)\n"
CONSTRUCTED = "        self.f3 = Dense(10"


def changed(before: str, after: str) -> str:
    """LeNet5 with a line that goes wrong."""
    assert before in LENET5
    return LENET5.replace(before, after)


@dataclass(frozen=True)
class Case:
    """A `lenet5.py` that is wrong, and what is said about it."""

    code: str
    text: str
    says: str = ""


CASES: Mapping[str, Case] = {
    "raises-in-call": Case("build-error", changed(JOIN, JOIN + "        x = x + undefined  # here\n"), "undefined"),
    "raises-in-init": Case(
        "build-error", changed(CONSTRUCTED, "        self.f3 = Dens(10)  # here\n" + CONSTRUCTED), "Dens"
    ),
    "cannot-be-built": Case("build-error", changed("MaxPool2D(2, 2)", "MaxPool2D(9, 9)"), ""),
    "call-returns-nothing": Case("wrong-type", changed("return self.f3(x)", "self.f3(x)")),
    "hangs-in-call": Case("timeout", changed(JOIN, JOIN + "        while True: pass\n")),
    "exits-in-call": Case("crash", changed(JOIN, JOIN + "        import os; os._exit(0)\n"), "ended the process"),
    "crashes-in-call": Case("crash", changed(JOIN, JOIN + "        import ctypes; ctypes.string_at(0)\n"), "signal 11"),
    "too-much-memory": Case(
        "memory-limit", changed(JOIN, JOIN + "        import numpy; numpy.ones((1 << 17, 1 << 17))  # here\n")
    ),
    "syntax-error": Case("syntax-error", changed("def call(self, x):", "def call(self, x)  # here")),
    "import-error": Case("import-error", "from no_such_layers import LeNet5  # here\n\nclass LeNet5(LeNet5): pass\n"),
    "not-a-model": Case("wrong-type", "class LeNet5:\n    def __init__(self): self.layers = []\n"),
    "answers-numbers": Case("wrong-type", changed("return self.f3(x)", "return 0.5")),
    "exit-before-it": Case("missing-name", "import sys\nsys.exit()\n" + LENET5, "does not define it"),
    "other-input": Case("padding", changed("Conv2D(6, 5,", "Conv2D(6, 5, padding='same',")),
    "counts-faked": Case(
        "units", changed("Dense(120,", "Dense(119,") + "\n    def count_params(self):\n        return 81326\n"
    ),
}
"""By the name of the submission's folder."""

ODD: Mapping[str, Mapping[str, str]] = {
    "fine": {"lenet5.py": LENET5},
    "keras-py": {"lenet5.py": LENET5, "keras.py": "raise RuntimeError('mine')\n", "tensorflow.py": "1 / 0\n"},
    "in-tensorflow-py": {"tensorflow.py": LENET5},
    "reference-py": {"lenet5.py": LENET5, "reference.py": "1 / 0\n", "assignments.py": "1 / 0\n"},
    "endless-training-after-it": {"lenet5.py": LENET5 + "\nmodel = LeNet5()\nwhile True: pass\n"},
    "printed-score": {"lenet5.py": LENET5 + "\nprint('{\"score\": 0}')\nopen('results.json', 'w').write('[]')\n"},
    "policies": {
        "lenet5.py": "import tensorflow as tf\ntf.keras.backend.set_image_data_format('channels_last')\n"
        "tf.random.set_seed(1)\ntf.keras.backend.set_epsilon(1e-3)\n" + LENET5
    },
}
"""Nothing is lost here."""


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, cnncheck: Callable[..., Any], write: Callable[..., Path]
) -> dict[str, dict[str, Any]]:
    """All of it graded as one class, by name."""
    folder = tmp_path_factory.mktemp("class")
    for name, files in {**ODD, **{name: {"lenet5.py": case.text} for name, case in CASES.items()}}.items():
        write(folder / name, {"baseline.py": BASELINE, **files})
    options = [
        "--assignment",
        "cifar10_cnns",
        "--task",
        "baseline",
        "--task",
        "lenet5",
        "--training",
        "off",
        "--format",
        "json",
        "--jobs",
        "2",
        "--seed",
        "3",
    ]
    result = cnncheck("grade", folder, *options, "--time-limit", "24", timeout=600)
    assert result.status == 0, result.errors
    assert result.left == ()
    return {grade["submission"]: grade for grade in json.loads(result.output)}


def tasks_of(grade: dict[str, Any]) -> dict[str, Any]:
    return {task["name"]: task for task in grade["tasks"]}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said_and_the_other_network_is_graded(graded: dict[str, dict[str, Any]], name: str) -> None:
    case, tasks = CASES[name], tasks_of(graded[name])
    assert tasks["baseline"] == {**tasks_of(graded["fine"])["baseline"], "checks": tasks["baseline"]["checks"]}
    task = tasks["lenet5"]
    assert (task["status"], task["score"] < task["max_score"]) == ("failed", True)
    assert not [check for check in task["checks"] if check["status"] == "errored"]
    found = [finding for check in task["checks"] for finding in check["findings"] if finding["severity"] == "fault"]
    assert found[0]["code"] == case.code
    assert case.says in found[0]["message"] + str(found[0]["received"])
    marked = [number for number, line in enumerate(case.text.splitlines(), 1) if HERE in line]
    if marked:
        assert (found[0]["where"]["file"], found[0]["where"]["line"]) == ("lenet5.py", marked[0])


@pytest.mark.parametrize("name", ODD)
def test_odd_submissions_lose_nothing(graded: dict[str, dict[str, Any]], name: str) -> None:
    grade = graded[name]
    assert grade["score"] == graded["fine"]["score"]
    assert {task["status"] for task in grade["tasks"]} == {"passed"}
