"""The tally sheet: answers counted with a pencil, as the program counts them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.asking import Asking, marks
from rosace.building import answer_title, code_title
from rosace.disclosure import COARSE_BELOW
from rosace.scoring import codes_of
from rosace.study import Disclosure
from rosace.tally import MISSING_MARK, NONE_PICKED
from rosace.values import evolve
from rosace_document.form_data import head
from rosace_document.parts import Asked, Part, Words
from rosace_document.score_data import ScoreData

if TYPE_CHECKING:
    from rosace.instrument import Item

__all__ = ["tally"]

_WORDS: Final = (
    "answered", "below", "choice", "count", "dimension", "dimensions", "group",
    "date", "item", "items", "level", "mean-of-scores", "median-of-scores", "number", "numbers",
    "number-given", "number-sum", "number-mean", "rankings", "rules", "score", "scores", "share",
    "sheets", "sheets-level", "sheets-scored", "sum", "sum-of-scores", "total", "value", "weight",
)  # fmt: skip
_COUNTED: Final = frozenset({"choice", "yes-no", "multiple-choice"})
_NUMBERS: Final = frozenset({"integer", "number"})
_TALLIED: Final = _COUNTED | _NUMBERS | {"ranking"}
_MOST_ACROSS: Final = 9
"""Most columns to stroke in that a page has room for."""

_NUMBERS_GIVEN: Final = 20
"""Numbers that there are boxes for."""

_LONGEST: Final = 160
_LONGEST_HEAD: Final = 60
"""Most characters of an item, and of the head of a column: the form has all of them."""


def tally(asked: Asked) -> "Iterator[Part]":
    """Yield the tally sheet of an instrument that asks for what can be counted.

    Args:
        asked: The instrument, the language, and the study where there is one.
    """
    instrument = asked.instrument
    if not any(item.type in _TALLIED for item in instrument.items):
        return
    spoken = Words(language=asked.language, most=_LONGEST)
    made = _Tables(asked, spoken)
    scores = ScoreData(asked, spoken)
    data = {
        **head(asked, evolve(spoken, most=None), "tally"),
        "flipped": True,
        "words": {name: spoken.say(name) for name in _WORDS},
        "how_used": spoken.say("tally-how"),
        "rules": list(_rules(asked, spoken)),
        "few": _few(asked, spoken),
        "boxes": _NUMBERS_GIVEN,
        "more_numbers": spoken.say("more-forms", n=_NUMBERS_GIVEN),
        "tables": list(made.tables()),
        "numbers": [made.asked(item) for item in made.of(_NUMBERS)],
        "rankings": [made.ranking(item) for item in made.of({"ranking"})],
        "pooled": list(scores.pooled()),
        "scores": list(scores.scored()),
    }
    yield Part(name="tally", kind="tally", data=data)


def _rules(asked: Asked, spoken: Words) -> "Iterator[str]":
    """Yield how a sheet is counted, and what may be shown."""
    yield spoken.say("rule-strokes")
    yield spoken.say("rule-missing")
    yield spoken.say("rule-total")
    study = asked.study
    if study is not None and study.voice == "organization":
        yield spoken.say("rule-voices")
    limits = study.disclosure if study is not None else Disclosure()
    if limits.mode == "open":
        yield spoken.say("sees-open")
    else:
        yield spoken.say("rule-few", group=limits.group)
        if limits.group < COARSE_BELOW:
            yield spoken.say("rule-coarse", few=COARSE_BELOW)


def _few(asked: Asked, spoken: Words) -> "dict[str, str] | None":
    """Return what is said beside each block of what a small group may show of it.

    The rules are those of `rosace.disclosure`, whose reports withhold the same.
    """
    limits = asked.study.disclosure if asked.study is not None else Disclosure()
    if limits.mode == "open" or limits.group >= COARSE_BELOW:
        return None
    return {name: spoken.say(f"few-{name}", few=COARSE_BELOW) for name in ("counts", "keep", "row")}


def _kept(item: "Item") -> bool:
    """Say whether a small group keeps the counts of an item: they tell of other counts."""
    fixed = item.type == "multiple-choice" and item.min_count == item.max_count is not None
    return item.when is not None or fixed


class _Tables:
    """Makes the tables to stroke in."""

    def __init__(self, asked: Asked, spoken: Words) -> None:
        self.instrument = asked.instrument
        self.spoken = spoken
        self.heads = evolve(spoken, most=_LONGEST_HEAD)
        self.asking = Asking(instrument=asked.instrument)
        self.numbers = self.asking.numbers()

    def of(self, types: Iterable[str]) -> "list[Item]":
        """Return the items of some types, in the order of the form."""
        held = [self.instrument.item(item) for item in self.numbers]
        return [item for item in held if item.type in types]

    def asked(self, item: "Item") -> dict[str, Any]:
        """Return what names an item, and the reasons for which it may have no answer."""
        condition = self.asking.only_if(item)
        return {
            "item": item.id,
            "number": self.numbers[item.id],
            "text": self.spoken.text(item.text),
            "condition": None if condition is None else self.spoken.cut(condition),
            "missing": [self._column(item, key, {}) for key in self._missing([item])],
        }

    def tables(self) -> "Iterator[dict[str, Any]]":
        """Yield a table for the items of each scale; one each where they have many choices."""
        alike: dict[tuple[str, str], list[Item]] = {}
        for item in self.of(_COUNTED):
            picks = "picks" if item.type == "multiple-choice" else ""
            alike.setdefault((item.scale or "yes-no", picks), []).append(item)
        for items in alike.values():
            keys = (*codes_of(self.instrument, items[0]), *self._missing(items))
            if len(keys) <= _MOST_ACROSS:
                yield self._table(items, keys, across=True)
                continue
            for item in items:
                own = (*codes_of(self.instrument, item), *self._missing([item]))
                yield self._table([item], own, across=False)

    def ranking(self, item: "Item") -> dict[str, Any]:
        """Return the table of a ranking: how often each choice stands at each rank."""
        codes = codes_of(self.instrument, item)
        mark = marks(self.instrument, item)
        return self.asked(item) | {
            "ranks": list(range(1, len(codes) + 1)),
            "choices": [self._column(item, code, mark) for code in codes],
        }

    def _table(
        self, items: "Sequence[Item]", keys: Iterable[str], *, across: bool
    ) -> dict[str, Any]:
        own = any(item.choices for item in items)
        mark = marks(self.instrument, items[0])
        several = items[0].type == "multiple-choice"
        return {
            "across": across,
            "several": several,
            "columns": [
                self._column(items[0], key, mark, labelled=not (across and own and key in mark))
                for key in keys
            ],
            "rows": [
                self.asked(item)
                | {
                    "kept": _kept(item),
                    "keys": [*codes_of(self.instrument, item), *self._missing([item])],
                }
                for item in items
            ],
        }

    def _column(
        self, item: "Item", key: str, mark: "dict[str, str]", *, labelled: bool = True
    ) -> dict[str, Any]:
        title = answer_title if len(mark) and item.choices else code_title
        return {
            "key": key,
            "mark": mark.get(key, ""),
            "label": self.heads.cut(title(self.instrument, item, key)) if labelled else None,
        }

    def _missing(self, items: "Sequence[Item]") -> tuple[str, ...]:
        """Return the keys of the reasons for which some items may have no answer, in order."""
        offered = [reason for item in items for reason in self.instrument.missing_of(item)]
        hidden = ["not-shown"] if any(item.when for item in items) else []
        none = (NONE_PICKED,) if any(item.type == "multiple-choice" for item in items) else ()
        reasons = dict.fromkeys([*offered, "no-answer", *hidden])
        return (*none, *(f"{MISSING_MARK}{reason}" for reason in reasons))
