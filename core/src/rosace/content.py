"""The digest of what an instrument asks: by it a release knows the instrument it was made of."""

from collections.abc import Iterable
from typing import Final

from rosace.checking import texts
from rosace.instrument import Instrument
from rosace.ledger import digest_of
from rosace.loading import dump_json
from rosace.writing import in_order

__all__ = ["content_of"]

_SEALED: Final = ("scales", "sections", "items", "dimensions")
"""The parts of an instrument that say what was asked, and what an answer counts for."""


def content_of(instrument: Instrument, languages: Iterable[str]) -> str:
    """Return the digest of what an instrument asks and how it scores, in some of its languages.

    Its title, rights, use and reference vectors are left out, and so are its other languages:
    none of them changes what was answered.

    Args:
        instrument: The instrument, resolved, an overlay's words in their place.
        languages: The languages whose words count.
    """
    plain = in_order(instrument)
    for (*above, name), words in texts(instrument):
        part = plain
        for step in above:
            part = part[step]
        part[name] = {each: words[each] for each in sorted(languages) if each in words}
    return digest_of(dump_json({name: plain.get(name) for name in _SEALED}))
