"""Every name of the course is a task of an assignment, and the right sample hands it in.

That the textbook has a reference for each is in tests/reference/test_table_of_contents.py, that the sample has full
marks in tests/end_to_end/test_samples.py.
"""

import ast
from pathlib import Path

import pytest

from cnncheck import catalogue
from cnncheck.course import Assignment

SAMPLE = Path(__file__).parents[1] / "assignments" / "student_x"

TASKS = {
    "primitives": """
        output_size same_padding receptive_field dense_parameters conv2d_parameters conv2d_multiplications conv2d
        max_pool2d avg_pool2d global_average_pool2d batch_norm_train batch_norm_inference dropout dense flatten relu
        sigmoid softmax one_hot cross_entropy cross_entropy_from_logits normalize upsample_nearest upsample_bilinear
        accuracy top_k_error confusion_matrix
    """,
    "primitives_backward": """
        conv2d_backward max_pool2d_backward avg_pool2d_backward batch_norm_backward dense_backward
        softmax_cross_entropy_backward
    """,
    "dense_mnist": "dense_mnist",
    "cifar10_cnns": "baseline lenet5 alexnet8 vgg16 inception10 resnet18",
    "mnist_lenet5": "lenet5_mnist preprocess",
    "augmented_cifar10": "augmented_cifar10",
}
"""The assignments whose tasks the course names. The training around `mnist_lenet5` and `augmented_cifar10`, and
`training_workflow`, are not graded yet."""

CASES = [(assignment, task) for assignment, tasks in TASKS.items() for task in tasks.split()]


@pytest.mark.parametrize(("assignment", "task"), CASES)
def test_a_name_of_the_course_is_a_task(assignment: str, task: str) -> None:
    assert task in {each.name for each in catalogue.load(assignment).tasks}


def test_networks_of_keras_applications_are_tasks() -> None:
    assert catalogue.load("keras_applications").tasks


@pytest.mark.parametrize("assignment", list(catalogue.everything()), ids=lambda assignment: assignment.name)
def test_the_right_sample_hands_in_every_task(assignment: Assignment) -> None:
    known = {name.casefold() for path in SAMPLE.glob("*.py") for name in defined(path)}
    missing = [task.name for task in assignment.tasks if not known & {name.casefold() for name in task.names}]
    assert not missing


def defined(path: Path) -> set[str]:
    """Names of the classes, functions and values at the top of a file."""
    found: set[str] = set()
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef):
            found.add(statement.name)
        elif isinstance(statement, ast.Assign):
            found |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return found
