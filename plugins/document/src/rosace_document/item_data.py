"""Items of an instrument as a pen meets them: their words, and the room that answers need."""

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

from rosace.asking import Asking, marks
from rosace.building import message, words
from rosace.derived import count_bounds, length_bounds
from rosace_document.parts import Runs, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace.instrument import Choice, Instrument, Item

__all__ = ["ItemData"]

_LINES: Final = ((70, 1), (160, 2), (500, 3))
"""Lines to write on, by the most characters of a text."""

_MOST_LINES: Final = 5
_ONE_IN_ROWS: Final = 120
_MOST_IN_ROWS: Final = 2
_OFTEN: Final = 3
_MOST_COLUMNS: Final = 4
"""Most fields of a record that a table across a page has room for."""

_ROW: Final = 62
_ROOM_OF_BOX: Final = 7
"""Characters that a line of the page has room for, and as many as a box and its mark take."""

_LONGEST_IN_ROW: Final = 24
_LONGEST_IN_CELL: Final = 14
_SHORT_CHOICES: Final = 4
_ALL_IN_A_LINE: Final = 3
_BLANK_ROWS: Final = 6
_BLANK_BLOCKS: Final = 6
_MOST_BLANK: Final = 30
_KEYS: Final = {
    "letter": ("key-letter", "write-letter", "write-letters"),
    "number": ("key-number", "write-number", "write-numbers"),
}
"""What is said before rows that take marks, and in a row that takes one or several."""

_DATE_PARTS: Final = ("year", "month", "day")


class ItemData:
    """Makes what templates set of the items of one instrument.

    Args:
        instrument: A resolved instrument.
        spoken: Gives the words.
        reader: Whose fields of records there are: the facilitator's own, the group's, or
            those of both where None.
    """

    def __init__(
        self,
        instrument: "Instrument",
        spoken: Words,
        reader: Literal["facilitator", "group"] | None = None,
    ) -> None:
        """Number the items."""
        self.reader = reader
        self.instrument = instrument
        self.spoken = spoken
        self.asking = Asking(instrument=instrument)
        self.numbers = self.asking.numbers()
        used = Counter(item.scale for item in instrument.items if item.type == "choice")
        self._often = {scale for scale, items in used.items() if items >= _OFTEN}

    def said_once(self) -> list[list[dict[str, Any]]]:
        """Return the choices of the scales that many items share, with what each means.

        Their items repeat the labels, but not the descriptions.
        """
        described = (
            next(item for item in self.instrument.items if item.scale == scale)
            for scale in self.instrument.scales
            if scale in self._often
            and any(choice.description for choice in self.instrument.scales[scale].choices)
        )
        return [self._groups(item, described=True) for item in described]

    def item(self, item: "Item") -> dict[str, Any]:
        """Return an item of the form.

        Args:
            item: One of the instrument's items.
        """
        data = self._asked(item)
        data["number"] = self.numbers[item.id]
        data["missing"] = self.missing(item)
        data["comment"] = item.comment is not None
        if item.type == "records":
            data |= self._records(item)
        return data

    def missing(self, item: "Item") -> list[Runs]:
        """Return the words of the reasons that an item offers for having no answer."""
        return [
            self.spoken.phrase(message(f"core.asked.missing-{reason}"))
            for reason in self.instrument.missing_of(item)
        ]

    def groups(self, item: "Item") -> list[dict[str, Any]]:
        """Return the choices of an item, by group: their marks, words and descriptions."""
        return self._groups(item, described=item.scale not in self._often)

    def _groups(self, item: "Item", *, described: bool) -> list[dict[str, Any]]:
        mark = marks(self.instrument, item)
        if item.type == "yes-no":
            said = [self.spoken.phrase(message(f"core.{code}")) for code in mark]
            return [{"title": None, "choices": [_choice("", each, None) for each in said]}]
        if item.scale is None:
            return []
        return [
            {
                "title": self.spoken.maybe(title),
                "choices": [
                    _choice(
                        mark[choice.code],
                        self.spoken.text(self.instrument.label(item, choice)),
                        self.spoken.maybe(choice.description if described else None),
                    )
                    for choice in held
                ],
            }
            for title, held in self._grouped(item.scale)
        ]

    def _grouped(self, scale_id: str) -> "Iterator[tuple[Any, list[Choice]]]":
        scale = self.instrument.scales[scale_id]
        titles = {group.id: group.title for group in scale.groups or ()}
        order = {identifier: place for place, identifier in enumerate(titles)}
        choices = list(scale.choices)
        if scale.kind != "ordinal":
            choices.sort(key=lambda choice: order.get(choice.group or "", len(order)))
        for group, held in groupby(choices, key=lambda choice: choice.group):
            yield titles.get(group or ""), list(held)

    def _asked(self, item: "Item", row: "Item | None" = None) -> dict[str, Any]:
        condition = self.asking.only_if(item, row)
        return {
            "type": item.type,
            "text": self.spoken.text(item.text),
            "required": item.required,
            "help": self.spoken.maybe(item.help),
            "hint": " ".join(self._hints(item)) or None,
            "condition": None if condition is None else self.spoken.phrase(condition),
            "groups": self.groups(item),
            "columns": self._columns(item),
            "lines": self._lines(item, in_rows=row is not None),
            "date": self._date(item),
        }

    def _hints(self, item: "Item") -> "Iterator[str]":
        yield from (self.spoken.plain(hint) for hint in self.asking.hints(item))
        if item.to is not None:
            if item.to.instrument not in {None, self.instrument.id}:
                yield self.spoken.say(
                    "elsewhere", item=item.to.item, instrument=str(item.to.instrument)
                )
            else:
                name = "rows-of" if item.many else "row-of"
                yield self.spoken.say(name, item=self.numbers[item.to.item])
        if item.audience == "facilitator" and self.reader is None:
            yield self.spoken.say("facilitator-only")

    def _lengths(self, item: "Item") -> list[int]:
        if item.type == "yes-no":
            return [len(self.spoken.plain(message(f"core.{code}"))) for code in ("yes", "no")]
        choices = self.instrument.scales[item.scale].choices if item.scale else ()
        described = any(choice.description is not None for choice in choices)
        if described and item.scale not in self._often:
            return []
        labels = (self.instrument.label(item, choice) for choice in choices)
        return [len(self.spoken.plain(words(label))) for label in labels]

    def _columns(self, item: "Item") -> int:
        """Return in how many columns its choices stand: one line of all, two columns, or a list."""
        lengths = self._lengths(item)
        if item.type == "ranking" or not lengths or max(lengths) > _LONGEST_IN_ROW:
            return 1
        if sum(length + _ROOM_OF_BOX for length in lengths) <= _ROW:
            return max(len(lengths), _ALL_IN_A_LINE)
        return 2 if len(lengths) >= _SHORT_CHOICES else 1

    def _lines(self, item: "Item", *, in_rows: bool) -> int:
        if item.type != "text":
            return 1
        _, most = length_bounds(item)
        if in_rows:
            return 1 if most <= _ONE_IN_ROWS else _MOST_IN_ROWS
        return next((lines for longest, lines in _LINES if most <= longest), _MOST_LINES)

    def _date(self, item: "Item") -> list[dict[str, Any]]:
        if item.type != "date":
            return []
        return [
            {"label": self.spoken.say(part), "digits": 4 if part == "year" else 2}
            for part in _DATE_PARTS
        ]

    def _records(self, item: "Item") -> dict[str, Any]:
        fields = [
            self._field(field, item)
            for field in item.fields or ()
            if self.reader in {None, field.audience or "group"}
        ]
        tabular = len(fields) <= _MOST_COLUMNS
        least, most = count_bounds(item)
        usual = _BLANK_ROWS if tabular else _BLANK_BLOCKS
        rows = min(max(least, min(most, usual)), _MOST_BLANK)
        return {
            "fields": fields,
            "tabular": tabular,
            "rows": rows,
            "most": most,
            "bounded": most <= rows,
        }

    def _field(self, field: "Item", row: "Item") -> dict[str, Any]:
        lengths = self._lengths(field)
        several = field.type in {"multiple-choice", "ranking"}
        boxed = (
            not several and 0 < len(lengths) <= _SHORT_CHOICES and max(lengths) <= _LONGEST_IN_CELL
        )
        keyed = field.scale is not None and not boxed
        wide = field.type == "text" and length_bounds(field)[1] > _LINES[0][0]
        data = self._asked(field, row) | {"keyed": keyed, "wide": wide}
        if keyed:
            plain = "".join(marks(self.instrument, field).values()).isdigit()
            key, one, many = _KEYS["number" if plain else "letter"]
            data["key"] = self.spoken.say(key)
            data["write"] = self.spoken.say(many if several else one)
        return data


def _choice(mark: str, label: Runs, description: Runs | None) -> dict[str, Any]:
    return {"mark": mark, "label": label, "description": description}
