"""What ``rosace doctor`` finds: everything that is allowed, loaded and looked through."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rosace.admission import PluginFailure
from rosace.errors import InvalidDocumentError, Problem
from rosace.messages import CORE, LANGUAGES, Catalogue, load, placeholders
from rosace.plugin_modules import spoken
from rosace.plugins import PluginHost
from rosace.spelling import printable
from rosace.values import evolve, value

if TYPE_CHECKING:
    from rosace.instrument import Instrument
    from rosace.loading import Positions
    from rosace.sources import InstrumentSource

__all__ = ["Finding", "Subject", "diagnose"]

Subject = Literal["schema", "metadata", "plugin", "catalogue", "instrument", "folder"]
"""What kind of thing a finding is about."""


@value
class Finding:
    """One thing that was looked at, and what is wrong with it, if anything.

    Args:
        kind: What kind of thing it is.
        subject: Its name: a schema, distribution, plugin, instrument or folder.
        cause: What is wrong; None where it is sound.
    """

    kind: Subject
    subject: str
    cause: Problem | PluginFailure | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing about it needs mending."""
        return self.cause is None or (
            isinstance(self.cause, Problem) and self.cause.severity == "notice"
        )

    def message(self, language: str = "en") -> str:
        """Return what is wrong, in words; nothing where it is sound."""
        return "" if self.cause is None else self.cause.message(language)

    def advice(self, language: str = "en") -> str:
        """Return what to do about it, in words; nothing where it is sound."""
        return "" if self.cause is None else self.cause.advice(language)

    def explain(self, language: str = "en") -> str:
        """Return where, what and what to do, in words; nothing where it is sound."""
        return "" if self.cause is None else self.cause.explain(language)


def diagnose(host: PluginHost) -> tuple[Finding, ...]:
    """Return what is found when everything allowed is loaded and looked through.

    Each thing looked at has at least one finding, so that a list without causes
    says what was found sound.

    Args:
        host: A host that is not strict, which would stop at the first failure.
    """
    host.load()
    _ = (host.exporters, host.importers, host.engines)
    found = [
        *_schemas(),
        *(
            Finding(kind="metadata", subject=problem.file or "", cause=problem)
            for problem in host.listing.problems
        ),
        *_instruments(host),
        *_catalogues(host),
        *_folders(host),
    ]
    return (*_plugins(host), *found)


def _plugins(host: PluginHost) -> Iterator[Finding]:
    blamed = {failure.name for failure in host.failures}
    for plugin in host.loaded:
        if plugin.name not in blamed:
            yield Finding(kind="plugin", subject=plugin.name)
    for failure in host.failures:
        yield Finding(kind="plugin", subject=failure.name, cause=failure)


def _schemas() -> Iterator[Finding]:
    # Looking through schemas takes jsonschema, which nothing else here may need.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415

    from rosace_schemas import DOCUMENTS, schema  # noqa: PLC0415

    for name in ("common", *DOCUMENTS):
        cause = None
        try:
            Draft202012Validator.check_schema(schema(name))
        except (OSError, SchemaError, ValueError) as error:
            arguments = {"schema": name, "detail": printable(spoken(error))}
            cause = Problem("schema-invalid", arguments=arguments)
        yield Finding(kind="schema", subject=name, cause=cause)


def _folders(host: PluginHost) -> Iterator[Finding]:
    blamed = [Path(each.file or "") for each in host.folder_problems if each.severity == "error"]
    for folder in host.configuration.instrument_folders:
        if not any(file.is_relative_to(folder) for file in blamed):
            yield Finding(kind="folder", subject=folder)
    for problem in host.folder_problems:
        yield Finding(kind="folder", subject=problem.file or "", cause=problem)


def _instruments(host: PluginHost) -> Iterator[Finding]:
    for source in host.instruments.values():
        problems = _faults(source, host.instruments)
        for problem in problems:
            yield Finding(kind="instrument", subject=source.id, cause=problem)
        if not problems:
            yield Finding(kind="instrument", subject=source.id)


def _faults(
    source: "InstrumentSource", sources: "Mapping[str, InstrumentSource]"
) -> tuple[Problem, ...]:
    from rosace.checking import check_instrument  # noqa: PLC0415  # only to use instruments
    from rosace.resolution import resolve  # noqa: PLC0415  # likewise
    from rosace.vectors import check_vectors  # noqa: PLC0415  # likewise

    try:
        instrument, positions = _read(source)
        resolved = resolve(instrument, lambda name: _read(sources[name])[0])
    except InvalidDocumentError as error:
        return tuple(evolve(each, file=each.file or source.name) for each in error.problems)
    kept = positions if resolved is instrument else None
    problems = check_instrument(resolved, kept, file=source.name)
    problems = problems or check_vectors(resolved, kept, file=source.name)
    return (*problems, *source.differences(instrument))


def _read(source: "InstrumentSource") -> "tuple[Instrument, Positions | None]":
    from rosace.validation import value_of  # noqa: PLC0415  # only to use instruments

    document, positions = source.read()
    instrument: Instrument = value_of(document, "instrument", file=source.name, positions=positions)
    return instrument, positions


def _catalogues(host: PluginHost) -> Iterator[Finding]:
    owners: dict[str, list[str]] = {}
    for plugin in host.loaded:
        if plugin.package != CORE:
            owners.setdefault(plugin.package, []).append(plugin.name)
    for package, names in owners.items():
        problems = list(_catalogue_faults(package, names))
        for problem in problems:
            yield Finding(kind="catalogue", subject=names[0], cause=problem)
        if not problems:
            yield Finding(kind="catalogue", subject=names[0])


def _catalogue_faults(package: str, names: list[str]) -> Iterator[Problem]:
    """Yield what is missing from the catalogues of a package, or has no place in them."""
    catalogues: dict[str, Catalogue] = {}
    for language in LANGUAGES:
        try:
            catalogues[language] = load(package, language)
        except Exception as error:  # noqa: BLE001  # a stranger's file, read by a library that raises anything
            arguments = {"detail": printable(spoken(error))}
            yield Problem(
                "catalogue-unreadable", file=_file(package, language), arguments=arguments
            )
            return
    begins = ("problem.", *(f"{name}." for name in names))
    known = sorted({message_id for catalogue in catalogues.values() for message_id in catalogue})
    for message_id in known:
        held = {language: catalogue.get(message_id) for language, catalogue in catalogues.items()}
        arguments = {"id": message_id, "plugin": names[0]}
        for language in (each for each, text in held.items() if text is None):
            yield Problem(
                "catalogue-incomplete", file=_file(package, language), arguments=arguments
            )
        said = {placeholders(text) for text in held.values() if text is not None}
        if len(said) > 1:
            yield Problem("catalogue-placeholders", file=package, arguments=arguments)
        if not message_id.startswith(begins):
            yield Problem("catalogue-foreign-id", file=package, arguments=arguments)


def _file(package: str, language: str) -> str:
    return f"{package}/catalogues/{language}.po"
