"""``rosace new study``: the folder with which a study begins, commented and ready for answers."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    report_failures,
)
from rosace.commands.studying import today
from rosace.speaking import Argument, Command, Option, say, words
from rosace_authoring import PACKAGE
from rosace_authoring.new_instrument import check_name, chosen_languages
from rosace_authoring.refusals import wrong_use

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.study import StudyInstrument
    from rosace_authoring.beginning.study_start import StudyStart

__all__ = ["command"]


def _new_study(*, name: str, out: str | None, **options: Any) -> int:
    from rosace.study_checks import STUDY_FILE  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.beginning.study_start import (  # noqa: PLC0415  # likewise
        empty_folders,
        readme_text,
        study_text,
    )
    from rosace_authoring.whole_folder import is_free, write_whole  # noqa: PLC0415  # likewise

    spoken = chosen_language(options["language"])
    check_name(name)
    folder = Path(out or name)
    if not is_free(folder):
        raise wrong_use(words("authoring.plugin.folder-in-use", path=str(folder)))
    appraiser = appraiser_of()
    start = _start(appraiser, name, folder, options)
    files = {STUDY_FILE: study_text(start, spoken), "README.md": readme_text(start, spoken)}
    write_whole(folder, {name: text.encode() for name, text in files.items()}, empty_folders(start))
    report_failures(appraiser, spoken)
    written = [str(folder / name) for name in files]
    if options["as_json"]:
        used = [each.id for each in start.instruments]
        print_json({"id": name, "folder": str(folder), "instruments": used, "written": written})
        return 0
    for path in written:
        say("authoring.written", path=path)
    say("authoring.study.next.edit", path=written[0])
    say("authoring.study.next.validate", folder=str(folder))
    say("authoring.study.next.close", folder=str(folder), wave=start.waves[0])
    say("authoring.study.next.appraise", folder=str(folder))
    return 0


def _start(
    appraiser: "Appraiser", name: str, folder: Path, options: dict[str, Any]
) -> "StudyStart":
    """Return what the study begins with.

    Raises:
        UnknownInstrumentError: An instrument is named that is not at hand.
        UsageError: A wave cannot be an id or is named twice, or no instrument is at hand.
    """
    from rosace_authoring.beginning.study_start import StudyStart, is_together  # noqa: PLC0415  # as above

    day = today()
    found = dict.fromkeys(options["instruments"]) or dict.fromkeys(_first(appraiser))
    if not found:
        raise wrong_use(words("authoring.study.no-instrument"))
    instruments = [(each, appraiser.instrument(each)) for each in found]
    ids = [instrument.id for _, instrument in instruments]
    for each in ids:
        if ids.count(each) > 1:
            raise wrong_use(words("authoring.study.instrument-twice", id=each))
    return StudyStart(
        name=name,
        instruments=tuple(_used(appraiser, *each, folder) for each in instruments),
        modes=tuple(
            tuple(mode.id for mode in (instrument.use.modes if instrument.use else ()))
            for _, instrument in instruments
        ),
        together=tuple(each.id for _, each in instruments if is_together(each)),
        others=tuple(sorted(set(appraiser.instruments) - set(ids))),
        waves=_waves(options["waves"]) or (str(day.year),),
        languages=tuple(chosen_languages(options["languages"])),
        today=day,
    )


def _first(appraiser: "Appraiser") -> Iterator[str]:
    """Yield the first instrument at hand that people answer one by one, if there is one."""
    from rosace.errors import RosaceError  # noqa: PLC0415  # not needed to show help

    for name in sorted(appraiser.instruments):
        try:
            found = appraiser.instrument(name)
        except RosaceError:
            continue
        modes = found.use.modes if found.use else ()
        if any(mode.respondent == "individual" for mode in modes):
            yield name
            return


def _used(
    appraiser: "Appraiser", named: str, instrument: "Instrument", folder: Path
) -> "StudyInstrument":
    """Return how the study uses an instrument; one out of a file by its path from the folder."""
    from rosace.study import StudyInstrument  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.beginning.study_start import mode_of  # noqa: PLC0415  # likewise

    is_file = named not in appraiser.instruments
    return StudyInstrument(
        id=instrument.id,
        version=instrument.version if is_file else None,
        file=Path(os.path.relpath(named, folder)).as_posix() if is_file else None,
        mode=mode_of(instrument),
    )


def _waves(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the waves in an order that a study can have: those that name a date by it."""
    from rosace.spelling import printable  # noqa: PLC0415  # not needed to show help
    from rosace.values import DATE  # noqa: PLC0415  # likewise
    from rosace_authoring.beginning.naming import is_identifier  # noqa: PLC0415  # likewise

    for each in named:
        if not is_identifier(each) or named.count(each) > 1:
            raise wrong_use(words("authoring.study.wave", found=printable(each)))
    dated = iter(sorted(filter(DATE.fullmatch, named)))
    return tuple(next(dated) if DATE.fullmatch(each) else each for each in named)


command = Command(
    "study",
    params=[
        Argument(["name"], help="authoring.argument.study"),
        Option(
            ["--instrument", "instruments"],
            multiple=True,
            metavar="INSTRUMENT",
            help="authoring.option.study-instrument",
        ),
        Option(
            ["--wave", "waves"], multiple=True, metavar="ID", help="authoring.option.study-wave"
        ),
        Option(["--languages"], metavar="ID", help="authoring.option.study-languages"),
        Option(["--out"], metavar="DIR", help="authoring.option.study-out"),
        LANGUAGE(),
        as_json(),
    ],
    callback=_new_study,
    speaks="authoring.new.study",
    package=PACKAGE,
)
