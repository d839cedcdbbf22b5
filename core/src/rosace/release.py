"""Releases: what the disclosure gate let through of one instrument in one closed wave.

Once a wave is closed its reports are written from the releases alone, so that no later change
of the answers, not even that of taking somebody out, can be read off by comparing two reports.
"""

import re
from fractions import Fraction
from typing import Any, Final, Literal

import attrs

from rosace.appraisal import (
    Appraisal,
    Bounds,
    Moved,
    Movement,
    ProtectedCount,
    ProtectedTable,
    Remarks,
)
from rosace.content import content_of
from rosace.sizes import LONGEST_TEXT, MOST_BATCHES, MOST_COUNTED
from rosace.tally import Group, TallyKind, number_of
from rosace.values import (
    DIGEST,
    LANGUAGE,
    distinct,
    each_matches,
    filled,
    id_field,
    matches,
    name_field,
    value,
    version_field,
    whole,
)

__all__ = [
    "Answered",
    "Release",
    "group_of",
    "movements_of",
    "protected_tables",
    "release_of",
    "remarks_of",
]

_EXACT: Final = re.compile(r"-?[0-9]{1,400}(/[1-9][0-9]{0,399})?")
_LONGEST_EXACT: Final = 801
_KEY: Final = re.compile(r"[\s\S]+")
_LONGEST_KEY: Final = 1000
_is_exact: Final = matches(_EXACT, _LONGEST_EXACT)
_is_key: Final = matches(_KEY, _LONGEST_KEY)


def _exact(**options: Any) -> Any:
    optional = options.get("default", ...) is None
    return attrs.field(
        validator=attrs.validators.optional(_is_exact) if optional else _is_exact, **options
    )


def _are_texts(_: object, attribute: "attrs.Attribute[Any]", texts: Any) -> None:
    if any(not 1 <= len(text) <= LONGEST_TEXT for text in texts):
        message = f"{attribute.name}: a text is empty, or over {LONGEST_TEXT} characters"
        raise ValueError(message)


@value
class Range:
    """A number when both ends are the same, otherwise the range that it lies in."""

    low: str = _exact()
    high: str = _exact()


@value
class CellPart:
    """One attribute and the value that the members of a subgroup share."""

    attribute: str = id_field()
    value: str = name_field()


@value
class Answered:
    """How many answered in a subgroup; None where the number is withheld."""

    cell: tuple[CellPart, ...]
    persons: int | None = attrs.field(default=None, validator=whole(0, MOST_COUNTED))


@value
class ReleasedCount:
    """How many hold a key, in persons and in weight of voices."""

    key: str = attrs.field(validator=_is_key)
    persons: Range
    weight: Range


@value
class ReleasedTable:
    """One tally as the gate let it through, as `rosace.appraisal.ProtectedTable` has it."""

    of: str = attrs.field(validator=_is_key)
    kind: TallyKind
    cell: tuple[CellPart, ...] = ()
    rule: str | None = id_field(default=None)
    persons: int | None = attrs.field(default=None, validator=whole(0, MOST_COUNTED))
    weight: str | None = _exact(default=None)
    counts: tuple[ReleasedCount, ...] | None = None
    mean: Range | None = None
    alpha: str | None = _exact(default=None)


@value
class ReleasedRemarks:
    """Individual texts on one item, in an order that says nothing of who wrote them.

    Args:
        item: The item.
        texts: The texts; none where they are too many to be listed.
        count: How many there are, where they are not listed.
    """

    item: str = id_field()
    texts: tuple[str, ...] = attrs.field(validator=_are_texts)
    count: int | None = attrs.field(default=None, validator=whole(0, MOST_COUNTED))


@value
class ReleasedMoved:
    """How many of those who answered twice moved on one item."""

    item: str = id_field()
    stronger: Range
    same: Range
    weaker: Range


@value
class ReleasedMovement:
    """How those who answered in this wave and an earlier one moved."""

    before: str = id_field()
    rule: str | None = id_field(default=None)
    persons: int | None = attrs.field(default=None, validator=whole(0, MOST_COUNTED))
    items: tuple[ReleasedMoved, ...] = ()


@value
class Release:
    """What may be shown of one instrument in one closed wave; it holds no persons.

    Args:
        study: Id of the study.
        instrument: Id of the instrument.
        version: Its version.
        languages: The languages that it had.
        content: Digest of what it asked in them, and of how it scores (`rosace.content`).
        wave: Id of the wave.
        batch: Number of the batch in its wave, from 1.
        persons: Persons whose responses were received.
        answered: How many answered in each planned subgroup.
        tables: Tables as the gate let them through.
        kept: Subgroups whose tables are those of the batch before: the gate shows less of
            them with the late responses.
        movements: How those who answered in this wave and an earlier one moved.
        remarks: Individual texts, where the group is large enough.
    """

    schema: Literal["rosace/release/1"] = "rosace/release/1"
    study: str = id_field()
    instrument: str = id_field()
    version: str = version_field()
    languages: tuple[str, ...] = attrs.field(validator=[filled, distinct, each_matches(LANGUAGE)])
    content: str = attrs.field(validator=matches(DIGEST))
    wave: str = id_field()
    batch: int = attrs.field(validator=whole(1, MOST_BATCHES))
    persons: int = attrs.field(validator=whole(0, MOST_COUNTED))
    answered: tuple[Answered, ...] = ()
    tables: tuple[ReleasedTable, ...]
    kept: tuple[tuple[CellPart, ...], ...] = ()
    movements: tuple[ReleasedMovement, ...] = ()
    remarks: tuple[ReleasedRemarks, ...] = ()


def release_of(appraisal: Appraisal, wave: str, batch: int) -> Release:
    """Return what an appraisal may show of one wave.

    Args:
        appraisal: The appraisal, of which the wave is closed.
        wave: The wave.
        batch: Number of the batch in its wave.
    """
    whole_group = Group(wave=wave)
    used = appraisal.instrument
    taking_part = [each for each in appraisal.participation if each.group.wave == wave]
    return Release(
        study=appraisal.study.id,
        instrument=used.id,
        version=used.version,
        languages=used.languages,
        content=content_of(used, used.languages),
        wave=wave,
        batch=batch,
        persons=sum(each.answered or 0 for each in taking_part if each.group == whole_group),
        answered=tuple(
            Answered(cell=_parts(each.group), persons=each.answered)
            for each in taking_part
            if each.group != whole_group
        ),
        tables=tuple(_released(table) for table in appraisal.tables if table.group.wave == wave),
        movements=tuple(
            _released_movement(each) for each in appraisal.movements if each.after == wave
        ),
        remarks=tuple(
            ReleasedRemarks(
                item=each.item, texts=each.texts, count=None if each.texts else each.count
            )
            for each in appraisal.remarks
            if each.wave == wave
        ),
    )


def protected_tables(release: Release) -> tuple[ProtectedTable, ...]:
    """Return the tables of a release as the gate let them through."""
    return tuple(
        ProtectedTable(
            of=table.of,
            kind=table.kind,
            group=group_of(release.wave, table.cell),
            rule=table.rule,
            persons=table.persons,
            weight=_number(table.weight),
            counts=None
            if table.counts is None
            else tuple(
                ProtectedCount(
                    key=count.key, persons=_bounds(count.persons), weight=_bounds(count.weight)
                )
                for count in table.counts
            ),
            mean=None if table.mean is None else _bounds(table.mean),
            alpha=_number(table.alpha),
        )
        for table in release.tables
    )


def remarks_of(release: Release) -> tuple[Remarks, ...]:
    """Return the individual texts of a release."""
    return tuple(
        Remarks(
            item=each.item,
            wave=release.wave,
            texts=each.texts,
            count=len(each.texts) if each.count is None else each.count,
        )
        for each in release.remarks
    )


def movements_of(release: Release) -> tuple[Movement, ...]:
    """Return the movements of a release, which lead to its wave."""
    return tuple(
        Movement(
            before=each.before,
            after=release.wave,
            rule=each.rule,
            persons=each.persons,
            items=tuple(
                Moved(
                    item=moved.item,
                    stronger=_bounds(moved.stronger),
                    same=_bounds(moved.same),
                    weaker=_bounds(moved.weaker),
                )
                for moved in each.items
            ),
        )
        for each in release.movements
    )


def group_of(wave: str, cell: tuple[CellPart, ...]) -> Group:
    """Return the group that a cell of a release names."""
    return Group(wave=wave, cell=tuple((part.attribute, part.value) for part in cell))


def _parts(group: Group) -> tuple[CellPart, ...]:
    return tuple(CellPart(attribute=attribute, value=held) for attribute, held in group.cell)


def _released(table: ProtectedTable) -> ReleasedTable:
    counts = table.counts
    return ReleasedTable(
        of=table.of,
        kind=table.kind,
        cell=_parts(table.group),
        rule=table.rule,
        persons=table.persons,
        weight=None if table.weight is None else str(table.weight),
        counts=None
        if counts is None
        else tuple(
            ReleasedCount(key=count.key, persons=_range(count.persons), weight=_range(count.weight))
            for count in counts
        ),
        mean=None if table.mean is None else _range(table.mean),
        alpha=None if table.alpha is None else str(table.alpha),
    )


def _released_movement(movement: Movement) -> ReleasedMovement:
    return ReleasedMovement(
        before=movement.before,
        rule=movement.rule,
        persons=movement.persons,
        items=tuple(
            ReleasedMoved(
                item=each.item,
                stronger=_range(each.stronger),
                same=_range(each.same),
                weaker=_range(each.weaker),
            )
            for each in movement.items
        ),
    )


def _range(bounds: Bounds) -> Range:
    return Range(low=str(bounds.low), high=str(bounds.high))


def _bounds(held: Range) -> Bounds:
    return Bounds(low=number_of(held.low), high=number_of(held.high))


def _number(held: str | None) -> Fraction | None:
    return None if held is None else number_of(held)
