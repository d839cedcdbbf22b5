"""Lines turned into columns are accepted and refused as the core does it row by row."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.engines.lines import INSTRUMENT, assert_as_core, document_of, line, response

from rosace.conversion import unstructure
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.intake import Intake
from rosace.loading import Limits
from rosace.response import Response
from rosace.strategies import instruments, mutations, responses
from rosace_bulk.lines import LineReader
from rosace_bulk.parts import PART, take_documents, take_lines
from rosace_bulk.text import Text, texts

laws = settings(
    deadline=None,
    max_examples=100,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


BOM = b"\xef\xbb\xbf"


ATTRIBUTE = re.compile(rb'"attributes": ?\{("[^"]*": ?"[^"]*")')


@st.composite
def hostile_lines(draw: st.DrawFn, documents: Sequence[Any]) -> bytes:
    """Generate lines of some sound documents, mostly broken as documents or as text."""
    document = draw(st.sampled_from(documents))
    if draw(st.booleans()):
        document = draw(mutations(document))
    spaces = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    text = json.dumps(document, ensure_ascii=draw(st.booleans()), separators=spaces, allow_nan=True)
    return draw(st.sampled_from(BREAKS))(text.encode("utf-8", "surrogatepass"))


def twice(text: bytes) -> bytes:
    """Return an object whose first key stands in it twice."""
    first = text.partition(b",")[0]
    return text.replace(b"}", b"," + first.lstrip(b"{ ") + b"}", 1) if b"," in text else text


BREAKS = [
    *[lambda text: text] * 12,
    twice,
    lambda text: text.replace(b'"kind"', b'"kind":"individual","kind"', 1),
    lambda text: text.replace(b'"answers"', b'"answers":{},"answers"', 1),
    lambda text: ATTRIBUTE.sub(rb'"attributes":{\1,\1', text),
    lambda text: ATTRIBUTE.sub(b'"attributes":{\\1,"region":"\xff"', text),
    lambda text: ATTRIBUTE.sub(rb'"attributes":{\1,"region":["a"]', text),
    lambda text: ATTRIBUTE.sub(rb'"attributes":{\1,', text),
    lambda text: text.replace(b'"id"', b'"\\u0069d"', 1),
    lambda text: text.replace(b'"id"', b'"id":"x","\\u0069d"', 1),
    lambda text: text.replace(b'":"', b'":"\\u0000', 1),
    lambda text: text.replace(b'":"', b'":"\\ud83d', 1),
    lambda text: text.replace(b'":"', b'":"\\ud83d\\ude00', 2),
    lambda text: text.replace(b'":"', b'":"\xff', 1),
    lambda text: text.replace(b'":"', b'":"\x01', 1),
    lambda text: text.replace(b'":"', b'":"\\"\\\\', 3),
    lambda text: text.replace(b":1", b":1e400", 1),
    lambda text: text.replace(b":1", b":1.0", 1),
    lambda text: text.replace(b":", b":-0", 1),
    lambda text: BOM + text,
    lambda text: text + b"\r",
    lambda text: text + b" x",
    lambda text: text[:-3],
    lambda _: b"",
    lambda _: b" \t ",
    lambda _: b"\x0b",
    lambda _: b"[]",
    lambda _: b"\xff\xfe{\x00",
    lambda _: b"[" * 3000,
]


def sound(instrument: Instrument) -> st.SearchStrategy[Any]:
    """Generate sound documents."""
    return responses(instrument).map(unstructure)


@st.composite
def files(draw: st.DrawFn) -> tuple[Instrument, bytes]:
    """Generate an instrument and a file of lines about it."""
    instrument = draw(instruments())
    documents = draw(st.lists(sound(instrument), min_size=1, max_size=2))
    held = [line(documents[0])]
    held += draw(st.lists(hostile_lines(documents), min_size=1, max_size=6))
    end = draw(st.sampled_from([b"", b"\n", b"\n\n"]))
    return instrument, b"\n".join(held) + end


@laws
@given(files())
def test_lines_are_taken_as_the_core_takes_them(held: tuple[Instrument, bytes]) -> None:
    """Whatever stands in a file, each row is accepted with the same values or refused alike."""
    instrument, data = held
    assert_as_core(data, Intake(instrument=instrument))


@laws
@given(
    st.lists(sound(INSTRUMENT), min_size=1, max_size=2).flatmap(
        lambda documents: st.lists(hostile_lines(documents), max_size=8)
    ),
    st.sampled_from([1, 700, PART]),
)
def test_lines_of_the_diagnostic_tool_are_taken_as_the_core_takes_them(
    held: list[bytes], part_bytes: int
) -> None:
    """The tool whose lines decode whole is taken alike too, in however many parts."""
    data = b"\n".join([line(response()), *held, line(response(id="r2"))])
    assert_as_core(data, Intake(instrument=INSTRUMENT), part_bytes=part_bytes)


@pytest.mark.parametrize("size", [300, 620, 650, 10_000])
def test_lines_that_are_too_long_are_refused_as_the_core_does(size: int) -> None:
    """A line of more bytes than permitted is refused, its end counted, wherever parts begin."""
    held = [line(response()), b"x" * 900, line(response(id="r" * 100)), b"", line(response())]
    limits = Limits(row_bytes=size)
    for part_bytes in (1, 800, PART):
        assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT), limits, part_bytes)


@laws
@given(st.lists(st.sampled_from([b"", b"a", b"bcd", b"e" * 9]), max_size=8), st.integers(1, 12))
def test_texts_are_whole_lines(held: list[bytes], size: int) -> None:
    """Texts hold all of a file, and each line but the very last has its end."""
    data = b"\n".join(held)
    held = texts(io.BytesIO(data), len(data), "f", 100, size)
    found = [[text.line(n) for n in range(len(text))] for text in held]
    assert b"".join(line for some in found for line in some) == data
    assert all(line.endswith(b"\n") for some in found[:-1] for line in some)


def test_sound_lines_take_the_quick_way() -> None:
    """Sound lines are taken without the core, whatever their words and spaces."""
    documents = [
        response(id=f"r{n}", respondent={"id": f"é {n}", "kind": "individual"}) for n in range(9)
    ]
    documents[3]["answers"]["q02"] = {"value": "A", "comment": 'Un "mot" \\ \n.'}
    documents[4]["answers"]["q02"] = {"missing": "no-answer"}
    block = b"\n".join([json.dumps(each).encode() for each in documents])
    reader = LineReader(Intake(instrument=INSTRUMENT))
    seen = reader.read(Text.of(block), 1, "f")
    table = reader.gathered("f")
    assert (len(seen), table and table.num_rows) == (0, 9)


def test_no_line_takes_the_quick_way_past_a_plugin(tmp_path: Path) -> None:
    """Where a plugin looks at responses, it is shown each of them, and may refuse it."""

    def check(_: Instrument, held: Response) -> list[Problem]:
        return [Problem("own-finding")] if held.id == "r5" else []

    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"\n".join(line(response(id=f"r{n}")) for n in range(9)))
    intake = Intake(instrument=INSTRUMENT, check=check)
    (outcome,) = take_lines([path], intake, tmp_path, processes=1)
    assert (outcome.sound, outcome.refused) == (8, 1)
    assert [(each.code, each.row) for each in outcome.problems] == [("own-finding", 6)]


def test_errors_beyond_the_limit_are_counted(tmp_path: Path) -> None:
    """Of very many errors the first are kept in full, the others counted by code; all rows held."""
    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"\n".join([line(response()), *[b"{"] * 5, *[b"[]"] * 2]))
    (outcome,) = take_lines(
        [path], Intake(instrument=INSTRUMENT), tmp_path, processes=1, most_problems=3
    )
    assert [each.row for each in outcome.problems] == [2, 3, 4]
    assert outcome.beyond == {outcome.problems[0].code: 2, "wrong-type": 2}
    assert [each.place.row for each in outcome.rejected()] == [2, 3, 4, 5, 6, 7, 8]


def test_documents_of_other_formats_are_written_alike(tmp_path: Path) -> None:
    """A list of documents gives the columns that lines give, and says where each stood."""
    documents = [response(id="r1"), {"id": "r2"}, response(id="r3", wave="2022")]
    path = tmp_path / "rows.json"
    path.write_bytes(json.dumps(documents).encode())
    (outcome,) = take_documents([path], Intake(instrument=INSTRUMENT), tmp_path)
    assert (outcome.sound, outcome.refused) == (2, 1)
    table = parquet.read_table(outcome.parquet)
    assert table["@index"].to_pylist() == [0, 2]
    assert table["@file"].to_pylist() == [str(path)] * 2
    assert document_of(table.to_pylist()[1], INSTRUMENT)["wave"] == "2022"
