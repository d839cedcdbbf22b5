"""Every hook of Rosace: when it is called, with what, and what it returns.

A plugin is a module found by an entry point of the group ``rosace``. It marks
its functions with `hookimpl`; each returns values, and the core collects,
validates and blames by the plugin's name. Arguments are frozen. A hook that
raises is recorded against its plugin, and the others go on. A plugin's words
stand in ``catalogues/LANGUAGE.po`` of its package, under ids that begin with
the plugin's name.
"""

from typing import TYPE_CHECKING, Any, Final

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rosace.appraisal import Appraisal
    from rosace.errors import Problem
    from rosace.instrument import Instrument
    from rosace.interfaces import Drawing, Engine, Exporter, Importer, InstrumentReference
    from rosace.paper import Sheet
    from rosace.report import Section
    from rosace.response import Response
    from rosace.study import Study
    from rosace.tally import Tally

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT: Final = "rosace"
hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)
"""Marks a plugin's function as the implementation of the hook of the same name."""


@hookspec
def rosace_register_instruments() -> "Iterable[InstrumentReference]":  # type: ignore[empty-body]  # a specification has no body
    """Name the instruments that the plugin brings.

    Called once, when instruments are first asked for. No file is read before an
    instrument is used.
    """


@hookspec
def rosace_register_exporters() -> "Iterable[Exporter]":  # type: ignore[empty-body]  # a specification has no body
    """Bring exporters. Called once, when exporters are first asked for."""


@hookspec
def rosace_register_importers() -> "Iterable[Importer]":  # type: ignore[empty-body]  # a specification has no body
    """Bring importers. Called once, when a file of a foreign format is first read."""


@hookspec
def rosace_register_engines() -> "Iterable[Engine]":  # type: ignore[empty-body]  # a specification has no body
    """Bring engines. Called once, when an engine is asked for by name."""


@hookspec
def rosace_check_response(instrument: "Instrument", response: "Response") -> "Iterable[Problem]":  # type: ignore[empty-body]  # a specification has no body
    """Add findings of the tool's own about one response, such as a chain with a cycle.

    Called for each response that the core's own checks let through, to the instruments
    that the plugin itself brings, and to no others.
    """


@hookspec
def rosace_tabulate(  # type: ignore[empty-body]  # a specification has no body
    instrument: "Instrument", responses: "Sequence[Response]", study: "Study"
) -> "Iterable[Tally]":
    """Count something of the tool's own in individual responses.

    Beside `rosace_check_response`, the only hook that sees individual answers.
    Tallies are additive counts with their membership, named ``PLUGIN.NAME``;
    never text. They pass the gate like the core's own. Called where the core's own
    engine holds the responses: another hands none over, and the report says so.
    """


@hookspec
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":  # type: ignore[empty-body]  # a specification has no body
    """Write sections of the report on one instrument, right of the disclosure gate.

    Called once for each instrument of a report. A section that the contract
    refuses is left out, and its plugin blamed.
    """


@hookspec
def rosace_write_sheets(instrument: "Instrument") -> "Iterable[Sheet]":  # type: ignore[empty-body]  # a specification has no body
    """Write sheets of paper on which a group works with an instrument: grids, cards, drawings.

    Called once for each instrument of which paper is asked: return nothing for those
    that the plugin has no paper for. A sheet that the contract refuses is left out, and
    its plugin blamed.
    """


@hookspec(firstresult=True)
def rosace_render_figure(
    figure: "Drawing", rows: "Sequence[Mapping[str, Any]]", language: str, media_type: str
) -> bytes | None:
    """Draw a figure, or return None for a media type that the plugin does not make.

    The first picture stands, in the order of the allow-list. The figure's words
    are already those of the language; rows are those of its protected table,
    one mapping a row: column id to text, number, date or None, with
    ``ID_low`` and ``ID_high`` beside each count and number.
    """
