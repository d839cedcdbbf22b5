"""The importer of Parquet: a table of responses, as ``rosace convert`` writes it or alike."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, NoReturn

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.interfaces import ImportedCell, ImportedTable, ImportOptions
from rosace.typed_cells import typed_cells
from rosace.values import value
from rosace_tables.detection import CATALOGUE

if TYPE_CHECKING:
    from pyarrow import parquet as pq

__all__ = ["PARQUET_LIMITS", "ParquetImporter", "ParquetLimits"]

_BATCH: Final = 1_000

Row = tuple[int, tuple[ImportedCell, ...] | Problem]


@attrs.frozen(kw_only=True)
class ParquetLimits:
    """How large a Parquet file may be.

    Args:
        bytes: Size of the file.
        unpacked_bytes: Size of all its columns, as the file states it.
        rows: Its rows.
        columns: Its columns, members of structures among them.
    """

    bytes: int = 200_000_000
    unpacked_bytes: int = 1_000_000_000
    rows: int = 5_000_000
    columns: int = 5_000


PARQUET_LIMITS: Final = ParquetLimits()
"""The limits where none are given."""


@value
class ParquetImporter:
    """Reads Parquet: lists are several choices, lists of structures the rows of a record.

    Args:
        name: Name by which it is asked for.
        suffixes: Suffixes of the files it reads.
        limits: What is too large.
    """

    name: str = "parquet"
    suffixes: tuple[str, ...] = (".parquet",)
    limits: ParquetLimits = PARQUET_LIMITS

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read a table, a thousand rows at a time.

        Args:
            source: The file, open for reading; whoever opened it closes it.
            file: Its name, for problems.
            options: Not used: a Parquet file says how it is encoded.

        Raises:
            InvalidDocumentError: It is damaged, too large, or without a column.
        """
        del options
        data = source.read(self.limits.bytes + 1)
        if len(data) > self.limits.bytes:
            _refuse("document-too-large", file, "rosace", limit_bytes=self.limits.bytes)
        try:
            from pyarrow import parquet  # noqa: PLC0415  # takes 200 ms

            held = parquet.ParquetFile(io.BytesIO(data))
            self._check(held.metadata, file)
            columns = tuple(held.schema_arrow.names)
        except InvalidDocumentError:
            raise
        except Exception:  # noqa: BLE001  # what a damaged file raises has no one class
            _refuse("tables-parquet-damaged", file)
        if not columns or len(set(columns)) < len(columns):
            _refuse("tables-parquet-columns", file)
        return ImportedTable(columns=columns, rows=_rows(held, columns), understood={})

    def _check(self, stated: "pq.FileMetaData", file: str) -> None:
        groups = range(stated.num_row_groups)
        unpacked = sum(stated.row_group(each).total_byte_size for each in groups)
        if unpacked > self.limits.unpacked_bytes:
            limit = self.limits.unpacked_bytes
            _refuse("packed-swollen", file, "rosace", limit_bytes=limit)
        if stated.num_rows > self.limits.rows:
            _refuse("tables-too-many-rows", file, n=stated.num_rows, limit=self.limits.rows)
        if stated.num_columns > self.limits.columns:
            _refuse("tables-too-many-columns", file, limit=self.limits.columns)


def _rows(held: "pq.ParquetFile", columns: Sequence[str]) -> Iterator[Row]:
    row = 1
    try:
        for batch in held.iter_batches(batch_size=_BATCH):
            for line in batch.to_pylist():
                row += 1
                yield row, typed_cells((line[column] for column in columns), row)
    except Exception:  # noqa: BLE001  # as above
        yield row + 1, Problem("tables-parquet-damaged", catalogue=CATALOGUE)


def _refuse(code: str, file: str, catalogue: str = CATALOGUE, **arguments: int) -> NoReturn:
    problem = Problem(code, file=file, arguments=arguments, catalogue=catalogue)
    raise InvalidDocumentError((problem,)) from None
