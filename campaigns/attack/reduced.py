"""The control: Rosace with its disclosure gate reduced to "show groups of five and more"."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from rosace import appraising, disclosure
from rosace.membership import Atom, Membership
from rosace.study import Study
from rosace.tally import WHOLE, Group

__all__ = ["LEAST", "reduced_gate"]

LEAST: Final = 5


@contextmanager
def reduced_gate() -> Iterator[None]:
    """Show every group of `LEAST` persons and more exactly, and nothing else, in this process."""
    swapped = (
        (disclosure, "rule_of", _rule),
        (disclosure, "COARSE_BELOW", 0),
        (appraising, "suppressed", _nothing),
    )
    own = [(module, name, getattr(module, name)) for module, name, _ in swapped]
    for module, name, held in swapped:
        setattr(module, name, held)
    try:
        yield
    finally:
        for module, name, held in own:
            setattr(module, name, held)


def _rule(study: Study, group: Group, members: Membership, *, joined: bool = False) -> str | None:
    del study, joined
    if members.persons >= LEAST:
        return None
    return "group-too-small" if group.cell == WHOLE else "subgroup-too-small"


def _nothing(
    study: Study,
    held: Sequence[Atom],
    groups: Mapping[Group, Membership],
) -> dict[Group, str]:
    del study, held, groups
    return {}
