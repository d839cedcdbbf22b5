"""A plugin that claims an instrument id, an exporter and an importer that are taken."""

from collections.abc import Iterable

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference


class TwinExporter:
    """Takes a name of the core's own."""

    name = "json"
    media_types = ("application/json",)
    accepts = frozenset({"report"})
    suffix = ".json"

    def export(
        self,
        document: object,
        language: str,
        render: object,
        format: object,  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Write nothing."""
        del document, language, render, format
        return ()


class TwinImporter:
    """Takes the name of the good plugin's importer."""

    name = "fake-bars"
    suffixes = (".bars",)

    def read(self, source: object, file: str, options: object) -> object:
        """Read nothing."""
        del source, file, options
        return None


@hookimpl
def rosace_register_instruments() -> Iterable[InstrumentReference]:
    """Name an instrument of the good plugin's id."""
    return [
        InstrumentReference(
            id="fake",
            version="1.0.0",
            titles={"fr": "Instrument jumeau", "en": "Twin instrument"},
            package="rosace_fake_twin",
            resource="instruments/fake.yaml",
        )
    ]


@hookimpl
def rosace_register_exporters() -> Iterable[TwinExporter]:
    """Bring an exporter called json."""
    return [TwinExporter()]


@hookimpl
def rosace_register_importers() -> Iterable[TwinImporter]:
    """Bring an importer called fake-bars."""
    return [TwinImporter()]
