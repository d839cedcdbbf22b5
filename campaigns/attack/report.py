"""The outcome of a campaign, as a plain table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campaigns.attack.asking import ROUTES
from campaigns.attack.attacking import Outcome
from campaigns.attack.narrowing import WIDTHS, Narrowing
from campaigns.attack.solving import FEWEST
from campaigns.attack.studies import SIZES

__all__ = ["Found", "lines"]

_WIDE = 58
_MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a campaign came to.

    Args:
        whole: The studies attacked behind the whole gate.
        fitted: Further such studies, whose plans fit the group.
        split: Further such studies, in which opinions follow an attribute closely.
        controls: Those attacked behind the reduced gate.
    """

    whole: Sequence[Outcome]
    fitted: Sequence[Outcome]
    split: Sequence[Outcome]
    controls: Sequence[Outcome]

    @property
    def failed(self) -> bool:
        """Whether anything small was recovered, or anything else is not as promised."""
        every = (*self.whole, *self.fitted, *self.split)
        faults = (each.leaks or each.unlike or each.misread for each in every)
        told = (each.narrowing.few for each in (*self.whole, *self.fitted))
        return any(faults) or any(told) or not all(each.leaks for each in self.controls)


def lines(found: Found, bounds: str) -> Iterator[str]:
    """Yield the lines of the table.

    Args:
        found: What the campaign came to.
        bounds: How intervals around persons were found.
    """
    whole, controls = found.whole, found.controls
    yield from _counts("whole gate", whole)
    for route in ROUTES:
        leaks = [each.leaks for each in whole if each.route == route]
        yield _line(f"  studies that leak, asked by {route}", f"{sum(leaks)}/{len(leaks)}")
    yield ""
    yield from _counts("whole gate, plans that fit the group", found.fitted)
    yield ""
    yield from _counts("whole gate, opinions split by an attribute", found.split)
    yield ""
    yield from _counts("control: the gate reduced to groups of five", controls)
    yield _line("  studies that leak", f"{sum(each.leaks for each in controls)}/{len(controls)}")
    for title, held in (("plans that fit the group", found.fitted), ("any plans", whole)):
        yield ""
        yield f"cells of the plan answered (subgroups, whole gate, {title})"
        yield "     n  attributes   cells  large enough   mean or more   of these   distribution"
        yield from _covered(held)
    sorts = (("whole gate", whole), ("fitted plans", found.fitted), ("opinions split", found.split))
    for title, held in sorts:
        yield ""
        yield from _narrowed(f"{title}, by {bounds}", held)
    yield from _examples([*whole, *found.fitted, *found.split])


def _counts(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield title
    yield _line("  attacks", len(outcomes))
    yield _line("  queries", sum(each.questions for each in outcomes))
    yield _line("  files read", sum(each.files for each in outcomes))
    yield _line("  figures known", sum(each.figures for each in outcomes))
    yield _line("  persons recovered", sum(len(each.persons) for each in outcomes))
    yield _line(f"  groups under {FEWEST} recovered", sum(len(each.groups) for each in outcomes))
    yield _line(
        f"  differences within groups under {FEWEST}",
        sum(len(each.differences) for each in outcomes),
    )
    yield _line("  figures not in the JSON report", sum(len(each.unlike) for each in outcomes))
    yield _line("  figures that the truth contradicts", sum(len(each.misread) for each in outcomes))


def _covered(whole: Sequence[Outcome]) -> Iterator[str]:
    """Yield how much is answered, by size and by how many attributes are crossed."""
    for size in SIZES:
        held = [each for each in whole if each.case.size == size]
        for crossed in (1, 2):
            planned = sum(each.planned[crossed] for each in held)
            if planned:
                able, means, distributions = (
                    sum(counts) / planned
                    for counts in (
                        [each.able[crossed] for each in held],
                        [each.means[crossed] for each in held],
                        [each.distributions[crossed] for each in held],
                    )
                )
                answered = means / able if able else 0
                shares = f"{able:14.0%} {means:14.0%} {answered:10.0%} {distributions:14.0%}"
                yield f"{size:6} {crossed:11} {planned:7} {shares}"


def _narrowed(title: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    narrowing = Narrowing()
    for each in outcomes:
        narrowing.add(each.narrowing)
    whole = narrowing.intervals
    few = sum(bool(each.narrowing.few) for each in outcomes)
    yield f"intervals around single persons ({title})"
    yield _line("  persons times codes", whole)
    yield _line("  a code ruled out", _share(narrowing.ruled_out, whole))
    yield _line("  the answer told", _share(narrowing.told, whole))
    yield _line("  answers told by no unanimity of a group", narrowing.combined)
    yield _line(f"  and of persons whom fewer than {FEWEST} are like", narrowing.few)
    yield _line("  studies with such an answer", f"{few}/{len(outcomes)}")
    widths = ", ".join(f"{name}: {_share(narrowing.widths[name], whole)}" for name in WIDTHS)
    yield f"  widths of fractional answers: {widths}"


def _examples(whole: Sequence[Outcome]) -> Iterator[str]:
    """Yield some of what must not be, to look into."""
    found = [
        f"study {each.case.seed}, {each.route}: {said}"
        for each in whole
        for said in (
            *each.unlike,
            *each.misread,
            *(f"{wave} {sorted(group)}" for wave, group in sorted(each.groups, key=str)),
            *(f"{wave} {person}" for wave, person in sorted(each.persons)),
            *(
                f"{wave} within {sorted(group)}"
                for wave, group in sorted(each.differences, key=str)
            ),
        )
    ]
    if found:
        yield ""
        yield from found[:_MOST_SHOWN]
    if len(found) > _MOST_SHOWN:
        yield f"and {len(found) - _MOST_SHOWN} more"


def _line(name: str, number: int | str) -> str:
    return f"{name:{_WIDE}}{number:>12}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "–"
