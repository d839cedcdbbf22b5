"""What kind of item a column of answers most likely answers."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from rosace.values import LABEL, evolve, value
from rosace_authoring.beginning.known_words import (
    MISSING,
    NUMBERING,
    PERSONAL,
    YES_NO,
    family_of,
    folded,
    heading_words,
)
from rosace_authoring.beginning.surveying import Survey

__all__ = ["SEPARATORS", "Guess", "guess", "why_aside"]

SEPARATORS: Final = ("|", ";", ",", "/")
"""What stands between the choices of one cell, in the order in which they are tried."""

_SHORT_HEADING: Final = 4
_FEW_ROWS: Final = 5
_MANY_ROWS: Final = 20
_MOST_CHOICES: Final = 20
_USUAL_CHOICES: Final = 12
_MOST_STEPS: Final = 11
_LONGEST_CHOICE: Final = 200
_LONGEST_PART: Final = 80
_LONGEST_HEADING: Final = 1_000
_LONGEST_ANSWER: Final = 100_000
_CODED_MISSING: Final = frozenset({97, 98, 99, 997, 998, 999, 9999, -9, -99, -999})
_REPEATED: Final = 2
_OFTEN: Final = 10
_TWO: Final = 2
_TWELVE: Final = 12
_LETTER: Final = re.compile(r"[A-Za-z]")


@value
class Guess:
    """What a column most likely answers.

    Args:
        kind: The type of item.
        choices: The different answers of a choice.
        missing: Cells that stand for a missing reason.
        values: Cells that must be rewritten to be read.
        parts: Of a multiple choice, the parts of each cell that has several.
        least: Smallest integer.
        most: Largest integer.
        precision: Of a date.
        decimal: The decimal mark, where it is a comma.
    """

    kind: str
    choices: tuple[str, ...] = ()
    missing: Mapping[str, str] = attrs.field(factory=dict)
    values: Mapping[str, str] = attrs.field(factory=dict)
    parts: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    least: int | None = None
    most: int | None = None
    precision: str | None = None
    decimal: str | None = None


def why_aside(column: Survey) -> str | None:  # noqa: PLR0911  # one for each reason
    """Return why a column is no answer to keep, or None.

    Args:
        column: The column.
    """
    if not column.filled:
        return "blank"
    if len(column.heading) > _LONGEST_HEADING:
        return "long-heading"
    if not LABEL.search(column.heading):
        return "wordless-heading"
    if column.longest > _LONGEST_ANSWER:
        return "too-long"
    if column.kinds["email"] * 2 > column.filled:
        return "email"
    if column.kinds["moment"] * 2 > column.filled:
        return "moment"
    if column.kinds["missing"] == column.filled:
        return "only-missing"
    words = heading_words(column.heading)
    is_short = len(words) <= _SHORT_HEADING
    if is_short and PERSONAL & {*words}:
        return "personal"
    return "identifier" if _is_identifier(column, is_named=bool(NUMBERING & {*words})) else None


def _is_identifier(column: Survey, *, is_named: bool) -> bool:
    """Say whether no two cells are alike, and none could be an opinion or a measure."""
    if not column.is_unique or column.filled < _FEW_ROWS:
        return False
    if column.only("integer") and column.least is not None and column.most is not None:
        is_dense = column.most - column.least < 2 * column.filled
        return is_named or (is_dense and column.filled >= _MANY_ROWS)
    is_coded = not any(" " in text for text in column.counts) and column.only("words")
    return is_coded and (is_named or column.filled >= _MANY_ROWS)


def guess(column: Survey) -> Guess:
    """Return what a column most likely answers; free text where nothing else fits.

    Args:
        column: A column that is not set aside.
    """
    missing = {text: MISSING[fold] for text in column.counts if (fold := folded(text)) in MISSING}
    answers = {text: n for text, n in column.counts.items() if text not in missing}
    for find in (_yes_no, _steps, _number, _date, _several, _one):
        found = find(column, answers)
        if found is not None:
            return evolve(found, missing={**missing, **found.missing})
    return Guess(kind="text")


def _yes_no(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    folds = {text: folded(text) for text in answers}
    if column.is_varied or not folds or not all(fold in YES_NO for fold in folds.values()):
        return None
    letters = {text: YES_NO[fold] for text, fold in folds.items() if len(fold) == 1}
    if len({YES_NO[fold] for fold in folds.values()}) == 1 and letters:
        return None
    return Guess(kind="yes-no", values=letters)


def _steps(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    """Return integers: steps of a scale where they are few, close and repeated."""
    if not column.only("integer") or column.least is None or column.most is None:
        return None
    if column.is_varied:
        return Guess(kind="integer", least=column.least, most=column.most)
    numbers = sorted(map(int, answers))
    coded = [number for number in numbers if number in _CODED_MISSING]
    others = [number for number in numbers if number not in coded]
    if not others or not _is_far(coded, others):
        coded, others = [], numbers
    missing = {str(number): "no-answer" for number in coded}
    low, high = others[0], others[-1]
    filled = sum(answers[str(number)] for number in others)
    if (
        high - low < _MOST_STEPS
        and len(others) > 1
        and filled >= _REPEATED * len(others)
        and low >= 0
    ):
        is_whole = len(others) > _TWO and len(others) * 5 >= (high - low + 1) * 3
        steps = range(low, high + 1) if is_whole else others
        return Guess(kind="choice", choices=tuple(map(str, steps)), missing=missing)
    return Guess(kind="integer", least=low, most=high, missing=missing)


def _is_far(coded: Sequence[int], others: Sequence[int]) -> bool:
    """Say whether numbers stand so far from the others that they must mean something else."""
    return all(number < 0 <= others[0] or number > 2 * max(others[-1], 5) for number in coded)


def _number(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    del answers
    if column.only("integer", "comma") and column.kinds["comma"]:
        return Guess(kind="number", decimal=",")
    return Guess(kind="number") if column.only("integer", "point") else None


def _date(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    if column.only("day"):
        return Guess(kind="date")
    if column.only("day", "month"):
        return Guess(kind="date", precision="month")
    if column.is_varied or not column.only("slashed"):
        return None
    parts = {text: [int(part) for part in re.split(r"[/.-]", text)] for text in answers}
    firsts, seconds = (max(part[at] for part in parts.values()) for at in (0, 1))
    # Only a number above twelve tells days from months.
    if (firsts > _TWELVE) == (seconds > _TWELVE):
        return None
    day, month = (0, 1) if firsts > _TWELVE else (1, 0)
    return Guess(
        kind="date",
        values={text: f"{p[2]:04}-{p[month]:02}-{p[day]:02}" for text, p in parts.items()},
    )


def _several(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    """Return a multiple choice where cells are lists whose parts come again."""
    if column.is_varied:
        return None
    for separator in SEPARATORS:
        cells = {
            text: tuple(part for each in text.split(separator) if (part := each.strip()))
            for text in answers
        }
        lists = [text for text, parts in cells.items() if len(parts) > 1]
        if len(lists) < _REPEATED or len(lists) * 10 < len(cells):
            continue
        held: Counter[str] = Counter()
        for text, parts in cells.items():
            held.update(dict.fromkeys(parts, answers[text]))
        texts = Counter(part for parts in cells.values() for part in set(parts))
        is_repeated = 2 * sum(n >= _REPEATED for n in texts.values()) > len(texts)
        is_short = all(len(part) <= _LONGEST_PART for part in held)
        total = sum(held.values())
        if (
            is_short
            and is_repeated
            and len(held) <= _MOST_CHOICES
            and total >= _REPEATED * len(held)
        ):
            several = {
                text: parts for text, parts in cells.items() if text in {*lists} or len(parts) != 1
            }
            return Guess(kind="multiple-choice", choices=tuple(held), parts=several)
    return None


def _one(column: Survey, answers: Mapping[str, int]) -> Guess | None:
    """Return a choice where few answers come again, or are known words of an order."""
    distinct = {folded(text) for text in answers}
    if column.is_varied or len(distinct) <= 1 or max(map(len, answers)) > _LONGEST_CHOICE:
        return None
    filled = sum(answers.values())
    is_known = family_of(_usual(answers)) is not None or all(
        _LETTER.fullmatch(text) for text in answers
    )
    most = _MOST_CHOICES if filled >= _OFTEN * len(distinct) else _USUAL_CHOICES
    if len(distinct) <= most and (is_known or filled >= _REPEATED * len(distinct)):
        return Guess(kind="choice", choices=_usual(answers))
    return None


def _usual(answers: Mapping[str, int]) -> tuple[str, ...]:
    """Return one spelling of each answer, the most frequent."""
    from rosace.cells import fold  # noqa: PLC0415  # as cells are compared

    usual: dict[str, str] = {}
    for text in sorted(answers, key=lambda each: (-answers[each], each)):
        usual.setdefault(fold(text), text)
    return tuple(usual.values())
