"""The same question put to otter-grader: has this LeNet5 the right output shape and the right number of parameters?

Both grade the same file, the course's LeNet5 without data and training: otter runs a script as it stands, and would
train it. otter is used as its documentation says for one submission outside a container: `otter generate` packs an
exception-based test file, once and not counted; `otter run` then starts an interpreter, in it a Jupyter kernel, and
in that TensorFlow, for every submission. cnncheck imports TensorFlow once and forks a worker for every submission;
that import is left out of the warm figures and is part of those of the whole process.
"""

import ast
import importlib.metadata
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import LENET5, ROOT, Figure, Used, cnncheck, run_process, times
from one_network import SHAPE_AND_COUNT, KeptZygote, Shares, one_grading

PACKAGE = "otter-grader"

GROUP = "Beside otter-grader: shape and parameter count of one LeNet5"

PARAMETERS = 62_006
POINTS = 2

TEST_FILE = f"""OK_FORMAT = False

import numpy as np
from otter.test_files import test_case

name = "lenet5"
points = {POINTS}


@test_case(points=1)
def output_shape(LeNet5):
    output = LeNet5()(np.zeros((1, 32, 32, 3), "float32"))
    assert tuple(output.shape) == (1, 10), tuple(output.shape)


@test_case(points=1)
def parameter_count(LeNet5):
    model = LeNet5()
    model(np.zeros((1, 32, 32, 3), "float32"))
    assert model.count_params() == {PARAMETERS}, model.count_params()
"""
"""An equivalent test in otter's exception-based format."""


WHAT_EACH_DOES = {
    "both": "the same file, definitions only; full points are checked in every run",
    "otter": "starts Python, a Jupyter kernel and TensorFlow for each submission, and calls the network on one image",
    "cnncheck, warm": "forks a confined worker for each submission; TensorFlow was imported once, which is not counted",
    "cnncheck, whole process": "everything counted: start, import of TensorFlow, protection measured, grading, report",
}


def otter_comparison(runs: int) -> Iterator[Figure]:
    """Both graders in turn; a line that says how to compare where otter is not installed."""
    try:
        version = importlib.metadata.version(PACKAGE)
        importlib.metadata.version("ipykernel")
    except importlib.metadata.PackageNotFoundError:
        remark = f'pip install "{PACKAGE}[grading]" in this environment to compare'
        yield Figure(GROUP, f"{PACKAGE} is not installed", remark=remark)
        return
    with tempfile.TemporaryDirectory(prefix="cnncheck-benchmark-") as folder:
        yield from _compared(Path(folder), version, runs)


def _compared(folder: Path, version: str, runs: int) -> Iterator[Figure]:
    file = folder / "lenet5.py"
    file.write_text(definitions_of(LENET5), encoding="utf-8")
    _generate(folder)
    _otter(folder, file)  # reads the files into the system's cache
    theirs, same, whole, cold = [], [], [], []
    with KeptZygote.start(wait=True) as zygote:
        one_grading(zygote, file=file)  # fills caches that a class shares
        for _ in range(runs):
            theirs.append(_otter(folder, file))
            same.append(_used(one_grading(zygote, SHAPE_AND_COUNT, file)))
            whole.append(_used(one_grading(zygote, file=file)))
            cold.append(_cold(file))
    otter = times(GROUP, f"otter run ({PACKAGE} {version}), whole process", theirs)
    ours = times(GROUP, "cnncheck grade, whole process, all checks", cold)
    narrow = times(GROUP, "cnncheck, warm, shape and count only", same)
    wide = times(GROUP, "cnncheck, warm, all checks but training", whole)
    yield from (Figure(GROUP, who, remark=does) for who, does in WHAT_EACH_DOES.items())
    yield from (*otter, *narrow, *wide, *ours)
    for label, figures in (
        ("otter over cnncheck, warm, shape and count only", narrow),
        ("otter over cnncheck, warm, all checks but training", wide),
        ("otter over cnncheck, whole process, all checks", ours),
    ):
        yield Figure(GROUP, label, (otter[1].median / figures[1].median,), "x", "CPU, ratio of medians")


def _used(shares: Shares) -> Used:
    return Used(shares.wall_s, shares.cpu_s)


def definitions_of(script: Path) -> str:
    """A script's imports, functions and classes, without data, training and plots."""
    text = script.read_text(encoding="utf-8")
    defining = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    parts = [ast.get_source_segment(text, node) for node in ast.parse(text).body if isinstance(node, defining)]
    return "\n".join(part for part in parts if part is not None) + "\n"


def _generate(folder: Path) -> None:
    """Pack the test file as an instructor does, once for an assignment."""
    tests = folder / "tests"
    tests.mkdir()
    (tests / "lenet5.py").write_text(TEST_FILE, encoding="utf-8")
    run_process([sys.executable, "-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip"], folder)


def _otter(folder: Path, file: Path) -> Used:
    """Grade one submission.

    Raises:
        RuntimeError: it did not get full points, so that something else was measured.
    """
    results = folder / "results"
    results.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "otter", "run", "-a", "autograder.zip", "-o", str(results), "--no-logo", str(file)]
    used = run_process(command, folder)
    tests = json.loads((results / "results.json").read_text())["tests"]
    if sum(test.get("score", 0) for test in tests) != POINTS:
        raise RuntimeError(f"otter did not give the correct LeNet5 full points: {tests}")
    return used


def _cold(file: Path) -> Used:
    command = cnncheck("grade", str(file), "--assignment", "cifar10_cnns", "--task", "lenet5", "--training", "off")
    return run_process(command, ROOT)
