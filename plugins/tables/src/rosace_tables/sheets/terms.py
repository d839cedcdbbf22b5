"""What may stand in a column of our own sheets, and the code that each of it means."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from rosace.cells import fold, tidy
from rosace.values import value

__all__ = ["BETWEEN", "Term", "Terms"]

BETWEEN: Final = " | "
"""Stands between several codes in one cell."""

_SPLITS: Final = (
    re.compile(r"\|"),
    re.compile(r"[;\n]"),
    re.compile(r"[,;\n]"),
    re.compile(r"[,;\s]+"),
)
_MOST_INDEXES: Final = 512


@value
class Term:
    """One thing that may be chosen.

    Args:
        code: What it is to the program.
        shown: How a list offers it; empty where none does.
        said: What else means it, such as its letter on paper, and its label in each language.
    """

    code: str
    shown: str = ""
    said: tuple[str, ...] = ()


@value
class Terms:
    """Everything that may be chosen in a column.

    Args:
        terms: The terms, in order.
        many: Whether a cell may hold several.
    """

    terms: tuple[Term, ...]
    many: bool = False

    @property
    def offered(self) -> tuple[str, ...]:
        """How each is offered."""
        return tuple(term.shown or term.code for term in self.terms)

    def meaning(self, text: str) -> str | None:
        """Return the one code that a text means, or None.

        A code is itself, whatever else is written like it. The rest is compared as it
        stands, then without regard to case and spaces; what several are called means none.

        Args:
            text: What stands in a cell.
        """
        exact, folded = _index(self.terms)
        return exact.get(tidy(text)) or folded.get(fold(text))

    def meanings(self, text: str) -> list[str] | None:
        """Return the codes that a text means with signs or spaces between them, or None.

        Args:
            text: What stands in a cell.
        """
        if whole := self.meaning(text):
            return [whole]
        for split in _SPLITS:
            codes = [self.meaning(part) for part in split.split(text) if part.strip()]
            if codes and None not in codes:
                return [code for code in codes if code]
        return None


@lru_cache(maxsize=_MOST_INDEXES)
def _index(terms: tuple[Term, ...]) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return codes by what means them as it stands, and by the same folded."""
    said = [
        (text, term.code)
        for term in terms
        for text in dict.fromkeys((term.code, term.shown, *term.said))
        if text
    ]
    exact = _only((tidy(text), code) for text, code in said)
    exact |= {term.code: term.code for term in terms}
    return exact, _only((fold(text), code) for text, code in said)


def _only(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the code of each text that means one alone."""
    codes: dict[str, set[str]] = {}
    for text, code in said:
        codes.setdefault(text, set()).add(code)
    return {text: min(held) for text, held in codes.items() if len(held) == 1}
