"""Closing a wave: what was answered is let through the gate once, sealed, and kept as a release.

Late and corrected responses come in as a further batch, together, and only where they are
enough: the difference between two batches tells of those who came between.
"""

from collections.abc import Iterable

from rosace.disclosure import degree
from rosace.errors import DisclosureError
from rosace.membership import members, organization
from rosace.release import Release, group_of
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Group
from rosace.values import evolve

__all__ = ["degrees_of", "merged", "refuse_few", "with_corrections"]


def with_corrections(before: Iterable[Response], later: Iterable[Response]) -> tuple[Response, ...]:
    """Return responses with later ones: a person's later response takes the place of the first."""
    held = {(each.respondent.kind, each.respondent.id): each for each in before}
    held |= {(each.respondent.kind, each.respondent.id): each for each in later}
    return tuple(held.values())


def refuse_few(study: Study, late: Iterable[Response]) -> None:
    """Refuse a batch of late responses that few persons, or organizations, came with.

    Raises:
        DisclosureError: They are fewer than the distribution of a subgroup needs.
    """
    counted = members(late)
    size = min(len(counted), len({organization(each) for each in counted}))
    least = study.disclosure.subgroup
    if study.disclosure.mode != "open" and size < least:
        details = {"found": str(size), "needed": str(least)}
        raise DisclosureError(reason="late-too-few", details=details)


def degrees_of(release: Release) -> dict[Group, int]:
    """Return how much of each group a release shows."""
    found: dict[Group, int] = {}
    for table in release.tables:
        group = group_of(release.wave, table.cell)
        found[group] = max(found.get(group, 0), degree(table.rule))
    return found


def merged(before: Release, now: Release) -> Release:
    """Return a release in which no group is shown less than it has been already.

    What was shown before is known; where the gate shows less of a group now, its tables
    stay as they were.

    Args:
        before: The release of the batch before.
        now: That of the batch with the late responses.
    """
    then, since = degrees_of(before), degrees_of(now)
    kept = {group for group, shown in then.items() if shown > since.get(group, 0)}
    return evolve(
        now,
        tables=(
            *(each for each in now.tables if group_of(now.wave, each.cell) not in kept),
            *(each for each in before.tables if group_of(now.wave, each.cell) in kept),
        ),
    )
