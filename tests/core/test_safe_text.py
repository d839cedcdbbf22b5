"""What is made of words from outside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.safe_text import safe

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("given_words", "kept"),
    [
        ("plain words", "plain words"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x1bc\x7f\ud800\uffff", "abc"),
        ("left \u202eopen", "left \u202eopen\u202c"),
        ("stray \u2069 mark", "stray  mark"),
        ("\u2067שלום\u2069 ok", "\u2067שלום\u2069 ok"),
        ("\u200f\u200e", "\u200f\u200e"),
    ],
)
def test_words_keep_all_but_what_could_do_harm(given_words: str, kept: str) -> None:
    """Controls go, line ends agree, and marks of direction are closed or dropped."""
    assert safe(given_words) == kept


@given(st.text(alphabet=st.one_of(st.sampled_from(MARKS), st.characters())))
def test_safe_words_can_be_written_and_leave_no_direction_open(words: str) -> None:
    """Whatever the words, they encode to UTF-8 and what follows them keeps its order."""
    kept = safe(words)
    kept.encode()
    assert not any(unicodedata.category(each) == "Cc" for each in kept if each not in "\t\n")
    opened = sum(kept.count(mark) for mark in "\u202a\u202b\u202d\u202e")
    isolated = sum(kept.count(mark) for mark in "\u2066\u2067\u2068")
    assert (opened, isolated) == (kept.count("\u202c"), kept.count("\u2069"))
    assert safe(kept) == kept
