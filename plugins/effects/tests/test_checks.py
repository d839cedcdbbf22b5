"""What the tool finds in a story: circles, dates that run backwards, events without an outcome."""

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.errors import Problem
from rosace_effects.checks import check_story
from rosace_effects.story import Event, Link, Story

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Problems = Callable[[Rows], tuple[Problem, ...]]

NAMES = "abcde"
pairs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=9, unique=True)


def story(links: Sequence[tuple[str, str]], kind: str = "led-to") -> Story:
    """Return a story of these links between events that stand for an outcome."""
    return Story(
        events=tuple(
            Event(id=name, title=name.upper(), date=None, end=None, outcome="x") for name in NAMES
        ),
        links=tuple(
            Link(id=f"l{place}", source=source, target=target, kind=kind)
            for place, (source, target) in enumerate(links)
        ),
        transformations=(),
        chains=(),
    )


def circles(links: Sequence[tuple[str, str]]) -> set[tuple[str, ...]]:
    """Return every circle of links, from its first event in the alphabet, by trying all."""
    known = set(links)
    found = set()
    for size in range(1, len(NAMES) + 1):
        for path in permutations(NAMES, size):
            around = zip(path, (*path[1:], path[0]), strict=True)
            if path[0] == min(path) and known.issuperset(around):
                found.add(path)
    return found


@given(pairs)
def test_every_story_that_goes_round_is_found_and_no_other(links: list[tuple[str, str]]) -> None:
    """A cycle of any length is found; without the links that are named, none is left."""
    found = list(check_story(story(links)))
    assert {problem.code for problem in found} <= {"effects-cycle"}
    assert bool(found) is bool(circles(links))
    named = {problem.pointer.rpartition("/")[2] for problem in found}
    kept = [link for place, link in enumerate(links) if f"l{place}" not in named]
    assert not circles(kept)


@given(pairs)
def test_each_circle_that_is_named_is_one_and_is_named_once(links: list[tuple[str, str]]) -> None:
    """What is said to go round does, and no circle is told twice."""
    known = {tuple(name.upper() for name in circle) for circle in circles(links)}
    told = []
    for problem in check_story(story(links)):
        path = str(problem.arguments["events"]).split(" → ")[:-1]
        first = path.index(min(path))
        told.append(tuple(path[first:] + path[:first]))
    assert set(told) <= known
    assert len(told) == len(set(told))


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_a_circle_of_any_length_is_found_once(size: int) -> None:
    """From an event that leads to itself to a circle of fifty, one finding names them all."""
    names = [f"e{place}" for place in range(size)]
    links = tuple(
        Link(id=f"l{place}", source=name, target=names[(place + 1) % size], kind="led-to")
        for place, name in enumerate(names)
    )
    (problem,) = check_story(Story(events=(), links=links, transformations=(), chains=()))
    assert str(problem.arguments["events"]).count("→") == size


def test_a_blocked_event_closes_no_circle() -> None:
    """That an event held back its own cause is a setback, not a circle."""
    assert list(check_story(story([("a", "b"), ("b", "a")], kind="blocked"))) == []


dates = st.sampled_from([None, "2019", "2020", "2019-03", "2020-01", "2019-12-31", "2020-01-01"])


def _earlier(one: str | None, other: str | None) -> bool:
    """Say whether one date is over before another begins, as far as both are known."""
    if one is None or other is None:
        return False
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


@given(dates, dates, dates, st.sampled_from(["led-to", "made-possible", "blocked"]))
def test_dates_that_run_backwards_are_found_and_no_others(
    start: str | None, date: str | None, end: str | None, kind: str
) -> None:
    """An event ends no earlier than it starts, and what it led to is not over before it."""
    told = Story(
        events=(
            Event(id="a", title="A", date=start, end=None, outcome="x"),
            Event(id="b", title="B", date=date, end=end, outcome="x"),
        ),
        links=(Link(id="l", source="a", target="b", kind=kind),),
        transformations=(),
        chains=(),
    )
    expected = []
    if date and _earlier(end, date):
        expected.append("effects-end-before-start")
    if kind != "blocked" and _earlier(end or date, start):
        expected.append("effects-dates-backwards")
    assert [problem.code for problem in check_story(told)] == expected


def test_an_event_without_an_outcome_is_only_a_notice(problems: Problems) -> None:
    """A group that has not settled on an outcome may go on."""
    (found,) = problems({"events": [{"id": "e1", "title": "Forum"}]})
    assert (found.code, found.severity) == ("effects-no-outcome", "notice")


def test_every_finding_speaks_both_languages(problems: Problems) -> None:
    """Each finding says what is wrong and what to do, in French and in English."""
    found = problems(
        {
            "events": [
                {"id": "e1", "title": "Forum", "date": "2020", "end": "2019"},
                {"id": "e2", "title": "Plan", "date": "2018", "outcome": "network-creation"},
            ],
            "links": [
                {"id": "l1", "from": "e1", "to": "e2", "kind": "led-to"},
                {"id": "l2", "from": "e2", "to": "e1", "kind": "led-to"},
            ],
        }
    )
    assert {problem.code for problem in found} == {
        "effects-cycle",
        "effects-dates-backwards",
        "effects-end-before-start",
        "effects-no-outcome",
    }
    for problem in found:
        for language in ("fr", "en"):
            assert problem.message(language)
            assert problem.advice(language)
            assert "{" not in problem.message(language)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=80))
def test_links_that_all_run_forward_never_go_round(numbers: list[tuple[int, int]]) -> None:
    """A story told in order has no circle, however many links it has."""
    links = tuple(
        Link(id=f"l{place}", source=f"e{one}", target=f"e{other}", kind="led-to")
        for place, (one, other) in enumerate(numbers)
        if one < other
    )
    told = Story(events=(), links=links, transformations=(), chains=())
    assert list(check_story(told)) == []
