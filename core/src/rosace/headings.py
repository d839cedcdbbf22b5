"""What the headings of a table stand for."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from rosace.cells import fold
from rosace.columnar import ATTRIBUTE, PARTS, RESERVED
from rosace.instrument import Instrument
from rosace.spelling import nearest

__all__ = ["IGNORE", "TARGET", "Headings", "headings_of"]

IGNORE: Final = "ignore"
_IDENTIFIER: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
TARGET: Final = re.compile(
    rf"ignore|@(?:id|respondent|organization|kind|wave|version|weight)|@attribute\.{_IDENTIFIER}"
    rf"|{_IDENTIFIER}(?:@(?:comment|rationale|dissent|missing))?"
)
"""Where a column may go."""

_ATTRIBUTE_TARGET: Final = re.compile(rf"@attribute\.{_IDENTIFIER}")
_NAMED: Final = re.compile(rf"@{_IDENTIFIER}")
_MISSPELT: Final = 0.85
_SUFFIXES: Final = frozenset(PARTS)


@attrs.frozen(kw_only=True)
class Headings:
    """Knows where the columns of our own convention go.

    Args:
        items: Item ids by folded id.
        texts: Item ids by folded text; none that several items share.
        attributes: Attributes by folded name.
    """

    items: Mapping[str, str]
    texts: Mapping[str, str]
    attributes: Mapping[str, str]

    def target(self, heading: str) -> str | None:  # noqa: PLR0911  # one for each kind of column
        """Return where a column goes by its heading, or None when it is not known.

        Args:
            heading: A reserved column, an item by id or text in any language, an
                item with ``@comment``, ``@rationale``, ``@dissent`` or ``@missing``,
                or an attribute; with ``@`` before it any name is an attribute's,
                unless it looks like a reserved column misspelt.
        """
        name = fold(heading)
        if name in RESERVED or _ATTRIBUTE_TARGET.fullmatch(name):
            return name
        if name.removeprefix("@") in self.attributes and name.startswith("@"):
            return ATTRIBUTE + self.attributes[name.removeprefix("@")]
        if name in self.items:
            return self.items[name]
        if name in self.attributes:
            return ATTRIBUTE + self.attributes[name]
        if name in self.texts:
            return self.texts[name]
        base, mark, suffix = name.rpartition("@")
        item = self.items.get(base.strip()) or self.texts.get(base.strip())
        if mark and item and suffix in _SUFFIXES:
            return f"{item}@{suffix}"
        is_attribute = _NAMED.fullmatch(name) and not _misspelt(name)
        return ATTRIBUTE + name.removeprefix("@") if is_attribute else None

    def suggest(self, heading: str) -> str | None:
        """Return the known heading that somebody most likely meant, if one comes near."""
        known = {*RESERVED, *self.items, *self.attributes}
        return nearest(fold(heading), sorted(known))


def _misspelt(name: str) -> bool:
    """Return whether a name comes so near a reserved column that this one must be meant."""
    return bool(difflib.get_close_matches(name, RESERVED, n=1, cutoff=_MISSPELT))


def headings_of(instrument: Instrument, attributes: Iterable[str] = ()) -> Headings:
    """Return what is known of the headings of an instrument's tables.

    Args:
        instrument: The instrument, resolved.
        attributes: The attributes that the study or the breakdowns name.
    """
    texts: dict[str, set[str]] = {}
    for item in instrument.items:
        for text in item.text.values():
            texts.setdefault(fold(text), set()).add(item.id)
    return Headings(
        items={item.id: item.id for item in instrument.items},
        texts={text: min(ids) for text, ids in texts.items() if len(ids) == 1},
        attributes={fold(name): name for name in attributes},
    )
