"""What the section on change promises: like beside like, gaps seen as gaps, reasons always."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from rosace.appraisal import Appraisal, Movement
from rosace.appraising import appraise_all, make_study
from rosace.changes import change_blocks
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.pairing import paired
from rosace.report import (
    Block,
    Cell,
    CountCell,
    Figure,
    Message,
    Notice,
    NumberCell,
    Paragraph,
    Phrase,
    Table,
    TextCell,
    Translated,
    Verbatim,
    WithheldCell,
)
from rosace.response import Response
from rosace.sections import core_sections
from rosace.study import Breakdown, StudyInstrument, Wave
from rosace.testing import people, sketch
from rosace.values import evolve

LIKERT: dict[str, Any] = {
    "kind": "ordinal",
    "choices": [
        {"code": code, "value": value, "label": {"en": f"is {code}"}}
        for value, code in enumerate("CBA", start=1)
    ],
}


def instrument(version: str = "1.0.0", **texts: str) -> Instrument:
    """Return a version of an instrument whose items may be worded otherwise."""
    words = {"one": "One", "two": "Two", **texts}
    return sketch(
        [
            {"id": name, "type": "choice", "scale": "abc", "text": {"en": text}}
            for name, text in words.items()
        ],
        version=version,
        scales={"abc": LIKERT},
        dimensions=[
            {
                "id": "spread",
                "title": {"en": "Spread"},
                "items": ["one", "two"],
                "scoring": {"method": "distribution"},
            },
            {
                "id": "sum",
                "title": {"en": "Sum"},
                "items": ["one"],
                "scoring": {"method": "sum"},
            },
        ],
    )


FIRST = instrument()


def answers(used: Instrument, wave: str, code: str, size: int = 12) -> tuple[Response, ...]:
    """Return what some people answered in a wave, all the same."""
    return people(used, [dict.fromkeys(("one", "two"), code)] * size, wave=wave)


def appraised(
    *given: tuple[Instrument, tuple[Response, ...]],
    waves: Sequence[Wave] | None = None,
    uses: Sequence[StudyInstrument] = (),
    by: Sequence[Breakdown] = (),
) -> Appraisal:
    """Return the appraisal of the newest version of the instrument."""
    pairs = paired(given)
    holdings = [RowHolding(*each) for each in pairs]
    study = make_study(holdings, by)
    study = evolve(study, waves=tuple(waves or study.waves))
    study = evolve(study, instruments=tuple(uses) or study.instruments)
    counts = [(held.instrument, held.count(study)) for held in holdings]
    return appraise_all(study, counts, "en")["sketch"]


def tables(blocks: Sequence[Block]) -> dict[str, Table]:
    """Return the tables among blocks, by id."""
    return {block.id: block for block in blocks if isinstance(block, Table)}


def said(phrase: Phrase) -> str:
    """Return a phrase's words in English, or the id of its message."""
    if isinstance(phrase, Message):
        return phrase.message
    return phrase.localized["en"] if isinstance(phrase, Translated) else phrase.verbatim


def plain(cell: Cell) -> Any:
    """Return what stands in a cell: words, a number, its ends, or None for a dash."""
    if isinstance(cell, TextCell):
        return said(cell.text)
    if isinstance(cell, CountCell | NumberCell):
        return cell.low if cell.low == cell.high else (cell.low, cell.high)
    assert isinstance(cell, WithheldCell)
    return None


def rows(table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table by column."""
    names = [column.id for column in table.columns]
    return [dict(zip(names, map(plain, row), strict=True)) for row in table.rows]


def by_wave(table: Table, column: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return what a column holds by wave, in the rows that hold what is wanted."""
    return {
        row["wave"]: row[column]
        for row in rows(table)
        if all(row[name] == held for name, held in wanted.items())
    }


def test_one_wave() -> None:
    """With nothing to compare, no comparison is offered."""
    held = appraised((FIRST, answers(FIRST, "w1", "A")))
    assert list(change_blocks(held)) == []
    assert "change" not in {section.id for section in core_sections(held)}


def test_wave_by_wave() -> None:
    """Items, distributions and scores stand wave by wave, in the order of waves and scale."""
    held = appraised((FIRST, (*answers(FIRST, "w1", "B"), *answers(FIRST, "w2", "A"))))
    found = tables(list(change_blocks(held)))
    one = {"item": "One"}
    assert by_wave(found["change-items-abc"], "n_a", one) == {"w1": 0, "w2": 12}
    assert by_wave(found["change-items-abc"], "n_b", one) == {"w1": 12, "w2": 0}
    assert by_wave(found["change-scores"], "mean", {"dimension": "Sum"}) == {"w1": 2, "w2": 3}
    drawn = {block.id: block.table for block in change_blocks(held) if isinstance(block, Figure)}
    assert drawn["change-scores-figure-1"] == "change-scores"
    spread = {"group": "Spread", "choice": "is A"}
    assert by_wave(found["waves-1"], "share", spread) == {"w1": 0, "w2": 1}
    order = [row["choice"] for row in rows(found["waves-1"])[:3]]
    assert order == ["is A", "is B", "is C"]
    assert "versions" not in found


def test_said_once() -> None:
    """What stands wave by wave in the section on change is told elsewhere of the latest alone."""
    held = appraised((FIRST, (*answers(FIRST, "w1", "B"), *answers(FIRST, "w2", "A"))))
    sections = {section.id: section for section in core_sections(held)}
    for name, table in (("items", "items-abc"), ("dimensions", "scores")):
        found = rows(tables(sections[name].blocks)[table])
        assert {row["wave"] for row in found} == {"w2"}
    assert len(rows(tables(sections["change"].blocks)["change-items-abc"])) == 4


def test_no_empty_table() -> None:
    """A group that answered only together has no table of individual answers, not even empty."""
    (one,) = people(FIRST, [{"one": "A"}])
    together = evolve(one, respondent=evolve(one.respondent, kind="collective"))
    sections = core_sections(appraised((FIRST, (together,))))
    assert {section.id for section in sections} == {"overview", "collective"}


def test_figure() -> None:
    """The picture draws a table of its section, one bar a wave."""
    held = appraised((FIRST, (*answers(FIRST, "w1", "B"), *answers(FIRST, "w2", "A"))))
    blocks = list(change_blocks(held))
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert {column.id for column in tables(blocks)[figure.table].columns} == {
        "group",
        "wave",
        "choice",
        "count",
        "share",
    }


@pytest.mark.parametrize(
    ("closed", "rule"), [(True, "wave-missing"), (False, "wave-open")], ids=["empty", "open"]
)
def test_missing_wave(closed: bool, rule: str) -> None:  # noqa: FBT001  # as pytest gives it
    """A wave without answers is a row of dashes with its reason, and nothing fills it."""
    every = (*answers(FIRST, "w1", "B"), *answers(FIRST, "w3", "A"))
    middle = Wave(id="w2", closed=closed)
    waves = [Wave(id="w1", closed=True), middle, Wave(id="w3", closed=True), Wave(id="w4")]
    blocks = list(change_blocks(appraised((FIRST, every), waves=waves)))
    found = tables(blocks)
    items = by_wave(found["change-items-abc"], "n_a", {"item": "One"})
    assert items == {"w1": 0, "w2": None, "w3": 12}
    assert by_wave(found["waves-1"], "share", {"choice": "is A"}) == {"w1": 0, "w2": None, "w3": 1}
    assert f"core.rule.{rule}" in {said(note) for note in found["change-items-abc"].notes}
    notices = [block.text for block in blocks if isinstance(block, Notice)]
    missing = [
        said(note.arguments["wave"])  # type: ignore[arg-type]  # a phrase
        for note in notices
        if isinstance(note, Message) and note.message == "core.change.missing"
    ]
    assert missing == ["w2"]


def test_gap_before_the_first() -> None:
    """A missing wave is a gap only in what was there before it; it is named in any case."""
    later = instrument("1.1.0", two="Another two")
    every = (*answers(later, "w3", "B"), *answers(later, "w4", "A"))
    waves = [Wave(id=f"w{number}", closed=True) for number in (1, 2, 3, 4)]
    held = appraised((FIRST, answers(FIRST, "w1", "B")), (later, every), waves=waves)
    blocks = list(change_blocks(held))
    table = tables(blocks)["change-items-abc"]
    assert by_wave(table, "n_a", {"item": "One"}) == {"w1": 0, "w2": None, "w3": 0, "w4": 12}
    assert by_wave(table, "n_a", {"item": "Another two"}) == {"w3": 0, "w4": 12}
    assert "core.change.missing" in {said(b.text) for b in blocks if isinstance(b, Notice)}


def test_unused_wave() -> None:
    """A wave that does not use the instrument is not missing from it."""
    every = (*answers(FIRST, "w1", "B"), *answers(FIRST, "w3", "A"))
    waves = [Wave(id=f"w{number}", closed=True) for number in (1, 2, 3)]
    uses = [StudyInstrument(id="sketch", waves=("w1", "w3"))]
    found = tables(list(change_blocks(appraised((FIRST, every), waves=waves, uses=uses))))
    assert {row["wave"] for row in rows(found["change-items-abc"])} == {"w1", "w3"}


def test_versions() -> None:
    """Only what asks the same stands side by side; the rest is listed, each with its reason."""
    later = instrument("1.1.0", two="Another two")
    held = appraised((FIRST, answers(FIRST, "w1", "B")), (later, answers(later, "w2", "A")))
    found = tables(list(change_blocks(held)))
    assert {row["item"] for row in rows(found["change-items-abc"])} == {"One"}
    assert by_wave(found["change-scores"], "mean", {"dimension": "Sum"}) == {"w1": 2, "w2": 3}
    assert "waves-1" not in found
    reasons = {row["part"]: row["reason"] for row in rows(found["versions"])}
    assert reasons == {
        "Another two": "core.change.item.reworded",
        "Spread": "core.change.dimension.answers",
    }


def test_dimension_of_other_items() -> None:
    """A dimension that holds other items than before is not added up over those that stayed."""
    later = evolve(
        instrument("1.1.0"),
        dimensions=tuple(evolve(each, items=("one",)) for each in FIRST.dimensions),
    )
    held = appraised((FIRST, answers(FIRST, "w1", "B")), (later, answers(later, "w2", "A")))
    found = tables(list(change_blocks(held)))
    assert "waves-1" not in found
    assert [row["reason"] for row in rows(found["versions"])] == ["core.change.dimension.items"]


def test_corrected_version() -> None:
    """Corrected words are compared, and the reason is still shown."""
    later = instrument("1.0.1", two="Two, corrected")
    held = appraised((FIRST, answers(FIRST, "w1", "B")), (later, answers(later, "w2", "A")))
    found = tables(list(change_blocks(held)))
    corrected = by_wave(found["change-items-abc"], "n_a", {"item": "Two, corrected"})
    assert corrected == {"w1": 0, "w2": 12}
    assert [row["reason"] for row in rows(found["versions"])] == ["core.change.item.corrected"]


def test_withheld_wave() -> None:
    """A group too small is withheld in its wave, and shown in the others."""
    every = (*answers(FIRST, "w1", "B", 4), *answers(FIRST, "w2", "A"))
    found = tables(list(change_blocks(appraised((FIRST, every)))))
    assert by_wave(found["change-items-abc"], "n_a", {"item": "One"}) == {"w1": None, "w2": 12}


def test_movement() -> None:
    """Those who answered both times stand apart, in numbers, and the clearest items are named."""
    held = appraised((FIRST, (*answers(FIRST, "w1", "B"), *answers(FIRST, "w2", "A"))))
    blocks = list(change_blocks(held))
    found = tables(blocks)["movement-1"]
    assert rows(found)[0] == {"item": "One", "stronger": 12, "same": 0, "weaker": 0}
    told = [said(block.text) for block in blocks if isinstance(block, Paragraph)]
    assert told == ["core.change.reading", "core.movement.reading", "core.movement.most"]
    places = [getattr(block, "id", "") for block in blocks]
    assert places.index("movement-1") > places.index("change-items-abc")


def test_few_who_answered_once() -> None:
    """Where a few answered once, only how many answered both times is said."""
    every = (*answers(FIRST, "w1", "B", 12), *answers(FIRST, "w2", "A", 13))
    blocks = list(change_blocks(appraised((FIRST, every))))
    assert "movement-1" not in tables(blocks)
    (told,) = (
        block.text
        for block in blocks
        if isinstance(block, Paragraph) and said(block.text) == "core.movement.few-once"
    )
    assert isinstance(told, Message)
    assert told.arguments["persons"] == CountCell(low=12, high=12, unit="persons")


def test_movement_beside_a_group() -> None:
    """Where a group shown differs from those followed by two people, it is said, and no count."""
    sectors = [{"attributes": {"sector": "a" if 0 < number < 21 else "b"}} for number in range(40)]
    every = (
        *people(FIRST, [{"one": "B"}] * 20, wave="w1"),
        *people(FIRST, [{"one": "A"}] * 40, wave="w2", known=sectors),
    )
    blocks = list(change_blocks(appraised((FIRST, every), by=[("sector",)])))
    told = [said(block.text) for block in blocks if isinstance(block, Paragraph)]
    assert "core.movement.subtraction" in told
    assert "movement-1" not in tables(blocks)


def test_too_few_for_movement() -> None:
    """Where fewer than a group answered both times, it is said and nothing is shown."""
    known = [{"id": f"other{number}"} for number in range(12)]
    other = people(FIRST, [{"one": "A"}] * 12, wave="w2", known=known)
    blocks = list(change_blocks(appraised((FIRST, (*answers(FIRST, "w1", "B"), *other)))))
    told = [said(block.text) for block in blocks if isinstance(block, Paragraph)]
    assert told[-1] == "core.movement.too-few"
    assert "movement-1" not in tables(blocks)


def test_too_many_ways_are_told_once() -> None:
    """Where nobody is followed through any wave, one sentence says so, and none promises more."""
    held = appraised((FIRST, (*answers(FIRST, "w1", "B"), *answers(FIRST, "w2", "A"))))
    pairs = (("w1", "w2"), ("w2", "w3"))
    unfollowed = tuple(
        Movement(before=one, after=other, rule="movement-too-many") for one, other in pairs
    )
    blocks = list(change_blocks(evolve(held, movements=unfollowed)))
    told = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert [said(each) for each in told] == ["core.change.reading", "core.movement.too-many"]
    assert isinstance(told[-1], Message)
    assert told[-1].arguments["after"] == Verbatim(verbatim="w3")
