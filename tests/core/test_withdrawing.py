"""What withdrawing promises: somebody is taken out everywhere, and nobody else is touched."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError
from rosace.loading import dump_json, load_yaml
from rosace.pseudonyms import load_key, pseudonymize
from rosace.study_folder import StudyFolder, open_folder
from rosace.study_reading import read_responses
from rosace.testing import people, sketch
from rosace.withdrawing import withdraw, withdraw_everyone
from rosace.writing import dump_documents, dump_yaml

MADE = sketch([{"id": "q", "type": "yes-no"}, {"id": "t", "type": "text"}])
STUDY: Mapping[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [{"id": MADE.id, "file": "sketch.json"}],
    "waves": [{"id": "w1"}, {"id": "w2"}],
}
APPRAISER = Appraiser(Configuration(plugins="all"))
MAIL = "Marie.Tremblay@example.org"


SHEETS = {
    "rosace_example_sheets.py": """
from rosace.hookspecs import hookimpl
from rosace.interfaces import ImportedTable


UNDERSTOOD = {}


class SheetImporter:
    name = "sheets"
    suffixes = (".sheet",)

    def read(self, source, file, options):
        first, *lines = source.read().decode().splitlines()
        rows = ((row, tuple(line.split("|"))) for row, line in enumerate(lines, 2))
        return ImportedTable(columns=tuple(first.split("|")), rows=rows, understood=UNDERSTOOD)


@hookimpl
def rosace_register_importers():
    return [SheetImporter()]
""",
    "rosace_example_sheets-1.0.dist-info/METADATA": """Metadata-Version: 2.1
Name: rosace-example-sheets
Version: 1.0
Requires-Dist: rosace
""",
    "rosace_example_sheets-1.0.dist-info/entry_points.txt": """[rosace]
example-sheets = rosace_example_sheets
""",
}
"""A stranger's plugin that reads a format of which nothing is known but its rows."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a study without answers."""
    (tmp_path / "study.yaml").write_bytes(dump_json(dict(STUDY)))
    (tmp_path / "sketch.json").write_bytes(dump_json(unstructure(MADE)))
    return tmp_path


def documents(*names: str, wave: str = "w1") -> list[dict[str, Any]]:
    """Return response documents of people with these names."""
    known = [{"id": name} for name in names]
    made = people(MADE, [{"q": True, "t": "Été — 10 %"}] * len(names), wave=wave, known=known)
    return [unstructure(each) for each in made]


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write a file of a folder and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(folder: Path, name: str) -> list[str]:
    """Return the codes of why somebody cannot be taken out; nothing may change."""
    before = contents(folder)
    with pytest.raises(InvalidDocumentError) as caught:
        withdraw(APPRAISER, open_folder(folder), name)
    assert contents(folder) == before
    return [problem.code for problem in caught.value.problems]


def names(folder: StudyFolder, wave: str = "w1") -> list[str]:
    """Return who answered in a wave."""
    return [each.respondent.id for each in read_responses(APPRAISER, folder, wave, MADE.id)]


def test_a_person_is_taken_out_of_all_waves_and_formats(folder: Path) -> None:
    """Whatever the format and the wave, the person is gone and everybody else is there."""
    lines = b"".join(dump_json(each) for each in documents("p1", "p2"))
    put(folder, "responses/w1/sketch.ndjson", lines)
    put(folder, "responses/w1/sketch-2.csv", b"@respondent,q\np3,yes\n")
    listed = b"".join(dump_documents(documents("p2", "p3", wave="w2"), "json"))
    put(folder, "responses/w2/sketch.json", listed)
    put(folder, "responses/w2/sketch-2.yaml", dump_yaml(documents("p4", wave="w2")))
    done = withdraw(APPRAISER, open_folder(folder), "p2")
    assert done.rows == 2
    assert [path.rpartition("/")[2] for path in done.files] == ["sketch.ndjson", "sketch.json"]
    assert sorted(names(open_folder(folder))) == ["p1", "p3"]
    assert sorted(names(open_folder(folder), "w2")) == ["p3", "p4"]


@pytest.mark.parametrize(
    ("name", "data", "left"),
    [
        ("sketch.csv", "@respondent,q,t\np1,yes,a\np2,no,b\n", "@respondent,q,t\np1,yes,a\n"),
        (
            "sketch.csv",
            '\ufeff"A;\r\nb";@respondent;t;q\r\n;p2;"a ""b""\r\nc; d";yes\r\n\r\n;p1;"x\ny";no',
            '\ufeff"A;\r\nb";@respondent;t;q\r\n\r\n;p1;"x\ny";no',
        ),
        (
            "sketch.tsv",
            "t\t@respondent\tq\np2\tp1\tyes\n-\t p2 \tno\n",
            "t\t@respondent\tq\np2\tp1\tyes\n",
        ),
        ("sketch.csv", "@respondent,q\np2,yes\n", "@respondent,q\n"),
    ],
)
def test_other_rows_of_a_table_keep_their_bytes(
    folder: Path, name: str, data: str, left: str
) -> None:
    """Marks, line ends, quotes and blank lines of what stays are as they were."""
    path = put(folder, f"responses/w1/{name}", data.encode())
    assert withdraw(APPRAISER, open_folder(folder), "p2").rows == 1
    assert path.read_bytes() == left.encode()


def test_windows_text_keeps_its_bytes(folder: Path) -> None:
    """A file in Windows-1252 stays in it."""
    data = "@respondent;t;q\np1;Été;yes\np2;Où;no\n".encode("windows-1252")
    path = put(folder, "responses/w1/sketch.csv", data)
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert path.read_bytes() == "@respondent;t;q\np1;Été;yes\n".encode("windows-1252")


def test_other_lines_of_ndjson_keep_their_bytes(folder: Path) -> None:
    """Spaces, blank lines and the order of keys of what stays are as they were."""
    first, gone, last = (json.dumps(each, indent=None) for each in documents("p1", "p2", "p3"))
    data = f"  {first}\r\n\n{gone}\n{last}"
    path = put(folder, "responses/w1/sketch.ndjson", data.encode())
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert path.read_bytes() == f"  {first}\r\n\n{last}".encode()


def test_one_document_alone_leaves_an_empty_list(folder: Path) -> None:
    """A file that held the person alone can still be read, and holds nobody."""
    for name in ("sketch.json", "sketch-2.yaml"):
        put(folder, f"responses/w1/{name}", dump_json(documents("p2")[0]))
    put(folder, "responses/w2/sketch.ndjson", dump_json(documents("p2", wave="w2")[0]))
    assert withdraw(APPRAISER, open_folder(folder), "p2").rows == 3
    assert names(open_folder(folder)) == names(open_folder(folder), "w2") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["p1", "p2", "p3"]),
            st.text(st.sampled_from("aé;,\"\n\r\t '|-"), max_size=8),
        ),
        min_size=1,
        max_size=6,
    ),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_without_somebody_is_the_table_of_the_others(
    folder: Path, rows: Sequence[tuple[str, str]], separator: str, end: str
) -> None:
    """Whatever people wrote, what is left is what would be there had the person never answered."""

    def table(held: Sequence[tuple[str, str]]) -> bytes:
        lines = [
            separator.join((name, '"' + said.replace('"', '""') + '"', "yes"))
            for name, said in held
        ]
        return end.join([separator.join(("@respondent", "t", "q")), *lines, ""]).encode()

    path = put(folder, "responses/w1/sketch.csv", table(rows))
    left = [row for row in rows if row[0] != "p2"]
    if left == list(rows):
        assert refused(folder, "p2") == ["respondent-not-found"]
        return
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert path.read_bytes() == table(left)


def test_an_address_and_its_pseudonym_are_one_person(folder: Path) -> None:
    """By the study's key a person is found whether a file holds the address or the pseudonym."""
    key = load_key(folder / "pseudonyms.key")
    pseudonym = pseudonymize({"respondent": {"id": MAIL}}, key)["respondent"]["id"]
    for named in (MAIL, MAIL.upper(), pseudonym):
        put(
            folder,
            "responses/w1/sketch.csv",
            f"@respondent,q\n{MAIL.lower()},yes\np1,no\n".encode(),
        )
        put(folder, "responses/w2/sketch.csv", f"@respondent,q\n{pseudonym},yes\np1,no\n".encode())
        assert withdraw(APPRAISER, open_folder(folder), named).rows == 2
        assert names(open_folder(folder)) == names(open_folder(folder), "w2") == ["p1"]


def test_without_the_key_a_pseudonym_is_no_address(folder: Path) -> None:
    """Without its key nothing ties an address to a pseudonym; the address itself is found."""
    put(folder, "responses/w1/sketch.csv", f"@respondent,q\n{MAIL},yes\np1,no\n".encode())
    assert refused(folder, "x" * 32) == ["respondent-not-found"]
    assert withdraw(APPRAISER, open_folder(folder), MAIL.lower()).rows == 1
    assert not (folder / "pseudonyms.key").exists()


def test_a_mapping_says_which_column_names_people(folder: Path) -> None:
    """In a foreign file the person is found where its mapping says."""
    path = put(folder, "responses/w1/sketch.csv", b"Code,Question\np2,yes\np1,no\n")
    columns = [{"column": "Code", "to": "@respondent"}, {"column": "Question", "to": "q"}]
    mapping = {"schema": "rosace/mapping/1", "instrument": MADE.id, "columns": columns}
    put(folder, "responses/w1/sketch.mapping.yaml", dump_yaml(mapping))
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert path.read_bytes() == b"Code,Question\np1,no\n"


def test_nobody_of_that_name_is_a_finding(folder: Path) -> None:
    """A name that no file holds changes nothing, and a part of a name is no name."""
    put(folder, "responses/w1/sketch.csv", b"@respondent,q\np22,yes\n")
    assert refused(folder, "p2") == ["respondent-not-found"]


@pytest.mark.parametrize("understood", ["{}", '{"separator": "|"}'])
def test_what_cannot_be_rewritten_without_loss_stops_everything(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    importable: Callable[[str], None],
    understood: str,
) -> None:
    """A foreign file with the person in it is named with its rows, and no file is changed."""
    distribution = tmp_path_factory.mktemp("distribution")
    for name, text in SHEETS.items():
        put(distribution, name, text.replace("= {}", f"= {understood}").encode())
    importable(str(distribution))
    appraiser = Appraiser(Configuration(plugins="all"))
    put(folder, "responses/w1/sketch.sheet", b'@respondent|t\np1|"yes\np2|no"\n')
    put(folder, "responses/w2/sketch.ndjson", b"".join(map(dump_json, documents("p2", "p3"))))
    before = contents(folder)
    with pytest.raises(InvalidDocumentError) as caught:
        withdraw(appraiser, open_folder(folder), "p2")
    (problem,) = caught.value.problems
    assert (problem.code, problem.arguments["rows"]) == ("withdraw-by-hand", "3")
    assert contents(folder) == before
    assert withdraw(appraiser, open_folder(folder), "p3").rows == 1


def test_a_format_that_nothing_reads_stops_everything(folder: Path) -> None:
    """A file that cannot be looked into may hold the person: nothing is changed."""
    put(folder, "responses/w1/sketch.ndjson", dump_json(documents("p2")[0]))
    put(folder, "responses/w2/sketch.ods", b"PK")
    assert refused(folder, "p2") == ["no-importer"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("responses/w2/sketch.csv", b"@respondent,q\np1,yes,more\n", "tables-ragged-row"),
        ("responses/w2/sketch.json", b"[{}]", "respondent-missing"),
        ("responses/w2/sketch.ndjson", b"{\n", "json-unfinished"),
        (
            "collective/w2/sketch.csv",
            b"@respondent,@kind,q\np2,individual,yes\n",
            "individual-in-collective",
        ),
    ],
)
def test_a_file_that_may_hide_the_person_stops_everything(
    folder: Path, name: str, data: bytes, code: str
) -> None:
    """Where it cannot be told whose a row is, nothing is changed until that is mended."""
    put(folder, "responses/w1/sketch.csv", b"@respondent,q\np2,yes\n")
    put(folder, name, data)
    assert refused(folder, "p2") == [code]


def test_a_file_that_names_nobody_is_told(folder: Path) -> None:
    """A table without a column of respondents is a notice: somebody has to look."""
    put(folder, "responses/w1/sketch.csv", b"@respondent,q\np2,yes\n")
    put(folder, "responses/w2/sketch.csv", b"q\nyes\n")
    done = withdraw(APPRAISER, open_folder(folder), "p2")
    assert [each.code for each in done.notices] == ["respondents-not-named"]


def test_what_the_group_wrote_together_stays(folder: Path) -> None:
    """A name is looked for among individual answers alone, and so is everyone."""
    together = documents("p2")[0] | {"respondent": {"id": "p2", "kind": "collective"}}
    kept = [put(folder, "collective/w1/sketch.json", dump_json(together))]
    kept.append(put(folder, "reports/report.html", b"report"))
    kept.append(put(folder, "releases/note.json", b"{}"))
    before = [path.read_bytes() for path in kept]
    path = put(folder, "responses/w1/sketch.csv", b"@respondent,q\np2,yes\n")
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert path.read_bytes() == b"@respondent,q\n"
    book = put(folder, "responses/w2/sketch.xlsx", b"whatever it holds")
    done = withdraw_everyone(APPRAISER, open_folder(folder))
    assert [path.rpartition("/")[2] for path in done.files] == ["sketch.csv", "sketch.xlsx"]
    assert not path.exists()
    assert not book.exists()
    assert [each.read_bytes() for each in kept] == before


def test_of_a_link_the_link_alone_is_removed(folder: Path, tmp_path_factory: Any) -> None:
    """What a link leads to from the study's folder is not the study's, and stays."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "answers.csv"
    elsewhere.write_bytes(b"@respondent,q\np2,yes\n")
    link = folder / "responses" / "w1" / "sketch.csv"
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    withdraw_everyone(APPRAISER, open_folder(folder))
    assert elsewhere.read_bytes() == b"@respondent,q\np2,yes\n"
    assert not link.is_symlink()


def test_yaml_stays_readable(folder: Path) -> None:
    """What is written anew in YAML is the same answers without the person's."""
    held = documents("p1", "p2", "p3")
    path = put(folder, "responses/w1/sketch.yaml", dump_yaml(held))
    withdraw(APPRAISER, open_folder(folder), "p2")
    assert load_yaml(path.read_bytes())[0] == [held[0], held[2]]
