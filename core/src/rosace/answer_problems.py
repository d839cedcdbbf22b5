"""What is wrong with a response, in words of its instrument: items, choices, reasons."""

from typing import TYPE_CHECKING, Any, Final

from rosace.columnar import PARTS
from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Instrument, Item
from rosace.validation import validate
from rosace.values import evolve

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from rosace.loading import Positions

__all__ = ["answer_problems", "item_at"]

_RENAMED: Final = {
    "unknown-key": "unknown-item",
    "unknown-key-suggestion": "unknown-item-suggestion",
    "missing-key": "required-unanswered",
}
_OF_NUMBERS: Final = frozenset({"below-minimum", "no-match", "pattern-mismatch"})
_PARTS: Final = frozenset({"value", *PARTS})


def answer_problems(  # noqa: PLR0913  # the place of a document is three things
    instrument: Instrument,
    document: object,
    against: "Validator",
    *,
    file: str | None = None,
    row: int | None = None,
    positions: "Positions | None" = None,
) -> tuple[Problem, ...]:
    """Return what the derived schema finds wrong with a response.

    A response to another instrument, or to another major version, is told so and
    nothing more: its answers say nothing here.

    Args:
        instrument: The instrument.
        document: Plain data.
        against: A validator of the instrument's derived schema.
        file: Name of its file, for problems.
        row: Number of its row, for problems.
        positions: Where each part of a YAML document stands.
    """
    if isinstance(document, dict):
        major = instrument.version.partition(".")[0]
        for key, code, expected, given in (
            ("instrument", "wrong-instrument", instrument.id, instrument.id),
            ("version", "wrong-version", major, instrument.version),
        ):
            found = document.get(key)
            if isinstance(found, str) and found and _major(key, found) != expected:
                said = {"found": found, "expected": given}
                return (locate(code, (key,), said, positions, file=file, row=row),)
    problems = validate(document, against, file=file, row=row, positions=positions)
    return tuple(_named(instrument, _of_weight(problem)) for problem in problems)


def _major(key: str, found: str) -> str:
    return found.partition(".")[0] if key == "version" else found


def _of_weight(problem: Problem) -> Problem:
    """Return a problem of a weight in words of weights, not of the form of numbers."""
    if problem.pointer != "/respondent/weight" or problem.code not in _OF_NUMBERS:
        return problem
    return evolve(problem, code="not-a-weight", arguments={"found": problem.arguments["found"]})


def _named(instrument: Instrument, problem: Problem) -> Problem:
    """Return a problem of an answer by the name that it has among answers."""
    path = (problem.pointer or "").split("/")[1:]
    if path[:1] != ["answers"]:
        return problem
    if problem.code in _RENAMED and len(path) == (1 if problem.code == "missing-key" else 2):
        key = problem.arguments["key"]
        rest = {name: value for name, value in problem.arguments.items() if name != "key"}
        return evolve(problem, code=_RENAMED[problem.code], arguments={"item": key, **rest})
    item, name = item_at(instrument, path[1:])
    if item is None:
        return problem
    said: dict[str, Any] = {"item": name}
    if problem.code == "not-permitted":
        code = "unknown-missing-reason" if path[2:] == ["missing"] else "unknown-choice"
        return evolve(problem, code=code, arguments={**problem.arguments, **said})
    if problem.code in {"date-form", "pattern-mismatch"} and item.type == "date":
        said |= {"found": problem.arguments["found"], "precision": item.precision or "day"}
        return evolve(problem, code=f"not-a-date-{item.precision or 'day'}", arguments=said)
    return problem


def item_at(instrument: Instrument, path: list[str]) -> tuple[Item | None, str]:
    """Return the item or field that a path leads to, and its name.

    Args:
        instrument: The instrument.
        path: The keys and indexes under the answers.
    """
    found = next((item for item in instrument.items if path[:1] == [item.id]), None)
    if found is None:
        return None, ""
    inside = [part for part in path[1:] if part not in _PARTS and not part.isdigit()]
    if found.fields and inside:
        field = next((field for field in found.fields if field.id == inside[0]), None)
        return field, f"{found.id}.{inside[0]}"
    return found, found.id
