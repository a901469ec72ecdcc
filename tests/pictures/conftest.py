"""Reads drawings back: elements by name, and texts with the room that they take in the widest of the fonts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from cnncheck.pictures.svg import NAMESPACE, Box

SIZE = 13


@lru_cache
def font(weight: str) -> FT2Font:
    found = FT2Font(font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans", weight=weight)))
    found.set_size(SIZE, 72)
    return found


def measured(text: str, weight: str) -> float:
    face = font(weight)
    face.set_text(text)
    return float(face.get_width_height()[0]) / 64


@dataclass(frozen=True)
class Text:
    """A line of text as it stands on the drawing."""

    text: str
    name: str | None
    box: Box


class Read:
    """A drawing that was read back."""

    def __init__(self, document: bytes) -> None:
        self.root = ET.fromstring(document)  # noqa: S314 - our own
        self.width, self.height = float(self.root.attrib["width"]), float(self.root.attrib["height"])

    def all(self, tag: str, within: ET.Element | None = None) -> list[ET.Element]:
        return list((self.root if within is None else within).iter(f"{{{NAMESPACE}}}{tag}"))

    def one(self, tag: str) -> ET.Element:
        return self.all(tag)[0]

    def texts(self, within: ET.Element | None = None) -> Iterator[Text]:
        for element in self.all("text", within):
            parts = [(part.text or "", part.get("font-weight", "normal")) for part in element]
            width = sum(measured(text, weight) for text, weight in parts) + (len(parts) - 1) * measured(" ", "bold")
            x, y = float(element.attrib["x"]), float(element.attrib["y"])
            left = x - width if element.get("text-anchor") == "end" else x
            yield Text(" ".join(text for text, _ in parts), element.get("id"), Box(left, y - SIZE, width, SIZE * 1.25))


def box_of(rectangle: ET.Element) -> Box:
    return Box(*(float(rectangle.attrib[name]) for name in ("x", "y", "width", "height")))


@pytest.fixture(scope="session")
def read() -> Callable[[bytes], Read]:
    return Read


@pytest.fixture(scope="session")
def width() -> Callable[[str, str], float]:
    return measured


@pytest.fixture(scope="session")
def box() -> Callable[[ET.Element], Box]:
    return box_of
