"""The core's own formats: the contract's documents as JSON, NDJSON and YAML."""

from collections.abc import Iterable
from typing import Final, Literal

from rosace.conversion import unstructure
from rosace.formatting import Formatter
from rosace.interfaces import Document, DocumentKind, Exporter, Render, Responses
from rosace.loading import dump_json
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
        del language, render, format
        if isinstance(document, Responses):
            from rosace.writing import dump_responses  # noqa: PLC0415  # only for responses

            yield f"responses{self.suffix}", dump_responses(document.responses, self.name)
        elif self.name == "yaml":
            from rosace.writing import dump_yaml  # noqa: PLC0415  # only for YAML

            yield f"document{self.suffix}", (dump_yaml(unstructure(document)),)
        else:
            yield f"document{self.suffix}", (dump_json(unstructure(document), indent=True),)


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
