"""An instrument's document as the rows of the sheets of a workbook."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rosace_authoring.workbook.layout import (
    ANSWER,
    CHOICES,
    DIMENSIONS,
    FIELDS,
    GROUPS,
    INSTRUMENT,
    ITEMS,
    LEVELS,
    SCALES,
    SCORE,
    SECTIONS,
    SHEETS,
    Sheet,
)

__all__ = ["Row", "dimensions_of", "languages_of", "rows_of", "types_of", "vector_headings"]

Row = dict[str, Any]
"""Plain data by the name of its column."""

_MOST_COLUMNS = 200


def rows_of(document: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the rows of every sheet, in the order of the document.

    Args:
        document: An instrument of the contract, as plain data.
    """
    dimensions = list(dimensions_of(document.get("dimensions", ()), None))
    scales = document.get("scales", {})
    owners, listed = _sections(document)
    items = document.get("items", ())
    return {
        "instrument": [_row(INSTRUMENT, document)],
        "use": list(_use(document.get("use", {}))),
        "sections": [
            _row(SECTIONS, each, items=listed.get(each["id"]))
            for each in document.get("sections", ())
        ],
        "items": [_row(ITEMS, each, section=owners.get(each["id"])) for each in items],
        "fields": [
            _row(FIELDS, field, item=each["id"])
            for each in items
            for field in each.get("fields", ())
        ],
        "wordings": list(_wordings(items)),
        "scales": [_row(SCALES, scale, id=key) for key, scale in scales.items()],
        "choices": [
            _row(CHOICES, choice, scale=key)
            for key, scale in scales.items()
            for choice in scale["choices"]
        ],
        "groups": [
            _row(GROUPS, group, scale=key)
            for key, scale in scales.items()
            for group in scale.get("groups", ())
        ],
        "dimensions": [_row(DIMENSIONS, each, parent=parent) for each, parent in dimensions],
        "levels": [
            _row(LEVELS, level, dimension=each["id"])
            for each, _ in dimensions
            for level in each.get("scoring", {}).get("levels", {}).get("cutoffs", ())
        ],
        "vectors": list(_vectors(document)),
    }


def dimensions_of(
    dimensions: Sequence[Mapping[str, Any]], parent: str | None
) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Yield every dimension with the id of the one that gathers it, each before those beneath."""
    for each in dimensions:
        yield each, parent
        yield from dimensions_of(each.get("dimensions", ()), each["id"])


def types_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the type of each item of a document, by id, as far as it tells."""
    items = (each for each in document.get("items", ()) if isinstance(each.get("type"), str))
    return {each["id"]: each["type"] for each in items if isinstance(each.get("id"), str)}


def languages_of(document: Mapping[str, Any], rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Return the languages of a document's texts: those that it declares, then any other.

    Args:
        document: The document.
        rows: Its rows by sheet.
    """
    found = dict.fromkeys(document.get("languages", ()))
    for name, held in rows.items():
        worded = [each.name for each in SHEETS[name].columns if each.kind == "localized"]
        for row in held:
            for column in worded:
                found |= dict.fromkeys(row.get(column, ()))
    return list(found)


def _row(sheet: Sheet, part: Mapping[str, Any], **given: Any) -> Row:
    row: Row = {}
    for column in sheet.columns:
        held = given[column.name] if column.name in given else _dig(part, column.keys)
        if held is not None:
            row[column.name] = held
    return row


def _dig(part: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        part = part.get(key) if isinstance(part, Mapping) else None
    return part


def _sections(document: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return the section of each item, and the items of the sections that this does not say.

    A section whose items stand in the order of the sheet of items is told by their rows;
    any other lists them.
    """
    order = [each["id"] for each in document.get("items", ())]
    owners: dict[str, str] = {}
    for section in document.get("sections", ()):
        for item in section["items"]:
            owners.setdefault(item, section["id"])
    listed = {
        section["id"]: section["items"]
        for section in document.get("sections", ())
        if section["items"] != [item for item in order if owners.get(item) == section["id"]]
    }
    return {item: owner for item, owner in owners.items() if owner not in listed}, listed


def _use(use: Mapping[str, Any]) -> Iterator[Row]:
    for each in use.get("prerequisites", ()):
        yield {"part": "prerequisite", **each}
    for each in use.get("modes", ()):
        held = dict(each)
        yield {"part": "mode", "text": held.pop("title"), **held}


def _wordings(items: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    for item in items:
        for field in (None, *item.get("fields", ())):
            for code, words in (item if field is None else field).get("choices", {}).items():
                row = {"item": item["id"], "code": code, "text": words}
                yield row if field is None else {**row, "field": field["id"]}


def _vectors(document: Mapping[str, Any]) -> Iterator[Row]:
    """Yield a row for each vector; its columns are named after items and dimensions."""
    for number, vector in enumerate(document.get("vectors", ()), start=1):
        row: Row = {"vector": number}
        row |= {ANSWER + item: held for item, held in vector["answers"].items()}
        row |= {SCORE + each: held for each, held in vector["scores"].items()}
        yield row


def vector_headings(document: Mapping[str, Any]) -> list[str]:
    """Return the headings of the sheet of vectors after the first.

    They are those of every item and dimension, unless there are very many; then of
    those that vectors name.
    """
    items = [each["id"] for each in document.get("items", ())]
    dimensions = [each["id"] for each, _ in dimensions_of(document.get("dimensions", ()), None)]
    vectors = document.get("vectors", ())
    is_small = len(items) + len(dimensions) <= _MOST_COLUMNS
    answered = [each for vector in vectors for each in vector["answers"]]
    scored = [each for vector in vectors for each in vector["scores"]]
    return [
        *(ANSWER + each for each in dict.fromkeys([*items * is_small, *answered])),
        *(SCORE + each for each in dict.fromkeys([*dimensions * is_small, *scored])),
    ]
