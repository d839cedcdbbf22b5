"""What can be wrong in a stake grid, beyond what its instrument says: repeats, nameless actors."""

from collections.abc import Iterator

from rosace.errors import Problem
from rosace.response import Response
from rosace_dynamics.stakes import who

__all__ = ["check"]


def check(response: Response) -> Iterator[Problem]:
    """Yield the findings about a grid.

    An actor twice in one issue is an error, as one cell holds one position; a stake
    of nobody is a notice.
    """
    titles = {row.id: row.text("title") or row.id for row in response.rows("issues")}
    met = set()
    for row in response.rows("stakes"):
        actor, issue = who(row), row.text("issue") or ""
        said = {
            "actor": row.text("actor") or row.text("other-actor") or "",
            "issue": titles.get(issue, issue),
        }
        pointer = f"/answers/stakes/{row.id}"
        if actor is None:
            yield Problem(
                "dynamics-stake-of-nobody",
                pointer=pointer,
                arguments={"issue": said["issue"]},
                severity="notice",
                catalogue="rosace_dynamics",
            )
        elif (actor, issue) in met:
            yield Problem(
                "dynamics-stake-twice",
                pointer=pointer,
                arguments=said,
                catalogue="rosace_dynamics",
            )
        met.add((actor, issue))
