"""Rows of a file put together of parts that are spelt once: NDJSON, and our convention of CSV."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Protocol

import attrs

from rosace.columnar import WORDS
from rosace.derived import missing_of
from rosace.formula_guard import guard
from rosace.instrument import Instrument, Item
from rosace.loading import dump_json

__all__ = ["FORMATS", "CsvRows", "NdjsonRows", "RowFormat", "Subject"]

_BETWEEN_CODES: Final = " | "
_BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_QUOTED: Final = frozenset('",\r\n')
_MOST_KEPT: Final = 10_000

Respondent = tuple[str | None, tuple[str, ...]]
"""An organization, and values of attributes."""


@attrs.frozen
class Subject:
    """What the rows of a file have in common.

    Args:
        instrument: The instrument, resolved.
        attributes: Names of the respondents' attributes.
        collective: Whether groups answer, and not persons.
    """

    instrument: Instrument
    attributes: tuple[str, ...]
    collective: bool

    @property
    def kind(self) -> str:
        """The kind of every respondent."""
        return "collective" if self.collective else "individual"

    def words(self, item: Item) -> tuple[str, ...]:
        """Return which words may go with an answer to an item."""
        said = WORDS[1:] if self.collective else ()
        return (*WORDS[:1], *said) if item.comment else said

    def document(
        self, pseudonym: str, respondent: Respondent, wave: str, answers: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return a response as plain data, in the order in which it is written."""
        organization, values = respondent
        who: dict[str, Any] = {"id": pseudonym, "kind": self.kind}
        if organization is not None:
            who["organization"] = organization
        if values:
            who["attributes"] = dict(zip(self.attributes, values, strict=True))
        return {
            "schema": "rosace/response/1",
            "id": f"{pseudonym}/{wave}",
            "instrument": self.instrument.id,
            "version": self.instrument.version,
            "wave": wave,
            "respondent": who,
            "answers": answers,
        }


class RowFormat(Protocol):
    """How the rows of a file are spelt."""

    def head(self) -> str:
        """Return what stands before the first row."""
        ...

    def fragment(self, item: Item, answer: Any) -> str:
        """Return an answer, plain data or None, as a part of a row."""
        ...

    def wave(self, wave: str) -> Callable[[str, Respondent, str], str]:
        """Return what makes a row of a pseudonym, a respondent and the parts of the answers."""
        ...

    def row(self, document: Mapping[str, Any]) -> str:
        """Return a row of a document, whatever is wrong with it."""
        ...

    def broken(self, row: str) -> str:
        """Return a row that cannot be read at all."""
        ...


class NdjsonRows:
    """Rows of NDJSON: a response document on each line.

    Args:
        subject: What the rows have in common.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._who = lru_cache(_MOST_KEPT)(self._respondent)

    def head(self) -> str:
        """Return nothing: NDJSON has no head."""
        return ""

    def fragment(self, item: Item, answer: Any) -> str:
        """Return an answer with its key, a comma before it; nothing where there is none."""
        return "" if answer is None else f',"{item.id}":{_json(answer)}'

    def wave(self, wave: str) -> Callable[[str, Respondent, str], str]:
        """Return what makes a row of a pseudonym, a respondent and the parts of the answers."""
        blank = self._subject.document("", (None, ()), wave, {})
        opening = f'{{"schema":{_json(blank["schema"])},"id":"'
        keys = ("instrument", "version", "wave")
        stated = ",".join(f'"{key}":{_json(blank[key])}' for key in keys)
        middle = f'/{wave}",{stated},"respondent":{{"id":"'
        who = self._who

        def row(pseudonym: str, respondent: Respondent, answers: str) -> str:
            return f"{opening}{pseudonym}{middle}{pseudonym}{who(respondent)}{answers[1:]}}}}}\n"

        return row

    def row(self, document: Mapping[str, Any]) -> str:
        """Return a document as it stands, on its line."""
        return f"{_json(document)}\n"

    def broken(self, row: str) -> str:
        """Return a row whose last brackets are missing."""
        return row.removesuffix("}}\n") + "\n"

    def _respondent(self, respondent: Respondent) -> str:
        document = self._subject.document("", respondent, "", {})
        spelt = _json(document["respondent"]).removeprefix('{"id":"')
        return f'{spelt},"answers":{{'


class CsvRows:
    """Rows of our own convention of CSV, as the importer of tables reads it.

    Text is guarded as such files are, so that no cell is a formula.

    Args:
        subject: What the rows have in common.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._items = subject.instrument.items
        self._parts = {item.id: self._columns(item) for item in self._items}
        self._who = lru_cache(_MOST_KEPT)(self._respondent)

    def headings(self) -> list[str]:
        """Return the headings, without guard."""
        reserved = ["@id", "@respondent", "@organization", "@kind"]
        named = [f"@attribute.{name}" for name in self._subject.attributes]
        answers = [
            item.id if part == "value" else f"{item.id}@{part}"
            for item in self._items
            for part in self._parts[item.id]
        ]
        return [*reserved, *named, "@wave", "@version", *answers]

    def head(self) -> str:
        """Return the headings, after the mark by which spreadsheets know the encoding."""
        return _BOM + _line(self.headings())

    def fragment(self, item: Item, answer: Any) -> str:
        """Return the cells of an answer, a comma before each."""
        return "".join(f",{_cell(cell)}" for cell in self._answer(item, answer))

    def wave(self, wave: str) -> Callable[[str, Respondent, str], str]:
        """Return what makes a row of a pseudonym, a respondent and the parts of the answers."""
        stated = f"{wave},{self._subject.instrument.version}"
        who = self._who

        def row(pseudonym: str, respondent: Respondent, answers: str) -> str:
            return f"{pseudonym}/{wave},{pseudonym},{who(respondent)},{stated}{answers}\r\n"

        return row

    def cells(self, document: Mapping[str, Any]) -> list[str]:
        """Return the cells of a document, as far as columns can hold it, without guard."""
        return [_spelt(each) for each in self._held(document)]

    def _held(self, document: Mapping[str, Any]) -> list[Any]:
        who = document.get("respondent", {})
        held = [document["id"], *(who.get(key) for key in ("id", "organization", "kind"))]
        attributes = who.get("attributes", {})
        held += [attributes.get(name) for name in self._subject.attributes]
        held += [document["wave"], document["version"]]
        for item in self._items:
            held += self._answer(item, document.get("answers", {}).get(item.id))
        return held

    def row(self, document: Mapping[str, Any]) -> str:
        """Return a document as a row, as far as columns can hold it."""
        return _line(self._held(document))

    def broken(self, row: str) -> str:
        """Return a row with one cell too many."""
        return row.removesuffix("\r\n") + ",?\r\n"

    def _columns(self, item: Item) -> tuple[str, ...]:
        missing = ("missing",) if missing_of(self._subject.instrument, item) else ()
        return ("value", *missing, *self._subject.words(item))

    def _answer(self, item: Item, answer: Any) -> list[Any]:
        parts = answer if isinstance(answer, dict) else {"value": answer}
        return [parts.get(part) for part in self._parts[item.id]]

    def _respondent(self, respondent: Respondent) -> str:
        organization, values = respondent
        return ",".join(map(_cell, (organization, self._subject.kind, *values)))


FORMATS: Final[Mapping[str, type[NdjsonRows | CsvRows]]] = {
    ".ndjson": NdjsonRows,
    ".jsonl": NdjsonRows,
    ".csv": CsvRows,
}
"""The formats by suffix."""


def _json(value: Any) -> str:
    return dump_json(value).decode().removesuffix("\n")


def _line(cells: Sequence[Any]) -> str:
    return ",".join(map(_cell, cells)) + "\r\n"


def _spelt(value: Any) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return _BETWEEN_CODES.join(value)
    return value if isinstance(value, str) else _json(value)


def _cell(value: Any) -> str:
    text = _spelt(value)
    if text and not isinstance(value, int | float):
        text = guard(text)
    if _QUOTED.isdisjoint(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
