"""Tracks are remembered from wave to wave: none is lost, and the last word on each holds."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rosace.response import Response
from rosace_review.memory import decisions
from rosace_review.record import review_of

Write = Callable[..., Response]
waves = st.lists(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.sampled_from("abcd")},
            optional={
                "status": st.sampled_from(["planned", "done", "dropped"]),
                "owner": st.sampled_from(["Ville", "Table"]),
                "due": st.sampled_from(["2024-01", "2025-01"]),
                "follow-up": st.sampled_from(["Oui.", "Non."]),
            },
        ),
        max_size=4,
        unique_by=lambda row: row["id"],
    ),
    max_size=4,
)


@given(waves)
def test_no_track_is_lost_and_the_last_word_holds(
    write: Write, told: list[list[dict[str, Any]]]
) -> None:
    """Each track is there once, decided when it first came; what is left out still holds."""
    boards = [
        review_of(write({"tracks": [{**row, "what": row["id"].upper()} for row in rows]}, f"w{n}"))
        for n, rows in enumerate(told)
    ]
    found = {each.track.id: each for each in decisions(boards)}
    met = [row["id"] for rows in told for row in rows]
    assert list(found) == list(dict.fromkeys(met))
    assert len(decisions(boards)) == len(found)
    for name, decision in found.items():
        rows = [(n, row) for n, held in enumerate(told) for row in held if row["id"] == name]
        assert (decision.decided, decision.told) == (f"w{rows[0][0]}", f"w{rows[-1][0]}")
        for field in ("status", "owner", "due", "follow-up"):
            last = [row[field] for _, row in rows if field in row]
            held = getattr(decision.track, field.replace("-", "_"))
            assert held == (last[-1] if last else None)


def test_boards_of_one_wave_keep_their_tracks_apart(write: Write) -> None:
    """Two tables of one forum may both number a track t1: neither takes the other's place."""
    boards = [
        review_of(write({"tracks": [{"id": "t1", "what": what}]}, "w1", group))
        for what, group in (("Peindre", "a"), ("Planter", "b"))
    ]
    assert [each.track.what for each in decisions(boards)] == ["Peindre", "Planter"]
