"""The problem statement: what is shared first, every framing, and who has none yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace.report import Heading, ListBlock, Notice, Paragraph, Report, Section
from rosace.response import Answer, Response
from rosace.values import evolve

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]

MAP: Rows = {"actors": [{"id": "school", "name": "The school"}, {"id": "shop", "name": "The shop"}]}
FRAMINGS: Rows = {
    "framings": [
        {"id": "1", "actor": "shop", "framing": "Nobody buys", "origin": "inferred"},
        {"id": "2", "actor": "school", "framing": "Children come hungry", "origin": "stated"},
    ]
}


@pytest.fixture(scope="session")
def state(write: Write) -> Callable[..., Response]:
    """Lend a function that writes a problem statement down, with its texts."""

    def response(rows: Rows, wave: str = "w1", **texts: str) -> Response:
        held = write("problem-statement", rows, wave)
        said = {name.replace("_", "-"): Answer(value=text) for name, text in texts.items()}
        return evolve(held, answers={**held.answers, **said})

    return response


def test_the_shared_statement_comes_first_with_what_it_leaves_open(
    appraise: Appraise, state: Write, sections: Own
) -> None:
    """A reader meets what the group holds together before what sets its members apart."""
    told = state(FRAMINGS, shared_statement="How do we all eat well?", open_points="Who pays")
    found = sections(appraise(("problem-statement", [told])))
    assert list(found) == ["problem-statement-statement", "problem-statement-collective"]
    said = [b.text for b in found["problem-statement-statement"].blocks]  # type: ignore[union-attr]  # they all have text
    assert said[0].verbatim == "How do we all eat well?"  # type: ignore[union-attr]  # own words
    assert said[2].verbatim == "Who pays"  # type: ignore[union-attr]  # own words


def test_framings_stand_side_by_side_in_the_order_of_the_map(
    appraise: Appraise, state: Write, write: Write, table: Cells
) -> None:
    """Each framing is under its actor's name, whichever order they were noted in."""
    report = appraise(
        ("problem-statement", [state(FRAMINGS)]), ("actor-map", [write("actor-map", MAP)])
    )
    rows = table(report, "framings-table")
    assert [(row["actor"].text.verbatim, row["framing"].text.verbatim) for row in rows] == [
        ("The school", "Children come hungry"),
        ("The shop", "Nobody buys"),
    ]


def test_who_has_no_framing_yet_is_named(
    appraise: Appraise, state: Write, write: Write, sections: Own
) -> None:
    """Actors of the map without a framing are listed, and nobody where each has one."""
    one: Rows = {"framings": FRAMINGS["framings"][:1]}
    for rows, silent in ((one, ["The school"]), (FRAMINGS, [])):
        report = appraise(
            ("problem-statement", [state(rows)]), ("actor-map", [write("actor-map", MAP)])
        )
        blocks = sections(report)["problem-statement-collective"].blocks
        lists = [
            item.arguments["words"].verbatim  # type: ignore[union-attr]  # names
            for block in blocks
            if isinstance(block, ListBlock)
            for item in block.items
        ]
        assert lists == silent
        told = [b.text.message for b in blocks if isinstance(b, Paragraph)][-1]  # type: ignore[union-attr]  # messages
        assert told == f"dynamics.problem.silent{'' if silent else '.none'}"


def test_a_framing_that_is_not_the_actors_own_words_is_to_be_checked(
    appraise: Appraise, state: Write, sections: Own
) -> None:
    """Reported and inferred framings are counted, those that the actor gave are not."""
    rumour = {"id": "3", "actor": "bank", "framing": "Prices rise", "origin": "reported"}
    rows = {"framings": [*FRAMINGS["framings"], rumour]}
    blocks = sections(appraise(("problem-statement", [state(rows)])))
    notices = [
        b.text for b in blocks["problem-statement-collective"].blocks if isinstance(b, Notice)
    ]
    (unchecked,) = [n for n in notices if n.message == "dynamics.problem.unchecked"]  # type: ignore[union-attr]  # messages
    assert unchecked.arguments["n"].low == 2  # type: ignore[union-attr]  # a count


def test_without_a_map_nobody_is_said_to_be_missing(
    appraise: Appraise, state: Write, sections: Own, table: Cells
) -> None:
    """A study without an actor map shows ids, says so, and lists no silent actors."""
    report = appraise(("problem-statement", [state(FRAMINGS)]))
    blocks = sections(report)["problem-statement-collective"].blocks
    assert "dynamics.no-map" in [b.text.message for b in blocks if isinstance(b, Notice)]  # type: ignore[union-attr]  # messages
    assert not [b for b in blocks if isinstance(b, ListBlock)]
    assert [r["actor"].text.verbatim for r in table(report, "framings-table")] == ["shop", "school"]


def test_earlier_statements_stay_in_sight(appraise: Appraise, state: Write, sections: Own) -> None:
    """A statement that changed is shown with its wave, one that did not is shown once."""
    said = [("w1", "First"), ("w2", "Second"), ("w3", "Second")]
    told = [state({}, wave, shared_statement=text) for wave, text in said]
    blocks = sections(appraise(("problem-statement", told)))["problem-statement-statement"].blocks
    words = [b.text.verbatim for b in blocks if isinstance(b, Paragraph)]  # type: ignore[union-attr]  # own words
    assert words == ["Second", "First"]
    assert len([b for b in blocks if isinstance(b, Heading)]) == 1


def test_no_statement_yet_is_said_and_no_document_makes_no_section(
    appraise: Appraise, state: Write, sections: Own
) -> None:
    """Framings without a shared statement say that it is still to be written."""
    blocks = sections(appraise(("problem-statement", [state(FRAMINGS)])))
    (notice,) = blocks["problem-statement-statement"].blocks
    assert notice.text.message == "dynamics.problem.statement.none"  # type: ignore[union-attr]  # a message
    assert sections(appraise(("problem-statement", [state({})]))) == {}
