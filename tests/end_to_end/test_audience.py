"""One study for the public, the group and the facilitator: each format shows what each may read."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.reading_back import folders, markdown, pages, parquet, pdf, word, workbook
from tests.reading_back.folders import files_of
from tests.reading_back.grids import readable
from tests.reading_back.making import appraiser, names_of

from rosace.loading import load_json, load_yaml
from rosace.report import Audience, Figure, Paragraph, Report, Table, Verbatim
from rosace.values import evolve

Files = Mapping[str, bytes]
AUDIENCES: tuple[Audience, ...] = ("public", "group", "facilitator")


def in_contract(files: Files) -> list[str]:
    """Return the titles of the sections of a document of the contract."""
    ((name, data),) = files.items()
    plain = load_yaml(data)[0] if name.endswith(".yaml") else load_json(data)
    assert isinstance(plain, dict)
    return [each["title"]["verbatim"] for each in plain["sections"]]


def in_folder(files: Files) -> list[str]:
    """Return the titles of the sections whose tables are in a folder."""
    return [each.section_title for each in folders.tables(files)]


def in_pictures(files: Files) -> list[str]:
    """Return the ids of the sections that pictures are named after."""
    return [Path(name).stem for name in files]


SHOWN: Mapping[str, Callable[[Files], list[str]]] = {
    "csv": in_folder,
    "datapackage": in_folder,
    "docx": word.titles,
    "html": pages.titles,
    "json": in_contract,
    "markdown": markdown.titles,
    "parquet": parquet.titles,
    "pdf": pdf.titles,
    "png": in_pictures,
    "svg": in_pictures,
    "xlsx": workbook.lines,
    "yaml": in_contract,
}
"""What reads the sections that an exporter shows, by its name."""

TABLES_ALONE = {"csv", "datapackage", "parquet"}
PICTURES_ALONE = {"png", "svg"}


@pytest.fixture(scope="module")
def report(made: Path) -> Report:
    """Return the demo's report, each section under a title that no other has, for every reader.

    One section in three is for each audience, whatever it was for before.
    """
    folder = appraiser().open_study(made / "demo" / "study")
    whole = appraiser().appraise_study(folder, language="en")
    sections = tuple(
        evolve(
            section,
            id=f"part{number:02}z",
            title=Verbatim(verbatim=f"Part{number:02}z"),
            audience=AUDIENCES[number % 3],
            blocks=(Paragraph(text=Verbatim(verbatim=f"Words{number:02}z")), *section.blocks),
        )
        for number, section in enumerate(whole.sections)
    )
    return evolve(whole, sections=sections)


def test_every_exporter_is_tried() -> None:
    """No exporter of reports is left out."""
    assert set(names_of("report")) == set(SHOWN)


@pytest.mark.parametrize("name", sorted(set(names_of("report")) & set(SHOWN)))
def test_a_format_shows_the_sections_that_its_reader_may_read(
    name: str, report: Report, tmp_path: Path
) -> None:
    """For each audience the sections are its own and those of wider ones, in order, no other."""
    for audience in AUDIENCES:
        place = appraiser().export(report, name, tmp_path / f"{audience}.out", audience=audience)
        files = files_of(place)
        if name == "yaml":
            files = {"report.yaml": place.read_bytes()}
        known = [each.title.verbatim for each in report.sections]
        wanted = [
            each.title.verbatim
            for each in readable(report, audience)
            if name not in TABLES_ALONE or any(isinstance(block, Table) for block in each.blocks)
            if name not in PICTURES_ALONE or any(isinstance(b, Figure) for b in each.blocks)
        ]
        found = SHOWN[name](files)
        if name in PICTURES_ALONE:
            found = [stem.partition("-")[0].capitalize() for stem in found]
        assert list(dict.fromkeys(each for each in found if each in known)) == wanted
        held = b"\n".join(folders.unpacked(files).values())
        held += pdf.words(files).encode() if name == "pdf" else b""
        held += parquet.words(files).encode() if name == "parquet" else b""
        assert not [
            each.title.verbatim
            for each in report.sections
            if each.title.verbatim not in wanted and each.title.verbatim.encode() in held
        ]
