"""Docstrings and calls as Python source."""

import textwrap
from collections.abc import Iterable

WIDTH = 100
"""Characters of a line of a docstring, its indentation included."""


def docstring(paragraphs: Iterable[str], indent: str = "    ") -> str:
    """The paragraphs as a docstring; lines that a paragraph has already stay as they are.

    >>> print(docstring(["One sentence."]))
        \"\"\"One sentence.\"\"\"
    """
    text = "\n\n".join(paragraphs).replace("\\", "\\\\").replace('"""', r"\"\"\"")
    closing = f"\n{indent}" if "\n" in text else ""
    if not closing and text.endswith('"'):
        closing = " "
    return textwrap.indent(f'"""{text}', indent) + closing + '"""'


def filled(text: str, indent: str = "    ") -> str:
    """A paragraph in lines that fit."""
    return textwrap.fill(text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)


def listed(heading: str, items: Iterable[str], indent: str = "    ") -> str:
    """A heading, and a line or more for each item."""
    width = WIDTH - len(indent)
    points = (
        textwrap.fill(item, width, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
        for item in items
    )
    return "\n".join([heading, *points])


def stub(definition: str, documentation: str, indent: str = "    ") -> str:
    """A function that is not written yet."""
    return f"{definition}\n{documentation}\n{indent}raise NotImplementedError\n"
