"""The effects tool on paper: a timeline for the wall, and cards to cut out and lay on it."""

from collections.abc import Iterator
from typing import Final

from rosace import building as b
from rosace.instrument import Choice, Instrument, Scale
from rosace.paper import Card, Cards, Grid, Head, Sheet
from rosace.report import Phrase
from rosace_effects.cells import functions_of, repertoire
from rosace_effects.parts import ROMAN

__all__ = ["effects_sheets"]

_PERIODS: Final = 5
"""As many as leave room for a card in each."""

_COPIES: Final = 3
_BLANK_COPIES: Final = 6
_ARROWS: Final = 4
_CHANGES: Final = 6
_TONES: Final = 4
_CHANGE: Final = 5
"""The colour of transformations, which no function has."""

_SIGNS: Final = {
    "led-to": "\N{RIGHTWARDS ARROW}",
    "made-possible": "(\N{RIGHTWARDS ARROW})",
    "blocked": "X",
}


def effects_sheets(instrument: Instrument) -> Iterator[Sheet]:
    """Yield the poster, the outcome cards, and the cards of links and transformations.

    Lanes and cards are those of the instrument's repertoire of outcomes, whatever an
    overlay has made of it.
    """
    scale = repertoire(instrument)
    yield Sheet(
        id="effects-timeline",
        title=b.message("effects.paper.timeline"),
        instructions=_steps("timeline", 5),
        format="poster",
        orientation="landscape",
        content=Grid(
            columns=(Head(),) * _PERIODS,
            rows=(*_lanes(scale), _changes()),
            corner=b.message("effects.paper.corner"),
            axis=b.message("effects.paper.axis"),
        ),
    )
    yield Sheet(
        id="effects-cards",
        title=b.message("effects.paper.cards"),
        instructions=_steps("cards", 2),
        content=Cards(cards=tuple(_outcome_cards(scale))),
    )
    yield Sheet(
        id="effects-links",
        title=b.message("effects.paper.links"),
        instructions=_steps("links", 2),
        content=Cards(cards=(*_arrows(instrument), _change_card())),
    )


def _steps(sheet: str, count: int) -> tuple[Phrase, ...]:
    return tuple(b.message(f"effects.paper.{sheet}.{step}") for step in range(1, count + 1))


def _head(scale: Scale, function: str | None, title: Phrase | None) -> Head:
    """Return a head with the sign and the colour of a function."""
    known = functions_of(scale)
    if function not in known:
        return Head(title=title)
    place = known.index(function)
    sign = ROMAN[place].upper() if place < len(ROMAN) else str(place + 1)
    return Head(title=title, sign=sign, tone=place % _TONES + 1)


def _lanes(scale: Scale) -> tuple[Head, ...]:
    """Return a lane for each function, and one for events whose outcome serves none."""
    lanes = [_head(scale, group.id, b.words(group.title)) for group in scale.groups or ()]
    if any(choice.group not in functions_of(scale) for choice in scale.choices):
        other = b.message("effects.function.none") if lanes else b.message("effects.events")
        lanes.append(Head(title=other))
    return tuple(lanes)


def _changes() -> Head:
    return Head(title=b.message("effects.paper.changes"), sign="T", tone=_CHANGE)


def _outcome_cards(scale: Scale) -> Iterator[Card]:
    """Yield the cards of every outcome, function by function, and blank ones of each function."""
    known = functions_of(scale)
    order: list[str | None] = [*known, None]
    for function in order:
        own = [choice for choice in scale.choices if _group(choice, known) == function]
        for choice in own:
            yield _card(scale, function, b.words(choice.label), _COPIES)
    for function in known or [None]:
        yield _card(scale, function, None, _BLANK_COPIES)


def _group(choice: Choice, known: list[str]) -> str | None:
    return choice.group if choice.group in known else None


def _card(scale: Scale, function: str | None, title: Phrase | None, copies: int) -> Card:
    titles = {group.id: b.words(group.title) for group in scale.groups or ()}
    return Card(
        head=_head(scale, function, title),
        kind=titles.get(function) if function else None,
        lines=(b.message("effects.event"), b.message("effects.date")),
        copies=copies,
    )


def _arrows(instrument: Instrument) -> Iterator[Card]:
    """Yield arrows to lay from one event to another, for each kind of link."""
    fields = instrument.item("links").fields or ()
    kinds = instrument.scales[next(each.scale or "" for each in fields if each.id == "kind")]
    for choice in kinds.choices:
        head = Head(title=b.words(choice.label), sign=_SIGNS.get(choice.code, ""))
        yield Card(head=head, copies=_ARROWS, shape="arrow")


def _change_card() -> Card:
    """Return the card of a transformation observed in the living environment."""
    asked = ("what", "for-whom", "date")
    return Card(
        head=Head(title=b.message("effects.paper.change"), sign="T", tone=_CHANGE),
        lines=tuple(b.message(f"effects.paper.change.{each}") for each in asked),
        copies=_CHANGES,
    )
