"""Turns the bytes of a Python file into text: UTF-8 as a rule, and what older editors write in its place."""

import codecs
import io
import re
from dataclasses import dataclass

_DECLARABLE = frozenset({"ascii", "big5", "cp1252", "gb18030", "gb2312", "gbk", "iso8859-1", "utf-8"})
"""Encodings a file may declare. Python knows more, and some of those take quadratic time or are no text at all."""


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file.

    Attributes:
        text: its characters, without a byte order mark.
        encoding: what it was written in.
        note: what was worked around, None for plain UTF-8.
    """

    text: str
    encoding: str
    note: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Lines as Python counts them, without their ends."""
        return tuple(re.split(r"\r\n|\r|\n", self.text))


class NotText(Exception):  # noqa: N818 - a state of the file, told to the student
    """The bytes are no text in an encoding that is read here; the message says why."""


def decode(data: bytes) -> Text:
    r"""Text of a Python file.

    Raises:
        NotText: it declares an encoding that is not read here, or holds bytes that are none of its encoding.

    >>> decode("LeNet5 网络".encode("gbk")).note
    'read as gb18030, since it is not UTF-8'
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Text(_decode(data, "utf-16"), "utf-16", "read as UTF-16, since it is not UTF-8")
    if b"\0" in data:
        raise NotText("the file holds zero bytes and is no text")
    declared = _declared(data)
    if declared is not None:
        return Text(_decode(data.removeprefix(codecs.BOM_UTF8), declared), declared)
    try:
        return Text(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Text(_decode(data, "gb18030"), "gb18030", "read as gb18030, since it is not UTF-8")


def _declared(data: bytes) -> str | None:
    """The encoding named in one of the first two lines, None if none is."""
    head = io.BytesIO(data[:4096]).readlines()[:2]
    declaration = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
    found = declaration.match(head[0]) if head else None
    if found is None and len(head) > 1 and re.match(rb"^[ \t\f]*(#|$)", head[0].rstrip()):
        found = declaration.match(head[1])
    if found is None:
        return None
    name = found.group(1).decode("ascii", "replace")
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known.removesuffix("-sig") not in _DECLARABLE:
        raise NotText(f"the encoding it declares, {name[:40]}, is not read here")
    return known


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise NotText(f"it holds bytes that are not {encoding}") from None
