"""Every allowed question of a study, asked of Rosace and written by every exporter at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, cycle
from pathlib import Path
from random import Random
from typing import Final, Literal

from campaigns.attack.studies import LATE_WAVE, WAVES, Case

from rosace import Appraiser
from rosace.conversion import unstructure
from rosace.errors import DisclosureError
from rosace.instrument import Instrument
from rosace.report import Figure, Report
from rosace.response import Response
from rosace.study import Breakdown
from rosace.values import evolve

__all__ = ["PAGED", "PICTURES", "ROUTES", "Asked", "Route", "ask", "exporters"]

Route = Literal["folder", "files"]
ROUTES: Final[tuple[Route, ...]] = ("folder", "files")
PAGED: Final = frozenset({"docx", "pdf"})
"""The exporters that set pages, which takes longer than all others together."""

PICTURES: Final = frozenset({"png", "svg"})
"""The exporters that write pictures alone."""

_Told = tuple[tuple[Breakdown, ...], tuple[str, ...], Report]
_INSTRUMENT: Final = "instrument.json"
_LANGUAGES: Final = ("fr", "en")
_MOST_PARTS: Final = 6
_SAMPLED: Final = 2


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question, and the files that answer it.

    Args:
        by: The breakdowns asked for; none where the whole plan was.
        waves: The waves asked for.
        language: The language of the files.
        files: By exporter, the file or folder that it wrote.
    """

    by: tuple[Breakdown, ...]
    waves: tuple[str, ...]
    language: str
    files: dict[str, Path]


def exporters(appraiser: Appraiser) -> tuple[str, ...]:
    """Return the names of all exporters that write reports."""
    return tuple(
        sorted(name for name, held in appraiser.exporters.items() if "report" in held.accepts)
    )


def ask(
    appraiser: Appraiser, case: Case, folder: Path, route: Route, *, paged: bool = True
) -> Iterator[Asked]:
    """Ask for the whole plan and for each part of it, of all waves and of each alone.

    Args:
        appraiser: Whom to ask.
        case: The study.
        folder: An empty folder, for the files.
        route: How: of the study's folder, as each wave is closed, or of the responses' files
            with the study beside them.
        paged: Whether the exporters that set pages write too.
    """
    held = folder / f"study-{case.seed}"
    held.mkdir()
    (held / _INSTRUMENT).write_text(json.dumps(case.instrument), encoding="utf-8")
    reports = {"folder": _of_folder, "files": _of_files}[route]
    names = [name for name in exporters(appraiser) if paged or name not in PAGED]
    for number, (by, waves, report) in enumerate(reports(appraiser, case, held)):
        # The facilitator's report shows whatever the others show.
        files = {
            name: appraiser.export(
                report, name, folder / f"{number}-{name}", audience="facilitator"
            )
            for name in names
            if name not in PICTURES or _is_drawn(report)
        }
        yield Asked(by=by, waves=waves, language=report.language, files=files)


def _is_drawn(report: Report) -> bool:
    """Say whether a report has figures: what writes pictures alone refuses others."""
    blocks = (block for section in report.sections for block in section.blocks)
    return any(isinstance(block, Figure) for block in blocks)


def _of_files(appraiser: Appraiser, case: Case, folder: Path) -> Iterator[_Told]:
    instrument = appraiser.instrument(folder / _INSTRUMENT)
    parts = _parts(case)
    languages = cycle(_LANGUAGES)
    for waves in (WAVES, *((wave,) for wave in WAVES)):
        responses = [each for each in case.responses() if each.wave in waves]
        for by in parts:
            language = next(languages)
            report = appraiser.appraise(
                instrument, responses, language=language, by=by, study=case.study
            )
            yield by, waves, report


def _of_folder(appraiser: Appraiser, case: Case, folder: Path) -> Iterator[_Told]:
    """Yield reports of the study's folder, after each wave is closed."""
    used = evolve(case.study.instruments[0], file=_INSTRUMENT)
    open_waves = tuple(evolve(wave, closed=False) for wave in case.study.waves)
    study = evolve(case.study, instruments=(used,), waves=open_waves)
    # A document of JSON is one of YAML.
    (folder / "study.yaml").write_text(json.dumps(unstructure(study)), encoding="utf-8")
    instrument = appraiser.instrument(folder / _INSTRUMENT)
    languages = cycle(_LANGUAGES)
    for number, wave in enumerate(WAVES, start=1):
        here = [each for each in case.responses() if each.wave == wave]
        late = [each for each in here if wave == LATE_WAVE and each.respondent.id in case.late]
        for name, batch in (("", [each for each in here if each not in late]), ("-late", late)):
            file = folder / "responses" / wave / f"{used.id}{name}.ndjson"
            if not batch or not _closed(appraiser, instrument, folder, (wave, file, batch)):
                continue
            for by in _parts(case):
                language = next(languages)
                report = appraiser.appraise_study(
                    appraiser.open_study(folder), language=language, by=by
                )
                yield by, WAVES[:number], report


def _closed(
    appraiser: Appraiser,
    instrument: Instrument,
    folder: Path,
    came: tuple[str, Path, list[Response]],
) -> bool:
    """Close a wave with the responses that came; say whether it could be."""
    wave, file, batch = came
    file.parent.mkdir(parents=True, exist_ok=True)
    appraiser.export_responses(instrument, batch, "ndjson", file, raw=True)
    try:
        appraiser.close_wave(appraiser.open_study(folder), wave)
    except DisclosureError:
        # Late responses that would tell too much wait for the next wave.
        file.unlink()
        return False
    return True


def _parts(case: Case) -> list[tuple[Breakdown, ...]]:
    """Return the whole plan and its parts; of a plan with very many parts, a sample of them."""
    plan = case.study.breakdowns
    parts = [part for size in range(1, len(plan)) for part in combinations(plan, size)]
    if len(parts) > _MOST_PARTS:
        parts = Random(case.seed).sample(parts, _SAMPLED)
    return [(), *parts]
