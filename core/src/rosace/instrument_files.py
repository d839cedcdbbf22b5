"""From the name of an instrument to the instrument: read, completed, and checked."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.checking import check_instrument
from rosace.errors import InvalidDocumentError, UnknownInstrumentError
from rosace.instrument import Instrument
from rosace.loading import load_document
from rosace.resolution import resolve
from rosace.validation import value_of
from rosace.vectors import check_vectors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosace.loading import Positions
    from rosace.sources import InstrumentSource

__all__ = ["load_instrument"]

_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})


def load_instrument(name: str, sources: "Mapping[str, InstrumentSource]") -> Instrument:
    """Return an instrument completed and checked.

    Args:
        name: The id of an instrument at hand, or the path of an instrument's file.
        sources: The instruments at hand, by id.

    Raises:
        UnknownInstrumentError: There is no instrument of that id, nor such a file.
        InvalidDocumentError: The instrument is faulty, with all Problems.
    """
    raw, positions, file = _raw(name, sources)
    found = resolve(raw, lambda base: _raw(base, sources)[0])
    kept = positions if found is raw else None
    problems = check_instrument(found, kept, file=file)
    if problems := problems or check_vectors(found, kept, file=file):
        raise InvalidDocumentError(problems)
    return found


def _raw(
    name: str, sources: "Mapping[str, InstrumentSource]"
) -> "tuple[Instrument, Positions | None, str]":
    """Return an instrument as its file gives it, with where its parts stand."""
    source = sources.get(name)
    if source is not None:
        (document, positions), file = source.read(), source.name
    elif Path(name).suffix in _SUFFIXES or Path(name).is_file():
        (document, positions), file = load_document(name), name
    else:
        raise UnknownInstrumentError(name, tuple(sources))
    return value_of(document, "instrument", file=file, positions=positions), positions, file
