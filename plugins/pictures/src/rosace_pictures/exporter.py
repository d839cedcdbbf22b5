"""Every figure of a report as a picture of its own, in a folder."""

from collections.abc import Iterable
from itertools import count

from rosace.formatting import Formatter
from rosace.interfaces import Document, DocumentKind, Render
from rosace.report import Figure, Report, Table
from rosace.values import value

__all__ = ["PictureExporter"]


@value
class PictureExporter:
    """Writes the figures of a report, one file each.

    Args:
        name: Name by which it is asked for: ``svg`` or ``png``.
        media_type: Media type of the pictures.
    """

    name: str
    media_type: str

    @property
    def media_types(self) -> tuple[str, ...]:
        """Media types of what it makes."""
        return (self.media_type,)

    @property
    def accepts(self) -> frozenset[DocumentKind]:
        """The kinds of document that it takes."""
        return frozenset({"report"})

    @property
    def suffix(self) -> str:
        """Empty: it makes a folder."""
        return ""

    def export(
        self,
        document: Document,
        language: str,
        render: Render,
        format: Formatter,  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield each figure that can be drawn, named after its section and itself."""
        del language, format
        taken: set[str] = set()
        sections = document.sections if isinstance(document, Report) else ()
        for section in sections:
            tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
            for block in section.blocks:
                if isinstance(block, Figure):
                    drawn = render(block, tables[block.table], self.media_type)
                    if drawn is not None:
                        stem = _free(f"{section.id}-{block.id}", taken)
                        yield f"{stem}.{self.name}", (drawn,)


def _free(stem: str, taken: set[str]) -> str:
    """Return a name that no other picture has: ids joined by hyphens may meet."""
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    free = next(name for name in names if name not in taken)
    taken.add(free)
    return free
