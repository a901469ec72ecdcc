"""What students wrote is shown and does nothing."""

import unicodedata

import pytest

from cnncheck.report.plain import block, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("student_x", "student_x"),
        ("张三 é 🙂", "张三 é 🙂"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\0b", r"a\x00b"),
        ("a\r\nb", r"a\r\nb"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud800", r"\ud800"),
        ("a\tb", "a    b"),
        ("[bold]", "[bold]"),
        ("\\x1b", "\\x1b"),
    ],
)
def test_one_line_shows_what_cannot_be_seen(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_hostile_text_becomes_short_and_visible(hostile: str) -> None:
    for text in (plain(hostile), block(hostile).replace("\n", "")):
        assert len(text) <= 4000
        assert {unicodedata.category(character) for character in text}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
        text.encode()
    assert len(plain(hostile)) <= 300


def test_making_plain_twice_changes_nothing_more(hostile: str) -> None:
    assert plain(plain(hostile)) == plain(hostile)
    assert block(block(hostile)) == block(hostile)


def test_cut_text_says_so() -> None:
    assert plain("abcdef", 4) == "abc…"
    assert block("1\n2\n3\n4", lines=3) == "1\n2\n…"
    assert block("1\r\n2") == "1\n2"
