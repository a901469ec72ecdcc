"""An SVG document written element by element; the standard library's XML escapes whatever it is given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
FONT_SIZE = 13
INK, PALE, PAPER = "#1a1a1a", "#555555", "#ffffff"

_NORMAL, _BOLD = 0.66, 0.74
"""Width of a character in units of the font size: above the mean of DejaVu Sans, the widest of the fonts named."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the drawing, in pixels from its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with sides along the axes."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Of its lower side."""
        return self.y + self.height


def text_width(text: str, *, bold: bool = False, size: float = FONT_SIZE) -> float:
    """Pixels that a line of text takes at most, whichever of the fonts is there."""
    return len(text) * size * (_BOLD if bold else _NORMAL)


class Drawing:
    """A drawing of a given size, with a title and a description for those who hear it."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        size = {"width": _number(width), "height": _number(height)}
        view = f"0 0 {size['width']} {size['height']}"
        self.root = ET.Element(
            "svg", {"xmlns": NAMESPACE, **size, "viewBox": view, "role": "img", "aria-labelledby": "title description"}
        )
        self.root.attrib |= {"font-family": FONT, "font-size": str(FONT_SIZE), "fill": INK}
        _add(self.root, "title", {"id": "title"}).text = title
        _add(self.root, "desc", {"id": "description"}).text = description
        marker = {
            "id": "arrow",
            "viewBox": "0 0 8 8",
            "refX": "7.5",
            "refY": "4",
            "markerWidth": "7",
            "markerHeight": "7",
            "orient": "auto",
        }
        _add(_add(_add(self.root, "defs"), "marker", marker), "path", {"d": "M0 0L8 4L0 8z", "fill": PALE})
        _add(self.root, "rect", {**size, "fill": PAPER})

    def group(self, name: str, **attributes: str) -> ET.Element:
        """Elements that belong together, under an id; to be given to the other methods."""
        return _add(self.root, "g", {"id": name, **attributes})

    def rectangle(self, box: Box, fill: str, stroke: str, *, within: ET.Element | None = None) -> None:
        """A filled rectangle."""
        place = {"x": _number(box.x), "y": _number(box.y), "width": _number(box.width), "height": _number(box.height)}
        _add(self._parent(within), "rect", {**place, "fill": fill, "stroke": stroke})

    def text(
        self,
        at: Point,
        parts: Sequence[tuple[str, bool]],
        *,
        within: ET.Element | None = None,
        fill: str | None = None,
        anchor: str | None = None,
        name: str | None = None,
    ) -> None:
        """A line of text that begins there, unless an `anchor` says otherwise; its parts may be bold."""
        attributes = {"x": _number(at.x), "y": _number(at.y)}
        attributes |= {"id": name} if name else {}
        attributes |= {"fill": fill} if fill else {}
        attributes |= {"text-anchor": anchor} if anchor else {}
        line = _add(self._parent(within), "text", attributes)
        for part, bold in parts:
            element = _add(line, "tspan", {"font-weight": "bold"} if bold else {})
            element.text, element.tail = part, " "  # renderers drop a blank at the end of an element
        line[-1].tail = None

    def arrow(self, points: Iterable[Point], **attributes: str) -> None:
        """A line through the points with a head at its end; attributes say what it connects."""
        path = " ".join(f"{_number(point.x)},{_number(point.y)}" for point in points)
        style = {"fill": "none", "stroke": PALE, "stroke-width": "1.4", "marker-end": "url(#arrow)"}
        named = {f"data-{key}": value for key, value in attributes.items()}
        _add(self.root, "polyline", {"points": path, **style, **named})

    def polygon(self, points: Iterable[Point], fill: str, *, within: ET.Element | None = None) -> None:
        """A filled shape without an outline."""
        path = " ".join(f"{_number(point.x)},{_number(point.y)}" for point in points)
        _add(self._parent(within), "polygon", {"points": path, "fill": fill})

    def encode(self) -> bytes:
        """The document as a file holds it."""
        document: bytes = ET.tostring(self.root, encoding="utf-8", xml_declaration=True)
        return document + b"\n"

    def _parent(self, within: ET.Element | None) -> ET.Element:
        return self.root if within is None else within


def _add(parent: ET.Element, tag: str, attributes: dict[str, str] | None = None) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes or {})
    if parent.tag != "text":  # there a new line would be a blank
        element.tail = "\n"
        parent.text = parent.text or "\n"
    return element


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
