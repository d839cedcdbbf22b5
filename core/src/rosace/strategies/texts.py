"""Hypothesis strategies of what values are made of: words, names, numbers, plain data."""

from fractions import Fraction
from typing import Any, Final
from unicodedata import normalize

from hypothesis import strategies as st

from rosace.spelling import unseen
from rosace.values import Localized

__all__ = [
    "identifiers",
    "localized",
    "marks",
    "names",
    "optional",
    "plain_data",
    "rationals",
    "unique_ids",
    "versions",
    "words",
]

_LANGUAGES: Final = ("fr", "en")
_LARGEST: Final = 10**18 - 1
"""The largest whole number that a document may hold."""

_BLANKS: Final = frozenset(map(chr, [*range(33), 0xA0]))


def words(longest: int = 30) -> st.SearchStrategy[str]:
    """Generate words that a person could have written, in any script."""
    plain = st.sampled_from(
        ["Écoute", "L’action « en partenariat »", "<b>&amp;</b>", "{n} %s", "=1+1", "日本", "👩‍🌾"]
    )
    free = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=longest)
    return plain | free.filter(lambda text: not _BLANKS.issuperset(text))


def localized(languages: tuple[str, ...] = _LANGUAGES) -> st.SearchStrategy[Localized]:
    """Generate words in each of some languages."""
    # Drawing each text freely would take most of the time of a test.
    ready = [
        dict.fromkeys(languages, "Écoute"),
        {each: f"= {each} {{n}} <é> & co." for each in languages},
    ]
    free = st.fixed_dictionaries({language: words() for language in languages})
    return st.integers(0, 9).flatmap(lambda n: free if n == 0 else st.sampled_from(ready))


def identifiers() -> st.SearchStrategy[str]:
    """Generate kebab-case identifiers, up to the longest."""
    part = st.text("abcxyz019", min_size=1, max_size=6)
    joined = st.lists(part, min_size=1, max_size=3).map("-".join)
    return joined | st.just("a" * 64)


def names() -> st.SearchStrategy[str]:
    """Generate pseudonyms and attribute values."""
    inner = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
    free = st.text(inner, min_size=1, max_size=12).map(lambda text: normalize("NFC", f"p{text}1"))
    plain = free.filter(lambda text: "@" not in text and unseen(text) is None)
    return st.sampled_from(["p1", "Été 2024", "0", "a" * 200]) | plain


def versions() -> st.SearchStrategy[str]:
    """Generate versions in three numbers."""
    number = st.integers(0, 999_999)
    return st.tuples(number, number, number).map(lambda parts: ".".join(map(str, parts)))


def rationals(low: int = -20, high: int = 20) -> st.SearchStrategy[Fraction]:
    """Generate exact numbers between two bounds."""
    return st.fractions(low, high, max_denominator=12)


def marks() -> st.SearchStrategy[dict[str, Any]]:
    """Generate the provenance and source of a part, as arguments."""
    provenance = st.sampled_from([None, "published", "reconstructed", "ours"])
    return st.fixed_dictionaries({"provenance": provenance, "source": st.none() | words()})


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Generate what a strategy does, or None."""
    return st.none() | strategy


def unique_ids(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Generate lists of distinct identifiers that items and fields may have."""
    return st.lists(
        identifiers().filter(lambda each: each not in {"id", "ignore"}),
        min_size=least,
        max_size=most,
        unique=True,
    )


def plain_data(texts: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Any]:
    """Generate plain data that a document can hold, of every type and in any shape.

    Args:
        texts: Its texts and keys; any that a file can hold where None.
    """
    free = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
    held = free if texts is None else texts
    numbers = st.integers(-_LARGEST, _LARGEST) | st.floats(allow_nan=False, allow_infinity=False)
    return st.recursive(
        st.none() | st.booleans() | numbers | held,
        lambda inner: st.lists(inner) | st.dictionaries(held, inner),
        max_leaves=20,
    )
