"""What a study must hold beyond its schema, and what it lets into its responses."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.spelling import json_pointer
from rosace.study import Study, StudyInstrument
from rosace.validation import load_value
from rosace.values import evolve, version_order

__all__ = [
    "STUDY_FILE",
    "check_membership",
    "check_mode",
    "check_study",
    "load_study",
    "overlay_used",
    "require_instrument",
    "study_around",
    "version_used",
]


STUDY_FILE: Final = "study.yaml"
"""The name of a study's file in its folder."""


def load_study(path: str | os.PathLike[str]) -> Study:
    """Return the study of a file, the paths of its instruments and overlays as seen from here.

    Args:
        path: The file, or the folder that holds it as ``study.yaml``.

    Raises:
        InvalidDocumentError: It is not of the contract, or contradicts itself.
    """
    path = Path(path)
    path = path / STUDY_FILE if path.is_dir() else path
    study: Study = load_value(path, "study")
    if problems := tuple(check_study(study, str(path))):
        raise InvalidDocumentError(problems)
    return evolve(
        study, instruments=tuple(_located(each, path.parent) for each in study.instruments)
    )


def study_around(path: str | os.PathLike[str]) -> Path | None:
    """Return the file of the study in whose folder a path lies, however deep; None outside of any.

    Args:
        path: A file, which a link may lead to from elsewhere, or from a folder to elsewhere.
    """
    for named in (Path(path).absolute(), Path(path).resolve()):
        for folder in named.parents:
            if (folder / STUDY_FILE).is_file():
                return folder / STUDY_FILE
    return None


def _located(used: StudyInstrument, folder: Path) -> StudyInstrument:
    file, overlay = (each and str(folder / each) for each in (used.file, used.overlay))
    return evolve(used, file=file, overlay=overlay)


def check_study(study: Study, file: str | None = None) -> Iterator[Problem]:
    """Yield what a study's schema lets pass: ids twice or of nothing, waves out of order."""
    lists: dict[tuple[str | int, ...], list[str]] = {
        ("waves",): [wave.id for wave in study.waves],
        ("attributes",): [attribute.id for attribute in study.attributes],
        **{
            ("attributes", index): [value.id for value in attribute.values or ()]
            for index, attribute in enumerate(study.attributes)
        },
    }
    for part, ids in lists.items():
        for twice in _twice(ids):
            yield _problem("duplicate-id", part, file, id=twice)
    yield from _check_order(study, file)
    yield from _check_versions(study, file)
    yield from _check_names(study, file)
    yield from _check_public(study, file)


def _check_order(study: Study, file: str | None) -> Iterator[Problem]:
    """Yield the waves that come after one of a later date: change would be told backwards."""
    dated: list[tuple[str, str]] = []
    for index, wave in enumerate(study.waves):
        if wave.date is None:
            continue
        for before, date in dated:
            # A month and a day of it are in no order: only what both say is compared.
            if date[: len(wave.date)] > wave.date[: len(date)]:
                said = {"wave": wave.id, "date": wave.date, "before": before, "later": date}
                yield _problem("waves-out-of-order", ("waves", index, "date"), file, **said)
                break
        dated.append((wave.id, wave.date))


def _check_versions(study: Study, file: str | None) -> Iterator[Problem]:
    """Yield the instruments named more than once of which a wave does not use one version."""
    named = Counter(used.id for used in study.instruments)
    versions: set[tuple[str, str | None]] = set()
    waves: dict[tuple[str, str], StudyInstrument] = {}
    for index, used in enumerate(study.instruments):
        path = ("instruments", index)
        lacking = used.version is None or used.waves is None
        if (named[used.id] > 1 and lacking) or (used.id, used.version) in versions:
            yield _problem("versions-not-told-apart", path, file, id=used.id)
        versions.add((used.id, used.version))
        for wave in used.waves or ():
            other = waves.setdefault((used.id, wave), used)
            if other is not used:
                both = f"{other.version or '–'}, {used.version or '–'}"
                said = {"instrument": used.id, "wave": wave, "versions": both}
                yield _problem("two-versions-in-wave", (*path, "waves"), file, **said)


def _check_names(study: Study, file: str | None) -> Iterator[Problem]:
    """Yield the waves and attributes that breakdowns and invitations name and nothing declares."""
    waves = [wave.id for wave in study.waves]
    attributes = [attribute.id for attribute in study.attributes]
    for index, breakdown in enumerate(study.breakdowns):
        for name in breakdown:
            if name not in attributes:
                yield _unknown_attribute(("breakdowns", index), file, name, attributes)
    named = [
        *((("invited", index, "wave"), held.wave) for index, held in enumerate(study.invited)),
        *(
            (("instruments", index, "waves", place), wave)
            for index, used in enumerate(study.instruments)
            for place, wave in enumerate(used.waves or ())
        ),
    ]
    for path, wave in named:
        if wave not in waves:
            yield _problem("wave-not-declared", path, file, wave=wave, known=", ".join(waves))
    for index, invited in enumerate(study.invited):
        for name in invited.attributes:
            if name not in attributes:
                yield _unknown_attribute(("invited", index), file, name, attributes)


def _check_public(study: Study, file: str | None) -> Iterator[Problem]:
    """Yield the instruments to be public that the study does not use, and all where it is open."""
    if study.public and study.disclosure.mode == "open":
        yield _problem("open-and-public", ("public",), file, study=study.id)
    known = [used.id for used in study.instruments]
    for index, name in enumerate(study.public):
        if name not in known:
            said = {"study": study.id, "instrument": name, "known": ", ".join(known)}
            yield _problem("instrument-not-in-study", ("public", index), file, **said)


def check_mode(used: StudyInstrument, instrument: Instrument) -> Iterator[Problem]:
    """Yield that a study answers an instrument in a mode that the instrument does not have."""
    modes = [mode.id for mode in instrument.use.modes] if instrument.use else []
    if used.mode is not None and used.mode not in modes:
        said = {"found": used.mode, "instrument": used.id, "known": ", ".join(modes) or "–"}
        yield _problem("unknown-mode", (), None, **said)


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
    yield from _check_version(study, response)
    for attribute in study.attributes:
        held = response.respondent.attributes.get(attribute.id)
        known_values = [value.id for value in attribute.values or ()]
        if held is not None and known_values and held not in known_values:
            path = ("respondent", "attributes", attribute.id)
            known = ", ".join(known_values)
            yield _problem("not-permitted", path, None, found=held, known=known)


def _check_version(study: Study, response: Response) -> Iterator[Problem]:
    """Yield an answer to an instrument, or to a version of it, that its wave does not use."""
    held = [used for used in study.instruments if used.id == response.instrument]
    here = [used for used in held if used.used_in(response.wave)]
    if held and not here:
        said = {"instrument": response.instrument, "wave": response.wave}
        yield _problem("instrument-not-in-wave", ("wave",), None, **said)
    for used in here:
        if used.version not in {None, response.version}:
            stated, found = str(used.version), response.version
            yield _problem("wrong-version", ("version",), None, found=found, expected=stated)


def version_used(
    study: Study | None, instrument: str, wave: str | None = None
) -> StudyInstrument | None:
    """Return how a study uses an instrument; None where it does not, or where there is none.

    Args:
        study: The study.
        instrument: The instrument's id.
        wave: The wave; where None the newest version that the study names.
    """
    held = [used for used in (study.instruments if study else ()) if used.id == instrument]
    here = [used for used in held if wave is None or used.used_in(wave)]
    return max(here, key=lambda used: version_order(used.version or ""), default=None)


def overlay_used(
    study: Study | None, used: StudyInstrument | None, found: Instrument
) -> str | None:
    """Return the path of the overlay that a study lays over a version of an instrument.

    Args:
        study: The study, if there is one.
        used: What it says of the instrument, where it was asked for by its id.
        found: The instrument.

    Raises:
        InvalidDocumentError: The file that the study names holds another instrument, or
            another version.
    """
    named = f"{found.id} {found.version}"
    if used and used.file and f"{used.id} {used.version or found.version}" != named:
        said = {"found": named, "expected": f"{used.id} {used.version or ''}".strip()}
        raise InvalidDocumentError((_problem("other-instrument-in-file", (), used.file, **said),))
    for each in study.instruments if study else ():
        if each.id == found.id and each.version in {None, found.version}:
            return each.overlay
    return None


def _twice(ids: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(ids).items() if count > 1]


def _unknown_attribute(
    path: tuple[str | int, ...], file: str | None, name: str, known: Iterable[str]
) -> Problem:
    return _problem("attribute-not-declared", path, file, attribute=name, known=", ".join(known))


def _problem(code: str, path: tuple[str | int, ...], file: str | None, **arguments: str) -> Problem:
    return Problem(code, file=file, pointer=json_pointer(path), arguments=arguments)
