"""The disclosure gate under attack: a short version of the campaign, and what the attack can do.

The long version: ``tox -e campaign-attack``.
"""

import json
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from campaigns.attack.__main__ import Task, run
from campaigns.attack.asking import PICTURES, Asked, Route, ask, exporters
from campaigns.attack.bounding import Row, System, propagated
from campaigns.attack.facts import Key, Words, parity, place
from campaigns.attack.narrowing import narrow
from campaigns.attack.numbers import Content, Number
from campaigns.attack.reading import UnreadableError, read, written
from campaigns.attack.solving import FEWEST, recovered
from campaigns.attack.studies import Case, make
from openpyxl import load_workbook
from tests.reading_back import workbook

from rosace import Appraiser, Configuration
from rosace.conversion import structure
from rosace.report import Report

SEED = 7
ATTACKED: tuple[tuple[Route, int], ...] = (
    *(("folder", number) for number in (0, 5, 2, 3)),
    *(("files", number) for number in (4, 1, 6, 3)),
)
"""Seven studies, and how each is asked: of 8, 12, 30 and 80 persons, each size both ways."""
PAGED = {("folder", 2), ("files", 4)}
"""Whose PDF and Word documents are read too, for these are slow to make.

Few questions each, in both languages: one study of thirty, whose counts are exact, with a ledger;
one of eight, whose counts are ranges and words.
"""

Placed = tuple[dict[Key, set[Number]], set[Number], Content]


@pytest.mark.parametrize(("route", "number"), ATTACKED)
def test_nothing_small_follows_from_all_that_is_released(route: Route, number: int) -> None:
    """No person and no group under five follows, and all files of a report say one thing."""
    paged = float((route, number) in PAGED)
    outcome = run(Task(seed=SEED, number=number, route=route, method="propagation", paged=paged))
    assert not outcome.misread
    assert not outcome.unlike
    assert outcome.figures
    found = [sorted(held, key=str) for held in (outcome.persons, outcome.groups)]
    assert found == [[], []]
    assert not outcome.differences


def test_the_attack_finds_what_a_mere_minimum_gives_away() -> None:
    """Where the gate only asks for groups of five, the same attack finds smaller ones."""
    outcome = run(Task(seed=SEED, number=3, route="files", kind="rich", reduced=True))
    assert not outcome.misread
    assert outcome.leaks


def test_the_same_seed_makes_the_same_study() -> None:
    """A study under attack can be made again, answers and all; another number makes another."""
    assert make(SEED, 5) == make(SEED, 5)
    assert make(SEED, 5).answers != make(SEED, 9).answers


def rank(rows: list[list[int]]) -> int:
    """Return the rank of a matrix, exactly."""
    left = [list(map(Fraction, row)) for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(found + 1, len(left)):
            times = left[at][column] / left[found][column]
            left[at] = [a - times * b for a, b in zip(left[at], left[found], strict=True)]
        found += 1
    return found


@pytest.mark.parametrize("seed", range(60))
def test_elimination_finds_whatever_trying_all_sets_finds(seed: int) -> None:
    """Sets and differences of too few persons or organizations are found: all, and no other."""
    random = Random(seed)
    persons = [f"p{number}" for number in range(random.randint(2, 8))]
    organizations = {
        person: random.choice(("x", "y", "z", None)) if seed % 2 else None for person in persons
    }
    groups = [
        frozenset(person for person in persons if random.random() < 3 / 5)
        for _ in range(random.randint(1, 5))
    ]
    rows = [[int(person in group) for person in persons] for group in groups]
    sums: set[frozenset[str]] = set()
    touched: set[frozenset[str]] = set()
    for size in range(1, len(persons) + 1):
        for part in map(frozenset, combinations(persons, size)):
            if min(size, len({organizations[each] or each for each in part})) >= FEWEST - 1:
                continue
            if rank([*rows, [int(person in part) for person in persons]]) == rank(rows):
                sums.add(part)
            outside = [at for at, person in enumerate(persons) if person not in part]
            if rank([[row[at] for at in outside] for row in rows]) < rank(rows):
                touched.add(part)
    found = recovered(groups, organizations, FEWEST - 1)
    assert {each.persons for each in found if each.is_sum} <= sums
    assert {part for part in sums if len(part) < FEWEST - 1} <= {
        each.persons for each in found if each.is_sum
    }
    assert {each.persons for each in found} <= touched
    assert bool(found) == bool(touched)
    for each in found:
        assert {
            person: sum(times for group, times in each.taken.items() if person in group)
            for person in persons
        } == {person: each.weights.get(person, 0) for person in persons}


def test_elimination_finds_many_persons_of_few_organizations() -> None:
    """Six persons of two organizations are a group of two, however many they are."""
    alone = {f"p{number}": None for number in range(9)}
    few = {f"q{number}": f"org-{number % 2}" for number in range(6)}
    everybody = frozenset(alone | few)
    found = recovered([everybody, frozenset(alone)], alone | few, FEWEST)
    assert [each.persons for each in found] == [frozenset(few)]
    assert not recovered([everybody, frozenset(alone)], dict.fromkeys(everybody), FEWEST)


def bounded(*counts: tuple[str, str, int]) -> System:
    """Return what is known where two groups meet in one person, and give some of their counts."""
    atoms = (frozenset("p"), frozenset("abcd"), frozenset("efgh"))
    places = {"pabcd": (0, 1), "pefgh": (0, 2)}
    sizes = [
        Row(
            terms={("q", place, code): Fraction(1) for code in "ABC"},
            low=Fraction(len(atom)),
            high=Fraction(len(atom)),
        )
        for place, atom in enumerate(atoms)
    ]
    rows = [
        Row(
            terms={("q", place, code): Fraction(1) for place in places[held]},
            low=Fraction(count),
            high=Fraction(count),
        )
        for held, code, count in counts
    ]
    return System(
        groups=frozenset(map(frozenset, places)),
        atoms=atoms,
        unknowns=tuple(("q", place, code) for place in range(3) for code in "ABC"),
        rows=(*sizes, *rows),
    )


def test_bounds_tell_an_answer_that_counts_leave_no_room_for() -> None:
    """Nobody of one group said B, nobody of another C: who is in both must have said A."""
    loose = bounded(("pabcd", "B", 0))
    assert not narrow(loose, propagated(loose)).told
    tight = bounded(("pabcd", "B", 0), ("pefgh", "C", 0))
    told = narrow(tight, propagated(tight))
    assert (told.told, told.ruled_out, told.intervals) == (1, 10, 27)
    assert (told.combined, told.few) == (1, 1)


def test_unanimity_of_a_group_is_told_as_that_of_the_group() -> None:
    """Where all of a group gave one answer, each of them is told, and none by a combination."""
    system = bounded(("pabcd", "A", 5))
    told = narrow(system, propagated(system))
    assert (told.told, told.combined, told.few) == (5, 0, 0)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Asked]:
    """Return a study, and the files of the report on its whole plan."""
    case = make(SEED, 2)
    appraiser = Appraiser(Configuration())
    return case, next(ask(appraiser, case, tmp_path_factory.mktemp("asked"), "files"))


def test_every_exporter_of_reports_is_read(answered: tuple[Case, Asked]) -> None:
    """The attacker can read whatever writes reports, and says so of what it cannot read."""
    _, asked = answered
    assert asked.files.keys() == set(exporters(Appraiser(Configuration())))
    for name, path in asked.files.items():
        read(name, path, asked.language)
    with pytest.raises(UnreadableError):
        read("of-a-stranger", asked.files["json"], asked.language)


def held(name: str, path: Path, answered: tuple[Case, Asked]) -> Placed:
    """Return what a file holds, as it is compared with the JSON report."""
    case, asked = answered
    content = read(name, path, asked.language)
    return (*place(content, Words(case), asked.language), content)


def raised(plain: dict[str, Any]) -> None:
    """Count one person more in the first count of a report's tables."""
    blocks = (block for section in plain["sections"] for block in section["blocks"])
    rows = (row for block in blocks if block["kind"] == "table" for row in block["rows"])
    cell = next(cell for row in rows for cell in row if cell["kind"] == "count")
    cell["low"] = cell["high"] = cell["high"] + 1


def told(plain: dict[str, Any]) -> None:
    """Say a number in the first note under a report's tables."""
    blocks = (block for section in plain["sections"] for block in section["blocks"])
    block = next(block for block in blocks if block["kind"] == "table" and block["notes"])
    block["notes"][0] = {"verbatim": "Of 8172 invitations."}


@pytest.mark.parametrize("change", [raised, told])
@pytest.mark.parametrize("exporter", sorted({*exporters(Appraiser(Configuration()))} - PICTURES))
def test_a_number_of_one_file_alone_is_noticed(
    answered: tuple[Case, Asked],
    tmp_path: Path,
    exporter: str,
    change: Callable[[dict[str, Any]], None],
) -> None:
    """A figure that another format shows and the JSON report does not hold is found."""
    case, asked = answered
    own = held("json", asked.files["json"], answered)
    assert not parity(own, held(exporter, asked.files[exporter], answered), case)
    plain = json.loads(asked.files["json"].read_bytes())
    change(plain)
    made = Appraiser(Configuration()).export(
        structure(plain, Report), exporter, tmp_path / "changed", audience="facilitator"
    )
    assert parity(own, held(exporter, made, answered), case)


def test_a_number_of_a_chart_alone_is_noticed(tmp_path: Path) -> None:
    """A bar of a workbook may show nothing that its table does not give."""
    case = make(SEED, 0)
    asked = next(ask(Appraiser(Configuration()), case, tmp_path, "files", paged=False))
    own = held("json", asked.files["json"], (case, asked))
    data = asked.files["xlsx"].read_bytes()
    chart, *_ = workbook.charts({"": data})
    book = load_workbook(BytesIO(data))
    cell = next(
        cell
        for row in book[chart.name].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    )
    for more, is_noticed in ((0, False), (0.001, True)):
        cell.value += more
        book.save(tmp_path / "saved.xlsx")
        found = parity(own, held("xlsx", tmp_path / "saved.xlsx", (case, asked)), case)
        # What saves it again rounds the last digits in its tables, so those are left aside.
        assert any(each.startswith("prose") for each in found) == is_noticed


def test_a_table_set_as_a_list_keeps_its_numbers() -> None:
    """What is too wide for a page is read a cell a row, of nothing known, and none is lost."""
    rows = [("Item Trust Wave w1",), ("Choice A", "7"), ("Mean", "2.50"), ("Rate", "–")]
    grid = written(rows, "en")
    assert [cell.low for row in grid.rows for cell in row if isinstance(cell, Number)] == [
        7,
        Fraction(5, 2),
    ]
