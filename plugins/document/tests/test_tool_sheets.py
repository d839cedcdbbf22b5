"""Sheets of tools on paper: of any content, inside their page, with nothing taken for code."""

import re
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings

from rosace import paper
from rosace.instrument import Instrument
from rosace.report import Column, Figure, Table, TextCell, Verbatim, WithheldCell
from rosace.strategies import sheets
from rosace.testing import sketch
from rosace_document.assembling import set_paper
from rosace_document.parts import Asked, Words
from rosace_document.tool_sheets import sheet_part, tool_sheets

POINTS = 72 / 25.4
PAGES = {
    ("letter", "page"): (612, 792),
    ("letter", "poster"): (792, 1224),
    ("a4", "page"): (595, 842),
    ("a4", "poster"): (842, 1191),
}
HOSTILE = (
    '#panic(1) #import "/etc/passwd": * $x^2$ *b* _i_ `c` <l> @r \\u{41} // --- [a] {b}',
    '</script>{{ 7*7 }} \\"; %s',
    "\u202ereversed \u2066isolated",
    "W" * 400,
    "long words " * 360,
    "👩‍👩‍👧 🏳️‍🌈 مرحبا 你好 שלום",
    "e\u0301" * 60,
)  # fmt: skip


def said(text: str) -> Verbatim:
    """Return words."""
    return Verbatim(verbatim=text)


def head(text: str, **held: Any) -> paper.Head:
    """Return a head of these words."""
    return paper.Head(title=said(text), **held)


def undrawn(*_: object) -> None:
    """Draw nothing."""


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """Lend an instrument."""
    return sketch([{"id": "q1", "type": "yes-no"}])


def set_sheet(
    instrument: Instrument, sheet: paper.Sheet, size: str = "letter", render: Any = undrawn
) -> bytes:
    """Return one sheet as a document."""
    asked = Asked(instrument=instrument, language="en")
    return set_paper(asked, [sheet_part(asked, sheet, Words(language="en"), render)], size)


def pages_of(document: bytes) -> list[str]:
    """Return the words of each page, without spaces and breaks."""
    with pypdfium2.PdfDocument(document) as held:
        texts = [page.get_textpage().get_text_bounded() for page in held]
    return [re.sub(r"[\s\u200b\ufffe\u2010-]+", "", text) for text in texts]


def assert_inside(document: bytes) -> None:
    """Assert that no letter that shows leaves its page."""
    with pypdfium2.PdfDocument(document) as held:
        for page in held:
            width, height = page.get_size()
            words = page.get_textpage()
            for number in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(number)
                assert -1 <= left <= right <= width + 1
                assert -1 <= bottom <= top <= height + 1


@settings(max_examples=25, deadline=None)
@given(sheet=sheets())
def test_every_sheet_is_set(instrument: Instrument, sheet: paper.Sheet) -> None:
    """Whatever a sheet holds, it becomes an accessible document."""
    assert set_sheet(instrument, sheet).startswith(b"%PDF")


@pytest.mark.parametrize(("size", "kind"), PAGES)
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_sheets_have_the_size_that_is_asked_for(
    instrument: Instrument, size: str, kind: Any, orientation: Any
) -> None:
    """A page is US Letter or A4, a poster Tabloid or A3, upright or on its side."""
    content = paper.Grid(columns=(paper.Head(),))
    sheet = paper.Sheet(
        id="grid", title=said("Grid"), format=kind, orientation=orientation, content=content
    )
    with pypdfium2.PdfDocument(set_sheet(instrument, sheet, size)) as held:
        (found,) = (tuple(round(each) for each in page.get_size()) for page in held)
    wanted = PAGES[size, kind]
    assert found == (wanted if orientation == "portrait" else wanted[::-1])


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["page", "poster"])
def test_hostile_words_stay_words_inside_the_page(
    instrument: Instrument, text: str, kind: Any
) -> None:
    """Words are never compiled, and however long they are, a grid and cards keep to their page."""
    hostile = paper.Head(title=said(text), text=said(text), sign="II", tone=2)
    grid = paper.Grid(columns=(hostile,) * 3, rows=(hostile,) * 3, corner=said(text))
    card = paper.Card(head=hostile, kind=said(text), lines=(said(text),) * 2, copies=2)
    arrow = paper.Card(head=hostile, shape="arrow")
    for content in (grid, paper.Cards(cards=(card, arrow))):
        sheet = paper.Sheet(
            id="odd",
            title=said("Odd"),
            format=kind,
            orientation="landscape",
            content=content,
        )
        document = set_sheet(instrument, sheet)
        assert len(pages_of(document)) == 1
        assert_inside(document)
        if len(text) < 100 and text.isascii():
            assert re.sub(r"[\s-]+", "", text) in pages_of(document)[0]


def test_long_instructions_push_the_grid_to_another_sheet(instrument: Instrument) -> None:
    """Where what is to be done fills a sheet, the grid has the next one, and nothing is lost."""
    steps = tuple(said(f"begin{number} {'word ' * 300} end{number}") for number in range(5))
    content = paper.Grid(columns=(head("Left"), head("Right")))
    sheet = paper.Sheet(id="long", title=said("Long"), instructions=steps, content=content)
    document = set_sheet(instrument, sheet)
    *before, last = pages_of(document)
    assert before
    assert "Left" in last
    assert "Right" in last
    for number in range(5):
        assert f"end{number}" in "".join(before)
    assert_inside(document)


def test_a_long_grid_goes_on_under_its_heads(instrument: Instrument) -> None:
    """Rows too many for one sheet go on on the next, under the same heads, none left out."""
    rows = tuple(head(f"row{number:02}") for number in range(40))
    content = paper.Grid(columns=(head("Left"), head("Right")), rows=rows, blank=3)
    sheet = paper.Sheet(id="rows", title=said("Rows"), content=content)
    pages = pages_of(set_sheet(instrument, sheet))
    assert len(pages) > 1
    assert all("Left" in page and "Right" in page for page in pages)
    assert [row for row in range(40) if f"row{row:02}" in "".join(pages)] == list(range(40))


def test_every_copy_of_a_card_stands_on_one_sheet(instrument: Instrument) -> None:
    """Cards come in the copies asked for, eighteen a sheet, and none is parted."""
    cards = tuple(
        paper.Card(head=head(f"first{number} second{number}"), copies=5) for number in range(7)
    )
    sheet = paper.Sheet(id="cards", title=said("Cut"), content=paper.Cards(cards=cards))
    pages = pages_of(set_sheet(instrument, sheet))
    found = [len(re.findall(r"first(\d)second\1", page)) for page in pages]
    assert found == [18, 17]


def test_cards_have_one_size_on_every_sheet(instrument: Instrument) -> None:
    """The same card stands at the same place of each sheet, so that cuts go through all."""
    card = paper.Card(head=head("same"), copies=36)
    sheet = paper.Sheet(
        id="cards",
        title=said("Cut"),
        instructions=(said("Cut along the dashes."),),
        content=paper.Cards(cards=(card,)),
    )
    places = []
    with pypdfium2.PdfDocument(set_sheet(instrument, sheet)) as held:
        for page in held:
            words = page.get_textpage()
            found = words.search("same")
            spots = []
            while (hit := found.get_next()) is not None:
                spots.append(tuple(round(each) for each in words.get_charbox(hit[0])))
            places.append(spots)
    assert len(places[0]) == 18
    assert places[0] == places[1]


def test_a_table_stands_in_for_what_nothing_draws(instrument: Instrument) -> None:
    """Where no plugin draws, the rows are there to be written in, and the sheet says so."""
    table = Table(
        id="table",
        title=said("Wheel"),
        columns=(
            Column(id="spoke", title=said("Spoke"), kind="text", header=True),
            Column(id="mine", title=said("Mine"), kind="number"),
        ),
        rows=((TextCell(text=said("first-spoke")), WithheldCell()),),
    )
    figure = Figure(
        id="figure",
        table="table",
        title=said("Wheel"),
        alternative=said("Empty"),
        specification={"mark": "bar"},
    )
    content = paper.Picture(figure=figure, table=table)
    sheet = paper.Sheet(id="wheel", title=said("Wheel"), content=content)
    (page,) = pages_of(set_sheet(instrument, sheet))
    assert "firstspoke" in page
    assert "couldnotbemade" in page
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"></svg>'
    (page,) = pages_of(set_sheet(instrument, sheet, render=lambda *_: drawn))
    assert "firstspoke" not in page


def test_without_an_appraiser_there_are_no_sheets(instrument: Instrument) -> None:
    """A paper that is put together without plugins has none of their sheets."""
    assert list(tool_sheets(Asked(instrument=instrument, language="fr"))) == []
