"""Makes plain text of what students wrote: names, messages and source lines are data in every report.

Control characters, terminal sequences, marks that reverse the direction of writing and halves of surrogate pairs are
written out as escapes, so that they are seen and do nothing. Whatever is longer than its place is cut.
"""

import unicodedata

LINE = 300
"""Characters of a one-line text such as a name or a message."""

BLOCK = 4000
"""Characters of a text of several lines."""

BLOCK_LINES = 40
"""Lines of such a text."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that show nothing of themselves: controls, formats, surrogates, line and paragraph ends."""


def plain(text: str, limit: int = LINE) -> str:
    r"""One line of visible characters, at most `limit` of them.

    >>> plain("Base\x1b[31mline\n")
    'Base\\x1b[31mline\\n'
    """
    # Cut first: what is left of a megabyte costs nothing to look at.
    cut = text[: limit + 1].replace("\t", "    ")
    return _shortened("".join(_visible(character) for character in cut), limit)


def block(text: str, limit: int = BLOCK, lines: int = BLOCK_LINES) -> str:
    """Lines of visible characters, at most `limit` characters and `lines` lines; the last one says what was cut."""
    cut = text[: limit + 1].replace("\r\n", "\n").replace("\t", "    ")
    shown = cut.split("\n")
    if len(shown) > lines:
        shown = [*shown[: lines - 1], "…"]
    return _shortened("\n".join("".join(_visible(character) for character in line) for line in shown), limit)


def _visible(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    if unicodedata.category(character) in _UNSEEN:
        return ascii(character)[1:-1]
    return character


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
