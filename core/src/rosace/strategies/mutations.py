"""Hypothesis strategies that break documents: at every pointer, in every small way."""

import copy
from typing import Any, Final

from hypothesis import strategies as st

from rosace.testing import pointers

__all__ = ["HOSTILE", "hostile_values", "mutations"]

_SIZES: Final = (64, 65, 120, 121, 200, 201, 4000, 4001)
HOSTILE: Final[tuple[Any, ...]] = (
    None,
    True,
    False,
    0,
    1,
    1.0,
    -1,
    0.5,
    2.0,
    -0.0,
    10**18,
    10**18 + 1,
    10**400,
    1e300,
    "",
    " ",
    "\u00a0",
    "a",
    "a\n",
    "A",
    "a b",
    "é",
    "1",
    "1/0",
    "1/3",
    "-2/3",
    "0.5",
    "1.5.0",
    "1.0.0\n",
    "01.0.0",
    "٣",
    "2024-13",
    "2024-02-30",
    "all",
    "ours",
    "choice",
    "dont-know",
    [],
    {},
    [None],
    [[]],
    ["a", "a"],
    ["a"],
    [1, 1.0],
    [{}],
    [{"id": "a"}],
    [{"id": "a"}, {"id": "a"}],
    ["a", {"id": "a"}],
    {"value": None},
    {"missing": "no-answer"},
    {"value": "A", "missing": "no-answer"},
    {"value": "A", "comment": " "},
    {"value": "A", "rationale": "x"},
    {"fr": "a"},
    {"FR": "a"},
    {"id": "a"},
    {"kind": "withheld"},
    {"message": "a.b"},
    {"url": "https://example.org"},
    {"a": None},
)
"""Values that do not belong in most places, or that look as if they did."""

_STRANGE_KEYS: Final = (
    "id",
    "x",
    "",
    "X y",
    "a\n",
    "schema",
    "kind",
    "type",
    "value",
    "data",
    "url",
)


def hostile_values() -> st.SearchStrategy[Any]:
    """Generate values that do not belong, or that look as if they did."""
    return st.sampled_from(HOSTILE).map(copy.deepcopy)


@st.composite
def mutations(draw: st.DrawFn, document: Any, most: int = 2) -> Any:
    """Generate copies of a document with a few small changes, each anywhere in it.

    Parts are dropped, added, retyped, renamed, repeated, and moved to and over their
    bounds. Some of what comes out is still sound.

    Args:
        draw: Hypothesis's own.
        document: Plain data, which stays as it is.
        most: Most changes.
    """
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, most))):
        changed = draw(_changed(changed))
    return changed


@st.composite
def _changed(draw: st.DrawFn, document: Any) -> Any:
    path = draw(st.sampled_from(sorted(pointers(document), key=str)))
    if not path:
        return draw(_edited(document)) if draw(st.booleans()) else draw(hostile_values())
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    last: Any = path[-1]
    way = draw(st.sampled_from(["drop", "edit", "edit", "retype", "retype", "rename", "repeat"]))
    if way == "drop":
        del holder[last]
    elif way == "edit":
        holder[last] = draw(_edited(holder[last]))
    elif way == "retype":
        holder[last] = draw(hostile_values())
    elif isinstance(holder, list):
        holder.insert(draw(st.integers(0, len(holder))), copy.deepcopy(holder[last]))
    elif way == "rename":
        name = draw(st.sampled_from([*_STRANGE_KEYS, f"{last}\n", f"{last}s", "a" * 65]))
        holder[name] = holder.pop(last)
    else:
        holder[draw(st.sampled_from(_STRANGE_KEYS))] = copy.deepcopy(holder[last])
    return document


@st.composite
def _edited(draw: st.DrawFn, value: Any) -> Any:
    """Change a value a little, so that it stays of its type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return draw(st.sampled_from([value + 1, value - 1, -value, value * 1000, 0.5]))
    if isinstance(value, str):
        stretched = (value or "a") * (4001 // max(len(value), 1) + 1)
        sized = st.sampled_from(_SIZES).map(lambda size: stretched[:size])
        near = st.sampled_from([f"{value}\n", f" {value}", f"{value} ", value.upper(), value[:-1]])
        return draw(sized | near)
    if isinstance(value, dict):
        return {**value, draw(st.sampled_from(_STRANGE_KEYS)): draw(hostile_values())}
    if isinstance(value, list):
        return draw(st.sampled_from([[], value * 2, value[1:], value[::-1], [*value, None]]))
    return draw(hostile_values())
