"""What the exporter ``pdf`` promises."""

import base64
import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import attrs
import pikepdf
import pypdfium2
import pytest
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE as IMAGE

from rosace import report as r
from rosace.building import as_written
from rosace.formatting import Formatter
from rosace.outline import outline
from rosace.testing.specimens import full_report
from rosace_document import rosace_register_exporters
from rosace_document.pdf import PdfExporter
from rosace_document.table_data import table_data
from rosace_document.wording import Words

evolve: Any = attrs.evolve  # mypy does not see that a value is an attrs class
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="700" height="300">'
    b'<rect width="700" height="300" fill="#eee"/>'
    b'<text x="9" y="99" font-family="Liberation Sans, Arial">Drawn</text></svg>'
)
MARGIN = 56.7
"""What stands beside the words of a page, in points."""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)
HOSTILE = (
    "#panic(1) #include('/etc/passwd') #sys.version",
    "$x^2$ *bold* _slanted_ `raw` <label> @reference",
    "\\u{41} \\ /* // */ = Title",
    "- point\n+ step\n/ term: words",
    "{n} {total} [U+0041]",
)


def words(text: str, language: str | None = None) -> r.Verbatim:
    """Return words of a person."""
    return r.Verbatim(verbatim=text, language=language)


def cell(text: str) -> r.TextCell:
    """Return a cell of words."""
    return r.TextCell(text=words(text))


def table(rows: Any, *, name: str = "answers", heads: int = 2, notes: Any = ()) -> r.Table:
    """Return a table whose first columns head its rows, the others with counts."""
    width = len(rows[0]) if rows else heads + 1
    return r.Table(
        id=name,
        title=words(f"Table called {name}"),
        columns=tuple(
            r.Column(
                id=f"c{place}",
                title=words(f"Column {place}"),
                kind="text" if place < heads else "count",
                header=place < heads,
            )
            for place in range(width)
        ),
        rows=tuple(tuple(row) for row in rows),
        notes=notes,
    )


def figure(name: str = "bars", of: str = "answers") -> r.Figure:
    """Return a figure."""
    return r.Figure(
        id=name,
        table=of,
        title=words("What was answered"),
        alternative=words("Two bars, the first longer"),
        specification={"mark": "bar"},
    )


def section(*blocks: Any, name: str = "part", **fields: Any) -> r.Section:
    """Return a section."""
    return r.Section(id=name, title=words(f"Section {name}"), blocks=blocks, **fields)


def report(*sections: r.Section, **fields: Any) -> r.Report:
    """Return a report of sections."""
    made = evolve(full_report(), title=words("Our report"), subject=words("Our table"))
    return evolve(made, sections=sections, **fields)


def export(
    made: r.Report, language: str = "fr", svg: bytes | None = SVG, png: bytes | None = None
) -> bytes:
    """Return a report as PDF."""
    formatter = Formatter(language=language, messages=made.messages)
    drawn = {"image/svg+xml": svg, "image/png": png}
    ((name, chunks),) = PdfExporter().export(made, language, lambda *at: drawn[at[2]], formatter)
    assert name == "report.pdf"
    return b"".join(chunks)


def opened(data: bytes) -> Any:
    """Return a document's structure, to look into."""
    return pikepdf.open(io.BytesIO(data))


def text_of(data: bytes) -> list[str]:
    """Return the words of each page, spaces and breaks made alike."""
    pages = pypdfium2.PdfDocument(data)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def read(data: bytes) -> str:
    """Return the words of all pages without what layout puts between them."""
    return re.sub(r"[\s\u200b]+", "", "".join(text_of(data)))


def elements(pdf: Any) -> Iterator[Any]:
    """Yield the elements of a document's structure, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += reversed(list(each))
        elif isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            waiting += [each.K] if "/K" in each else []


def tagged(pdf: Any, *kinds: str) -> list[Any]:
    """Return the elements of some kinds."""
    return [each for each in elements(pdf) if str(each.S) in kinds]


def attribute(element: Any, name: str) -> Any:
    """Return what an element's attributes say of a name, or None."""
    return next((each[name] for each in element.get("/A", []) if name in each), None)


ROWS = [
    [cell("North"), cell("Young"), r.CountCell(low=7, high=7), r.CountCell(low=1234, high=1234)],
    [cell("North"), cell("Old"), r.CountCell(low=2, high=5), r.WithheldCell()],
    [cell("South"), cell("Old"), r.CountCell(low=0, high=1), r.CountCell(low=9, high=9)],
]


@pytest.fixture(scope="module")
def made() -> bytes:
    """Return a report with something of everything."""
    return export(
        report(
            section(
                r.Paragraph(text=words("Un mot d’introduction.")),
                r.Heading(text=words("Under it")),
                r.Notice(level="warning", text=words("Mind this.")),
                figure(),
                table(ROWS, notes=(words("A note under it."),)),
                r.ListBlock(items=(words("What she said", "en"), words("Ce qu’il a dit", "fr"))),
            ),
            section(
                r.Paragraph(text=words("For one pair of eyes.")),
                name="kept",
                audience="facilitator",
            ),
            *(section(name=f"more-{place}") for place in range(4)),
        )
    )


def test_the_plugin_brings_it() -> None:
    """The plugin brings the exporter ``pdf``, which takes reports."""
    exporters = {each.name: each for each in rosace_register_exporters()}
    assert exporters["pdf"].media_types == ("application/pdf",)
    assert exporters["pdf"].accepts == {"report"}
    assert exporters["pdf"].suffix == ".pdf"


def test_it_takes_reports_only() -> None:
    """What is no report is refused."""
    formatter = Formatter(language="fr", messages={})
    with pytest.raises(TypeError, match="takes a report"):
        list(PdfExporter().export(object(), "fr", lambda *_: None, formatter))  # type: ignore[arg-type]  # the wrong use


def test_it_claims_what_pdf_ua_asks_of_a_document(made: bytes) -> None:
    """A document is tagged, in a language, names itself by its title and claims PDF/UA-1."""
    pdf = opened(made)
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "fr-CA"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo.Title) == "Our report"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Our report"


def test_every_figure_has_an_alternative_text_and_leads_to_its_table(made: bytes) -> None:
    """A picture is told in words, and its caption links to the table of the same data."""
    pdf = opened(made)
    figures = tagged(pdf, "/Figure")
    assert [str(each.Alt) for each in figures] == ["Two bars, the first longer"]
    assert "Données : tableau 1, page 2" in " ".join(text_of(made)).replace("\xa0", " ")
    assert len(tagged(pdf, "/Link")) >= 2


def test_every_header_says_what_it_heads(made: bytes) -> None:
    """Titles of columns head columns, header cells head rows, and cells name all their headers."""
    pdf = opened(made)
    first = tagged(pdf, "/Table")[0]
    rows = [list(row.K) for row in elements(pdf) if row.S == "/TR" and _within(row, first)]
    titles, *body = rows
    assert {str(attribute(each, "/Scope")) for each in titles} == {"/Column"}
    heads = [[str(attribute(each, "/Scope")) for each in row if each.S == "/TH"] for row in body]
    assert heads == [["/Row", "/Row"], ["/Row"], ["/Row", "/Row"]]
    assert attribute(body[0][0], "/RowSpan") == 2
    north, old, column = body[0][0].ID, body[1][0].ID, titles[2].ID
    assert [str(each) for each in attribute(body[1][1], "/Headers")] == [
        str(each) for each in (column, north, old)
    ]


def _within(element: Any, ancestor: Any) -> bool:
    while "/P" in element:
        if element.objgen == ancestor.objgen:
            return True
        element = element.P
    return False


def test_every_header_that_a_cell_names_is_found(made: bytes) -> None:
    """The ids that cells name are those of headers, and the document's index has them all."""
    pdf = opened(made)
    known = dict(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree))
    headers = {str(each.ID) for each in tagged(pdf, "/TH")}
    named = {str(name) for each in tagged(pdf, "/TD") for name in attribute(each, "/Headers") or ()}
    assert named
    assert named <= headers == set(known)


def test_headings_leave_out_no_level(made: bytes) -> None:
    """Headings begin at the first level and never jump over one, in structure as in bookmarks."""
    pdf = opened(made)
    levels = [int(str(each.S)[2]) for each in tagged(pdf, *(f"/H{n}" for n in range(1, 7)))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    with pdf.open_outline() as outline:
        assert [each.title for each in outline.root][:2] == ["Section part", "Section kept"]


def test_passages_in_another_language_are_marked(made: bytes) -> None:
    """Words of another language than the document's say so."""
    tongues = {str(each.Lang) for each in elements(opened(made)) if "/Lang" in each}
    assert "en-CA" in tongues


def test_pages_are_numbered_in_the_language(made: bytes) -> None:
    """Every page says which it is of how many, in the words of its reader."""
    pages = text_of(made)
    assert len(pages) >= 2
    for number, page in enumerate(pages, 1):
        assert f"Page {number} sur {len(pages)}" in page
    english = text_of(export(report(section()), "en"))
    assert "Page 1 of" in english[0]


def test_the_head_of_a_report_says_what_is_to_be_known() -> None:
    """The first page says that a study is open, and that a copy is the facilitator's."""
    opening = evolve(full_report().provenance.disclosure, mode="open")
    provenance = evolve(full_report().provenance, disclosure=opening)
    plain, told = (
        text_of(export(report(section(audience=audience), **fields), "en"))[0]
        for audience, fields in (("group", {}), ("facilitator", {"provenance": provenance}))
    )
    for sentence in ("Open study:", "parts for the facilitator only"):
        assert sentence in told
        assert sentence not in plain


def test_long_titles_run_on_two_lines_above_every_page() -> None:
    """The head of a page holds two titles in full, one beside the other, within its margins."""
    subject = "Regroupement des organismes communautaires en alimentation de la région"
    title = "Évaluation du partenariat autour de la sécurité alimentaire des familles"
    blocks = [r.Paragraph(text=words("A line. " * 300))] * 4
    made = export(report(section(*blocks), subject=words(subject), title=words(title)))
    head = " ".join(text_of(made)[1].split("A line.")[0].split())
    assert all(word in head for word in (*subject.split(), *title.split()))
    page = pypdfium2.PdfDocument(made)[1]
    said = page.get_textpage()
    seen = [
        said.get_charbox(place)
        for place in range(len(head))
        if not said.get_text_range(place, 1).isspace()
    ]
    assert all(left > MARGIN - 1 and right < 613 - MARGIN for left, _, right, _ in seen)


def test_a_long_name_breaks_at_its_hyphens() -> None:
    """Whatever can end a line at a hyphen is not cut between two letters."""
    spoken = Words(language="fr", formatter=Formatter(language="fr", messages={}))
    for name in ("Gaspésie–Îles-de-la-Madeleine-du-Nord", "x" * 40):
        told = "".join(text for text, *_ in spoken.rich(words(name)))
        assert told.replace("\u200b", "") == name
        assert "\u200b" in told
        assert bool(re.search(r"\w\u200b\w", told)) is ("-" not in name)


def test_names_are_no_quotations() -> None:
    """A bar stands before people’s own words, a bullet before names as they are written."""
    said, named = (
        text_of(export(report(section(r.ListBlock(items=(item,))))))[0].split("D’où")[0]
        for item in (words("A passage"), as_written("A name"))
    )
    assert "• A name" in named
    assert "•" not in said


def test_every_number_is_written_as_formatted() -> None:
    """Each cell of each table can be read in the document, as the formatter writes it."""
    made = report(section(table(ROWS)))
    for language in ("fr", "en"):
        formatter = Formatter(language=language, messages=made.messages)
        said = read(export(made, language))
        for row in ROWS:
            for each in row:
                assert re.sub(r"\s+", "", formatter.cell(each)) in said


def test_a_long_table_that_a_figure_shows_waits_at_the_end() -> None:
    """Pictures follow each other in the text, and the tables of many rows behind them."""
    rows = [[cell(f"Row {n}"), cell("x"), r.CountCell(low=n, high=n)] for n in range(30)]
    made = report(section(table(rows), figure(), r.Paragraph(text=words("Afterwards."))))
    said = " ".join(text_of(export(made, "en")))
    assert said.index("Afterwards.") < said.index("Tables of the figures") < said.index("Row 29")
    undrawn = " ".join(text_of(export(made, "en", svg=None)))
    assert "No picture could be drawn here." in undrawn
    assert "Two bars, the first longer" in undrawn
    assert undrawn.index("Row 29") < undrawn.index("Afterwards.")


def test_a_tall_picture_stands_below_the_title_of_its_section() -> None:
    """However tall a picture was drawn, its section's title and first words are on its page."""
    tall = SVG.replace(b'height="300"', b'height="1500"')
    parts = [
        section(
            r.Paragraph(text=words("How to read it. " * 12)),
            figure(of=name),
            table([], name=name),
            name=name,
        )
        for name in ("one", "two")
    ]
    pages = text_of(export(report(*parts), svg=tall))
    for name in ("one", "two"):
        (page,) = [each for each in pages[1:] if f"Section {name} How" in each]
        assert "What was answered" in page


def test_titles_of_columns_are_repeated_on_every_page() -> None:
    """A table over several pages begins each with the titles of its columns."""
    rows = [[cell(f"Row {n}"), cell("x"), r.CountCell(low=n, high=n)] for n in range(150)]
    pages = [page for page in text_of(export(report(section(table(rows))))) if "Row " in page]
    assert len(pages) > 2
    assert all("Column 2" in page for page in pages)


def test_a_header_is_said_again_where_a_page_does_not_hold_its_rows() -> None:
    """Rows under one header that a page does not hold stand in parts that each begin with it."""
    rows = [
        [cell("Item"), cell(f"Wave {wave}"), cell(f"Group {group} of a long name " * 4)]
        + [r.CountCell(low=group, high=group, unit="persons")] * 2
        for wave in range(2)
        for group in range(10)
    ]
    spoken = Words(language="en", formatter=Formatter(language="en", messages={}))

    def parts(height: int) -> list[int]:
        made = outline(report(section(table(rows[:height], heads=3))))[0].numbered[0]
        set_rows = table_data(made, spoken).data["rows"]
        return [each["cells"][0]["rows"] for each in set_rows if each["first"]]

    assert parts(8) == [8]
    assert parts(20) == [10, 10]
    data = export(report(section(table(rows, heads=3))))
    assert sum(page.count("Item") for page in text_of(data)) == 2


def test_wide_tables_are_turned_or_stacked() -> None:
    """Many counts turn the page together with their title; many words stand in blocks by row."""
    counts = [
        [cell("An item of some length that people answered"), cell("Spring of the year")]
        + [r.NumberCell(low=1000 + n, high=2000 + n) for n in range(11)]
        for _ in range(9)
    ]
    pdf = opened(export(report(section(table(counts)))))
    sizes = [tuple(float(each) for each in page.MediaBox[2:]) for page in pdf.pages]
    assert (792, 612) in sizes
    said = text_of(export(report(section(table(counts)))))
    assert all("Section part" not in page or "Column 3" in page for page in said[1:])
    texts = [[cell(f"Word {place} " * 20) for place in range(9)] for _ in range(6)]
    stacked = export(report(section(table(texts, heads=9))))
    pdf = opened(stacked)
    assert {tuple(float(each) for each in page.MediaBox[2:]) for page in pdf.pages} == {(612, 792)}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_stay_words(hostile: str) -> None:
    """Whatever people wrote is shown to the letter, and nothing of it is followed."""
    said = words(hostile)
    blocks = (
        r.Paragraph(text=said),
        r.Heading(text=said),
        r.ListBlock(items=(said,)),
        evolve(table([[r.TextCell(text=said)] * 3]), title=said, notes=(said,)),
        evolve(figure(), title=said, alternative=said),
    )
    made = export(report(evolve(section(*blocks), title=said), title=said, subject=said))
    assert read(made).count(re.sub(r"\s+", "", hostile)) >= 10


@pytest.mark.parametrize(
    "endless", ["a" * 100_000, "e\u0301\u0323" * 400, "https://a.example/?q=1&" * 40, "x\xa0" * 900]
)
def test_nothing_runs_off_the_page(endless: str) -> None:
    """Words without an end are broken, so that every letter of them stands between margins."""
    blocks = (r.Paragraph(text=words(endless)), table([[cell(endless[:9000])] * 3]))
    data = export(report(section(*blocks)))
    document = pypdfium2.PdfDocument(data)
    pages = list(document)
    for page in pages[:: max(1, len(pages) // 9)]:
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars())]
        assert all(left >= 56 and right <= page.get_width() - 54 for left, _, right, _ in boxes)


@pytest.mark.parametrize(
    "long",
    [
        "<script>alert(1)</script>",
        "\U0001f600\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f3\ufe0f",
        "\u65e5\u672c\u8a9e\u306e\u9577\u3044\u6587\u5b57",
        '=HYPERLINK("http://a.example/","x")',
        "AB12CD34EF56GH78JK90LM12",
        "lieu/de/rencontre/organismes/partenaires",
        "------------------------",
    ],
)
@pytest.mark.parametrize("columns", [5, 7])
def test_no_cell_runs_into_the_next_column(long: str, columns: int) -> None:
    """Words with signs and characters that are spelled are broken within their own column."""
    note = "A note under it."
    rows = [[cell(long)] * columns] * 2
    made = report(section(table(rows, heads=columns, notes=(words(note),))))
    spoken = Words(language="en", formatter=Formatter(language="en", messages={}))
    laid = table_data(outline(made)[0].numbered[0], spoken).data
    assert laid["layout"] == "upright"
    edges = list(itertools.accumulate(laid["widths"], initial=MARGIN))
    said = pypdfium2.PdfDocument(export(made))[0].get_textpage()
    whole = said.get_text_bounded()
    told = range(whole.index(f"Column {columns - 1}") + len("Column 0"), whole.index(note))
    assert len(told) > len(long)
    for left, _, right, _ in map(said.get_charbox, told):
        assert not any(left < edge < right - 0.5 for edge in edges)


def test_what_the_font_lacks_is_spelled_and_announced() -> None:
    """A character that the font lacks is written by its number, and the end says why."""
    plain, told = (
        " ".join(text_of(export(report(section(r.Paragraph(text=words(text)))), "en")))
        for text in ("Well done", "Well done \U0001f600")
    )
    assert "Well done [U+1F600]" in told
    assert "by their number in Unicode" in told
    assert "by their number in Unicode" not in plain


@pytest.mark.parametrize("letter", ["\u6587", "\u0645", "\U0001f600"])
def test_a_picture_with_letters_that_the_font_lacks_is_painted(letter: str) -> None:
    """Its letters stand as they were drawn, and its alternative text says what it shows."""
    svg = SVG.replace(b"Drawn", f"Drawn {letter}".encode())
    spelled, painted = (
        export(report(section(table(ROWS), figure())), "en", svg, png) for png in (None, PNG)
    )
    number = f"[U+{ord(letter):04X}]"
    assert number in read(spelled)
    assert number not in read(painted)
    images = [list(page.get_objects([IMAGE])) for page in pypdfium2.PdfDocument(painted)]
    assert [len(each) for each in images if each] == [1]
    pdf = opened(painted)
    assert [str(each.Alt) for each in tagged(pdf, "/Figure")] == ["Two bars, the first longer"]
    told = SVG.replace(b"<rect", f"<title>{letter}</title><rect".encode())
    assert export(report(section(table(ROWS), figure())), "en", told, PNG) == export(
        report(section(table(ROWS), figure())), "en"
    )


def test_titles_without_a_visible_letter_are_a_dash() -> None:
    """What heads something always shows something, for bookmarks and for who listens."""
    for empty in ("", " \n ", "\u200b"):
        made = report(evolve(section(r.Heading(text=words(empty))), title=words(empty)))
        pdf = opened(export(evolve(made, title=words(empty))))
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "–"
        assert str(pdf.docinfo.Title) == "–"


def test_nothing_of_the_machine_is_in_it(made: bytes) -> None:
    """A document names no author and no time."""
    pdf = opened(made)
    assert {str(key) for key in pdf.docinfo} == {"/Creator", "/Title"}
    with pdf.open_metadata() as metadata:
        assert not [key for key in metadata if "Date" in key or "creator" in key]
