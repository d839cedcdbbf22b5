"""What ``rosace demo`` promises: the main job, whole, in both languages, the same every time."""

import csv
import hashlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest

from rosace.appraiser import Appraiser
from rosace.formatting import Formatter
from rosace.loading import load_json, load_yaml
from rosace.releasing import read_ledger, read_releases
from rosace.report import Audience, Heading, Section, Table
from rosace.study_folder import open_folder
from rosace.validation import check_document
from rosace.values import evolve

Run = Callable[..., subprocess.CompletedProcess[str]]
LANGUAGES = ("fr", "en")
WAVES = {"fr": ("Automne 2022", "Automne 2024"), "en": ("Fall 2022", "Fall 2024")}
TOOLS = {
    "diagnostic",
    "effects",
    "actor-map",
    "problem-statement",
    "stake-grid",
    "controversies",
    "translation-tracker",
    "shared-leadership",
    "collaboration-form",
    "review",
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Name a language."""
    return str(request.param)


@pytest.fixture
def demo(demo_in: Callable[[str], Path], language: str) -> Path:
    """Return the folder of the demo in the language, to read."""
    return demo_in(language) / "demo"


PACKED = (".pdf", ".xlsx")
"""Suffixes of files whose bytes are no text."""


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file of a folder, by its name, the ledger's own left out.

    Those are salted: they are others each time that a wave is closed. What packs them is left
    out too; the same report gives the same bytes there in tests of its own.
    """
    return {
        str(file.relative_to(folder)): hashlib.sha256(
            re.sub(rb"[0-9a-f]{64}", b"", file.read_bytes())
        ).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.suffix not in PACKED
    }


def test_the_demo_runs_over_itself(
    run: Run, demo_in: Callable[[str], Path], tmp_path: Path, language: str
) -> None:
    """Over what it wrote in the other language, in another folder, it writes the same bytes.

    All are the same as those of a first run, to the last byte but the ledger's digests; a file
    that somebody put there stays.
    """
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    notes = tmp_path / "again" / "study" / "notes.txt"
    shutil.copytree(demo_in(other) / "demo", tmp_path / "again")
    notes.write_text("ours", "utf-8")
    before = digests(tmp_path / "again")
    done = run("demo", "--out", "again", "--lang", language, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert notes.read_text("utf-8") == "ours"
    notes.unlink()
    once, again = digests(demo_in(language) / "demo"), digests(tmp_path / "again")
    assert again == once != before
    assert {Path(name).suffix for name in once} >= {".html", ".json", ".csv", ".svg", ".md"}


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
    assert sections[0] == "review-decided"
    assert {
        "diagnostic-wheel",
        "diagnostic-collective",
        "effects-chains",
        "actor-map-map",
        "problem-statement-statement",
        "stake-grid-heat",
        "controversies-standing",
        "translation-tracker-now",
        "shared-leadership-dimensions",
        "collaboration-form-forms",
        "review-votes",
    } < set(sections)


def test_eight_partners_see_every_item_in_both_waves(demo: Path) -> None:
    """Each of the 18 items has its distribution in each wave; how people moved is not said."""
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
    assert "movement-1" not in tables
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
    assert {each["id"] for each in report["provenance"]["instruments"]} == TOOLS
    assert report["provenance"]["ledger"]
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


PUBLIC = {
    "shared-leadership-overview",
    "shared-leadership-wheel",
    "shared-leadership-dimensions",
    "shared-leadership-items",
    "effects-overview",
    "effects-timeline",
    "effects-outcomes",
    "effects-chains",
    "effects-transformations",
    "review-overview",
    "review-tracks",
}
FACILITATOR = {"actor-map-gaps", "stake-grid-facilitator", "shared-leadership-flags"}


def test_each_audience_gets_exactly_its_sections_in_every_format(
    demo: Path, language: str, tmp_path: Path
) -> None:
    """The public gets what its study opens, the group all but the facilitator's: in all formats."""
    appraiser = Appraiser()
    report = appraiser.appraise_study(open_folder(demo / "study"), language=language)
    read: dict[Audience, set[str]] = {
        "facilitator": {each.id for each in report.sections},
        "public": {each.id for each in report.sections if each.audience == "public"},
    }
    read["group"] = read["facilitator"] - FACILITATOR
    assert read["public"] == PUBLIC
    formatter = Formatter(language=language, messages=report.messages)
    # Where a report comes from is told to everyone.
    bare = evolve(report, sections=())
    always = words_in(appraiser.export(bare, "markdown", tmp_path / "bare", language=language))
    own = phrases_of_their_own(report.sections, formatter, always)
    tabled = {each.id for each in report.sections if own[each.id] and has_table(each)}
    assert len(tabled) > len(report.sections) / 2
    for name in ("html", "markdown", "csv", "json"):
        for audience, sections in read.items():
            path = tmp_path / f"{name}-{audience}"
            appraiser.export(report, name, path, language=language, audience=audience)
            if name == "json":
                document = load_json(path.read_bytes())
                assert isinstance(document, dict)
                assert {each["id"] for each in document["sections"]} == sections
                continue
            written = words_in(path)
            told = {each for each, said in own.items() if any(one in written for one in said)}
            assert told <= sections, (name, audience)
            # Files and anchors bear the ids of sections.
            told |= {each for each in sections if each in written}
            assert sections & tabled <= told, (name, audience)


def has_table(section: Section) -> bool:
    """Say whether a section has a table: what has none is in no format of tables alone."""
    return any(isinstance(block, Table) for block in section.blocks)


def phrases_of_their_own(
    sections: Sequence[Section], formatter: Formatter, always: str
) -> Mapping[str, Sequence[str]]:
    """Return by section what it alone says, and no report always: titles and paragraphs."""
    said = {
        section.id: [
            plain(formatter.phrase(phrase))
            for each in (section, *section.blocks)
            for phrase in (getattr(each, "title", None) or getattr(each, "text", None),)
            if phrase is not None and not isinstance(each, Heading)
        ]
        for section in sections
    }
    whole = {name: " ".join(held) for name, held in said.items()}
    return {
        name: [
            one
            for one in held
            # Few words may stand in anybody's table, as the name of a dimension does.
            if len(one) > 30
            and one not in always
            and not any(one in words for other, words in whole.items() if other != name)
        ]
        for name, held in said.items()
    }


def plain(text: str) -> str:
    """Return words without what a format adds to them: markup, escapes, breaks."""
    text = unescape(re.sub(r"<[^>]*>", "", text))
    return " ".join(re.sub(r'[\\"]', "", text).split())


def words_in(path: Path) -> str:
    """Return the words of a file, or of every file in a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return plain(" ".join(file.read_text(encoding="utf-8") for file in files))


def unpacked(path: Path) -> str:
    """Return what a file says, packed or not."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return "".join(page.get_textpage().get_text_range() for page in document)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode("utf-8") for name in packed.namelist())
    return path.read_text(encoding="utf-8")


def test_no_partner_can_be_recognized(demo: Path) -> None:
    """No file beside the answers names a partner or an organization, or quotes a remark of one."""
    remarks: list[str] = []
    for wave in ("2022", "2024"):
        file = demo / "study" / "responses" / wave / "diagnostic.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            remarks += [row["q05@comment"] for row in csv.DictReader(stream) if row["q05@comment"]]
    assert remarks
    for path in demo.rglob("*"):
        if path.is_file() and "study" not in path.relative_to(demo).parts:
            content = unpacked(path)
            assert not [said for said in remarks if said in content], path
            assert not re.search(r'"(p[1-8]|o[1-7])"|>(p[1-8]|o[1-7])<', content), path


def test_the_study_is_beside_the_results(demo: Path) -> None:
    """What was used can be used again: its waves are closed, and nothing is out of place."""
    folder = open_folder(demo / "study")
    assert {used.id for used in folder.study.instruments} == TOOLS
    ledger = read_ledger(folder.root, folder.study)
    assert [entry.wave for entry in ledger.entries] == ["2022", "2024"]
    for wave in ("2022", "2024"):
        assert read_releases(folder.root, ledger, wave)


def test_what_somebody_changed_in_the_demo_stays(
    run: Run, demo: Path, tmp_path: Path, language: str
) -> None:
    """Run over an edit the demo says which file it is, and touches nothing."""
    folder = tmp_path / "demo"
    shutil.copytree(demo, folder)
    for name in ("study/study.yaml", "report.html", "tables/tables.csv"):
        sound = (folder / name).read_bytes()
        (folder / name).write_bytes(sound + b"# ours\n")
        before = digests(tmp_path)
        done = run("demo", "--lang", language, cwd=tmp_path)
        assert (done.returncode, str(Path("demo") / name) in done.stderr) == (2, True)
        assert digests(tmp_path) == before
        (folder / name).write_bytes(sound)


@pytest.mark.parametrize("name", ["report.html", "notes/mine.txt"])
def test_a_folder_of_somebody_else_stays(run: Run, tmp_path: Path, name: str) -> None:
    """Where a folder holds files and no demo was made in it, nothing is written there."""
    path = tmp_path / "demo" / name
    path.parent.mkdir(parents=True)
    path.write_text("ours", "utf-8")
    before = digests(tmp_path)
    done = run("demo", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, "did not write" in done.stderr) == (2, True)
    assert digests(tmp_path) == before


def test_a_study_of_somebody_else_stays(run: Run, tmp_path: Path) -> None:
    """Where a study already stands that the demo did not write, nothing of it is touched."""
    folder = tmp_path / "demo" / "study"
    (folder / "releases").mkdir(parents=True)
    (folder / "study.yaml").write_text("ours", "utf-8")
    (folder / "releases" / "ledger.json").write_text("ours", "utf-8")
    before = digests(tmp_path)
    assert run("demo", cwd=tmp_path).returncode == 2
    assert digests(tmp_path) == before


@pytest.mark.parametrize(
    ("plugins", "kept"),
    [
        ("diagnostic,tables,html", {"diagnostic"}),
        ("effects,review,html", {"effects", "review"}),
        ("dynamics,wheel,tables,html", {each for each in TOOLS if "-" in each} | {"controversies"}),
    ],
)
def test_what_is_not_at_hand_is_left_out(
    run: Run, tmp_path: Path, plugins: str, kept: set[str]
) -> None:
    """Of tools that may not load nothing is written, and one line for each says so."""
    done = run("demo", "--lang", "en", cwd=tmp_path, ROSACE_PLUGINS=plugins)
    assert done.returncode == 0, done.stderr
    study = open_folder(tmp_path / "demo" / "study").study
    assert {used.id for used in study.instruments} == kept
    said = set(re.findall("No instrument “(.*)” here", done.stderr))
    wheel = set() if "wheel" in plugins else {"wheel"}
    assert said == (TOOLS - kept) | wheel


def test_without_any_tool_the_demo_says_what_to_do(run: Run, tmp_path: Path) -> None:
    """Where no tool may load there is nothing to show: that is said, and nothing is written."""
    done = run("demo", "--lang", "en", cwd=tmp_path, ROSACE_PLUGINS="html")
    assert (done.returncode, done.stdout) == (2, "")
    assert not list(tmp_path.iterdir())


def test_the_story_is_one_in_both_languages(demo_in: Callable[[str], Path]) -> None:
    """What the group wrote is in the language of the demo, and everything else is the same."""
    codes = re.compile(r"[a-z0-9-]+|\d{4}(-\d\d)*")

    def apart(part: object, words: list[str]) -> object:
        """Return a document without its words, which are gathered."""
        if isinstance(part, list):
            return [apart(each, words) for each in part]
        if isinstance(part, dict):
            return {name: apart(value, words) for name, value in part.items()}
        if isinstance(part, str) and not codes.fullmatch(part):
            words.append(part)
            return "words"
        return part

    french, english = (list[str](), list[str]())
    folders = {language: demo_in(language) / "demo" for language in LANGUAGES}
    names = [path.relative_to(folders["fr"]) for path in folders["fr"].glob("study/collective/*/*")]
    assert len(names) == 15
    for name in names:
        one, other = (
            apart(load_yaml((folders[language] / name).read_bytes())[0], words)
            for language, words in (("fr", french), ("en", english))
        )
        assert one == other, name
    assert len(french) == len(english) > 400
    assert not {word for word in set(french) & set(english) if " " in word}
