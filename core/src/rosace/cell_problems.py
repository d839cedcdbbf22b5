"""What is wrong with a cell of a table, in words of cells instead of documents."""

from collections.abc import Mapping
from typing import Any, Final

from rosace.answer_problems import item_at
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.values import evolve

__all__ = ["said_of_cell"]

_WRONG_TYPE: Final = "wrong-type"
_MISSING_KEY: Final = "missing-key"
_UNANSWERED: Final = "required-unanswered"
_ANSWERS: Final = "answers"
_TOLD: Final = frozenset({"integer", "number", "yes-no"})


def said_of_cell(problem: Problem, instrument: Instrument, document: Mapping[str, Any]) -> Problem:
    """Return a problem of a response that came of a table, in words of its cell.

    A cell has no type: it is told what the item needs, and what was found instead.

    Args:
        problem: What was found in the response, with its pointer.
        instrument: The instrument.
        document: The response.
    """
    path = (problem.pointer or "").split("/")[1:]
    if path[:1] != [_ANSWERS]:
        return problem
    item, _ = item_at(instrument, path[1:])
    if problem.code == _MISSING_KEY and item is not None and item.fields:
        key = str(problem.arguments["key"])
        arguments = {"item": f"{item.id}.{key}"}
        pointer = f"{problem.pointer}/{key}"
        return evolve(problem, code=_UNANSWERED, arguments=arguments, pointer=pointer)
    if problem.code != _WRONG_TYPE:
        return problem
    found = _at(document, path)
    if item is None or item.type not in _TOLD or not isinstance(found, str):
        return problem
    return evolve(problem, code=f"cell-not-{item.type}", arguments={"found": found})


def _at(document: object, path: list[str]) -> object:
    """Return what stands at a path, or None where nothing does."""
    for part in path:
        if isinstance(document, Mapping):
            document = document.get(part)
        elif isinstance(document, list) and part.isdecimal() and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    return document.get("value") if isinstance(document, Mapping) else document
