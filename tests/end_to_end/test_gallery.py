"""The gallery: every kind of picture and its limits, measured as they are drawn."""

import importlib.util
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.measuring import assert_legible, assert_sound, smallest_letters, text_boxes

from rosace import Appraiser

SITE = Path(__file__).parents[2] / "docs" / "site"
PAGE = 830
PAPER = (504, 590)
"""What a letter page leaves to a picture beside margins, title and words, in points."""


@pytest.fixture(scope="module")
def limits() -> Callable[[str], Iterable[object]]:
    """Lend what makes the reports of the gallery's limits in a language."""
    name = "gallery_cases"
    spec = importlib.util.spec_from_file_location(name, SITE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.cases  # type: ignore[no-any-return]  # a module made by path has no types


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_limit_of_the_gallery_makes_words_overlap(
    limits: Callable[[str], Iterable[object]], tmp_path: Path, language: str
) -> None:
    """From few to many of everything, each picture is drawn, and its words can be read."""
    appraiser = Appraiser(strict=True)
    for case in limits(language):
        folder = appraiser.export(case.report, "svg", tmp_path / case.name, language=language)  # type: ignore[attr-defined]  # as above
        files = {file.stem: file for file in folder.glob("*.svg")}
        for figure in case.figures:  # type: ignore[attr-defined]  # as above
            assert [name for name in files if f"-{figure}" in name], (case.name, figure)  # type: ignore[attr-defined]  # as above
        for file in files.values():
            svg = file.read_text(encoding="utf-8")
            assert_sound(svg)
            assert_legible(svg)
            width, height, _ = text_boxes(svg)
            assert smallest_letters(svg) * min(1.0, PAGE / width) >= 10, file.stem
            if case.name == "forty-events":  # type: ignore[attr-defined]  # as above
                shrunk = min(PAPER[0] / width, PAPER[1] / height)
                assert smallest_letters(svg) * shrunk >= 6.9, file.stem
