"""Hostile and odd words go through every exporter: nothing breaks, runs, or is lost silently."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from tests.reading_back import folders, markdown, pages, parquet, pdf, word, workbook
from tests.reading_back.comparing import COMPARED
from tests.reading_back.hostile import DRAWN, everywhere, published, strings
from tests.reading_back.making import appraiser, exported, names_of

from rosace.exporting import renderer
from rosace.report import Figure, Table
from rosace.testing.decoding import squeezed
from rosace.testing.specimens import formatter_of
from rosace.testing.wording import PARTS, pieces_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Files = Mapping[str, bytes]
LANGUAGES = ("fr", "en")
FORMULA = re.compile(
    r'[\s"\x00-\x20\xa0\xad\u061c\u200b-\u202f\u2060-\u206f\u3000\ufeff]*[=+\-@\uff0b\uff0d\uff1d\uff20\ufe62\ufe63\ufe66\ufe6b]'
)
NUMBER = re.compile(r"-?[0-9.]+(e[-+]?[0-9]+)?")


@cache
def written(name: str, language: str) -> Files:
    """Return what an exporter makes of the report that holds every string everywhere."""
    report = everywhere(language)
    draw = renderer(appraiser().host, formatter_of(report, language))

    def render(figure: Figure, table: Table, media_type: str) -> bytes | None:
        return draw(figure, table, media_type) if figure.id == DRAWN else None

    return exported(name, report, language, render)


def said_in_pictures(files: Files) -> str:
    """Return the titles and descriptions of pictures."""
    trees = [ET.fromstring(data) for data in files.values()]
    return "\n".join("".join(tree.itertext()) for tree in trees)


READ: Mapping[str, tuple[Callable[[Files], str], Callable[[str], str], set[str]]] = {
    "csv": (folders.words, squeezed, {"sections", "tables"}),
    "datapackage": (folders.words, squeezed, {"sections", "tables"}),
    "docx": (word.words, squeezed, set(PARTS)),
    "html": (pages.words, squeezed, set(PARTS)),
    "markdown": (markdown.words, squeezed, set(PARTS)),
    "parquet": (parquet.words, squeezed, {"sections", "tables"}),
    "pdf": (pdf.words, lambda text: pdf.even(text).replace("-", ""), set(PARTS)),
    "svg": (said_in_pictures, squeezed, {"figures"}),
    "xlsx": (workbook.words, squeezed, set(PARTS)),
}
"""By exporter: what reads its words, what makes them even, and the parts that it holds.

Those of the contract's own formats are compared whole.
"""

SLOW = {"docx", "pdf"}
"""What takes long: the words of people are the same in every language, and one is enough."""


def cases(names: Iterable[str]) -> pytest.MarkDecorator:
    """Return the mark that tries exporters in each language."""
    tried = [
        (name, language)
        for name in sorted(names)
        for language in LANGUAGES
        if name not in SLOW or language == LANGUAGES[0]
    ]
    return pytest.mark.parametrize(("name", "language"), tried)


def test_the_strings_are_many_and_every_exporter_takes_them() -> None:
    """The published list is whole, and no exporter of reports is left out but pictures of dots."""
    assert len(published()) > 500
    assert len(strings()) > len(published()) + 150
    assert set(names_of("report")) == READ.keys() | COMPARED.keys() | {"png"}


@cases(set(names_of("report")) - {"png"})
def test_no_word_is_lost(name: str, language: str) -> None:
    """Every string is read back from where it stands: cells in their place, words among words."""
    report, files = everywhere(language), written(name, language)
    formatter = formatter_of(report, language)
    if name in COMPARED:
        fault = next(COMPARED[name](files, report, formatter), None)
        assert fault is None, fault[:600]
    if name not in READ:
        return
    read, made_even, parts = READ[name]
    held = made_even(read(files))
    lost = [
        (what, words)
        for what, words in pieces_of(report, formatter, frozenset(parts))
        if made_even(words) not in held
        and (name != "svg" or what.endswith(DRAWN))
        and (name != "pdf" or not pdf.turned(words))
    ]
    assert lost[:5] == []


def faults_of_folders(files: Files) -> Iterator[str]:
    """Yield cells that a spreadsheet program takes for formulas."""
    for cell in folders.cells(files):
        if FORMULA.match(cell) and not NUMBER.fullmatch(cell):
            yield f"the cell {cell!r}"


def faults_of_markup(files: Files) -> Iterator[str]:
    """Yield what could act in pages and pictures."""
    for name, data in files.items():
        tree = ET.fromstring(data) if name.endswith(".svg") else pages.root({name: data})
        for element in tree.iter():
            tag = element.tag.rpartition("}")[2]
            if tag in {"script", "iframe", "object", "embed", "foreignObject", "link", "form"}:
                yield f"{tag} in {name}"
            for key, held in element.attrib.items():
                plain = key.rpartition("}")[2]
                if plain.startswith("on"):
                    yield f"{key} of {tag} in {name}"
                if plain in {"href", "src"} and not held.startswith(("#", "data:image/")):
                    yield f"{key} of {tag} in {name}: {held}"


def faults_of_markdown(files: Files) -> Iterator[str]:
    """Yield links, pictures and markup that are none of ours."""
    for token in markdown.tokens(files):
        if token.type in {"html_block", "fence"}:
            yield f"{token.type}: {token.content[:60]}"
        for each in token.children or ():
            if each.type in {"html_inline", "code_inline", "link_open"}:
                yield f"{each.type}: {each.content[:60]}"
            if each.type == "image" and str(each.attrs["src"]) not in files:
                yield f"the picture {each.attrs['src']}"


SOUND: Mapping[str, Callable[[Files], Iterator[str]]] = {
    "csv": faults_of_folders,
    "datapackage": faults_of_folders,
    "docx": word.faults,
    "html": faults_of_markup,
    "markdown": faults_of_markdown,
    "pdf": pdf.faults,
    "svg": faults_of_markup,
    "xlsx": workbook.faults,
}


@cases(SOUND.keys() & set(names_of("report")))
def test_no_word_acts(name: str, language: str) -> None:
    """No formula, script, field, link to elsewhere or action comes of anybody's words."""
    assert list(SOUND[name](written(name, language)))[:5] == []


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
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


@pytest.mark.parametrize("name", ["html", "svg"])
def test_a_browser_finds_nothing_to_run_or_fetch(
    name: str, browser: "Browser", tmp_path: Path
) -> None:
    """A page, its policy taken off too, and pictures open without dialog, error or request."""
    told: list[str] = []
    page = browser.new_page()
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda said: told.append(said.text))
    page.on("pageerror", lambda fault: told.append(str(fault)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url in expected or asked.url.startswith("data:")
            else told.append(asked.url)
        ),
    )
    for file, data in written(name, "fr").items():
        loose = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", data)
        for turn, content in enumerate(dict.fromkeys((data, loose))):
            path = tmp_path / f"{turn}-{Path(file).name}"
            path.write_bytes(content)
            expected = {path.as_uri()}
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.childElementCount") > 0
    page.close()
    assert told == []
