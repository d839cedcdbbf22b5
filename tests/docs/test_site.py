"""What the documentation site promises: it is whole, true, in both languages, and asks nobody."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from rosace_schemas import DOCUMENTS, schema

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
pytestmark = pytest.mark.xdist_group("site")  # it is built once
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Page(HTMLParser):
    """Takes from a page what it links to, what it loads, and what can be linked to."""

    def __init__(self, file: Path) -> None:
        """Read a page."""
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.language = ""
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag tells."""
        held = {name: value or "" for name, value in attrs}
        self.ids |= {held[name] for name in ("id", "name") if name in held}
        if tag == "html":
            self.language = held.get("lang", "")
        if tag == "a" and held.get("href"):
            self.links.append(held["href"])
        if tag in LOADED and held.get(LOADED[tag]):
            self.loads.append(held[LOADED[tag]])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site, in which a warning is an error."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(DOCS / "site" / "build.py"), str(out)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # our own script
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[Path, Page]:
    """Read every page of the site."""
    return {file: Page(file) for file in site.rglob("*.html") if "example" not in file.parts}


def target(file: Path, link: str) -> tuple[Path, str]:
    """Return the file and the fragment that a link leads to."""
    parts = urlsplit(link)
    place = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    return place, unquote(parts.fragment)


def test_every_page_is_there_in_its_language(site: Path, pages: Mapping[Path, Page]) -> None:
    """Each page of docs has its page in the site, which says in which language it is."""
    for source in DOCS.glob("*.md"):
        french = source.name.endswith(".fr.md")
        folder = site / "fr" if french else site
        page = pages[folder / f"{source.name.removesuffix('.md').removesuffix('.fr')}.html"]
        assert page.language == ("fr" if french else "en")


def test_every_link_of_the_site_resolves(pages: Mapping[Path, Page]) -> None:
    """Each link leads to a file of the site, and to a place in it where it names one."""
    for file, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            place, fragment = target(file, link)
            assert place.is_file(), (file.name, link)
            if fragment and place in pages:
                assert fragment in pages[place].ids, (file.name, link)


def test_the_theme_speaks_the_language_of_the_page(site: Path) -> None:
    """No button or footer of a French page is in English."""
    for file in sorted((site / "fr").glob("*.html")):
        text = file.read_text("utf-8")
        assert not re.findall(
            r"Toggle |>Next<|>Previous<|>Home<|Made with|On this page|Back to", text
        )
    assert "Suivant" in (site / "fr" / "index.html").read_text("utf-8")


def test_no_page_has_two_headings_alike(site: Path) -> None:
    """Whoever goes by the headings of the gallery knows which picture is meant."""
    for folder in (site, site / "fr"):
        found = re.findall(r"<h2>(.*?)<a ", (folder / "gallery.html").read_text("utf-8"))
        assert len(found) > 10
        assert len(set(found)) == len(found)


def test_an_option_in_a_sentence_keeps_its_two_hyphens(site: Path) -> None:
    """What a page tells one to type can be typed."""
    for language in ("", "fr"):
        text = (site / language / "commands.html").read_text("utf-8")
        assert "--out, " in text
        assert not re.search("[–—][a-z]", text)


def test_nothing_is_asked_of_a_third_party(site: Path, pages: Mapping[Path, Page]) -> None:
    """Pages and styles load only files of the site, so that it works from a folder."""
    for file, page in pages.items():
        for link in page.loads:
            assert not re.match(r"(?:[a-z]+:)?//", link), (file.name, link)
            assert target(file, link)[0].is_file(), (file.name, link)
    for file in site.rglob("*.css"):
        text = file.read_text("utf-8")
        assert not re.search(r"(?:@import|url\()\s*[\"']?(?:[a-z]+:)?//", text), file.name


def test_formulas_need_no_script(site: Path) -> None:
    """Formulas are written as MathML, each one that the page of statistics has."""
    text = (site / "statistics.html").read_text("utf-8")
    formulas = (DOCS / "statistics.md").read_text("utf-8").count("```math\n")
    assert (
        text.count('<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"') == formulas
    )
    assert "mathjax" not in text.lower()


def test_the_gallery_shows_each_kind_of_picture(site: Path, pages: Mapping[Path, Page]) -> None:
    """Both languages show all kinds of pictures and their limits, each with its specification."""
    for folder in (site, site / "fr"):
        page = pages[folder / "gallery.html"]
        pictures = [load for load in page.loads if load.endswith(".svg") and "_images" in load]
        assert len(pictures) >= 14 + 16
        text = (folder / "gallery.html").read_text("utf-8")
        written = re.findall(r'<pre class="specification">(.*?)</pre>', text, re.DOTALL)
        assert len(written) == len(pictures)
        for specification in map(json.loads, map(unescape, written)):
            assert "transform" in specification
            assert "data" not in specification
        drawn = (folder / "gallery.html").parent / pictures[0]
        assert ("Part des réponses" in drawn.read_text("utf-8")) is (folder.name == "fr")
        assert "tool-diagnostic.html" in page.links
    assert (site / "example" / "report.html").is_file()
    assert not list(DOCS.rglob("*.svg"))


def test_programs_are_shown_as_they_stand(site: Path) -> None:
    """The page shows the very files that are tested, whole."""
    text = unescape(re.sub(r"<[^>]+>", "", (site / "programs.html").read_text("utf-8")))
    notebook = json.loads((DOCS / "examples" / "notebook.ipynb").read_text("utf-8"))
    cells = [line for cell in notebook["cells"] for line in cell["source"] if "`" not in line]
    assert all(line.strip() in text for line in cells)
    for file in (DOCS / "examples").glob("*.py"):
        for line in file.read_text("utf-8").splitlines():
            assert line.strip() in text, line


def test_the_search_knows_both_languages(site: Path) -> None:
    """Each language has an index of its own words, which is a script and so needs no server."""
    for folder, word in ((site, "threshold"), (site / "fr", "seuil")):
        text = (folder / "searchindex.js").read_text("utf-8")
        assert text.startswith("Search.setIndex(")
        assert word in text


def properties(found: Any) -> Iterator[str]:
    """Yield the name of every property of a schema."""
    if isinstance(found, dict):
        if isinstance(found.get("properties"), dict) and found.get("type") == "object":
            yield from found["properties"]
        for key, inner in found.items():
            if key != "examples":
                yield from properties(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from properties(inner)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_property_of_a_schema_has_its_row(site: Path, name: str) -> None:
    """Each property has a row, with its type and what it is."""
    text = (site / f"schema-{name}.html").read_text("utf-8")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL)
    cells = [
        [
            re.sub(r"<[^>]+>|\s+", " ", cell).strip()
            for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
        ]
        for row in rows
    ]
    described = {each[0].split(".")[-1].removesuffix("[]") for each in cells if len(each) == 5}
    assert set(properties(schema(name))) <= described
    for each in cells:
        if len(each) == 5:
            assert each[1], each
            assert each[3], each
    example = schema(name)["examples"][0]
    assert json.dumps(example["schema"]).replace('"', "&quot;") in text
