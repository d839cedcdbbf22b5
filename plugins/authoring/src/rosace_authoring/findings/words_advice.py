"""Advice on the words of an instrument: languages, lengths, leftovers and typography."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from rosace.checking import texts
from rosace.instrument import Instrument, Item
from rosace_authoring.findings.advising import Advice
from rosace_authoring.findings.pruning import Path

__all__ = ["word_advice"]

_Texts = list[tuple[Path, Mapping[str, str]]]
_UNEVEN: Final = 2.5
"""How many times longer one language may be than another."""

_LONG: Final = 60
"""Characters from which lengths are compared: short texts differ by chance."""

_SEVERAL: Final = 3
"""Words from which the same text in two languages is no name or loan."""

_MOST_WORDS: Final = 35
"""Words that an item can have and still be taken in at one reading."""

_FIRST_WIDE: Final = "\u2e80"
"""From here on, scripts say in one character what others say in a word."""

_LEFTOVER: Final = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX+)\b"
    r"|\b(?i:lorem ipsum|replace (?:me|this)|to be (?:written|completed|translated))\b"
    r"|\b(?i:remplace[rz][- ](?:moi|ce|cet|cette))\b"
    r"|\b(?i:à (?:compléter|écrire|remplacer|traduire))\b"
    r"|^\s*(?:\.{2,}|…|\?+|x|-+|\[[^\]]*\]|<[^>]*>)\s*$"
)
_LEFTOVER_LABEL: Final = re.compile(
    r"\b(?i:your|votre) organi[sz]ation\b"
    r"|\b(?i:title of the instrument|titre de l[’']outil|title, year, page|titre, année, page)\b"
)
"""Words of the file that an instrument starts from, where it says whose it is."""

_FRENCH: Final = re.compile('"|“|”|«[^\u00a0\u202f]|[^\u00a0\u202f]»| [:;!?]')
"""Straight or English quotation marks, and spaces that let a mark go to the next line."""


def word_advice(instrument: Instrument) -> Iterator[Advice]:
    """Yield what looks unfinished or odd in the words of an instrument."""
    held = list(texts(instrument))
    yield from _undeclared(instrument, held)
    for path, words in held:
        spoken = {each: words[each] for each in instrument.languages if each in words}
        yield from _pairs(path, spoken)
        for language, text in spoken.items():
            yield from _leftovers((*path, language), text, _LEFTOVER)
    for path, label in _labels(instrument):
        yield from _leftovers(path, label, _LEFTOVER, _LEFTOVER_LABEL)
    yield from _typography(held)
    for index, item in enumerate(instrument.items):
        yield from _long(item, ("items", index))


def _undeclared(instrument: Instrument, held: _Texts) -> Iterator[Advice]:
    places: dict[str, list[Path]] = {}
    for path, words in held:
        for language in words:
            if language not in instrument.languages:
                places.setdefault(language, []).append((*path, language))
    for language, found in places.items():
        arguments: dict[str, str | int] = {"language": language, "n": len(found)}
        yield Advice(
            code="authoring-undeclared-language",
            path=found[0],
            arguments=arguments,
            rests_on=("languages",),
        )


def _pairs(path: Path, words: Mapping[str, str]) -> Iterator[Advice]:
    """Compare a text in every two languages."""
    for one, other in combinations(words, 2):
        if one.partition("-")[0] == other.partition("-")[0]:
            continue
        longer, shorter = sorted((one, other), key=lambda each: len(words[each]), reverse=True)
        said = {"language": longer, "other": shorter}
        long, short = words[longer], words[shorter]
        if long.casefold() == short.casefold() and len(long.split()) >= _SEVERAL:
            yield Advice(code="authoring-same-text", path=(*path, other), arguments=said)
        elif len(long) >= max(_LONG, _UNEVEN * len(short)) and not _is_wide(short):
            yield Advice(code="authoring-uneven-text", path=(*path, shorter), arguments=said)


def _is_wide(text: str) -> bool:
    return any(each >= _FIRST_WIDE for each in text)


def _leftovers(path: Path, text: str, *signs: re.Pattern[str]) -> Iterator[Advice]:
    """Tell once of words that were to be replaced."""
    found = next((one for sign in signs if (one := sign.search(text))), None)
    if found:
        said = {"found": found[0].strip()}
        yield Advice(code="authoring-leftover", path=path, arguments=said)


def _labels(instrument: Instrument) -> Iterator[tuple[Path, str]]:
    """Yield the words that are in no language in particular."""
    rights = instrument.rights
    named = (
        (("rights", "holder"), rights.holder),
        (("rights", "licence"), rights.licence),
        (("rights", "citation"), rights.citation),
        (("source",), instrument.source),
    )
    yield from ((path, label) for path, label in named if label is not None)


def _typography(held: Iterable[tuple[Path, Mapping[str, str]]]) -> Iterator[Advice]:
    """Tell once of French texts whose signs are not French ones."""
    places = [
        (*path, language)
        for path, words in held
        for language, text in words.items()
        if language.partition("-")[0] == "fr" and _FRENCH.search(text)
    ]
    if places:
        said = {"n": len(places)}
        yield Advice(code="authoring-french-typography", path=places[0], arguments=said)


def _long(item: Item, path: Path) -> Iterator[Advice]:
    counts = {language: len(text.split()) for language, text in item.text.items()}
    language = max(counts, key=lambda each: counts[each])
    if counts[language] > _MOST_WORDS:
        said: dict[str, str | int] = {
            "item": item.id,
            "n": counts[language],
            "language": language,
            "most": _MOST_WORDS,
        }
        yield Advice(code="authoring-long-item", path=(*path, "text", language), arguments=said)
    for index, field in enumerate(item.fields or ()):
        yield from _long(field, (*path, "fields", index))
