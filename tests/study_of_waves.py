"""A study of two waves in a folder: answered, closed and reported on."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rosace import Appraiser
from rosace.appraisal import Appraisal
from rosace.report import Notice, Report
from rosace.study_appraisal import appraisals_of
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.writing import dump_responses

CHOICES = [
    {"code": code, "value": value, "label": {"en": code}}
    for code, value in (("A", 3), ("B", 2), ("C", 1))
]
MADE = sketch(
    [{"id": "q", "type": "choice", "scale": "abc", "comment": "allowed"}],
    scales={"abc": {"kind": "ordinal", "choices": CHOICES}},
    dimensions=[],
)
STUDY: Mapping[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [{"id": MADE.id, "file": "sketch.json"}],
    "waves": [{"id": "w1"}, {"id": "w2"}],
    "attributes": [{"id": "sector"}],
    "breakdowns": [["sector"]],
}


def answer(  # noqa: PLR0913, PLR0917  # each by its name
    folder: Path,
    codes: str,
    wave: str = "w1",
    name: str = "sketch.ndjson",
    ids: Sequence[str] = (),
    sectors: str = "",
) -> None:
    """Write what people answered, a letter each, to a file of a wave."""
    named = ids or [f"p{number}" for number in range(len(codes))]
    known = [
        {"id": each, "attributes": {"sector": sector} if sector != " " else {}}
        for each, sector in zip(named, sectors or "a" * len(codes), strict=True)
    ]
    made = people(MADE, [{"q": code} for code in codes], known=known)
    path = folder / "responses" / wave / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(dump_responses(in_wave(made, wave, name), "ndjson")))


def in_wave(made: Iterable[Any], wave: str, name: str) -> list[Any]:
    """Return responses as those of a wave, with ids that begin with a file's name."""
    return [evolve(each, wave=wave, id=f"{name}-{each.respondent.id}") for each in made]


def shown(appraiser: Appraiser, folder: Path) -> Appraisal:
    """Return what may be seen of a study."""
    _, found, _ = appraisals_of(appraiser, appraiser.open_study(folder), "en")
    return found[MADE.id]


def report(appraiser: Appraiser, folder: Path) -> Report:
    """Return the report on a study."""
    return appraiser.appraise_study(appraiser.open_study(folder), language="en")


def close(appraiser: Appraiser, folder: Path, wave: str = "w1") -> None:
    """Close a wave."""
    appraiser.close_wave(appraiser.open_study(folder), wave)


def counts(appraiser: Appraiser, folder: Path, wave: str = "w1", **cell: str) -> dict[str, int]:
    """Return the exact counts of the one item in a group."""
    table = shown(appraiser, folder).table("item.q", wave, tuple(cell.items()))
    assert table is not None
    assert table.counts is not None
    return {each.key: int(each.persons.low) for each in table.counts if each.persons.exact}


def notices(made: Report) -> list[Any]:
    """Return the phrases of a report's notices."""
    return [
        block.text
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Notice)
    ]
