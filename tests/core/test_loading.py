"""What loading promises: by suffix, row by row, within limits, and never half."""

import io
import os
import socket as socketlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import (
    LIMITS,
    Limits,
    dump_json,
    iterate_ndjson,
    json_type,
    load_document,
    load_json,
)
from rosace.strategies import plain_data

Refused = Callable[..., list[Problem]]


def test_the_number_of_problems_is_bounded(problems_of: Refused) -> None:
    """A document full of faults is explained up to the limit."""
    assert len(problems_of("[" + ", ".join(["NaN"] * 1000) + "]")) == LIMITS.problems
    assert len(problems_of("- .nan\n" * 1000, is_yaml=True)) == LIMITS.problems


def test_size_is_limited(problems_of: Refused) -> None:
    """A document over the limit is refused unread, and the limit is named."""
    limits = Limits(document_bytes=10, yaml_bytes=10)
    for is_yaml in (False, True):
        problem = problems_of("[" + "1, " * 9 + "1]", limits=limits, is_yaml=is_yaml)[0]
        assert problem.code == "document-too-large"
        assert "10 bytes" in problem.message("en")


def test_digits_are_limited_by_what_python_can_read() -> None:
    """No limit can be set so high that reading an integer would fail."""
    with pytest.raises(ValueError, match="integer_digits"):
        Limits(integer_digits=4301)
    assert load_json(b"7" * 4300, limits=Limits(integer_digits=4300)) == int("7" * 4300)


def test_rows_keep_their_line_numbers() -> None:
    """Blank lines are skipped and counted; a bad row stands beside the good ones."""
    data = b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"a": }\n{"a": 1, "a": 2}\n\xff\n\xef\xbb\xbf1\n3'
    rows = list(iterate_ndjson(io.BytesIO(data), file="f.ndjson"))
    assert rows[0] == (1, {"a": 1})
    assert rows[-1] == (8, 3)
    refused = [each for _, each in rows if isinstance(each, Problem)]
    assert [(each.row, each.code) for each in refused] == [
        (4, "json-value-expected"),
        (5, "duplicate-key"),
        (6, "invalid-utf8"),
        (7, "byte-order-mark"),
    ]
    assert {each.line for each in refused} == {None}
    assert refused[0].explain("en").startswith("f.ndjson, row 4, column 7, at /a: ")


def test_a_long_row_is_refused_without_being_kept() -> None:
    """A line over the limit is read in pieces, refused, and the next one is read."""

    class Counting(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    stream = Counting(b'"' + b"x" * 100_000 + b'"\n1\n' + b"2" * 100 + b"\n" + b"3" * 101)
    rows = list(iterate_ndjson(stream, limits=Limits(row_bytes=102, integer_digits=200)))
    assert stream.longest == 103
    assert isinstance(rows[0][1], Problem)
    assert rows[0][1].code == "row-too-long"
    assert rows[1:] == [(2, 1), (3, int("2" * 100)), (4, int("3" * 101))]
    assert not stream.closed


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    """A file of rows is opened late, read line by line, and closed when left."""
    file = tmp_path / "responses.ndjson"
    rows = iterate_ndjson(file)
    file.write_bytes(b'{"id": "r1"}\n{"id": "r2"}\n')
    assert isinstance(rows, Iterator)
    assert next(rows) == (1, {"id": "r1"})
    assert list(rows) == [(2, {"id": "r2"})]
    assert [number for number, _ in iterate_ndjson(str(file))] == [1, 2]


@given(st.lists(plain_data(), max_size=5))
def test_rows_written_are_rows_read(values: list[object]) -> None:
    """A document for each line comes back as one row for each."""
    stream = io.BytesIO(b"".join(map(dump_json, values)))
    assert repr([value for _, value in iterate_ndjson(stream)]) == repr(values)


def test_documents_are_read_by_their_suffix(tmp_path: Path) -> None:
    """JSON and YAML files give the same value; YAML adds positions."""
    for name in ("a.json", "b.yaml", "c.YML"):
        file = tmp_path / name
        file.write_bytes(b'{"a": [1]}')
        value, positions = load_document(file)
        assert value == {"a": [1]}
        assert (positions is None) == (name == "a.json")


def refusal_of(path: Path, limits: Limits = LIMITS) -> Problem:
    """Return the problem that a file is refused for."""
    with pytest.raises(InvalidDocumentError) as caught:
        load_document(path, limits=limits)
    problem = caught.value.problems[0]
    assert problem.file == str(path)
    return problem


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    """A missing file, a folder or an odd format is told like any other problem."""
    (tmp_path / "folder.json").mkdir()
    assert refusal_of(tmp_path / "none.json").code == "file-not-found"
    assert refusal_of(tmp_path / "folder.json").code == "is-a-folder"
    assert refusal_of(tmp_path / "none.docx").code == "file-not-found"
    (tmp_path / "answers.docx").touch()
    assert refusal_of(tmp_path / "answers.docx").code == "unknown-format"
    assert refusal_of(tmp_path / ("x" * 300 + ".json")).code == "unreadable-file"
    assert refusal_of(tmp_path / "\0.json").code == "unreadable-file"
    with pytest.raises(InvalidDocumentError):
        list(iterate_ndjson(tmp_path / "none.ndjson"))


def test_a_file_that_never_ends_is_read_up_to_the_limit(tmp_path: Path) -> None:
    """Only as much is read as the limit allows, be the file larger than all memory."""
    endless = tmp_path / "endless.json"
    with endless.open("wb") as file:
        file.truncate(2**40)
    assert refusal_of(endless, Limits(document_bytes=1000)).code == "document-too-large"


@pytest.mark.parametrize("suffix", [".json", ".yaml", ".docx"])
def test_only_regular_files_are_opened(tmp_path: Path, suffix: str) -> None:
    """A pipe, a socket and a device are told of, and nothing waits for what they may give."""
    pipe, device, socket = (tmp_path / f"{name}{suffix}" for name in ("pipe", "device", "socket"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    with socketlib.socket(socketlib.AF_UNIX) as held:
        held.bind(str(socket))
        for path in (pipe, device, socket):
            assert refusal_of(path).code == "not-a-file"


def test_a_faulty_file_is_named(tmp_path: Path) -> None:
    """The problems of a file carry its name, line and column."""
    file = tmp_path / "instrument.yaml"
    file.write_text("id: a\nid: b\n", encoding="utf-8")
    problem = refusal_of(file)
    assert (problem.file, problem.line, problem.column) == (str(file), 2, 1)


def test_a_stream_that_breaks_is_a_problem() -> None:
    """A device that fails in the middle of reading is told, not thrown."""

    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise OSError(size)

    with pytest.raises(InvalidDocumentError) as caught:
        list(iterate_ndjson(Broken()))
    assert caught.value.problems[0].code == "unreadable-file"


@given(plain_data())
def test_every_value_has_a_type(value: object) -> None:
    """Types are named as JSON Schema names them, and true is no integer."""
    names = {"null", "boolean", "integer", "number", "string", "array", "object"}
    assert json_type(value) in names
    assert json_type(value) != "integer" or not isinstance(value, bool)
