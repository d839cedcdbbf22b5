"""How much room an item takes on paper, and what is said once for the whole sheet."""

import re
from typing import TYPE_CHECKING, Final

from rosace.derived import count_bounds, length_bounds
from rosace.values import value

if TYPE_CHECKING:
    from rosace_authoring.pages.sheets import ItemView, Sheet

__all__ = ["PaperItem", "PaperWords"]

_LINES: Final = ((70, 1), (160, 2), (500, 4))
"""Lines to write on, by the most characters of a text."""

_MOST_LINES: Final = 6
_MOST_IN_ROWS: Final = 2
_MOST_COLUMNS: Final = 4
"""Most fields of a record that a table across a page has room for."""

_ROW: Final = 90
_ROOM_OF_BOX: Final = 7
"""Characters that a line of the page has room for, and as many as a box and its letter take."""

_SHORT_CHOICES: Final = 4
_BLANK_ROWS: Final = 6
_BLANK_BLOCKS: Final = 4
_MOST_ROWS: Final = 30
_PLAIN: Final = re.compile("[A-Za-z0-9 ]")


@value
class PaperItem:
    """An item, or a field of a record, as paper has room for it.

    Args:
        view: What a form shows of it.
    """

    view: "ItemView"

    @property
    def lines(self) -> int:
        """How many lines there are to write a text on."""
        _, most = length_bounds(self.view.item)
        lines = next((lines for longest, lines in _LINES if most <= longest), _MOST_LINES)
        return lines if self.view.number is not None else min(lines, _MOST_IN_ROWS)

    @property
    def wide(self) -> bool:
        """Whether it needs the whole width of a record."""
        return self.view.item.type in {"text", "multiple-choice", "ranking"} and not self.keyed

    @property
    def in_a_row(self) -> bool:
        """Whether its choices fit one line, so that none is set apart from the others."""
        room = sum(choice.length + _ROOM_OF_BOX for choice in self.view.choices)
        return self.view.item.type != "ranking" and self.view.compact and room <= _ROW

    @property
    def tabular(self) -> bool:
        """Whether the rows of its records fit a table; otherwise each is a block of its own."""
        return len(self.view.fields) <= _MOST_COLUMNS

    @property
    def rows(self) -> int:
        """How many blank rows there are."""
        least, most = count_bounds(self.view.item)
        usual = _BLANK_ROWS if self.tabular else _BLANK_BLOCKS
        return min(max(least, min(most, usual)), _MOST_ROWS)

    @property
    def bounded(self) -> bool:
        """Whether the blank rows are all that may be filled in."""
        return count_bounds(self.view.item)[1] <= self.rows

    @property
    def keyed(self) -> bool:
        """Whether a row takes letters, the choices standing once before the rows."""
        return bool(self.view.choices) and (
            self.view.item.type != "choice"
            or len(self.view.choices) > _SHORT_CHOICES
            or not self.view.compact
        )


@value
class PaperWords:
    """What a sheet says once.

    Args:
        instructions: The messages that say how its kinds of items are answered, in order.
        footer: The rule of style that puts the instrument at the foot of each page.
    """

    instructions: tuple[str, ...]
    footer: str

    @classmethod
    def of(cls, sheet: "Sheet") -> "PaperWords":
        """Return what the sheet of an instrument says once."""
        used = {part.item.type for view in sheet.items for part in (view, *view.fields)}
        asked = (
            ("choice", used & {"choice", "yes-no"}),
            ("multiple-choice", used & {"multiple-choice"}),
            ("ranking", used & {"ranking"}),
            ("reference", used & {"reference"}),
            ("condition", any(view.item.when for view in sheet.items)),
        )
        title = sheet.wording.plain_text(sheet.instrument.title)
        foot = f"{title} – {sheet.instrument.version}"
        return cls(
            instructions=tuple(f"authoring.paper.how-{kind}" for kind, found in asked if found),
            footer=f"@page {{ @bottom-left {{ content: {_css_string(foot)}; }} }}\n",
        )


def _css_string(text: str) -> str:
    """Return a text as a string of a style sheet, each unusual character by its number."""
    return (
        '"'
        + "".join(
            character if _PLAIN.match(character) else f"\\{ord(character):06x} "
            for character in text
        )
        + '"'
    )
