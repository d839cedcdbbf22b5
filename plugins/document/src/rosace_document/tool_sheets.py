"""The sheets of paper that plugins write for an instrument, as parts of a paper."""

from typing import TYPE_CHECKING, Any, Final

from rosace.building import WITHHELD, words
from rosace.paper import Cards, Grid, Picture
from rosace_document.parts import Asked, Part, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace.interfaces import Render
    from rosace.paper import Card, Head, Sheet, SheetContent
    from rosace.report import Phrase

__all__ = ["sheet_part", "tool_sheets"]

_MOST_ROWS: Final = 10
"""Most rows that share out one sheet; more of them go on from sheet to sheet."""


def tool_sheets(asked: Asked) -> "Iterator[Part]":
    """Yield a part for each sheet of paper that plugins write for an instrument.

    Args:
        asked: The instrument, the language, and the appraiser whose plugins are asked;
            without one there are none.

    Raises:
        PluginError: In strict mode, a plugin fails.
    """
    if asked.appraiser is None:
        return
    written = asked.appraiser.sheets(asked.instrument)
    spoken = Words(language=asked.language, messages=written.messages)
    render = asked.appraiser.renderer(spoken.formatter)
    for sheet in written.sheets:
        drawn = not asked.parts or sheet.id in asked.parts
        yield sheet_part(asked, sheet, spoken, render if drawn else _undrawn)


def _undrawn(*_: object) -> None:
    """Draw nothing, for a part that is not set."""


def sheet_part(asked: Asked, sheet: "Sheet", spoken: Words, render: "Render") -> Part:
    """Return one sheet as a part of a paper.

    Args:
        asked: The instrument and the language.
        sheet: The sheet.
        spoken: Gives its words.
        render: Draws its figure, if it has one; its table stands where that returns None.
    """
    pictures = dict(_pictures(sheet, render))
    return Part(
        name=sheet.id,
        kind="sheet",
        data=_data(asked, sheet, spoken, next(iter(pictures), None)),
        pictures=pictures,
    )


def _data(asked: Asked, sheet: "Sheet", spoken: Words, picture: str | None) -> dict[str, Any]:
    """Return what the template sets of a sheet."""
    instrument = asked.instrument
    cut = isinstance(sheet.content, Cards)
    return {
        "kind": spoken.plain(words(instrument.title)),
        "title": spoken.phrase(sheet.title),
        "foot": f"{instrument.id} {instrument.version}",
        "poster": sheet.format == "poster",
        "flipped": sheet.orientation == "landscape" and not cut,
        "narrow": True,
        "steps": [spoken.phrase(step) for step in sheet.instructions],
        "key": [_head(head, spoken) for head in sheet.key],
        "who": [] if cut else [spoken.say("group"), spoken.say("date")],
        "content": _content(sheet.content, spoken, picture),
    }


def _content(content: "SheetContent", spoken: Words, picture: str | None) -> dict[str, Any]:
    if isinstance(content, Grid):
        rows = [_head(head, spoken) for head in content.rows]
        count = len(rows) + content.blank or 1
        return {
            "is": "grid",
            "columns": [_head(head, spoken) for head in content.columns],
            "rows": rows,
            "count": count,
            "shared": count <= _MOST_ROWS,
            "corner": _maybe(content.corner, spoken),
            "axis": _maybe(content.axis, spoken),
        }
    if isinstance(content, Cards):
        cards = [_card(card, spoken) for card in content.cards for _ in range(card.copies)]
        return {"is": "cards", "cards": cards}
    return {
        "is": "picture",
        "picture": picture,
        "alternative": spoken.plain(content.figure.alternative),
        "undrawn": spoken.say("undrawn"),
        "columns": [spoken.phrase(column.title) for column in content.table.columns],
        "rows": [
            ["" if cell == WITHHELD else spoken.formatter.cell(cell) for cell in row]
            for row in content.table.rows
        ],
    }


def _head(head: "Head", spoken: Words) -> dict[str, Any]:
    return {
        "title": _maybe(head.title, spoken),
        "text": _maybe(head.text, spoken),
        "sign": head.sign,
        "tone": head.tone,
        "room": head.room,
    }


def _card(card: "Card", spoken: Words) -> dict[str, Any]:
    return {
        **_head(card.head, spoken),
        "kind": _maybe(card.kind, spoken),
        "lines": [spoken.phrase(line) for line in card.lines],
        "shape": card.shape,
    }


def _maybe(phrase: "Phrase | None", spoken: Words) -> Any:
    return None if phrase is None else spoken.phrase(phrase)


def _pictures(sheet: "Sheet", render: "Render") -> "Iterator[tuple[str, bytes]]":
    """Yield the drawing of a sheet's figure under its name, where a plugin draws it."""
    content = sheet.content
    if isinstance(content, Picture):
        drawn = render(content.figure, content.table, "image/svg+xml")
        if drawn is not None:
            yield f"{sheet.id}.svg", drawn
