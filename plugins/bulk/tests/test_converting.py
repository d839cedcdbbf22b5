"""What is written from columns is what is written from responses one by one, byte for byte."""

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack, chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.engines.spoiling import spoilt_files, table_of

from rosace import Appraiser, Configuration
from rosace.columnar import Columnar
from rosace.commands.reading import write_rejected
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.interfaces import Holding
from rosace.loading import dump_json
from rosace.response import Response
from rosace.strategies import mutations, walks
from rosace.writing import in_order

APPRAISER = Appraiser(Configuration())
FORMATS = ("ndjson", "csv", "parquet", "datapackage")
ODD_LINES = (b"", b"[]", b"{}", b"no json", b'{"id": NaN}', b"\xff")
ODD_CELLS = (
    *("", " ", "Z", "=1+1", "'A", "B ", "É", "e\u0301", "x, y", 'say "so"', "two\nlines", "\t"),
    *("yes", "no", "1", "2.0", "-0", "1e3", "03", "1,5", "9007199254740993", "A | B", "[]", "[{}]"),
    *("dont-know", "no-answer", "individual", "a@example.org", "1/2", "2/4", "w1", "2024-02-29"),
)
Files = tuple[Instrument, tuple[tuple[str, bytes], ...]]


def written(instrument: Instrument, responses: Any, kind: str) -> bytes:
    """Return the file of some responses in a format."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "written")
        APPRAISER.export_responses(instrument, responses, kind, path, raw=True)
        return path.read_bytes()


@st.composite
def lines(draw: st.DrawFn, responses: Sequence[Response]) -> bytes:
    """Generate a file of NDJSON, some of its documents spoilt."""
    held = []
    for response in responses:
        document = in_order(response)
        fate = draw(st.sampled_from(("sound", "sound", "spoilt", "odd")))
        if fate == "spoilt":
            document = draw(mutations(document))
        held.append(
            draw(st.sampled_from(ODD_LINES)) + b"\n" if fate == "odd" else dump_json(document)
        )
    return b"".join(held)


@st.composite
def rows(draw: st.DrawFn, instrument: Instrument, responses: Sequence[Response]) -> bytes:
    """Generate a file of CSV, some of its cells spoilt, some rows too long or too short."""
    text = written(instrument, responses, "csv").decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    for row in table[1:]:
        for _ in range(draw(st.sampled_from((0, 0, 1, 2)))):
            row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(ODD_CELLS))
        fate = draw(st.sampled_from(("sound",) * 6 + ("short", "long", "blank")))
        row[:] = {"sound": row, "short": row[:-1], "long": [*row, "?"], "blank": []}[fate]
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(table)
    return ("\ufeff" + buffer.getvalue()).encode()


@st.composite
def files(draw: st.DrawFn) -> Files:
    """Generate one or two files of responses to an instrument, each in a format of its own."""
    instrument, _, responses = draw(walks(least=1, most=5))
    cut = draw(st.integers(0, len(responses)))
    held = []
    for number, part in enumerate((responses[:cut], responses[cut:])):
        kind = draw(st.sampled_from(("ndjson", "csv", "parquet")))
        if not part:
            continue
        if kind == "ndjson":
            made = draw(lines(part))
        elif kind == "csv":
            made = draw(rows(instrument, part))
        else:
            made = written(instrument, part, "parquet")
            if draw(st.booleans()):
                table = table_of(parquet.read_table(pa.BufferReader(made)))
                (spoilt,) = draw(spoilt_files(instrument, [table]))
                buffer = io.BytesIO()
                parquet.write_table(pa.table(spoilt), buffer, row_group_size=3)
                made = buffer.getvalue()
        held.append((f"part {number}.{kind}", made))
    return instrument, tuple(held)


def said(holding: Holding) -> tuple[Any, ...]:
    """Return all that a command says and writes of what was refused."""
    write_rejected(Path("rejected"), holding.rejected(), "fr")
    found = holding.examined
    counts = found.sound, found.refused, dict(found.beyond)
    return counts, found.problems, Path("rejected").read_bytes()


def comparable(held: bytes, kind: str) -> Any:
    """Return a file as it is; of Parquet the columns and all that is said of them."""
    if kind != "parquet":
        return held
    table = parquet.read_table(pa.BufferReader(held))
    fields = [(field.name, field.type, field.metadata) for field in table.schema]
    return fields, table.schema.metadata, table.to_pylist()


def both(stack: ExitStack, instrument: Instrument, names: Sequence[str]) -> list[Holding]:
    """Open files with the core's own engine and with ours; none where both refuse them alike."""
    held: list[Holding] = []
    refused = []
    for engine in ("rows", "duckdb"):
        try:
            held.append(stack.enter_context(APPRAISER.open(instrument, names, engine=engine)))
        except InvalidDocumentError as error:
            refused.append(error.problems)
    assert not refused or refused == refused[:1] * 2
    return held


@settings(max_examples=14, deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_columns_are_written_as_responses_are(case: Files) -> None:
    """From columns, one by one, or by the core's own engine: every format is the same file."""
    instrument, held = case
    with TemporaryDirectory() as folder, chdir(folder):
        for name, content in held:
            Path(name).write_bytes(content)
        names = [name for name, _ in held]
        with ExitStack() as stack:
            found = both(stack, instrument, names)
            if not found:
                return
            reference, holding = found
            assert said(holding) == said(reference)
            columns = holding.responses()
            assert isinstance(columns, Columnar)
            assert tuple(columns) == tuple(reference.responses())
            kinds = {each.respondent.kind for each in reference.responses()}
            assert columns.kinds() == kinds
            assert sum(map(len, columns.batches())) == reference.examined.sound
            for kind in FORMATS:
                wanted = comparable(written(instrument, reference.responses(), kind), kind)
                assert comparable(written(instrument, columns, kind), kind) == wanted
