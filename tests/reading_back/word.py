"""A Word document read as its reader meets it: headings, tables with their captions, words."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from tests.reading_back.grids import Grid

__all__ = ["faults", "grids", "prose", "titles", "words"]

_FIELDS = frozenset({"PAGE", "NUMPAGES", "SEQ", "REF", "TOC"})
_ACTIVE = ("vbaProject", "oleObject", "activeX", "externalLink", "altChunk")


@cache
def _opened(data: bytes) -> WordDocument:
    return Document(io.BytesIO(data))


def _document(files: Mapping[str, bytes]) -> WordDocument:
    (data,) = files.values()
    return _opened(data)


def grids(files: Mapping[str, bytes]) -> list[Grid]:
    """Return the tables; one that goes on under a caption of its own is one with that before."""
    found: list[Grid] = []
    caption = ""
    for block in _document(files).iter_inner_content():
        if isinstance(block, Paragraph):
            if block.style is not None and block.style.style_id == "Caption":
                caption = block.text
            continue
        heads, *rows = [[cell.text for cell in row.cells] for row in block.rows]
        grid = Grid(title=caption, headings=tuple(heads), rows=tuple(map(tuple, rows)))
        found.append(grid)
    return found


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the sections, in the order of the contents."""
    held = _document(files).element.body.iter(qn("w:hyperlink"))
    return ["".join(each.text or "" for each in link.iter(qn("w:t"))) for link in held]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words, those of tables and alternative texts too."""
    said = (_said(each) for each in _document(files).iter_inner_content())
    return "\n".join([*said, *_drawn(files)])


def prose(files: Mapping[str, bytes]) -> str:
    """Return the words outside the tables."""
    blocks = _document(files).iter_inner_content()
    said = (each.text for each in blocks if isinstance(each, Paragraph))
    return "\n".join([*said, *_drawn(files)])


def faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield what leads out of the document, runs in it, or is a field other than ours."""
    (data,) = files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if any(each in name for each in _ACTIVE):
                yield f"{name} is active"
            if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name):
                yield f"{name} leads out"
    for field in _document(files).element.body.iter(qn("w:instrText"), qn("w:fldSimple")):
        code = field.get(qn("w:instr")) or field.text or ""
        if (code.split() or [""])[0] not in _FIELDS:
            yield f"the field {code!r}"


def _drawn(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the alternative texts of pictures."""
    for each in _document(files).element.body.iter(qn("wp:docPr")):
        yield from (each.get(name, "") for name in ("descr", "title"))


def _said(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(cell.text for row in block.rows for cell in row.cells)
