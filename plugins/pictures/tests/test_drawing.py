"""What holds of every picture."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.wrapping import breadth, lines_taken, wrapped
from rosace_pictures import drawing
from rosace_pictures.drawing import EmptyPictureError, SpecificationError, draw
from rosace_pictures.lettering import stand_ins

SVG = "{http://www.w3.org/2000/svg}"
BARS: dict[str, Any] = {
    "width": 100,
    "height": 40,
    "mark": {"type": "bar", "clip": True},
    "encoding": {
        "y": {"field": "label", "type": "nominal", "axis": {"title": None}},
        "x": {"field": "share", "type": "quantitative", "axis": {"format": ".1%"}},
        "color": {"field": "share", "type": "quantitative", "legend": None},
    },
}
ROWS = [{"label": "A", "share": 0.25}, {"label": "B", "share": None}]


def svg(
    rows: list[dict[str, Any]] | None = None,
    specification: dict[str, Any] | None = None,
    language: str = "fr",
    title: str = "Titre",
) -> str:
    """Draw a picture for a test."""
    chosen = BARS if specification is None else specification
    drawn = draw(chosen, rows or ROWS, "image/svg+xml", title, "Deux barres", language)
    return drawn.decode()


def test_a_picture_has_a_name_a_description_and_a_language() -> None:
    """Someone who cannot see a picture is told what it is, in its language."""
    root = ET.fromstring(svg())
    assert root.get("role") == "img"
    assert root.get("lang") == "fr"
    named = {root.get("aria-labelledby"): "Titre", root.get("aria-describedby"): "Deux barres"}
    assert {child.get("id"): child.text for child in root[:2]} == named


def test_the_same_figure_gives_the_same_bytes() -> None:
    """A picture does not depend on what was drawn before it."""
    first = svg()
    for count in range(3):
        svg([{"label": str(count), "share": 1}])
    drawing._picture.cache_clear()  # noqa: SLF001  # so that it is drawn anew
    assert svg() == first


def test_two_pictures_share_no_identifier() -> None:
    """Pictures can stand in one page, and each keeps its own clip paths and names."""
    names = [
        {node.get("id") for node in ET.fromstring(svg(title=title)).iter() if node.get("id")}
        for title in ("Un", "Deux")
    ]
    assert all(names)
    assert not names[0] & names[1]


def test_every_reference_within_a_picture_is_kept() -> None:
    """A clip path is still found under its new name."""
    text = svg()
    names = {node.get("id") for node in ET.fromstring(text).iter()}
    used = {piece.partition(")")[0] for piece in text.split("url(#")[1:]}
    assert used
    assert used <= names


@pytest.mark.parametrize(
    "words",
    [
        "</svg><script>alert(1)</script>",
        '" onload="alert(1)" id="clip0',
        "&lt;script&gt; ]]> <!--",
        "\x00\x01\x1b\ud800\ufffe fin",
        "https://example.org/ url(#x)",
    ],
)
def test_words_stay_words(words: str) -> None:
    """Whatever a table says is shown as text, and never becomes part of the drawing."""
    text = svg([{"label": words, "share": 1.0}], title=words)
    root = ET.fromstring(text)
    assert not [node for node in root.iter() if node.tag not in _drawing_tags()]
    assert not [key for node in root.iter() for key in node.attrib if key.startswith("on")]


def _drawing_tags() -> set[str]:
    """Return the elements that a picture may hold."""
    tags = "svg title desc rect g path text tspan line defs clipPath linearGradient stop"
    return {SVG + tag for tag in tags.split()}


@pytest.mark.parametrize(
    ("language", "percent"), [("fr", "20,0\N{NO-BREAK SPACE}%"), ("en", "20.0%")]
)
def test_numbers_are_written_as_in_the_language(language: str, percent: str) -> None:
    """A French reader gets a decimal comma, and a space before the percent sign."""
    assert percent in svg(language=language)


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "https://example.org/x.json"}},
        {"layer": [{"mark": "image"}]},
        {"mark": {"type": "image"}},
        {"encoding": {"href": {"value": "https://example.org"}}},
        {"transform": [{"lookup": "a"}]},
        {"height": float("nan")},
    ],
)
def test_a_figure_that_reaches_out_is_refused(part: dict[str, Any]) -> None:
    """A specification can name no data, no address and no image."""
    with pytest.raises(SpecificationError):
        svg(specification=BARS | part)


def test_a_png_has_two_pixels_for_one() -> None:
    """A picture for a document is sharp in print."""
    drawn = draw(BARS, ROWS, "image/png", "Titre", "Deux barres", "fr")
    assert drawn.startswith(b"\x89PNG")
    width = float(ET.fromstring(svg()).get("width", "0"))
    assert abs(int.from_bytes(drawn[16:20]) - 2 * width) <= 1


def test_a_png_is_painted_once() -> None:
    """The same figure asked for again as PNG is not painted anew; another figure is."""
    drawing._painted.cache_clear()  # noqa: SLF001  # its memory is looked at
    drawn = [draw(BARS, ROWS, "image/png", title, "Deux barres", "fr") for title in ("A", "A", "B")]
    assert drawn[0] is drawn[1]
    assert drawing._painted.cache_info().misses == 2  # noqa: SLF001  # as above


@pytest.mark.parametrize(
    ("words", "others"),
    [
        *(("你好", "世界"), ("한글", "世界"), ("😀😁", "👩👧")),
        *(("مر", "بح"), ("ᐃᓄ", "ᔅᖅ"), ("☙☼", "ᔅᖅ")),
    ],
)
def test_letters_that_the_font_lacks_are_measured_alike(words: str, others: str) -> None:
    """Their room depends on how many and how broad they are, not on the fonts of the machine."""
    drawn = svg([{"label": words, "share": 1.0}])
    other = svg([{"label": others, "share": 1.0}])
    assert words in drawn
    assert re.sub(r"figure-\w+|[^\x00-\x7f]", "", drawn) == re.sub(
        r"figure-\w+|[^\x00-\x7f]", "", other
    )


@given(st.text())
def test_what_stands_in_for_a_letter_gives_it_back(text: str) -> None:
    """Whatever a picture says, its own letters come back, and none is taken for a stand-in."""
    letters = stand_ins(text)
    laid = letters.laid(text)
    assert letters.restored(laid) == text
    assert len(laid) == sum(len(letters.there.get(ord(each), each)) for each in text)
    assert not set("".join(letters.there.values())) & set(text)


@pytest.mark.parametrize(
    "broad", ["日本語の長い文字列テスト中文" * 2, "😀" * 30, "日" * 29 + " 本 " * 9]
)
def test_broad_letters_break_within_the_room_that_they_take(broad: str) -> None:
    """A line holds half as many wide letters, a third of pictograms, and none of them is lost."""
    for width in (12, 13, 14):
        said = {"calculate": wrapped("datum.label", width, 99), "as": "lines"}
        mark = {"mark": {"type": "text", "lineBreak": "\n"}, "transform": [said]}
        drawn = svg([{"label": broad}], {**mark, "encoding": {"text": {"field": "lines"}}})
        lines = ET.fromstring(drawn).findall(f".//{SVG}tspan")
        said_lines = [each.text or "" for each in lines]
        assert len(said_lines) == lines_taken(broad, width)
        assert "".join(said_lines).replace(" ", "") == broad.replace(" ", "")
        for line in said_lines:
            assert sum(map(breadth, line)) <= width


def test_an_unknown_type_is_refused() -> None:
    """What cannot be drawn is said, not guessed."""
    with pytest.raises(ValueError, match="image/gif"):
        draw(BARS, ROWS, "image/gif", "Titre", "Deux barres", "fr")


@pytest.mark.parametrize("media_type", ["image/svg+xml", "image/png"])
@pytest.mark.parametrize(
    "step", [{"filter": "false"}, {"calculate": "datum.missing.more", "as": "share"}]
)
def test_a_picture_that_shows_nothing_is_refused(step: dict[str, str], media_type: str) -> None:
    """Where the rows cannot be drawn, that is said, and no blank picture stands in a report."""
    words = {"transform": [step], "mark": "text", "encoding": {"text": {"field": "label"}}}
    with pytest.raises(EmptyPictureError, match="empty"):
        draw(words, ROWS, media_type, "Titre", "Deux barres", "fr")


@pytest.mark.parametrize("word", ["constructor", "__proto__", "toString", "valueOf"])
def test_words_that_programs_know_are_drawn_too(word: str) -> None:
    """A label may be the name of something in the language that pictures are laid out in."""
    drawn = [
        text.text for text in ET.fromstring(svg([{"label": word, "share": 1}])).iter(f"{SVG}text")
    ]
    assert word in [text.strip() for text in drawn if text]
