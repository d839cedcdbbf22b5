"""Five tools in the form of well-known ones, written as data alone, read as their authors mean."""

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rosace.appraiser import Appraiser
from rosace.conversion import structure, unstructure
from rosace.instrument import Instrument
from rosace.report import Audience, Report
from rosace.response import Response
from rosace.study import Study
from rosace.testing import people

HERE = Path(__file__).parent / "instruments"
NAMES = ("wilder", "vichealth", "symptoms", "maturity", "consultation")
APPRAISER = Appraiser()
TOOLS = {name: APPRAISER.instrument(HERE / f"{name}.yaml") for name in NAMES}
Sheet = Mapping[str, Any]
Run = Callable[..., subprocess.CompletedProcess[str]]


def report(
    name: str,
    sheets: Sequence[Sheet],
    together: Sheet | None = None,
    waves: Mapping[str, Sequence[Sheet]] | None = None,
) -> Report:
    """Return the report on some people's answers, on the group's own, or on several waves."""
    tool = TOOLS[name]
    held = waves or {"w1": sheets}
    responses = [each for wave in held for each in people(tool, held[wave], wave=wave)]
    if together is not None:
        (alone,) = people(tool, [together])
        document = unstructure(alone)
        document |= {"id": "together", "respondent": {"id": "group", "kind": "collective"}}
        responses.append(structure(document, Response))
    return APPRAISER.appraise(tool, responses, language="en", study=study(tool, held))


def study(tool: Instrument, waves: Iterable[str]) -> Study:
    """Return a study of a tool whose waves are all closed."""
    document = {
        "schema": "rosace/study/1",
        "id": "table",
        "title": {"fr": "La table", "en": "The table"},
        "subject": {"id": "table", "title": {"fr": "La table", "en": "The table"}},
        "instruments": [{"id": tool.id}],
        "waves": [{"id": wave, "closed": True} for wave in waves],
    }
    return structure(document, Study)


def rows(made: Report, table: str) -> list[list[Any]]:
    """Return what stands in a table of a report: words in English, numbers, ranges, None."""
    (found,) = (
        block
        for section in unstructure(made)["sections"]
        for block in section["blocks"]
        if block["kind"] == "table" and block["id"] == table
    )
    return [[plain(cell) for cell in row] for row in found["rows"]]


def plain(cell: Any) -> Any:
    """Return the words of a cell in English, its number or its range; None for a dash."""
    if cell["kind"] == "text":
        phrase = cell["text"]
        words: Mapping[str, str] = phrase.get("localized", {})
        return words.get("en") or phrase.get("verbatim") or phrase["message"]
    if cell["kind"] == "withheld":
        return None
    return cell["low"] if cell["low"] == cell["high"] else (cell["low"], cell["high"])


def written(made: Report, folder: Path, language: str, audience: Audience = "group") -> str:
    """Return a report as somebody reads it in a language."""
    out = APPRAISER.export(
        made, "markdown", folder / f"{audience}-{language}", language=language, audience=audience
    )
    return (out / "report.md").read_text(encoding="utf-8")


def texts(part: Any) -> Iterator[Mapping[str, str]]:
    """Yield all that an instrument says in its languages."""
    if isinstance(part, dict):
        if isinstance(part.get("fr"), str):
            yield part
        for each in part.values():
            yield from texts(each)
    elif isinstance(part, list):
        for each in part:
            yield from texts(each)


def spread(total: int, items: Sequence[str]) -> dict[str, str]:
    """Return answers to some items that add up to a total, as evenly as can be."""
    each, more = divmod(total, len(items))
    return {item: str(each + (place < more)) for place, item in enumerate(items)}


def totals(mean: str, persons: int = 10) -> list[int]:
    """Return whole totals, one a person, with exactly this mean."""
    whole, more = divmod(int(Fraction(mean) * persons), persons)
    return [whole + (place < more) for place in range(persons)]


@pytest.mark.parametrize("name", NAMES)
def test_each_tool_says_all_in_both_languages_as_they_are_written(name: str) -> None:
    """Every text is in French, set as in Québec, and in English, with curly apostrophes."""
    held = list(texts(unstructure(TOOLS[name])))
    assert held
    for each in held:
        assert set(each) == {"fr", "en"}
        assert not re.search(r"(?<!\u00a0):|\s[;!?]|'|«(?!\u00a0)|(?<!\u00a0)»", each["fr"])
        assert not re.search(r"""['"]|\s:""", each["en"])


@pytest.mark.parametrize("name", NAMES)
def test_reference_vectors_reach_every_dimension_and_level(name: str) -> None:
    """Each dimension that is scored has a vector, and each of its levels one that falls in it."""
    tool = TOOLS[name]
    scored = {each.id for each in tool.all_dimensions() if each.scoring}
    levels = {
        (each.id, cutoff.id)
        for each in tool.all_dimensions()
        if each.scoring and each.scoring.levels
        for cutoff in each.scoring.levels.cutoffs
    }
    expected = [
        (name, score)
        for vector in tool.vectors
        for name, score in unstructure(vector)["scores"].items()
    ]
    assert {name for name, _ in expected} == scored
    assert {(name, each["level"]) for name, each in expected if _levelled(each)} == levels


def _levelled(score: Any) -> bool:
    return isinstance(score, dict) and "level" in score


def test_the_inventory_has_the_published_plan() -> None:
    """Twenty factors in six categories hold the forty statements, each in one factor."""
    tool = TOOLS["wilder"]
    factors = [len(each.dimensions or ()) for each in tool.dimensions]
    assert factors == [3, 4, 6, 2, 3, 2]
    items = [item for each in tool.all_dimensions() for item in each.items or ()]
    assert items == [item.id for item in tool.items]
    assert len(items) == 40


def test_the_inventory_reads_the_groups_means_in_its_bands() -> None:
    """A mean of 2.9 is of concern, 3.0 and 3.9 are to discuss, and 4.0 is a strength."""
    means = {"self-interest": "2.9", "compromise": "3.0", "trust": "3.9", "leadership": "4.0"}
    items = {each.id: each.items or () for each in TOOLS["wilder"].all_dimensions()}
    sheets: list[dict[str, str]] = [{} for _ in range(10)]
    for factor, mean in means.items():
        for sheet, number in zip(sheets, totals(mean), strict=True):
            sheet.update(dict.fromkeys(items[factor], str(number)))
    found = {row[0]: row[2:] for row in rows(report("wilder", sheets), "levels-of-means-1")}
    titles = {each.title["en"]: each.id for each in TOOLS["wilder"].all_dimensions()}
    assert {titles[title]: row for title, row in found.items() if row[0] is not None} == {
        "self-interest": [2.9, "Of concern"],
        "compromise": [3, "To discuss"],
        "trust": [3.9, "To discuss"],
        "leadership": [4, "Strength"],
    }
    assert len(found) == 20


WAVES = ("125.1", "134.7", "136.0", "137.4", "139.6", "141.2")
"""Mean totals of one partnership over six waves, as published (Injury Prevention, table 2)."""


def placed(means: Sequence[str]) -> list[list[Any]]:
    """Return each wave's mean total on the checklist, and the level that it falls in."""
    tool = TOOLS["vichealth"]
    items = [item.id for item in tool.items]
    waves = {
        f"w{number}": [spread(total, items) for total in totals(mean)]
        for number, mean in enumerate(means, start=1)
    }
    made = report("vichealth", [], waves=waves)
    return [row[2:] for row in rows(made, "change-levels-of-means-1")]


def test_the_checklist_places_six_waves_as_published() -> None:
    """The first of six published means is in the second level, and the others in the third."""
    found = placed(WAVES)
    assert [mean for mean, _ in found] == [float(mean) for mean in WAVES]
    assert [level for _, level in found] == [
        "On the right track, with care",
        *["True collaboration, to be kept up"] * 5,
    ]


def test_means_between_two_whole_bounds_stay_in_the_lower_level() -> None:
    """What lies between 84 and 85, or 126 and 127, has not reached the next level."""
    found = [level.split()[0] for _, level in placed(["84", "84.9", "85", "126.9", "127"])]
    assert found == ["The", "The", "On", "On", "True"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [("wilder", {"published"}), ("vichealth", {"published"}), ("maturity", set())],
)
def test_a_report_says_that_the_plan_is_published_and_the_words_are_ours(
    name: str, parts: set[str]
) -> None:
    """A tool of our own words on a published plan is not called all of our own design."""
    (used,) = report(name, []).provenance.instruments
    assert (used.provenance, used.wording, set(used.parts)) == ("ours", "ours", parts)


def strained(number: int, quit_too: int) -> list[dict[str, str]]:
    """Return the answers of some people, of whom the first ones thought of leaving."""
    items = [item.id for item in TOOLS["symptoms"].items]
    return [
        {**dict.fromkeys(items, "1"), "quit": "1" if place < quit_too else "0"}
        for place in range(number)
    ]


def test_the_scale_counts_people_by_its_cut_offs() -> None:
    """Each total from 0 to 27 falls in the level that the cut-offs at 5, 10, 15 and 20 make."""
    items = [item.id for item in TOOLS["symptoms"].items]
    wanted = (0, 4, 5, 9, 10, 14, 15, 19, 20, 26, 27)
    found = rows(report("symptoms", [spread(total, items) for total in wanted]), "levels-strain")
    assert [row[2:] for row in found] == [[0, 2], [5, 2], [10, 2], [15, 2], [20, 3]]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_flag_is_told_to_the_facilitator_alone(language: str, tmp_path: Path) -> None:
    """Any answer above zero is counted in the facilitator's report, and said in no other."""
    made = report("symptoms", strained(12, 3))
    (flag,) = (item.flag for item in TOOLS["symptoms"].items if item.flag)
    assert [row[-1] for row in rows(made, "flags")] == [3]
    audiences: tuple[Audience, ...] = ("facilitator", "group", "public")
    told = {each for each in audiences if flag.text[language] in _read(made, tmp_path, each)}
    assert told == {"facilitator"}


def _read(made: Report, folder: Path, audience: Audience) -> str:
    return "".join(written(made, folder, language, audience) for language in ("fr", "en"))


def test_show_says_where_levels_begin_and_what_is_published(run: Run) -> None:
    """An author reads cut-offs and sources as they were written, in French set as it should be."""
    shown = run("show", str(HERE / "symptoms.yaml"), "--lang", "fr")
    assert shown.returncode == 0
    assert "[publié\u00a0: PHQ-9" in shown.stdout
    lines = [line.strip() for line in shown.stdout.splitlines() if "≥" in line]
    assert lines[0] == "≥ 0  Léger"
    assert lines[-1] == "≥ 20  Écrasant"


def test_a_flag_names_nobody_in_a_small_group() -> None:
    """In a group of seven one person who is flagged is not told from none, and two are told."""
    one, other, more = (report("symptoms", strained(7, number)) for number in (0, 1, 2))
    assert [flagged.id for flagged in one.sections] == [flagged.id for flagged in other.sections]
    assert not any(section.id.endswith("-flags") for section in one.sections)
    assert rows(more, "flags")[0][-1] == 2


GRID = ("direction", "voices", "decisions", "means", "learning", "tensions")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_grid_is_read_in_its_own_descriptions(language: str, tmp_path: Path) -> None:
    """Every level of every aspect stands in the report in words, beside how many chose it."""
    sheets = [
        dict.fromkeys(GRID, f"l{1 + number % 3}")
        | {f"{aspect}-next": f"l{2 + number % 3}" for aspect in GRID}
        for number in range(12)
    ]
    together = {"means": {"value": "l4", "rationale": "Rationale.", "dissent": "Dissent."}}
    made = report("maturity", sheets, together)
    for row in rows(made, "items-level"):
        later = row[0].endswith("in a year?")
        assert row[2:7] == ([12, 0, 4, 4, 4] if later else [12, 4, 4, 4, 0])
    said = written(made, tmp_path, language)
    for item in TOOLS["maturity"].items:
        assert {words[language] for words in (item.choices or {}).values()} <= set(_cells(said))
    (group,) = rows(made, "collective-w1")
    assert [group[1], *group[3:]] == [
        "A budget and a team are shared.",
        "We lend each other rooms or equipment.",
        "core.collective.far",
        "Rationale.",
        "Dissent.",
    ]


def _cells(said: str) -> Iterator[str]:
    for line in said.splitlines():
        yield from (cell.strip() for cell in line.split("|"))


def test_the_grid_gives_no_grade() -> None:
    """Nothing in the report of a grid without values is a mean or a score."""
    made = report("maturity", [dict.fromkeys(GRID, "l2")] * 12)
    columns = {
        column["id"]
        for section in unstructure(made)["sections"]
        for block in section["blocks"]
        if block["kind"] == "table"
        for column in block["columns"]
    }
    assert not columns & {"mean", "median", "deviation", "alpha"}


def consulted(number: int) -> list[dict[str, Any]]:
    """Return the answers of some people, each with a reason of their own, a few with hours."""
    return [
        {
            "order": ["housing", "food", "transport"]
            if place % 2
            else ["food", "youth", "housing"],
            "why": f"Reason {place:02d}.",
            **(
                {"offers": ["time", "rooms"], "hours": 10} if place < 4 else {"offers": ["network"]}
            ),
            **({"which": True} if place < 4 else {}),
        }
        for place in range(number)
    ]


def test_a_consultation_shows_ranks_and_reasons_of_a_large_group() -> None:
    """Twelve people's ranks are counted, and their reasons come in the order of the alphabet."""
    made = report("consultation", list(reversed(consulted(12))))
    ranks = {row[0]: row[2:] for row in rows(made, "ranking-order")}
    assert ranks["Affordable housing"] == [6, 0, 6, 0, 0]
    assert ranks["Access to healthy food"] == [6, 6, 0, 0, 0]
    assert ranks["Isolation of the old"] == [0] * 5
    assert [row[-1] for row in rows(made, "remarks")] == [f"Reason {n:02d}." for n in range(12)]
    assert not TOOLS["consultation"].dimensions


def test_a_follow_up_is_asked_only_of_whoever_chose_what_it_follows() -> None:
    """Among several choices one suffices; whoever was not asked is counted as not asked."""
    made = report("consultation", consulted(12))
    assert rows(made, "items-yes-no")[0][2:] == [12, 4, 0, 0, 8]


SHEET = """@respondent,order,offers,hours
p1,food | youth | housing,time | rooms,3
p2,food | youth | housing,rooms,3
p3,food | youth | housing,time | rooms | money,3
p4,food | youth,network,
"""


def test_a_sheet_of_the_consultation_is_held_to_its_limits(tmp_path: Path) -> None:
    """An answer not asked for, a choice too many and a rank too few are refused, by row."""
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    taken = APPRAISER.examine(path, TOOLS["consultation"], wave="w1")
    assert [each.respondent.id for each in taken.responses] == ["p1"]
    refused = [(found.row, found.code) for each in taken.rejected for found in each.problems]
    assert refused == [(3, "not-shown-answered"), (4, "too-many"), (5, "too-few")]


@pytest.mark.parametrize("number", [9, 4])
def test_a_consultation_of_a_small_group_keeps_its_reasons(number: int, tmp_path: Path) -> None:
    """Below ten no reason is shown, and no rank: ranks add up to what everybody gave."""
    made = report("consultation", consulted(number))
    found = {row[0]: row[2:] for row in rows(made, "ranking-order")}
    assert found["Isolation of the old"] == [None] * 5
    assert "Reason" not in _read(made, tmp_path, "facilitator")
