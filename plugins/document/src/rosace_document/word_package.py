"""The package of a Word document: its parts, properties and bytes."""

import io
import zipfile
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from rosace_document import PACKAGE
from rosace_document.word_text import Words
from rosace_document.word_xml import Node, field, node, paragraph, run, tag_of
from rosace_document.wording import shortened

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

__all__ = ["LANDSCAPE", "PORTRAIT", "begun", "margins", "packed", "section"]

_LONGEST_PROPERTY: Final = 200
_LONGEST_HEADER: Final = 110
_LONG_SIDE, _SHORT_SIDE = 15840, 12240
"""Letter paper, in twentieths of a point."""

_MARGIN, _NARROW_MARGIN = 1224, 900
"""Margins at the sides of an upright page and of one that lies, likewise."""

PORTRAIT: Final = _SHORT_SIDE - 2 * _MARGIN
"""Width of the text on an upright page, in twentieths of a point."""

LANDSCAPE: Final = _LONG_SIDE - 2 * _NARROW_MARGIN
"""Width of the text on a page that lies, likewise."""

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_TYPES: Final = "[Content_Types].xml"
_KEPT: Final = frozenset(
    {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.NUMBERING}
)


def begun(words: Words, title: str, subject: str) -> "WordDocument":
    """Return an empty document in the house styles, in a language, with a title and no author.

    Args:
        words: Writes the names of styles.
        title: The title.
        subject: What it is about; empty where nothing.
    """
    document = Document()
    part = document.part
    for key in [key for key, each in part.rels.items() if each.reltype not in _KEPT]:
        del part.rels[key]
    package = part.package
    for key in [
        key
        for key, each in package.rels.items()
        if each.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT
    ]:
        del package.rels[key]
    _replace(document.styles.element, "styles")
    _replace(document.settings.element, "settings")
    _replace(part.numbering_part.element, "numbering")
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, _read("fonts"))
    part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    _speak(document, words)
    _describe(document, words, title, subject)
    document.element.body.clear_content()
    return document


def section(references: Sequence[Node], *, lying: bool) -> Node:
    """Return the properties of a stretch of pages.

    Args:
        references: Its headers and footers; those of the stretch before where empty.
        lying: Whether the pages lie on their long side.
    """
    width, height = (_LONG_SIDE, _SHORT_SIDE) if lying else (_SHORT_SIDE, _LONG_SIDE)
    size = {"w:w": width, "w:h": height} | ({"w:orient": "landscape"} if lying else {})
    side = _NARROW_MARGIN if lying else _MARGIN
    around = {
        "w:top": 1300,
        "w:right": side,
        "w:bottom": 1200,
        "w:left": side,
        "w:header": 640,
        "w:footer": 580,
        "w:gutter": 0,
    }
    made = node("w:sectPr", None, *references)
    made.extend([node("w:type", {"w:val": "nextPage"}), node("w:pgSz", size)])
    made.append(node("w:pgMar", around))
    if references:
        made.append(node("w:titlePg"))
    return made


def margins(document: "WordDocument", words: Words, title: str, subject: str) -> list[Node]:
    """Return references to the header and the footer, which every page but the first has.

    The first page, which opens with the title, has the footer alone.

    Args:
        document: The document that they are for.
        words: Writes the page's number.
        title: The report's title.
        subject: Its subject; empty where none.
    """
    header, header_id = document.part.add_header_part()  # type: ignore[no-untyped-call]  # the library's own
    footer, footer_id = document.part.add_footer_part()  # type: ignore[no-untyped-call]  # likewise
    named = [shortened(each, _LONGEST_HEADER) for each in (subject, title) if each]
    header.element[:] = [paragraph("Header", [run(" – ".join(named))])]
    numbered = words.filled("page", n=field("PAGE", "1"), total=field("NUMPAGES", "1"))
    footer.element[:] = [paragraph("Footer", numbered)]
    return [
        node("w:headerReference", {"w:type": "default", "r:id": header_id}),
        node("w:footerReference", {"w:type": "default", "r:id": footer_id}),
        node("w:footerReference", {"w:type": "first", "r:id": footer_id}),
    ]


def packed(document: "WordDocument") -> bytes:
    """Return the bytes of a document: those of its content alone, without any time.

    Args:
        document: The document.
    """
    made, packed_again = io.BytesIO(), io.BytesIO()
    document.save(made)
    with (
        zipfile.ZipFile(made) as loose,
        zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        names = loose.namelist()
        for name in sorted(names, key=lambda each: (each != _TYPES, each)):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            # A picture is packed already.
            painted = name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if painted else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, loose.read(name))
    return packed_again.getvalue()


def _speak(document: "WordDocument", words: Words) -> None:
    """Name our styles and the language in the document's own."""
    tag = tag_of(words.language)
    for each in document.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), tag)
    for each in document.settings.element.iter(qn("w:themeFontLang")):
        each.set(qn("w:val"), tag)
    for style in document.styles.element.iter(qn("w:style")):
        if style.get(qn("w:customStyle")):
            identifier = style.get(qn("w:styleId"))
            style.find(qn("w:name")).set(qn("w:val"), words.say(f"style.{identifier}"))


def _describe(document: "WordDocument", words: Words, title: str, subject: str) -> None:
    """Give the document its title, subject and language, and nothing of who made it and when."""
    properties = document.core_properties
    document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element[:] = []
    properties.title = shortened(title, _LONGEST_PROPERTY)
    properties.subject = shortened(subject, _LONGEST_PROPERTY)
    properties.language = tag_of(words.language)


def _replace(element: Node, name: str) -> None:
    """Put the content of one of our templates in the place of another's."""
    ours = parse_xml(_read(name))
    element[:] = list(ours)


def _read(name: str) -> bytes:
    return resources.files(PACKAGE).joinpath("templates", f"{name}.xml").read_bytes()
