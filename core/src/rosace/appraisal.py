"""What stands right of the disclosure gate: protected tables, and what a group wrote together."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from rosace.instrument import Instrument
from rosace.report import Received
from rosace.response import Response
from rosace.study import Breakdown, Study
from rosace.tally import WHOLE, Group, TallyKind
from rosace.values import value

__all__ = [
    "Appraisal",
    "Bounds",
    "Moved",
    "Movement",
    "Participation",
    "ProtectedCount",
    "ProtectedTable",
    "Remarks",
]


@value
class Bounds:
    """An exact number when ``low`` is ``high``, otherwise the range that it lies in."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        """Whether the range is one number."""
        return self.low == self.high


@value
class ProtectedCount:
    """How many hold a key, in persons and in weight of voices; a range where coarsened."""

    key: str
    persons: Bounds
    weight: Bounds


@value
class ProtectedTable:
    """One tally as the gate lets it through.

    Args:
        of: What was counted, as in the tally: ``item.ID``, ``dimension.ID``, ...
        kind: What the keys are.
        group: Who was counted.
        rule: Why something is withheld or coarsened: an id of the gate's rules,
            or None where everything is shown.
        persons: How many were asked, or None where the size is withheld.
        weight: The weight of their voices, or None likewise.
        counts: In the order of the scale, missing reasons last; None where the
            distribution is withheld.
        mean: The mean, where it is released by itself; statistics of a shown
            distribution come from `rosace.statistics`.
        alpha: Cronbach's alpha over complete responses, where it is asked for. The
            complete responses themselves are never shown: they would tell apart
            those who left something out.
    """

    of: str
    kind: TallyKind
    group: Group
    rule: str | None = None
    persons: int | None = None
    weight: Fraction | None = None
    counts: tuple[ProtectedCount, ...] | None = None
    mean: Bounds | None = None
    alpha: Fraction | None = None

    def count(self, key: str) -> ProtectedCount | None:
        """Return the count of a key, or None where it is withheld or unknown."""
        return next((count for count in self.counts or () if count.key == key), None)


@value
class Remarks:
    """Individual texts on one item in one wave, in an order that says nothing of who wrote them.

    Args:
        item: The item.
        wave: The wave.
        texts: The texts; none where there are more than `rosace.sizes.MOST_REMARKS`.
        count: How many there are.
    """

    item: str
    wave: str
    texts: tuple[str, ...]
    count: int


@value
class Participation:
    """How many were invited and how many answered in a group; None where withheld or unknown."""

    group: Group
    invited: int | None
    answered: int | None


@value
class Moved:
    """How many of those who answered twice moved on one item; ranges where coarsened.

    Who left the item out in either wave is in none of the three.
    """

    item: str
    stronger: Bounds
    same: Bounds
    weaker: Bounds


@value
class Movement:
    """How those who answered in both of two waves moved, one wave having followed the other.

    Args:
        before: The earlier wave.
        after: The later one.
        rule: Why something is withheld or coarsened: an id of the rules of
            `rosace.movement`, or None where everything is shown.
        persons: How many answered both times; None where that is withheld.
        items: The ordinal items that ask the same in both waves; none where withheld.
    """

    before: str
    after: str
    rule: str | None = None
    persons: int | None = None
    items: tuple[Moved, ...] = ()


@value
class Late:
    """How many responses came in after a wave was closed, and wait to be released together.

    Args:
        wave: The closed wave.
        persons: How many persons they came from.
        needed: How many persons a batch of them needs; None where the study is open.
    """

    wave: str
    persons: int
    needed: int | None


@value
class Appraisal:
    """All that a plugin may see when it writes its sections.

    Args:
        study: The study, with its publication plan.
        instrument: The instrument, resolved.
        language: The language that the report is first meant for.
        tables: Every table that the gate lets through.
        collective: What the group wrote together, in the order of the waves.
        remarks: Individual comments and texts, where the group is large enough.
        waves: The closed waves that have responses, in the study's order.
        participation: By wave and planned breakdown.
        received: How many responses came in, by wave.
        late: How many came in after their wave was closed, and are in nothing else here.
        kept: Groups whose tables are those of before the late responses that the wave
            has let in since, while their participation is that of now.
        earlier: The appraisals of earlier versions of the instrument, the oldest first.
        movements: How those who answered in two waves moved, a movement for each pair
            of closed waves that follow one another.
        untallied: The plugins whose own counts are not here, since the engine that holds the
            responses does not hand them over.
        others: The appraisals of the study's other instruments, by id.
    """

    study: Study
    instrument: Instrument
    language: str
    tables: tuple[ProtectedTable, ...] = ()
    collective: tuple[Response, ...] = ()
    remarks: tuple[Remarks, ...] = ()
    waves: tuple[str, ...] = ()
    participation: tuple[Participation, ...] = ()
    received: tuple[Received, ...] = ()
    late: tuple[Late, ...] = ()
    kept: tuple[Group, ...] = ()
    earlier: "tuple[Appraisal, ...]" = ()
    movements: tuple[Movement, ...] = ()
    untallied: tuple[str, ...] = ()
    others: "Mapping[str, Appraisal]" = attrs.field(factory=dict)

    def table(
        self, of: str, wave: str, cell: tuple[tuple[str, str], ...] = WHOLE
    ) -> ProtectedTable | None:
        """Return the table of one thing in one group, or None where there is none."""
        group = Group(wave=wave, cell=cell)
        return next(
            (table for table in self.tables if (table.of, table.group) == (of, group)), None
        )

    def breakdown(self, of: str, wave: str, breakdown: Breakdown) -> Iterator[ProtectedTable]:
        """Yield the tables of one thing in each cell of a breakdown, in the study's order."""
        for table in self.tables:
            group = table.group
            if (table.of, group.wave, group.breakdown) == (of, wave, breakdown):
                yield table

    def collective_response(self, wave: str) -> Response | None:
        """Return the group's own response in a wave, the last one where there are several."""
        found = [response for response in self.collective if response.wave == wave]
        return found[-1] if found else None
