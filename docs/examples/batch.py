"""A batch job: a report for each study in a folder, every night.

``python batch.py STUDIES REPORTS``. Each folder in STUDIES is that of a study, such as
``rosace demo`` writes. What is wrong in one study is told and stops no other; the exit status is
1 where anything was, so that whoever runs the job hears of it.
"""

import sys
from datetime import datetime
from pathlib import Path

import rosace
from rosace.study_folder import COLLECTIVE, RESPONSES


def report(appraiser: rosace.Appraiser, folder: Path, out: Path) -> None:
    """Write the report of one study, for the group, in each of its languages."""
    held = appraiser.open_study(folder, datetime.now().astimezone().date())
    if not any(held.has_answers(kind) for kind in (RESPONSES, COLLECTIVE)):
        print(f"{folder.name}: no answers yet", file=sys.stderr)
        return
    for language in held.study.languages or ("fr",):
        found = appraiser.appraise_study(held, language=language)
        appraiser.export(found, "html", out / f"{held.study.id}.{language}.html")


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
