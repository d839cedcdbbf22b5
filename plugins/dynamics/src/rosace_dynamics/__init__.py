"""The dynamics of a partnership: problem, actors, stakes, controversies, leadership, form."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosace.appraisal import Appraisal
    from rosace.errors import Problem
    from rosace.instrument import Instrument
    from rosace.report import Section
    from rosace.response import Response

__all__ = [
    "rosace_check_response",
    "rosace_register_instruments",
    "rosace_write_sections",
]

TITLES: "Final[Mapping[str, tuple[str, str]]]" = {
    "actor-map": ("Carte des acteurs", "Actor map"),
    "problem-statement": ("Énoncé du problème", "Problem statement"),
    "stake-grid": ("Grille des enjeux", "Stake grid"),
    "controversies": ("Registre des controverses", "Register of controversies"),
    "translation-tracker": ("Suivi de la mobilisation des acteurs", "Translation tracker"),
    "shared-leadership": ("Leadership partagé", "Shared leadership"),
    "collaboration-form": ("Forme de collaboration", "Form of collaboration"),
}
"""The instruments of this plugin by id, each with its title in French and in English."""

WRITERS: "Final[Mapping[str, str]]" = {
    "actor-map": "actor_map",
    "problem-statement": "problem_statement",
    "translation-tracker": "translation_tracker",
    "stake-grid": "stake_sections",
    "controversies": "controversy_sections",
    "collaboration-form": "form_sections",
    "diagnostic": "register_sections",
    "wheel": "register_sections",
}
"""By id of an instrument, the module whose `write_sections(appraisal)` reports on it."""

BRIEFS: "Final[frozenset[str]]" = frozenset({"controversies", "translation-tracker"})
"""Ids of the instruments of which `brief.write_brief(appraisal)` has points for the opening."""

CHECKERS: "Final[Mapping[str, str]]" = {
    "actor-map": "actor_map_checks",
    "translation-tracker": "translation_checks",
    "stake-grid": "stake_checks",
    "controversies": "controversy_checks",
}
"""By id of an instrument, the module whose `check(response)` finds what is wrong in one."""


@hookimpl
def rosace_register_instruments() -> "Iterable[InstrumentReference]":
    """Name the instruments on the dynamics of a partnership."""
    for name, (fr, en) in TITLES.items():
        yield InstrumentReference(
            id=name,
            version="1.0.0",
            titles={"fr": fr, "en": en},
            package=__name__,
            resource=f"instruments/{name}.yaml",
        )


@hookimpl
def rosace_check_response(instrument: "Instrument", response: "Response") -> "Iterable[Problem]":
    """Find what is wrong in a document of the group, beyond what its instrument says."""
    if instrument.id not in CHECKERS:
        return ()
    found: Iterable[Problem] = _module(CHECKERS[instrument.id]).check(response)
    return found


@hookimpl
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":
    """Write the sections of each instrument that has some of its own."""
    if appraisal.instrument.id in WRITERS:
        yield from _module(WRITERS[appraisal.instrument.id]).write_sections(appraisal)
    if appraisal.instrument.id in BRIEFS:
        yield from _module("brief").write_brief(appraisal)


def _module(name: str) -> Any:
    """Return a module of this plugin, imported only when it is needed."""
    return import_module(f"{__name__}.{name}")
