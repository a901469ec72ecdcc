"""The calculator of receptive fields."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.explain.field import Layer, field_text, fields, parse_layers

LAYERS = st.lists(st.builds(Layer, st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=6)


@given(LAYERS)
def test_every_line_adds_up(layers: list[Layer]) -> None:
    lines = re.findall(r"(\d+) \+ \((\d+) - 1\) \* (\d+) = (\d+)  +(\d+) \* (\d+) = (\d+)", field_text(layers))
    assert len(lines) == len(layers)
    field, jump = 1, 1
    for layer, line in zip(layers, lines, strict=True):
        before, effective, step, after, jump_before, strides, jump_after = map(int, line)
        assert (before, step, jump_before, strides) == (field, jump, jump, layer.strides)
        assert effective == (layer.kernel_size - 1) * layer.dilation_rate + 1
        assert (after, jump_after) == (before + (effective - 1) * step, jump * strides)
        field, jump = after, jump_after
    assert fields(layers)[-1][:2] == (field, jump)


def test_two_small_kernels_see_what_a_large_one_sees() -> None:
    assert fields(parse_layers("3/1 3/1"))[-1].size == fields(parse_layers("5/1"))[-1].size == 5
    assert fields(parse_layers("3/1 3/1 3/1"))[-1].size == 7


def test_vgg16_at_its_last_pooling() -> None:
    layers = parse_layers(" ".join(["3/1 3/1 2/2"] * 2 + ["3/1 3/1 3/1 2/2"] * 3))
    assert fields(layers)[-1][:2] == (212, 32)


def test_dilation_has_columns_only_where_there_is_some() -> None:
    assert "k_eff" not in field_text(parse_layers("3/1 2/2"))
    assert "dilation  k_eff" in field_text(parse_layers("3/1 3/1/2"))


def test_what_is_written_is_pinned() -> None:
    assert field_text(parse_layers("3/1, 3/1, 2/2")) == (
        "The receptive field of 3 layers, the one next to the image first\n\n"
        "  field = field before + (kernel - 1) * jump before\n"
        "  jump  = jump before * strides\n\n"
        "layer  kernel  strides                field       jump\n"
        "image                                     1          1\n"
        "1           3        1  1 + (3 - 1) * 1 = 3  1 * 1 = 1\n"
        "2           3        1  3 + (3 - 1) * 1 = 5  1 * 1 = 1\n"
        "3           2        2  5 + (2 - 1) * 1 = 6  1 * 2 = 2\n\n"
        "The field of one output pixel is 6x6 pixels of the image; that of its neighbour lies 2 pixels further on."
    )


@pytest.mark.parametrize("text", ["", " , ", "3", "3x1", "3/", "/1", "3/1/1/1", "-3/1", "3.0/1", "a/b", "³/1"])
def test_malformed_layers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"KERNEL/STRIDES|at least one layer"):
        parse_layers(text)


@pytest.mark.parametrize("text", ["0/1", "3/0", "3/1/0"])
def test_nothing_is_zero(text: str) -> None:
    with pytest.raises(ValueError, match=f"at least 1. Received: {text}"):
        parse_layers(f"3/1 {text}")
