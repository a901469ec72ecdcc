"""Labelled submissions are read as they are marked, and a folder that is none says what is wrong with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cnncheck import catalogue
from cnncheck.certify.grading import Desk
from cnncheck.certify.labelled import LabelError, labelled_certification, labelled_tasks
from cnncheck.certify.trial import Trial


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def read(folder: Path) -> dict[str, Trial]:
    nobody: Any = None
    desk = Desk("cifar10_cnns", "lenet5", folder, nobody, 0, 1, lambda _: None)
    return {desk.file_of(trial).name: trial for trial in labelled_certification(folder, desk).trials}


def test_marks_say_what_is_wrong_and_where(tmp_path: Path) -> None:
    files = {
        "accepted/right.py": "x = 1\n",
        "faults/kernel.py": "x = 1\nx = 2  # FAULT kernel-size\nx = 3\nx = 4  # FAULT kernel-size\n",
        "pairs/two.py": "x = 1  # FAULT units\nx = 2  # FAULT padding\n",
        "pairs/twice.py": "x = 1  # FAULT units\nx = 2  # FAULT units\n",
    }
    found = read(written(tmp_path, files))
    assert {name: (trial.kind, trial.operator, trial.faults) for name, trial in found.items()} == {
        "right.py": ("right", "accepted", ()),
        "kernel.py": ("mutant", "kernel-size", (("kernel-size", frozenset({2, 4})),)),
        "two.py": ("pair", "units + padding", (("units", frozenset({1})), ("padding", frozenset({2})))),
        "twice.py": ("pair", "units", (("units", frozenset({1})), ("units", frozenset({2})))),
    }


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"accepted/a.py": "x = 1  # FAULT units\n"}, "0 faults are marked in such a file. Received: units."),
        ({"faults/a.py": "x = 1\n"}, "1 faults are marked in such a file. Received: none."),
        ({"faults/a.py": "x = 1  # FAULT width\n"}, "'width' is no code"),
        ({"pairs/a.py": "x = 1  # FAULT units\n"}, "2 faults are marked in such a file. Received: units."),
        ({"wrong/a.py": "x = 1\n"}, "wrong is none of accepted, faults, pairs."),
    ],
)
def test_a_file_that_is_marked_wrongly(files: Mapping[str, str], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(LabelError) as caught:
        read(written(tmp_path, files))
    assert sentence in str(caught.value)


def test_folders_are_named_after_networks(tmp_path: Path) -> None:
    assignment = catalogue.load("cifar10_cnns")
    with pytest.raises(LabelError, match="There is no folder"):
        labelled_tasks(tmp_path / "nowhere", assignment)
    with pytest.raises(LabelError, match="holds no folder named after a network: baseline, lenet5"):
        labelled_tasks(tmp_path, assignment)
    written(tmp_path, {"vgg16/accepted/a.py": "", "lenet5/accepted/a.py": ""})
    assert [task.name for task in labelled_tasks(tmp_path, assignment)] == ["lenet5", "vgg16"]
    written(tmp_path, {"lenet6/accepted/a.py": ""})
    with pytest.raises(LabelError, match="lenet6 is named after no network of cifar10_cnns"):
        labelled_tasks(tmp_path, assignment)
