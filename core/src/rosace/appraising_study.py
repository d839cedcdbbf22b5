"""All that a study's folder holds, read and checked together, and appraised in one report."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rosace.appraising import paired
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.intake import Intake, Taken
from rosace.mapping import FileMapping
from rosace.reading import is_table, known_suffixes
from rosace.report import Report
from rosace.response import Response
from rosace.study import Study, StudyInstrument
from rosace.study_checks import check_mode
from rosace.study_folder import AnswerFile, StudyFolder
from rosace.validation import load_value
from rosace.values import evolve, value, version_order

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = [
    "Examined",
    "appraise_study",
    "check_retention",
    "examine_study",
    "mapping_of",
    "take_wave",
]

Watch = Callable[[int], None]


@value
class Examined:
    """What a study's folder holds.

    Args:
        pairs: Each version of each instrument that the study uses, with what came of
            its files; of versions that nobody answered only the newest, and that only
            where no other was answered.
        problems: What is wrong beyond single files.
    """

    pairs: tuple[tuple[Instrument, tuple[Taken, ...]], ...]
    problems: tuple[Problem, ...] = ()

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What came of each file."""
        return tuple(taken for _, held in self.pairs for taken in held)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Every Problem, notices included."""
        return (*self.problems, *(each for taken in self.taken for each in taken.problems))

    @property
    def responses(self) -> tuple[tuple[Instrument, tuple[Response, ...]], ...]:
        """Each version of each instrument with its sound responses."""
        return tuple(
            (instrument, tuple(each for taken in held for each in taken.responses))
            for instrument, held in self.pairs
        )

    @property
    def sound(self) -> bool:
        """Whether nothing has to be mended."""
        return all(each.severity == "notice" for each in self.findings)


def check_retention(study: Study, file: str, today: dt.date) -> Iterator[Problem]:
    """Yield that individual answers may no longer be kept, where that is so.

    Args:
        study: The study.
        file: The path of its file.
        today: The day.
    """
    if not study.kept_on(today):
        arguments = {"date": str(study.retention)}
        yield Problem("retention-passed", file=file, pointer="/retention", arguments=arguments)


def examine_study(
    appraiser: "Appraiser",
    folder: StudyFolder,
    *,
    today: dt.date,
    key: str | None = None,
    watch: Watch | None = None,
) -> Examined:
    """Read and check all that a study's folder holds.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        today: The day, on which individual answers may be kept no longer.
        key: A file with the key by which e-mail addresses become pseudonyms.
        watch: Told from time to time how many responses have been read.

    Raises:
        InvalidDocumentError: Individual answers stand there after the retention date;
            or a file, a mapping, an instrument or an overlay cannot be read at all.
    """
    survey = folder.survey(known_suffixes(appraiser.host.importers.values()))
    passed = tuple(check_retention(folder.study, folder.file, today))
    # After their date nothing opens individual answers any more.
    if passed and survey.of("individual"):
        raise InvalidDocumentError(passed)
    pairs: list[tuple[Instrument, tuple[Taken, ...]]] = []
    problems = list(survey.problems)
    for used in folder.study.instruments:
        instrument = _instrument(appraiser, folder.study, used)
        taken: list[Taken] = []
        for wave in folder.study.waves:
            if used.used_in(wave.id):
                files = [
                    each
                    for each in survey.files
                    if (each.wave, each.instrument) == (wave.id, used.id)
                ]
                taken += take_wave(appraiser, folder.study, instrument, files, key, watch)
        problems += check_mode(folder.study, instrument, folder.file)
        pairs.append((instrument, tuple(taken)))
    examined = Examined(pairs=tuple(_answered(pairs)), problems=tuple(problems))
    if examined.sound:
        try:
            paired(examined.responses)
        except InvalidDocumentError as error:
            return evolve(examined, problems=(*examined.problems, *error.problems))
    return examined


def take_wave(  # noqa: PLR0913, PLR0917  # all that a wave's files are read with
    appraiser: "Appraiser",
    study: Study,
    instrument: Instrument,
    files: Iterable[AnswerFile],
    key: str | None = None,
    watch: Watch | None = None,
) -> list[Taken]:
    """Return what comes of the files of one instrument in one wave, no voice taken twice.

    Args:
        appraiser: The appraiser.
        study: The study.
        instrument: The instrument, in the version that the wave uses.
        files: The files, of that wave and instrument.
        key: A file with the key by which e-mail addresses become pseudonyms.
        watch: Told from time to time how many responses have been read.

    Raises:
        InvalidDocumentError: A file or a mapping cannot be read at all.
    """
    taken: list[Taken] = []
    seen: list[Response] = []
    importers = tuple(appraiser.host.importers.values())
    for file in files:

        def check(
            instrument: Instrument, response: Response, file: AnswerFile = file
        ) -> Iterable[Problem]:
            yield from appraiser.host.check(instrument, response)
            yield from _misplaced(response, file)

        intake = Intake(
            instrument=instrument,
            importers=importers,
            check=check,
            study=study,
            wave=file.wave,
            kind=file.kind,
            key=key,
            watch=watch,
        )
        taken.append(intake.take(file.path, mapping_of(file), seen))
        seen += taken[-1].responses
    return taken


def mapping_of(file: AnswerFile) -> FileMapping | None:
    """Return the mapping beside a table; other formats need none."""
    if file.mapping is None or not is_table(file.path):
        return None
    found: FileMapping = load_value(file.mapping, "mapping")
    return found


def appraise_study(  # noqa: PLR0913  # each by its name
    appraiser: "Appraiser",
    folder: StudyFolder,
    examined: Examined,
    *,
    language: str = "fr",
    by: str | Iterable[str | Sequence[str]] = (),
    engine: str = "rows",
) -> Report:
    """Return one report on all instruments and waves of a study.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        examined: What `examine_study` found in it.
        language: The language that the report is first meant for.
        by: Those of the planned breakdowns that are shown; all where none is named.
        engine: The engine that makes the tallies.

    Raises:
        InvalidDocumentError: Something is wrong with what was found, or there are no
            answers at all.
        UsageError: No such engine or language.
        DisclosureError: A breakdown that the study does not plan.
        PluginError: The engine fails; in strict mode, a plugin does.
    """
    if not examined.sound:
        raise InvalidDocumentError(examined.findings)
    if not any(held for _, held in examined.responses):
        raise InvalidDocumentError((Problem("study-without-answers", file=folder.file),))
    (instrument, responses), *others = examined.responses
    return appraiser.appraise(
        instrument,
        responses,
        language=language,
        by=by,
        study=folder.study,
        others=others,
        engine=engine,
    )


def _instrument(appraiser: "Appraiser", study: Study, used: StudyInstrument) -> Instrument:
    """Return the version of an instrument that an entry of a study names."""
    wave = used.waves[0] if used.waves else None
    return appraiser.instrument(used.id, study=study, wave=wave)


def _misplaced(response: Response, file: AnswerFile) -> Iterator[Problem]:
    """Yield where a response is of another wave or kind than the folder of its file."""
    if response.wave != file.wave:
        arguments = {"found": response.wave, "expected": file.wave}
        yield Problem("wave-not-of-folder", pointer="/wave", arguments=arguments)
    if response.respondent.kind != file.kind:
        individual = file.kind == "individual"
        code = "collective-in-responses" if individual else "individual-in-collective"
        yield Problem(code, pointer="/respondent/kind")


def _answered(
    pairs: Sequence[tuple[Instrument, tuple[Taken, ...]]],
) -> Iterator[tuple[Instrument, tuple[Taken, ...]]]:
    """Yield the versions that were answered, and of each other instrument the newest."""
    answered = {instrument.id for instrument, held in pairs if held}
    newest = {
        instrument.id: instrument
        for instrument, _ in sorted(pairs, key=lambda pair: version_order(pair[0].version))
    }
    for instrument, held in pairs:
        if held or (instrument.id not in answered and newest[instrument.id] is instrument):
            yield instrument, held
