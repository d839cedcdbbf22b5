"""The report shows the whole story: its time line, its outcomes, and every chain."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.report import CountCell, Figure, Heading, Notice, Report, Section, Table
from rosace.response import Response
from rosace.values import evolve

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]

CODES = ("network-creation", "intermediary-production", "influence-on-others", "actor-alignment")
FUNCTIONS = {CODES[0]: 1, CODES[1]: 2, CODES[2]: 2, CODES[3]: 3}
EVENTS = [
    {"id": "1", "title": "Forum", "date": "2019-03", "outcome": CODES[0]},
    {"id": "2", "title": "Plan", "date": "2020", "outcome": CODES[1]},
    {"id": "3", "title": "Appui", "date": "2021", "outcome": CODES[2]},
]
FULL: Rows = {
    "events": EVENTS,
    "links": [{"id": "1", "from": "1", "to": "3", "kind": "made-possible"}],
    "transformations": [{"id": "1", "what": "Un parc", "date": "2022"}],
    "chains": [
        {"id": "1", "title": "Vers le parc", "events": ("1", "2", "3"), "transformation": "1"},
        {"id": "2", "title": "Sans suite", "events": ("2",)},
    ],
}

told = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["2019", "2020-05", "2021-01-02"]),
        st.none() | st.sampled_from(CODES),
    ),
    min_size=1,
    max_size=8,
)


def story(events: Sequence[tuple[str | None, str | None]]) -> Rows:
    """Return a story of events with these dates and outcomes."""
    rows = []
    for place, (date, outcome) in enumerate(events):
        held = {"date": date, "outcome": outcome}
        given_ = {name: value for name, value in held.items() if value is not None}
        rows.append({"id": f"e{place}", "title": f"E{place}", **given_})
    return {"events": rows}


@given(told)
@settings(max_examples=25, deadline=None)
def test_outcomes_are_counted_by_function_and_year_and_none_is_lost(
    appraise: Appraise, table: Cells, events: list[tuple[str | None, str | None]]
) -> None:
    """Every event is in the time line's table, and in exactly one cell of the years."""
    report = appraise(story(events))
    assert len(table(report, "timeline-table")) == len(events)
    years = table(report, "outcomes-by-year")
    cells = [cell for row in years for cell in row.values() if isinstance(cell, CountCell)]
    assert sum(cell.low for cell in cells) == len(events)
    served = Counter(FUNCTIONS[code] for _, code in events if code)
    for function in (1, 2, 3):
        assert sum(row[f"function_{function}"].low for row in years) == served[function]
    assert sum(row["count"].low for row in table(report, "outcome-counts")) == served.total()


@given(told)
@settings(max_examples=25, deadline=None)
def test_the_time_line_runs_from_the_first_event_to_the_last(
    appraise: Appraise, table: Cells, events: list[tuple[str | None, str | None]]
) -> None:
    """Rows come in order of date, those without one last."""
    rows = table(appraise(story(events)), "timeline-table")
    dates = [getattr(row["date"], "date", None) for row in rows]
    known = [date for date in dates if date]
    assert known == sorted(known)
    assert dates == known + [None] * (len(dates) - len(known))


def test_all_sections_stand_and_are_of_the_contract(appraise: Appraise, sections: Own) -> None:
    """Time line, outcomes, chains, and all that was recorded, as one sound report."""
    report = appraise(FULL)
    assert list(sections(report)) == [
        "timeline",
        "outcomes",
        "chains",
        "transformations",
        "collective",
    ]


def test_a_chain_that_reaches_nothing_is_kept_and_drawn(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """A chain without effect has its title, its diagram and its table, and says so."""
    report = appraise(FULL)
    blocks = sections(report)["chains"].blocks
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    assert [title.verbatim for title in titles] == ["Vers le parc", "Sans suite"]  # type: ignore[union-attr]  # their own words
    assert len([block for block in blocks if isinstance(block, Notice)]) == 1
    assert {block.id for block in blocks if isinstance(block, Figure)} == {"chain-1", "chain-2"}
    assert [row["event"].text.verbatim for row in table(report, "chain-2-table")] == ["Plan"]


def test_a_chain_follows_its_links_and_otherwise_its_order(
    appraise: Appraise, table: Cells
) -> None:
    """A recorded link stands; an event without one leads to the next, the last to the change.

    An event and a transformation that share an id are still two things.
    """
    steps = [
        (row["event"].text.verbatim, getattr(row["leads_to"], "text", None))
        for row in table(appraise(FULL), "chain-1-table")
    ]
    assert [(event, getattr(to, "verbatim", None)) for event, to in steps] == [
        ("Forum", "Appui"),
        ("Plan", "Appui"),
        ("Appui", "Un parc"),
        ("Un parc", None),
    ]


def test_links_without_a_chain_are_drawn_too(appraise: Appraise, sections: Own) -> None:
    """A group that linked its events and named no chain sees them all in one diagram."""
    report = appraise({"events": EVENTS, "links": FULL["links"]})
    found = sections(report)["chains"].blocks
    assert [block.id for block in found if isinstance(block, Figure)] == ["links"]


def test_more_events_than_a_picture_holds_stand_in_the_table(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """Of forty-one events none is dropped: the tables go on without a picture."""
    events = [{"id": f"e{n}", "title": f"E{n}", "outcome": CODES[0]} for n in range(41)]
    chains = [{"id": "c", "title": "Tout", "events": tuple(each["id"] for each in events)}]
    report = appraise({"events": events, "chains": chains})
    found = sections(report)
    assert not [b for b in found["timeline"].blocks if isinstance(b, Figure)]
    assert not [b for b in found["chains"].blocks if isinstance(b, Figure)]
    assert len(table(report, "chain-1-table")) == 41


def test_a_story_too_long_for_a_page_is_drawn_in_parts(appraise: Appraise, sections: Own) -> None:
    """Forty events are several pictures of one table, and links between these are announced."""
    events = [
        {"id": f"e{n}", "title": f"E{n}", "date": f"{2000 + n}", "outcome": CODES[0]}
        for n in range(40)
    ]
    chains = [{"id": "c", "title": "Tout", "events": tuple(each["id"] for each in events)}]
    found = sections(appraise({"events": events, "chains": chains}))
    for name, first in (("timeline", "timeline"), ("chains", "chain-1")):
        figures = [block for block in found[name].blocks if isinstance(block, Figure)]
        assert [figure.id for figure in figures] == [
            f"{first}-{number}" for number in range(1, len(figures) + 1)
        ]
        assert len(figures) > 1
        assert {figure.table for figure in figures} == {f"{first}-table"}
        told = [figure.alternative.arguments["n"].low for figure in figures]  # type: ignore[union-attr]  # messages
        assert sum(told) == 40
    notices = [block.text for block in found["chains"].blocks if isinstance(block, Notice)]
    across = [text for text in notices if text.message == "effects.chains.across"]  # type: ignore[union-attr]  # messages
    assert across[0].arguments["n"].low == len(figures) - 1  # type: ignore[union-attr]  # as above


def test_a_chain_that_names_an_event_twice_shows_it_once(appraise: Appraise, table: Cells) -> None:
    """Listing an event again adds no second box."""
    story_ = {**FULL, "chains": [{"id": "c", "title": "Deux fois", "events": ("1", "2", "1")}]}
    rows = table(appraise(story_), "chain-1-table")
    assert [row["event"].text.verbatim for row in rows] == ["Forum", "Plan"]


def test_a_later_story_says_that_there_are_earlier_ones(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """The latest story is told, and the reader learns that it is not the only one."""
    report = appraise(FULL, story([("2023", CODES[0])]))
    assert [row["event"].text.verbatim for row in table(report, "timeline-table")] == ["E0"]
    notices = [b for b in sections(report)["timeline"].blocks if isinstance(b, Notice)]
    assert [notice.text.message for notice in notices] == ["effects.timeline.latest"]  # type: ignore[union-attr]  # messages


def test_no_story_leaves_the_report_to_the_core(appraise: Appraise, sections: Own) -> None:
    """Transformations without an event make no empty time line; the core still lists them."""
    report = appraise({"transformations": [{"id": "t", "what": "Un parc"}]})
    assert sections(report) == {}
    assert "Un parc" in str(report)


def test_links_are_listed_with_the_words_of_their_events(appraise: Appraise, table: Cells) -> None:
    """A reader sees which event acted on which, and never an id."""
    (row,) = table(appraise(FULL), "links")
    assert (row["event"].text.verbatim, row["leads_to"].text.verbatim) == ("Forum", "Appui")


def test_every_figure_draws_a_table_of_its_own_section(appraise: Appraise, sections: Own) -> None:
    """No picture stands without the table that says the same."""
    for section in sections(appraise(FULL)).values():
        tables = {block.id for block in section.blocks if isinstance(block, Table)}
        assert {block.table for block in section.blocks if isinstance(block, Figure)} <= tables


MAP = """
schema: rosace/instrument/1
id: actor-map
version: 1.0.0
title: {fr: Carte, en: Map}
languages: [fr, en]
provenance: ours
rights: {holder: Tests, wording: ours}
sections: [{id: s, title: {fr: S, en: S}, items: [actors]}]
items:
  - id: actors
    type: records
    text: {fr: Acteurs, en: Actors}
    fields: [{id: name, type: text, text: {fr: Nom, en: Name}}]
"""


def test_actors_of_an_event_are_named_as_on_the_map(
    appraiser: Appraiser, instrument: Instrument, write: Callable[..., Response], tmp_path: Path
) -> None:
    """Where the study has an actor map, whichever plugin brought it, events tell its names."""
    file = tmp_path / "map.yaml"
    file.write_text(MAP, encoding="utf-8")
    held = write({"actors": [{"id": "school", "name": "L’école"}]})
    drawn = evolve(held, id="map", instrument="actor-map")
    told = write({"events": [{"id": "1", "title": "Forum", "actors": ("school",)}]})
    report = appraiser.appraise(instrument, [told], others=[(appraiser.instrument(file), [drawn])])
    (section,) = [each for each in report.sections if each.id == "effects-collective"]
    assert "L’école" in str(section)
    assert "school" not in str(section)
