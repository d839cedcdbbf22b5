"""What the core's own sections promise: an instrument's own words, and where means stand."""

from typing import Any

import pytest

from rosace.appraisal import Appraisal
from rosace.appraising import appraise, make_study
from rosace.conversion import structure
from rosace.counting import counted
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.report import Cell, NumberCell, Phrase, Table, TextCell
from rosace.response import Response
from rosace.sections import core_sections
from rosace.testing import people, sketch

CHOICES: list[dict[str, Any]] = [
    {"code": "here", "label": {"en": "Here"}},
    {"code": "there", "label": {"en": "There"}},
]
OWN = {"here": {"en": "We begin."}, "there": {"en": "We go on."}}
WORDED = sketch(
    [
        {"id": "own", "type": "choice", "scale": "place", "choices": OWN},
        {"id": "half", "type": "choice", "scale": "place", "choices": {"there": {"en": "Far."}}},
        {"id": "plain", "type": "choice", "scale": "place"},
        {"id": "order", "type": "ranking", "scale": "place", "choices": OWN},
    ],
    scales={"place": {"kind": "ordinal", "choices": CHOICES}},
)


def appraisal(
    instrument: Instrument, sheets: list[dict[str, Any]], together: dict[str, Any] | None = None
) -> Appraisal:
    """Return the appraisal of some people's answers, and of the group's where it gives any."""
    responses = list(people(instrument, sheets))
    if together is not None:
        document = {
            "schema": "rosace/response/1",
            "id": "together",
            "instrument": instrument.id,
            "version": instrument.version,
            "wave": "w1",
            "respondent": {"id": "group", "kind": "collective"},
            "answers": together,
        }
        responses.append(structure(document, Response))
    study = make_study([RowHolding(instrument, responses)], [])
    return appraise(study, instrument, counted(study, instrument, responses), "en")


def tables(held: Appraisal) -> dict[str, Table]:
    """Return the tables of the core's sections, by id."""
    return {
        block.id: block
        for section in core_sections(held)
        for block in section.blocks
        if isinstance(block, Table)
    }


def plain(cell: Cell | Phrase) -> Any:
    """Return a cell's words in English or its number or range; None where it is a dash."""
    if isinstance(cell, TextCell):
        return plain(cell.text)
    if isinstance(cell, NumberCell):
        return cell.low if cell.low == cell.high else (cell.low, cell.high)
    if hasattr(cell, "localized"):
        return cell.localized["en"]
    if hasattr(cell, "message"):
        return (cell.message, *map(plain, cell.arguments.values()))
    return getattr(cell, "verbatim", None)


def rows(table: Table) -> list[list[Any]]:
    """Return what stands in a table, row by row."""
    return [[plain(cell) for cell in row] for row in table.rows]


def test_items_that_word_their_choices_are_read_in_their_own_words() -> None:
    """Each item's wording of its choices stands in a table, that of the scale where it has none."""
    found = tables(appraisal(WORDED, [{"own": "here"}] * 12))["wordings-place"]
    assert [plain(column.title) for column in found.columns] == [("core.item",), "Here", "There"]
    assert rows(found) == [["own", "We begin.", "We go on."], ["half", "Here", "Far."]]


def test_answers_of_the_group_are_in_the_items_own_words() -> None:
    """The group's answer, its members' median and ranks stand as the item words them."""
    sheets = [{"own": "there", "plain": "there", "order": ["there"]}] * 12
    found = tables(appraisal(WORDED, sheets, {"own": "here", "plain": "here", "half": "there"}))
    assert [[*row[:2], row[3]] for row in rows(found["collective-w1"])] == [
        ["own", "We begin.", "We go on."],
        ["half", "Far.", None],
        ["plain", "Here", "There"],
    ]
    assert [row[0] for row in rows(found["ranking-order"])] == ["We begin.", "We go on."]


@pytest.mark.parametrize("values", [(), (1, 2)])
def test_choices_without_values_have_no_column_of_means(values: tuple[int, ...]) -> None:
    """A scale that gives its choices no number has no mean, not even an empty one."""
    choices = [dict(choice) for choice in CHOICES]
    for choice, number in zip(choices, values, strict=False):
        choice["value"] = number
    made = sketch(
        [{"id": "q", "type": "choice", "scale": "place"}],
        scales={"place": {"kind": "ordinal", "choices": choices}},
    )
    columns = tables(appraisal(made, [{"q": "here"}] * 12))["items-place"].columns
    assert ("mean" in {column.id for column in columns}) == bool(values)


def graded(*names: str, at: tuple[int, ...] = (0, 2)) -> Instrument:
    """Return an instrument of numbers from 0 to 4, each a dimension with levels of its mean."""
    cutoffs = [{"at_least": bound, "id": f"l{bound}", "title": {"en": f"L{bound}"}} for bound in at]
    scoring = {"method": "sum", "levels": {"applies_to": "group-mean", "cutoffs": cutoffs}}
    return sketch(
        [{"id": name, "type": "choice", "scale": "number"} for name in names],
        scales={
            "number": {
                "kind": "ordinal",
                "choices": [
                    {"code": str(n), "value": n, "label": {"en": str(n)}} for n in range(5)
                ],
            }
        },
        dimensions=[
            {"id": f"d-{name}", "title": {"en": name}, "items": [name], "scoring": scoring}
            for name in names
        ],
    )


def test_means_of_dimensions_with_the_same_levels_are_placed_in_one_table() -> None:
    """Each mean stands beside its level, and one note says where the levels begin."""
    sheets = [{"a": "2", "b": str(n % 2)} for n in range(10)]
    found = tables(appraisal(graded("a", "b"), sheets))
    assert [name for name in found if name.startswith("levels")] == ["levels-of-means-1"]
    table = found["levels-of-means-1"]
    assert rows(table) == [["a", "w1", 2, "L2"], ["b", "w1", 0.5, "L0"]]
    starts = (("core.level.from", "L0", 0), ("core.level.from", "L2", 2))
    assert [plain(note) for note in table.notes] == [("core.and", *starts)]


def test_a_mean_that_may_lie_in_two_levels_is_said_to_lie_between_them() -> None:
    """In a group below ten the level is as uncertain as the mean, and no more."""
    sheets = [{"a": answer} for answer in "0112224"]
    (row,) = rows(tables(appraisal(graded("a"), sheets))["levels-of-means-1"])
    low, high = row[2]
    assert low < 2 <= high
    assert row[3] == ("core.between", "L0", "L2")


def test_a_mean_below_the_first_level_has_none() -> None:
    """Where no level reaches as far down as the mean, a dash stands."""
    (row,) = rows(tables(appraisal(graded("a", at=(2, 3)), [{"a": "1"}] * 10))["levels-of-means-1"])
    assert row[2:] == [1, None]


STAKES = sketch(
    [
        {
            "id": "stakes",
            "type": "records",
            "fields": [
                {"id": "what", "type": "text", "text": {"en": "What"}},
                {"id": "aside", "type": "text", "text": {"en": "Aside"}, "audience": "facilitator"},
            ],
        },
        {
            "id": "asides",
            "type": "records",
            "fields": [
                {"id": "aside", "type": "text", "text": {"en": "Aside"}, "audience": "facilitator"}
            ],
        },
    ]
)


def test_what_is_for_the_facilitator_is_in_no_section_that_others_read() -> None:
    """A field kept for the facilitator is in the facilitator's section alone, with its row."""
    told = {
        "stakes": [
            {"id": "s", "what": "A park", "aside": "Win over"},
            {"id": "t", "what": "A bus"},
        ],
        "asides": [{"id": "a", "aside": "Wait"}],
    }
    found = {section.id: section for section in core_sections(appraisal(STAKES, [], told))}
    assert found["facilitator"].audience == "facilitator"
    kept = {
        block.id: rows(block) for block in found["facilitator"].blocks if isinstance(block, Table)
    }
    assert kept == {
        "stakes": [["A park", "Win over"], ["A bus", None]],
        "asides": [["Wait"]],
    }
    others = [section for name, section in found.items() if name != "facilitator"]
    assert all(section.audience != "facilitator" for section in others)
    assert "A park" in str(others)
    assert "Win over" not in str(others)
    assert "Wait" not in str(others)


def test_records_with_nothing_for_the_facilitator_make_no_section_of_theirs() -> None:
    """Where no row holds anything for the facilitator alone, there is no such section."""
    told = {"stakes": [{"id": "s", "what": "A park"}]}
    found = {section.id for section in core_sections(appraisal(STAKES, [], told))}
    assert "facilitator" not in found


REFERRING = sketch(
    [
        {
            "id": "places",
            "type": "records",
            "fields": [
                {"id": "aside", "type": "text", "text": {"en": "Aside"}, "audience": "facilitator"},
                {"id": "name", "type": "text", "text": {"en": "Name"}},
            ],
        },
        {
            "id": "visits",
            "type": "records",
            "fields": [
                {"id": "one", "type": "reference", "to": {"item": "places"}, "text": {"en": "One"}},
                {
                    "id": "more",
                    "type": "reference",
                    "to": {"item": "places"},
                    "many": True,
                    "text": {"en": "More"},
                },
            ],
        },
    ]
)


def test_a_row_that_is_referred_to_is_shown_by_its_title() -> None:
    """A reader sees names for ids, an id where a row has no name, and nobody's aside."""
    told = {
        "places": [
            {"id": "p", "aside": "Win over", "name": "A park"},
            {"id": "q", "aside": "Wait"},
        ],
        "visits": [{"id": "v", "one": "p", "more": ["p", "q"]}],
    }
    found = tables(appraisal(REFERRING, [], told))["visits"]
    assert rows(found) == [["A park", ("core.and", "A park", "q")]]
