"""How many answer in each wave of a made-up study, and where it begins among all respondents."""

from collections.abc import Mapping
from typing import Final

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.study import Study
from rosace.values import value
from rosace_authoring import PACKAGE
from rosace_authoring.simulation.apportioning import apportion

__all__ = ["USUAL", "Occasion", "plan_waves", "too_few_invited"]

USUAL: Final = 1000
"""How many responses there are where neither a number nor a study says."""

_WAVES: Final = 2
_TAKE_PART: Final = 0.8
_LEAVE: Final = 0.15


@value
class Occasion:
    """One wave as it is simulated.

    Args:
        id: The wave.
        number: Its place among all waves, from 0.
        size: How many answer in it.
        first: The first of all respondents who has not left for good.
        skips: Whether some of those who could answer do not.
        quotas: Attribute values, with the most who may answer.
    """

    id: str
    number: int
    size: int
    first: int
    skips: bool
    quotas: tuple[tuple[Mapping[str, str], int], ...] = attrs.field(default=())


def plan_waves(
    n: int | None, waves: int | None, study: Study | None, only: str | None = None
) -> tuple[Occasion, ...]:
    """Return the waves, with how many answer in each.

    Args:
        n: How many responses there are in all; where None as many as a study's
            invitations make likely, or else 1,000.
        waves: How many waves there are where no study says; two where None.
        study: The study, whose waves and invitations are kept to.
        only: The one wave of the study that is answered; all where None.

    Raises:
        InvalidDocumentError: The study invited fewer.
    """
    if study is None:
        names = [f"wave-{number + 1}" for number in range(waves or _WAVES)]
    else:
        names = [wave.id for wave in study.waves]
    several = len(names) > 1
    named = [(place, each) for place, each in enumerate(names) if only in {None, each}]
    rooms = [_room(study, name) for _, name in named]
    known = [room for room in rooms if room is not None]
    if n is None:
        n = USUAL if len(known) < len(rooms) else sum(round(_TAKE_PART * each) for each in known)
    if len(known) == len(rooms) and n > sum(known):
        raise too_few_invited(n, sum(known))
    sizes = _sizes(n, rooms)
    leave = round(_LEAVE * min(sizes))
    return tuple(
        Occasion(
            id=name,
            number=number,
            size=size,
            first=leave * number,
            skips=several,
            quotas=_quotas(study, name),
        )
        for (number, name), size in zip(named, sizes, strict=True)
    )


def too_few_invited(n: int, most: int) -> InvalidDocumentError:
    """Return the error that a study invited fewer than are to answer."""
    arguments = {"n": most, "asked": n}
    return InvalidDocumentError(
        [Problem("authoring-too-few-invited", arguments=arguments, catalogue=PACKAGE)]
    )


def _sizes(n: int, rooms: list[int | None]) -> list[int]:
    """Share responses out over waves, evenly, or by how many were invited to each."""
    if all(rooms):
        return apportion([float(room or 0) for room in rooms], n)
    sizes = [0] * len(rooms)
    open_ = [index for index, room in enumerate(rooms) if room != 0]
    while open_:
        even = apportion([1.0] * len(open_), n - sum(sizes))
        full = [
            index
            for index, share in zip(open_, even, strict=True)
            if (room := rooms[index]) is not None and room < share
        ]
        for index, share in zip(open_, even, strict=True):
            if not full:
                sizes[index] = share
        for index in full:
            sizes[index] = rooms[index] or 0
        open_ = [index for index in open_ if index not in full] if full else []
    return sizes


def _room(study: Study | None, wave: str) -> int | None:
    """Return the most who may answer in a wave, by the invitations; None where nothing says."""
    if study is None:
        return None
    asked = [each for each in study.invited if each.wave == wave]
    rooms = [each.count for each in asked if not each.attributes]
    for attribute in study.attributes:
        counts = {
            value: each.count
            for each in asked
            if len(each.attributes) == 1
            for name, value in each.attributes.items()
            if name == attribute.id
        }
        declared = {each.id for each in attribute.values or ()}
        if declared and declared <= counts.keys():
            rooms.append(sum(counts.values()))
    return min(rooms, default=None)


def _quotas(study: Study | None, wave: str) -> tuple[tuple[Mapping[str, str], int], ...]:
    asked = study.invited if study else ()
    return tuple(
        (each.attributes, each.count) for each in asked if each.wave == wave and each.attributes
    )
