"""Counting: all that the gate needs of responses, in numbers, and what holds of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from rosace.appraisal import Remarks
from rosace.instrument import Instrument
from rosace.membership import Atom, atoms, fits, members, memberships
from rosace.response import Response
from rosace.sizes import MOST_REMARKS
from rosace.study import Study
from rosace.tabulating import tabulate
from rosace.tally import Tally, add
from rosace.values import evolve, value

__all__ = ["Counted", "counted", "vetted"]


@value
class Counted:
    """All that is counted of the responses to one version of an instrument.

    Args:
        tallies: Of every item, flag, dimension and level, by wave and planned breakdown.
        atoms: Who answered, in numbers.
        received: How many responses came in, by kind of respondent and wave.
        collective: What groups answered together, whole, in the order in which it was read.
        remarks: The individual texts and comments on each item in each wave, sorted by
            code point, whatever may be shown of them. Where there are more than
            `rosace.sizes.MOST_REMARKS` an engine may leave out the texts beyond that.
        followed: Who answered in which waves, to tell how people moved: the responses of
            individuals, none where the study is anonymous.
    """

    tallies: tuple[Tally, ...] = ()
    atoms: tuple[Atom, ...] = ()
    received: Mapping[tuple[str, str], int] = attrs.field(factory=dict)
    collective: tuple[Response, ...] = ()
    remarks: tuple[Remarks, ...] = ()
    followed: tuple[Response, ...] = ()

    @property
    def waves(self) -> frozenset[str]:
        """The waves in which somebody answered, alone or together."""
        return frozenset(wave for (_, wave), number in self.received.items() if number)


def counted(study: Study, instrument: Instrument, responses: Sequence[Response]) -> Counted:
    """Return what is counted of responses, one by one.

    Args:
        study: Whose voice counts, and which breakdowns exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it, one a person in each wave.
    """
    alone = members(responses)
    return Counted(
        tallies=tabulate(instrument, responses, study),
        atoms=atoms(study, alone),
        received=Counter((each.respondent.kind, each.wave) for each in responses),
        collective=tuple(each for each in responses if each.respondent.kind == "collective"),
        remarks=tuple(_remarks(instrument, alone)),
        followed=() if study.identity == "anonymous" else alone,
    )


def vetted(study: Study, held: Counted) -> Counted:
    """Return what was counted, one tally of each thing and group, where it can be.

    Args:
        study: The study, whose breakdowns are the only ones that exist.
        held: What an engine counted.

    Raises:
        ValueError: One thing is counted in two kinds, a group has more than belongs to
            it, remarks are missing, or who answered is not who came in.
    """
    for atom in held.atoms:
        named = atom.persons - atom.alone
        if min(atom.persons, atom.alone, named) < 0 or len(atom.organizations) > named:
            message = f"atom of {atom.wave}: {atom.persons} persons"
            raise ValueError(message)
    for said in held.remarks:
        if said.count <= MOST_REMARKS and said.count != len(said.texts):
            message = f"remarks on {said.item}: {len(said.texts)} of {said.count}"
            raise ValueError(message)
    persons: Counter[str] = Counter()
    for atom in held.atoms:
        persons[atom.wave] += atom.persons
    for wave in {*persons, *(wave for kind, wave in held.received if kind == "individual")}:
        if persons[wave] != held.received.get(("individual", wave), 0):
            message = f"atoms of {wave}: {persons[wave]} persons"
            raise ValueError(message)
    tallies = add(held.tallies)
    groups = memberships(study, held.atoms)
    for tally in tallies:
        if tally.group in groups and not fits(tally, groups[tally.group]):
            raise ValueError(tally.of)
    return evolve(held, tallies=tallies)


def _remarks(instrument: Instrument, alone: Iterable[Response]) -> Iterator[Remarks]:
    """Yield what individuals wrote, by wave and item."""
    spoken = {item.id for item in instrument.items if item.type == "text"}
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for response in alone:
        for item, answer in response.answers.items():
            if answer.comment:
                said[response.wave, item].append(answer.comment)
            if item in spoken and answer.value:
                said[response.wave, item].append(str(answer.value))
    for (wave, item), texts in said.items():
        yield Remarks(item=item, wave=wave, texts=tuple(sorted(texts)), count=len(texts))
