"""The sample submissions: one right, one with typical slips, one broken; graded whole, with training, as a class."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from cnncheck.catalogue import shipped_folder

ASSIGNMENTS = (
    *("augmented_cifar10", "cifar10_cnns", "dense_mnist", "keras_applications", "mnist_lenet5"),
    *("primitives", "primitives_backward"),
)

Found = tuple[str, str, str, int | None]
"""Task, check, code and line of a fault."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """Results by submission and assignment."""
    folder = tmp_path_factory.mktemp("samples")
    for sample in shipped_folder().glob("student_*"):
        shutil.copytree(sample, folder / "class" / sample.name)
    output = folder / "results.json"
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for assignment in ASSIGNMENTS:
        command = [sys.executable, "-m", "cnncheck.cli", "grade", str(folder / "class"), "--assignment", assignment]
        command += ["--jobs", "2", "--seed", "0", "--format", f"json={output}"]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        for result in json.loads(output.read_text(encoding="utf-8")):
            found[result["submission"], assignment] = result
    return found


def faults(result: dict[str, Any]) -> Iterator[Found]:
    for task in result["tasks"]:
        for check in task["checks"]:
            for finding in check["findings"]:
                if finding["severity"] == "fault":
                    yield task["name"], check["id"], finding["code"], finding["where"]["line"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_student_x_has_full_marks(results: dict[tuple[str, str], dict[str, Any]], assignment: str) -> None:
    result = results["student_x", assignment]
    assert list(faults(result)) == []
    assert result["score"] == result["max_score"]
    assert {check["status"] for task in result["tasks"] for check in task["checks"]} == {"passed"}


def test_student_y_has_the_planted_slips_and_no_other(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert list(faults(results["student_y", "cifar10_cnns"])) == [
        ("baseline", "network.parameter-count", "units", 26),
        ("baseline", "network.numeric-equivalence", "layer-order", 33),
        ("baseline", "network.training-behaviour", "unused-layer", 23),
        ("lenet5", "network.shape-walk", "padding", 16),
        ("alexnet8", "network.builds", "missing-name", None),
        ("vgg16", "network.parameter-count", "filters", 44),
        ("inception10", "network.parameter-count", "channel-doubling", 21),
        ("resnet18", "network.builds", "channel-doubling", 52),
    ]
    assert [found[:3] for found in faults(results["student_y", "primitives"])] == [
        ("output_size", "output_size.same", "output-size"),
        ("avg_pool2d", "avg_pool2d.same-padding", "pool-divisor"),
        ("batch_norm_train", "batch_norm_train.outputs", "bn-epsilon"),
        ("sigmoid", "sigmoid.large", "numerical-stability"),
        ("cross_entropy", "cross_entropy.true-class", "loss-reduction"),
        ("upsample_bilinear", "upsample_bilinear.places", "interpolation"),
    ]
    assert list(faults(results["student_y", "primitives_backward"])) == [
        ("softmax_cross_entropy_backward", "softmax_cross_entropy_backward.batch-mean", "loss-reduction", 23),
        ("max_pool2d_backward", "max_pool2d_backward.strides", "gradient-paths", 32),
        ("batch_norm_backward", "batch_norm_backward.images", "bn-mode", 64),
    ]


def test_student_y_reads_the_numbers(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    text = json.dumps(results["student_y", "cifar10_cnns"])
    assert "SAME gives ceil(32 / 1) = 32, VALID gives ceil((32 - 5 + 1) / 1) = 28" in text
    assert "1536 * 120 + 120 = 184440" in text


def test_student_z_ran_out_of_pixels_and_misspelt_a_name(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    result = results["student_z", "cifar10_cnns"]
    assert next(faults(result)) == ("lenet5", "network.builds", "build-error", 20)
    assert "28, 14, 10, 5, 1" in json.dumps(result)
    baseline = result["tasks"][0]
    assert (baseline["score"], baseline["checks"][0]["findings"][0]["code"]) == (10.0, "missing-name")


def test_a_file_that_does_not_parse_is_named_with_its_line(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    found = list(faults(results["student_z", "primitives"]))
    assert ("conv2d_parameters", "conv2d_parameters.numpy-only", "syntax-error", 20) in found
    assert {code for _, _, code, _ in found} <= {"syntax-error", "missing-name"}
