"""Every right way to write a network gets full marks, and what is right and written differently is noted.

`accepted/` holds files as students might write them. Every name that begins with a task's ("LeNet5_partial") is graded
as that network. Every third of the small networks is graded with one seed, with CERTIFY=1 all of them with three.
"""

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import examine, faults

from cnncheck.catalogue import load
from cnncheck.course import Handed
from cnncheck.inside.wire import Load, Loaded
from cnncheck.networks import NetworkSubject
from cnncheck.sandbox import Worker, Zygote

FOLDER = Path(__file__).parent / "accepted"
TASKS: dict[str, Any] = {task.names[0]: task for task in load("cifar10_cnns").tasks}
SMALL = ("Baseline", "LeNet5")
CERTIFY = "CERTIFY" in os.environ
SEEDS = (5, 17, 90) if CERTIFY else (5,)

SERVES = 20
"""Networks that are opened in one worker."""

ALSO = ("Inception10_permuted",)
"""Of the larger networks, graded always."""

NOTES = {
    "softmax_in_the_loss": "the softmax that is specified is in the loss",
    "LeNet5_compiles_itself": "the softmax that is specified is in the loss",
    "precision": "it was rebuilt and compared in float32",
    "keras_2_by_environment::Baseline_mixed": "it was rebuilt and compared in float32",
    "LeNet5_functional_in_a_class": "Keras's fit takes no layer called",
    "keras_styles::Baseline_functional": "Keras's fit takes no layer called",
    "LeNet5_sequential_add": "Keras's fit takes no layer called",
    "Inception10_permuted": "the branches are concatenated in another order",
}
"""What is noted of a network, by file, by name, or by both."""

ADVICE = {"Baseline_without_training": ["batch-norm-training", "dropout-training"]}


def names_in(file: Path) -> list[str]:
    """Names of a file that are to be graded, in the order they are bound."""
    found = []
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            found.append(node.name)
        elif isinstance(node, ast.Assign):
            found += [each.id for each in node.targets if isinstance(each, ast.Name)]
    named = [name for name in dict.fromkeys(found) if name.partition("_")[0] in TASKS and "_" in name]
    return [name for name in named if CERTIFY or name.startswith(SMALL) or name in ALSO]


EVERY = [(file.stem, name) for file in sorted(FOLDER.glob("*.py")) for name in names_in(file)]
CASES = [case for number, case in enumerate(EVERY) if CERTIFY or number % 3 == 0 or case[1] in (*ALSO, *NOTES)]

Open = Callable[[str, str, int], NetworkSubject]


@pytest.fixture(scope="module")
def opened(zygote: Zygote) -> Iterator[Open]:
    """Opens a network of a file, in a worker that serves some of them: it has two minutes of processor time."""
    served: dict[str, int] = {}
    workers: dict[str, tuple[Worker, Loaded]] = {}

    def run(file: str, name: str, seed: int) -> NetworkSubject:
        takes = 1 if name.startswith(SMALL) else SERVES
        served[file] = served.get(file, 0) + takes
        if served[file] > SERVES and file in workers:
            workers.pop(file)[0].close()
            served[file] = takes
        if file not in workers:
            worker = zygote.spawn(FOLDER)
            workers[file] = worker, worker.ask(Load(f"{file}.py", 60.0), Loaded, timeout=90.0)
        worker, loaded = workers[file]
        assert loaded.problem is None, loaded.problem
        lines = (FOLDER / f"{file}.py").read_text(encoding="utf-8").splitlines()
        handed = Handed(worker, name, f"{file}.py", 1, lines, loaded.facts, seed)
        return TASKS[name.partition("_")[0]].open(handed)

    yield run
    for worker, _ in workers.values():
        worker.close()


@pytest.mark.parametrize(("file", "name"), CASES, ids=lambda each: each)
def test_it_gets_full_marks(opened: Open, file: str, name: str) -> None:
    if file.startswith("keras_2"):
        pytest.importorskip("tf_keras")
    for seed in SEEDS:
        subject = opened(file, name, seed)
        report = examine(subject)
        assert faults(report) == []
        told = [finding for findings in report.values() if not isinstance(findings, str) for finding in findings]
        assert len(told) == sum(len(findings) for findings in report.values()), "a check was skipped"
        assert [finding.code for finding in told] == ADVICE.get(name, [])
        expected = next((NOTES[key] for key in (name, f"{file}::{name}", file) if key in NOTES), None)
        assert len(subject.notes) == (1 if expected else 0), subject.notes
        assert all(expected in note for note in subject.notes if expected)


def test_there_are_many() -> None:
    assert len(EVERY) > 140
    assert len(EVERY) == len({*EVERY})
