"""Counting: what an engine and the plugins make of responses, checked before the gate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rosace.errors import PluginError, RosaceError, UsageError
from rosace.instrument import Instrument
from rosace.interfaces import Engine
from rosace.membership import atoms, fits, memberships
from rosace.plugin_modules import spoken
from rosace.response import Response
from rosace.study import Study
from rosace.tabulating import RowEngine
from rosace.tally import Tally, add

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["Tabulate", "count", "tabulator"]

Tabulate = Callable[[Instrument, Sequence[Response]], Iterable[Tally]]
"""Gives the tallies of responses to an instrument."""


def tabulator(host: "PluginHost", study: Study, engine: str = "rows") -> Tabulate:
    """Return what gives the tallies of responses: an engine's, and those of plugins.

    Args:
        host: The plugins.
        study: The study, whose breakdowns are the only ones that exist.
        engine: The engine's name.
    """
    engines: dict[str, Engine] = {**host.engines, "rows": RowEngine()}

    def tabulate(instrument: Instrument, responses: Sequence[Response]) -> Iterable[Tally]:
        own = count(engines, engine, study, instrument, responses)
        return (*own, *host.tabulate(instrument, responses, study))

    return tabulate


def count(
    engines: Mapping[str, Engine],
    name: str,
    study: Study,
    instrument: Instrument,
    responses: Sequence[Response],
) -> tuple[Tally, ...]:
    """Return an engine's tallies, one of each thing and group.

    Args:
        engines: The engines at hand, by name.
        name: The engine asked for.
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it.

    Raises:
        UsageError: No such engine.
        PluginError: The engine fails, or counts what cannot be: one thing in two
            kinds, or more than belongs to a group.
    """
    if name not in engines:
        details = {"option": "--engine", "found": name, "known": ", ".join(engines)}
        raise UsageError(reason="value-refused", details=details)
    engine = engines[name]
    try:
        tallies = add(engine.tabulate(instrument, responses, study))
    except Exception as error:
        if isinstance(engine, RowEngine) or isinstance(error, RosaceError):
            raise
        detail = spoken(error, "rosace_tabulate")
        raise PluginError(name, "call-failed", detail) from error
    groups = memberships(study, atoms(study, responses))
    for tally in tallies:
        if tally.group in groups and not fits(tally, groups[tally.group]):
            raise PluginError(name, "invalid-result", tally.of)
    return tallies
