"""Scales for the choices of several columns, shared where they are the same."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rosace.cells import fold
from rosace.values import value
from rosace_authoring.beginning.guessing import Guess
from rosace_authoring.beginning.known_words import family_of
from rosace_authoring.beginning.naming import code_of, distinct_name, identifier_of, unaccented

__all__ = ["Scale", "scales_for"]

_OFTEN: Final = 10
_LONGEST: Final = 64


@value
class Scale:
    """A proposed scale.

    Args:
        id: Its id.
        kind: ``ordinal`` or ``nominal``.
        choices: Code, words and value of each choice, in order.
    """

    id: str
    kind: str
    choices: tuple[tuple[str, str, int | None], ...]

    def codes(self) -> dict[str, str]:
        """Return the code of each choice by its folded words."""
        return {fold(words): code for code, words, _ in self.choices}

    def document(self, language: str, missing: Sequence[str]) -> dict[str, Any]:
        """Return the scale as plain data.

        Args:
            language: The language of its words.
            missing: The missing reasons that it offers.
        """
        choices = [
            {
                "code": code,
                **({} if number is None else {"value": number}),
                "label": {language: words},
            }
            for code, words, number in self.choices
        ]
        found: dict[str, Any] = {"kind": self.kind, "choices": choices}
        return {**found, "missing": list(missing)} if missing else found


def scales_for(guesses: Mapping[str, Guess], filled: Mapping[str, int]) -> dict[str, Scale]:
    """Return the scale of each item that needs one.

    Items with the same answers share a scale. So does one with some of the answers of
    another, where it was answered too seldom for all of them to be seen.

    Args:
        guesses: By item, what it asks.
        filled: By item, how often it was answered.
    """
    wanted = {item: each.choices for item, each in guesses.items() if each.choices}
    groups = _grouped(wanted, filled)
    taken: set[str] = set()
    found: dict[str, Scale] = {}
    for items, texts in groups:
        scale = _scale(items[0], texts, taken)
        taken.add(scale.id)
        found |= dict.fromkeys(items, scale)
    return found


def _grouped(
    wanted: Mapping[str, tuple[str, ...]], filled: Mapping[str, int]
) -> list[tuple[list[str], tuple[str, ...]]]:
    """Return the items that share a scale, with its answers."""
    groups: list[tuple[list[str], dict[str, str], str | None]] = []
    by_size = sorted(wanted, key=lambda item: -len(wanted[item]))
    for item in by_size:
        texts = {fold(text): text for text in wanted[item]}
        family = found[0] if (found := family_of(tuple(texts.values()))) else None
        for items, held, name in groups:
            both = {**texts, **held}
            is_family = family is not None and family == name and family_of(tuple(both.values()))
            is_part = texts.keys() <= held.keys() and (
                len(texts) == len(held)
                or (2 * len(texts) >= len(held) and filled[item] < _OFTEN * len(held))
            )
            if is_family or is_part:
                items.append(item)
                held.update(both)
                break
        else:
            groups.append(([item], texts, family))
    order = list(wanted)
    found_groups = [
        (sorted(items, key=order.index), tuple(held.values())) for items, held, _ in groups
    ]
    return sorted(found_groups, key=lambda group: order.index(group[0][0]))


def _scale(item: str, texts: Sequence[str], taken: set[str]) -> Scale:
    """Return a scale for some answers, in the order that they have by nature."""
    if all(text.isascii() and text.isdigit() for text in texts):
        numbers = sorted(map(int, texts))
        name = f"from-{numbers[0]}-to-{numbers[-1]}"
        steps = tuple((str(number), str(number), number) for number in numbers)
        return Scale(id=distinct_name(name, taken, name), kind="ordinal", choices=steps)
    if family := family_of(texts):
        name, ranks = family
        ordered = sorted(texts, key=lambda text: ranks[text])
        values: list[int | None] = list(range(1, len(ordered) + 1))
        return _coded(distinct_name(name, taken, name), "ordinal", ordered, values)
    ordered = sorted(texts, key=lambda text: (unaccented(text), text))
    is_lettered = all(len(text) == 1 for text in texts)
    name = "letters" if is_lettered else f"{item[: _LONGEST - 8]}-choices"
    kind = "ordinal" if is_lettered else "nominal"
    return _coded(distinct_name(name, taken, name), kind, ordered, [None] * len(ordered))


def _coded(
    identifier: str, kind: str, ordered: Sequence[str], values: Sequence[int | None]
) -> Scale:
    """Return a scale with a code for each answer: the answer itself where it can be one."""
    codes: dict[str, str] = {text: text for text in ordered if code_of(text) == text}
    folds = {fold(text) for text in ordered}
    for text in ordered:
        if text not in codes:
            taken = {*codes.values(), *(folds - {fold(text)})}
            codes[text] = distinct_name(identifier_of(text), taken, "choice")
    choices = tuple(
        (codes[text], text, number) for text, number in zip(ordered, values, strict=True)
    )
    return Scale(id=identifier, kind=kind, choices=choices)
