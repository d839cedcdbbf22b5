"""Where stacked bars stand, and how long they are."""

from typing import Final

from rosace.values import value

__all__ = ["ACROSS", "Plan"]

ACROSS: Final = 780.0
"""The width of a picture of bars, in pixels."""

_LENGTH: Final = 470.0
_SHORT: Final = 296.0
_KEY_COLUMNS: Final = 4


@value
class Plan:
    """Where the bars stand.

    Args:
        groups: How many bars stand under each heading, from the top.
        choices: How many choices the scale has.
        missing: How many reasons for missing answers follow the choices.
        heading: The column that names a group; None for bars without headings.
        label: The column that names a bar.
        bar: The height of a bar, in pixels.
        step: From one bar to the next.
        head: The room of a heading.
        left: Where the bars begin.
        strip: Whether a strip beside the bars shows the group's own answers.
    """

    groups: tuple[int, ...]
    choices: int
    missing: int
    heading: str | None
    label: str
    bar: float
    step: float
    head: float
    left: float
    strip: bool = False

    @property
    def length(self) -> float:
        """How long a whole bar is."""
        return _SHORT if self.strip else _LENGTH

    @property
    def parts(self) -> int:
        """How many rows make a bar."""
        return self.choices + self.missing

    @property
    def key_columns(self) -> int:
        """How many names stand side by side in the key."""
        return min(_KEY_COLUMNS, max(self.choices, self.missing))

    @property
    def key_lines(self) -> tuple[int, int]:
        """How many lines of the key name choices, and how many name missing answers."""
        return -(-self.choices // self.key_columns), -(-self.missing // self.key_columns)

    def tops(self) -> tuple[list[float], list[float]]:
        """Return the top of each bar, and of each heading."""
        bars: list[float] = []
        heads: list[float] = []
        top = 0.0
        for place, group in enumerate(self.groups):
            top += 12.0 if place and self.heading else 0.0
            heads.append(top)
            top += self.head if self.heading else 0.0
            bars.extend(top + turn * self.step for turn in range(group))
            top += group * self.step
        return bars, heads

    def firsts(self) -> list[int]:
        """Return the number of the first row under each heading."""
        numbers, row = [], 1
        for group in self.groups:
            numbers.append(row)
            row += group * self.parts
        return numbers
