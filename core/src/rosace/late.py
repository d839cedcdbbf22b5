"""Late responses: who may still be counted in a wave that is closed, and what is then shown.

A batch takes in people who were not counted before, and nothing else. What somebody answered in
a wave that was released stays: of what changed between two batches more would follow than from
either, by which of one's answers changed. So those who were counted and those who come late are
different people, and what is shown of all of them together is a sum of two parts: of what was
released before, and of what could be released of the late ones by themselves, as of a wave of
their own. Each part tells nothing of few, so neither does the sum.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from rosace.disclosure import COARSE_BELOW, DISTRIBUTION, MEAN, NOTHING, degree, rule_of
from rosace.errors import DisclosureError
from rosace.membership import atoms, members, memberships, organization, weights
from rosace.response import Response
from rosace.spelling import alike
from rosace.study import Study
from rosace.suppression import degrees
from rosace.tally import WHOLE, Group
from rosace.values import value

__all__ = ["Shown", "needed_late", "newcomers", "refuse_late", "refuse_unnamed", "shown_with"]


@value
class Shown:
    """What is shown of the groups of a wave once late responses are in.

    Args:
        less: The groups that are shown less than their size permits, each with its rule.
        updated: The groups whose tables count the late ones; the others stay as they were.
        kept: Those of the others that late ones belong to, and that are shown at all.
    """

    less: Mapping[Group, str]
    updated: frozenset[Group]
    kept: frozenset[Group]


def needed_late(study: Study) -> int | None:
    """Return how many persons a batch of late answers needs; None where the study is open."""
    limits = study.disclosure
    return None if limits.mode == "open" else limits.least_for_distribution


def newcomers(before: Iterable[Response], later: Iterable[Response]) -> tuple[Response, ...]:
    """Return the later responses of those who are not among the responses before.

    What somebody sends who was counted already is left out, whatever it says. Names that
    differ in capitals, widths of letters, spaces and signs alone are one person's here: whoever
    is let in twice gives away whoever comes in beside them.
    """
    known = {_voice(each) for each in before}
    return tuple(each for each in later if _voice(each) not in known)


def _voice(response: Response) -> tuple[str, str]:
    return response.respondent.kind, alike(response.respondent.id)


def refuse_unnamed(wave: str, responses: Iterable[Response]) -> None:
    """Refuse late responses where they, or those before them, do not say whose they are.

    The rows of a table without names are numbered: who is whom cannot be known.

    Raises:
        DisclosureError: There are such responses.
    """
    numbered = re.compile(rf"r[0-9]+/{re.escape(wave)}")
    if any(numbered.fullmatch(each.respondent.id) for each in responses):
        raise DisclosureError(reason="late-unnamed", details={"wave": wave})


def refuse_late(
    study: Study, wave: str, before: Iterable[Response], late: Iterable[Response], least: int | None
) -> None:
    """Refuse newcomers who cannot be counted without telling of few.

    Args:
        study: The study.
        wave: The wave.
        before: The responses that were counted.
        late: Those of the newcomers.
        least: How many persons are needed; None where nothing was shown, or nothing is protected.

    Raises:
        DisclosureError: They are fewer persons, or organizations, or nobody at all. Or voices do
            not all weigh alike: late ones would change what those before them weigh.
    """
    counted = members(late)
    size = min(len(counted), len({organization(each) for each in counted}))
    if size < (least or 1):
        details = {"found": str(size), "needed": str(least or 1)}
        raise DisclosureError(reason="late-too-few", details=details)
    everybody = [*members(before), *counted]
    if least is not None and len(set(weights(study, everybody))) > 1:
        raise DisclosureError(reason="late-voices", details={"wave": wave})


def shown_with(
    study: Study,
    before: Mapping[Group, int],
    early: Sequence[Response],
    late: Sequence[Response],
    stay: Collection[Group] = (),
) -> Shown:
    """Return what is shown of the groups of one wave once late responses are in.

    The whole is shown with them, and a group whose distribution was shown is shown anew where
    that of its newcomers could be shown by itself; one that nobody belonged to is shown as its
    newcomers are. All others stay as they were, and for good. So does, where so few answered
    before that their table was coarse, every group but the whole: taken off it, a group of
    newcomers would leave the few exactly.

    Args:
        study: The study, of which the wave alone is closed.
        before: How much was shown of each group that had members.
        early: The responses that were counted before.
        late: Those of the newcomers.
        stay: The groups that stayed as they were in an earlier batch.
    """
    held = atoms(study, late)
    new = degrees(study, held, memberships(study, held))
    first = memberships(study, atoms(study, early))
    coarse = study.disclosure.mode != "open" and any(
        members.size < COARSE_BELOW for group, members in first.items() if group.cell == WHOLE
    )
    less: dict[Group, str] = {}
    updated = set()
    for group, counted in memberships(study, atoms(study, [*early, *late])).items():
        now, then = new.get(group, NOTHING), before.get(group)
        if group.cell == WHOLE:
            updated.add(group)
        elif not coarse and then is None:
            updated.add(group)
            if now < degree(rule_of(study, group, counted)):
                less[group] = "subtraction-mean" if now == MEAN else "subtraction"
        elif not coarse and then == now == DISTRIBUTION and group not in stay:
            updated.add(group)
    shown = {group for group, then in before.items() if then > NOTHING}
    kept = (shown & (new.keys() | set(stay))) - updated
    return Shown(less=less, updated=frozenset(updated), kept=frozenset(kept))
