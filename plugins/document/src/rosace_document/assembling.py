"""A paper put together of its parts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rosace.building import words
from rosace_document.facilitator_data import facilitator
from rosace_document.form_data import form
from rosace_document.parts import Asked, Part, Words
from rosace_document.tally_data import tally
from rosace_document.tool_sheets import tool_sheets
from rosace_document.typesetting import typeset

__all__ = ["PARTS", "SIZES", "parts_of", "set_paper"]

SIZES: Final = {"letter": "us-letter", "a4": "a4"}
"""The sizes of paper: the name by which one is asked for, and Typst's."""

PARTS: Final[tuple[Callable[[Asked], Iterable[Part]], ...]] = (
    form,
    facilitator,
    tally,
    tool_sheets,
)
"""What makes the parts of a paper, in their order; each returns those that an instrument has."""


def parts_of(asked: Asked) -> dict[str, Part]:
    """Return the parts that an instrument has, by name.

    Args:
        asked: The instrument, the language, and the study where there is one.
    """
    return {part.name: part for make in PARTS for part in make(asked)}


def set_paper(asked: Asked, parts: Sequence[Part], size: str = "letter") -> bytes:
    """Return parts as one document, tagged PDF/UA-1, each with pages of its own.

    Args:
        asked: What the paper is asked for.
        parts: Its parts in order, at least one.
        size: ``letter`` or ``a4``.

    Raises:
        KeyError: There is no such size.
    """
    spoken = Words(language=asked.language)
    data = {
        "language": asked.language.partition("-")[0],
        "size": SIZES[size],
        "title": spoken.plain(words(asked.instrument.title)),
        "page": spoken.say("page"),
        "parts": [{"as": part.kind, **part.data} for part in parts],
    }
    pictures = {name: held for part in parts for name, held in part.pictures.items()}
    return typeset("paper", data, pictures)
