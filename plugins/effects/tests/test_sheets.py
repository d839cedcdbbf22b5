"""The effects tool on paper: lanes and cards are those of the repertoire."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.paper import Card, Cards, Grid, Sheet
from rosace.report import Translated

OVERLAY = """
schema: rosace/overlay/1
instrument: effects
version: 1.0.0
provenance: published
source: The list that we hold a licence for.
rights: {holder: Tests, wording: licensed}
scales:
  outcomes:
    kind: nominal
    groups:
      - {id: within, title: {fr: Entre nous, en: Among us}}
      - {id: beyond, title: {fr: Avec les autres, en: With others}}
    choices:
      - {code: meeting, group: within, label: {fr: Rencontre, en: Meeting}}
      - {code: letter, group: beyond, label: {fr: Lettre, en: Letter}}
      - {code: other, label: {fr: Autre, en: Other}}
"""


@pytest.fixture
def owned(appraiser: Appraiser, tmp_path: Path) -> Instrument:
    """Lend the instrument with a repertoire of an organization's own."""
    file = tmp_path / "overlay.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    return appraiser.instrument("effects", overlay=file)


def sheet(appraiser: Appraiser, instrument: Instrument, name: str) -> Sheet:
    """Return the sheet of a name."""
    found = {each.id: each for each in appraiser.sheets(instrument).sheets}
    return found[name]


def cards(held: Sheet) -> tuple[Card, ...]:
    """Return the cards of a sheet."""
    assert isinstance(held.content, Cards)
    return held.content.cards


def titles(held: tuple[Card, ...]) -> Iterator[str]:
    """Yield the title of each card that has one, in French, as often as it is printed."""
    for card in held:
        if isinstance(card.head.title, Translated):
            yield from [card.head.title.localized["fr"]] * card.copies


def test_every_outcome_of_the_repertoire_is_on_cards(
    appraiser: Appraiser, instrument: Instrument, owned: Instrument
) -> None:
    """Each outcome comes several times, whoever's repertoire it is, and no other does."""
    for tool in (instrument, owned):
        found = Counter(titles(cards(sheet(appraiser, tool, "effects-cards"))))
        labels = [choice.label["fr"] for choice in tool.scales["outcomes"].choices]
        assert list(found) == labels
        assert min(found.values()) > 1


def test_a_card_has_the_sign_and_the_colour_of_its_lane(
    appraiser: Appraiser, instrument: Instrument
) -> None:
    """Whoever lays a card finds its lane by colour, by sign, and by words."""
    grid = sheet(appraiser, instrument, "effects-timeline").content
    assert isinstance(grid, Grid)
    lanes = [(lane.title, lane.sign, lane.tone) for lane in grid.rows]
    assert [sign for _, sign, _ in lanes] == ["I", "II", "III", "T"]
    for card in cards(sheet(appraiser, instrument, "effects-cards")):
        assert (card.kind, card.head.sign, card.head.tone) in lanes


def test_every_function_has_blank_cards(appraiser: Appraiser, instrument: Instrument) -> None:
    """An outcome that the repertoire lacks can be written down, for any function."""
    made = cards(sheet(appraiser, instrument, "effects-cards"))
    blank = {card.head.sign for card in made if card.head.title is None}
    assert blank == {"I", "II", "III"}


def test_outcomes_without_a_function_have_a_lane_of_their_own(
    appraiser: Appraiser, owned: Instrument
) -> None:
    """A repertoire that groups only some outcomes leaves none without a place on the wall."""
    grid = sheet(appraiser, owned, "effects-timeline").content
    assert isinstance(grid, Grid)
    assert [lane.sign for lane in grid.rows] == ["I", "II", "", "T"]


def test_every_kind_of_link_is_an_arrow(appraiser: Appraiser, instrument: Instrument) -> None:
    """Links are laid as arrows that say their kind, beside cards for what they lead to."""
    made = cards(sheet(appraiser, instrument, "effects-links"))
    arrows = tuple(card for card in made if card.shape == "arrow")
    kinds = [choice.label["fr"] for choice in instrument.scales["link-kinds"].choices]
    assert list(dict.fromkeys(titles(arrows))) == kinds
    assert len({card.head.sign for card in arrows}) == len(kinds)
    assert len(arrows) < len(made)
