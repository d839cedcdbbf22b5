"""Every allowed question of a study, asked of Rosace and written by every exporter at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Final

from campaigns.attack.studies import WAVES, Case

from rosace import Appraiser
from rosace.study import Breakdown

__all__ = ["Asked", "ask", "exporters"]

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


def ask(appraiser: Appraiser, case: Case, folder: Path) -> Iterator[Asked]:
    """Ask for the whole plan and for each part of it, of all waves and of each alone.

    Args:
        appraiser: Whom to ask.
        case: The study.
        folder: An empty folder, for the files.
    """
    source = folder / f"instrument-{case.seed}.json"
    source.write_text(json.dumps(case.instrument), encoding="utf-8")
    instrument = appraiser.instrument(source)
    names = exporters(appraiser)
    for number, (by, waves) in enumerate(_questions(case)):
        responses = [each for each in case.responses() if each.wave in waves]
        language = _LANGUAGES[number % len(_LANGUAGES)]
        report = appraiser.appraise(
            instrument, responses, language=language, by=by, study=case.study
        )
        # The facilitator's report shows whatever the others show.
        files = {
            name: appraiser.export(
                report, name, folder / f"{number}-{name}", audience="facilitator"
            )
            for name in names
        }
        yield Asked(by=by, waves=waves, language=language, files=files)


def _questions(case: Case) -> Iterator[tuple[tuple[Breakdown, ...], tuple[str, ...]]]:
    """Yield the whole plan and its parts; of a plan with very many parts, a sample of them."""
    plan = case.study.breakdowns
    parts = [part for size in range(1, len(plan)) for part in combinations(plan, size)]
    if len(parts) > _MOST_PARTS:
        parts = Random(case.seed).sample(parts, _SAMPLED)
    for waves in (WAVES, *((wave,) for wave in WAVES)):
        for by in ((), *parts):
            yield by, waves
