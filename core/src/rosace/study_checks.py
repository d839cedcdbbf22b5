"""What a study must hold beyond its schema, and what it lets into its responses."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator

from rosace.errors import InvalidDocumentError, Problem
from rosace.response import Response
from rosace.spelling import json_pointer
from rosace.study import Study
from rosace.validation import load_value

__all__ = ["check_membership", "check_study", "load_study"]


def load_study(path: str | os.PathLike[str]) -> Study:
    """Return the study of a file.

    Raises:
        InvalidDocumentError: It is not of the contract, or contradicts itself.
    """
    study: Study = load_value(path, "study")
    if problems := tuple(check_study(study, str(path))):
        raise InvalidDocumentError(problems)
    return study


def check_study(study: Study, file: str | None = None) -> Iterator[Problem]:
    """Yield what is wrong with a study that its schema accepts: ids twice, names of nothing."""
    waves = [wave.id for wave in study.waves]
    attributes = {attribute.id: attribute for attribute in study.attributes}
    lists = {
        "waves": waves,
        "attributes": [attribute.id for attribute in study.attributes],
        "instruments": [instrument.id for instrument in study.instruments],
    }
    for part, ids in lists.items():
        for twice in _twice(ids):
            yield _problem("duplicate-id", (part,), file, id=twice)
    for index, attribute in enumerate(study.attributes):
        for twice in _twice(value.id for value in attribute.values or ()):
            yield _problem("duplicate-id", ("attributes", index), file, id=twice)
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


def check_membership(study: Study, response: Response) -> Iterator[Problem]:
    """Yield what a study does not declare in a response: its wave, instrument or attributes."""
    waves = [wave.id for wave in study.waves]
    if response.wave not in waves:
        known = ", ".join(waves)
        yield _problem("wave-not-declared", ("wave",), None, wave=response.wave, known=known)
    instruments = [instrument.id for instrument in study.instruments]
    if response.instrument not in instruments:
        expected = ", ".join(instruments)
        found = response.instrument
        yield _problem("wrong-instrument", ("instrument",), None, found=found, expected=expected)
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
