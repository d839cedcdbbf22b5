"""What the tool finds in a board: too many tracks, dates before the session, ends left untold."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rosace import Appraiser
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.responses import check_response
from rosace.testing import people

Problems = Callable[[Mapping[str, Any]], tuple[Problem, ...]]


def tracks(many: int, **fields: str) -> list[dict[str, str]]:
    """Return tracks that share these fields."""
    return [{"id": f"t{number}", "what": "Agir", **fields} for number in range(many)]


@pytest.mark.parametrize(("many", "found"), [(0, []), (3, []), (4, ["review-many-tracks"])])
def test_more_than_three_new_tracks_are_pointed_out(
    problems: Problems, many: int, found: list[str]
) -> None:
    """Three may pass; a fourth is a notice, which stops nobody."""
    told = problems({"tracks": tracks(many)})
    assert [each.code for each in told] == found
    assert {each.severity for each in told} <= {"notice"}


def test_tracks_of_earlier_sessions_do_not_count_as_new(problems: Problems) -> None:
    """A group that takes up six tracks of last time and adds three has three new ones."""
    earlier = [{**each, "id": f"o{each['id']}"} for each in tracks(6, decided="w0")]
    assert problems({"tracks": [*earlier, *tracks(3)]}) == ()
    assert problems({"tracks": [*earlier, *tracks(4, decided="w1")]}) != ()


@pytest.mark.parametrize(
    ("due", "wrong"),
    [
        ("2024-09-30", True),
        ("2024-10-01", True),
        ("2024-10-02", False),
        ("2024-10", False),
        ("2024-09", True),
        ("2025-01", False),
    ],
)
def test_a_track_is_not_due_before_the_session_that_decides_it(
    problems: Problems, due: str, *, wrong: bool
) -> None:
    """Dates are compared as far as both are known; an earlier track may well be overdue."""
    board = {"date": "2024-10-02", "tracks": tracks(1, due=due)}
    found = problems(board)
    assert [(each.code, each.severity) for each in found] == [
        ("review-due-before-session", "error")
    ] * wrong
    assert problems({**board, "tracks": tracks(1, due=due, decided="w0")}) == ()


def test_an_end_without_a_word_on_it_is_pointed_out(problems: Problems) -> None:
    """A track that is done says what became of it, or the group learns nothing from it."""
    (found,) = problems({"tracks": tracks(1, status="done")})
    assert (found.code, found.severity) == ("review-done-without-follow-up", "notice")
    assert problems({"tracks": tracks(1, status="done", **{"follow-up": "Un parc."})}) == ()


def test_a_track_comes_from_entries_that_are_there(instrument: Instrument) -> None:
    """A reference to an entry or a group that the board lacks is an error, with its place."""
    document = {
        "schema": "rosace/response/1",
        "id": "b",
        "instrument": "review",
        "version": "1.0.0",
        "wave": "w1",
        "respondent": {"id": "group", "kind": "collective"},
        "answers": {
            "entries": [{"id": "e1", "column": "keep", "text": "Oui", "group": "g9"}],
            "tracks": [{"id": "t1", "what": "Agir", "entries": ["e1", "zz"]}],
        },
    }
    found = check_response(instrument, document)
    assert {each.pointer for each in found if each.code.startswith("dangling-reference")} == {
        "/answers/entries/0/group",
        "/answers/tracks/0/entries",
    }


def test_findings_speak_both_languages_and_repeat_nobodys_words(problems: Problems) -> None:
    """Each finding says what is wrong and what to do, and names a track by its id alone."""
    words = {"what": "Mots de quelqu’un", "status": "done", "due": "2020-01"}
    found = problems({"date": "2024-10-02", "tracks": tracks(4, **words)})
    assert len({each.code for each in found}) == 3
    for each in found:
        for language in ("fr", "en"):
            said = each.explain(language)
            assert "{" not in said
            assert "quelqu" not in said


def test_other_tools_are_left_alone(appraiser: Appraiser) -> None:
    """The plugin says nothing of a response to another instrument."""
    cards = appraiser.instrument("review-cards")
    (response,) = people(cards, [{"cards": []}])
    assert appraiser.host.check(cards, response) == ()
