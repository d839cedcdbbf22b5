"""What the formatter promises."""

import sys
from collections.abc import Mapping
from subprocess import run
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.errors import UnknownMessageError
from rosace.formatting import DASH, Formatter, Segment, drawable, localize
from rosace.report import (
    Column,
    CountCell,
    DateCell,
    Message,
    NumberCell,
    Table,
    TextCell,
    Translated,
    Verbatim,
    WithheldCell,
)

MESSAGES: Mapping[str, Mapping[str, str | tuple[str, str]]] = {
    "sample.answered": {
        "fr": ("{n} personne a répondu à {what}.", "{n} personnes ont répondu à {what}."),
        "en": ("{n} person answered {what}.", "{n} persons answered {what}."),
    },
    "sample.english": {"en": "Only in English"},
}
FRENCH = Formatter(language="fr", messages=MESSAGES)
ENGLISH = Formatter(language="en", messages=MESSAGES)
NBSP = "\N{NO-BREAK SPACE}"


def answered(low: float, high: float) -> Message:
    """Return a message whose form depends on a count."""
    what = Translated(localized={"fr": "l’outil", "en": "the tool"})
    arguments: dict[str, Any] = {"n": CountCell(low=low, high=high), "what": what}
    return Message(message="sample.answered", arguments=arguments)


@pytest.mark.parametrize(
    ("low", "french", "english"),
    [
        (0, "0 personne a répondu à l’outil.", "0 persons answered the tool."),
        (1, "1 personne a répondu à l’outil.", "1 person answered the tool."),
        (2, "2 personnes ont répondu à l’outil.", "2 persons answered the tool."),
    ],
)
def test_the_form_of_a_message_follows_its_count(low: int, french: str, english: str) -> None:
    """French says none in the singular, English in the plural."""
    assert FRENCH.phrase(answered(low, low)) == french
    assert ENGLISH.phrase(answered(low, low)) == english


def test_a_placeholder_without_an_argument_stays_visible() -> None:
    """A message that lacks an argument shows the placeholder rather than fail."""
    assert ENGLISH.phrase(Message(message="sample.answered")) == "{n} persons answered {what}."


def test_an_argument_is_no_template() -> None:
    """Braces in somebody's words are never filled in."""
    what = Verbatim(verbatim="{n} {what}")
    arguments: dict[str, Any] = {"n": CountCell(low=2, high=2), "what": what}
    said = ENGLISH.phrase(Message(message="sample.answered", arguments=arguments))
    assert said == "2 persons answered {n} {what}."


def test_an_unknown_message_is_refused() -> None:
    """A message that neither the report nor the core has is an error that names it."""
    with pytest.raises(UnknownMessageError, match=r"sample\.missing"):
        FRENCH.phrase(Message(message="sample.missing"))


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        (Message(message="sample.english"), "en"),
        (answered(1, 1), None),
        (Translated(localized={"en": "Tool"}), "en"),
        (Translated(localized={"en": "Tool", "fr-CA": "Outil"}), None),
        (Verbatim(verbatim="Bonjour", language="fr"), None),
        (Verbatim(verbatim="Hello", language="en"), "en"),
        (Verbatim(verbatim="Bonjour"), None),
    ],
)
def test_the_language_of_a_phrase_is_told_where_it_is_not_the_documents(
    phrase: Message | Translated | Verbatim, language: str | None
) -> None:
    """Words in another language than the document's are known as such."""
    assert FRENCH.phrase_language(phrase) == language


def test_segments_keep_each_passage_in_its_language() -> None:
    """A phrase falls into stretches of one language, people's words apart from ours."""
    arguments: dict[str, Any] = {
        "n": CountCell(low=1, high=1),
        "what": Verbatim(verbatim="Wheel", language="en"),
    }
    assert FRENCH.segments(Message(message="sample.answered", arguments=arguments)) == (
        Segment(text="1 personne a répondu à "),
        Segment(text="Wheel", language="en", given=True),
        Segment(text="."),
    )


@pytest.mark.parametrize(
    ("cell", "french", "english"),
    [
        (CountCell(low=1234, high=1234), f"1{NBSP}234", "1,234"),
        (CountCell(low=0, high=1), "aucun ou un", "none or one"),
        (CountCell(low=7, high=8), "tous ou presque", "all or nearly all"),
        (CountCell(low=12, high=13, unit="answers"), "de 12 à 13", "12 to 13"),
        (CountCell(low=0, high=1, unit="weight"), "de 0 à 1", "0 to 1"),
        (CountCell(low=2, high=5), "de 2 à 5", "2 to 5"),
        (CountCell(low=1.5, high=1.5, unit="weight"), "1,5", "1.5"),
        (NumberCell(low=2.5, high=2.5), "2,5", "2.5"),
        (NumberCell(low=2.5, high=2.8), "de 2,5 à 2,8", "2.5 to 2.8"),
        (NumberCell(low=2.51, high=2.52), "2,5", "2.5"),
        (NumberCell(low=2.25, high=2.25), "2,3", "2.3"),
        (NumberCell(low=-0.04, high=-0.04), "0,0", "0.0"),
        (NumberCell(low=0.45, high=0.45, digits=0, unit="share"), f"45{NBSP}%", "45%"),
        (NumberCell(low=0.125, high=0.125, digits=1, unit="share"), f"12,5{NBSP}%", "12.5%"),
        (NumberCell(low=0, high=0.13, digits=0, unit="share"), f"de 0 à 13{NBSP}%", "0 to 13%"),
        (NumberCell(low=1, high=1, digits=0, unit="days"), "1 jour", "1 day"),
        (NumberCell(low=20, high=30, digits=0, unit="days"), "de 20 à 30 jours", "20 to 30 days"),
        (DateCell(date="2024"), "2024", "2024"),
        (DateCell(date="2024-05"), "mai 2024", "May 2024"),
        (DateCell(date="2024-05-14"), "14 mai 2024", "May 14, 2024"),
        (DateCell(date="2024-05-01"), "1er mai 2024", "May 1, 2024"),
        (WithheldCell(), DASH, DASH),
        (TextCell(text=Translated(localized={"fr": "Oui", "en": "Yes"})), "Oui", "Yes"),
    ],
)
def test_a_cell_is_written_as_its_reader_writes(
    cell: CountCell | NumberCell | DateCell | TextCell | WithheldCell, french: str, english: str
) -> None:
    """Counts, numbers, shares, durations, dates and words follow Québec's and Canada's usage."""
    assert FRENCH.cell(cell) == french
    assert ENGLISH.cell(cell) == english


@given(
    number=st.floats(allow_nan=False, allow_infinity=False),
    digits=st.integers(0, 6),
    language=st.sampled_from(["fr", "en", "fr-CA", "es", "xx", "ar"]),
)
def test_any_finite_number_can_be_written(number: float, digits: int, language: str) -> None:
    """However large a number or rare a language, words come out, never an error."""
    formatter = Formatter(language=language, messages={})
    assert formatter.share(number, digits)
    assert formatter.number(number, digits)


def sample_table() -> Table:
    """Return a table with every kind of cell."""
    title = Verbatim(verbatim="Title")
    return Table(
        id="sample",
        title=title,
        columns=(
            Column(id="name", title=title, kind="text", header=True),
            Column(id="count", title=title, kind="count"),
            Column(id="share", title=title, kind="number"),
            Column(id="day", title=title, kind="date"),
        ),
        rows=(
            (
                TextCell(text=Translated(localized={"fr": "Oui", "en": "Yes"})),
                CountCell(low=7, high=8),
                NumberCell(low=0.5, high=0.5, unit="share"),
                DateCell(date="2024-05"),
            ),
            (WithheldCell(),) * 4,
        ),
    )


def test_a_figure_gets_the_rows_of_its_table() -> None:
    """Words are in the reader's language, ranges have a middle, what is withheld is None."""
    assert drawable(sample_table(), FRENCH) == [
        {
            "name": "Oui",
            "count": 7.5,
            "count_low": 7,
            "count_high": 8,
            "share": 0.5,
            "share_low": 0.5,
            "share_high": 0.5,
            "day": "2024-05",
        },
        {
            "name": None,
            "count": None,
            "count_low": None,
            "count_high": None,
            "share": None,
            "share_low": None,
            "share_high": None,
            "day": None,
        },
    ]


def test_a_specification_gets_its_words() -> None:
    """Phrases anywhere in a specification become words; everything else stays as it is."""
    specification = {
        "title": {"localized": {"fr": "Part", "en": "Share"}},
        "layer": [{"mark": {"type": "text", "text": {"message": "sample.english"}}}, 3, None],
        "encoding": {"message": {"field": "x"}, "y": {}},
    }
    assert localize(specification, FRENCH) == {
        "title": "Part",
        "layer": [{"mark": {"type": "text", "text": "Only in English"}}, 3, None],
        "encoding": {"message": {"field": "x"}, "y": {}},
    }


def test_importing_the_formatter_leaves_babel_alone() -> None:
    """Whoever writes no number does not pay for Babel."""
    code = "import sys, rosace.formatting; sys.exit('babel' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  # our own interpreter
