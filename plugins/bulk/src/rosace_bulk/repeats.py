"""Responses that say again what an earlier one said: an id used twice, or a voice heard twice.

What `rosace.responses.said_again` finds among responses in memory, asked of an engine.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import Problem
from rosace.responses import id_again, voice_again
from rosace.values import value
from rosace_bulk.columns import FILE, INDEX, ROW, VOICE
from rosace_bulk.connecting import Row
from rosace_bulk.rows import NOT_BARE, Layout
from rosace_bulk.share import Asking, Share

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Repeats", "place_of", "problem_of", "repeats_of", "voice_of"]

_ORDER: Final = ("o", ROW, INDEX)
_KEYS: Final = (["i"], ["w", "v"])
"""Whose repetition is a finding: an id; a wave with a voice."""


@value
class Repeats:
    """The responses that say something again.

    Args:
        table: One row for each of them: the share, where it stood, and what it said.
        number: How many they are.
    """

    table: "ir.Table"
    number: int

    def of(self, share: int) -> "ir.Table":
        """Return where those of one share stood."""
        held = self.table.filter(self.table.s == share)
        return held.select(FILE, ROW, INDEX)

    def found(self, asking: Asking) -> Iterator[Row]:
        """Yield the findings in the order in which responses stood."""
        return asking.rows(self.table.order_by(_ORDER))


def problem_of(row: Row, named: Callable[[str], str]) -> Problem:
    """Return what is wrong with a response that says something again.

    Args:
        row: A row of a finding.
        named: Gives the name of a file as its giver knows it, by that which tables have for it.
    """
    if row["k"] == 0:
        return id_again(row["i"])
    first, own = named(row["f"]), named(row[FILE])
    return voice_again(row["r"], row["w"], first if first != own else None)


def repeats_of(asking: Asking, shares: Sequence[Share], files: Mapping[str, int]) -> Repeats | None:
    """Return what is said again over all shares; None if nothing is.

    Args:
        asking: What is asked.
        shares: Tables of sound responses.
        files: The order of files, by the name that the tables have for them.
    """
    import ibis  # noqa: PLC0415  # heavy

    parts = [_said(share.sound(), number, files) for number, share in enumerate(shares)]
    said = ibis.union(*parts) if len(parts) > 1 else parts[0]
    # Few rows are told twice: whether any are is found by numbers made of the keys.
    numbers = {f"h{kind}": _hashed([said[key] for key in keys]) for kind, keys in enumerate(_KEYS)}
    every = asking.twice(said.select(**numbers))
    found = []
    for kind, (keys, twice) in enumerate(zip(_KEYS, every, strict=True)):
        if twice is not None:
            numbered = said.mutate(h=numbers[f"h{kind}"])
            held = asking.keep(_later(numbered.semi_join(twice, "h"), keys, kind))
            if asking.number(held):
                found.append(held)
    if not found:
        return None
    table = found[-1]
    if len(found) > 1:
        # As the core does, one thing is told of each.
        ids = found[0].anti_join(table, ["s", FILE, ROW, INDEX])
        table = ibis.union(ids, table)
    table = asking.keep(table)
    return Repeats(table=table, number=asking.number(table))


def _said(layout: Layout, number: int, files: Mapping[str, int]) -> "ir.Table":
    """Return who answered when in each row, and where it stood."""
    import ibis  # noqa: PLC0415  # heavy

    table = layout.table
    index = layout.column(INDEX)
    order = place_of(table, files)
    return table.select(
        **{
            "s": ibis.literal(number, "int64"),
            FILE: table[FILE],
            ROW: table[ROW],
            INDEX: ibis.literal(-1, "int64") if index is None else index,
            "o": order.cast("int64"),
            "i": table["@id"],
            "r": table["@respondent"],
            "w": layout.reserved("@wave"),
            "v": voice_of(layout),
        }
    )


def place_of(table: "ir.Table", files: Mapping[str, int]) -> Any:
    """Return the place of each row's file among the sources.

    Args:
        table: Rows with `FILE`.
        files: The order of files, by the name that the tables have for them.
    """
    import ibis  # noqa: PLC0415  # heavy

    places = [(table[FILE] == name, place) for name, place in files.items()]
    return ibis.cases(*places, else_=-1) if places else ibis.literal(-1)


def _hashed(keys: Sequence[Any]) -> Any:
    """Return a number of each row that is one for equal keys, and rarely for others."""
    found = None
    for key in keys:
        found = key.hash() if found is None else found ^ key.hash()
    return found


def voice_of(layout: Layout) -> Any:
    """Return how the respondent's name is told from others, as `rosace.spelling.alike` tells it."""
    import ibis  # noqa: PLC0415  # heavy

    name = layout.table["@respondent"]
    if layout.is_bare:
        return name
    low = name.lower()
    bare = low.re_replace(r"\.0$", "").re_replace(NOT_BARE, "")
    told = ibis.cases((~low.re_search(NOT_BARE), low), (bare == "", name), else_=bare)
    held = layout.column(VOICE)
    return told if held is None else held.coalesce(told)


def _later(said: "ir.Table", keys: Sequence[str], kind: int) -> "ir.Table":
    """Return the rows after the first of those with the same keys."""
    import ibis  # noqa: PLC0415  # heavy

    window = ibis.window(group_by=keys, order_by=_ORDER)
    ranked = said.mutate(n=ibis.row_number().over(window), f=said[FILE].first().over(window))
    later = ranked.filter(ranked.n > 0)
    columns = ("s", *_ORDER, FILE, "i", "r", "w", "f")
    return later.select(*columns, k=ibis.literal(kind, "int64"))
