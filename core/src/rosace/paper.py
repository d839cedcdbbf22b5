"""Sheets of paper that stand in for a tool's screen: what they hold, before they are set."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from rosace.report import Figure, Phrase, Table
from rosace.values import filled, id_field, matches, value, whole

__all__ = [
    "Card",
    "Cards",
    "Grid",
    "Head",
    "Orientation",
    "Picture",
    "Sheet",
    "SheetContent",
    "SheetFormat",
    "Sheets",
]

SheetFormat = Literal["page", "poster"]
Orientation = Literal["portrait", "landscape"]

_SIGN: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_LONGEST_SIGN: Final = 4
_MOST_TONES: Final = 5
_MOST_ROOM: Final = 4
_MOST_COLUMNS: Final = 12
_MOST_ROWS: Final = 100
_MOST_CARDS: Final = 2000
_MOST_COPIES: Final = 100
_MOST_STEPS: Final = 12


def _at_most(most: int) -> Any:
    return attrs.validators.max_len(most)


@value
class Head:
    """What heads a column, a row or a kind of cards, or explains a sign.

    Args:
        title: Its words; a line to write on where None.
        text: What is asked or explained under the title.
        sign: A short sign that tells its kind without colour, such as ``II`` or ``+``.
        tone: The number of the colour of its kind, from 1 to 5; no colour where None.
        room: How wide its column is beside the others, from 1 to 4.
    """

    title: Phrase | None = None
    text: Phrase | None = None
    sign: str = attrs.field(default="", validator=matches(_SIGN, _LONGEST_SIGN))
    tone: int | None = attrs.field(default=None, validator=whole(1, _MOST_TONES))
    room: int = attrs.field(default=1, validator=whole(1, _MOST_ROOM))


@value
class Grid:
    """Columns and rows with empty cells to write in, or to lay cards on.

    Args:
        columns: What heads the columns, at most 12.
        rows: What heads the rows, at most 100; where there are none, rows have no heads.
        blank: How many rows without a head follow; with neither, one row fills the sheet.
        corner: What heads the column of the rows' heads.
        axis: What grows from the first column to the last, such as time.
    """

    columns: tuple[Head, ...] = attrs.field(validator=[filled, _at_most(_MOST_COLUMNS)])
    rows: tuple[Head, ...] = attrs.field(default=(), validator=_at_most(_MOST_ROWS))
    blank: int = attrs.field(default=0, validator=whole(0, _MOST_ROWS))
    corner: Phrase | None = None
    axis: Phrase | None = None


@value
class Card:
    """A card to cut out, in some copies.

    Args:
        head: Its title, text, sign and colour; the title is a line to write on where None.
        kind: The kind of thing that it is, in words.
        lines: What each of its lines to write on asks for.
        copies: How many there are of it, from 1 to 100.
        shape: ``card``, or ``arrow`` for what is laid from one card to another.
    """

    head: Head
    kind: Phrase | None = None
    lines: tuple[Phrase, ...] = attrs.field(default=(), validator=_at_most(_MOST_STEPS))
    copies: int = attrs.field(default=1, validator=whole(1, _MOST_COPIES))
    shape: Literal["card", "arrow"] = "card"


@value
class Cards:
    """Cards of one size to cut out, in order."""

    cards: tuple[Card, ...] = attrs.field(validator=[filled, _at_most(_MOST_CARDS)])


@value
class Picture:
    """A drawing to colour or to write in: a figure with the table whose rows it draws.

    The table stands in where nothing can draw. Its cells that are withheld are blank.
    """

    figure: Figure
    table: Table


SheetContent = Grid | Cards | Picture


@value
class Sheet:
    """A sheet of paper to write, colour or cut; the core fills in the plugin that wrote it.

    Args:
        id: Its id, by which it is asked for: its plugin's name, or one that begins with that.
        plugin: The plugin that wrote it.
        title: Its title.
        instructions: What to do with it, a step each, at most 12.
        key: What its signs and colours stand for.
        format: ``page`` for a sheet of the usual size, ``poster`` for one of twice the size.
        orientation: ``portrait`` or ``landscape``; cards are always set upright.
        content: What it holds.
    """

    id: str = id_field()
    plugin: str = id_field(default="core")
    title: Phrase
    instructions: tuple[Phrase, ...] = attrs.field(default=(), validator=_at_most(_MOST_STEPS))
    key: tuple[Head, ...] = attrs.field(default=(), validator=_at_most(_MOST_COLUMNS))
    format: SheetFormat = "page"
    orientation: Orientation = "portrait"
    content: SheetContent


@value
class Sheets:
    """The sheets of an instrument, with every message that they use, in each language."""

    sheets: tuple[Sheet, ...]
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]]
