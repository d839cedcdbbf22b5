"""Data for the benchmarks of bulk work: responses in the canonical layout, made by the column.

    python benchmarks/data.py parquet FOLDER --rows 10000000 --bad 0.001
    python benchmarks/data.py ndjson FOLDER --rows 1000000 --bad 0.001

A folder gets ``instrument.yaml`` (the diagnostic tool's 18 items, scored in six dimensions of
three items, as the tool itself is not), and ``responses.parquet`` with ``faults.json``, or
``responses.ndjson``. The same arguments always give the same data.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml
from pyarrow import parquet

ITEMS = tuple(f"q{number:02d}" for number in range(1, 19))
DIMENSIONS = {f"d{place // 3 + 1}": ITEMS[place : place + 3] for place in range(0, 18, 3)}
CODES = ("A", "B", "C")
REASONS = ("dont-know", "not-applicable", "no-answer")
WAVES = ("wave-1", "wave-2")
REGIONS = ("centre", "east", "north", "south", "west")
ORGANIZATIONS = 2_000
MINIMUM_ANSWERED = 2

GROUP = 122_880
"""Rows of a row group, as DuckDB writes them."""

MISSING, REASON, RETURNING = 0.03, 0.01, 0.8
ROOT = Path(__file__).parent.parent
TOOL = ROOT / "plugins/diagnostic/src/rosace_diagnostic/instruments/diagnostic.yaml"
KEPT = ("schema", "version", "title", "languages", "provenance", "source", "rights", "scales",
        "sections", "items")  # fmt: skip
"""What is taken from the diagnostic tool."""

Fault = tuple[int, str, str]
"""Row (the headings are the first), heading, code of the error."""

FIRST = 2
"""The number of the first row of responses."""

Array = np.ndarray[Any, Any]


def write_instrument(folder: Path) -> Path:
    """Write the diagnostic tool with dimensions that are scored, and return its path.

    Args:
        folder: Where.
    """
    document = yaml.safe_load(TOOL.read_text("utf-8"))
    document = {key: part for key, part in document.items() if key in KEPT} | {"id": "scored"}
    document["dimensions"] = [
        {"id": name, "title": {"fr": name, "en": name}, "items": list(items),
         "scoring": {"method": "mean", "minimum_answered": MINIMUM_ANSWERED},
         "provenance": "ours", "source": "For benchmarks."}
        for name, items in DIMENSIONS.items()
    ]  # fmt: skip
    for item in document["items"]:
        item.pop("dimension", None)
    path = folder / "instrument.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def write_parquet(folder: Path, rows: int, bad: float = 0.0, seed: int = 1) -> Path:
    """Write responses in the canonical layout, and the list of their faults beside them.

    Args:
        folder: Where.
        rows: How many responses.
        bad: The share of them that has a fault, 1/8 at most.
        seed: Gives other data.
    """
    faults: list[Fault] = []
    path = folder / "responses.parquet"
    writer = None
    for start in range(0, rows, GROUP):
        table = _table(range(start, min(start + GROUP, rows)), rows, bad, seed, faults)
        writer = writer or parquet.ParquetWriter(
            path, table.schema, compression="zstd", store_schema=False
        )
        writer.write_table(table, row_group_size=GROUP)
    if writer is not None:
        writer.close()
    (folder / "faults.json").write_text(json.dumps(sorted(faults)), "utf-8")
    return path


def write_ndjson(folder: Path, rows: int, bad: float = 0.0) -> Path:
    """Write responses by ``rosace simulate``.

    Args:
        folder: Where; its ``instrument.yaml`` is answered.
        rows: How many responses.
        bad: The share of rows that have a fault.
    """
    path = folder / "responses.ndjson"
    rosace = str(Path(sys.executable).parent / "rosace")
    told = {"n": rows, "organizations": ORGANIZATIONS, "bad": bad, "out": path}
    options = [word for name, value in told.items() for word in (f"--{name}", str(value))]
    command = [rosace, "simulate", str(folder / "instrument.yaml"), *options]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
    return path


def _table(span: range, rows: int, bad: float, seed: int, faults: list[Fault]) -> Any:
    start, size = span.start, len(span)
    chance = np.random.default_rng((seed, start))
    number = np.arange(start, start + size, dtype=np.uint64)
    wave = (number % 2).astype(np.int8)
    returning = (wave == 0) | (number // 2 * 7 % 10 < RETURNING * 10)
    person = np.where(returning, number // 2, number // 2 + np.uint64(rows))
    respondents = _names(person)
    ids = _with_wave(respondents, wave)
    organization = (person * np.uint64(48271) % 65_521 % ORGANIZATIONS).astype(np.int32)
    columns: dict[str, Any] = {
        "@id": _texts(ids),
        "@respondent": _texts(respondents),
        "@organization": _coded(organization, [f"org-{n:04d}" for n in range(ORGANIZATIONS)]),
        "@kind": _coded(np.zeros(size, np.int8), ["individual"]),
        "@wave": _coded(wave, WAVES),
        "@version": _coded(np.zeros(size, np.int8), ["1.0.0"]),
        "@weight": pa.nulls(size, pa.dictionary(pa.int8(), pa.string())),
        "@attribute.region": _coded(
            (person * np.uint64(16_807) % 1_009 % 5).astype(np.int8), REGIONS
        ),
    }
    answers = dict(_answers(chance, size))
    for row, item, kind in _chosen(start, size, bad):
        heading, code = _spoil(columns, answers[item], row, item, kind)
        faults.append((start + row + FIRST, heading, code))
    for item, (values, reasons) in answers.items():
        columns[item] = _coded(values, (*CODES, "Z"))
        columns[f"{item}@missing"] = _coded(reasons, (*REASONS, "because"))
    return pa.table(columns)


def _answers(chance: np.random.Generator, size: int) -> Iterator[tuple[str, tuple[Array, Array]]]:
    leaning = chance.random(size, dtype=np.float32)
    for place, item in enumerate(ITEMS):
        drawn = chance.random(size, dtype=np.float32)
        opinion = (leaning + 2 * chance.random(size, dtype=np.float32)) / 3
        values = np.digitize(opinion, (0.35 + place / 100, 0.6 + place / 100)).astype(np.int8)
        values[drawn < MISSING + REASON] = -1
        reasons = np.full(size, -1, np.int8)
        told = np.flatnonzero(drawn < REASON)
        reasons[told] = chance.integers(0, len(REASONS), len(told))
        yield item, (values, reasons)


def _chosen(start: int, size: int, bad: float) -> Iterator[tuple[int, str, int]]:
    """Yield row within the group, item and kind of each fault, far enough apart to copy others."""
    if not bad:
        return
    step = max(8, round(1 / bad))
    for turn, row in enumerate(range(5, size, step), start // 1_000):
        yield row, ITEMS[turn % len(ITEMS)], turn % 7


def _spoil(
    columns: dict[str, Any], cells: tuple[Array, Array], row: int, item: str, kind: int
) -> tuple[str, str]:
    values, reasons = cells
    if kind == 0:
        values[row], reasons[row] = len(CODES), -1
        return item, "unknown-choice"
    if kind == 1:
        values[row], reasons[row] = 0, 0
        return f"{item}@missing", "value-and-missing"
    if kind == 2:
        values[row], reasons[row] = -1, len(REASONS)
        return f"{item}@missing", "unknown-missing-reason"
    heading, text, code = {
        3: ("@respondent", "", "respondent-missing"),
        4: ("@id", columns["@id"][row - 1].as_py(), "duplicate-response"),
        5: ("@respondent", columns["@respondent"][row - 2].as_py().upper(), "respondent-twice"),
        6: ("@respondent", "someone@example.org", "respondent-is-email"),
    }[kind]
    mask = np.zeros(len(values), bool)
    mask[row] = True
    columns[heading] = pc.replace_with_mask(columns[heading], mask, pa.array([text]))
    return heading, code


def _names(person: Array) -> Array:
    """Return pseudonyms of nine characters, as rows of bytes: unlike for unlike persons."""
    mixed = (person * np.uint64(2_654_435_761)) % np.uint64(2**32)
    shifts = np.arange(28, -4, -4, dtype=np.uint64)
    digits = (mixed[:, None] >> shifts) & np.uint64(15)
    letters = np.frombuffer(b"0123456789abcdef", np.uint8)[digits.astype(np.intp)]
    return np.hstack([np.full((len(person), 1), ord("p"), np.uint8), letters])


def _with_wave(respondents: Array, wave: Array) -> Array:
    spelled = np.frombuffer("".join(f"/{each}" for each in WAVES).encode(), np.uint8)
    return np.hstack([respondents, spelled.reshape(len(WAVES), -1)[wave]])


def _texts(rows: Array) -> Any:
    size, width = rows.shape
    offsets = np.arange(0, (size + 1) * width, width, dtype=np.int32)
    held = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows))]
    return pa.Array.from_buffers(pa.string(), size, held)


def _coded(indices: Array, texts: Any) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), pa.array(texts))


def main() -> None:
    """Write what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("kind", choices=("parquet", "ndjson"))
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--bad", type=float, default=0.0)
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    write_instrument(given.folder)
    write = write_parquet if given.kind == "parquet" else write_ndjson
    print(write(given.folder, given.rows, given.bad))


if __name__ == "__main__":
    main()
