"""Sentences that made-up respondents write, in the language of the instrument."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Final, Literal

from rosace.messages import translate
from rosace.speaking import LANGUAGES
from rosace_authoring import PACKAGE

__all__ = ["Tone", "fitted", "language_of", "remarks"]

Tone = Literal["low", "middle", "high", "topic"]
_EACH: Final = 8


def language_of(languages: Sequence[str], wanted: str | None = None) -> str:
    """Return the language that respondents write in.

    Args:
        languages: The instrument's languages.
        wanted: The language asked for.

    Returns:
        The one asked for, or else the instrument's first of which there are
        sentences; English where there is none.
    """
    if wanted is not None:
        return wanted
    known = (each.partition("-")[0] for each in languages)
    return next((each for each in known if each in LANGUAGES), "en")


@cache
def remarks(tone: Tone, language: str) -> tuple[str, ...]:
    """Return what people of a leaning write; topics are titles, without a period."""
    return tuple(
        translate(f"authoring.remark.{tone}.{number}", language, {}, PACKAGE)
        for number in range(1, _EACH + 1)
    )


def fitted(dice: Random, pool: Sequence[str], least: int, most: int) -> str:
    """Return a text of some sentences that keeps to a length.

    Args:
        dice: What the sentences are drawn with.
        pool: The sentences.
        least: The fewest characters.
        most: The most characters.
    """
    short = [each for each in pool if len(each) <= most]
    text = dice.choice(short or pool)
    while len(text) < least:
        text = f"{text} {dice.choice(pool)}"
    if len(text) <= most:
        return text
    cut = text[:most]
    return f"{cut[:-1]}…" if cut[-1] == " " else cut
