"""Responses to several versions and instruments brought together, and checked beside each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.places import Place, nowhere
from rosace.references import check_references
from rosace.response import Response
from rosace.responses import check_all
from rosace.values import version_order

__all__ = ["Pair", "by_instrument", "check_beside", "check_pairs", "gathered", "paired"]

Pair = tuple[Instrument, Sequence[Response]]
"""One version of an instrument, with responses to it."""


def paired(given: Iterable[Pair], place_of: Callable[[Response], Place] = nowhere) -> list[Pair]:
    """Return each version of each instrument once, with all its responses.

    Args:
        given: Instruments, each with some responses.
        place_of: Says where a response stood.

    Raises:
        InvalidDocumentError: A person, or a response's id, is there twice: who counts
            twice would lift a group over a threshold. Or one wave has answers to two
            versions, or a row of one instrument refers to a row of another that is
            not there.
    """
    pairs = gathered(given)
    if problems := check_pairs(pairs, place_of):
        raise InvalidDocumentError(problems)
    return pairs


def gathered(given: Iterable[Pair]) -> list[Pair]:
    """Return each version of each instrument once, with all its responses, none checked.

    Args:
        given: Instruments, each with some responses.
    """
    found: dict[tuple[str, str], Pair] = {}
    for instrument, responses in given:
        key = (instrument.id, instrument.version)
        first, held = found.get(key, (instrument, ()))
        found[key] = first, (*held, *responses)
    return list(found.values())


def check_pairs(
    pairs: Sequence[Pair], place_of: Callable[[Response], Place] = nowhere
) -> tuple[Problem, ...]:
    """Return what `paired` refuses.

    Args:
        pairs: Each version of each instrument once.
        place_of: Says where a response stood.
    """
    together = by_instrument(pairs)
    problems = [each for held in together.values() for each in check_all(held, place_of)]
    waves = [
        (used, dict.fromkeys(response.wave for response in responses)) for used, responses in pairs
    ]
    return (*problems, *check_beside(waves, pairs, place_of))


def check_beside(
    waves: Iterable[tuple[Instrument, Iterable[str]]],
    pairs: Sequence[tuple[Instrument, Iterable[Response]]],
    place_of: Callable[[Response], Place] = nowhere,
) -> tuple[Problem, ...]:
    """Return what is wrong between versions and between instruments.

    Args:
        waves: Each version of each instrument once, with the waves in which it was answered.
        pairs: Each version once, with its responses, which are gone through only where rows
            of one instrument may refer to rows of another.
        place_of: Says where a response stood.
    """
    enabled = {instrument.id for instrument, _ in pairs}
    followed = check_references(pairs, enabled, place_of)
    dangling = (each for each in followed if each.severity == "error")
    return (*_split_waves(waves), *dangling)


def by_instrument(pairs: Iterable[Pair]) -> dict[str, tuple[Response, ...]]:
    """Return the responses to each instrument, whatever its version, by its id."""
    found: dict[str, tuple[Response, ...]] = {}
    for instrument, responses in pairs:
        found[instrument.id] = (*found.get(instrument.id, ()), *responses)
    return found


def _split_waves(waves: Iterable[tuple[Instrument, Iterable[str]]]) -> Iterator[Problem]:
    """Yield the waves in which some answered one version of an instrument and some another."""
    met: dict[tuple[str, str], str] = {}
    for instrument, answered in waves:
        for wave in answered:
            before = met.setdefault((instrument.id, wave), instrument.version)
            if before != instrument.version:
                versions = ", ".join(sorted((before, instrument.version), key=version_order))
                arguments = {"instrument": instrument.id, "wave": wave, "versions": versions}
                yield Problem("two-versions-in-wave", arguments=arguments)
