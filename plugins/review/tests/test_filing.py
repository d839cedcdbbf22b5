"""Cards become entries without losing one, or telling whose they were or when they came."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.conversion import unstructure
from rosace.instrument import Instrument
from rosace.loading import dump_json
from rosace.response import Answer, Record, Respondent, Response
from rosace.responses import check_response
from rosace_review.filing import Card, board_of, cards_of, counted

KINDS = {
    "Ouverture": "ouverture",
    "ouverture": "ouverture",
    "OUVERTURE  ": "ouverture",
    "E\N{COMBINING ACUTE ACCENT}lan": "élan",
    "Élan": "élan",
    "Autre": "autre",
}
"""Texts, and what they say alike."""

cards = st.builds(
    Card,
    column=st.sampled_from(["keep", "discard", "avenue"]),
    text=st.sampled_from(list(KINDS)),
    multiplicity=st.integers(1, 3),
    signature=st.sampled_from([None, None, "Table A", "Comité B"]),
)


def entries(board: Response) -> list[dict[str, object]]:
    """Return the fields of a board's entries, in order."""
    rows = board.answers["entries"].value
    assert isinstance(rows, tuple)
    return [dict(row.fields) for row in rows if isinstance(row, Record)]


@pytest.mark.parametrize(
    ("written", "text", "many"),
    [
        ("Le plaisir x2", "Le plaisir", 2),
        ("Le plaisir ×2", "Le plaisir", 2),
        ("Le plaisir x 2", "Le plaisir", 2),
        ("Le plaisir \N{MULTIPLICATION SIGN}\N{NO-BREAK SPACE}12 ", "Le plaisir", 12),
        ("Le plaisir (x3)", "Le plaisir", 3),
        ("Le plaisir X2", "Le plaisir", 2),
        ("«je, me, moi»! x2", "«je, me, moi»!", 2),
        ("Le plaisir x1", "Le plaisir", 1),
        ("(Le plaisir x2)", "(Le plaisir x2)", 1),
        ("Un local de 4 x 4", "Un local de 4 x 4", 1),
        ("Espace vx2", "Espace vx2", 1),
        ("Le plaisir x0", "Le plaisir x0", 1),
        ("x2", "x2", 1),
        ("Le plaisir x2 fois", "Le plaisir x2 fois", 1),
        (" Les jeunes … ", " Les jeunes … ", 1),
    ],
)
def test_a_count_at_the_end_is_understood_and_no_other_character_is_lost(
    written: str, text: str, many: int
) -> None:
    """Every way of writing it counts; what is no count, such as a product, stays as it stands."""
    assert counted(written) == (text, many)


@given(
    st.text(max_size=40), st.integers(1, 999), st.sampled_from([" x{}", " ×{}", "  x {}", " (x{})"])
)
def test_a_count_takes_nothing_from_the_text(text: str, many: int, mark: str) -> None:
    """Whatever the text before a count, it comes back whole, or the count stays with it."""
    written = text + mark.format(many)
    found, times = counted(written)
    assert (found, times) in {(text.rstrip(), many), (written, 1)}
    assert written.startswith(found)


@given(st.lists(cards, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_leaves_no_trace(
    instrument: Instrument, given_: list[Card], random: object
) -> None:
    """The same cards in any order make the same board, to the byte."""
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    one, two = (
        dump_json(unstructure(board_of(each, instrument, "w1"))) for each in (given_, shuffled)
    )
    assert one == two


@given(st.lists(cards, max_size=12))
def test_no_card_is_lost_and_none_is_counted_twice(
    instrument: Instrument, given_: list[Card]
) -> None:
    """In each column the entries stand for as many cards as there were; like ones are one."""
    board = board_of(given_, instrument, "w1")
    found: Counter[str] = Counter()
    for fields in entries(board):
        found[str(fields["column"])] += int(str(fields.get("multiplicity", 1)))
    held: Counter[str] = Counter()
    for card in given_:
        held[card.column] += card.multiplicity
    assert found == held
    kinds = [(card.column, KINDS[card.text]) for card in given_]
    shown = [(str(fields["column"]), KINDS[str(fields["text"])]) for fields in entries(board)]
    assert sorted(shown) == sorted(set(kinds))
    assert check_response(instrument, unstructure(board)) == ()


@given(st.lists(cards, max_size=12))
def test_only_who_signs_is_named(instrument: Instrument, given_: list[Card]) -> None:
    """An entry carries the signatures of its own cards, each once, and no other name."""
    board = board_of(given_, instrument, "w1")
    assert board.respondent == Respondent(id="group", kind="collective")
    for fields in entries(board):
        kind = KINDS[str(fields["text"])]
        like = [
            card.signature
            for card in given_
            if (card.column, KINDS[card.text]) == (fields["column"], kind)
        ]
        signed = sorted({each for each in like if each})
        assert fields.get("author") == (", ".join(signed) or None)


def test_a_card_keeps_the_spelling_that_most_have(instrument: Instrument) -> None:
    """Of like cards the commonest spelling stands, as it was written."""
    made = [Card(column="keep", text=text) for text in ("OUVERTURE", "Ouverture", "Ouverture")]
    (fields,) = entries(board_of(made, instrument, "w1"))
    assert (fields["text"], fields["multiplicity"]) == ("Ouverture", 3)


def test_ideas_stand_by_the_alphabet_where_no_number_sets_them_apart(
    instrument: Instrument,
) -> None:
    """An accent sends nothing to the end; what more cards said comes first."""
    made = [Card(column="keep", text=text) for text in ("Zèle", "Écoute", "Amis", "Fêtes")]
    made.append(Card(column="keep", text="Union", multiplicity=2))
    found = [fields["text"] for fields in entries(board_of(made, instrument, "w1"))]
    assert found == ["Union", "Amis", "Écoute", "Fêtes", "Zèle"]


def test_cards_are_read_from_the_form_and_from_a_table() -> None:
    """A form holds several cards, a row of a table one; both are counted alike."""

    def response(answers: dict[str, Answer]) -> Response:
        return Response(
            id="r",
            instrument="review-cards",
            version="1.0.0",
            wave="w1",
            respondent=Respondent(id="Personne 7", kind="individual"),
            answers=answers,
        )

    rows = (
        Record(id="c1", fields={"column": "keep", "text": "Oui x2", "signature": " Table A "}),
        Record(id="c2", fields={"column": "avenue", "text": "Un local", "signature": " "}),
    )
    form = response({"cards": Answer(value=rows)})
    row = response({"column": Answer(value="discard"), "text": Answer(value="Non")})
    assert list(cards_of([form, row, response({})])) == [
        Card(column="keep", text="Oui", multiplicity=2, signature="Table A"),
        Card(column="avenue", text="Un local"),
        Card(column="discard", text="Non"),
    ]
