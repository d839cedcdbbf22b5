"""A batch job: a report for each study in a folder, every night.

``python batch.py STUDIES REPORTS``. Each folder in STUDIES holds ``study.yaml`` and, for each
instrument of the study, files such as ``diagnostic-2024.csv``. What is wrong in one study is told
and stops no other; the exit status is 1 where anything was, so that whoever runs the job hears
of it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import rosace
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.study import Study

SUFFIXES = {".csv", ".json", ".ndjson", ".yaml"}


def answers(
    appraiser: rosace.Appraiser, study: Study, folder: Path
) -> Iterator[tuple[Instrument, list[Response]]]:
    """Yield each instrument of a study that has files of answers, with what they hold."""
    for used in study.instruments:
        instrument = appraiser.instrument(used.id, study=study)
        files = sorted(each for each in folder.glob(f"{used.id}-*") if each.suffix in SUFFIXES)
        held = [
            response for file in files for response in appraiser.read(file, instrument, study=study)
        ]
        if held:
            yield instrument, held


def report(appraiser: rosace.Appraiser, folder: Path, out: Path) -> None:
    """Write the report of one study, for the group, in each of its languages."""
    study = appraiser.study(folder / "study.yaml")
    held = list(answers(appraiser, study, folder))
    if not held:
        print(f"{folder.name}: no answers yet", file=sys.stderr)
        return
    (instrument, responses), *others = held
    for language in study.languages or ("fr",):
        found = appraiser.appraise(
            instrument, responses, language=language, study=study, others=others
        )
        appraiser.export(found, "html", out / f"{study.id}.{language}.html")


def main(studies: Path, out: Path) -> int:
    """Write all reports, and return the exit status."""
    appraiser = rosace.Appraiser(strict=True)
    out.mkdir(parents=True, exist_ok=True)
    status = 0
    for file in sorted(studies.glob("*/study.yaml")):
        try:
            report(appraiser, file.parent, out)
        except rosace.RosaceError as error:
            status = 1
            print(f"{file.parent.name}: {error.explain('en')}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
