"""Measuring pictures: where each line of text stands in an SVG, and what must hold of it."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

Box = tuple[float, float, float, float, str]

TAGS = frozenset(
    [
        "svg",
        "title",
        "desc",
        "rect",
        "g",
        "path",
        "text",
        "tspan",
        "line",
        "defs",
        "clipPath",
        "linearGradient",
        "stop",
    ]
)

# Widths of Liberation Sans, in thousandths of its size, from the space to the tilde.
REGULAR = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *([556] * 10),
    *(278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500),
    *(667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278),
    *(278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222),
    *(833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
]
BOLD = [
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *([556] * 10),
    *(333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556),
    *(722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333),
    *(278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278),
    *(889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
]
RECTANGLE = re.compile(
    r"M([-\d.]+),([-\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+Z"  # a rectangle as Vega writes it
)
ROUNDED = re.compile(r"M[^A-Za-z]+(?:L[^A-Za-z]+C[^A-Za-z]+){4}Z")  # one with round corners
NARROW = {"’": 222, "\N{NO-BREAK SPACE}": 278}


def in_language(node: Any, language: str) -> Any:
    """Return a specification with its phrases in one language."""
    if isinstance(node, Mapping):
        if set(node) == {"localized"}:
            return node["localized"][language]
        return {key: in_language(part, language) for key, part in node.items()}
    return [in_language(part, language) for part in node] if isinstance(node, list) else node


def assert_sound(svg: str) -> None:
    """Check that a picture is a picture: named, described, and nothing but a drawing."""
    root = ET.fromstring(svg)
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= TAGS
    assert (root.get("role"), root[0].tag[-5:], root[1].tag[-4:]) == ("img", "title", "desc")
    assert root[0].text
    assert root[1].text
    for node in root.iter():
        for name, value in node.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert not re.search(r"url\((?!#)", value)
    names = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(names) == len(set(names))
    assert not re.search(r'="[^"]*(?:NaN|undefined|Infinity)', svg)


def text_boxes(svg: str) -> tuple[float, float, list[Box]]:
    """Return a picture's width and height, and where each line of its text stands."""
    root = ET.fromstring(svg)
    width, height = (float(each) for each in str(root.get("viewBox")).split()[2:])
    return width, height, [box for box in _boxes(root, 0.0, 0.0) if box[4]]


def _boxes(node: ET.Element, x: float, y: float) -> Iterator[Box]:
    """Yield the lines of text, and without words the rectangles that can be seen."""
    moved = re.match(r"translate\(([-\d.e]+),\s*([-\d.e]+)\)", node.get("transform") or "")
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if node.tag.endswith("}text"):
        yield from _lines(node, x, y)
    elif node.tag.endswith("}path") and (frame := _frame(node)) is not None:
        left, top, right, bottom = frame
        yield (x + left, y + top, x + right, y + bottom, "")
    for child in node:
        yield from _boxes(child, x, y)


def _frame(node: ET.Element) -> tuple[float, float, float, float] | None:
    """Return the corners of a path that is a rectangle, and can be seen; None otherwise."""
    drawn = node.get("d") or ""
    if {node.get("fill", "none"), node.get("stroke", "none")} <= {"none", "transparent"}:
        return None
    if path := RECTANGLE.fullmatch(drawn):
        left, top, wide, tall = (float(path[place]) for place in (1, 2, 3, 4))
        return (left, top, left + wide, top + tall) if wide and tall else None
    if ROUNDED.fullmatch(drawn):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", drawn)]
        across, down = numbers[::2], numbers[1::2]
        return min(across), min(down), max(across), max(down)
    return None


def _lines(node: ET.Element, x: float, y: float) -> Iterator[Box]:
    size = float(str(node.get("font-size")).removesuffix("px"))
    widths = BOLD if node.get("font-weight") == "bold" else REGULAR
    lines = [(node.text or "", 0.0)]
    down = 0.0
    for part in node:
        down += float(part.get("dy") or 0)
        lines.append((part.text or "", down))
    for line, drop in lines:
        if line.strip():
            wide = sum(_width(letter, widths) for letter in line) * size / 1000
            shift = {"middle": wide / 2, "end": wide}.get(str(node.get("text-anchor")), 0.0)
            top = y + drop - size * 0.72
            yield (x - shift, top, x - shift + wide, top + size * 0.9, line)


def _width(letter: str, widths: Sequence[int]) -> int:
    if letter in NARROW:
        return NARROW[letter]
    place = ord(unicodedata.normalize("NFD", letter)[0]) - 32
    return widths[place] if 0 <= place < len(widths) else 556


def assert_legible(svg: str) -> None:
    """Check that no text leaves the picture or the box it stands in, and that no two overlap."""
    width, height, boxes = text_boxes(svg)
    assert boxes
    for box in boxes:
        assert _within(box, (0.0, 0.0, width, height, ""), 0.5), box[4]
    for one, other in combinations(boxes, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= 1 or down <= 1.5, (one[4], other[4])
    frames = [box for box in _boxes(ET.fromstring(svg), 0.0, 0.0) if not box[4]]
    for box in boxes:
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        for frame in frames:
            if frame[0] < middle[0] < frame[2] and frame[1] < middle[1] < frame[3]:
                assert _within(box, frame, 1.5), (box[4], frame)


def _within(box: Box, frame: Box, slack: float) -> bool:
    return (
        box[0] >= frame[0] - slack
        and box[1] >= frame[1] - slack
        and box[2] <= frame[2] + slack
        and box[3] <= frame[3] + slack
    )


def smallest_letters(svg: str) -> float:
    """Return the size of a picture's smallest text."""
    return min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg))
