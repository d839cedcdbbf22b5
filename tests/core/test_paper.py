"""Sheets of paper as values: they keep all that they hold as plain data, and refuse the rest."""

from typing import Any

import pytest
from hypothesis import given

from rosace.contributions import vetted_sheet
from rosace.conversion import structure, unstructure
from rosace.loading import dump_json, load_json
from rosace.paper import Card, Cards, Grid, Head, Picture, Sheet
from rosace.report import Column, Figure, Table, Verbatim, WithheldCell
from rosace.strategies import sheets
from rosace.values import evolve

SAID = Verbatim(verbatim="words")


@given(sheet=sheets())
def test_sheets_are_plain_data_and_back(sheet: Sheet) -> None:
    """A sheet that is written down as JSON is read back the same."""
    assert structure(load_json(dump_json(unstructure(sheet))), Sheet) == sheet


@pytest.mark.parametrize(
    ("cls", "held"),
    [
        (Grid, {"columns": ()}),
        (Grid, {"columns": (Head(),) * 13}),
        (Grid, {"columns": (Head(),), "blank": -1}),
        (Cards, {"cards": ()}),
        (Card, {"head": Head(), "copies": 0}),
        (Head, {"sign": "five!"}),
        (Head, {"tone": 6}),
        (Head, {"room": 0}),
        (Sheet, {"id": "A Sheet", "title": SAID, "content": Grid(columns=(Head(),))}),
    ],
)
def test_what_paper_cannot_hold_is_refused(cls: type, held: dict[str, Any]) -> None:
    """Nothing to fill in, signs that are words, colours that nobody has: none is a value."""
    with pytest.raises(ValueError, match=r"\w"):
        cls(**held)


def test_a_drawing_goes_with_its_own_table() -> None:
    """A figure that draws another table than the one beside it, or brings data, is refused."""
    columns = (Column(id="a", title=SAID, kind="text"),)
    table = Table(id="table", title=SAID, columns=columns, rows=((WithheldCell(),),))
    figure = Figure(
        id="figure", table="table", title=SAID, alternative=SAID, specification={"mark": "bar"}
    )
    content = Picture(figure=figure, table=table)
    sheet = Sheet(id="tool-wheel", title=SAID, content=content)
    assert vetted_sheet(sheet, "tool", {}) == evolve(sheet, plugin="tool")
    astray = evolve(content, figure=evolve(figure, table="other"))
    ragged = evolve(content, table=evolve(table, rows=((WithheldCell(),) * 2,)))
    for odd in (astray, ragged):
        with pytest.raises(ValueError, match="tool-wheel"):
            vetted_sheet(evolve(sheet, content=odd), "tool", {})
    with pytest.raises(ValueError, match="does not begin with wheel"):
        vetted_sheet(sheet, "wheel", {})
