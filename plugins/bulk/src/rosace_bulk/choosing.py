"""Which files are read where they are: Parquet in our own layout, of types that agree.

All other files go document by document through the core, which reads more than an engine does.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.interfaces import Order
from rosace_bulk.columns import STOOD
from rosace_bulk.duck import OWN
from rosace_bulk.scan import laid_out

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["damaged", "family", "scanned"]

_PARQUET: Final = ".parquet"
_RESERVED: Final = frozenset({*STOOD, *OWN})
_WORDS: Final = frozenset({"string", "integer", "day", None})
"""The families of columns in which names, reasons and remarks may stand."""


def scanned(order: Order) -> dict[str, tuple[str, ...]]:
    """Return the sources that are read where they are, in their order, with their headings.

    Args:
        order: What is to be taken in.
    """
    intake = order.intake
    if order.mapping is not None or intake.key is not None or intake.check is not None:
        return {}
    items = {item.id for item in intake.instrument.items}
    known: dict[str, str] = {}
    spelt: dict[str, str] = {}
    found: dict[str, tuple[str, ...]] = {}
    for source in order.sources:
        columns = _families(source)
        targets = None if columns is None else laid_out(columns, intake)
        if columns is None or targets is None or source in found:
            continue
        # One heading for one thing in all files, and one of capitals and small letters.
        named = {to: heading for heading, to in targets.items()}
        named |= {f"{heading.lower()}": heading for heading in columns if heading not in targets}
        words = {columns[heading] for heading, to in targets.items() if to not in items}
        kinds = {name: held for name, held in columns.items() if held is not None}
        # An engine has no columns in which nothing stands.
        is_there = laid_out(kinds, intake) is not None
        if is_there and words <= _WORDS and _agree(named, spelt) and _agree(kinds, known):
            known |= kinds
            spelt |= named
            found[source] = tuple(columns)
    return found


def damaged(files: Iterable[str]) -> frozenset[str]:
    """Return those of Parquet files that cannot be read to their end.

    Args:
        files: The files.
    """
    from pyarrow import ArrowException, parquet  # noqa: PLC0415  # heavy

    found = set()
    for file in files:
        try:
            for _ in parquet.ParquetFile(file).iter_batches():
                pass
        except (ArrowException, OSError):
            found.add(file)
    return frozenset(found)


def _families(source: str) -> dict[str, str | None] | None:
    """Return the columns of a file with their families; None where an engine cannot read them."""
    from pyarrow import ArrowException, parquet  # noqa: PLC0415  # heavy
    from pyarrow.types import is_null  # noqa: PLC0415  # likewise

    if Path(source).suffix.lower() != _PARQUET:
        return None
    try:
        schema = parquet.read_schema(source)
    except (ArrowException, OSError):
        # The importer says what is wrong with it.
        return None
    names = set(schema.names)
    if len({name.lower() for name in names}) < len(schema) or names & _RESERVED or "" in names:
        return None
    found = {each.name: None if is_null(each.type) else family(each.type) for each in schema}
    if any(held is None and not is_null(schema.field(name).type) for name, held in found.items()):
        return None
    return found


def _agree(found: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Say whether what is found is what is known, as far as anything is."""
    return all(known.get(name, held) == held for name, held in found.items())


def family(kind: "pa.DataType") -> str | None:
    """Return what types that engines read alike have in common; None for a type that is none."""
    from pyarrow import types  # noqa: PLC0415  # heavy

    if types.is_dictionary(kind):
        return family(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind):
        held = kind.value_type
        inner = _entry(held) if types.is_struct(held) else family(held)
        return None if inner is None else f"list of {inner}"
    plain = {
        "string": types.is_string(kind) or types.is_large_string(kind),
        "integer": types.is_integer(kind) and not types.is_uint64(kind),
        "fraction": types.is_float32(kind) or types.is_float64(kind),
        "truth": types.is_boolean(kind),
        "day": types.is_date32(kind),
    }
    return next((name for name, holds in plain.items() if holds), None)


def _entry(kind: "pa.StructType") -> str | None:
    """Return what types of a record's rows have in common; None for one that is none."""
    fields = {each.name: family(each.type) for each in kind}
    known = None not in fields.values() and len(fields) == kind.num_fields
    return f"structure of {sorted(fields.items())}" if fields and known else None
