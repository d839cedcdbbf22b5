"""Reading with the plugins at hand: instruments, studies, and responses by whatever engine."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.errors import InvalidDocumentError, Problem
from rosace.sizes import MOST_PROBLEMS

if TYPE_CHECKING:
    from rosace.instrument import Instrument
    from rosace.intake import Intake, Taken
    from rosace.interfaces import Holding
    from rosace.mapping import FileMapping
    from rosace.plugins import PluginHost
    from rosace.response import Response
    from rosace.sources import InstrumentSource
    from rosace.study import Study

__all__ = ["Place", "Reader"]

Place = str | os.PathLike[str]
"""A path, or a name that stands for one."""


class Reader:
    """What an `rosace.appraiser.Appraiser` reads.

    Args:
        host: The plugins.

    Attributes:
        host: The plugin host, with what was loaded and what failed.
    """

    def __init__(self, host: "PluginHost") -> None:
        """Keep the plugins."""
        self.host = host
        self._resolved: dict[str, Instrument] = {}

    @property
    def instruments(self) -> "Mapping[str, InstrumentSource]":
        """The instruments at hand, by id."""
        return self.host.instruments

    def instrument(
        self,
        name: Place,
        *,
        overlay: Place | None = None,
        study: "Study | None" = None,
        wave: str | None = None,
    ) -> "Instrument":
        """Return an instrument, checked and resolved.

        Args:
            name: The id of an instrument at hand, or the path of an instrument's file.
            overlay: The path of an overlay to lay over it.
            study: A study, whose version of the instrument of an id is taken, and whose
                overlay of it where none is given.
            wave: The wave of the study whose version is asked for; the newest where None.

        Raises:
            UnknownInstrumentError: There is no instrument of that id, nor such a file.
            InvalidDocumentError: The instrument or overlay is faulty, with all Problems.
        """
        # All of these only to use instruments.
        from rosace.instrument_files import load_instrument  # noqa: PLC0415
        from rosace.resolution import apply_overlay  # noqa: PLC0415
        from rosace.study_checks import overlay_used, version_used  # noqa: PLC0415
        from rosace.validation import load_value  # noqa: PLC0415

        key = os.fspath(name)
        used = version_used(study, key, wave)
        key = (used and used.file) or key
        if key not in self._resolved:
            self._resolved[key] = load_instrument(key, self.host.instruments)
        found = self._resolved[key]
        overlay = overlay or overlay_used(study, used, found)
        return found if overlay is None else apply_overlay(found, load_value(overlay, "overlay"))

    def study(self, path: Place) -> "Study":
        """Return the study of a file.

        Raises:
            InvalidDocumentError: It is faulty, with all Problems.
        """
        from rosace.study_checks import load_study  # noqa: PLC0415  # only where a study is given

        return load_study(path)

    def read(  # noqa: PLR0913  # each by its name
        self,
        path: Place,
        instrument: "Instrument",
        *,
        mapping: "FileMapping | Place | None" = None,
        study: "Study | None" = None,
        by: Iterable[str] = (),
        wave: str | None = None,
    ) -> "tuple[Response, ...]":
        """Read and check the responses of a file.

        Args:
            path: A file of JSON, NDJSON, YAML, or of a format that a plugin imports.
            instrument: The instrument they answer.
            mapping: What the columns of a foreign file mean, or the path of such a file.
            study: The study, whose attributes may be columns.
            by: Further attributes that may be columns.
            wave: The wave of rows that name none.

        Raises:
            InvalidDocumentError: Something is wrong, with all Problems.
        """
        taken = self.examine(path, instrument, mapping=mapping, study=study, by=by, wave=wave)
        if taken.rejected:
            raise InvalidDocumentError(
                tuple(problem for refused in taken.rejected for problem in refused.problems)
            )
        return taken.responses

    def examine(  # noqa: PLR0913  # each by its name
        self,
        path: Place,
        instrument: "Instrument",
        *,
        mapping: "FileMapping | Place | None" = None,
        study: "Study | None" = None,
        by: Iterable[str] = (),
        wave: str | None = None,
        key: Place | None = None,
        after: "Sequence[Taken]" = (),
        watch: "Callable[[int], None] | None" = None,
    ) -> "Taken":
        """Read the responses of a file with all that is to be said of them.

        Args:
            path: As for `read`, and so the others.
            instrument: The instrument they answer.
            mapping: What the columns of a foreign file mean.
            study: The study.
            by: Further attributes that may be columns.
            wave: The wave of rows that name none.
            key: A file with the key by which e-mail addresses become pseudonyms;
                made, readable by its owner alone, where it is missing.
            after: What came of files already taken in, that no response may say again.
            watch: Told from time to time how many responses have been read.

        Returns:
            The sound responses, those refused, and notices.

        Raises:
            InvalidDocumentError: The file or the mapping cannot be read at all.
        """
        return self._intake(instrument, study, by, wave, key, watch).take(path, mapping, after)

    @contextmanager
    def open(  # noqa: PLR0913  # each by its name
        self,
        instrument: "Instrument",
        sources: "Iterable[Place]",
        *,
        engine: str = "rows",
        mapping: "FileMapping | Place | None" = None,
        study: "Study | None" = None,
        by: Iterable[str] = (),
        wave: str | None = None,
        key: Place | None = None,
        connection: str | None = None,
        most_problems: int = MOST_PROBLEMS,
        watch: "Callable[[int], None] | None" = None,
    ) -> "Iterator[Holding]":
        """Let an engine take in the responses of files, for as long as the context lasts.

        Args:
            instrument: The instrument they answer.
            sources: The files; or names of tables, where the engine reads a database.
            engine: The engine's name: the core's own, ``rows``, or a plugin's.
            mapping: As for `read`, and so `study`, `by` and `wave`.
            study: The study.
            by: Further attributes that may be columns.
            wave: The wave of rows that name none.
            key: As for `examine`.
            connection: The URL of a database or cluster.
            most_problems: How many errors are kept in full.
            watch: Told from time to time how many responses have been read.

        Yields:
            What the engine holds: what it found, and the sound responses to be counted.

        Raises:
            InvalidDocumentError: A file cannot be read at all, or one is named twice.
            UsageError: No such engine, or it cannot do what is asked.
            PluginError: The engine fails.
        """
        from rosace.engines import opened  # noqa: PLC0415  # only where an engine is asked for
        from rosace.interfaces import Order  # noqa: PLC0415  # as above

        order = Order(
            sources=_once(sources),
            intake=self._intake(instrument, study, by, wave, key, watch),
            mapping=_loaded(mapping),
            connection=connection,
            most_problems=most_problems,
        )
        with opened(self.host, engine, order) as holding:
            yield holding

    def propose_mapping(
        self, path: Place, instrument: "Instrument", *, by: Iterable[str] = ()
    ) -> "FileMapping":
        """Return a mapping of a foreign file, to be looked over before it is used.

        Args:
            path: The file.
            instrument: The instrument that it holds answers to.
            by: Attributes that may be columns.

        Raises:
            InvalidDocumentError: The file cannot be read, or no importer reads its format.
        """
        from rosace.reading import propose  # noqa: PLC0415  # only to propose

        return propose(path, instrument, tuple(self.host.importers.values()), tuple(by))

    def _intake(  # noqa: PLR0913, PLR0917  # what `examine` was given
        self,
        instrument: "Instrument",
        study: "Study | None",
        by: Iterable[str],
        wave: str | None,
        key: Place | None,
        watch: "Callable[[int], None] | None",
    ) -> "Intake":
        from rosace.intake import Intake  # noqa: PLC0415  # only to read

        return Intake(
            instrument=instrument,
            importers=tuple(self.host.importers.values()),
            check=self.host.check if self.host.checks(instrument) else None,
            study=study,
            attributes=tuple(by),
            wave=wave,
            key=None if key is None else os.fspath(key),
            watch=watch,
        )


def _once(sources: Iterable[Place]) -> tuple[str, ...]:
    """Return sources by their names.

    Raises:
        InvalidDocumentError: A file is named twice: all its answers would be there twice.
    """
    first: dict[Path, str] = {}
    again = []
    named = tuple(os.fspath(source) for source in sources)
    for name in named:
        place = Path(name).resolve()
        if place in first:
            again.append(Problem("file-twice", file=name, arguments={"first": first[place]}))
        first.setdefault(place, name)
    if again:
        raise InvalidDocumentError(tuple(again))
    return named


def _loaded(mapping: "FileMapping | Place | None") -> "FileMapping | None":
    """Return a mapping, read from its file where a path is given."""
    # Both only where an engine is asked for.
    from rosace.mapping import FileMapping  # noqa: PLC0415
    from rosace.validation import load_value  # noqa: PLC0415

    return mapping if isinstance(mapping, FileMapping | None) else load_value(mapping, "mapping")
