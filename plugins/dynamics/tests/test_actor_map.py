"""The actor map: everybody is on it, and what it lacks is told to the facilitator alone."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.assembling import for_audience
from rosace.errors import Problem
from rosace.report import Figure, ListBlock, Notice, Paragraph, Report, Section, Table
from rosace.response import Response
from rosace_dynamics.documents import UNDRAWN

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]
Problems = Callable[[str, Rows], list[Problem]]

SECTORS = ("state", "market", "civil-society")
STANDINGS = ("strategic", "pivotal", "other")
ROLES = ("informed", "consulted", "negotiating", "deciding")
FULL: Rows = {
    "actors": [
        {
            "id": "school",
            "name": "The school",
            "sector": "state",
            "standing": "pivotal",
            "role": "informed",
            "came-in": "2021-09",
            "levers": "Two rooms",
            "ties": ("shop", "club"),
        },
        {"id": "shop", "name": "The shop", "sector": "market", "ties": ("school",)},
        {"id": "club", "name": "The club", "standing": "strategic", "levers": "A budget"},
    ]
}
OVERLAY = """
schema: rosace/overlay/1
instrument: actor-map
version: 1.0.0
provenance: ours
rights: {holder: Tests, wording: ours}
scales:
  sectors:
    kind: nominal
    choices:
      - {code: public, label: {fr: Public, en: Public}}
      - {code: private, label: {fr: Privé, en: Private}}
"""

maps = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "sector": st.sampled_from(SECTORS),
            "standing": st.sampled_from(STANDINGS),
            "role": st.sampled_from(ROLES),
            "came-in": st.sampled_from(["2019", "2021-09", "2022-01-31"]),
        },
    ),
    min_size=1,
    max_size=8,
).map(
    lambda held: {"actors": [{"id": f"a{n}", "name": f"A{n}", **row} for n, row in enumerate(held)]}
)


def listed(section: Section) -> dict[str, list[str]]:
    """Return the lists of a section by the message that leads to each; empty where it has none."""
    found: dict[str, list[str]] = {}
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found[block.text.message.removeprefix("dynamics.gaps.")] = []  # type: ignore[union-attr]  # messages all
        elif isinstance(block, ListBlock):
            found[list(found)[-1]] = [_told(item) for item in block.items]
    return found


def _told(item: Any) -> str:
    held = item.arguments["actor"].verbatim if hasattr(item, "arguments") else item.localized["en"]
    return str(held)


@given(maps)
@settings(max_examples=25, deadline=None)
def test_everybody_is_on_the_board_with_what_is_known_of_them(
    appraise: Appraise, write: Write, table: Cells, rows: Rows
) -> None:
    """Each actor has one row, in the order given; what was left out is an empty cell."""
    report = appraise(("actor-map", [write("actor-map", rows)]))
    found = table(report, "board-table")
    assert [row["actor"].text.verbatim for row in found] == [r["name"] for r in rows["actors"]]
    for row, given_ in zip(found, rows["actors"], strict=True):
        assert getattr(row["came_in"], "date", None) == given_.get("came-in")
        for field in ("sector", "standing", "role"):
            assert hasattr(row[field], "text") is (field in given_)


@given(maps)
@settings(max_examples=40, deadline=None)
def test_gaps_are_those_of_the_map_and_no_others(
    appraise: Appraise, write: Write, sections: Own, rows: Rows
) -> None:
    """Sectors and roles of which nobody has come in, and indispensable actors who have not."""
    actors = rows["actors"]
    report = appraise(("actor-map", [write("actor-map", rows)]))
    found = listed(sections(report)["actor-map-gaps"])
    enrolled = [actor for actor in actors if "came-in" in actor]
    needed = [a for a in actors if a.get("standing") in {"strategic", "pivotal"}]
    missing = {code for code in SECTORS if code not in {a.get("sector") for a in enrolled}}
    vacant = {code for code in ROLES if code not in {a.get("role") for a in enrolled}}
    assert len(found.get("sectors", [])) == len(missing)
    assert len(found.get("roles", [])) == len(vacant)
    assert found.get("actors", []) == [a["name"] for a in needed if "came-in" not in a]
    assert found.get("weak", []) == [
        a["name"] for a in needed if a in enrolled and a.get("role") in {"informed", "consulted"}
    ]
    for name in ("sectors", "actors", "weak", "roles"):
        assert (name in found) is not (f"{name}.none" in found)


def test_only_the_facilitator_reads_what_the_map_lacks(appraise: Appraise, write: Write) -> None:
    """The group and the public get the map without a word on whom to win over."""
    report = appraise(("actor-map", [write("actor-map", FULL)]))
    assert any(section.id == "actor-map-gaps" for section in report.sections)
    for audience in ("group", "public"):
        said = str(for_audience(report, audience))  # type: ignore[arg-type]  # they are audiences
        assert "dynamics.gaps" not in said


def test_a_blank_is_said_to_be_one_and_not_a_gap(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """Actors without a sector, role or standing are counted, as a gap may be due to them."""
    report = appraise(("actor-map", [write("actor-map", FULL)]))
    notices = [b for b in sections(report)["actor-map-gaps"].blocks if isinstance(b, Notice)]
    said = {b.text.message: b.text.arguments["n"].low for b in notices}  # type: ignore[union-attr]  # counts all
    assert said == {
        "dynamics.gaps.no-sector": 1,
        "dynamics.gaps.no-role": 2,
        "dynamics.gaps.no-standing": 1,
    }


def test_a_tie_noted_by_both_is_one_tie(appraise: Appraise, write: Write, table: Cells) -> None:
    """Ties have no direction, and are shown by names."""
    report = appraise(("actor-map", [write("actor-map", FULL)]))
    ties = [
        (row["actor"].text.verbatim, row["tied"].text.verbatim) for row in table(report, "ties")
    ]
    assert ties == [("The school", "The shop"), ("The school", "The club")]


def test_ties_that_cannot_be_followed_are_said_to_be_in_the_table(
    appraise: Appraise, write: Write, sections: Own, table: Cells
) -> None:
    """Where everybody is tied with everybody the board has no lines, and the reader is told."""
    names = [f"a{n}" for n in range(10)]
    rows = [
        {"id": name, "name": name, "sector": "state", "ties": tuple(set(names) - {name})}
        for name in names
    ]
    report = appraise(("actor-map", [write("actor-map", {"actors": rows})]))
    assert len(table(report, "ties")) == 45
    notices = [b for b in sections(report)["actor-map-map"].blocks if isinstance(b, Notice)]
    assert [b.text.message for b in notices] == ["dynamics.map.ties.many"]  # type: ignore[union-attr]  # a message


@pytest.mark.parametrize(("count", "pictures"), [(1, 1), (40, 1), (41, 0)])
def test_more_actors_than_a_picture_holds_stand_in_the_table(
    appraise: Appraise, write: Write, sections: Own, count: int, pictures: int
) -> None:
    """Of forty-one actors none is dropped: the table goes on without a picture, as is said."""
    rows = [{"id": f"a{n}", "name": f"A{n}"} for n in range(count)]
    report = appraise(("actor-map", [write("actor-map", {"actors": rows})]))
    blocks = sections(report)["actor-map-map"].blocks
    assert len([block for block in blocks if isinstance(block, Figure)]) == pictures
    assert (UNDRAWN in blocks) is not bool(pictures)
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert len(table.rows) == count


def test_nothing_that_was_written_of_an_actor_is_lost(appraise: Appraise, write: Write) -> None:
    """Every field that the group filled in stands somewhere in the report."""
    words = {name: f"WORDS-{name}" for name in ("position", "identity", "logic", "levers")}
    rows = {"actors": [{"id": "a", "name": "WORDS-name", "level": "regional", **words}]}
    said = str(appraise(("actor-map", [write("actor-map", rows)])))
    assert all(word in said for word in ("WORDS-name", "Région", *words.values()))


def test_sectors_of_ones_own_are_columns(
    appraiser: Appraiser, appraise: Appraise, write: Write, sections: Own, tmp_path: Path
) -> None:
    """An organization that puts other sectors in their place sees them on the board."""
    file = tmp_path / "overlay.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    own = appraiser.instrument("actor-map", overlay=file)
    rows = {"actors": [{"id": "a", "name": "A", "sector": "private"}]}
    report = appraise((own, [write("actor-map", rows)]))
    figure = next(b for b in sections(report)["actor-map-map"].blocks if isinstance(b, Figure))
    words = [p["value"] for p in figure.specification["params"] if p["name"].startswith("sector")]
    assert [each["localized"]["fr"] for each in words] == ["Public", "Privé"]


def test_what_changed_since_the_last_map_is_told_by_id(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """Who was added, came in, changed role, went out or was taken off; never a new name."""
    before = {
        "actors": [
            {"id": "a", "name": "A", "role": "informed", "came-in": "2019"},
            {"id": "b", "name": "B", "role": "deciding", "came-in": "2019"},
            {"id": "c", "name": "C"},
            {"id": "d", "name": "D", "came-in": "2020"},
        ]
    }
    after = {
        "actors": [
            {"id": "a", "name": "A, renamed", "role": "deciding", "came-in": "2019"},
            {"id": "b", "name": "B", "role": "deciding", "came-in": "2019"},
            {"id": "c", "name": "C", "came-in": "2024"},
            {"id": "d", "name": "D"},
            {"id": "e", "name": "E"},
        ]
    }
    gone = {"actors": after["actors"][:-1]}
    told = [write("actor-map", rows, f"w{n}") for n, rows in enumerate((before, after, gone))]

    def changes(*waves: Response) -> list[tuple[str, str]]:
        blocks = sections(appraise(("actor-map", waves)))["actor-map-map"].blocks
        items = [item for block in blocks if isinstance(block, ListBlock) for item in block.items]
        return [
            (item.message.rpartition(".")[2], item.arguments["actor"].verbatim)  # type: ignore[union-attr]  # messages with names
            for item in items
        ]

    assert changes(*told[:2]) == [
        ("added", "E"),
        ("came-in", "C"),
        ("role", "A, renamed"),
        ("no-longer-in", "D"),
    ]
    assert changes(*told) == [("removed", "E")]
    assert changes(told[0]) == []
    assert changes(told[0], write("actor-map", before, "w9")) == []


def test_a_tie_to_oneself_is_an_error(problems: Problems) -> None:
    """An actor tied with itself is a slip that the group has to put right."""
    (found,) = problems("actor-map", {"actors": [{"id": "a", "name": "A", "ties": ("a",)}]})
    assert (found.code, found.severity) == ("dynamics-tied-to-itself", "error")
    assert found.pointer == "/answers/actors/a/ties"


def test_a_name_that_stands_twice_is_a_notice(problems: Problems) -> None:
    """Case and spaces tell no two actors apart; two names that differ are left alone."""
    rows = [{"id": "a", "name": "The shop"}, {"id": "b", "name": "the  Shop"}]
    (found,) = problems("actor-map", {"actors": rows})
    assert (found.code, found.severity) == ("dynamics-same-name", "notice")
    assert problems("actor-map", FULL) == []


def test_no_map_makes_no_section(appraise: Appraise, write: Write, sections: Own) -> None:
    """A document without an actor is no map."""
    assert sections(appraise(("actor-map", [write("actor-map", {})]))) == {}
