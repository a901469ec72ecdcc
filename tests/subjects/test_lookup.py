"""Which definition is a task's subject: files in a folder, read and never run."""

from pathlib import Path

import pytest

from cnncheck import catalogue
from cnncheck.subjects import assignments_in, look_up
from cnncheck.submission import Submission

MODEL = "import tensorflow as tf\nmodel = tf.keras.models.Sequential()\n"
CLASS = "from tensorflow.keras import Model\nclass {}(Model):\n    pass\n"


def handed_in(folder: Path, **files: str) -> Submission:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return Submission.read(folder)


def found(submission: Submission, task_name: str, **options: object) -> str | None:
    assignment = catalogue.load("cifar10_cnns")
    (task,) = assignment.only([task_name]).tasks
    match = look_up(submission, task, assignment.names - set(task.names), **options)  # type: ignore[arg-type]
    return None if match is None else f"{match.definition.file}:{match.definition.name}"


@pytest.mark.parametrize("name", ["LeNet5", "lenet_5", "LENET5", "LeNet", "MyLeNet5", "LeNet5Model", "lenet_5_model"])
def test_a_class_whose_name_means_the_task(tmp_path: Path, name: str) -> None:
    submission = handed_in(tmp_path, work=CLASS.format(name))
    assert found(submission, "lenet5") == f"work.py:{name}"
    assert found(submission, "baseline") is None


@pytest.mark.parametrize("name", ["build_lenet5", "create_lenet5", "lenet5_builder"])
def test_a_builder_whose_name_contains_the_tasks(tmp_path: Path, name: str) -> None:
    submission = handed_in(tmp_path, work=f"def {name}():\n    return 1\n")
    assert found(submission, "lenet5") == f"work.py:{name}"


def test_the_model_of_a_file_named_after_the_task(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, p31_cifar10_lenet5=MODEL, p27_cifar10_baseline=MODEL)
    assert found(submission, "lenet5") == "p31_cifar10_lenet5.py:model"
    assert found(submission, "baseline") == "p27_cifar10_baseline.py:model"
    assert [one.name for one in assignments_in(submission, catalogue.everything())] == ["cifar10_cnns"]


def test_the_only_model_is_the_subject_of_the_only_task_asked_for(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, work=CLASS.format("Digits"))
    assert found(submission, "lenet5") is None
    assert found(submission, "lenet5", sole=True) == "work.py:Digits"


CELL = "def inception(x, filters, strides):\n    return x\ndef build(blocks=2):\n    return x\n"


def test_a_function_that_makes_a_part_is_not_the_network_beside_it(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, work=CELL + "model = build()\n")
    assert found(submission, "inception10", sole=True) == "work.py:model"


def test_what_is_called_model_is_the_network_and_not_what_it_was_called_before(tmp_path: Path) -> None:
    work = "import keras\nnet = keras.Sequential()\nmodel = net\n"
    assert found(handed_in(tmp_path, work=work), "resnet18", sole=True) == "work.py:model"


def test_two_models_are_in_doubt(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, one=CLASS.format("A"), two=CLASS.format("B"))
    assert found(submission, "lenet5", sole=True) is None


def test_another_tasks_file_is_not_taken(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, lenet5_and_baseline=CLASS.format("Baseline") + "model = Baseline()\n")
    assert found(submission, "lenet5") is None
    assert found(submission, "lenet5", sole=True) is None


def test_what_a_person_said_stands_before_every_name(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, work=CLASS.format("LeNet5"), mine=CLASS.format("Other"), only=MODEL)
    assert found(submission, "lenet5", chosen=("mine.py", "Other")) == "mine.py:Other"
    assert found(submission, "lenet5", chosen=("only.py", None)) == "only.py:model"
    assert found(submission, "lenet5", chosen=("mine.py", "Missing")) is None


def usual(submission: Submission, name: str, **options: object) -> str | None:
    (task,) = (task for task in catalogue.load(name).tasks if task.kind == "network")
    match = look_up(submission, task, (), **options)  # type: ignore[arg-type]
    return None if match is None else match.definition.file


def test_of_many_models_a_task_means_that_in_its_own_file(tmp_path: Path) -> None:
    files = {"mnist_dense": MODEL, "flowers_MobileNetV2": MODEL, "p36_cifar10_vgg16": MODEL}
    submission = handed_in(tmp_path, **files)
    assert usual(submission, "dense_mnist") == "mnist_dense.py"
    assert usual(submission, "keras_applications") == "flowers_MobileNetV2.py"
    assert [one.name for one in assignments_in(submission, catalogue.everything())] == [
        "cifar10_cnns",
        "dense_mnist",
        "keras_applications",
    ]


def test_the_only_model_is_the_subject_where_the_assignment_was_said(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, work=MODEL)
    assert usual(submission, "dense_mnist") == "work.py"
    assert usual(submission, "dense_mnist", certain=True) is None
    assert assignments_in(submission, catalogue.everything()) == ()
    assert usual(handed_in(tmp_path, other=MODEL), "dense_mnist") is None


def test_a_function_beside_a_network_does_not_make_the_assignment(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, work="def preprocess(x, y):\n    return x, y\n")
    assert assignments_in(submission, catalogue.everything()) == ()
