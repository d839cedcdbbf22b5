"""What an author should look over in an instrument that holds together."""

from collections.abc import Iterator

from rosace.instrument import Instrument
from rosace_authoring.findings.advising import Advice
from rosace_authoring.findings.levels_advice import level_advice, vector_advice
from rosace_authoring.findings.parts_advice import part_advice
from rosace_authoring.findings.rights_advice import rights_advice
from rosace_authoring.findings.words_advice import word_advice

__all__ = ["advise"]


def advise(instrument: Instrument) -> Iterator[Advice]:
    """Yield what to look over in an instrument.

    Args:
        instrument: A resolved instrument in which `rosace.checking.check_instrument` finds
            nothing.
    """
    yield from rights_advice(instrument)
    yield from word_advice(instrument)
    yield from part_advice(instrument)
    yield from level_advice(instrument)
    yield from vector_advice(instrument)
