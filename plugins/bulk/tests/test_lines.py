"""Lines turned into columns are accepted and refused as the core does it row by row."""

import io
import json
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import rosace
from rosace.conversion import unstructure
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.intake import Intake, Seen
from rosace.loading import LIMITS, Limits
from rosace.reading import read_documents
from rosace.response import Response
from rosace.strategies import instruments, mutations, responses
from rosace.study import Attribute, AttributeValue, Study, StudyInstrument, Subject, Wave
from rosace_bulk.lines import LineReader, blocks
from rosace_bulk.parts import PART, Outcome, take_documents, take_lines

INSTRUMENT = rosace.Appraiser().instrument("diagnostic")
laws = settings(
    deadline=None,
    max_examples=100,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
BOM = b"\xef\xbb\xbf"


ATTRIBUTE = re.compile(rb'"attributes": ?\{("[^"]*": ?"[^"]*")')


def response(**changes: Any) -> dict[str, Any]:
    """Return a sound response to the diagnostic tool, with some changes."""
    return {
        "schema": "rosace/response/1",
        "id": "r1",
        "instrument": INSTRUMENT.id,
        "version": INSTRUMENT.version,
        "wave": "2024",
        "respondent": {"id": "p1", "kind": "individual"},
        "answers": {item.id: "A" for item in INSTRUMENT.items},
        **changes,
    }


def line(document: Any) -> bytes:
    """Return a document on a line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def seen_by_core(path: Path, intake: Intake, limits: Limits) -> list[Seen]:
    """Return what the core sees in a file, document by document."""
    look = intake.look()
    return [
        look(place, document)
        for place, document in read_documents(path, intake.instrument, importers=(), limits=limits)
    ]


def read_back(outcomes: Sequence[Outcome], instrument: Instrument) -> dict[int, dict[str, Any]]:
    """Return the plain documents of all parts by their rows."""
    found = {}
    for outcome in outcomes:
        if outcome.parquet is not None:
            table = parquet.read_table(outcome.parquet)
            for cells in table.to_pylist():
                found[cells["@row"]] = document_of(cells, instrument)
    return found


def document_of(cells: dict[str, Any], instrument: Instrument) -> dict[str, Any]:
    """Return what a row of the canonical table says."""
    attributes = {
        name.removeprefix("@attribute."): text
        for name, text in cells.items()
        if name.startswith("@attribute.") and text is not None
    }
    answers: dict[str, Any] = {}
    for item in instrument.items:
        parts = {"value": _plain(cells[item.id])}
        parts |= {
            part: cells.get(f"{item.id}@{part}")
            for part in ("missing", "comment", "rationale", "dissent")
        }
        answers[item.id] = {key: held for key, held in parts.items() if held is not None}
    return {
        "id": cells["@id"],
        "respondent": cells["@respondent"],
        "organization": cells["@organization"],
        "kind": cells["@kind"],
        "wave": cells["@wave"],
        "version": cells["@version"],
        "weight": Fraction(cells["@weight"] or 1),
        "attributes": attributes,
        "answers": {item: held for item, held in answers.items() if held},
    }


def _plain(held: Any) -> Any:
    if isinstance(held, list):
        return [
            {key: cell for key, cell in row.items() if cell is not None}
            if isinstance(row, dict)
            else row
            for row in held
        ]
    return held


def said_of(response: Response) -> dict[str, Any]:
    """Return the same of a response that the core accepted."""
    answers = {}
    for item, answer in response.answers.items():
        plain = unstructure(answer)
        answers[item] = plain if isinstance(plain, dict) else {"value": plain}
    person = response.respondent
    return {
        "id": response.id,
        "respondent": person.id,
        "organization": person.organization,
        "kind": person.kind,
        "wave": response.wave,
        "version": response.version,
        "weight": person.weight,
        "attributes": dict(person.attributes),
        "answers": answers,
    }


def assert_as_core(
    data: bytes, intake: Intake, limits: Limits = LIMITS, part_bytes: int = PART
) -> None:
    """Assert that a file is taken as the core takes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.ndjson"
        path.write_bytes(data)
        parts = Path(folder) / "parts"
        parts.mkdir()
        outcomes = list(
            take_lines([path], intake, parts, processes=1, limits=limits, part_bytes=part_bytes)
        )
        core = seen_by_core(path, intake, limits)
        sound = {
            each.place.row: said_of(each.response)
            for each in core
            if each.response is not None and not each.errors
        }
        assert read_back(outcomes, intake.instrument) == sound
        refused = [(each.place, each.document, each.errors) for each in core if each.errors]
        held = [rejected for outcome in outcomes for rejected in outcome.rejected()]
        assert [(each.place, each.document, each.problems) for each in held] == refused
        problems = [problem for outcome in outcomes for problem in outcome.problems]
        assert problems == [problem for _, _, errors in refused for problem in errors]


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


STUDY = Study(
    id="s",
    title={"en": "S"},
    subject=Subject(id="s", title={"en": "S"}),
    instruments=(StudyInstrument(id=INSTRUMENT.id, version="1.0.0", waves=("2024",)),),
    waves=(Wave(id="2022"), Wave(id="2024")),
    attributes=(
        Attribute(id="sector", values=(AttributeValue(id="public"), AttributeValue(id="privé"))),
    ),
)
PERSONS = [
    {},
    {"organization": "o1"},
    {"organization": "o\u200b1"},
    {"organization": " o"},
    {"organization": "e\u0301"},
    {"id": "a@b.ca"},
    {"id": "é 1"},
    {"id": "e\u0301"},
    {"id": "p\u200b"},
    {"id": " p"},
    {"id": "p" * 200},
    {"id": "p" * 201},
    {"weight": 1},
    {"weight": 1.0},
    {"weight": "1.0"},
    {"weight": "2/3"},
    {"weight": "2/0"},
    {"weight": True},
    {"weight": -1},
    {"weight": 10**18},
    {"kind": "collective"},
    {"attributes": {}},
    {"attributes": {"sector": "privé"}},
    {"attributes": {"sector": "other"}},
    {"attributes": {"other": "x"}},
    {"attributes": {"No": "x"}},
]


@pytest.mark.parametrize("study", [None, STUDY])
@pytest.mark.parametrize("key", [None, "key"])
def test_who_answered_when_is_judged_as_the_core_does(
    study: Study | None, key: str | None, tmp_path: Path
) -> None:
    """Names, weights, waves, versions and attributes are accepted where the core accepts them."""
    changes = [{"respondent": {"id": "p1", "kind": "individual", **each}} for each in PERSONS]
    changes += [{"wave": wave} for wave in ("2022", "2023", "A", "a" * 65)]
    changes += [{"version": version} for version in ("1.1.0", "2.0.0", "1.0", "1.01.0")]
    changes += [{"id": name} for name in ("a@b.ca/1", "", "\u00a0", "x y", "ﬁ")]
    held = [line(response()), *(line(response(**each)) for each in changes)]
    secret = str(tmp_path / key) if key else None
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT, study=study, key=secret))


ANSWERS = [
    {"value": "A"},
    {"value": "A", "comment": "b"},
    {"value": "A", "comment": " "},
    {"value": "A", "comment": "x" * 4001},
    {"value": "A", "comment": "a\0b"},
    {"value": "A", "rationale": "x"},
    {"value": "A", "missing": "no-answer"},
    {"value": "Z"},
    {"missing": "no-answer", "comment": "é"},
    {"missing": "not-applicable"},
    {"missing": "refused"},
    {"comment": "x"},
    {},
    None,
    [],
    "a",
    3,
]


GIVEN = [
    b'{"sector":"public"}',
    b' { "sector" : "public" } ',
    b'{"sector":"public","sector":"public"}',
    b'{"sector":"public","\\u0073ector":"private"}',
    b'{"sector":"public","region":"\xc3\xa9"}',
    b'{"sector":"\xff"}',
    b'{"sector":"\\ud83d"}',
    b'{"sector":"a\\u0000b"}',
    b'{"sector":"a\x01b"}',
    b'{"sector":"a\\"b"}',
    b'{"sector":["public"]}',
    b'{"sector":null}',
    b'{"sector":"public",}',
    b'{"Sector":"public"}',
    b'{"sector":' + b"[" * 500 + b"]" * 500 + b"}",
    b'"public"',
    b"null",
    b"{}",
]


def test_attributes_are_judged_as_the_core_does() -> None:
    """Attributes that many share are looked into as if each response were alone with them."""
    person = {"id": "p1", "kind": "individual", "attributes": "here"}
    text = line(response(respondent=person))
    held = [text.replace(b'"here"', given) for given in GIVEN for _ in range(2)]
    doubled = text.replace(b'"here"', GIVEN[0] + b',"attributes":' + GIVEN[0])
    rows = [line(response()), *held, doubled]
    assert_as_core(b"\n".join(rows), Intake(instrument=INSTRUMENT))


@pytest.mark.parametrize("kind", ["individual", "collective"])
def test_answers_that_are_objects_are_judged_as_the_core_does(kind: str) -> None:
    """A value or a reason, and words beside it, are accepted where the core accepts them."""
    person = {"id": "p1", "kind": kind}
    whole = response()["answers"]
    held = [line(response())]
    held += [line(response(respondent=person, answers={**whole, "q02": each})) for each in ANSWERS]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))


@pytest.mark.parametrize("size", [300, 620, 650, 10_000])
def test_lines_that_are_too_long_are_refused_as_the_core_does(size: int) -> None:
    """A line of more bytes than permitted is refused, its end counted, wherever parts begin."""
    held = [line(response()), b"x" * 900, line(response(id="r" * 100)), b"", line(response())]
    limits = Limits(row_bytes=size)
    for part_bytes in (1, 800, PART):
        assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT), limits, part_bytes)


@laws
@given(st.lists(st.sampled_from([b"", b"a", b"bcd", b"e" * 9]), max_size=8), st.integers(1, 12))
def test_blocks_are_whole_lines(held: list[bytes], size: int) -> None:
    """Blocks hold all of a file, and each but the last ends where a line ends."""
    data = b"\n".join(held)
    found = list(blocks(io.BytesIO(data), len(data), "f", 100, size))
    assert b"".join(found) == data
    assert all(block.endswith(b"\n") for block in found[:-1])


def test_sound_lines_take_the_quick_way() -> None:
    """Of sound lines the core looks at the first alone, whatever their words and spaces."""
    documents = [
        response(id=f"r{n}", respondent={"id": f"é {n}", "kind": "individual"}) for n in range(9)
    ]
    documents[3]["answers"]["q02"] = {"value": "A", "comment": 'Un "mot" \\ \n.'}
    documents[4]["answers"]["q02"] = {"missing": "no-answer"}
    block = b"\n".join([json.dumps(each).encode() for each in documents])
    reader = LineReader(Intake(instrument=INSTRUMENT))
    seen, count = reader.read(block, 1, "f")
    table = reader.gathered("f")
    assert (len(seen), count, table and table.num_rows) == (1, 9, 8)


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
