"""The files with which a study begins: its own, commented and valid as it stands, and a README."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from rosace.instrument import Instrument
from rosace.messages import translate
from rosace.study import StudyInstrument
from rosace.study_folder import COLLECTIVE, OVERLAYS, RELEASES, REPORTS, RESPONSES
from rosace.values import DATE, value
from rosace_authoring import PACKAGE
from rosace_authoring.beginning.starting import in_each_language, rendered, title_of
from rosace_authoring.beginning.yaml_text import flow, wrapped, yaml_lines

__all__ = ["StudyStart", "empty_folders", "mode_of", "readme_text", "study_text"]

_YEARS_KEPT: Final = 2
_PARTS: Final = ("study", "responses", "collective", "overlays", "releases", "reports")


@value
class StudyStart:
    """What a study begins with.

    Args:
        name: Its id.
        instruments: The instruments that it uses.
        modes: The ids of the modes of each of them.
        together: The ids of those that only the group together answers.
        others: The ids of the other instruments at hand.
        waves: The ids of its waves.
        languages: Its languages.
        today: The day on which it begins.
    """

    name: str
    instruments: tuple[StudyInstrument, ...]
    modes: tuple[tuple[str, ...], ...]
    together: tuple[str, ...]
    others: tuple[str, ...]
    waves: tuple[str, ...]
    languages: tuple[str, ...]
    today: dt.date

    @property
    def alone(self) -> tuple[str, ...]:
        """The ids of the instruments that each person may answer."""
        return tuple(used.id for used in self.instruments if used.id not in self.together)


def is_together(instrument: Instrument) -> bool:
    """Say whether an instrument has modes, and in each the group answers together."""
    modes = instrument.use.modes if instrument.use else ()
    return bool(modes) and all(mode.respondent == "collective" for mode in modes)


def mode_of(instrument: Instrument) -> str | None:
    """Return the first mode in which each person answers, or else the first; None without any."""
    modes = instrument.use.modes if instrument.use else ()
    alone = (mode.id for mode in modes if mode.respondent == "individual")
    return next(alone, modes[0].id if modes else None)


def study_text(start: StudyStart, spoken: str) -> str:
    """Return the commented file of a new study.

    Args:
        start: What it begins with.
        spoken: The author's language, of the comments.
    """
    titles = dict.fromkeys(start.languages, title_of(start.name))
    given = {
        "id": flow(start.name),
        "languages": flow(list(start.languages)),
        "wave": flow(start.waves[0]),
        "retention": flow(f"{start.today.year + _YEARS_KEPT}-12-31"),
    }
    blocks = {
        "title": yaml_lines("title", titles, 0),
        "subject": yaml_lines("title", titles, 2),
        "instruments": list(_instruments(start, spoken)),
        "waves": list(_waves(start, spoken)),
    }
    return "\n".join(rendered("study.yaml", start.languages, spoken, given, blocks)) + "\n"


def readme_text(start: StudyStart, spoken: str) -> str:
    """Return the README of a study's folder, which says what goes where.

    Args:
        start: What it begins with.
        spoken: The author's language.
    """

    def said(identifier: str) -> str:
        first = start.alone[:1] if identifier == "responses" else ()
        given = {"wave": start.waves[0], "instrument": (*first, start.instruments[0].id)[0]}
        return translate(f"authoring.study.readme.{identifier}", spoken, given, PACKAGE)

    parts = [part for part in _PARTS if part != RESPONSES or start.alone]
    lines = [f"# {title_of(start.name)}", "", said("intro"), ""]
    lines += [said("head"), "|---|---|", *map(said, parts), ""]
    lines += [said("names"), ""]
    lines += [said("private"), ""] if start.alone else []
    lines += [said("commands"), "", "```sh"]
    lines += ["rosace validate --study .", f"rosace close . {start.waves[0]}"]
    lines += ["rosace appraise --study ."]
    lines += [f"rosace withdraw {said('respondent')} --study .", "```", ""]
    return "\n".join(lines)


def empty_folders(start: StudyStart) -> Iterator[str]:
    """Yield the folders that wait for their files, by their paths in the study's."""
    for part in (RESPONSES, COLLECTIVE) if start.alone else (COLLECTIVE,):
        yield from (f"{part}/{wave}" for wave in start.waves)
    yield from (OVERLAYS, RELEASES, REPORTS)


def _instruments(start: StudyStart, spoken: str) -> Iterator[str]:
    for used, modes in zip(start.instruments, start.modes, strict=True):
        yield f"  - id: {flow(used.id)}"
        if used.version is not None:
            yield f"    version: {flow(used.version)}"
        if used.file is not None:
            yield f"    file: {flow(used.file)}"
        if used.mode is not None:
            known = ", ".join(modes)
            said = translate("authoring.study.mode", spoken, {"known": known}, PACKAGE)
            yield from wrapped(said, 4, "# ")
            yield f"    mode: {flow(used.mode)}"
        yield f"    #overlay: {flow(f'{OVERLAYS}/{used.id}.yaml')}"
    for name in start.others:
        yield f"  #- id: {flow(name)}"


def _waves(start: StudyStart, spoken: str) -> Iterator[str]:
    title = flow(in_each_language("authoring.study.sample.wave", start.languages, spoken))
    for wave in start.waves:
        yield f"  - id: {flow(wave)}"
        yield f"    #title: {title}"
        if DATE.fullmatch(wave):
            yield f"    date: {flow(wave)}"
        else:
            yield f"    #date: {flow(start.today.isoformat()[:7])}"
