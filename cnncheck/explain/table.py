"""Tables of plain text, aligned by hand so that they look the same on every terminal and in a file."""

from collections.abc import Iterable, Sequence

GAP = "  "


def table_text(heads: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> str:
    """The heads over the rows; the first `left` columns begin at the left, the others end at the right.

    >>> print(table_text(("layer", "field"), [("c1", "5"), ("p1", "16")]))
    layer  field
    c1         5
    p1        16
    """
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(_line(cells, widths, left) for cells in lines)


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    aligned = [
        cell.ljust(width) if column < left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return GAP.join(aligned).rstrip()
