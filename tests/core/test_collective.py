"""The group's own answers beside individual ones: item by item, and which are worth a talk."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.appraising import appraise_all, make_study
from rosace.collective import collective_blocks
from rosace.conversion import structure
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.pairing import paired
from rosace.report import Block, Message, Paragraph, Table, TextCell
from rosace.response import Response
from rosace.statistics import outside_middle
from rosace.tally import Group
from rosace.testing import people, sketch

ORDER = ("A", "B", "C")
numbers = st.integers(0, 12)


def protected(*ranges: tuple[int, int]) -> ProtectedTable:
    """Return the table of an item whose counts of A, B and C lie in these ranges."""
    counts = tuple(
        ProtectedCount(
            key=code,
            persons=Bounds(low=Fraction(low), high=Fraction(high)),
            weight=Bounds(low=Fraction(low), high=Fraction(high)),
        )
        for code, (low, high) in zip("ABC", ranges, strict=True)
    )
    whole = sum(high for _, high in ranges)
    return ProtectedTable(
        of="item.q01",
        kind="choices",
        group=Group(wave="w1"),
        persons=whole,
        weight=Fraction(whole),
        counts=counts,
    )


@given(numbers, numbers, numbers, st.sampled_from("ABC"))
def test_outside_the_middle_is_beyond_a_quarter_of_the_answers(
    a: int, b: int, c: int, code: str
) -> None:
    """An answer is far off when under a quarter of all stand there or beyond, on one side."""
    answers = ["A"] * a + ["B"] * b + ["C"] * c
    as_strong = sum(answer <= code for answer in answers)
    as_weak = sum(answer >= code for answer in answers)
    expected = bool(answers) and min(as_strong, as_weak) < len(answers) / 4
    assert outside_middle(protected((a, a), (b, b), (c, c)), ORDER, code) is expected


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=3), st.sampled_from("ABC"))
def test_blurred_counts_never_say_more_than_they_settle(
    ends: list[tuple[int, int]], code: str
) -> None:
    """What is called far off is so under every count that the ranges permit at their ends."""
    ranges = [(low, low + more) for low, more in ends]
    if outside_middle(protected(*ranges), ORDER, code):
        for chosen in _corners(ranges):
            assert outside_middle(protected(*((held, held) for held in chosen)), ORDER, code)


def _corners(ranges: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return every combination of ends with at least one answer."""
    found: list[tuple[int, ...]] = [()]
    for pair in ranges:
        found = [(*held, end) for held in found for end in pair]
    return [held for held in found if sum(held)]


def test_a_missing_answer_is_not_far_off() -> None:
    """A code outside the scale, and a table without answers, are never flagged."""
    assert not outside_middle(protected((4, 4), (4, 4), (4, 4)), ORDER, "D")
    assert not outside_middle(protected((0, 1), (0, 1), (0, 1)), ORDER, "A")


SCALES: dict[str, Any] = {
    kind: {
        "kind": kind,
        "choices": [
            {"code": code, "value": value, "label": {"en": f"is {code}"}}
            for value, code in enumerate("CBA", start=1)
        ],
    }
    for kind in ("ordinal", "nominal")
}
MADE = sketch(
    [
        {"id": "one", "type": "choice", "scale": "ordinal"},
        {"id": "kind", "type": "choice", "scale": "nominal"},
    ],
    scales=SCALES,
)


def together(instrument: Instrument, wave: str, answers: dict[str, Any]) -> Response:
    """Return what the group answered together."""
    document = {
        "schema": "rosace/response/1",
        "id": f"together-{wave}",
        "instrument": instrument.id,
        "version": instrument.version,
        "wave": wave,
        "respondent": {"id": "group", "kind": "collective"},
        "answers": answers,
    }
    return structure(document, Response)


def blocks(*given_pairs: tuple[Instrument, tuple[Response, ...]]) -> list[Block]:
    """Return the blocks on what the group wrote together."""
    pairs = paired(given_pairs)
    holdings = [RowHolding(*each) for each in pairs]
    study = make_study(holdings, [])
    counts = [(held.instrument, held.count(study)) for held in holdings]
    found = appraise_all(study, counts, "en")
    return list(collective_blocks(found["sketch"]))


def rows(held: list[Block]) -> list[dict[str, Any]]:
    """Return the rows of the tables by column, with the words or the message of each cell."""
    return [
        {
            column.id: words(cell) if isinstance(cell, TextCell) else None
            for column, cell in zip(block.columns, row, strict=True)
        }
        for block in held
        if isinstance(block, Table)
        for row in block.rows
    ]


def words(cell: TextCell) -> str:
    """Return the words of a cell in English, or the id of its message."""
    if isinstance(cell.text, Message):
        return cell.text.message
    held: Any = cell.text
    return str(held.localized["en"]) if hasattr(held, "localized") else str(held.verbatim)


def closing(held: list[Block]) -> list[str]:
    """Return the ids of the messages of the paragraphs."""
    return [
        block.text.message
        for block in held
        if isinstance(block, Paragraph) and isinstance(block.text, Message)
    ]


@pytest.mark.parametrize("size", [12, 7])
def test_worth_a_talk(size: int) -> None:
    """An answer far from individual ones is pointed out, exact or coarsened, with its reasons."""
    said = {"one": {"value": "A", "rationale": "We saw more.", "dissent": "Not all."}, "kind": "A"}
    alone = people(MADE, [{"one": "B", "kind": "B"}] * size)
    held = blocks((MADE, (*alone, together(MADE, "w1", said))))
    one, kind = rows(held)
    assert one["answer"] == "is A"
    assert one["middle"] == "is B"
    assert one["talk"] == "core.collective.far"
    assert (one["rationale"], one["dissent"]) == ("We saw more.", "Not all.")
    assert kind["talk"] == ""
    assert kind["middle"] is None
    assert closing(held) == ["core.collective.worth"]


def test_amid_the_others() -> None:
    """Where the group agrees with its members that is said, without an empty column."""
    alone = people(MADE, [{"one": "B", "kind": "B"}] * 12)
    held = blocks((MADE, (*alone, together(MADE, "w1", {"one": "B"}))))
    assert "talk" not in rows(held)[0]
    assert closing(held) == ["core.collective.near"]


@pytest.mark.parametrize("size", [0, 4])
def test_nothing_beside(size: int) -> None:
    """Where no individual answer may be shown, the group's stand alone and nothing is claimed."""
    alone = people(MADE, [{"one": "B"}] * size)
    held = blocks((MADE, (*alone, together(MADE, "w1", {"one": "A"}))))
    assert [(row["answer"], row["spread"], row["middle"]) for row in rows(held)] == [
        ("is A", None, None)
    ]
    assert closing(held) == []


def test_spread_tells_every_count() -> None:
    """The individual spread names each choice that somebody may have made, as the scale does."""
    alone = people(MADE, [{"one": "B"}] * 9 + [{"one": "C"}] * 3)
    held = blocks((MADE, (*alone, together(MADE, "w1", {"one": "C"}))))
    (table,) = (block for block in held if isinstance(block, Table))
    place = [column.id for column in table.columns].index("spread")
    cell: Any = table.rows[0][place]
    parts = (cell.text.arguments["one"], cell.text.arguments["other"])
    told = [(part.arguments["choice"].localized["en"], part.arguments["n"].low) for part in parts]
    assert told == [("is C", 3), ("is B", 9)]


def test_spread_of_a_small_group() -> None:
    """A choice that none or one may have made is told: leaving it out would tell it apart."""
    alone = people(MADE, [{"one": "B"}] * 7)
    held = blocks((MADE, (*alone, together(MADE, "w1", {"one": "B"}))))
    (table,) = (block for block in held if isinstance(block, Table))
    place = [column.id for column in table.columns].index("spread")
    assert str(table.rows[0][place]).count("core.collective.count") == 4


def test_earlier_versions() -> None:
    """What a group answered to an earlier version is told too, in that version's words."""
    later = sketch([{"id": "other", "type": "yes-no"}], version="2.0.0")
    held = blocks(
        (MADE, (together(MADE, "w1", {"one": "A"}),)),
        (later, (together(later, "w2", {"other": True}),)),
    )
    assert [(row["item"], row["answer"]) for row in rows(held)] == [
        ("one", "is A"),
        ("other", "core.yes"),
    ]
