"""`cnncheck certify`, as an instructor types it."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OWN = """
from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks.chain import chain
from reference.operations import Activation, Conv2D, Dense, Flatten, MaxPooling2D


def small():
    return chain(
        "small",
        (16, 16, 3),
        {
            "c1": Conv2D(4, (3, 3)),
            "a1": Activation("relu"),
            "p1": MaxPooling2D(),
            "flatten": Flatten(),
            "f1": Dense(10),
            "softmax": Activation("softmax"),
        },
    )


assignment = Assignment(
    name="own",
    title="An instructor's own",
    tasks=(NetworkTask("small", points=10, names=("Small",), reference=small, checks=NETWORK_CHECKS),),
)
"""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cifar10_cnn",), "There is no assignment 'cifar10_cnn'. Did you mean cifar10_cnns?"),
        (("nowhere.py",), "There is no definition file nowhere.py."),
        (("cifar10_cnns", "--task", "lenet"), "has no task 'lenet'"),
        (
            ("cifar10_cnns", "--style", "poem"),
            "--style is one of sequential, functional, subclassed, raw. Received: poem",
        ),
        (("cifar10_cnns", "--sample", "0"), "--sample"),
        (("cifar10_cnns", "--seed", "-1"), "--seed"),
        (("cifar10_cnns", "--labelled", "nowhere"), "There is no folder nowhere."),
        (("cifar10_cnns", "--markdown", "/nowhere/page.md"), "/nowhere/page.md cannot be written"),
    ],
)
def test_usage_errors(cnncheck: Callable[..., Any], arguments: tuple[str, ...], sentence: str) -> None:
    result = cnncheck("certify", *arguments)
    assert (result.status, result.output, result.left) == (2, "", ())
    assert sentence in " ".join(result.errors.split())
    assert "Traceback" not in result.errors


def test_an_own_assignment_is_certified_like_a_shipped_one(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    definition, page, kept = tmp_path / "own.py", tmp_path / "page.md", tmp_path / "kept"
    definition.write_text(OWN)
    result = cnncheck(
        "certify", definition, "--sample", "3", "--style", "functional", "--json", "--markdown", page, "--keep", kept
    )
    assert (result.status, result.errors, result.left) == (0, "", ())
    found = result.json
    assert (found["schema"], found["assignment"]) == ("cnncheck/certification/1", "own")
    [network] = found["networks"]
    assert network["task"] == "small"
    assert sum(row["tried"] for row in network["rows"]) == sum(row["killed"] for row in network["rows"]) == 3
    assert (network["accepted"], network["rejected"], network["cases"]) == (3, 0, [])
    assert network["texts"] == network["planned"]
    assert len(list((kept / "small").glob("*.py"))) == 3 + 3 + network["pairs"]
    text = page.read_text()
    assert text.startswith("# Certification\n")
    assert "\n## own\n" in text
    assert f"Made by `cnncheck certify {shlex.quote(str(definition))} --style functional --sample 3` on " in text
    assert "| small | 3 of 3 (100.0 %) |" in text


LABELLED = """
from tensorflow.keras import Input, Sequential, layers

Small = Sequential([
    Input((16, 16, 3)),
    layers.Conv2D(4, {kernel}, activation="relu"),{first}
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense({units}, activation="softmax"),{second}
])
"""


def test_labelled_submissions_are_graded_by_their_marks(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    definition = tmp_path / "own.py"
    definition.write_text(OWN)
    kernel, classes = "  # FAULT kernel-size", "  # FAULT output-classes"
    files = {
        "accepted/right": LABELLED.format(kernel=3, units=10, first="", second=""),
        "faults/kernel": LABELLED.format(kernel=5, units=10, first=kernel, second=""),
        "faults/mislabelled": LABELLED.format(kernel=5, units=10, first="", second=classes),
        "pairs/both": LABELLED.format(kernel=5, units=11, first=kernel, second=classes),
    }
    for name, text in files.items():
        path = tmp_path / "labelled" / "small" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    result = cnncheck("certify", definition, "--labelled", tmp_path / "labelled")
    assert (result.status, result.errors) == (0, "")
    said = " ".join(result.output.split())
    assert "killed 2 of 2 (100.0 %), first code right 1 of 2 (50.0 %), layer right 1 of 2 (50.0 %)" in said
    assert "pairs, both named: 1 of 1 (100.0 %) right programs rejected: 0 of 1" in said
    wrong = "another code, another layer, confident and wrong: output-classes: mislabelled (by hand)"
    assert f"{wrong} expected output-classes at line 9 received kernel-size at line 6 (confirmed)" in said
    assert str(tmp_path / "labelled" / "small" / "faults" / "mislabelled.py") in said


def test_functions_are_certified_by_the_same_command(cnncheck: Callable[..., Any]) -> None:
    result = cnncheck("certify", "primitives", "--task", "relu", "--sample", "1", "--json")
    assert (result.status, result.errors, result.left) == (0, "", ())
    assert result.json["networks"] == []
    [function] = result.json["functions"]
    assert (function["task"], function["rejected"], function["survivors"]) == ("relu", [], [])
    assert function["rows"][0]["tried"] == function["rows"][0]["killed"] == 1
