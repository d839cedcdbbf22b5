"""Tools on paper, from the command: posters, cards and wheels, a stranger's sheets too."""

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pypdfium2
import pytest

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace_document.assembling import parts_of, set_paper
from rosace_document.parts import Asked

SHEETS = {
    "diagnostic": ("wheel",),
    "effects": ("effects-timeline", "effects-cards", "effects-links"),
    "review": ("review-board", "review-cards", "review-tracks"),
}
POSTERS = {"letter": 1224, "a4": 1191}


def text_of(document: bytes) -> str:
    """Return the words of a document, without spaces and breaks."""
    with pypdfium2.PdfDocument(document) as held:
        texts = [page.get_textpage().get_text_bounded() for page in held]
    return re.sub(r"[\s\ufffe\u2010-]+", "", "".join(texts))


def longest_side(document: bytes) -> int:
    """Return the longest side of any page, in points."""
    with pypdfium2.PdfDocument(document) as held:
        return max(round(max(page.get_size())) for page in held)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_of_our_tools_is_printed(name: str, size: str, language: str) -> None:
    """Each sheet is a part of its own, in both languages and sizes, posters twice as large."""
    appraiser = Appraiser(strict=True)
    instrument = appraiser.instrument(name)
    asked = Asked(instrument=instrument, language=language, appraiser=appraiser)
    parts = [part for key, part in parts_of(asked).items() if key in SHEETS[name]]
    assert tuple(part.name for part in parts) == SHEETS[name]
    document = set_paper(asked, parts, size)
    assert (longest_side(document) == POSTERS[size]) is (name != "diagnostic")
    found = text_of(document)
    if name == "effects":
        for choice in instrument.scales["outcomes"].choices:
            label = re.sub(r"[\s-]+", "", choice.label[language])
            assert found.count(label) >= 3
    if name == "diagnostic":
        for dimension in instrument.all_dimensions():
            if dimension.items:
                assert re.sub(r"[\s-]+", "", dimension.title[language]) in found


def test_a_strangers_sheet_is_printed_and_a_failing_one_contained(
    strangers: Mapping[str, str],
    importable: Callable[[str], None],
) -> None:
    """Whoever's plugin it is, its sheet is a part; one that raises takes nothing from it."""
    importable(strangers["fake_plugin"])
    names = ("fake-raising", "fake-garbage", "fake")
    appraiser = Appraiser(Configuration(plugins=tuple(AllowedPlugin(name=each) for each in names)))
    instrument = appraiser.instrument("fake")
    asked = Asked(instrument=instrument, language="fr", appraiser=appraiser)
    parts = parts_of(asked)
    assert "fake-grid" in parts
    assert "fake-garbage" not in parts
    found = text_of(set_paper(asked, (parts["fake-grid"],)))
    for item in instrument.items:
        assert re.sub(r"[\s-]+", "", item.text["fr"]) in found
    blamed = {(each.name, each.code) for each in appraiser.host.failures}
    assert {("fake-raising", "call-failed"), ("fake-garbage", "invalid-result")} <= blamed


def test_the_command_prints_a_part_by_its_name(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """``rosace paper effects --part effects-timeline`` gives the poster alone."""
    asked = ("--part", "effects-timeline", "--size", "a4", "--out", "poster.pdf")
    done = run("paper", "effects", *asked, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    with pypdfium2.PdfDocument((tmp_path / "poster.pdf").read_bytes()) as held:
        assert [[round(each) for each in page.get_size()] for page in held] == [[1191, 842]]
