"""References between the instruments of a study."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from rosace.appraisal import Appraisal
from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Instrument, Item
from rosace.places import Place, nowhere
from rosace.response import Response
from rosace.spelling import nearest

__all__ = ["RowTitles", "check_references", "row_titles"]

RowTitles = Mapping[tuple[str, str, str], str]
"""The words that stand for rows, by instrument, item and row id."""

_Rows = Mapping[tuple[str, str], Collection[str]]


def check_references(
    pairs: Iterable[tuple[Instrument, Iterable[Response]]],
    enabled: Collection[str],
    place_of: Callable[[Response], Place] = nowhere,
) -> tuple[Problem, ...]:
    """Return a problem for each reference to a row of another instrument that is not there.

    A row is looked for in every response of the study to that instrument. Where
    the instrument is not enabled there is one notice a field, and no error.

    Args:
        pairs: Resolved instruments, each version apart, with the study's responses.
        enabled: Ids of the instruments that the study uses.
        place_of: Says where a response stood.
    """
    held = tuple(pairs)
    outward = [(given, item, field) for used, given in held for item, field in _outward(used)]
    targets = {(field.to.instrument, field.to.item) for *_, field in outward if field.to}
    rows = _rows(held, targets)
    problems: list[Problem] = []
    for given, item, field in outward:
        placed = ((response, place_of(response)) for response in given)
        problems += _follow(placed, item, field, rows, enabled)
    return tuple(problems)


def row_titles(appraisal: Appraisal) -> RowTitles:
    """Return the words of every row that the groups of a study wrote, to show for references.

    A row is called by its first field of text, as its latest wave words it; one
    without such words has no title. Earlier versions of an instrument are read too.

    Args:
        appraisal: Any appraisal of the study; the study's others are looked through too.
    """
    titles: dict[tuple[str, str, str], str] = {}
    every = (appraisal, *appraisal.others.values())
    for held in (part for each in every for part in (*each.earlier, each)):
        for item in held.instrument.items:
            named = next((field.id for field in item.fields or () if _is_title(field)), "")
            for response in held.collective if named else ():
                for row in response.rows(item.id):
                    if words := row.text(named):
                        titles[held.instrument.id, item.id, row.id] = words
    return titles


def _is_title(field: Item) -> bool:
    """Say whether rows can be called by a field: by words that everybody may read."""
    return field.type == "text" and field.audience is None


def _rows(
    pairs: Iterable[tuple[Instrument, Iterable[Response]]],
    targets: Collection[tuple[str | None, str]],
) -> _Rows:
    """Return the ids of the rows that were written, by the items that some refer to."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for instrument, given in pairs:
        items = [item for name, item in targets if name == instrument.id]
        for response in given if items else ():
            for item in items:
                found[instrument.id, item].update(row.id for row in response.rows(item))
    return found


def _outward(instrument: Instrument) -> Iterator[tuple[Item, Item]]:
    """Yield the fields that refer to another instrument, each with its item."""
    for item in instrument.items:
        for field in item.fields or ():
            if field.to is not None and field.to.instrument not in {None, instrument.id}:
                yield item, field


def _follow(
    placed: Iterable[tuple[Response, Place]],
    item: Item,
    field: Item,
    rows: _Rows,
    enabled: Collection[str],
) -> Iterator[Problem]:
    target = (field.to.instrument or "", field.to.item) if field.to else ("", "")
    name = f"{item.id}.{field.id}"
    for response, place in placed:
        for index, row in enumerate(response.rows(item.id)):
            held = row.fields.get(field.id)
            for identifier in held if isinstance(held, tuple) else (held,):
                if identifier is None or identifier in rows.get(target, ()):
                    continue
                if target[0] not in enabled:
                    said: dict[str, str | int] = {"item": name, "instrument": target[0]}
                    yield Problem("reference-not-followed", severity="notice", arguments=said)
                    return
                path = ("answers", item.id, index, field.id)
                yield place.locate(_dangling(path, name, str(identifier), rows.get(target, ())))


def _dangling(
    path: tuple[str | int, ...], name: str, identifier: str, known: Iterable[str]
) -> Problem:
    said: dict[str, str | int] = {"item": name, "found": identifier}
    if near := nearest(identifier, known):
        return locate("dangling-reference-suggestion", path, {**said, "nearest": near})
    return locate("dangling-reference", path, said)
