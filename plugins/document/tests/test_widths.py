"""How wide the columns of a table on paper are."""

import pytest

from rosace_document.typesetting import advances
from rosace_document.widths import Laid, Line, lay_out
from rosace_document.word_widths import Widths

TITLES = (
    *("Item", "Vague", "Personnes", "En tout ou presque", "En partie", "Peu ou pas du tout"),
    *("Ne sait pas", "Ne s’applique pas", "Sans réponse", "Moyenne", "Accord (0 à 1)"),
)
NUMBERS = (
    "6\N{NO-BREAK SPACE}666",
    *("2\N{NO-BREAK SPACE}810",) * 3,
    *("141",) * 3,
    "2,25",
    "0,35",
)
ITEM = "La vue d’ensemble du problème que permettent les partenaires réunis"


def laid(item: str, rows: int = 1, titles: tuple[str, ...] = TITLES) -> Laid:
    """Return how a table of 20 such items is laid out, of so many waves each."""
    lines = [
        Line(
            texts={
                **({0: item} if row == 0 else {}),
                1: f"Vague\N{NO-BREAK SPACE}{row}",
                **dict(enumerate(NUMBERS, start=2)),
            },
            spans={0: rows} if row == 0 else {},
        )
        for _ in range(20)
        for row in range(rows)
    ]
    return lay_out(titles, lines, frozenset(range(2, len(titles))), advances())


@pytest.mark.parametrize("rows", [1, 3])
def test_sentences_beside_many_numbers_can_be_read(rows: int) -> None:
    """Sentences keep the width of some words, and whatever words fit is not hyphenated."""
    found = laid(ITEM, rows)
    assert found.widths[0] >= 76
    assert max(found.lines) <= 5
    assert not found.broken


def test_titles_of_short_words_take_three_lines() -> None:
    """A title of short words over a narrow column of numbers is no tower of words."""
    narrow = laid(ITEM).widths[TITLES.index("Peu ou pas du tout")]
    assert (
        narrow
        > laid(ITEM, titles=tuple("Peu" if "Peu" in each else each for each in TITLES)).widths[5]
    )


def test_a_word_too_long_for_its_column_is_hyphenated() -> None:
    """Only the column that some word is too long for has its words broken."""
    assert laid("Anticonstitutionnellement " * 3).broken == {0}


def test_titles_of_short_words_take_three_lines_in_word_too() -> None:
    """A full table leaves a title of short words more than its longest word needs."""
    rows = ((ITEM, *(["31"] * 12)),) * 9
    towers, words = (
        Widths(headings=("Item", *[title] * 12), rows=rows, size=180)
        for title in ("Peu tout", "Peu ou pas du tout")
    )
    assert words.shared(9_960)[1] > towers.shared(9_960)[1]
