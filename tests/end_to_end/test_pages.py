"""What a report's page promises in a real browser: nobody is shut out, nothing is pushed out."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from rosace.appraiser import Appraiser
from rosace.study_folder import open_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from rosace.report import Audience

LANGUAGES = ("fr", "en")
AUDIENCES: "tuple[Audience, ...]" = ("facilitator", "group", "public")
WIDTHS = (320, 768, 1280)
PRINTED = {"letter": 688, "a4": 665}
"""Pixels between the margins of a sheet."""
PROJECTED = 1920
CHEAP: Final[Mapping[str, Any]] = {
    "resultTypes": ["violations"],
    "selectors": False,
    "preload": False,
}
SAMPLE = """() => {
  const met = new Map();
  const path = (each) => each === document.body
    ? "" : `${path(each.parentElement)} ${each.tagName}.${each.className}`;
  for (const each of document.body.querySelectorAll("*:not(:has(*))")) {
    const looks = path(each);
    met.set(looks, (met.get(looks) || 0) + 1);
    if (met.get(looks) > 2) each.remove();
  }
  document.querySelectorAll("main *:empty:not(img)").forEach((each) => each.remove());
}"""
"""Leaves two of all the words that stand in the same elements, since they look alike."""
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""The rules whose answer depends on width and colours."""
OUTSIDE = """() => [...document.querySelectorAll(".grid, main, .contents")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.parentElement.id || each.tagName)"""

LATER = """(name) => [...document.querySelectorAll(".many .grouped")]
  .map((each) => [...each.querySelectorAll("tbody th[scope='row']")]
    .map((head) => getComputedStyle(head)[name]))
  .filter((each) => new Set(each).size > 1)"""
"""The tables in which headers of rows look unlike beside the one that spans rows, and alone."""


@pytest.fixture(scope="module")
def pages(
    demo_in: Callable[[str], Path], shared: Callable[[str, Callable[[Path], object]], Path]
) -> Mapping[tuple[str, str], Path]:
    """Return the page of the demo's report in each language for each audience."""

    def make(folder: Path) -> None:
        appraiser = Appraiser()
        for language in LANGUAGES:
            study = open_folder(demo_in(language) / "demo" / "study")
            report = appraiser.appraise_study(study, language=language)
            for audience in AUDIENCES:
                path = folder / f"{language}-{audience}.html"
                appraiser.export(report, "html", path, language=language, audience=audience)

    folder = shared("pages", make)
    cases = product(LANGUAGES, AUDIENCES)
    return {each: folder / f"{'-'.join(each)}.html" for each in cases}


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Lend Chromium; where there is none, only an unattended run fails for it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        assert not os.environ.get("CI"), "these tests need Chromium: apt-get install chromium"
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow, and only needed here

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Name a language."""
    return str(request.param)


@pytest.fixture
def opened(
    browser: "Browser", pages: Mapping[tuple[str, str], Path], language: str
) -> Iterator[Callable[[str], "Page"]]:
    """Lend a function that opens the page for an audience; what the browser refuses fails."""
    faults: list[str] = []
    held: list[Page] = []

    def open_page(audience: str) -> "Page":
        page = browser.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(pages[language, audience].as_uri())
        held.append(page)
        return page

    yield open_page
    for page in held:
        page.close()
    assert faults == []


def violations(page: "Page", **options: Any) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  # only with a browser

    found = Axe().run(page, options={**CHEAP, **options}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing_in_the_whole_page(
    opened: Callable[[str], "Page"], audience: str
) -> None:
    """Each audience's page, to its last row, has names, headers and an order for everyone."""
    page = opened(audience)
    page.set_viewport_size({"width": 320, "height": 800})
    assert violations(page, rules={"color-contrast": {"enabled": False}}) == []


@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing_at_any_width_in_either_scheme(
    opened: Callable[[str], "Page"], audience: str
) -> None:
    """Words stand out and targets are large enough, from a telephone to a desk, light or dark."""
    page = opened(audience)
    page.evaluate(SAMPLE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert violations(page, runOnly=LOOKS) == [], (width, scheme)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_nothing_is_pushed_out_of_the_page(opened: Callable[[str], "Page"], audience: str) -> None:
    """From a telephone to a projector, and on paper, the page and every table fit its width."""
    page = opened(audience)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    for width in (*WIDTHS, PROJECTED):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(OUTSIDE) == [], width
    page.emulate_media(media="print")
    for paper, width in PRINTED.items():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OUTSIDE) == [], paper


def test_rows_of_a_group_look_alike(opened: Callable[[str], "Page"]) -> None:
    """A header looks the same beside the one that spans its rows as in the rows below it."""
    page = opened("group")
    for width in (WIDTHS[0], WIDTHS[-1]):
        page.set_viewport_size({"width": width, "height": 800})
        for looks in ("fontWeight", "minWidth"):
            assert page.evaluate(LATER, looks) == [], (width, looks)


def test_on_paper_no_picture_is_taller_than_its_sheet_or_split(
    opened: Callable[[str], "Page"],
) -> None:
    """Every picture keeps its caption on its own sheet, tables lie open, and sheets are counted."""
    page = opened("public")
    printed = page.pdf(format="Letter", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) > 5
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PRINTED["letter"], "height": 900})
    sheet = page.evaluate("(279 - 38) / 25.4 * 96")
    figures = page.locator("figure").all()
    assert len(figures) >= 6
    for figure in figures:
        box = figure.bounding_box()
        assert box is not None
        assert box["height"] < sheet
        assert figure.evaluate("(each) => getComputedStyle(each).breakInside") == "avoid"
    for table in page.locator("table").all():
        assert (table.bounding_box() or {"height": 0})["height"] > 0


def test_a_projector_shows_larger_words(opened: Callable[[str], "Page"]) -> None:
    """From the back of a room words and pictures are read: both grow by a quarter at least."""
    page = opened("public")
    sizes = []
    for width in (1280, PROJECTED):
        page.set_viewport_size({"width": width, "height": 1000})
        words = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        picture = page.locator("figure img").first.bounding_box()
        assert picture is not None
        sizes.append((words, picture["width"]))
    (words, picture_width), (larger, wider) = sizes
    assert larger >= 1.25 * words
    assert wider >= 1.25 * picture_width
