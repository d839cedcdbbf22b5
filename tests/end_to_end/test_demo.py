"""What ``rosace demo`` promises: the main job, whole, in both languages, the same every time."""

import csv
import hashlib
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from rosace.loading import load_json
from rosace.study_checks import load_study
from rosace.validation import check_document

Run = Callable[..., subprocess.CompletedProcess[str]]
LANGUAGES = ("fr", "en")
WAVES = {"fr": ("Automne 2022", "Automne 2024"), "en": ("Fall 2022", "Fall 2024")}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def demos(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, Path]]:
    """Run the demo twice in each language, in folders of their own."""
    found = {}
    for language in LANGUAGES:
        folders = []
        for _ in range(2):
            folder = tmp_path_factory.mktemp(language)
            done = run("demo", "--out", "demo", "--lang", language, cwd=folder)
            assert done.returncode == 0, done.stderr
            folders.append(folder / "demo")
        found[language] = (folders[0], folders[1])
    return found


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Name a language."""
    return str(request.param)


@pytest.fixture
def demo(demos: Mapping[str, tuple[Path, Path]], language: str) -> Path:
    """Return a folder of the demo in the language."""
    return demos[language][0]


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder, by its name."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_same_example_gives_the_same_bytes(
    demos: Mapping[str, tuple[Path, Path]], language: str
) -> None:
    """Two runs in two folders write the same files, to the last byte."""
    one, other = map(digests, demos[language])
    assert one == other
    assert {Path(name).suffix for name in one} >= {".html", ".json", ".csv", ".svg", ".md"}


class Reader(HTMLParser):
    """Gathers what a page says, its headings, and what it would run or fetch."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.language: str | None = None
        self.words: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.pictures: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and any address outside of the page."""
        self.tags.append(tag)
        held = dict(attrs)
        self.language = held.get("lang") if tag == "html" else self.language
        if tag == "img" and (held.get("src") or "").startswith("data:image/svg+xml"):
            self.pictures.append(held.get("alt") or "")
        for name in ("src", "href"):
            if (address := held.get(name)) and not address.startswith(("#", "data:")):
                self.fetched.append(address)

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words.append(data)


def test_the_page_shows_both_waves_the_wheel_and_the_chains(demo: Path, language: str) -> None:
    """The report is one page that needs nothing else, with every part of the main job in it."""
    page = Reader()
    page.feed((demo / "report.html").read_text(encoding="utf-8"))
    page.close()
    said = " ".join(" ".join(page.words).split())
    assert page.language is not None
    assert page.language.startswith(language)
    assert all(wave in said for wave in WAVES[language])
    assert page.fetched == []
    assert "script" not in page.tags
    assert len(page.pictures) == len(list((demo / "figures").glob("*.svg"))) >= 8
    assert all(page.pictures)
    report = load_json((demo / "report.json").read_bytes())
    assert isinstance(report, dict)
    sections = [each["id"] for each in report["sections"]]
    assert {"diagnostic-wheel", "effects-chains", "diagnostic-collective"} < set(sections)


def test_eight_partners_see_every_item_in_both_waves(demo: Path) -> None:
    """Each of the 18 items has its distribution in each wave, none withheld, and its own words."""
    report = load_json((demo / "report.json").read_bytes())
    assert isinstance(report, dict)
    tables = {
        block["id"]: block
        for section in report["sections"]
        if section["id"] in {"diagnostic-items", "diagnostic-change"}
        for block in section["blocks"]
        if block["kind"] == "table"
    }
    table = tables["change-items-abc"]
    assert len(table["rows"]) == 36
    assert len(tables["items-abc"]["rows"]) == len(tables["wordings-abc"]["rows"]) == 18
    assert len(tables["movement-1"]["rows"]) == 18
    counted = [i for i, column in enumerate(table["columns"]) if column["kind"] == "count"]
    cells = [row[index] for row in table["rows"] for index in counted]
    assert {cell["kind"] for cell in cells} == {"count"}
    assert {(cell["low"], cell["high"]) for cell in cells} >= {(0, 1), (2, 2), (8, 8)}


def test_the_report_is_of_the_contract(demo: Path, language: str) -> None:
    """The JSON validates, speaks the language, and is sealed with what it was made from."""
    report = load_json((demo / "report.json").read_bytes())
    assert check_document(report, "report") == ()
    assert isinstance(report, dict)
    assert report["language"] == language
    assert {each["id"] for each in report["provenance"]["instruments"]} == {"diagnostic", "effects"}
    persons = [each["persons"] for each in report["provenance"]["received"]]
    assert persons[:2] == [8, 8]


def drawings(demo: Path) -> Iterator[ET.Element]:
    """Yield the root of every drawing."""
    for path in sorted((demo / "figures").glob("*.svg")):
        yield ET.fromstring(path.read_bytes())  # we have just written it


def test_every_drawing_says_what_it_shows(demo: Path, language: str) -> None:
    """Each SVG is well-formed, has a title and a description in words, and fetches nothing."""
    titles = []
    for root in drawings(demo):
        assert root.tag == f"{SVG}svg"
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert title.text
        assert description.text
        titles.append(title.text)
        for part in root.iter():
            tag = part.tag.removeprefix(SVG)
            assert tag not in {"script", "image", "foreignObject"}
            assert not any("href" in name for name in part.attrib)
    assert len(titles) >= 8
    if language == "fr":
        assert not [title for title in titles if re.search(r"\b(the|wave|of)\b", title)]


def test_tables_are_tidy(demo: Path) -> None:
    """Every table that the list of tables names is there, and is as wide as it says."""
    with (demo / "tables" / "tables.csv").open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert listed
    files = {path.name for path in (demo / "tables").glob("*.csv")} - {"tables.csv", "columns.csv"}
    assert files
    for name in files:
        with (demo / "tables" / name).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert len({len(row) for row in rows}) == 1, name


def test_no_partner_can_be_recognized(demo: Path) -> None:
    """No file beside the input names a partner or an organization, or quotes a remark of one."""
    remarks: list[str] = []
    for name in ("diagnostic-2022.csv", "diagnostic-2024.csv"):
        with (demo / "input" / name).open(encoding="utf-8", newline="") as stream:
            remarks += [row["q05@comment"] for row in csv.DictReader(stream) if row["q05@comment"]]
    assert remarks
    for path in demo.rglob("*"):
        if path.is_file() and "input" not in path.relative_to(demo).parts:
            content = path.read_text(encoding="utf-8")
            assert not [said for said in remarks if said in content], path
            assert not re.search(r'"(p[1-8]|o[1-7])"|>(p[1-8]|o[1-7])<', content), path


def test_the_input_files_are_beside_the_results(demo: Path) -> None:
    """What was used can be used again: a study of closed waves, and its files."""
    study = load_study(demo / "input" / "study.yaml")
    assert all(wave.closed for wave in study.waves)
    held: dict[str, Any] = digests(demo / "input")
    assert len(held.keys() - {".rosace"}) == 5


def test_the_story_is_one_in_both_languages(demos: Mapping[str, tuple[Path, Path]]) -> None:
    """What the group wrote is in the language of the demo, and everything else is the same."""
    written = ("title", "happened", "other-actors", "evidence", "contribution", "setbacks", "what",
               "for-whom", "rationale", "dissent")  # fmt: skip

    def apart(part: object, words: list[object]) -> object:
        """Return a document without its words, which are gathered."""
        if isinstance(part, list):
            return [apart(each, words) for each in part]
        if not isinstance(part, dict):
            return part
        words += [value for name, value in part.items() if name in written]
        return {name: name in written or apart(value, words) for name, value in part.items()}

    for name in ("collective-2024.json", "effects.json"):
        french, english = (list[object](), list[object]())
        one, other = (
            apart(load_json((demos[language][0] / "input" / name).read_bytes()), words)
            for language, words in (("fr", french), ("en", english))
        )
        assert one == other
        assert len(french) > 10
        assert not set(french) & set(english)
