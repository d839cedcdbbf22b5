"""What stands in the cells of an instrument's workbook, written and read back."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from rosace.cells import REASON_MARK, SPACES, fold, spell
from rosace.errors import InvalidDocumentError
from rosace.loading import load_yaml
from rosace.response import MISSING_REASONS
from rosace_authoring.beginning.yaml_text import flow, quoted
from rosace_authoring.workbook.layout import NONE, Column

__all__ = [
    "UnreadableCellError",
    "read_answer",
    "read_cell",
    "read_score",
    "write_answer",
    "write_cell",
    "write_score",
]

Written = str | int | float
_SAFE: Final = 10**15
"""Whole numbers below it come through a spreadsheet whole."""

_FLAGS: Final = {
    **dict.fromkeys(("yes", "oui", "true", "vrai", "1"), True),
    **dict.fromkeys(("no", "non", "false", "faux", "0"), False),
}
_LIST: Final = re.compile(r"[\s,;]+")
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,9}[.,][0-9]{1,9}")
_REAL: Final = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_NUMBER: Final = "number"
_INTEGER: Final = "integer"
_YES_NO: Final = "yes-no"
_CONDITION: Final = "condition"
_BRACKETS: Final = ("{", "[", '"')
_NUMERIC: Final = frozenset({"integer", "number"})


class UnreadableCellError(Exception):
    """A cell is not what its column holds; `args` name the kind that it should be."""


def write_cell(column: Column, plain: Any) -> Written | None:
    """Return what stands in a cell for a part of a document; words by language have several.

    Args:
        column: The column.
        plain: The part, as plain data; None where there is none.
    """
    if plain is None:
        return None
    if column.kind == "names":
        return ", ".join(plain) or NONE
    if column.kind == "flag":
        return "yes" if plain else "no"
    if column.kind == "flow":
        return flow(plain)[1:-1]
    if column.kind in {"rational", "count"}:
        return _number(plain)
    return str(plain)


def read_cell(column: Column, cell: Any) -> Any:
    """Return the part of a document that a cell holds, as plain data; None where it is blank.

    Args:
        column: The column.
        cell: What stands in the cell.

    Raises:
        UnreadableCellError: It is not what the column holds.
    """
    text = spell(cell)
    key = text.strip(SPACES)
    if not key:
        return None
    return _READERS[column.kind](text if column.kind in {"words", "localized"} else key)


def write_answer(plain: Any, kind: str | None) -> Written:
    """Return what stands in a cell for an answer of a reference vector.

    Args:
        plain: The answer, as it stands in a document.
        kind: The type of the item, None where it is not known.
    """
    candidates: list[Written] = []
    if isinstance(plain, Mapping) and plain.keys() == {"missing"}:
        candidates.append(REASON_MARK + plain["missing"])
    elif isinstance(plain, bool):
        candidates.append("yes" if plain else "no")
    elif isinstance(plain, int | float):
        candidates.append(_number(plain))
    elif isinstance(plain, str):
        candidates += [plain, quoted(plain)]
    for each in (*candidates, flow(plain)):
        try:
            found = read_answer(each, kind)
        except UnreadableCellError:
            continue
        if found == plain and isinstance(found, bool) == isinstance(plain, bool):
            return each
    # In brackets of its own, a value is read whatever the type of its item is.
    return flow({"value": plain})


def read_answer(cell: Any, kind: str | None) -> Any:  # noqa: PLR0911  # one for each way of writing
    """Return the answer of a reference vector that a cell holds; None where it is blank.

    Args:
        cell: What stands in the cell.
        kind: The type of the item, None where it is not known.

    Raises:
        UnreadableCellError: It begins with a bracket or a quotation mark, and is not YAML.
    """
    text = spell(cell)
    key = text.strip(SPACES)
    if not key:
        return None
    if key.startswith(_BRACKETS):
        return _yaml(key)
    if key.startswith(REASON_MARK) and key.removeprefix(REASON_MARK) in MISSING_REASONS:
        return {"missing": key.removeprefix(REASON_MARK)}
    if kind == "yes-no":
        return _FLAGS.get(fold(key), key)
    if kind in _NUMERIC or (kind is None and not isinstance(cell, str)):
        return _real(key)
    if kind in {"multiple-choice", "ranking"}:
        return _names(key)
    return text if kind == "text" else key


def write_score(plain: Any) -> Written:
    """Return what stands in a cell for a score of a reference vector."""
    if plain is None:
        return NONE
    return flow(plain)[1:-1] if isinstance(plain, Mapping) else _number(plain)


def read_score(cell: Any) -> Any:
    """Return the score of a reference vector that a cell holds.

    Raises:
        UnreadableCellError: It is no score.
    """
    key = spell(cell).strip(SPACES)
    if key == NONE:
        return None
    return _mapping(key) if ":" in key else _rational(key)


def _number(plain: Any) -> Written:
    """Return a number as a cell holds it without changing it."""
    if isinstance(plain, str) or (isinstance(plain, int) and abs(plain) < _SAFE):
        return plain
    return plain if isinstance(plain, float) else str(plain)


def _rational(key: str) -> int | str:
    if _WHOLE.fullmatch(key):
        return int(key)
    if _DECIMAL.fullmatch(key):
        return key.replace(",", ".").removeprefix("+")
    if "/" in key:
        return key.replace(" ", "")
    raise UnreadableCellError(_NUMBER)


def _count(key: str) -> int:
    if not _WHOLE.fullmatch(key):
        raise UnreadableCellError(_INTEGER)
    return int(key)


def _real(key: str) -> int | float | str:
    """Return a number of any size, or the text where it is none."""
    if _WHOLE.fullmatch(key):
        return int(key)
    return float(key.replace(",", ".")) if _REAL.fullmatch(key) else key


def _flag(key: str) -> bool:
    found = _FLAGS.get(fold(key))
    if found is None:
        raise UnreadableCellError(_YES_NO)
    return found


def _names(key: str) -> list[str]:
    return [] if key == NONE else [each for each in _LIST.split(key) if each]


def _mapping(key: str) -> dict[str, Any]:
    found = _yaml(key if key.startswith("{") else f"{{{key}}}")
    if not isinstance(found, dict) or None in found.values():
        raise UnreadableCellError(_CONDITION)
    return found


def _yaml(text: str) -> Any:
    try:
        return load_yaml(text.encode("utf-8", "surrogatepass"))[0]
    except InvalidDocumentError:
        raise UnreadableCellError(_CONDITION) from None


def _same(text: str) -> str:
    return text


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": _same,
    "choice": _same,
    "words": _same,
    "localized": _same,
    "names": _names,
    "rational": _rational,
    "count": _count,
    "flag": _flag,
    "flow": _mapping,
}
