"""A story is read from a response without losing anything that was put down."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rosace.response import Response
from rosace_effects.story import story_of

Write = Callable[..., Response]

dates = st.none() | st.sampled_from(["2019", "2019-03", "2019-03-02", "2021", "2021-11"])
events = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True),
            "title": st.sampled_from(["Forum", "", "Plan"]),
            "date": dates,
            "outcome": st.none() | st.just("network-creation"),
        }
    ),
    max_size=12,
    unique_by=lambda row: row["id"],
)


def _given(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: held for name, held in row.items() if held is not None} for row in rows]


@given(events)
def test_no_event_is_lost(write: Write, rows: list[dict[str, Any]]) -> None:
    """Every event is there once, with its date and outcome, dated or not, titled or not."""
    found = story_of(write({"events": _given(rows)})).events
    assert sorted(event.id for event in found) == sorted(row["id"] for row in rows)
    told = {row["id"]: row for row in rows}
    for event in found:
        assert (event.date, event.outcome) == (told[event.id]["date"], told[event.id]["outcome"])
        assert event.title == (told[event.id]["title"] or event.id)


@given(events)
def test_events_come_in_order_of_date_the_undated_last(
    write: Write, rows: list[dict[str, Any]]
) -> None:
    """A known month or day comes after the bare year; events of one date keep their order."""
    found = story_of(write({"events": _given(rows)})).events
    expected = sorted(
        enumerate(rows), key=lambda held: (held[1]["date"] is None, held[1]["date"] or "", held[0])
    )
    assert [event.id for event in found] == [row["id"] for _, row in expected]


def test_everything_else_is_read_too(write: Write) -> None:
    """Links, transformations and chains keep their ids, their ends and their order."""
    told = story_of(
        write(
            {
                "events": [{"id": "e1", "title": "A"}, {"id": "e2", "title": "B"}],
                "links": [{"id": "l1", "from": "e1", "to": "e2", "kind": "blocked"}],
                "transformations": [{"id": "t1", "what": "Un parc", "date": "2024"}],
                "chains": [{"id": "c1", "title": "C", "events": ("e2", "e1")}],
            }
        )
    )
    (link,), (change,), (chain,) = told.links, told.transformations, told.chains
    assert (link.source, link.target, link.kind) == ("e1", "e2", "blocked")
    assert (change.what, change.date) == ("Un parc", "2024")
    assert (chain.events, chain.transformation) == (("e2", "e1"), None)
    assert told.event("e3") is None


def test_an_empty_response_tells_an_empty_story(write: Write) -> None:
    """Nothing put down is no error."""
    assert story_of(write({})).events == ()
