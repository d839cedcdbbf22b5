"""What the guard promises: no formula in any spreadsheet, and the original text recovered."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.formula_guard import guard, is_guarded_heading, unguard

HOSTILE = st.text(
    st.sampled_from("=+-@\t\r\n ,;'\"ax|\x00\uff1d\uff20\u200b\ufeff\u00a0\u3000\u202e")
)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\x00=1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\uff1d1",
        "\uff20x",
        '"=1',
        "'=1",
        "\u3000\u200b +1",
        "\u202e-1",
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    """A formula is guarded also behind spaces, invisible characters, quotes and full width."""
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("separator", [",", ";", "\t", "\n"])
def test_a_formula_after_a_separator_is_guarded_too(separator: str) -> None:
    """A program told of another separator than ours cuts a text there."""
    text = f"ok{separator}=HYPERLINK(1)"
    assert guard(text) == f"ok{separator}'=HYPERLINK(1)"


@pytest.mark.parametrize(
    "text", ["l’action", "'tis", "a - b", "1-2", "x=1", "Le «je, me, moi»!", "– x"]
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    """Only what could be taken for a formula is touched."""
    assert guard(text) == unguard(text) == text


@given(st.text() | HOSTILE)
def test_the_original_text_is_recovered(text: str) -> None:
    """Taking off what was put on gives the text back, whatever it holds."""
    assert unguard(guard(text)) == text


@given(HOSTILE)
def test_no_cell_begins_a_formula_however_it_is_cut(text: str) -> None:
    """After every cut, the first visible character is none that begins a formula."""
    for cell in re.split(r"[,;\t\n]", guard(text)):
        shown = cell.strip(' "\u200b\ufeff\u00a0\u3000\u202e')
        assert not shown.startswith(tuple("=+-@\uff1d\uff20"))


def test_only_our_files_have_guarded_headings() -> None:
    """The mark of our own files is a reserved heading under guard."""
    assert is_guarded_heading(guard("@id"))
    assert is_guarded_heading(guard("@attribute.sector"))
    assert not any(map(is_guarded_heading, ("@id", "'id", "q01@comment", "'@mention")))
