"""The calculators of one layer: what they compute is what TensorFlow's rule says, and they show their working."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncheck.explain.calculation import Calculation
from cnncheck.explain.windows import Channels, Window, convolution, pooling


def results(calculation: Calculation) -> dict[str, int]:
    return {step.symbol: int(step.result.replace(" ", "")) for step in calculation.steps}


def positions(size: int, spanned: int, strides: int, before: int, after: int) -> int:
    """Places of a window, counted one by one."""
    return len(range(0, before + size + after - spanned + 1, strides))


@given(*(st.integers(1, most) for most in (40, 7, 4, 3)), st.sampled_from(["same", "valid"]))
def test_a_convolution_is_what_one_counts_by_hand(
    size: int, kernel_size: int, strides: int, dilation_rate: int, padding: str
) -> None:
    spanned = (kernel_size - 1) * dilation_rate + 1
    assume(padding == "same" or spanned <= size)
    window = Window("kernel_size", kernel_size, size, strides, padding, dilation_rate)
    found = results(convolution(window, Channels(3, 4)))
    before, after = found.get("before", 0), found.get("after", 0)
    assert found["k_eff"] == spanned
    assert found["output"] == positions(size, spanned, strides, before, after)
    assert found.get("total", 0) == before + after
    assert found["parameters"] == kernel_size**2 * 3 * 4 + 4
    assert found["multiplications"] == found["output"] ** 2 * kernel_size**2 * 3 * 4


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))
def test_the_numbers_put_into_a_formula_give_the_result_shown(
    size: int, kernel_size: int, strides: int, dilation_rate: int
) -> None:
    def ceil(value: float) -> int:
        return -int(-value // 1)

    for padding in ("same", "valid"):
        window = Window("kernel_size", kernel_size, size, strides, padding, dilation_rate)
        if padding == "valid" and window.spanned > size:
            continue
        for step in (*convolution(window, Channels(2, 5, use_bias=False)).steps, *pooling(window).steps):
            shown = eval(step.numbers, {"ceil": ceil, "floor": int, "max": max})  # noqa: S307 - our own arithmetic
            assert shown == int(step.result.replace(" ", "")), step


def test_the_textbooks_worked_numbers() -> None:
    assert results(convolution(Window("kernel_size", 3, 5, padding="same")))["output"] == 5
    assert results(convolution(Window("kernel_size", 3, 5)))["output"] == 3
    even = results(convolution(Window("kernel_size", 3, 4, strides=2, padding="same")))
    assert (even["before"], even["after"]) == (0, 1)
    assert results(convolution(Window("kernel_size", 5, 32, padding="same"), Channels(3, 6)))["parameters"] == 456


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        (Window("kernel_size", 3, 6, strides=2), "The last row and the last column are under no window."),
        (Window("kernel_size", 2, 8, strides=5), "The last row and the last column are under no window."),
        (Window("kernel_size", 1, 8, strides=5), "The last 2 rows and columns are under no window."),
        (Window("kernel_size", 3, 5), 'With padding="valid" no pixels are added.'),
        (Window("kernel_size", 1, 5, padding="same"), "Nothing needs to be added."),
        (Window("kernel_size", 3, 4, 2, "same"), "padded by 0 above and on the left, 1 below and on the right."),
    ],
)
def test_what_happens_at_the_border_is_said(window: Window, sentence: str) -> None:
    assert sentence in " ".join(convolution(window).text().split())


def test_pooling_says_what_padding_counts_as_only_where_there_is_some() -> None:
    assert "minus infinity" in pooling(Window("pool_size", 2, 5, 2, "same")).answer
    assert "minus infinity" not in pooling(Window("pool_size", 2, 4, 2, "same")).answer


@pytest.mark.parametrize(
    ("window", "named"),
    [
        (Window("kernel_size", 3, 0), "size=0"),
        (Window("kernel_size", 0, 3), "kernel_size=0"),
        (Window("kernel_size", 3, 3, strides=0), "strides=0"),
        (Window("kernel_size", 3, 9, dilation_rate=-1), "dilation_rate=-1"),
        (Window("kernel_size", 3, 3, padding="full"), "padding='full'"),
        (Window("kernel_size", 5, 3), "a window of 5"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(window: Window, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        convolution(window)


def test_channels_are_positive() -> None:
    with pytest.raises(ValueError, match="in_channels=0"):
        convolution(Window("kernel_size", 3, 5), Channels(0, 4))
    with pytest.raises(ValueError, match="filters=-1"):
        convolution(Window("kernel_size", 3, 5), Channels(3, -1))
