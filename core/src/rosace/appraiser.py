"""The object that an embedding program holds: it loads plugins, reads, appraises, exports."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.configuration import Configuration
from rosace.errors import (
    DisclosureError,
    InvalidDocumentError,
    UnknownExporterError,
    UsageError,
)
from rosace.plugins import PluginHost

if TYPE_CHECKING:
    from datetime import date

    from rosace.errors import Problem
    from rosace.formatting import Formatter
    from rosace.instrument import Instrument
    from rosace.intake import Taken
    from rosace.interfaces import Document, DocumentKind, Exporter, Render
    from rosace.ledger import Ledger
    from rosace.mapping import FileMapping
    from rosace.paper import Sheets
    from rosace.release import Release
    from rosace.report import Audience, Report
    from rosace.response import Response
    from rosace.sources import InstrumentSource
    from rosace.study import Study
    from rosace.study_folder import StudyFolder

__all__ = ["Appraiser"]

Place = str | os.PathLike[str]


class Appraiser:
    """Appraises with the plugins that a configuration allows.

    Nothing is imported of a plugin before it is needed, and nothing is kept
    outside the object: two appraisers never see each other.

    Args:
        configuration: What is allowed and preferred, or the path of its file;
            ``ROSACE_CONFIGURATION`` or ``rosace.yaml`` of this folder where None.
        strict: Whether a plugin that fails stops everything; as the configuration
            says where None.

    Attributes:
        host: The plugin host, with what was loaded and what failed.

    Raises:
        InvalidDocumentError: The configuration is not of the contract.
        UsageError: ``ROSACE_PLUGINS`` cannot be read.
    """

    def __init__(
        self, configuration: Configuration | Place | None = None, *, strict: bool | None = None
    ) -> None:
        """Read the configuration and list what is installed."""
        if not isinstance(configuration, Configuration):
            from rosace.settings import load_configuration  # noqa: PLC0415  # only where a file may be

            configuration = load_configuration(configuration)
        self.host = PluginHost(configuration, strict=strict)
        self._resolved: dict[str, Instrument] = {}

    @property
    def instruments(self) -> "Mapping[str, InstrumentSource]":
        """The instruments at hand, by id."""
        return self.host.instruments

    @cached_property
    def exporters(self) -> "Mapping[str, Exporter]":
        """The exporters at hand, by name: the core's own, and those of plugins."""
        from rosace.contract_files import CONTRACT_EXPORTERS  # noqa: PLC0415  # only to export

        return {**{own.name: own for own in CONTRACT_EXPORTERS}, **self.host.exporters}

    def exporter(self, name: str, kind: "DocumentKind") -> "Exporter":
        """Return the exporter of a name that takes a kind of document.

        Args:
            name: The exporter's name, such as ``html``.
            kind: ``report``, ``responses`` or ``instrument``.

        Raises:
            UnknownExporterError: There is no such exporter for that kind of document.
        """
        able = {own: held for own, held in self.exporters.items() if kind in held.accepts}
        if name not in able:
            raise UnknownExporterError(name, tuple(able))
        return able[name]

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
        from rosace.intake import Intake  # noqa: PLC0415  # only to read

        intake = Intake(
            instrument=instrument,
            importers=tuple(self.host.importers.values()),
            check=self.host.check,
            study=study,
            attributes=tuple(by),
            wave=wave,
            key=None if key is None else os.fspath(key),
            watch=watch,
        )
        return intake.take(path, mapping, after)

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

    def appraise(  # noqa: PLR0913  # each by its name
        self,
        instrument: "Instrument",
        responses: "Sequence[Response]",
        *,
        language: str = "fr",
        by: str | Iterable[str | Sequence[str]] = (),
        study: "Study | None" = None,
        others: "Iterable[tuple[Instrument, Sequence[Response]]]" = (),
        engine: str = "rows",
    ) -> "Report":
        """Appraise responses, and return the report on them.

        Args:
            instrument: The instrument.
            responses: Its checked responses.
            language: The language that the report is first meant for.
            by: The breakdowns, each an attribute or several crossed; the plan
                where no study is given, otherwise those of the study's plan to show.
            study: The study; made from the responses where None.
            others: Further instruments of the report; the newer of two versions counts.
            engine: The engine that makes the tallies.

        Raises:
            InvalidDocumentError: A person, or a response's id, is there twice, or one
                wave answers two versions of an instrument.
            UsageError: No such engine, language or attribute.
            DisclosureError: A breakdown that the study does not plan.
            PluginError: The engine fails; in strict mode, a plugin does.
        """
        # Heavy, and needed here alone.
        from rosace.appraising import appraise_all, narrowed, paired, planned_study  # noqa: PLC0415
        from rosace.assembling import assembled  # noqa: PLC0415
        from rosace.counting import tabulator  # noqa: PLC0415

        pairs = paired([(instrument, responses), *others])
        shown = planned_study(study, pairs, by)
        plan = study or shown
        held = appraise_all(plan, pairs, language, tabulator(self.host, plan, engine))
        return assembled(self.host, shown, narrowed(held, shown))

    def open_study(self, path: Place, today: "date | None" = None) -> "StudyFolder":
        """Return the folder of a study: the folder itself, or its ``study.yaml``.

        Where `today` is past the retention date, no individual answers are read.

        Raises:
            InvalidDocumentError: The study is faulty, an instrument of it is not at hand, or
                files there belong to nothing.
        """
        from rosace.study_folder import open_folder  # noqa: PLC0415  # only where there is one

        return open_folder(path, today, self.host.instruments)

    def appraise_study(
        self,
        folder: "StudyFolder",
        *,
        language: str = "fr",
        by: str | Iterable[str | Sequence[str]] = (),
        tell: "Callable[[Problem], None] | None" = None,
    ) -> "Report":
        """Return the report on all the instruments of a study, from its closed waves.

        Args:
            folder: The study's folder.
            language: The language that the report is first meant for.
            by: The breakdowns of the plan to show; all where none are named.
            tell: Told of each faulty file of an open wave, or of late answers, which is then
                not counted, and of each wave that the study's file calls closed and nobody
                has closed.

        Raises:
            InvalidDocumentError: Another file is faulty, or is not as it was sealed.
            DisclosureError: A breakdown that the study does not plan.
            PluginError: In strict mode, a plugin fails.
        """
        from rosace.assembling import assembled  # noqa: PLC0415  # only to appraise
        from rosace.study_appraisal import appraisals_of  # noqa: PLC0415  # likewise

        return assembled(self.host, *appraisals_of(self, folder, language, by, tell))

    def close_wave(self, folder: "StudyFolder", wave: str) -> "Ledger":
        """Let a wave's responses through the gate, once, and seal what passed.

        Of a wave that is closed already, what came in since becomes a further batch.
        Returned is the release ledger, with the new entry.

        Raises:
            UsageError: The study has no such wave.
            InvalidDocumentError: A response is faulty, or a file is not as it was sealed.
            DisclosureError: There is nothing to close, or late responses are too few.
            OutputError: The releases cannot be written.
        """
        from rosace.closing import close_wave  # noqa: PLC0415  # only here

        return close_wave(self, folder, wave)

    def preview_wave(self, folder: "StudyFolder", wave: str) -> "tuple[Release, ...]":
        """Return what closing a wave would release now, and write nothing.

        Raises:
            UsageError: The study has no such wave.
            InvalidDocumentError: A response is faulty, or a file is not as it was sealed.
            DisclosureError: Closing would be refused.
        """
        from rosace.closing import preview_wave  # noqa: PLC0415  # only here

        return preview_wave(self, folder, wave)

    def sheets(self, instrument: "Instrument") -> "Sheets":
        """Return the sheets of paper that plugins write for an instrument, with their words.

        Raises:
            PluginError: In strict mode, a plugin fails.
        """
        from rosace.assembling import sheets_of  # noqa: PLC0415  # only for paper

        return sheets_of(self.host, instrument)

    def renderer(self, formatter: "Formatter") -> "Render":
        """Return what draws a figure of sheets in the language and words of a formatter."""
        from rosace.exporting import renderer  # noqa: PLC0415  # only to draw

        return renderer(self.host, formatter)

    def export(  # noqa: PLR0913  # each by its name
        self,
        document: "Document",
        exporter: str,
        path: Place,
        *,
        language: str | None = None,
        audience: "Audience" = "group",
        tell: "Callable[[Problem], None] | None" = None,
    ) -> Path:
        """Write a document to a file or folder, whole or not at all.

        Args:
            document: A report, responses or an instrument.
            exporter: The exporter's name, such as ``html``.
            path: The file; a folder for an exporter that makes several.
            language: The language; a report's own where None.
            audience: Whose sections of a report are written.
            tell: Told of the figures that a format of pictures leaves out.

        Returns:
            What was written.

        Raises:
            InvalidDocumentError: A report made elsewhere does not hold together.
            UnknownExporterError: There is no such exporter for that kind of document.
            OutputError: It cannot be written, or there is nothing to write.
            PluginError: The exporter fails.
        """
        from rosace.exporting import export, kind_of  # noqa: PLC0415  # only to export

        found = self.exporter(exporter, kind_of(document))
        return export(found, document, Path(path), language, audience, self.host, tell)

    def export_responses(  # noqa: PLR0913  # each by its name
        self,
        instrument: "Instrument",
        responses: "Sequence[Response]",
        exporter: str,
        path: Place,
        *,
        raw: bool = False,
        study: "Study | None" = None,
        language: str | None = None,
    ) -> Path:
        """Write responses to a file; individual ones only when that is said outright.

        Args:
            instrument: The instrument they answer.
            responses: The responses.
            exporter: The exporter's name, such as ``ndjson``.
            path: The file.
            raw: Whether individual answers may leave.
            study: The study; an anonymous one never gives individual answers.
            language: The language, where the format has one.

        Raises:
            DisclosureError: There are individual answers and they may not leave.
            UnknownExporterError: There is no such exporter of responses.
            OutputError: The file cannot be written.
        """
        from rosace.interfaces import Responses  # noqa: PLC0415  # only to export

        anonymous = study is not None and study.identity == "anonymous"
        if any(each.respondent.kind == "individual" for each in responses):
            if anonymous:
                raise DisclosureError(reason="raw-refused")
            if not raw:
                raise UsageError(reason="option-missing", details={"option": "--raw"})
        document = Responses(instrument=instrument, responses=tuple(responses))
        return self.export(document, exporter, path, language=language)
