"""Responses built from rows that are known to be sound."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rosace.columnar import ATTRIBUTE, PARTS
from rosace.instrument import Instrument, Item
from rosace.response import Answer, Record, Respondent, Response
from rosace.values import plain_number, rational
from rosace_bulk.rows import Layout

__all__ = ["Builder", "reader"]


class Builder:
    """Builds responses from the rows of a table.

    Args:
        layout: The table.
        instrument: The instrument.
    """

    def __init__(self, layout: Layout, instrument: Instrument) -> None:
        self._usual = {"@wave": layout.wave, "@version": layout.version, "@kind": layout.kind}
        self._instrument = instrument
        self._attributes = layout.attributes
        self._items = [
            (item.id, reader(item), [(part, f"{item.id}@{part}") for part in PARTS
                                      if layout.has(f"{item.id}@{part}")])
            for item in instrument.items
        ]  # fmt: skip

    def build(self, row: Mapping[str, Any]) -> Response:
        """Return the response of a row.

        Args:
            row: The cells by column, named as the layout names them.
        """
        attributes = {
            name: held for name in self._attributes if (held := row[f"{ATTRIBUTE}{name}"])
        }
        respondent = Respondent(
            id=row["@respondent"],
            kind=self._told(row, "@kind"),
            organization=row.get("@organization"),
            attributes=attributes,
            weight=rational(row.get("@weight") or 1),
        )
        answers = {}
        for name, read, parts in self._items:
            held = row.get(name)
            words = {part: said for part, column in parts if (said := row[column]) is not None}
            if held is None and not words:
                continue
            if held is None:
                words.setdefault("missing", "no-answer")
                answers[name] = Answer(**words)
            else:
                answers[name] = Answer(value=read(held), **words)
        return Response(
            id=row["@id"],
            instrument=self._instrument.id,
            version=self._told(row, "@version"),
            wave=self._told(row, "@wave"),
            respondent=respondent,
            answers=answers,
        )

    def _told(self, row: Mapping[str, Any], name: str) -> Any:
        held = row.get(name)
        return self._usual[name] if held is None else held


def reader(item: Item) -> Callable[[Any], Any]:
    """Return what turns a cell into an answer's value.

    Args:
        item: The item, or a field of a record.
    """
    if item.type == "choice":
        return str
    if item.type in {"integer", "number"}:
        return plain_number
    if item.type == "records":
        fields = [(field.id, reader(field)) for field in item.fields or ()]
        return lambda rows: tuple(_record(row, fields) for row in rows)
    return lambda held: tuple(held) if isinstance(held, list) else held


def _record(row: Mapping[str, Any], fields: Sequence[tuple[str, Callable[[Any], Any]]]) -> Record:
    held = {name: read(row[name]) for name, read in fields if row.get(name) is not None}
    return Record(id=row["id"], fields=held)
