"""Who took part: how many answered, beside how many were invited, and how many responses came."""

from collections.abc import Iterator, Mapping

from rosace.appraisal import Participation
from rosace.instrument import Instrument
from rosace.membership import Membership
from rosace.report import Received
from rosace.study import Study, Wave
from rosace.tally import WHOLE, Group

__all__ = ["beside_invited", "came_in", "participation", "received"]


def participation(
    study: Study,
    instrument: Instrument,
    groups: Mapping[Group, Membership],
    came: Mapping[tuple[str, str], int],
) -> tuple[Participation, ...]:
    """Return how many answered an instrument, in the waves that use it.

    What a group only answers together has no participation to tell of. Of an open wave
    the number of the whole group is told and nothing else.

    Args:
        study: The study.
        instrument: The instrument.
        groups: Who belongs to each planned group.
        came: How many responses came in, by kind of respondent and wave.
    """
    if any(came.values()) and not groups:
        return ()
    closed = {wave.id for wave in study.waves if wave.closed}
    answered = {
        group: _told(study, group, held)
        for group, held in groups.items()
        if group.cell == WHOLE or group.wave in closed
    }
    return tuple(beside_invited(study, instrument, answered))


def beside_invited(
    study: Study, instrument: Instrument, answered: Mapping[Group, int | None]
) -> Iterator[Participation]:
    """Yield how many answered an instrument beside how many were invited.

    The waves that use it come in the study's order, in each the whole group first.

    Args:
        study: The study.
        instrument: The instrument.
        answered: How many answered in each group; None where that cannot be told.
    """
    invited = {
        (asked.wave, frozenset(asked.attributes.items())): asked.count for asked in study.invited
    }
    for wave in _using(study, instrument):
        met = {group for group in answered if group.wave == wave.id}
        if (wave.id, frozenset()) in invited:
            met.add(Group(wave=wave.id))
        for group in sorted(met, key=lambda each: each.cell):
            yield Participation(
                group=group,
                invited=invited.get((wave.id, frozenset(group.cell))),
                answered=answered.get(group, 0),
            )


def received(
    study: Study, instrument: Instrument, came: Mapping[tuple[str, str], int]
) -> tuple[Received, ...]:
    """Return how many responses to an instrument came in, wave by wave.

    Args:
        study: The study.
        instrument: The instrument.
        came: How many came in, by kind of respondent and wave.
    """
    persons = {wave: number for (kind, wave), number in came.items() if kind == "individual"}
    together = {wave: number for (kind, wave), number in came.items() if kind == "collective"}
    return tuple(came_in(study, instrument, persons, together))


def came_in(
    study: Study, instrument: Instrument, persons: Mapping[str, int], together: Mapping[str, int]
) -> Iterator[Received]:
    """Yield how many responses to an instrument came in, for each wave that has any.

    Args:
        study: The study.
        instrument: The instrument.
        persons: How many individuals answered, by wave.
        together: How many times the group answered as one, by wave.
    """
    for wave in study.waves:
        alone, collective = persons.get(wave.id, 0), together.get(wave.id, 0)
        if alone or collective:
            yield Received(
                wave=wave.id,
                instrument=instrument.id,
                persons=alone,
                collective=collective,
                title=wave.title,
            )


def _told(study: Study, group: Group, held: Membership) -> int | None:
    """Return how many answered in a group; None where a subgroup is too small to be named."""
    plain = group.cell == WHOLE or study.disclosure.mode == "open"
    return held.persons if plain or held.size >= study.disclosure.least_for_mean else None


def _using(study: Study, instrument: Instrument) -> list[Wave]:
    """Return the waves that use an instrument; all of a study that does not name it."""
    uses = [used for used in study.instruments if used.id == instrument.id]
    return [wave for wave in study.waves if not uses or any(used.used_in(wave.id) for used in uses)]
