"""Laws that documents and values must keep: one verdict of schema and values, one spelling."""

from collections.abc import Iterator
from typing import Any

from rosace.conversion import structure, unstructure
from rosace.derived import response_schema
from rosace.instrument import Instrument
from rosace.responses import ResponseChecker
from rosace.validation import class_of, make_validator, validator

__all__ = [
    "accepted_by_schema",
    "accepted_by_values",
    "assert_fixpoint",
    "assert_one_verdict",
    "pointers",
    "response_verdicts",
]


def accepted_by_schema(document: Any, kind: str) -> bool:
    """Say whether the contract's schema accepts a document.

    Args:
        document: Plain data.
        kind: The kind of document, of `rosace_schemas.DOCUMENTS`.
    """
    return bool(validator(kind).is_valid(document))


def accepted_by_values(document: object, kind: str) -> bool:
    """Say whether a document structures into the class of its kind."""
    try:
        structure(document, class_of(kind))
    except Exception:  # noqa: BLE001  # whatever is raised, it is a refusal
        return False
    return True


def assert_one_verdict(document: Any, kind: str) -> bool:
    """Check that schema and structuring say the same of a document, and return what they say."""
    by_schema, by_values = accepted_by_schema(document, kind), accepted_by_values(document, kind)
    if by_schema != by_values:
        said = "accepts" if by_schema else "refuses"
        message = f"the schema {said}, and the values do not, this {kind}: {document!r}"
        raise AssertionError(message)
    return by_schema


def assert_fixpoint(document: object, kind: str) -> None:
    """Check that a document read, written and read again is the same value and the same text."""
    cls: type[Any] = class_of(kind)
    value = structure(document, cls)
    written = unstructure(value)
    again = structure(written, cls)
    if again != value or unstructure(again) != written:
        message = f"reading and writing change this {kind}: {document!r}"
        raise AssertionError(message)


def response_verdicts(instrument: Instrument, document: Any) -> tuple[bool, bool, bool]:
    """Return whether fast check, derived schema and contract accept a response.

    The first two must agree; and what they accept, the third must accept.
    """
    derived = make_validator(response_schema(instrument))
    return (
        ResponseChecker(instrument).accepts(document),
        bool(derived.is_valid(document)),
        accepted_by_schema(document, "response"),
    )


def pointers(document: Any) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every part of plain data, the whole first."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, part = waiting.pop()
        yield path
        if isinstance(part, dict):
            waiting += [((*path, key), each) for key, each in part.items()]
        elif isinstance(part, list):
            waiting += [((*path, index), each) for index, each in enumerate(part)]
