"""The dynamics of a partnership: problem, actors, stakes, controversies, leadership, form."""

from typing import TYPE_CHECKING, Final

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = [
    "rosace_register_instruments",
]

TITLES: Final = {
    "shared-leadership": {"fr": "Leadership partagé", "en": "Shared leadership"},
    "collaboration-form": {"fr": "Forme de collaboration", "en": "Form of collaboration"},
}
"""The instruments that this plugin brings, each in a file of its id."""


@hookimpl
def rosace_register_instruments() -> "Iterable[InstrumentReference]":
    """Name the instruments."""
    for identifier, titles in TITLES.items():
        yield InstrumentReference(
            id=identifier,
            version="1.0.0",
            titles=titles,
            package=__name__,
            resource=f"instruments/{identifier}.yaml",
        )
