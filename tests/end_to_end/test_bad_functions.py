"""Whatever is wrong with a function costs that function alone, and is said in a sentence with the student's line."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

GOOD = (Path(__file__).parents[1] / "submissions" / "three_functions" / "primitives.py").read_text()
GRADED = ("output_size", "conv2d_parameters", "dense")
"""The tasks that it hands in."""

HERE = "# here"
"""Marks the line a finding must name."""

KEPT = {"output_size": 2.0, "conv2d_parameters": 1.0}
"""What the other two tasks earn, whatever happens to `dense`."""


def with_dense(body: str, *, head: str = "") -> dict[str, str]:
    """The right functions with another `dense`."""
    right, _, _ = GOOD.partition("def dense")
    return {"primitives.py": f"{head}{right}def dense(inputs, kernel, bias=None):\n    {body}\n"}


def followed_by(lines: str) -> dict[str, str]:
    """`dense` stands alone in a file that does something at import before it."""
    right, name, rest = GOOD.partition("def dense")
    return {"others.py": right, "mine.py": f"{lines}\n\n\n{name}{rest}"}


@dataclass(frozen=True)
class Case:
    """A submission in which `dense` is wrong, and what is said about it."""

    code: str
    files: Mapping[str, str]
    says: str = ""
    lost: tuple[str, ...] = ("dense",)
    prepare: Callable[[Path], object] = field(default=lambda _: None)


CASES = {
    "missing-file": Case("missing-file", {"README.txt": "to do\n"}, lost=GRADED),
    "empty-folder": Case("missing-file", {}, lost=GRADED),
    "missing-name": Case(
        "missing-name",
        {"primitives.py": GOOD.replace("def dense(", "def dense_layer(")},
        "There is no function or variable named dense",
    ),
    "syntax-error": Case(
        "syntax-error",
        {"others.py": GOOD.partition("def dense")[0], "mine.py": "def dense(inputs, kernel)  # here\n    return 1\n"},
        "mine.py is not valid Python",
    ),
    "import-error": Case(
        "import-error",
        {
            "others.py": GOOD.partition("def dense")[0],
            "mine.py": "from my_friends_layers import Dense  # here\n\ndense = Dense()\n",
        },
        "my_friends_layers",
    ),
    "raises": Case("raises", with_dense("return {}['units']  # here"), "KeyError"),
    "raises-at-import": Case(
        "raises",
        {"others.py": GOOD.partition("def dense")[0], "mine.py": "size = 1 / 0  # here\ndense = size + 1\n"},
        "ZeroDivisionError",
    ),
    "endless-loop": Case("timeout", with_dense("while True: pass  # here")),
    "endless-loop-swallowing": Case(
        "timeout",
        with_dense("while True:\n        try:\n            sum(range(1000))\n        except BaseException: pass"),
    ),
    "endless-loop-at-import": Case(
        "timeout",
        {"primitives.py": GOOD.partition("def dense")[0] + "while True: x = 1  # here\ndense = x + 1\n"},
    ),
    "memory": Case("memory-limit", with_dense("return np.ones((1 << 16, 1 << 16)) @ kernel  # here")),
    "segmentation-fault": Case("crash", with_dense("import ctypes; ctypes.string_at(0)"), "signal 11"),
    "exit-in-function": Case("raises", with_dense("raise SystemExit(0)  # here"), "SystemExit"),
    "hard-exit": Case("crash", with_dense("import os; os._exit(0)"), "ended the process"),
    "hard-exit-at-import": Case("crash", followed_by("import os\n\nos._exit(0)"), "ended the process"),
    "segmentation-fault-at-import": Case("crash", followed_by("import ctypes\n\nctypes.string_at(0)"), "signal 11"),
    "input": Case("raises", with_dense("return float(input('factor? ')) * inputs @ kernel  # here"), "keyboard"),
    "endless-print": Case("output-limit", with_dense("while True: print('x' * 1000)  # here")),
    "endless-print-at-import": Case(
        "output-limit",
        {"primitives.py": GOOD.partition("def dense")[0] + "while True: print('x' * 1000)  # here\ndense = str + 1\n"},
    ),
    "wrong-shape": Case("shape", with_dense("return (inputs @ kernel + (0 if bias is None else bias))[None]")),
    "nan": Case("not-finite", with_dense("return inputs @ kernel * np.nan")),
    "objects": Case("wrong-type", with_dense("return (inputs @ kernel).astype(object)")),
    "strings": Case("wrong-type", with_dense("return (inputs @ kernel).astype(str)")),
    "none": Case("wrong-type", with_dense("inputs @ kernel"), "None"),
    "a-lie": Case("wrong-type", with_dense("return type('Right', (), {'__eq__': lambda *_: True, 'shape': (1, 2)})()")),
    "recursion": Case("raises", with_dense("return dense(inputs, kernel, bias)  # here"), "RecursionError"),
    "printed-score": Case(
        "wrong-type",
        with_dense(
            "print('{\"score\": 100}'); import sys; print('{\"score\": 100}', file=sys.stderr)\n"
            "    open('results.json', 'w').write('{\"score\": 100}')"
        ),
    ),
    "another-program": Case("blocked", with_dense("import subprocess; subprocess.Popen(['ls'])  # here")),
    "link-to-outside": Case(
        "missing-name",
        {"primitives.py": GOOD.partition("def dense")[0]},
        prepare=lambda folder: (folder / "dense.py").symlink_to(folder.parent / "fine" / "primitives.py"),
    ),
}
"""By the name of the submission's folder."""

RIGHT = {
    "fine": {"primitives.py": GOOD},
    "misspelt-name": {"primitives.py": GOOD.replace("def output_size", "def ouput_size")},
    "exit-at-import": {"primitives.py": GOOD + "\nimport sys\n\nsys.exit(1)\n"},
    "import-error-in-vain": followed_by("import my_friends_layers"),
    "error-at-import-after-all": {"primitives.py": GOOD + "\nopen('my own notes.txt').read()\n"},
    "input-at-import": {"primitives.py": GOOD + "\nname = input('your name? ')\n"},
    "conftest": {"primitives.py": GOOD, "conftest.py": "raise SystemExit('taken over')\n", "pytest.ini": "[pytest]\n"},
    "keras-py": {"primitives.py": GOOD, "keras.py": "raise RuntimeError('mine')\n"},
    "reference-py": {"primitives.py": GOOD, "reference.py": "dense = None\n", "cnncheck.py": "x = 1\n"},
    "assignments-py": {"primitives.py": "from assignments import *\n", "assignments.py": GOOD},
    "in-keras-py": {"keras.py": GOOD},
    "deleted-folder": {"primitives.py": "import os, shutil\nshutil.rmtree(os.getcwd())\n" + GOOD},
    "pipe": {"primitives.py": GOOD},
    "not-utf-8": {"primitives.py": GOOD},
    "windows": {"primitives.py": "\ufeff" + GOOD.replace("\n", "\r\n")},
    "prints": {"primitives.py": "print('{\"score\": 0}' * 1000)\n" + GOOD},
}
"""Nothing is lost here, however odd it is."""


@pytest.fixture(scope="module")
def graded(
    tmp_path_factory: pytest.TempPathFactory, cnncheck: Callable[..., Any], write: Callable[..., Path]
) -> dict[str, dict[str, Any]]:
    """All of it graded as one class, by name."""
    folder = tmp_path_factory.mktemp("class")
    for name, files in {**RIGHT, **{name: case.files for name, case in CASES.items()}}.items():
        write(folder / name, files)
    for name, case in CASES.items():
        case.prepare(folder / name)
    os.mkfifo(folder / "pipe" / "data.py")
    (folder / "not-utf-8" / "primitives.py").write_bytes("# 全连接层\n".encode("gbk") + GOOD.encode())
    tasks = [word for name in GRADED for word in ("--task", name)]
    options = ["--assignment", "primitives", *tasks, "--format", "json", "--jobs", "2", "--seed", "3"]
    result = cnncheck("grade", folder, *options, "--time-limit", "24", "--memory-limit", "1200")
    assert result.status == 0, result.errors
    assert result.left == ()
    grades = json.loads(result.output)
    assert [grade["submission"] for grade in grades] == sorted(path.name for path in folder.iterdir())
    return {grade["submission"]: grade for grade in grades}


def tasks_of(grade: dict[str, Any]) -> dict[str, Any]:
    return {task["name"]: task for task in grade["tasks"]}


def faults_of(task: dict[str, Any]) -> list[dict[str, Any]]:
    found = [finding for check in task["checks"] for finding in check["findings"]]
    return [finding for finding in found if finding["severity"] == "fault"]


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_said_and_the_rest_is_graded(graded: dict[str, dict[str, Any]], name: str) -> None:
    case, tasks = CASES[name], tasks_of(graded[name])
    kept = {task: points for task, points in KEPT.items() if task not in case.lost}
    assert {task: tasks[task]["score"] for task in kept} == kept
    lost = [tasks[task] for task in case.lost]
    assert {task["status"] for task in lost} == {"failed"}
    for task in lost:
        first = faults_of(task)[0]
        assert first["code"] == case.code
        assert first["message"][0].isupper() or first["message"].startswith(first["where"]["file"])
        assert case.says in first["message"] + str(first["received"])
        assert not [check for check in task["checks"] if check["status"] == "errored"]
    marked = [
        (file, number)
        for file, text in case.files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if HERE in line
    ]
    if marked:
        where = faults_of(tasks["dense"])[0]["where"]
        assert (where["file"], where["line"]) == marked[0]
        source = case.files[where["file"]].splitlines()[where["line"] - 1].strip()
        assert [line.strip() for line in faults_of(tasks["dense"])[0]["source"]] == [source]


@pytest.mark.parametrize("name", RIGHT)
def test_odd_submissions_lose_nothing(graded: dict[str, dict[str, Any]], name: str) -> None:
    assert graded[name]["score"] == graded[name]["max_score"] == graded["fine"]["max_score"]
    assert {task["status"] for task in graded[name]["tasks"]} == {"passed"}


def test_a_missing_name_comes_with_the_nearest_one(graded: dict[str, dict[str, Any]]) -> None:
    finding = faults_of(tasks_of(graded["missing-name"])["dense"])[0]
    assert "dense_layer" in finding["received"]


def test_a_misspelt_name_is_graded_with_advice(graded: dict[str, dict[str, Any]]) -> None:
    task = tasks_of(graded["misspelt-name"])["output_size"]
    advice = task["checks"][0]["findings"][0]
    assert (advice["code"], advice["severity"]) == ("missing-name", "advice")
    assert task["subject"]["name"] == "ouput_size"


def test_notes_say_what_was_left_out(graded: dict[str, dict[str, Any]]) -> None:
    assert any("data.py" in note and "not a regular file" in note for note in graded["pipe"]["notes"])
    assert any("dense.py" in note and "link" in note for note in graded["link-to-outside"]["notes"])
    assert any("stopped in line 1" in note for note in graded["import-error-in-vain"]["notes"])
    assert any("stopped in line 20" in note for note in graded["error-at-import-after-all"]["notes"])
    assert any("ends itself" in note for note in graded["exit-at-import"]["notes"])


def test_nothing_a_submission_writes_is_taken_for_a_result(graded: dict[str, dict[str, Any]]) -> None:
    score = graded["printed-score"]["score"]
    assert score == sum(KEPT.values())
    assert tasks_of(graded["printed-score"])["dense"]["score"] == 0
