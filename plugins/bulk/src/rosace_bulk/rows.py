"""The columns of responses: one row a response, named as `rosace convert` names them."""

from typing import TYPE_CHECKING, Any, Final

from rosace.columnar import ATTRIBUTE
from rosace.values import evolve, value
from rosace_bulk.numbers import NUMBER

if TYPE_CHECKING:
    from rosace.instrument import Item

__all__ = ["NOT_BARE", "Layout"]

NOT_BARE: Final = "[^a-z0-9]"
"""What is found in a name that is more than small letters and digits."""

_USUAL: Final = {"@kind": "individual", "@weight": "1"}


@value
class Layout:
    """A table of responses, and what stands for a cell that is empty.

    Args:
        table: The table, an expression of Ibis.
        wave: The wave of rows that name none.
        version: The version of the instrument of rows that name none.
        kind: ``individual`` or ``collective``, of rows that do not say.
        is_bare: Whether every respondent's name is but small letters and digits, which tell it
            from others as they are.
        is_numbered: Whether answers to choices have their numbers too (`rosace_bulk.numbers`).
        is_plain: Whether every id and every respondent's name is surely sound.
    """

    table: Any
    wave: str
    version: str
    kind: str = "individual"
    is_bare: bool = False
    is_plain: bool = False
    is_numbered: bool = False

    def has(self, name: str) -> bool:
        """Say whether there is a column of that name."""
        return name in self.table.columns

    def column(self, name: str) -> Any | None:
        """Return a column, or None where there is none."""
        return self.table[name] if self.has(name) else None

    def over(self, table: Any) -> "Layout":
        """Return other rows, laid out alike.

        Args:
            table: The rows, with the same columns and perhaps more.
        """
        return evolve(self, table=table)

    def value(self, item: "Item") -> Any | None:
        """Return the column of an item's values; codes as text."""
        held = self.column(item.id)
        if held is not None and item.type == "choice" and held.type().is_integer():
            return held.cast("string")
        return held

    def number(self, item: "Item") -> Any | None:
        """Return the column of numbers of an item's answers, which files of our own have."""
        return self.column(f"{item.id}{NUMBER}") if self.is_numbered else None

    def reserved(self, name: str) -> Any:
        """Return a reserved column, what is empty replaced by what stands for it."""
        import ibis  # noqa: PLC0415  # heavy

        usual = {"@wave": self.wave, "@version": self.version, **_USUAL, "@kind": self.kind}
        held = self.column(name)
        if held is None:
            return ibis.literal(usual.get(name), "string")
        return held.fill_null(usual[name]) if name in usual else held

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that there are columns of, sorted."""
        names = (name for name in self.table.columns if name.startswith(ATTRIBUTE))
        return tuple(sorted(name.removeprefix(ATTRIBUTE) for name in names))
