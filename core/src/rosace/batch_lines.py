"""NDJSON written from columns: the lines that `rosace.writing` writes, without a value a response.

What many responses share, such as an answer to a choice, is spelt once.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from rosace.columnar import ATTRIBUTE, PARTS, Batch, Columnar
from rosace.instrument import Instrument, Item
from rosace.values import plain_number, rational, spell_rational

__all__ = ["lines_of"]

_LISTED: Final = frozenset({"multiple-choice", "ranking", "records"})
_MOST_KEPT: Final = 1 << 12
"""How many spellings of a column are kept; what differs in every row is spelt anew."""

_spelt: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class _Spelt(str):
    """JSON already."""

    __slots__ = ()


def lines_of(instrument: Instrument, columns: Columnar) -> Iterator[bytes]:
    """Yield responses as NDJSON, some thousand lines at a time.

    Args:
        instrument: The instrument that they answer.
        columns: The responses.
    """
    headings = columns.headings()
    about = _About(instrument, headings)
    # Names that were given are sorted, so that equal responses give equal lines.
    items = sorted(instrument.items, key=lambda item: item.id)
    answers = [_Answers(item, headings) for item in items]
    for batch in columns.batches():
        parts = [about.openings(batch), *(each.fragments(batch) for each in answers)]
        yield "".join(
            [f"{opening}{''.join(held)[1:]}}}}}\n" for opening, *held in zip(*parts, strict=True)]
        ).encode()


class _About:
    """What a line says before its answers."""

    def __init__(self, instrument: Instrument, headings: Sequence[str]) -> None:
        self._instrument = instrument
        self._attributes = sorted(name for name in headings if name.startswith(ATTRIBUTE))
        self._waves: dict[tuple[str, str], str] = {}
        self._respondents: dict[tuple[Any, ...], str] = {}

    def openings(self, batch: Batch) -> Iterator[str]:
        waves = zip(batch.cells("@version"), batch.cells("@wave"), strict=True)
        names = ("@kind", "@organization", "@weight", *self._attributes)
        respondents = zip(*map(batch.cells, names), strict=True)
        for response, wave, name, respondent in zip(
            map(_spelt, batch.cells("@id")),
            _kept(waves, self._waves, self._wave),
            map(_spelt, batch.cells("@respondent")),
            _kept(respondents, self._respondents, self._respondent),
            strict=True,
        ):
            yield f'{{"schema":"rosace/response/1","id":{response}{wave}{name}{respondent}'

    def _wave(self, held: tuple[str, str]) -> str:
        version, wave = held
        stated = {"instrument": self._instrument.id, "version": version, "wave": wave}
        return f',{_spelt(stated)[1:-1]},"respondent":{{"id":'

    def _respondent(self, held: Sequence[Any]) -> str:
        kind, organization, weight, *values = held
        attributes = {
            name.removeprefix(ATTRIBUTE): said
            for name, said in zip(self._attributes, values, strict=True)
            if said is not None
        }
        stated: dict[str, Any] = {"kind": kind}
        if organization is not None:
            stated["organization"] = organization
        if attributes:
            stated["attributes"] = attributes
        if weight is not None:
            stated["weight"] = spell_rational(rational(weight))
        return f',{_spelt(stated)[1:]},"answers":{{'


class _Answers:
    """The answers to an item: each with its key, a comma before it; nothing where there is none."""

    def __init__(self, item: Item, headings: Sequence[str]) -> None:
        self._key = f",{_spelt(item.id)}:"
        parts = [part for part in PARTS if f"{item.id}@{part}" in headings]
        self._is_listed = item.type in _LISTED or item.many
        self._columns = [item.id, *(f"{item.id}@{part}" for part in parts)]
        self._parts = parts
        self._known: dict[Any, str] = {}

    def fragments(self, batch: Batch) -> Iterable[str]:
        value, *others = map(batch.cells, self._columns)
        if self._is_listed:
            value = [None if cell is None else _Spelt(_spelt(_plain(cell))) for cell in value]
        return _kept(zip(value, *others, strict=True), self._known, self._fragment)

    def _fragment(self, held: tuple[Any, ...]) -> str:
        value, *others = held
        plain = {
            part: cell for part, cell in zip(self._parts, others, strict=True) if cell is not None
        }
        spelt = value if isinstance(value, _Spelt) else _spelt(plain_number(value))
        if not plain:
            return "" if value is None else f"{self._key}{spelt}"
        words = _spelt(plain)
        if value is not None:
            words = f'{{"value":{spelt},{words[1:]}'
        return f"{self._key}{words}"


def _plain(cell: list[Any]) -> list[Any]:
    """Return several codes as they are, and rows of a record without their empty fields."""
    return [_row(each) if isinstance(each, dict) else each for each in cell]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    fields = {
        key: plain_number(row[key]) for key in sorted(row) if key != "id" and row[key] is not None
    }
    return {"id": row["id"], **fields}


def _kept(
    cells: Iterable[Any], known: dict[Any, str], spell: Callable[[Any], str]
) -> Iterator[str]:
    """Yield the spelling of each cell; what is met again is spelt but once."""
    for cell in cells:
        found = known.get(cell)
        if found is None:
            found = spell(cell)
            if len(known) < _MOST_KEPT:
                known[cell] = found
        yield found
