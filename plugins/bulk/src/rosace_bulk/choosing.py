"""Which files are read where they are: Parquet in our own layout, of types that agree.

All other files go document by document through the core, which reads more than an engine does.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.interfaces import Order
from rosace_bulk.columns import STOOD
from rosace_bulk.duck import OWN
from rosace_bulk.scan import is_laid_out

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["family", "scanned"]

_PARQUET: Final = ".parquet"
_RESERVED: Final = frozenset({*STOOD, *OWN})


def scanned(order: Order) -> list[str]:
    """Return the sources that are read where they are, in their order.

    Args:
        order: What is to be taken in.
    """
    intake = order.intake
    if order.mapping is not None or intake.key is not None or intake.check is not None:
        return []
    known: dict[str, str | None] = {}
    spelt: dict[str, str] = {}
    found = []
    for source in order.sources:
        columns = _families(source)
        if columns is None or not is_laid_out(columns, intake) or source in found:
            continue
        if _agree(columns, known, spelt):
            known |= {name: held for name, held in columns.items() if held is not None}
            spelt |= {name.lower(): name for name in columns}
            found.append(source)
    return found


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


def _agree(
    columns: Mapping[str, str | None], known: Mapping[str, str | None], spelt: Mapping[str, str]
) -> bool:
    """Say whether the columns of a file can be read as those of other files."""
    return all(
        spelt.get(name.lower(), name) == name and (held is None or known.get(name, held) == held)
        for name, held in columns.items()
    )


def family(kind: "pa.DataType") -> str | None:
    """Return what types that engines read alike have in common; None for a type that is none."""
    from pyarrow import types  # noqa: PLC0415  # heavy

    if types.is_dictionary(kind):
        return family(kind.value_type)
    if types.is_list(kind) or types.is_large_list(kind):
        inner = family(kind.value_type)
        return None if inner is None else f"list of {inner}"
    if types.is_struct(kind):
        # Which fields an entry has may differ, as columns may.
        fields = [family(kind.field(place).type) for place in range(kind.num_fields)]
        return "structure" if fields and None not in fields else None
    plain = {
        "string": types.is_string(kind) or types.is_large_string(kind),
        "integer": types.is_integer(kind) and not types.is_uint64(kind),
        "fraction": types.is_floating(kind),
        "truth": types.is_boolean(kind),
        "day": types.is_date32(kind),
    }
    return next((name for name, holds in plain.items() if holds), None)
