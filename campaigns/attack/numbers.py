"""Numbers and ranges as files write them, for programs or for people."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rosace.formatting import DASH
from rosace.messages import translate

__all__ = ["Cell", "Content", "Grid", "Number", "bare", "tokens", "understood"]

_DIGITS: Final = re.compile(r"-?\d+(?:\.\d+)?")
_SPACES: Final = re.compile(r"\s+")
_LAYOUT: Final = re.compile(r"[\s\-\N{SOFT HYPHEN}]+")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number or a range as it is written.

    Args:
        low: Its low end.
        high: Its high end.
        within: By how much rounding may have moved either; none where it is exact.
        of_all: Whether the ends are added to the number of the group's members.
    """

    low: Fraction
    high: Fraction
    within: Fraction = Fraction(0)
    of_all: bool = False

    def among(self, persons: int) -> "Number":
        """Return the number where the group has so many members."""
        if not self.of_all:
            return self
        return Number(low=persons + self.low, high=persons + self.high)


Cell = str | Number | None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table as it stands in a file: its columns, by id or by title, and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a file holds.

    Args:
        grids: Its tables.
        numbers: The numbers outside them, as written.
    """

    grids: tuple[Grid, ...]
    numbers: frozenset[str]


def tokens(text: str) -> frozenset[str]:
    """Return the numbers in a text, with a decimal point."""
    return frozenset(found.replace(",", ".") for found in _TOKEN.findall(text))


def bare(text: str) -> str:
    """Return a text without what the end of a line may take from it: spaces and hyphens."""
    return _LAYOUT.sub("", text)


def understood(text: str, language: str) -> Cell:
    """Return what a cell written for people says.

    Args:
        text: The cell.
        language: Its language.
    """
    if text.strip() == DASH:
        return None
    if bare(text) == bare(translate("core.format.none-or-one", language)):
        return Number(low=Fraction(0), high=Fraction(1))
    if bare(text) == bare(translate("core.format.all-or-nearly-all", language)):
        return Number(low=Fraction(-1), high=Fraction(0), of_all=True)
    plain = _SPACES.sub("", text)
    template = translate("core.format.range", language, {"low": "<", "high": ">"})
    template = re.escape(_SPACES.sub("", template))
    found = re.fullmatch(template.replace("<", "(.+)").replace(">", "(.+)"), plain)
    low, high = [_number(each) for each in (found.groups() if found else (plain, plain))]
    if low is None or high is None:
        return text.strip()
    share = plain.endswith("%")
    digits = max(digits for _, digits in (low, high))
    unit = Fraction(1, 10**digits) / (100 if share else 1)
    return Number(
        low=low[0] / (100 if share else 1),
        high=high[0] / (100 if share else 1),
        within=unit / 2 if share or digits else Fraction(0),
    )


def _number(text: str) -> tuple[Fraction, int] | None:
    plain = text.removesuffix("%").replace(",", ".")
    if not _DIGITS.fullmatch(plain):
        return None
    return Fraction(plain), len(plain.partition(".")[2])
