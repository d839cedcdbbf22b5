"""What a study must hold beyond its schema, and what it lets into its responses."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rosace.errors import InvalidDocumentError, Problem
from rosace.response import Response
from rosace.spelling import json_pointer
from rosace.study import Study, StudyInstrument
from rosace.validation import load_value
from rosace.values import evolve

__all__ = ["check_membership", "check_study", "load_study", "require_instrument"]


def load_study(path: str | os.PathLike[str]) -> Study:
    """Return the study of a file, the paths of its overlays as seen from here.

    Raises:
        InvalidDocumentError: It is not of the contract, or contradicts itself.
    """
    study: Study = load_value(path, "study")
    if problems := tuple(check_study(study, str(path))):
        raise InvalidDocumentError(problems)
    return evolve(
        study, instruments=tuple(_located(each, Path(path).parent) for each in study.instruments)
    )


def _located(used: StudyInstrument, folder: Path) -> StudyInstrument:
    if used.overlay is None:
        return used
    return evolve(used, overlay=str(folder / used.overlay))


def check_study(study: Study, file: str | None = None) -> Iterator[Problem]:
    """Yield what is wrong with a study that its schema accepts: ids twice, names of nothing."""
    lists: dict[tuple[str | int, ...], list[str]] = {
        ("waves",): [wave.id for wave in study.waves],
        ("attributes",): [attribute.id for attribute in study.attributes],
        ("instruments",): [instrument.id for instrument in study.instruments],
        **{
            ("attributes", index): [value.id for value in attribute.values or ()]
            for index, attribute in enumerate(study.attributes)
        },
    }
    for part, ids in lists.items():
        for twice in _twice(ids):
            yield _problem("duplicate-id", part, file, id=twice)
    yield from _check_names(study, file)


def _check_names(study: Study, file: str | None) -> Iterator[Problem]:
    """Yield the waves and attributes that breakdowns and invitations name and nothing declares."""
    waves = [wave.id for wave in study.waves]
    attributes = [attribute.id for attribute in study.attributes]
    for index, breakdown in enumerate(study.breakdowns):
        for name in breakdown:
            if name not in attributes:
                yield _unknown_attribute(("breakdowns", index), file, name, attributes)
    for index, invited in enumerate(study.invited):
        if invited.wave not in waves:
            path = ("invited", index, "wave")
            known = ", ".join(waves)
            yield _problem("wave-not-declared", path, file, wave=invited.wave, known=known)
        for name in invited.attributes:
            if name not in attributes:
                yield _unknown_attribute(("invited", index), file, name, attributes)


def require_instrument(study: Study, instrument: str) -> None:
    """Refuse a study that is of other instruments than the one that is used.

    Args:
        study: The study.
        instrument: The instrument's id.

    Raises:
        InvalidDocumentError: The study does not name it.
    """
    known = [each.id for each in study.instruments]
    if instrument not in known:
        arguments = {"study": study.id, "instrument": instrument, "known": ", ".join(known)}
        raise InvalidDocumentError([Problem("instrument-not-in-study", arguments=arguments)])


def check_membership(study: Study, response: Response) -> Iterator[Problem]:
    """Yield what a study does not declare in a response: its wave, version or attributes."""
    waves = [wave.id for wave in study.waves]
    if response.wave not in waves:
        known = ", ".join(waves)
        yield _problem("wave-not-declared", ("wave",), None, wave=response.wave, known=known)
    for used in study.instruments:
        if used.id == response.instrument and used.version not in {None, response.version}:
            stated, found = str(used.version), response.version
            yield _problem("wrong-version", ("version",), None, found=found, expected=stated)
    for attribute in study.attributes:
        held = response.respondent.attributes.get(attribute.id)
        known_values = [value.id for value in attribute.values or ()]
        if held is not None and known_values and held not in known_values:
            path = ("respondent", "attributes", attribute.id)
            known = ", ".join(known_values)
            yield _problem("not-permitted", path, None, found=held, known=known)


def _twice(ids: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(ids).items() if count > 1]


def _unknown_attribute(
    path: tuple[str | int, ...], file: str | None, name: str, known: Iterable[str]
) -> Problem:
    return _problem("attribute-not-declared", path, file, attribute=name, known=", ".join(known))


def _problem(code: str, path: tuple[str | int, ...], file: str | None, **arguments: str) -> Problem:
    return Problem(code, file=file, pointer=json_pointer(path), arguments=arguments)
