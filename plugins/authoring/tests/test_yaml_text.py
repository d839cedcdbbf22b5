"""What the writer of YAML promises: the same data read back, and lines that people can read."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.conversion import unstructure
from rosace.instrument import Instrument
from rosace.loading import load_yaml
from rosace.strategies import instruments
from rosace_authoring.beginning.yaml_text import WIDTH, flow, yaml_text

AWKWARD = st.sampled_from(
    [
        *(
            "a: b",
            "a #b",
            "#a",
            "- a",
            "? x",
            "yes",
            "1:30",
            "012",
            "1e3",
            ".5",
            "é: ",
            "[x]",
            "x:",
        ),
        *("a:b", "a:'b'", " x", "  ", "", "null", "a\nb", "=", "<<", "---", "...", "a:,b", "%x"),
        *(
            "@x",
            "`x",
            "!x",
            "&x",
            "*x",
            "|",
            "> x",
            '"x',
            "'x'",
            "a\tb",
            "\ufeff",
            "\x85",
            "\u2028",
        ),
        *(
            "mot " * 40,
            ("mot " * 40).strip(),
            "1.0.0",
            "2024-01-01",
            "« oui »",
            "\U0001f642",
            "\x7f",
        ),
    ]
)
TEXTS = AWKWARD | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TEXTS, DATA, min_size=1, max_size=5))
def test_whatever_is_written_reads_back_equal(value: dict[str, Any]) -> None:
    """No text, number or nesting changes on the way, in blocks or on one line."""
    found, _ = load_yaml(yaml_text(value).encode())
    assert repr(found) == repr(value)
    assert repr(load_yaml(flow(value).encode())[0]) == repr(value)


@settings(max_examples=15, deadline=None)
@given(instruments())
def test_comments_change_nothing(instrument: Instrument) -> None:
    """With a comment above any part, an instrument is read as without."""
    document = unstructure(instrument)
    comments: dict[tuple[str | int, ...], str] = {
        ("items",): "Mots « libres » : # a\nb",
        ("items", 0): "- un",
        ("items", 0, "type"): "deux",
        ("rights", "holder"): "trois",
        ("languages",): "quatre",
        **{("scales", key, "choices", 0, "code"): "cinq" for key in instrument.scales},
    }
    text = yaml_text(document, comments)
    assert load_yaml(text.encode())[0] == document
    assert "# Mots « libres » : # a\n# b\n" in text
    assert "# deux" in text


def test_long_words_are_folded_and_short_parts_stay_on_a_line() -> None:
    """Prose is cut at its spaces; a choice with its label is one line."""
    text = yaml_text(
        {"a": "mot " * 60 + "fin", "b": [{"code": "A", "label": {"fr": "Bien", "en": "Well"}}]}
    )
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert "  - {code: A, label: {fr: Bien, en: Well}}" in text.splitlines()
