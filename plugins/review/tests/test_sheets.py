"""The learning review on paper: board, cards and tracks are those of the instrument."""

from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import Instrument
from rosace.paper import Card, Cards, Grid, Head, Sheet
from rosace.report import Translated


@pytest.fixture(scope="module")
def alone() -> Appraiser:
    """Lend an appraiser with this plugin alone, which is forgiven nothing."""
    return Appraiser(Configuration(plugins=(AllowedPlugin(name="review"),)), strict=True)


def sheets(appraiser: Appraiser, instrument: Instrument) -> dict[str, Sheet]:
    """Return the sheets by id."""
    return {sheet.id: sheet for sheet in appraiser.sheets(instrument).sheets}


def columns(sheet: Sheet) -> tuple[Head, ...]:
    """Return the heads of a grid."""
    assert isinstance(sheet.content, Grid)
    return sheet.content.columns


def cards(sheet: Sheet) -> tuple[Card, ...]:
    """Return the cards of a sheet."""
    assert isinstance(sheet.content, Cards)
    return sheet.content.cards


def words(phrase: Any) -> str:
    """Return the French words of a phrase of the instrument."""
    assert isinstance(phrase, Translated)
    return phrase.localized["fr"]


def test_board_and_cards_have_the_columns_of_the_instrument(alone: Appraiser) -> None:
    """Each column stands on the board with its prompt, and has cards of its sign and colour."""
    found = sheets(alone, alone.instrument("review"))
    board = columns(found["review-board"])
    assert [words(head.title) for head in board] == ["Je garde", "Je jette", "Avenues d’action"]
    assert all(head.text is not None for head in board)
    assert len({head.sign for head in board}) == len(board)
    made = cards(found["review-cards"])
    told = [(card.kind, card.head.sign, card.head.tone) for card in made]
    assert told == [(head.title, head.sign, head.tone) for head in board]
    assert all(card.copies > 5 and card.lines for card in made)


def test_columns_of_ones_own_take_their_place(alone: Appraiser, tmp_path: Path) -> None:
    """An overlay's columns stand on boards and cards, told apart by number, however many."""
    names = [f"Colonne {number}" for number in range(1, 8)]
    choices = "\n".join(
        f"      - {{code: c{number}, label: {{fr: {name}, en: {name}}}}}"
        for number, name in enumerate(names, start=1)
    )
    file = tmp_path / "overlay.yaml"
    file.write_text(
        "schema: rosace/overlay/1\ninstrument: review\nversion: 1.0.0\nprovenance: ours\n"
        "rights: {holder: Tests, wording: ours}\n"
        f"scales:\n  columns:\n    kind: nominal\n    choices:\n{choices}\n",
        encoding="utf-8",
    )
    found = sheets(alone, alone.instrument("review", overlay=file))
    boards = [sheet for name, sheet in found.items() if name.startswith("review-board")]
    heads = [head for board in boards for head in columns(board)]
    assert [words(head.title) for head in heads] == names
    assert [head.sign for head in heads] == [str(number) for number in range(1, 8)]
    assert [words(card.kind) for card in cards(found["review-cards"])] == names


def test_tracks_are_written_with_owner_and_date(alone: Appraiser) -> None:
    """Of a track is asked, in the instrument's words, what, who, by when, and what came of it."""
    instrument = alone.instrument("review")
    asked = [words(head.title) for head in columns(sheets(alone, instrument)["review-tracks"])]
    fields = {field.id: field.text["fr"] for field in instrument.item("tracks").fields or ()}
    wanted = ("what", "owner", "due", "status", "follow-up")
    assert asked == [fields[name] for name in wanted]


def test_the_private_form_has_no_sheets(alone: Appraiser) -> None:
    """Sheets are the group's: what everyone writes alone is a form."""
    assert sheets(alone, alone.instrument("review-cards")) == {}
