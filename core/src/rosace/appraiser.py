"""The object that an embedding program holds: it loads plugins, reads, appraises, exports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.configuration import Configuration
from rosace.errors import DisclosureError, UnknownExporterError, UsageError
from rosace.plugins import PluginHost
from rosace.reader import Place, Reader

if TYPE_CHECKING:
    from datetime import date

    from rosace.errors import Problem
    from rosace.formatting import Formatter
    from rosace.instrument import Instrument
    from rosace.interfaces import Document, DocumentKind, Exporter, Holding, Render
    from rosace.ledger import Ledger
    from rosace.paper import Sheets
    from rosace.release import Release
    from rosace.report import Audience, Report
    from rosace.response import Response
    from rosace.study import Study
    from rosace.study_folder import StudyFolder

__all__ = ["Appraiser"]


class Appraiser(Reader):
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
        super().__init__(PluginHost(configuration, strict=strict))

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

    def appraise(  # noqa: PLR0913  # each by its name
        self,
        instrument: "Instrument",
        responses: "Sequence[Response]",
        *,
        language: str = "fr",
        by: str | Iterable[str | Sequence[str]] = (),
        study: "Study | None" = None,
        others: "Iterable[tuple[Instrument, Sequence[Response]]]" = (),
    ) -> "Report":
        """Appraise responses, and return the report on them.

        Args:
            instrument: The instrument.
            responses: Its checked responses.
            language: The language that the report is first meant for.
            by: The breakdowns, each an attribute or several crossed; the plan
                where no study is given, otherwise those of the study's plan to show.
                Every report is by wave.
            study: The study; made from the responses where None.
            others: Further instruments of the report; the newer of two versions counts.

        Raises:
            InvalidDocumentError: A person, or a response's id, is there twice, or one
                wave answers two versions of an instrument.
            UsageError: No such language or attribute.
            DisclosureError: A breakdown that the study does not plan.
            PluginError: In strict mode, a plugin fails.
        """
        from rosace.holding import RowHolding  # noqa: PLC0415  # heavy, and needed here alone

        held = [RowHolding(used, given) for used, given in ((instrument, responses), *others)]
        return self.appraise_held(held[0], language=language, by=by, study=study, others=held[1:])

    def appraise_held(
        self,
        holding: "Holding",
        *,
        language: str = "fr",
        by: str | Iterable[str | Sequence[str]] = (),
        study: "Study | None" = None,
        others: "Iterable[Holding]" = (),
    ) -> "Report":
        """Appraise responses that an engine holds, as `Reader.open` gives them.

        Args:
            holding: The responses to the instrument.
            language: As for `appraise`, and so the others.
            by: The breakdowns.
            study: The study.
            others: The responses to further instruments.

        Raises:
            InvalidDocumentError: As for `appraise`, and so the others.
            UsageError: No such language or attribute.
            DisclosureError: A breakdown that the study does not plan.
            PluginError: The engine fails, or counts what cannot be.
        """
        from rosace.engines import report_on  # noqa: PLC0415  # heavy, and needed here alone

        return report_on(self.host, (holding, *others), language, by, study)

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
        responses: "Iterable[Response]",
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
            responses: The responses, as `rosace.interfaces.Responses` takes them: in whatever
                order where they are in memory, else sorted, to be gone through several times.
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

        document = Responses(instrument=instrument, responses=responses)
        anonymous = study is not None and study.identity == "anonymous"
        if document.holds_individuals:
            if anonymous:
                raise DisclosureError(reason="raw-refused")
            if not raw:
                raise UsageError(reason="option-missing", details={"option": "--raw"})
        return self.export(document, exporter, path, language=language)
