"""What the columns of CSV files hold, as a Tabular Data Package says it.

The descriptor is one of Data Package and Table Schema, version 1
(https://specs.frictionlessdata.io).
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rosace.formatting import Formatter
from rosace.formula_guard import guard
from rosace.instrument import Instrument, Item
from rosace.report import Column, Translated
from rosace.response import MISSING_REASONS
from rosace.values import IDENTIFIER
from rosace_tables.words import say
from rosace_tables.writing import Cell

__all__ = [
    "NAME",
    "codebook_fields",
    "keyed",
    "listing_fields",
    "package",
    "record_fields",
    "report_fields",
    "resource",
    "response_fields",
]

NAME: Final = "datapackage.json"
"""The file in which a descriptor is looked for."""

Field = dict[str, Any]

_DIALECT: Final[Mapping[str, Any]] = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\r\n",
    "skipInitialSpace": False,
    "header": True,
}
_DATES: Final = (
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
    ("yearmonth", re.compile(r"[0-9]{4}-[0-9]{2}")),
    ("year", re.compile(r"[0-9]{4}")),
)
_ANY_DATE: Final = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_MEASURED: Final = frozenset({"count", "number"})


def package(title: str, language: str, resources: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the descriptor of some CSV files that stand beside it.

    Args:
        title: What the files are about.
        language: Language tag of the titles.
        resources: The files, as `resource` describes them.
    """
    plain = {
        "profile": "tabular-data-package",
        "name": "rosace",
        "title": title,
        "description": say("tables.package.description", language),
        "languages": [language],
        "resources": list(resources),
    }
    return json.dumps(plain, ensure_ascii=False, indent=2).encode() + b"\n"


def resource(
    path: str, title: str, fields: Sequence[Mapping[str, Any]], description: str = ""
) -> dict[str, Any]:
    """Return the description of one CSV file.

    Args:
        path: Its name.
        title: Its title.
        fields: Its columns.
        description: What else is to be said of it.
    """
    said = {"description": description} if description else {}
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv"),
        "path": path,
        "title": title,
        **said,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": dict(_DIALECT),
        "guard": "'",
        "schema": {"fields": list(fields), "missingValues": [""]},
    }


def keyed(described: dict[str, Any], key: Sequence[str], of: str | None = None) -> dict[str, Any]:
    """Return the description of a file with the columns that tell its rows apart.

    Args:
        described: The description.
        key: The headings of those columns, without guard; none where there are none.
        of: The file whose rows the first of them names.
    """
    if not key:
        return described
    names = [guard(heading) for heading in key]
    schema = {**described["schema"], "primaryKey": names}
    if of is not None:
        reference = {"resource": of, "fields": names[:1]}
        schema["foreignKeys"] = [{"fields": names[:1], "reference": reference}]
    return {**described, "schema": schema}


def report_fields(
    column: Column, heads: Sequence[str], cells: Sequence[Sequence[Cell]], formatter: Formatter
) -> list[Field]:
    """Return the fields that a column of a report gives.

    Args:
        column: The column.
        heads: The headings that it has in the file.
        cells: The cells under each.
        formatter: Writes its title.
    """
    title = formatter.phrase(column.title)
    fields = []
    for head, held in zip(heads, cells, strict=True):
        field = _field(head, title, _type_of(column, held))
        if head != column.id:
            bound = head.removeprefix(f"{column.id}_")
            field["title"] = say(f"tables.book.{bound}", formatter.language, name=title)
            field["rosace:column"] = column.id
        if field["type"] == "string" and column.kind == "date" and all(map(_is_date, held)):
            field["constraints"] = {"pattern": _ANY_DATE}
        if column.kind == "count" and all(_is_no_less(cell) for cell in held):
            field["constraints"] = {"minimum": 0}
        fields.append(field)
    return fields


def response_fields(headings: Sequence[str], instrument: Instrument, language: str) -> list[Field]:
    """Return the fields of a table of responses.

    Args:
        headings: Its headings, without guard.
        instrument: The instrument, resolved.
        language: Language tag of the titles.
    """
    return [_response_field(heading, instrument, language) for heading in headings]


def record_fields(
    headings: Sequence[str], instrument: Instrument, item: Item, language: str
) -> list[Field]:
    """Return the fields of a table of the rows of a repeating record.

    Args:
        headings: Its headings, without guard.
        instrument: The instrument, resolved.
        item: The record.
        language: Language tag of the titles.
    """
    found = []
    known = {field.id: field for field in item.fields or ()}
    for heading in headings:
        if heading in known:
            found.append(_item_field(heading, instrument, known[heading], language))
        elif heading.startswith("@"):
            found.append(_respondent_field(heading, alone=False))
        else:
            # A row's id is its own in one response alone.
            found.append(_field(heading, heading, "string") | {"constraints": {"required": True}})
    return found


def codebook_fields(headings: Sequence[str]) -> list[Field]:
    """Return the fields of a codebook.

    Args:
        headings: Its headings.
    """
    return [_field(heading, heading, "string") for heading in headings]


def listing_fields(headings: Sequence[str], counts: frozenset[str]) -> list[Field]:
    """Return the fields of a list of tables or columns.

    Args:
        headings: Its headings.
        counts: Those of whole numbers.
    """
    return [
        _field(heading, heading, "integer" if heading in counts else "string")
        for heading in headings
    ]


def _field(heading: str, title: str, kind: str) -> Field:
    # The name is the heading as it stands in the file, under guard.
    return {"name": guard(heading), "title": title, "type": kind}


def _type_of(column: Column, cells: Sequence[Cell]) -> str:
    """Return the type that every cell of a column has."""
    held = [cell for cell in cells if cell is not None]
    if any(isinstance(cell, str) for cell in held):
        texts = [str(cell) for cell in held]
        if column.kind == "date":
            for name, pattern in _DATES:
                if all(map(pattern.fullmatch, texts)):
                    return name
        return "string"
    if column.kind not in _MEASURED:
        return "string"
    is_whole = column.kind == "count" and all(isinstance(cell, int) for cell in held)
    return "integer" if is_whole else "number"


def _is_date(cell: Cell) -> bool:
    """Return whether a cell is empty or a date of any precision."""
    return cell is None or bool(re.fullmatch(_ANY_DATE, str(cell)))


def _is_no_less(cell: Cell) -> bool:
    """Return whether a cell is empty or a number from 0 up."""
    return cell is None or (not isinstance(cell, str) and cell >= 0)


def _response_field(heading: str, instrument: Instrument, language: str) -> Field:
    name, mark, part = heading.partition("@")
    if not name:
        return _respondent_field(heading)
    item = instrument.item(name)
    if mark:
        field = _field(heading, f"{_title(item, language)} ({part})", "string")
        if part == "missing":
            field["constraints"] = {"enum": list(MISSING_REASONS)}
        return field
    return _item_field(heading, instrument, item, language)


def _item_field(heading: str, instrument: Instrument, item: Item, language: str) -> Field:
    return {**_field(heading, _title(item, language), "string"), **_typed(instrument, item)}


def _title(item: Item, language: str) -> str:
    return Formatter(language=language, messages={}).phrase(Translated(localized=item.text))


def _respondent_field(heading: str, *, alone: bool = True) -> Field:
    """Return a field of what tells whose a response is, where each has a row alone or several."""
    field = _field(heading, heading, "string")
    if heading in {"@id", "@respondent"}:
        field["constraints"] = {"required": True, "unique": alone and heading == "@id"}
    elif heading == "@kind":
        field["constraints"] = {"required": True, "enum": ["individual", "collective"]}
    elif heading == "@wave":
        field["constraints"] = {"required": True, "pattern": IDENTIFIER.pattern}
    return field


def _typed(instrument: Instrument, item: Item) -> Field:
    """Return the type of an item's answers, and what they keep to."""
    bounds = {
        name: _plain(bound)
        for name, bound in (("minimum", item.minimum), ("maximum", item.maximum))
        if bound is not None
    }
    limited: Field = {"constraints": bounds} if bounds else {}
    match item.type:
        case "choice":
            choices = instrument.scales[item.scale or ""].choices
            return {"constraints": {"enum": [choice.code for choice in choices]}}
        case "yes-no":
            return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
        case "integer" | "number":
            return {"type": item.type, **limited}
        case "date":
            if (item.precision or "day") == "day":
                return {"type": "date"}
            return {"constraints": {"pattern": _ANY_DATE}}
    return {}


def _plain(number: Any) -> float:
    return int(number) if number.denominator == 1 else float(number)
