"""What reading and writing promise: every format, every place, and nothing lost between them."""

import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.conversion import structure, unstructure
from rosace.errors import InvalidDocumentError, Problem, UsageError
from rosace.instrument import Instrument
from rosace.interfaces import ImportedTable, ImportOptions
from rosace.loading import load_json, load_yaml
from rosace.mapping import ColumnMapping, FileMapping
from rosace.places import Place
from rosace.pseudonyms import is_email, load_key, pseudonymize
from rosace.reading import known_suffixes, read_documents
from rosace.response import Response
from rosace.writing import FORMATS, dump_documents, dump_responses, dump_yaml, sorted_responses

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTRUMENT = structure(
    {
        "schema": "rosace/instrument/1",
        "id": "meeting",
        "version": "1.0.0",
        "title": {"en": "Meeting"},
        "languages": ["en"],
        "provenance": "ours",
        "rights": {"holder": "Test", "wording": "ours"},
        "sections": [{"id": "all", "title": {"en": "All"}, "items": ["note"]}],
        "items": [{"id": "note", "type": "text", "text": {"en": "Note"}}],
    },
    Instrument,
)


def response(identifier: str = "r1", wave: str = "2024", note: str = "Ok") -> dict[str, Any]:
    """Return a response document."""
    return {
        "schema": "rosace/response/1",
        "id": identifier,
        "instrument": "meeting",
        "version": "1.0.0",
        "wave": wave,
        "respondent": {"id": identifier, "kind": "individual"},
        "answers": {"note": note},
    }


class SpyImporter:
    """An importer that gives one row, and keeps the options it was given."""

    name = "spy"
    suffixes = (".spy",)
    options: ImportOptions | None = None

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Return a table of one row and one row that cannot be read."""
        del file
        self.options = options
        rows: Iterator[Any] = iter(
            [(2, ("p1", source.read().decode())), (3, Problem("too-long", row=3))]
        )
        return ImportedTable(
            columns=("@respondent", "note"), rows=rows, understood={"encoding": "UTF-8"}
        )


def read(path: Path, **options: Any) -> list[tuple[Place, dict[str, Any] | Problem]]:
    """Return all that is found in a file."""
    return list(read_documents(path, INSTRUMENT, importers=[SpyImporter()], **options))


def test_a_json_file_holds_one_response_or_several(tmp_path: Path) -> None:
    """One object is one response; a list gives each with its index."""
    one, several = tmp_path / "one.json", tmp_path / "several.JSON"
    one.write_bytes(json.dumps(response()).encode())
    several.write_bytes(json.dumps([response("r1"), 5, response("r2")]).encode())
    assert [found for _, found in read(one)] == [response()]
    places, found = zip(*read(several), strict=True)
    assert [place.index for place in places] == [0, 1, 2]
    assert (found[0], found[2]) == (response("r1"), response("r2"))
    assert isinstance(found[1], Problem)
    assert (found[1].code, found[1].pointer, found[1].file) == ("wrong-type", "/1", str(several))


@pytest.mark.parametrize("suffix", [".ndjson", ".jsonl"])
def test_lines_are_read_one_by_one(tmp_path: Path, suffix: str) -> None:
    """A bad line gives its problem with its number, and the others are read."""
    path = tmp_path / f"answers{suffix}"
    lines = [json.dumps(response("r1")), "{", "", '"text"', json.dumps(response("r2"))]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read(path)
    assert [place.row for place, _ in found] == [1, 2, 4, 5]
    problems = [each for _, each in found if isinstance(each, Problem)]
    assert [(each.code, each.row) for each in problems] == [
        ("json-unfinished", 2),
        ("wrong-type", 4),
    ]


def test_a_yaml_file_tells_line_and_column(tmp_path: Path) -> None:
    """What is found in a YAML document is placed in the file as people see it."""
    path = tmp_path / "answers.yml"
    path.write_bytes(b"- answers: {}\n- answers:\n    note: 5\n")
    (_, (place, document)) = read(path)
    assert document == {"answers": {"note": 5}}
    placed = place.locate(Problem("wrong-type", pointer="/answers/note"))
    assert (placed.line, placed.column, placed.pointer) == (3, 5, "/1/answers/note")


def test_a_table_is_read_through_its_importer(tmp_path: Path) -> None:
    """The importer gets what the mapping declares, and its problems are passed on."""
    path = tmp_path / "answers.spy"
    path.write_bytes(b"Bien")
    found = [each for _, each in read(path, wave="2025")]
    notice, document, problem = found
    assert isinstance(notice, Problem)
    assert (notice.code, notice.severity) == ("understood", "notice")
    assert isinstance(document, dict)
    assert (document["answers"], document["wave"]) == ({"note": "Bien"}, "2025")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.row, problem.file) == ("too-long", 3, str(path))
    columns = (ColumnMapping(column="note", to="note"),)
    mapping = FileMapping(instrument="meeting", separator=";", columns=columns)
    spy = SpyImporter()
    list(read_documents(path, INSTRUMENT, importers=[spy], mapping=mapping))
    assert spy.options == ImportOptions(separator=";")


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    """The refusal says what can be read, importers included."""
    path = tmp_path / "answers.xyz"
    path.touch()
    with pytest.raises(InvalidDocumentError) as raised:
        read(path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.arguments["found"]) == ("no-importer", ".xyz")
    assert ".spy" in str(problem.arguments["known"])
    assert known_suffixes([]) == (".json", ".ndjson", ".jsonl", ".yaml", ".yml")


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".yaml", ".spy", ".xyz"])
def test_a_missing_file_is_said(tmp_path: Path, suffix: str) -> None:
    """Whatever the format, a file that is not there is a problem and no traceback."""
    with pytest.raises(InvalidDocumentError) as raised:
        read(tmp_path / f"absent{suffix}")
    assert [each.code for each in raised.value.problems] == ["file-not-found"]


@pytest.mark.parametrize("suffix", [".json", ".ndjson", ".yaml", ".spy", ".xyz"])
def test_a_pipe_is_no_file_of_answers(tmp_path: Path, suffix: str) -> None:
    """Whatever the format, a pipe is told of, and nobody waits for what may come out of it."""
    path = tmp_path / f"answers{suffix}"
    os.mkfifo(path)
    with pytest.raises(InvalidDocumentError) as raised:
        read(path)
    assert [each.code for each in raised.value.problems] == ["not-a-file"]


def test_a_mapping_for_our_own_format_is_not_used_in_silence(tmp_path: Path) -> None:
    """A mapping means nothing for a document, and that is said."""
    path = tmp_path / "one.json"
    path.write_bytes(json.dumps(response()).encode())
    columns = (ColumnMapping(column="note", to="note"),)
    found = [each for _, each in read(path, mapping=FileMapping(instrument="x", columns=columns))]
    assert isinstance(found[0], Problem)
    assert (found[0].code, found[0].severity) == ("mapping-not-used", "notice")
    assert found[1] == response()


SOUND = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.text(SOUND) | st.sampled_from(
    ["no", "yes", "~", "", " ", "012", "1:30", "2024-05", "2024-05-14", "1e5", "0o17", "0x1F", ".5",
     "+1", "-", "- a", "a: b", "a #b", "null", "TRUE", ".inf", "=", "<<", "\ufeff", "\x85",
     "\u2028", "\n a", "a\n\n b\n", "\t", "é\r\n", "'", '"', "@x", "%", "{", "[", "!t", "&a", "*a",
     "😀", "\x07", "?", "? a", "y", "1_000", "---", "..."]
)  # fmt: skip
NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES.filter(lambda value: value is not None))
def test_yaml_reads_back_what_it_wrote(value: object) -> None:
    """Words that YAML would take for something else come back as words."""
    back = load_yaml(dump_yaml(value))[0]
    assert back == value
    assert json.dumps(back) == json.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, b"x"])
def test_yaml_refuses_what_json_has_not(value: object) -> None:
    """Nothing is written that could not be read back."""
    with pytest.raises((ValueError, TypeError)):
        dump_yaml(value)


@settings(deadline=None)
@given(st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=5), st.sampled_from(FORMATS))
def test_documents_read_back_what_was_written(documents: list[Any], format_: Any) -> None:
    """Every format of the core gives the same documents back."""
    data = b"".join(dump_documents(documents, format_))
    if format_ == "ndjson":
        assert [load_json(line) for line in data.splitlines(keepends=True)] == documents
    else:
        back = load_json(data) if format_ == "json" else load_yaml(data)[0]
        assert back == documents


def test_an_unknown_format_is_not_written() -> None:
    """Writing knows its formats by name."""
    with pytest.raises(UsageError):
        dump_documents([], "xml")  # type: ignore[arg-type]  # what is tested


def test_written_order_says_nothing_of_arrival() -> None:
    """Rows are sorted by wave, instrument and id, whatever the order they came in."""
    documents = [response("b", "2024"), response("a", "2025"), response("a", "2024")]
    values = [structure(each, Response) for each in documents]
    one, other = (b"".join(dump_responses(each)) for each in (values, values[::-1]))
    assert one == other
    assert [(each.wave, each.id) for each in sorted_responses(values)] == [
        ("2024", "a"), ("2024", "b"), ("2025", "a"),
    ]  # fmt: skip


@pytest.mark.parametrize("format_", FORMATS)
def test_written_responses_are_read_again(tmp_path: Path, format_: Any) -> None:
    """A file of the core is read back into the same responses."""
    values = [structure(response(each, note="no\n012"), Response) for each in ("a", "b")]
    path = tmp_path / f"answers.{format_}"
    path.write_bytes(b"".join(dump_responses(values, format_)))
    assert [found for _, found in read(path)] == [unstructure(each) for each in values]


def test_emails_give_way_to_pseudonyms() -> None:
    """An address leaves no trace, and a person keeps one pseudonym over waves and spellings."""
    key = b"k" * 32
    first = pseudonymize(
        {
            **response("Anne@Example.org/2024"),
            "respondent": {"id": " Anne@Example.org", "kind": "x"},
        },
        key,
    )
    second = pseudonymize({**response(), "respondent": {"id": "anne@example.org"}}, key)
    assert "example" not in json.dumps(first).casefold()
    assert first["respondent"]["id"] == second["respondent"]["id"]
    assert first["id"] == f"{first['respondent']['id']}/2024"
    assert len(first["respondent"]["id"]) >= 16
    assert first["answers"] == response()["answers"]
    assert pseudonymize(second, key) == second
    other = pseudonymize({**response(), "respondent": {"id": "anne@example.org"}}, b"o" * 32)
    assert other["respondent"]["id"] != second["respondent"]["id"]


def test_only_addresses_are_pseudonymized() -> None:
    """A pseudonym stays what it is."""
    assert pseudonymize(response("p1"), b"k" * 32) == response("p1")
    assert not is_email("p1@table")
    assert is_email("a.b@c.ca")


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps no such modes")
def test_a_key_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """A new key is private, kept, and refused once others may read it."""
    path = tmp_path / "study.key"
    key = load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (load_key(path), len(key)) == (key, 32)
    path.chmod(0o640)
    with pytest.raises(InvalidDocumentError) as raised:
        load_key(path)
    assert [each.code for each in raised.value.problems] == ["key-not-private"]


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    """A file that is no key is never taken for one."""
    path = tmp_path / "study.key"
    path.write_bytes(b"secret")
    path.chmod(0o600)
    with pytest.raises(InvalidDocumentError) as raised:
        load_key(path)
    assert [each.code for each in raised.value.problems] == ["key-too-short"]


def test_a_key_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A missing folder is a problem and no traceback."""
    with pytest.raises(InvalidDocumentError) as raised:
        load_key(tmp_path / "absent" / "study.key")
    assert [each.code for each in raised.value.problems] == ["unwritable-key"]
