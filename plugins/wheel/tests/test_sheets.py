"""The wheel on paper: the sectors, spokes and rings of the report's wheel, empty."""

import html
import re
from collections.abc import Callable

import pytest

from rosace import Appraiser
from rosace.asking import Asking, marks
from rosace.configuration import AllowedPlugin, Configuration
from rosace.formatting import Formatter
from rosace.instrument import Instrument
from rosace.paper import Picture, Sheet
from rosace.report import WithheldCell
from rosace.scoring import strongest_first

Make = Callable[..., Instrument]


@pytest.fixture(scope="module")
def drawing() -> Appraiser:
    """Lend an appraiser that may draw, too."""
    allowed = tuple(AllowedPlugin(name=name) for name in ("wheel", "pictures"))
    return Appraiser(Configuration(plugins=allowed), strict=True)


def wheels(appraiser: Appraiser, instrument: Instrument) -> tuple[Sheet, ...]:
    """Return the sheets of an instrument."""
    return appraiser.sheets(instrument).sheets


def picture(sheet: Sheet) -> Picture:
    """Return what is drawn on a sheet."""
    assert isinstance(sheet.content, Picture)
    return sheet.content


@pytest.mark.parametrize("sizes", [(1, 2, 3), (3,) * 6, (2,) * 12, (3,) * 12 + (4,)])
def test_every_cell_bears_the_letter_of_its_ring(
    drawing: Appraiser, make: Make, sizes: tuple[int, ...]
) -> None:
    """From 3 to 12 sectors there is a wheel, each of its cells marked; beyond there is none."""
    made = wheels(drawing, make(sizes))
    if len(sizes) > 12:
        assert made == ()
        return
    (sheet,) = made
    held = picture(sheet)
    formatter = Formatter(language="fr", messages=drawing.sheets(make(sizes)).messages)
    drawn = drawing.renderer(formatter)(held.figure, held.table, "image/svg+xml")
    assert drawn is not None
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.decode())
    for letter in "ABC":
        assert texts.count(letter) == sum(sizes) + 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sheet_holds_no_answer_and_names_its_rings(
    appraiser: Appraiser, make: Make, language: str
) -> None:
    """Its cells are blank, and what each ring stands for is said in words."""
    instrument = make((2, 2, 2))
    (sheet,) = wheels(appraiser, instrument)
    assert all(row[-1] == WithheldCell() for row in picture(sheet).table.rows)
    formatter = Formatter(language=language, messages=appraiser.sheets(instrument).messages)
    named = [(head.sign, formatter.phrase(head.title)) for head in sheet.key if head.title]
    end = "" if language == "fr" else " (en)"
    assert named == [(code, f"Choix {code}{end}") for code in "ABC"]
    for step in (sheet.title, *sheet.instructions, picture(sheet).figure.alternative):
        assert "{" not in formatter.phrase(step)


def test_wheels_of_every_kind_say_how_far_to_colour(appraiser: Appraiser, make: Make) -> None:
    """Items, items put together and scores each have a sheet with its own way of colouring."""
    scored = {"type": "integer", "minimum": 0, "maximum": 4}
    kinds = {
        "items": make((2, 2, 2)),
        "pooled": make((14,) * 3),
        "scores": make((2, 2, 2), item=scored, scoring={"method": "mean"}),
    }
    for kind, instrument in kinds.items():
        (sheet,) = wheels(appraiser, instrument)
        said = [getattr(step, "message", "") for step in sheet.instructions]
        assert f"wheel.paper.colour.{kind}" in said


def test_an_instrument_without_a_wheel_has_no_sheet(appraiser: Appraiser, make: Make) -> None:
    """Two dimensions make no wheel."""
    assert wheels(appraiser, make((3, 3))) == ()


def drawn_texts(appraiser: Appraiser, instrument: Instrument, language: str) -> str:
    """Return the words of the drawing, its lines on one."""
    (sheet,) = wheels(appraiser, instrument)
    held = picture(sheet)
    formatter = Formatter(language=language, messages=appraiser.sheets(instrument).messages)
    drawn = appraiser.renderer(formatter)(held.figure, held.table, "image/svg+xml")
    assert drawn is not None
    return " ".join(re.findall(r">([^<>]+)<", drawn.decode()))


def test_rings_have_the_letters_of_the_form() -> None:
    """Where codes are long, a ring is named by the letter that the choice has on the form."""
    appraiser = Appraiser()
    instrument = appraiser.instrument("shared-leadership")
    (sheet,) = wheels(appraiser, instrument)
    item = instrument.item(picture_items(instrument)[0])
    mark = marks(instrument, item)
    strongest = strongest_first(instrument, item)
    assert strongest is not None
    assert [head.sign for head in sheet.key] == [mark[code] for code in strongest]
    assert [head.sign for head in sheet.key] == list("ABCD")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["shared-leadership", "diagnostic", "wheel"])
def test_spokes_have_the_numbers_and_all_the_words_of_the_form(name: str, language: str) -> None:
    """Each label begins with its item's number on the form, and none is cut."""
    appraiser = Appraiser()
    instrument = appraiser.instrument(name)
    found = drawn_texts(appraiser, instrument, language)
    assert "…" not in found
    numbers = Asking(instrument=instrument).numbers()
    for identifier in picture_items(instrument):
        first = instrument.item(identifier).text[language].split()[0]
        assert f"{numbers[identifier]}. {first}" in html.unescape(found)


def picture_items(instrument: Instrument) -> list[str]:
    """Return the items on the spokes."""
    return [item for each in instrument.all_dimensions() for item in each.items or ()]
