"""What the style sheet and the words of the exporter ``html`` promise."""

import re
from importlib import resources

import pytest

from rosace.messages import load, placeholders

PAIRS = (("ink", "paper"), ("muted", "paper"), ("accent", "paper"), ("ink", "note"),
         ("ink", "warn"), ("on-band", "band"))  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_stands_out_in_every_scheme(scheme: int, front: str, back: str) -> None:
    """Every text has a contrast of 4.5 to 1 at least, in light, in dark and in print."""
    style = resources.files("rosace_html").joinpath("report.css").read_text(encoding="utf-8")
    root = re.findall(r":root \{([^}]*)\}", style)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", root))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_both_catalogues_say_the_same_things() -> None:
    """French and English have the same messages with the same placeholders."""
    french, english = load("rosace_html", "fr"), load("rosace_html", "en")
    assert french.keys() == english.keys()
    assert all(each.startswith("html.") for each in french)
    for name, text in french.items():
        assert placeholders(text) == placeholders(english[name])


def test_unseen_words_cannot_widen_the_page() -> None:
    """What only a screen reader hears stays inside its table."""
    style = resources.files("rosace_html").joinpath("report.css").read_text(encoding="utf-8")
    grid = re.search(r"^\.grid \{([^}]*)\}", style, re.MULTILINE)
    assert grid is not None
    assert "position: relative;" in grid[1]
