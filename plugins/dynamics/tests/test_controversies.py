"""The register of controversies: none is lost, ages are no surer than dates, ends are checked."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rosace.errors import Problem
from rosace.report import Figure, Report, Section
from rosace.response import Response
from rosace.testing import sketch
from rosace_dynamics.dates import first_day, last_day, over_before, years_between

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]
Problems = Callable[[str, Rows], list[Problem]]

STATUSES = ("latent", "open", "worked-on", "settled", "avoided")
days = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)
dates = st.builds(lambda day, size: day[:size], days, st.sampled_from([4, 7, 10]))
controversies = st.lists(
    st.tuples(st.sampled_from(STATUSES), st.none() | dates), min_size=1, max_size=8
)


def register(held: Sequence[tuple[str, str | None]]) -> Rows:
    """Return a register of controversies of these statuses and beginnings."""
    rows = []
    for place, (status, opened) in enumerate(held):
        row = {"id": f"c{place}", "title": f"C{place}", "status": status}
        rows.append({**row, "opened": opened} if opened else row)
    return {"controversies": rows}


@given(dates, dates)
def test_an_age_holds_every_pair_of_days_that_the_dates_allow(start: str, end: str) -> None:
    """The fewest and most years between two dates are those of some days that they stand for."""
    low, high = years_between(start, end)
    spans = [
        (day - since).days
        for since in (first_day(start), last_day(start))
        for day in (first_day(end), last_day(end))
    ]
    assert float(low) == pytest.approx(max(0, min(spans)) / 365.25)
    assert float(high) == pytest.approx(max(0, *spans) / 365.25)
    assert over_before(end, start) is (max(spans) < 0)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-02-05", (2023, 2, 5), (2023, 2, 5)),
    ],
)
def test_a_date_stands_for_all_its_days(date: str, first: Any, last: Any) -> None:
    """A year begins in January and ends in December; a month ends on its own last day."""
    assert (first_day(date), last_day(date)) == (dt.date(*first), dt.date(*last))


@example(held=[("settled", "2020"), ("open", "2020")], today="2024-01-01")
@given(held=controversies, today=st.none() | days)
@settings(max_examples=25, deadline=None)
def test_every_controversy_is_told_once_under_its_status(
    appraise: Appraise,
    write: Write,
    table: Cells,
    held: list[tuple[str, str | None]],
    today: str | None,
) -> None:
    """The table has each controversy with its status, by status; only open ones age to today."""
    response = write("controversies", register(held))
    dated = {"w1": today} if today else {}
    rows = table(appraise(("controversies", [response]), dates=dated), "ages-table")
    labels = [row["status"].text.localized["en"] for row in rows]
    words = dict(
        zip(STATUSES, ("Latent", "Open", "Being worked on", "Settled", "Avoided"), strict=True)
    )
    assert Counter(labels) == Counter(words[status] for status, _ in held)
    assert sorted(labels, key=list(words.values()).index) == labels
    for row in rows:
        status, opened = held[int(row["controversy"].text.verbatim[1:])]
        aged = bool(
            today
            and opened
            and status not in {"settled", "avoided"}
            and not over_before(today, opened)
        )
        assert hasattr(row["age"], "low") is aged


def test_a_settled_controversy_names_the_event_that_it_led_to(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """The event is called by its title in the story of effects; those without one are counted."""
    effects = sketch(
        [
            {
                "id": "events",
                "type": "records",
                "fields": [{"id": "title", "type": "text", "text": {"en": "Title"}}],
            }
        ],
        id="effects",
    )
    rows = {
        "controversies": [
            {"id": "a", "title": "Hours", "status": "settled", "compromise": "x", "event": "e1"},
            {"id": "b", "title": "Costs", "status": "settled", "compromise": "y"},
        ]
    }
    story = write("effects", {"events": [{"id": "e1", "title": "The agreement"}]})
    report = appraise(("controversies", [write("controversies", rows)]), (effects, [story]))
    said = str(sections(report)["controversies-standing"])
    assert "The agreement" in said
    assert "dynamics.controversies.no-event" in said
    assert "Costs" not in said


def test_without_a_date_to_begin_with_there_is_no_picture(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """Controversies without any beginning are listed, and drawn once one of them has it."""
    for opened, drawn in ((None, 0), ("2020", 1)):
        response = write("controversies", register([("open", None), ("settled", opened)]))
        blocks = sections(appraise(("controversies", [response])))["controversies-ages"].blocks
        assert sum(isinstance(block, Figure) for block in blocks) == drawn


@given(opened=dates, closed=dates, told=st.booleans())
@settings(max_examples=40, deadline=None)
def test_an_end_before_the_beginning_and_a_missing_compromise_are_found(
    problems: Problems, opened: str, closed: str, *, told: bool
) -> None:
    """A controversy closed before it opened is an error; settled without compromise, a notice."""
    row = {"id": "c", "title": "C", "status": "settled", "opened": opened, "closed": closed}
    found = problems(
        "controversies", {"controversies": [{**row, "compromise": "x"} if told else row]}
    )
    shared = min(len(opened), len(closed))
    expected = []
    if closed[:shared] < opened[:shared]:
        expected.append(("dynamics-closed-before-opened", "error"))
    if not told:
        expected.append(("dynamics-settled-without-compromise", "notice"))
    assert [(each.code, each.severity) for each in found] == expected
    for each in found:
        assert all(each.advice(language) for language in ("fr", "en"))
        assert all("{" not in each.message(language) for language in ("fr", "en"))
