"""The report shows the board, its votes and its tracks, and opens with what was decided before."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.messages import load
from rosace.report import Figure, ListBlock, Notice, Paragraph, Report, Section
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace_review.votes import MOST_BARS

Rows = Mapping[str, Any]
Appraise = Callable[..., Report]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]

NAME = {"id": "name", "type": "text", "text": {"en": "Name"}}
OVERLAY = """\
schema: rosace/overlay/1
instrument: review
version: 1.0.0
provenance: ours
rights: {holder: Table, wording: ours}
scales:
  columns:
    kind: nominal
    choices:
      - {code: start, label: {fr: Commencer, en: Start}}
      - {code: stop, label: {fr: Arrêter, en: Stop}}
"""
BOARD: Rows = {
    "date": "2022-10-05",
    "facilitator": "Table de concertation",
    "groups": [{"id": "g1", "title": "Ensemble"}, {"id": "g2", "title": "Sans idée"}],
    "entries": [
        {"id": "e1", "column": "keep", "text": "Seul", "votes": 2},
        {"id": "e2", "column": "keep", "text": "Le plaisir", "multiplicity": 2, "group": "g1"},
        {"id": "e3", "column": "keep", "text": "Le parc", "votes": 3, "group": "g1"},
        {"id": "e4", "column": "avenue", "text": "Un local", "votes": 4, "author": "Comité A"},
        {"id": "e5", "column": "avenue", "text": "Une fête", "votes": 1},
        {"id": "e6", "column": "avenue", "text": "Une lettre", "votes": 1},
        {"id": "e7", "column": "avenue", "text": "Un site", "votes": 1},
        {"id": "e8", "column": "avenue", "text": "Rien", "votes": 0},
    ],
    "tracks": [
        {
            "id": "t1",
            "what": "Louer un local",
            "entries": ("e4", "e5"),
            "owner": "Ville",
            "due": "2023-05",
            "status": "planned",
        },
        {"id": "t2", "what": "Fêter", "due": "2024-06", "status": "under-way"},
    ],
}
NEXT: Rows = {
    "date": "2023-10-05",
    "entries": [{"id": "e1", "column": "keep", "text": "Le local"}],
    "tracks": [
        {
            "id": "t1",
            "what": "Louer un local",
            "decided": "w1",
            "status": "done",
            "follow-up": "Oui.",
        },
        {"id": "t3", "what": "Ouvrir le samedi", "entries": ("e1",)},
    ],
}


def told(cell: Any) -> Any:
    """Return what a cell says: words, a date, a number, or None where it is empty."""
    phrase = getattr(cell, "text", None)
    if phrase is not None:
        return said(phrase)
    return getattr(cell, "date", getattr(cell, "low", None))


def said(phrase: Any) -> str:
    """Return a phrase in English."""
    if hasattr(phrase, "verbatim"):
        return str(phrase.verbatim)
    if hasattr(phrase, "localized"):
        return str(phrase.localized["en"])
    if phrase.message == "core.and":
        return ", ".join(said(phrase.arguments[name]) for name in ("one", "other"))
    return str(load("rosace_review", "en")[phrase.message])


def rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a table as plain words, dates and numbers."""
    return [{name: told(cell) for name, cell in row.items()} for row in found]


def notices(section: Section) -> list[str]:
    """Return the messages of a section's notices."""
    return [each.text.message for each in section.blocks if isinstance(each, Notice)]  # type: ignore[union-attr]  # messages


def test_a_column_shows_groups_with_cards_votes_and_signatures(
    appraise: Appraise, table: Cells
) -> None:
    """Like ideas stand together, most votes first; a table has the columns that are used."""
    report = appraise(BOARD)
    assert rows(table(report, "board-1-1")) == [
        {"group": "Ensemble", "entry": "Le parc", "cards": 1, "votes": 3},
        {"group": "Ensemble", "entry": "Le plaisir", "cards": 2, "votes": None},
        {"group": "On its own", "entry": "Seul", "cards": 1, "votes": 2},
    ]
    avenues = rows(table(report, "board-1-3"))
    assert avenues[0] == {"entry": "Un local", "votes": 4, "author": "Comité A"}
    assert [row["votes"] for row in avenues] == [4, 1, 1, 1, 0]


def test_groups_stand_by_their_votes_and_what_is_alone_comes_last(
    appraise: Appraise, table: Cells
) -> None:
    """The group that the votes name first is read first, whatever single idea got more of them."""
    groups = [{"id": name, "title": name.upper()} for name in ("a", "b", "c")]
    ideas = [("a", 1, 9), ("a", 1, 1), ("b", 3, 1), (None, 8, 1), ("c", 2, 2)]
    entries = [
        {
            "id": f"e{place}",
            "column": "keep",
            "text": f"I{place}",
            "votes": votes,
            "multiplicity": cards,
            **({"group": group} if group else {}),
        }
        for place, (group, votes, cards) in enumerate(ideas)
    ]
    found = rows(table(appraise({"groups": groups, "entries": entries}), "board-1-1"))
    assert [row["group"] for row in found] == ["B", "A", "A", "C", "On its own"]


def test_what_is_empty_is_said(appraise: Appraise, sections: Own) -> None:
    """A column without an idea, and a group without one, are told and not dropped."""
    blocks = sections(appraise(BOARD))["collective"].blocks
    messages = [each.text for each in blocks if isinstance(each, Paragraph)]
    found = {each.message: each.arguments for each in messages}  # type: ignore[union-attr]  # messages
    assert said(found["review.column.empty"]["column"]) == "Throw away"
    assert said(found["review.groups.empty"]["titles"]) == "Sans idée"
    assert said(found["review.facilitated"]["who"]) == "Table de concertation"
    assert found["review.session"]["date"].date == "2022-10-05"


entries = st.lists(
    st.fixed_dictionaries(
        {
            "column": st.sampled_from(["keep", "discard", "avenue"]),
            "text": st.sampled_from(["A", "B", "C"]),
        },
        optional={
            "votes": st.integers(0, 9),
            "multiplicity": st.integers(1, 9),
            "group": st.sampled_from(["g1", "g2"]),
            "author": st.just("Table A"),
        },
    ),
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(entries)
def test_every_idea_stands_once_on_the_board(
    appraise: Appraise, table: Cells, given_: list[dict[str, Any]]
) -> None:
    """Whatever was put down is there with its numbers, and voted ideas are in the votes too."""
    written = [{**fields, "id": f"e{place}"} for place, fields in enumerate(given_)]
    report = appraise({"date": "2024-01-01", "groups": BOARD["groups"], "entries": written})
    for place, column in enumerate(("keep", "discard", "avenue"), start=1):
        here = [each for each in given_ if each["column"] == column]
        shown = rows(table(report, f"board-1-{place}"))
        assert sorted(row["entry"] for row in shown) == sorted(each["text"] for each in here)
        for name, field, usual in (("cards", "multiplicity", 1), ("votes", "votes", None)):
            wanted = [each.get(field, usual) for each in here]
            found = [row.get(name, usual) for row in shown]
            assert sorted(map(str, found)) == sorted(map(str, wanted))
    voted = [each["votes"] for each in given_ if each.get("votes")]
    assert sorted(row["votes"] for row in rows(table(report, "votes-table"))) == sorted(voted)


def test_the_avenues_with_the_most_votes_are_named(appraise: Appraise, sections: Own) -> None:
    """As many as tracks are advised, with those that tie for the last place; none without votes."""
    (found,) = (
        each for each in sections(appraise(BOARD))["votes"].blocks if isinstance(each, ListBlock)
    )
    names = [said(each.arguments["text"]) for each in found.items]  # type: ignore[union-attr]  # messages
    assert names == ["Un local", "Une fête", "Une lettre", "Un site"]


def test_votes_are_drawn_from_their_own_table_unless_they_are_many(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """The bars draw the table below them; of more than a picture holds the table stands alone."""
    (figure,) = (b for b in sections(appraise(BOARD))["votes"].blocks if isinstance(b, Figure))
    assert figure.table == "votes-table"
    many = [
        {"id": f"e{n}", "column": "keep", "text": f"I{n}", "votes": 1} for n in range(MOST_BARS + 1)
    ]
    report = appraise({"entries": many})
    assert not [b for b in sections(report)["votes"].blocks if isinstance(b, Figure)]
    assert len(table(report, "votes-table")) == MOST_BARS + 1


def test_a_group_that_has_not_voted_sees_no_votes(appraise: Appraise, sections: Own) -> None:
    """No empty picture, and no empty table."""
    assert list(sections(appraise({"entries": NEXT["entries"]}))) == ["collective"]


def test_tracks_tell_their_ideas_owner_and_date(appraise: Appraise, table: Cells) -> None:
    """A decision stands with the words of the ideas it comes from."""
    report = appraise(BOARD)
    first, second = rows(table(report, "charges"))
    assert first == {"what": "Louer un local", "owner": "Ville", "sources": "Un local; Une fête"}
    assert second["owner"] is None
    told = rows(table(report, "tracks"))[0]
    assert told == {"what": "Louer un local", "due": "2023-05", "status": "Planned"}


def test_a_first_session_opens_with_nothing(appraise: Appraise, sections: Own) -> None:
    """What has only now been decided does not come back in the same wave's report."""
    assert list(sections(appraise(BOARD))) == ["tracks", "charges", "votes", "collective"]


def test_the_next_report_opens_with_what_was_decided(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """Each track of last time is there, as it stands now; what is new waits for the next time."""
    report = appraise(BOARD, NEXT, dates=["2022-10", "2023-10"])
    first = report.sections[0]
    assert (first.plugin, first.place) == ("review", "opening")
    assert rows(table(report, "decided")) == [
        {
            "what": "Louer un local",
            "decided": "w1",
            "owner": "Ville",
            "due": "2023-05",
            "status": "Done",
            "follow_up": "Oui.",
        },
        {
            "what": "Fêter",
            "decided": "w1",
            "owner": None,
            "due": "2024-06",
            "status": "Under way",
            "follow_up": "No word of it yet",
        },
    ]
    assert notices(sections(report)["decided"]) == ["review.opening.silent"]
    assert [row["what"] for row in rows(table(report, "tracks"))] == ["Ouvrir le samedi"]


def test_tracks_open_the_report_of_another_tools_wave(appraise: Appraise, table: Cells) -> None:
    """The wave may be another instrument's, which comes first: the review still opens it all."""
    other = sketch([{"id": "q", "type": "yes-no"}])
    answers = [evolve(each, wave="w2") for each in people(other, [{"q": True}] * 6)]
    report = appraise(BOARD, None, dates=["2022-10", "2024-10"], others=[(other, answers)])
    assert [each.plugin for each in report.sections][:2] == ["review", "core"]
    assert report.sections[0].id == "review-decided"
    assert [row["status"] for row in rows(table(report, "decided"))] == [
        "Planned, past its date",
        "Under way, past its date",
    ]


def test_past_its_date_is_said_in_words_and_only_where_it_is(
    appraise: Appraise, sections: Own, table: Cells
) -> None:
    """On the wave's date, what is due later, done or dropped is not overdue."""
    tracks = [
        {"id": "a", "what": "A", "due": "2023-09"},
        {"id": "b", "what": "B", "due": "2023-10"},
        {"id": "c", "what": "C", "due": "2023-10-04", "status": "dropped"},
        {"id": "d", "what": "D", "due": "2023-10-04", "status": "planned"},
    ]
    report = appraise({"tracks": tracks}, {"tracks": []}, dates=["2022", "2023-10-05"])
    found = [row["status"] for row in rows(table(report, "decided"))]
    assert found == ["past its date", None, "Dropped", "Planned, past its date"]
    opening = sections(report)["decided"]
    late = next(b for b in opening.blocks if isinstance(b, Notice) and b.level == "warning")
    assert late.text.arguments["n"].low == 2  # type: ignore[union-attr]  # a message with a count


def test_what_ended_long_ago_is_not_told_again(appraise: Appraise, table: Cells) -> None:
    """A track that was done at the last wave comes back once; the next time it is left out."""
    report = appraise(BOARD, NEXT, {"tracks": []})
    assert [row["what"] for row in rows(table(report, "decided"))] == [
        "Louer un local",
        "Fêter",
        "Ouvrir le samedi",
    ]
    report = appraise(BOARD, NEXT, {"tracks": []}, {"tracks": []})
    assert [row["what"] for row in rows(table(report, "decided"))] == ["Fêter", "Ouvrir le samedi"]


def test_a_track_decided_before_the_first_board_opens_the_report_too(
    appraise: Appraise, table: Cells
) -> None:
    """A track that names an earlier wave is none of this session's decisions."""
    old = [{"id": "t9", "what": "Reprendre", "decided": "2019"}]
    report = appraise({"tracks": old})
    assert [row["decided"] for row in rows(table(report, "decided"))] == ["2019"]
    assert table(report, "tracks") == []


def test_a_decision_that_is_worded_anew_keeps_its_first_words(
    appraise: Appraise, sections: Own
) -> None:
    """Whoever reads sees what was decided, and what it has become."""
    again = {"tracks": [{"id": "t1", "what": "Acheter un local", "decided": "w1"}]}
    opening = sections(appraise(BOARD, again))["decided"]
    (found,) = (
        each.text
        for each in opening.blocks
        if isinstance(each, Notice) and each.text.message == "review.opening.reworded"  # type: ignore[union-attr]  # messages
    )
    assert {name: said(each) for name, each in found.arguments.items()} == {  # type: ignore[union-attr]  # a message
        "now": "Acheter un local",
        "before": "Louer un local",
    }


def test_owners_are_named_by_the_actor_map(appraise: Appraise, table: Cells) -> None:
    """An actor who sees to a track is called once, as the map calls it; without one, by its id."""
    actors = {"id": "actors", "type": "records", "fields": [NAME]}
    made = evolve(sketch([actors]), id="actor-map")
    (written,) = people(made, [{"actors": [{"id": "a1", "name": "La Ruche"}]}])
    mapped = evolve(written, wave="w1", respondent=evolve(written.respondent, kind="collective"))
    board = {"tracks": [{"id": "t1", "what": "Agir", "actors": ("a1",), "owner": "Ville"}]}
    report = appraise(board, others=[(made, [mapped])])
    assert rows(table(report, "charges"))[0]["owner"] == "La Ruche; Ville"
    assert rows(table(appraise(board), "charges"))[0]["owner"] == "a1; Ville"
    board["tracks"][0]["owner"] = "La Ruche"
    again = appraise(board, others=[(made, [mapped])])
    assert rows(table(again, "charges"))[0]["owner"] == "La Ruche"


def test_columns_of_ones_own_take_the_place_of_ours(
    appraiser: Appraiser, appraise: Appraise, table: Cells, tmp_path: Path
) -> None:
    """An overlay's columns are shown in its words and order, and voted on all the same."""
    file = tmp_path / "overlay.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    own = appraiser.instrument("review", overlay=file)
    entries = [{"id": "e1", "column": "stop", "text": "Moins", "votes": 3}]
    report = appraise({"entries": entries}, told_with=own)
    assert [row["entry"] for row in rows(table(report, "board-1-2"))] == ["Moins"]
    assert rows(table(report, "votes-table")) == [{"column": "Stop", "entry": "Moins", "votes": 3}]
