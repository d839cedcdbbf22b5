"""What registers add to the opening of a report: what is open, and nothing where nothing is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace.report import ListBlock, Report
from rosace.response import Response
from rosace.testing.specimens import formatter_of

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]


def points(report: Report, language: str = "en") -> list[str]:
    """Return the points of the opening section, as they are read; none where there is none."""
    say = formatter_of(report, language).phrase
    return [
        say(item)
        for section in report.sections
        if section.id == "highlights"
        for block in section.blocks
        if isinstance(block, ListBlock)
        for item in block.items
    ]


def controversy(name: str, status: str, opened: str | None = None) -> dict[str, Any]:
    """Return a row of the register."""
    row = {"id": name, "title": name.upper(), "status": status}
    return {**row, "opened": opened} if opened else row


def test_controversies_under_way_and_left_aside_are_told(appraise: Appraise, write: Write) -> None:
    """How many go on, which is the oldest, and those left aside; settled ones are not."""
    rows = [
        controversy("a", "open", "2023"),
        controversy("b", "worked-on", "2021-05"),
        controversy("c", "latent"),
        controversy("d", "settled", "2019"),
        controversy("e", "avoided", "2018"),
    ]
    report = appraise(("controversies", [write("controversies", {"controversies": rows})]))
    assert points(report) == [
        "3 controversies are still under way. The oldest, since May 2021: “B”.",
        "One controversy was left aside: “E”. Is it still there?",
    ]
    one = appraise(("controversies", [write("controversies", {"controversies": rows[2:3]})]))
    assert points(one) == ["1 controversy is still under way."]


def test_nothing_is_said_where_nothing_is_open(appraise: Appraise, write: Write) -> None:
    """A register of which all is settled adds no section and no point."""
    rows = [controversy("a", "settled", "2023")]
    report = appraise(("controversies", [write("controversies", {"controversies": rows})]))
    assert all(section.id != "highlights" for section in report.sections)


@pytest.mark.parametrize("last", ["held", "withdrew", "advanced"])
def test_actors_toward_whom_the_last_move_failed_are_named(
    appraise: Appraise, write: Write, last: str
) -> None:
    """The last move counts, not those before; past four actors the rest are counted."""

    def move(number: int, actor: str, outcome: str) -> dict[str, Any]:
        return {
            "id": f"m{number}",
            "actor": actor,
            "moment": "enrolment",
            "date": f"2023-0{number}",
            "done": "Asked.",
            "outcome": outcome,
        }

    many = [move(number, f"actor-{number}", last) for number in range(1, 7)]
    rows = {"moves": [*many, move(8, "school", "held"), move(9, "school", "advanced")]}
    found = points(appraise(("translation-tracker", [write("translation-tracker", rows)])))
    if last == "advanced":
        assert found == []
    else:
        names = ", ".join(f"“actor-{number}”" for number in range(1, 5))
        assert found == [f"The last move led no further with 6 actors: {names} and 2 others."]
