"""References between the instruments of a study."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Instrument, Item
from rosace.response import AnswerValue, Record, Response
from rosace.spelling import nearest

__all__ = ["check_references"]

_Rows = Mapping[tuple[str, str], Collection[str]]


def check_references(
    pairs: Iterable[tuple[Instrument, Sequence[Response]]], enabled: Collection[str]
) -> tuple[Problem, ...]:
    """Return a problem for each reference to a row of another instrument that is not there.

    A row is looked for in every response of the study to that instrument. Where
    the instrument is not enabled there is one notice a field, and no error.

    Args:
        pairs: Resolved instruments, each version apart, with the study's responses.
        enabled: Ids of the instruments that the study uses.
    """
    held = tuple(pairs)
    rows = _rows(held)
    problems: list[Problem] = []
    for instrument, given in held:
        for item, field in _outward(instrument):
            problems += _follow(given, item, field, rows, enabled)
    return tuple(problems)


def _rows(pairs: Iterable[tuple[Instrument, Sequence[Response]]]) -> _Rows:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for instrument, given in pairs:
        for response in given:
            for item, answer in response.answers.items():
                found[instrument.id, item].update(row.id for row in _records(answer.value))
    return found


def _records(value: AnswerValue | None) -> Iterator[Record]:
    if isinstance(value, tuple):
        yield from (row for row in value if isinstance(row, Record))


def _outward(instrument: Instrument) -> Iterator[tuple[Item, Item]]:
    """Yield the fields that refer to another instrument, each with its item."""
    for item in instrument.items:
        for field in item.fields or ():
            if field.to is not None and field.to.instrument not in {None, instrument.id}:
                yield item, field


def _follow(
    responses: Iterable[Response], item: Item, field: Item, rows: _Rows, enabled: Collection[str]
) -> Iterator[Problem]:
    target = (field.to.instrument or "", field.to.item) if field.to else ("", "")
    name = f"{item.id}.{field.id}"
    for response in responses:
        answer = response.answers.get(item.id)
        for index, row in enumerate(_records(answer.value) if answer else ()):
            held = row.fields.get(field.id)
            for identifier in held if isinstance(held, tuple) else (held,):
                if identifier is None or identifier in rows.get(target, ()):
                    continue
                if target[0] not in enabled:
                    said: dict[str, str | int] = {"item": name, "instrument": target[0]}
                    yield Problem("reference-not-followed", severity="notice", arguments=said)
                    return
                path = ("answers", item.id, index, field.id)
                yield _dangling(path, name, str(identifier), rows.get(target, ()))


def _dangling(
    path: tuple[str | int, ...], name: str, identifier: str, known: Iterable[str]
) -> Problem:
    said: dict[str, str | int] = {"item": name, "found": identifier}
    if near := nearest(identifier, known):
        return locate("dangling-reference-suggestion", path, {**said, "nearest": near})
    return locate("dangling-reference", path, said)
