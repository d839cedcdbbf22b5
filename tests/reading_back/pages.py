"""HTML read as a browser shows it: tables with their spans filled in, headings and words."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from tests.reading_back.grids import Grid

__all__ = ["grids", "prose", "root", "titles", "words"]

_EMPTY = frozenset({"meta", "img", "link", "br", "hr", "input", "col", "wbr"})
_UNSEEN = "unseen"


class _Reader(HTMLParser):
    """Builds the tree of a page whose elements are all closed."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = ET.TreeBuilder()
        self.builder.start("page", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: given or "" for name, given in attrs})
        if tag in _EMPTY:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def root(files: Mapping[str, bytes]) -> ET.Element:
    """Return the tree of the one page among some files."""
    (data,) = files.values()
    reader = _Reader()
    reader.feed(data.decode())
    reader.close()
    assert not reader.open
    reader.builder.end("page")
    return reader.builder.close()


def grids(files: Mapping[str, bytes]) -> list[Grid]:
    """Return the tables of a page."""
    return [_grid(table) for table in root(files).iter("table")]


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the sections, in order."""
    return [_said(each) for each in root(files).findall(".//main//section/h2")]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words of a page, those of alternative texts too, without its style."""
    return _words_of(root(files))


def prose(files: Mapping[str, bytes]) -> str:
    """Return the words outside the tables, captions among them."""
    tree = root(files)
    for table in tree.iter("table"):
        for part in (*table.findall("thead"), *table.findall("tbody")):
            table.remove(part)
    return _words_of(tree)


def _words_of(tree: ET.Element) -> str:
    for style in tree.iter("style"):
        style.text = ""
    aside = [each.get("alt", "") for each in tree.iter("img")]
    return "\n".join(["".join(tree.itertext()), *aside])


def _said(element: ET.Element) -> str:
    """Return what is seen of an element: what is only heard is left out."""
    return "".join(_seen(element))


def _seen(element: ET.Element) -> Iterator[str]:
    yield element.text or ""
    for inner in element:
        if _UNSEEN not in inner.get("class", "").split():
            yield from _seen(inner)
        yield inner.tail or ""


def _grid(table: ET.Element) -> Grid:
    caption = table.find("caption")
    rows = [row for head in table.findall("thead") for row in head.iter("tr")]
    (heads,) = rows
    filled: list[list[str]] = []
    for body in table.findall("tbody"):
        filled += _filled(list(body.iter("tr")), len(list(heads)))
    return Grid(
        title="" if caption is None else _said(caption),
        headings=tuple(map(_said, heads)),
        rows=tuple(map(tuple, filled)),
    )


def _filled(rows: list[ET.Element], width: int) -> list[list[str]]:
    """Return rows with what spans several of them said in each."""
    held: dict[tuple[int, int], str] = {}
    for turn, row in enumerate(rows):
        cells = iter(row)
        for place in range(width):
            if (turn, place) in held:
                continue
            cell = next(cells)
            for below in range(int(cell.get("rowspan", "1"))):
                held[turn + below, place] = _said(cell)
        assert next(cells, None) is None
    return [[held[turn, place] for place in range(width)] for turn in range(len(rows))]
