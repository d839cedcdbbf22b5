"""What the exporter ``html`` promises."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest

from rosace import report as r
from rosace.formatting import Formatter
from rosace.safe_text import safe
from rosace_html import rosace_register_exporters
from rosace_html.exporter import HtmlExporter

evolve: Any = attrs.evolve  # mypy does not see that a value is an attrs class
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="700" height="80.5"><title>x</title></svg>'
MESSAGES = {"sample.hello": {"fr": "Bonjour {name}", "en": "Hello {name}"}}
HOSTILE = (
    "<script>alert(1)</script>",
    "]]> <!-- --> --!> javascript:alert(1) | `code`",
    "\"' onload=alert(1) ",
    "{{ 7*7 }} {% include 'x' %} {n} &lt;b&gt; &amp;",
    "</style><style>*{display:none}",
    "\u202e reversed",
)


class Element(ET.Element):
    """An element of a page."""

    def all(self, tag: str = "*") -> list[Any]:
        """Return every element in it, in order, or every one of a name."""
        return self.findall(f".//{tag}")

    @property
    def words(self) -> str:
        """Every word in it."""
        return "".join(self.itertext())


class Reader(HTMLParser):
    """Reads a page strictly: every element that is opened is closed, in order."""

    def __init__(self) -> None:
        """Start with an empty page."""
        super().__init__()
        self.builder = ET.TreeBuilder(element_factory=Element)
        self.builder.start("page", {})
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; the few that hold nothing are closed at once."""
        assert len(dict(attrs)) == len(attrs)
        self.builder.start(tag, {name: given or "" for name, given in attrs})
        if tag in {"meta", "img"}:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        """Take words."""
        self.builder.data(data)


def read(page: bytes) -> Any:
    """Return the root of a page."""
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    assert not reader.open
    reader.builder.end("page")
    return reader.builder.close()


def plain(words: str, language: str | None = None) -> r.Verbatim:
    """Return somebody's words."""
    return r.Verbatim(verbatim=words, language=language)


def table(*rows: tuple[r.Cell, ...], columns: int = 2, headers: int = 1, **more: Any) -> r.Table:
    """Return a table whose first columns are headers and whose other columns are counts."""
    return r.Table(
        id="answers",
        title=plain("Answers"),
        columns=tuple(
            r.Column(
                id=f"c{place}",
                title=plain(f"Column {place}"),
                kind="text" if place < headers else "count",
                header=place < headers,
            )
            for place in range(columns)
        ),
        rows=rows,
        **more,
    )


def row(name: str, count: int) -> tuple[r.Cell, ...]:
    """Return a row of two cells."""
    return (r.TextCell(text=plain(name)), r.CountCell(low=count, high=count))


def figure() -> r.Figure:
    """Return a figure of the table above."""
    return r.Figure(
        id="bars",
        table="answers",
        title=plain("Bars"),
        alternative=plain("One bar is longer."),
        specification={"mark": "bar"},
    )


def report(*blocks: r.Block, mode: Any = "protected", **section: Any) -> r.Report:
    """Return a report of one section."""
    return r.Report(
        language="en",
        title=plain("A title"),
        subject=plain("A table of partners"),
        sections=(r.Section(id="one", title=plain("Section one"), blocks=blocks, **section),),
        messages=MESSAGES,
        provenance=r.ReportProvenance(
            rosace="0.1.0",
            plugins={},
            instruments=(
                r.InstrumentUsed(
                    id="tool",
                    version="1.0.0",
                    title={"fr": "Outil", "en": "Tool"},
                    provenance="reconstructed",
                    wording="ours",
                    citation="Rosace, tool.",
                ),
            ),
            received=(),
            disclosure=r.DisclosureUsed(mode=mode, group=5, subgroup=10, subgroup_mean=5),
            withheld=(r.Withheld(rule="coarsened", tables=2),),
        ),
    )


def export(document: r.Report, language: str = "en", picture: bytes | None = SVG) -> bytes:
    """Return the page of a report."""
    formatter = Formatter(language=language, messages=MESSAGES)
    files = HtmlExporter().export(document, language, lambda *_: picture, formatter)
    ((name, chunks),) = files
    assert name == "report.html"
    return b"".join(chunks)


def test_the_plugin_brings_the_exporter_html() -> None:
    """Whoever asks for html gets one file of text/html out of a report."""
    (exporter,) = rosace_register_exporters()
    assert (exporter.name, exporter.suffix) == ("html", ".html")
    assert exporter.media_types == ("text/html",)
    assert exporter.accepts == {"report"}


def test_only_a_report_is_taken() -> None:
    """Another kind of document is refused, with its kind."""
    document: Any = table()
    with pytest.raises(TypeError, match="not Table"):
        export(document)


def test_a_page_lets_nothing_in_and_reaches_nowhere() -> None:
    """No script, no address outside the page, and a policy that allows our style sheet alone."""
    root = read(export(report(figure(), table(row("A", 3)))))
    style = root.all("style")[0].words
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(
        meta.attrib["content"]
        for meta in root.all("meta")
        if meta.attrib.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    assert not {element.tag for element in root.all()} & {"script", "link", "iframe", "object"}
    for element in root.all():
        assert not [name for name in element.attrib if name.startswith(("on", "style"))]
        for name in ("href", "src"):
            address = element.attrib.get(name)
            assert address is None or address.startswith(("#", "data:image/svg+xml;base64,"))
    assert "url(" not in style
    assert "@import" not in style


def test_every_link_has_its_place_and_no_id_is_given_twice() -> None:
    """Sections of one id, from whatever plugin, stay apart; each link leads somewhere."""
    one = report(figure(), table(row("A", 3)))
    root = read(export(evolve(one, sections=one.sections * 2)))
    ids = [each.attrib["id"] for each in root.all() if "id" in each.attrib]
    assert len(set(ids)) == len(ids)
    for element in root.all():
        for name in ("href", "aria-labelledby", "aria-describedby"):
            if name in element.attrib and element.attrib[name] is not None:
                assert str(element.attrib[name]).removeprefix("#") in ids


def test_headings_go_down_one_level_at_a_time() -> None:
    """One title, sections under it, headings under sections."""
    root = read(export(report(r.Heading(text=plain("Inside")))))
    levels = [int(each.tag[1]) for each in root.all() if re.fullmatch("h[1-6]", each.tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_name_every_section() -> None:
    """The table of contents leads to each section, the provenance last."""
    root = read(export(report()))
    names = [link.words for link in root.all("nav")[0].all("a")]
    assert names == ["Section one", "Where this report comes from"]


@pytest.mark.parametrize(
    ("second", "outline"),
    [
        ("other", ["One", "  Its results", "Two", "  Its results"]),
        ("one", ["One", "Its results", "Two", "Its results"]),
    ],
)
def test_the_contents_put_the_sections_of_several_instruments_under_each(
    second: str, outline: list[str]
) -> None:
    """Where a report is of several instruments, the contents have two levels, otherwise one."""
    made = report()
    sections = tuple(
        evolve(made.sections[0], id=f"s{number}", title=plain(title), instrument=instrument)
        for number, (title, instrument) in enumerate(
            [("One", "one"), ("Its results", "one"), ("Two", second), ("Its results", second)]
        )
    )
    contents = read(export(evolve(made, sections=sections))).all("nav")[0]
    found = []
    for head in contents.find("ol"):
        inner = head.findall("ol/li")
        found += [head.find("a").words, *("  " + each.find("a").words for each in inner)]
    assert found[:-1] == outline


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("localized", [False, True])
def test_words_are_shown_and_never_obeyed(words: str, localized: bool) -> None:  # noqa: FBT001
    """Markup in anybody's words, an instrument's included, stays words wherever it stands."""
    phrase = r.Translated(localized={"en": words}) if localized else plain(words)
    drawn = evolve(figure(), title=phrase, alternative=phrase)
    hello = r.Message(message="sample.hello", arguments={"name": phrase})
    document = evolve(
        report(
            r.Paragraph(text=hello),
            r.Notice(level="warning", text=phrase),
            r.ListBlock(items=(phrase,)),
            drawn,
            table(row(words, 1), notes=(phrase,)),
        ),
        title=phrase,
        subject=phrase,
    )
    root = read(export(document))
    shown = safe(words)
    assert root.all("h1")[0].words == shown
    assert root.all("title")[0].words == f"{shown} – {shown}"
    assert root.all("main")[0].all("p")[0].words == f"Hello {shown}"
    assert root.all("img")[0].attrib["alt"] == shown
    assert [each.words for each in root.all("tbody")[0].all("th")] == [shown]
    assert {each.tag for each in root.all()} <= {each.tag for each in read(export(calm())).all()}


def calm() -> r.Report:
    """Return a report with the same blocks as the hostile one."""
    return report(
        r.Paragraph(text=plain("x")),
        r.Notice(level="warning", text=plain("x")),
        r.ListBlock(items=(plain("x"),)),
        figure(),
        table(row("x", 1), notes=(plain("x"),)),
    )


def test_a_passage_in_another_language_says_so() -> None:
    """The page has its language, and a passage in another has its own."""
    blocks = (r.Paragraph(text=plain("Hello", "en")), r.Paragraph(text=plain("Bonjour", "fr")))
    root = read(export(report(*blocks), "fr"))
    assert root.all("html")[0].attrib["lang"] == "fr"
    english, french = root.all("main")[0].all("p")[:2]
    assert [each.attrib.get("lang") for each in english.all("bdi")] == ["en"]
    assert [each.attrib.get("lang") for each in french.all("bdi")] == [None]


def test_a_table_has_its_caption_and_its_headers() -> None:
    """Columns and rows have headers with their scope, quantities stand to the right."""
    root = read(export(report(table(row("A", 3), (r.TextCell(text=plain("B")), r.WithheldCell())))))
    shown = root.all("table")[0]
    assert shown.all("caption")[0].words == "Table 1. Answers"
    assert [each.attrib["scope"] for each in shown.all("thead")[0].all("th")] == ["col"] * 2
    assert [(each.words, each.attrib["scope"]) for each in shown.all("th")[2:]] == [
        ("A", "row"),
        ("B", "row"),
    ]
    assert [each.attrib["class"] for each in shown.all("td")] == ["quantity"] * 2


def test_a_withheld_cell_is_a_dash_that_is_also_said() -> None:
    """Who cannot see a dash hears that nothing is shown."""
    root = read(export(report(table((r.TextCell(text=plain("B")), r.WithheldCell())))))
    dash, heard = root.all("td")[0].all("span")
    assert (dash.words, dash.attrib["aria-hidden"]) == ("–", "true")
    assert heard.words == "not shown or empty"


def test_rows_under_one_heading_stand_together() -> None:
    """A heading that rows share is said once and spans them; none spans more than a page."""
    rows = [
        (r.TextCell(text=plain(f"G{each // 4}")), *row(f"H{each // 2}", each)) for each in range(8)
    ]
    root = read(export(report(table(*rows, columns=3, headers=2))))
    groups = root.all("table")[0].all("tbody")
    assert [len(group.all("tr")) for group in groups] == [4, 4]
    spans = [(each.words, each.attrib.get("rowspan")) for each in groups[0].all("th")]
    assert spans == [("G0", "4"), ("H0", "2"), ("H1", "2")]
    many = read(export(report(table(*[row("G", each) for each in range(60)]))))
    assert [len(group.all("tr")) for group in many.all("table")[0].all("tbody")] == [24, 24, 12]


@pytest.mark.parametrize(
    ("texts", "counts", "where"),
    [
        (1, 2, set()),
        (2, 1, {"wide"}),
        (3, 0, {"wide"}),
        (1, 3, {"wide"}),
        (2, 6, {"wide", "many"}),
        (7, 0, {"wide", "crowded"}),
        (1, 14, {"wide", "crowded"}),
    ],
)
def test_a_table_that_may_stand_as_blocks_stays_a_table(
    texts: int, counts: int, where: set[str]
) -> None:
    """Where rows become labels and values, each part says what it is, and its column's name."""
    cells: tuple[r.Cell, ...] = (r.TextCell(text=plain("A")),) * texts
    cells += (r.CountCell(low=1, high=1),) * counts
    made = table(cells, columns=texts + counts, headers=texts)
    columns = tuple(evolve(each, header=place < 1) for place, each in enumerate(made.columns))
    shown = read(export(report(evolve(made, columns=columns)))).all("main")[0]
    around = next(each for each in shown.all("div") if "table" in each.attrib["class"].split())
    assert set(around.attrib["class"].split()) - {"table"} == where
    parts = {each.attrib.get("role") for each in around.all()} - {None}
    said = {"table", "rowgroup", "row", "columnheader", "rowheader", "cell"}
    assert parts == (said if where else set())
    labels = [each.attrib.get("data-label") for each in around.all("td")]
    names = [f"Column {place}" for place in range(1, texts + counts)]
    assert labels == (names if where else [None] * len(names))


def test_where_rows_are_blocks_sentences_have_room_and_nothing_stays_unlabelled() -> None:
    """A column with a sentence is as wide as its row, and what is empty shows no label."""
    texts = ("A", "B " * 100, "")
    columns = tuple(
        r.Column(id=f"c{place}", title=plain(f"Column {place}"), kind="text", header=place == 0)
        for place in range(3)
    )
    rows = (tuple(r.TextCell(text=plain(each)) for each in texts),)
    made = evolve(table(columns=3), columns=columns, rows=rows)
    found = read(export(report(made))).all("table")[0].all("td")
    assert [each.attrib.get("class") for each in found] == ["long", "blank"]


def test_a_figure_is_a_picture_with_words_and_a_way_to_its_table() -> None:
    """The picture is the renderer's own, with alternative text, size, caption and data."""
    root = read(export(report(figure(), table(row("A", 3)))))
    image = root.all("img")[0].attrib
    assert image["src"] == f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"
    assert (image["alt"], image["width"], image["height"]) == ("One bar is longer.", "700", "80")
    caption = root.all("figcaption")[0]
    assert caption.words == "Figure 1. Bars Data: table 1"
    assert caption.all("a")[0].attrib["href"] == "#core-one-table-answers"


def test_without_a_picture_the_page_says_so() -> None:
    """Where nothing can draw, the figure's words stand, with a way to the same data."""
    root = read(export(report(figure(), table(row("A", 3))), picture=None))
    assert not root.all("img")
    main = root.all("main")[0].words
    assert "No picture could be drawn here." in main
    assert "One bar is longer." in main
    assert len(root.all("table")) == 2


def test_a_picture_without_a_size_has_none() -> None:
    """A picture that does not say how large it is gets no size."""
    document = report(figure(), table(row("A", 3)))
    for picture in (b"<svg/>", b"\x89PNG", b'<svg width="100%" height="3"/>'):
        assert "width" not in read(export(document, picture=picture)).all("img")[0].attrib


def test_the_facilitators_sections_are_marked() -> None:
    """A section for the facilitator says so at its head and in the contents."""
    root = read(export(report(r.Paragraph(text=plain("x")), audience="facilitator")))
    assert root.all("main")[0].all("p")[0].words == "For the facilitator only"
    assert "(facilitator)" in root.all("nav")[0].words
    assert "facilitator" not in read(export(report())).all("body")[0].words


def test_an_open_study_says_so_at_its_head() -> None:
    """A report without thresholds says it before anything else."""
    assert "Open study" in read(export(report(mode="open"))).all("header")[0].words
    assert "Open study" not in read(export(report())).all("body")[0].words


def test_peoples_words_are_set_as_quotations() -> None:
    """A list of people's own words looks apart from a list of ours."""
    ours = r.Translated(localized={"en": "Ours"})
    root = read(export(report(r.ListBlock(items=(plain("Theirs"),)), r.ListBlock(items=(ours,)))))
    assert [each.attrib.get("class") for each in root.all("ul")[:2]] == ["quotes", None]


def test_a_report_ends_with_where_it_comes_from() -> None:
    """Instruments with their certainty, what was withheld, and whom to cite close the report."""
    last = read(export(report(), "fr")).all("section")[-1].words
    for words in ("Outil", "Reconstitué", "Rosace, tool.", "(2 tableaux)", "D’où vient ce rapport"):
        assert words in last


def test_a_language_without_words_of_ours_falls_back_on_english() -> None:
    """A report in a third language is still a whole page."""
    root = read(export(report(), "es"))
    assert root.all("html")[0].attrib["lang"] == "es"
    assert root.all("a")[0].words == "Skip to content"
