"""What the cells of a table mean as answers to an item."""

import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import attrs

from rosace.errors import InvalidDocumentError, Problem, UnknownMessageError
from rosace.instrument import Instrument, Item
from rosace.interfaces import ImportedCell, ImportedRecord
from rosace.loading import LIMITS, load_json
from rosace.messages import translate
from rosace.response import MISSING_REASONS
from rosace.values import evolve, value

__all__ = [
    "REASON_MARK",
    "SPACES",
    "Cell",
    "CellReader",
    "cell_reader",
    "fold",
    "reason_of",
    "spell",
    "tidy",
]

SPACES: Final = "".join(map(chr, range(33))) + "\N{NO-BREAK SPACE}"
"""What may neither begin nor end a name, and makes no words by itself."""

REASON_MARK: Final = "@"
"""Begins a missing reason where a code could stand too."""

Cell = ImportedCell
_SEPARATOR: Final = "|"
_BETWEEN_IDS: Final = re.compile(r"[\s|,;]+")
_APOSTROPHES: Final = str.maketrans(
    dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
                  "\N{MODIFIER LETTER APOSTROPHE}\N{ACUTE ACCENT}`", "'")
    | dict.fromkeys("\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}", "")
)  # fmt: skip
_DASH: Final = "\N{EN DASH}"
_ID: Final = "id"
_YES_NO: Final = {
    **dict.fromkeys(("yes", "oui", "true", "vrai", "1"), True),
    **dict.fromkeys(("no", "non", "false", "faux", "0"), False),
}
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_GROUPED: Final = re.compile(
    r"[-+]?[0-9]{1,3}(?:[ \u00a0\u202f'\u2019][0-9]{3})+(?:[.,][0-9]*)?"
    r"|[-+]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]*|[-+]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*"
    r"|[-+]?[0-9]{1,3}(?:,[0-9]{3}){2,}|[-+]?[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)
_COMMA: Final = re.compile(r"[-+]?[0-9]*,[0-9]+")
_THOUSAND: Final = re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}")


def fold(text: str) -> str:
    """Return text as headings and labels are compared.

    Case, the kind of apostrophe, the width and number of spaces and the way that
    accents are encoded make no difference.
    """
    normal = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", " ".join(normal.split()).casefold())


def tidy(text: str) -> str:
    """Return the text of a cell without spaces around it, accents composed."""
    return unicodedata.normalize("NFC", text.strip(SPACES))


def spell(cell: Cell) -> str:
    """Return the text of a cell that a format may hold as a number."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def reason_of(text: str) -> str | None:
    """Return the missing reason that a text names: its id, or its words in a language we know."""
    folded = fold(text).removeprefix(REASON_MARK)
    return folded if folded in MISSING_REASONS else _reasons().get(folded)


@cache
def _reasons() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for reason in MISSING_REASONS:
        for language in ("fr", "en"):
            try:
                found[fold(translate(f"core.missing.{reason}", language))] = reason
            except UnknownMessageError:
                continue
    return found


@value
class CellReader:
    """Reads the cells of one item's column.

    Args:
        item: The item.
        decimal: The decimal mark, where the mapping declares it.
        values: What a cell stands for, by its text: a code, or ``@`` and a missing reason.
        missing: Cells that stand for a missing reason, by their text.
        codes: The codes of a choice item.
        labels: Codes by folded code, label, statement, or code and label with a dash
            between them; none that several share.
        fields: The readers of a repeating record's fields.
    """

    item: Item
    decimal: str | None = None
    values: Mapping[str, str]
    missing: Mapping[str, str]
    codes: frozenset[str]
    labels: Mapping[str, str]
    fields: "Mapping[str, CellReader]" = attrs.field(factory=dict)

    def read(self, cell: Cell, findings: list[Problem]) -> Any:  # noqa: PLR0911  # one for each kind of cell
        """Return the answer in a cell as plain data, or None where there is none.

        What is not understood stays as it is, for validation to name.

        Args:
            cell: The cell, None when it is empty.
            findings: Takes what was found, without its place.
        """
        if cell is None:
            return None
        if isinstance(cell, tuple):
            return self.rows(cell, findings)
        text = spell(cell)
        key = tidy(text)
        reason = self.missing.get(key)
        if key in self.values:
            text = key = self.values[key]
            reason = reason_of(key) if key[:1] == REASON_MARK else None
        if reason is not None:
            return {"missing": reason}
        if self.item.type == "text":
            return text
        if not key:
            return None
        found = _PARSERS[self.item.type](self, key, findings)
        if found is None and (reason := reason_of(key)):
            return {"missing": reason}
        return text if found is None else found

    def code(self, text: str) -> str | None:
        """Return the code that a text stands for, or None."""
        if text in self.codes:
            return text
        return self.labels.get(fold(text))

    def choice(self, text: str, _: list[Problem]) -> str | None:
        """Return the code of a choice."""
        return self.code(text)

    def choices(self, text: str, findings: list[Problem]) -> list[str] | None:
        """Return the codes of several choices, in their order."""
        if whole := self.code(text):
            return [whole]
        if text.startswith("["):
            listed = _load(text, findings)
            return listed if isinstance(listed, list) else None
        if _SEPARATOR not in text and reason_of(text):
            return None
        parts = [tidy(part) for part in text.split(_SEPARATOR)]
        return [self.code(self.values.get(part, part)) or part for part in parts if part]

    def number(self, text: str, findings: list[Problem]) -> float | None:
        """Return a number; integers where it is written as one."""
        written = self._with_point(text, findings)
        if _INTEGER.fullmatch(written):
            return int(written) if len(written.lstrip("+-")) <= LIMITS.integer_digits else None
        if not _NUMBER.fullmatch(written):
            return None
        number = float(written)
        return number if math.isfinite(number) else None

    def integer(self, text: str, findings: list[Problem]) -> float | None:
        """Return an integer, also where it is written with a decimal mark."""
        number = self.number(text, findings)
        return int(number) if isinstance(number, float) and number.is_integer() else number

    def yes_no(self, text: str, _: list[Problem]) -> bool | None:
        """Return yes or no as true or false."""
        return _YES_NO.get(fold(text))

    def records(self, text: str, findings: list[Problem]) -> Any:
        """Return the rows of a repeating record, a JSON array in the cell."""
        return None if reason_of(text) else _load(text, findings)

    def rows(self, held: tuple[ImportedRecord, ...], findings: list[Problem]) -> Any:
        """Return the rows of a repeating record, whose fields stand in cells of their own.

        A row without an id gets its number, or the next that no other row has.
        """
        made: list[dict[str, Any]] = []
        ids = [tidy(spell(record.cells.get(_ID))) for record in held]
        free = (str(number) for number in itertools.count(1) if str(number) not in ids)
        for record, identifier in zip(held, ids, strict=True):
            row: dict[str, Any] = {_ID: identifier or next(free)}
            for name, cell in record.cells.items():
                before = len(findings)
                reader = self.fields.get(name)
                found = reader.read(cell, findings) if reader else cell
                findings[before:] = [
                    evolve(
                        each,
                        row=record.row,
                        heading=f"{self.item.id}.{name}",
                        cell=record.columns and record.columns.cell(name, record.row),
                    )
                    for each in findings[before:]
                ]
                if found is not None and name != _ID:
                    row[name] = found
            made.append(row)
        return made

    def reference(self, text: str, findings: list[Problem]) -> Any:
        """Return the id of a row that is referred to, or the ids of several."""
        if not self.item.many:
            return text
        if text.startswith("["):
            return _load(text, findings)
        return [each for each in _BETWEEN_IDS.split(text) if each]

    def date(self, text: str, _: list[Problem]) -> str | None:
        """Return a date as it stands."""
        return None if reason_of(text) else text

    def _with_point(self, text: str, findings: list[Problem]) -> str:
        if _GROUPED.fullmatch(text):
            findings.append(Problem("thousands-separator", arguments={"found": text}))
        elif self.decimal == "," and _NUMBER.fullmatch(text) and "." in text:
            arguments = {"found": text, "decimal": ","}
            findings.append(Problem("other-decimal-mark", arguments=arguments))
        elif _COMMA.fullmatch(text):
            if self.decimal == ".":
                arguments = {"found": text, "decimal": "."}
                findings.append(Problem("other-decimal-mark", arguments=arguments))
            elif self.decimal is None and _THOUSAND.fullmatch(text):
                findings.append(Problem("ambiguous-number", arguments={"found": text}))
            elif self.decimal is None:
                arguments = {"found": text}
                findings.append(
                    Problem("decimal-comma-understood", arguments=arguments, severity="notice")
                )
            return text.replace(",", ".")
        return text


_PARSERS: Final[Mapping[str, Callable[[CellReader, str, list[Problem]], Any]]] = {
    "choice": CellReader.choice,
    "multiple-choice": CellReader.choices,
    "ranking": CellReader.choices,
    "integer": CellReader.integer,
    "number": CellReader.number,
    "yes-no": CellReader.yes_no,
    "records": CellReader.records,
    "date": CellReader.date,
    "reference": CellReader.reference,
}


def cell_reader(
    instrument: Instrument,
    item: Item,
    *,
    values: Mapping[str, str],
    missing: Mapping[str, str],
    decimal: str | None = None,
) -> CellReader:
    """Return the reader of one item's column.

    Args:
        instrument: The instrument, resolved, for its scales.
        item: The item.
        values: What cells of this column stand for, by their text.
        missing: Cells that stand for a missing reason in any column, by their text.
        decimal: The decimal mark, where it is declared.
    """
    choices = instrument.scales[item.scale].choices if item.scale else ()
    meant: dict[str, set[str]] = {}
    for choice in choices:
        labels = (*choice.label.values(), *instrument.label(item, choice).values())
        both = (f"{choice.code} {_DASH} {label}" for label in labels)
        for text in (choice.code, *labels, *both):
            meant.setdefault(fold(text), set()).add(choice.code)
    return CellReader(
        item=item,
        decimal=decimal,
        values={tidy(text): to for text, to in values.items()},
        missing={tidy(text): reason for text, reason in missing.items()},
        codes=frozenset(choice.code for choice in choices),
        labels={text: min(codes) for text, codes in meant.items() if len(codes) == 1},
        fields={
            field.id: cell_reader(instrument, field, values={}, missing={}, decimal=decimal)
            for field in item.fields or ()
        },
    )


def _load(text: str, findings: list[Problem]) -> Any:
    try:
        return load_json(text.encode("utf-8", "surrogatepass"))
    except InvalidDocumentError as error:
        findings.extend(error.problems)
        return None
