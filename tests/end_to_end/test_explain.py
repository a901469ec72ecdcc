"""`cnncheck explain` as it is typed; what it prints is pinned in explained.txt.

After a wanted change: REGENERATE=1 pytest tests/end_to_end/test_explain.py, and read the difference.
"""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

PINNED = Path(__file__).with_name("explained.txt")
TYPED = (
    "explain padding",
    "explain conv --size 32 --kernel-size 5 --strides 1 --padding same",
    "explain conv --size 7 --kernel-size 3 --strides 2 --padding SAME --dilation-rate 2",
    "explain conv --size 32 --kernel-size 5 --in-channels 3 --filters 6",
    "explain conv --size 6 --kernel-size 3 --strides 2 --in-channels 1 --filters 1 --no-use-bias",
    "explain pool --size 28 --pool-size 2",
    "explain pool --size 5 --pool-size 3 --strides 2 --padding same",
    'explain field --layers "3/1 3/1 2/2"',
    'explain field --layers "3/1, 3/1/2"',
    "explain pading",
    "explain padding --svg padding.svg",
    "explain conv --size 0 --kernel-size 5",
    "explain conv --size 3 --kernel-size 5",
    "explain conv --size 3 --kernel-size 3 --padding full",
    "explain conv --size 3 --kernel-size 3 --filters 6",
    "explain conv --size 3 --kernel-size 3 --filters 0 --in-channels 3",
    "explain pool --size 1",
    "explain pool --size 4 --strides 0",
    'explain field --layers "3x1"',
    'explain field --layers "3/0"',
    'explain field --layers ""',
    "explain lenet5 --svg /nowhere/lenet5.svg",
)


def test_what_is_printed_reads_as_pinned(cnncheck: Callable[..., Any]) -> None:
    parts = []
    for typed in TYPED:
        result = cnncheck(*shlex.split(typed))
        assert result.status == (2 if result.errors else 0), typed
        parts.append(f"$ cnncheck {typed}\n{result.output}{result.errors}")
        assert "Traceback" not in result.errors
    text = "\n".join(parts)
    if os.environ.get("REGENERATE"):
        PINNED.write_text(text, encoding="utf-8")
    assert text == PINNED.read_text(encoding="utf-8")


def test_a_network_is_explained_and_drawn(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    place = tmp_path / "resnet18.svg"
    result = cnncheck("explain", "ResNet18", "--svg", place)
    assert (result.status, result.errors) == (0, f"Drawn in {place}.\n")
    assert result.output.startswith("resnet18: ")
    assert "He, Zhang, Ren & Sun" in result.output
    assert "11 183 562 parameters, 11 173 962 of them trainable" in result.output
    assert ET.parse(place).getroot().tag.endswith("}svg")  # noqa: S314 - our own


def test_a_field_is_drawn(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    place = tmp_path / "field.svg"
    result = cnncheck("explain", "field", "--layers", "3/1 3/1 2/2", "--svg", place)
    assert (result.status, result.errors) == (0, f"Drawn in {place}.\n")
    assert "The field of one output pixel is 6x6 pixels" in result.output
    assert ET.parse(place).getroot().tag.endswith("}svg")  # noqa: S314 - our own


def test_a_folder_is_no_place_for_a_drawing(cnncheck: Callable[..., Any], tmp_path: Path) -> None:
    result = cnncheck("explain", "lenet5", "--svg", tmp_path)
    assert (result.status, result.output) == (2, "")
    assert result.errors == f"{tmp_path} cannot be written: Is a directory.\n"


@pytest.mark.parametrize(
    "typed",
    [
        "explain",
        "explain conv --size 5",
        "explain conv --size five --kernel-size 3",
        "explain padding --size 3",
        "explain pool --size 4 --kernel-size 2",
        "explain field",
        "explain lenet5 vgg16",
        "explain --svg x.svg lenet5",
    ],
)
def test_options_that_are_missing_or_belong_elsewhere(cnncheck: Callable[..., Any], typed: str) -> None:
    result = cnncheck(*typed.split())
    assert result.status == 2
    assert "Usage: " in result.output + result.errors
    assert "Traceback" not in result.errors


def test_a_word_that_is_unknown(cnncheck: Callable[..., Any]) -> None:
    result = cnncheck("explain", "qqqq")
    assert (result.status, result.output) == (2, "")
    assert result.errors.startswith("There is no finding code, calculator or network 'qqqq'. Networks: alexnet8, ")


def test_help_names_what_can_be_asked(cnncheck: Callable[..., Any]) -> None:
    result = cnncheck("explain", "--help")
    assert result.status == 0
    for word in ("WORD", "conv", "pool", "field", "cnncheck explain lenet5 --svg lenet5.svg"):
        assert word in result.output
    assert "--dilation-rate" in cnncheck("explain", "conv", "--help").output
