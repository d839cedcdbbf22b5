"""What can be wrong in an actor map, beyond what its instrument says: ties to oneself, repeats."""

from collections.abc import Iterator

from rosace.errors import Problem
from rosace.response import Response
from rosace_dynamics.actors import actors_of

__all__ = ["check"]


def check(response: Response) -> Iterator[Problem]:
    """Yield the findings about a map.

    A tie of an actor to itself is an error. A name that an earlier row has too, told
    without regard to case and spaces, is a notice: one actor may stand there twice.
    """
    met: set[str] = set()
    for actor in actors_of(response):
        if actor.id in actor.ties:
            yield _problem("dynamics-tied-to-itself", f"{actor.id}/ties", actor.name)
        name = " ".join(actor.name.casefold().split())
        if name in met:
            yield _problem("dynamics-same-name", f"{actor.id}/name", actor.name, notice=True)
        met.add(name)


def _problem(code: str, row: str, name: str, *, notice: bool = False) -> Problem:
    return Problem(
        code,
        pointer=f"/answers/actors/{row}",
        arguments={"actor": name},
        severity="notice" if notice else "error",
        catalogue="rosace_dynamics",
    )
