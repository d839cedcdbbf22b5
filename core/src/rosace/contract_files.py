"""The core's own formats: the contract's documents as JSON, NDJSON and YAML."""

from collections.abc import Iterable
from typing import Final, Literal

from rosace.conversion import unstructure
from rosace.formatting import Formatter
from rosace.interfaces import Document, DocumentKind, Exporter, Render, Responses
from rosace.loading import dump_json
from rosace.report import Report
from rosace.values import value

__all__ = ["CONTRACT_EXPORTERS", "ContractExporter"]


@value
class ContractExporter:
    """Writes a document as the contract has it, so that reading gives it back.

    Args:
        name: Name by which it is asked for.
        media_types: Media type of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of its file.
    """

    name: Literal["json", "ndjson", "yaml"]
    media_types: tuple[str, ...]
    accepts: frozenset[DocumentKind]
    suffix: str

    def export(
        self,
        document: Document,
        language: str,
        render: Render,
        format: Formatter,  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield one file; language, drawing and formatting play no part in it."""
        # Only where a file is written.
        from rosace.writing import dump_yaml, in_order  # noqa: PLC0415

        del language, render, format
        if isinstance(document, Responses):
            yield f"responses{self.suffix}", self._responses(document)
            return
        # An instrument keeps the order that its author gave it.
        plain = in_order(document) if isinstance(document, Report) else unstructure(document)
        if self.name == "yaml":
            yield f"document{self.suffix}", (dump_yaml(plain),)
        else:
            yield f"document{self.suffix}", (dump_json(plain, indent=True),)

    def _responses(self, document: Responses) -> Iterable[bytes]:
        # Only where responses are written.
        from rosace.batch_lines import lines_of  # noqa: PLC0415
        from rosace.writing import dump_documents, in_order  # noqa: PLC0415

        if self.name == "ndjson" and (columns := document.columns) is not None:
            return lines_of(document.instrument, columns)
        return dump_documents(map(in_order, document.responses), self.name)


_ALL: Final[frozenset[DocumentKind]] = frozenset({"report", "responses", "instrument"})
CONTRACT_EXPORTERS: Final[tuple[Exporter, ...]] = (
    ContractExporter(name="json", media_types=("application/json",), accepts=_ALL, suffix=".json"),
    ContractExporter(
        name="ndjson",
        media_types=("application/x-ndjson",),
        accepts=frozenset({"responses"}),
        suffix=".ndjson",
    ),
    ContractExporter(name="yaml", media_types=("application/yaml",), accepts=_ALL, suffix=".yaml"),
)
"""The exporters that need no plugin."""
