"""The rows of a table that are not surely sound, which the row path looks at one by one."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from rosace.cells import tidy
from rosace.columnar import ATTRIBUTE
from rosace.intake import Intake, Seen
from rosace.sizes import LONGEST_NAME
from rosace.writing import in_order
from rosace_bulk.connecting import Row
from rosace_bulk.judge import Judge
from rosace_bulk.rows import Layout
from rosace_bulk.states import States

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["NOT_PLAIN", "doubtful", "judge_of"]

NOT_PLAIN: Final = "[^ -?A-~]|^ | $|^$"
"""What is found in a name that is not surely sound: an address has an @, the rest is rare."""

_KINDS: Final = frozenset({"individual", "collective"})
_Rows = Callable[[Any], Iterable[Row]]


def judge_of(intake: Intake, seen: Iterator[Seen]) -> Judge | None:
    """Return what judges values that many rows share; None where no row is sound.

    Args:
        intake: How a document is looked at.
        seen: What came of rows, of which the first sound one is the sample.
    """
    for each in seen:
        if each.response is not None and not each.problems:
            return Judge(intake.look(), in_order(each.response))
    return None


def doubtful(
    layout: Layout, rows: _Rows, judge: Judge | None, states: Iterable[States]
) -> "ir.BooleanValue | None":
    """Return which rows are not surely sound; None where all are.

    Args:
        layout: The rows.
        rows: Runs an expression.
        judge: Judges values that many rows share.
        states: The states of the items that have unsound answers.
    """
    import ibis  # noqa: PLC0415  # heavy

    found = _unsound_values(layout, rows, judge)
    if not layout.is_plain:
        found.append(_unsound_name(layout.column("@id")))
        found.append(_unsound_name(layout.column("@respondent"), is_bare=layout.is_bare))
    found += [each.index == each.unsound for each in states]
    return ibis.or_(*found) if found else None


def _unsound_name(held: Any, *, is_bare: bool = False) -> Any:
    found = held == "" if is_bare else held.re_search(NOT_PLAIN)
    return (found | (held.length() > LONGEST_NAME)).fill_null(True)  # noqa: FBT003  # the word of Ibis


def _unsound_values(layout: Layout, rows: _Rows, judge: Judge | None) -> list[Any]:
    """Return where a value that many rows share is unsound, one expression a column."""
    table = layout.table
    wave, version = layout.reserved("@wave"), layout.reserved("@version")
    pairs = [(row["w"], row["v"]) for row in rows(table.select(w=wave, v=version).distinct())]
    found = [
        (wave == pair[0]) & (version == pair[1])
        for pair in pairs
        if not _is_sound(judge, "wave", pair, pair)
    ]
    if layout.has("@kind"):
        found.append(~layout.reserved("@kind").isin(sorted(_KINDS)))
    names = [f"{ATTRIBUTE}{name}" for name in layout.attributes]
    for name in ("@organization", "@weight", *names):
        held = layout.column(name)
        if held is None:
            continue
        if not held.type().is_string():
            found.append(held.notnull())
            continue
        values = (row["v"] for row in rows(table.select(v=held).filter(held.notnull()).distinct()))
        unsound = [each for each in values if not _is_sound(judge, *_part(name, each), (each,))]
        if unsound:
            found.append(held.isin(unsound).fill_null(False))  # noqa: FBT003  # as above
    return found


def _part(name: str, text: str) -> tuple[str, Any]:
    """Return what a cell is of a response, as a judge is told it."""
    if name.startswith(ATTRIBUTE):
        return "attributes", msgspec.json.encode({name.removeprefix(ATTRIBUTE): text})
    return name.removeprefix("@"), text


def _is_sound(judge: Judge | None, part: str, held: Any, texts: Collection[str]) -> bool:
    """Say whether a value is surely sound, as it stands in a cell."""
    if judge is None or any(tidy(text) != text or not text for text in texts):
        return False
    return judge.is_sound(part, held)
