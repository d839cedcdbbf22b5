"""What a column of Parquet holds for an item: decided by the item, and by numbers too large."""

from typing import TYPE_CHECKING, Any, Final

from rosace.instrument import Item
from rosace_tables.parquet.columns import is_whole_number

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kind", "kind_of"]

_LISTS: Final = frozenset({"multiple-choice", "ranking"})


def kind_of(item: Item) -> "Kind":
    """Return the kind of an item's column, before any of its values was seen.

    Args:
        item: The item, or a field of a repeating record.
    """
    if item.type == "records":
        return _Records(item)
    if item.type in _LISTS or (item.type == "reference" and item.many):
        return _Codes()
    if item.type == "yes-no":
        return _Truth()
    if item.type == "integer":
        return _Whole()
    return _Double() if item.type == "number" else Kind()


class Kind:
    """Text, which is what most items hold."""

    def see(self, value: Any) -> None:
        """Learn of a value that the column is to hold."""

    def type(self) -> "pa.DataType":
        """Return the type in which every value seen has room."""
        import pyarrow as pa  # noqa: PLC0415  # takes 200 ms

        return pa.string()

    def cell(self, value: Any) -> Any:
        """Return a value as its cell holds it."""
        return str(value)


class _Codes(Kind):
    def type(self) -> "pa.DataType":
        import pyarrow as pa  # noqa: PLC0415  # as above

        return pa.list_(pa.string())

    def cell(self, value: Any) -> Any:
        return list(value)


class _Truth(Kind):
    def type(self) -> "pa.DataType":
        import pyarrow as pa  # noqa: PLC0415  # as above

        return pa.bool_()

    def cell(self, value: Any) -> Any:
        return value


class _Number(Kind):
    """A number, or text where one of them has too many digits for the type of the others."""

    def __init__(self) -> None:
        self.fits = True


class _Whole(_Number):
    def see(self, value: Any) -> None:
        self.fits = self.fits and is_whole_number(value)

    def type(self) -> "pa.DataType":
        import pyarrow as pa  # noqa: PLC0415  # as above

        return pa.int64() if self.fits else pa.string()

    def cell(self, value: Any) -> Any:
        return value if self.fits else str(value)


class _Double(_Number):
    def see(self, value: Any) -> None:
        self.fits = self.fits and float(value) == value

    def type(self) -> "pa.DataType":
        import pyarrow as pa  # noqa: PLC0415  # as above

        return pa.float64() if self.fits else pa.string()

    def cell(self, value: Any) -> Any:
        return float(value) if self.fits else str(value)


class _Records(Kind):
    """The rows of a repeating record: a list of structures, a member a field."""

    def __init__(self, item: Item) -> None:
        self._fields = {field.id: kind_of(field) for field in item.fields or ()}

    def see(self, value: Any) -> None:
        for row in value:
            for name, held in row.fields.items():
                if held is not None:
                    self._fields[name].see(held)

    def type(self) -> "pa.DataType":
        import pyarrow as pa  # noqa: PLC0415  # as above

        members = [(name, kind.type()) for name, kind in self._fields.items()]
        return pa.list_(pa.struct([("id", pa.string()), *members]))

    def cell(self, value: Any) -> Any:
        return [{"id": row.id, **self._members(row.fields)} for row in value]

    def _members(self, fields: Any) -> dict[str, Any]:
        return {
            name: None if fields.get(name) is None else kind.cell(fields[name])
            for name, kind in self._fields.items()
        }
