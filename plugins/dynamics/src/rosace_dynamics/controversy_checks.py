"""What can be wrong in a register of controversies: dates that run backwards, a missing end."""

from collections.abc import Iterator

from rosace.errors import Problem
from rosace.response import Response
from rosace_dynamics.controversies import SETTLED, controversies_of
from rosace_dynamics.dates import over_before

__all__ = ["check"]


def check(response: Response) -> Iterator[Problem]:
    """Yield the findings about a register.

    A controversy that closed before it opened is an error; one that is settled without
    a word of the compromise is a notice.
    """
    for each in controversies_of(response):
        pointer = f"/answers/controversies/{each.id}"
        if each.opened and each.closed and over_before(each.closed, each.opened):
            yield Problem(
                "dynamics-closed-before-opened",
                pointer=pointer,
                arguments={"title": each.title, "opened": each.opened, "closed": each.closed},
                catalogue="rosace_dynamics",
            )
        if each.status == SETTLED and not each.compromise:
            yield Problem(
                "dynamics-settled-without-compromise",
                pointer=pointer,
                arguments={"title": each.title},
                severity="notice",
                catalogue="rosace_dynamics",
            )
