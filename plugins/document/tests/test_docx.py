"""A report as a Word document: styles, tables, figures, languages, and nothing that acts."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from hypothesis import given, settings

from rosace import report as r
from rosace.formatting import DASH, Formatter
from rosace.report import Report
from rosace.safe_text import safe
from rosace.strategies import reports
from rosace.values import evolve
from rosace_document.docx import DocxExporter

NASTY = (
    "{{ 7*7 }} {% raw %}",
    '=HYPERLINK("http://a.example";1)',
    "MERGEFIELD x \\* MERGEFORMAT { INCLUDETEXT c:\\a.txt }",
    "</w:t></w:r><w:p/><![CDATA[ & &amp; ]]>",
    "http://a.example/?a=1&b=2 a@a.example",
    "\x00\x01\x0b\x0c\ufffe\ud800 nul",
    "\u202egnp.exe\u2066 \u05e9\u05dc\u05d5\u05dd",
    "👩🏽‍🚒 e\u0301\u0323 Z\u0351\u036b",
    "a\tb\nc\r\nd\u2028e",
    "  spaces  kept  ",
    "long " * 20_000,
    "x" * 100_000,
)


def words(text: str, language: str | None = None) -> r.Verbatim:
    """Return somebody's words."""
    return r.Verbatim(verbatim=text, language=language)


def said(text: str) -> r.TextCell:
    """Return a cell of somebody's words."""
    return r.TextCell(text=words(text))


def column(identifier: str, kind: Any = "text", **more: Any) -> r.Column:
    """Return a column."""
    return r.Column(id=identifier, title=words(f"Titre {identifier}"), kind=kind, **more)


def table(*rows: tuple[r.Cell, ...], columns: int = 3, **more: Any) -> r.Table:
    """Return a table whose first column heads rows and whose second counts."""
    held = (column("a", header=True), column("b", "count"))
    more_columns = tuple(column(f"c{turn}") for turn in range(columns - 2))
    given = {"id": "answers", "title": words("Les réponses"), **more}
    return r.Table(columns=(*held, *more_columns), rows=rows, **given)


ROWS = (
    (said("Écoute"), r.CountCell(low=1234, high=1234), said("Bien")),
    (said("Écoute"), r.CountCell(low=0, high=1), said("Mal")),
    (said("Parole"), r.WithheldCell(), said("Ça va")),
)
FIGURE = r.Figure(
    id="bars",
    table="answers",
    title=words("Le dessin"),
    alternative=words("Deux « barres » & une ligne"),
    specification={"mark": "bar"},
)


def section(*blocks: r.Block, identifier: str = "one", **more: Any) -> r.Section:
    """Return a section."""
    return r.Section(id=identifier, blocks=blocks, **{"title": words("Partie"), **more})


def report(*sections: r.Section, mode: Any = "protected", **more: Any) -> Report:
    """Return a report."""
    used = r.DisclosureUsed(mode=mode, group=5, subgroup=10, subgroup_mean=5)
    held: dict[str, Any] = {
        "language": "fr",
        "title": words("Le rapport"),
        "subject": words("La table"),
        "messages": {},
        "provenance": r.ReportProvenance(
            rosace="0.1.0",
            plugins={},
            instruments=(),
            received=(),
            disclosure=used,
            withheld=(),
        ),
    }
    return Report(sections=sections, **{**held, **more})


def png(wide: int, tall: int) -> bytes:
    """Return a white picture."""
    size = struct.pack(">IIBBBBB", wide, tall, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * wide) * tall)
    chunks = ((b"IHDR", size), (b"IDAT", rows), (b"IEND", b""))
    parts = (
        struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held))
        for name, held in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def export(held: Report, language: str = "fr", picture: bytes | None = None) -> bytes:
    """Return the bytes of a report's document."""
    formatter = Formatter(language=language, messages=held.messages)
    files = DocxExporter().export(held, language, lambda *_: picture, formatter)
    ((name, chunks),) = files
    assert name == "report.docx"
    return b"".join(chunks)


def opened(data: bytes) -> WordDocument:
    """Return a document as python-docx reads it."""
    return docx.Document(io.BytesIO(data))


def members(data: bytes) -> dict[str, str]:
    """Return the XML members of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: archive.read(name).decode() for name in names}


def styles(document: WordDocument) -> list[tuple[str | None, str]]:
    """Return the paragraphs of a document with the ids of their styles."""
    return [
        (each.style.style_id if each.style else None, each.text) for each in document.paragraphs
    ]


def fields(document: WordDocument) -> list[str]:
    """Return the instructions of a document's fields."""
    return [str(each.text).strip() for each in document.element.iter(qn("w:instrText"))]


@cache
def full() -> bytes:
    """Return a document with every kind of block, in two instruments."""
    blocks = (
        r.Paragraph(text=words("Un paragraphe")),
        r.Heading(text=words("Un intertitre")),
        r.ListBlock(items=(r.Translated(localized={"fr": "Un point", "en": "A point"}),)),
        r.ListBlock(items=(words("Des mots de quelqu’un"),)),
        r.Notice(level="information", text=words("À savoir")),
        r.Notice(level="warning", text=words("À craindre")),
        table(*ROWS, notes=(words("Une note"),)),
        FIGURE,
    )
    parts = (
        section(identifier="head", instrument="a", title=words("Un outil")),
        section(*blocks, instrument="a", audience="facilitator"),
        section(identifier="other", instrument="b", title=words("Un autre")),
    )
    return export(report(*parts, mode="open"), picture=png(3000, 600))


def test_every_block_has_a_style_of_its_own() -> None:
    """Each kind of block stands in the style by which a person would change it."""
    found = styles(opened(full()))
    for style, text in (
        ("Title", "Le rapport"),
        ("Subtitle", "La table"),
        ("Heading1", "Un outil"),
        ("Heading2", "Partie"),
        ("Heading3", "Un intertitre"),
        ("Normal", "Un paragraphe"),
        ("ListBullet", "Un point"),
        ("Quote", "Des mots de quelqu’un"),
        ("notice", "À noter. À savoir"),
        ("warning", "Attention. À craindre"),
        ("Caption", "Tableau 1. Les réponses"),
        ("table-note", "Une note"),
        ("picture-caption", "Figure 1. Le dessin"),
        ("table-note", "Données\u00a0: tableau 1"),
        ("badge", "Réservé à la personne qui anime"),
    ):
        assert (style, text) in found
    assert any(style == "warning" and text.startswith("Étude ouverte") for style, text in found)
    assert found[-1][1].startswith("Rosace")


def test_every_style_that_is_used_exists_and_has_a_name_in_the_language() -> None:
    """No paragraph, run or table names a style that the document lacks."""
    document = opened(full())
    known = {each.style_id for each in document.styles}
    used = {
        each.get(qn("w:val"))
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for each in document.element.iter(qn(tag))
    }
    assert used <= known
    assert {each.name for each in document.styles} >= {"Title", "Heading 1", "Note de tableau"}


def test_headings_never_skip_a_level() -> None:
    """The first heading is of the first level, and none is more than one below the one before."""
    found = [style for style, _ in styles(opened(full())) if style and style.startswith("Heading")]
    levels = [int(style[-1]) for style in found]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_repeat_their_headings_and_name_their_header_column() -> None:
    """A table has one repeated header row, whole rows, the house style and a name."""
    (held,) = [each for each in opened(full()).tables if each.cell(0, 0).text == "Titre a"]
    rows = held._tbl.tr_lst  # noqa: SLF001  # python-docx shows no more of rows
    assert [bool(list(row.iter(qn("w:tblHeader")))) for row in rows] == [True, *[False] * 3]
    assert all(list(row.iter(qn("w:cantSplit"))) for row in rows)
    look = next(held._tbl.iter(qn("w:tblLook")))  # noqa: SLF001  # likewise
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert next(held._tbl.iter(qn("w:tblCaption"))).get(qn("w:val")) == "Les réponses"  # noqa: SLF001  # likewise
    assert held.style is not None
    assert held.style.style_id == "house-table"
    sides = [cell.paragraphs[0].alignment for cell in held.rows[1].cells]
    assert sides == [None, docx.enum.text.WD_ALIGN_PARAGRAPH.RIGHT, None]


def test_long_rows_may_go_on_overleaf() -> None:
    """A row that no page holds may be split, so that nothing of it is cut off."""
    held = opened(export(report(section(table((said("x " * 9000), ROWS[0][1], said("y")))))))
    assert not list(held.tables[0]._tbl.tr_lst[1].iter(qn("w:cantSplit")))  # noqa: SLF001  # as above


def cells(held: WordTable) -> list[list[str]]:
    """Return the texts of a table, a merged cell's in each of its rows."""
    return [[cell.text for cell in row.cells] for row in held.rows]


@settings(max_examples=15, deadline=None)
@given(held=reports())
def test_every_cell_says_what_the_formatter_says(held: Report) -> None:
    """Each cell of each table holds the formatter's words, headings and dashes included."""
    formatter = Formatter(language="fr", messages=held.messages)
    tables = [
        block for part in held.sections for block in part.blocks if isinstance(block, r.Table)
    ]
    found = opened(export(held)).tables
    for each, written in zip(tables, found, strict=False):
        heading = [formatter.phrase(one.title) for one in each.columns]
        rows = [[formatter.cell(cell) for cell in row] for row in each.rows]
        assert cells(written) == [heading, *rows]


def test_neighbours_under_one_header_share_its_cell() -> None:
    """A header that several rows have is one cell over them, whose rows stay on one page."""
    held = opened(full()).tables[0]
    assert cells(held)[1:] == [
        ["Écoute", "1\u00a0234", "Bien"],
        ["Écoute", "aucun ou un", "Mal"],
        ["Parole", DASH, "Ça va"],
    ]
    merges = [each.get(qn("w:val")) for each in held._tbl.iter(qn("w:vMerge"))]  # noqa: SLF001  # as above
    assert merges == ["restart", "continue"]
    assert held.rows[1].cells[2].paragraphs[0].paragraph_format.keep_with_next


def test_many_columns_are_shared_out_over_tables_of_one_number() -> None:
    """A table wider than any page comes in pieces with its header column, and loses no cell."""
    row = (said("Nom"), ROWS[0][1], *(said(f"mot {turn}") for turn in range(68)))
    document = opened(export(report(section(table(row, columns=70)))))
    pieces = [each for each in document.tables if each.cell(0, 0).text == "Titre a"]
    told = [text for each in pieces for text in cells(each)[1][1:]]
    formatter = Formatter(language="fr", messages={})
    assert told == [formatter.cell(cell) for cell in row[1:]]
    captions = [text for style, text in styles(document) if style == "Caption"]
    assert captions[:2] == ["Tableau 1. Les réponses", "Tableau 1 (suite)"]
    assert fields(document).count(r"SEQ Tableau \* ARABIC") == 1


def test_wide_tables_lie_and_others_stand() -> None:
    """Only the pages of a wide table lie, with its title; columns fill the page's width."""
    wide = table((said("n"), ROWS[0][1], *(said("anticipation") for _ in range(10))), columns=12)
    parts = (section(wide, identifier="w"), section(table(*ROWS), identifier="n"))
    document = opened(export(report(*parts)))
    assert [each.orientation for each in document.sections] == [0, 1, 0]
    body = list(document.element.body)
    turns = [place for place, each in enumerate(body) if list(each.iter(qn("w:sectPr")))]
    lying = body[turns[0] + 1]
    assert lying.style == "Heading1"
    for held, page in zip(document.tables, document.sections[1:], strict=False):
        total = sum(width.width or 0 for width in held.columns)
        room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
        assert total == pytest.approx(room, abs=635)


def test_figures_have_words_and_fit_the_page() -> None:
    """A picture has its alternative and title, stands with its caption, and fits the text."""
    document = opened(full())
    (shape,) = document.inline_shapes
    page = document.sections[0]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    assert shape.width <= room
    assert shape.width / shape.height == pytest.approx(5, rel=0.01)
    properties = next(document.element.iter(qn("wp:docPr")))
    assert properties.get("descr") == "Deux « barres » & une ligne"
    assert properties.get("title") == "Le dessin"
    (holder,) = [each for each in document.paragraphs if each.style.style_id == "picture"]  # type: ignore[union-attr]  # every paragraph has one
    assert document.styles[holder.style.name].paragraph_format.keep_with_next  # type: ignore[union-attr,index]  # likewise


@pytest.mark.parametrize("picture", [None, b"<svg/>"])
def test_what_is_not_drawn_is_told(picture: bytes | None) -> None:
    """Where nothing draws a figure its alternative stands in the text, with its table's number."""
    document = opened(export(report(section(table(*ROWS), FIGURE)), picture=picture))
    texts = [text for _, text in styles(document)]
    assert "Deux « barres » & une ligne" in texts
    assert "Aucune image n’a pu être dessinée ici. Données\u00a0: tableau 1" in texts
    assert not document.inline_shapes


def test_word_can_number_and_list_anew() -> None:
    """Contents, numbers, references and pages are fields, each with its result already."""
    document = opened(full())
    found = fields(document)
    assert r'TOC \o "1-2" \h \z' in found
    assert {r"SEQ Tableau \* ARABIC", r"SEQ Figure \* ARABIC"} < set(found)
    names = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
    for instruction in found:
        if instruction.startswith("REF"):
            assert instruction.split()[1] in names
    footer = document.sections[0].footer
    assert footer.paragraphs[0].text == "Page 1 sur 1"
    codes = [str(each.text).strip() for each in footer._element.iter(qn("w:instrText"))]  # noqa: SLF001  # as above
    assert codes == ["PAGE", "NUMPAGES"]
    assert document.sections[0].header.paragraphs[0].text == "La table – Le rapport"
    xml = members(full())
    assert "updateFields" not in xml["word/settings.xml"]
    marks = re.findall(r'fldCharType="(\w+)"', xml["word/document.xml"])
    assert marks.count("begin") == marks.count("separate") == marks.count("end") > 3


def test_contents_list_the_headings_and_lead_to_them() -> None:
    """The contents hold the headings of two levels, in order, as links that lead somewhere."""
    document = opened(full())
    lines = list(document.element.iter(qn("w:hyperlink")))
    listed = ["".join(str(t.text) for t in line.iter(qn("w:t"))) for line in lines]
    headed = [text for style, text in styles(document) if style in {"Heading1", "Heading2"}]
    assert listed == headed
    names = [each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))]
    assert {line.get(qn("w:anchor")) for line in lines} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-CA"), ("en", "en-CA"), ("es", "es")])
def test_languages_are_said(language: str, tag: str) -> None:
    """The document says its language, and a passage in another says its own."""
    other = "en" if language == "fr" else "fr"
    data = export(report(section(r.Paragraph(text=words("Over there", other)))), language)
    document = opened(data)
    default = next(document.styles.element.iter(qn("w:lang")))
    assert default.get(qn("w:val")) == tag
    assert document.core_properties.language == tag
    (run,) = [
        each for part in document.paragraphs for each in part.runs if each.text == "Over there"
    ]
    assert next(run._element.iter(qn("w:lang"))).get(qn("w:val")) == f"{other}-CA"  # noqa: SLF001  # as above


def test_nothing_tells_who_wrote_it_or_when() -> None:
    """A document has a title and a subject, no author, no time, and leads nowhere outside."""
    data = full()
    kept = opened(data).core_properties
    assert (kept.title, kept.subject) == ("Le rapport", "La table")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    xml = members(data)
    core = xml["docProps/core.xml"]
    for told in ("creator", "lastModifiedBy", "created", "modified", "python"):
        assert told not in core
    assert not any("External" in held for held in xml.values())
    assert {name for name in xml if "docProps" in name} == {"docProps/core.xml"}
    assert not any("vba" in name or "activeX" in name for name in names)


def test_one_report_gives_the_same_bytes() -> None:
    """The same report gives the same bytes each time, pictures included."""
    held = report(section(table(*ROWS), FIGURE))
    picture = png(40, 20)
    assert export(held, picture=picture) == export(held, picture=picture)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour. Source: WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out() -> None:
    """Each colour of words has a contrast of 4.5:1 or more on each ground that there is."""
    held = opened(full()).styles.element
    inks = {str(each.get(qn("w:val"))) for each in held.iter(qn("w:color"))}
    grounds = {str(each.get(qn("w:fill"))) for each in held.iter(qn("w:shd"))} | {"FFFFFF"}
    assert len(inks) > 2
    assert len(grounds) > 2
    for ink in inks:
        for ground in grounds:
            assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5


def everywhere(text: str) -> Report:
    """Return a report in which somebody's words stand wherever words can."""
    said_ = words(text)
    filled = evolve(table((said(text), ROWS[0][1], said(text))), title=said_, notes=(said_,))
    columns = tuple(evolve(each, title=said_) for each in filled.columns)
    blocks = (
        r.Paragraph(text=said_),
        r.Heading(text=said_),
        r.ListBlock(items=(said_,)),
        r.Notice(level="warning", text=said_),
        evolve(filled, columns=columns),
        evolve(FIGURE, title=said_, alternative=said_),
    )
    return report(section(*blocks, title=said_), title=said_, subject=said_)


def texts(document: WordDocument) -> Iterator[str]:
    """Yield the text of each paragraph and cell of a document."""
    yield from (each.text for each in document.paragraphs)
    yield from (text for held in document.tables for row in cells(held) for text in row)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_hostile_words_stay_words(text: str) -> None:
    """Whatever somebody wrote is all there as text, and brings no field, link or element."""
    usual, odd = (opened(export(everywhere(each), picture=png(9, 9))) for each in ("mot", text))
    assert fields(odd) == fields(usual)
    assert [each.tag for each in odd.element.iter(qn("w:hyperlink"))] == [
        each.tag for each in usual.element.iter(qn("w:hyperlink"))
    ]
    assert not any(each.is_external for each in odd.part.rels.values())
    kept = sum(held == safe(text) for held in texts(odd))
    assert kept >= 8
    others = [[style for style, _ in styles(each) if style != "page-turn"] for each in (odd, usual)]
    assert others[0] == others[1]
    assert next(odd.element.iter(qn("wp:docPr"))).get("descr") == safe(text)


def test_a_heading_that_shows_nothing_is_a_dash() -> None:
    """A title without a visible letter is a dash, so that no heading is empty."""
    found = styles(opened(export(report(section(title=words(" \u200b"))))))
    assert ("Heading1", DASH) in found


def test_only_a_report_is_taken() -> None:
    """Anything else than a report is refused with its name."""
    formatter = Formatter(language="fr", messages={})
    with pytest.raises(TypeError, match="takes a report, not object"):
        list(DocxExporter().export(object(), "fr", lambda *_: None, formatter))  # type: ignore[arg-type]  # on purpose
