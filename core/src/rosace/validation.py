"""Checking documents against the contract, and reading them as values."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import LIMITS, load_document

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator
    from referencing import Registry

    from rosace.loading import Positions

__all__ = [
    "check_document",
    "check_part",
    "class_of",
    "load_value",
    "make_validator",
    "validate",
    "validator",
    "value_of",
]

_CLASSES: Final[Mapping[str, tuple[str, str]]] = {
    "instrument": ("rosace.instrument", "Instrument"),
    "overlay": ("rosace.overlay", "Overlay"),
    "response": ("rosace.response", "Response"),
    "study": ("rosace.study", "Study"),
    "mapping": ("rosace.mapping", "FileMapping"),
    "report": ("rosace.report", "Report"),
    "configuration": ("rosace.configuration", "Configuration"),
    "release": ("rosace.release", "Release"),
    "ledger": ("rosace.ledger", "Ledger"),
}


def check_document(
    document: object,
    kind: str,
    *,
    file: str | None = None,
    row: int | None = None,
    positions: "Positions | None" = None,
) -> tuple[Problem, ...]:
    """Return what the contract finds wrong with a document, at most `LIMITS.problems`.

    Args:
        document: Plain data, as a strict loader returns them.
        kind: Its kind, of `rosace_schemas.DOCUMENTS`.
        file: Name of its file, for problems.
        row: Number of its row, for problems.
        positions: Where each part of a YAML document stands.

    Raises:
        KeyError: There is no such kind.
    """
    return validate(document, validator(kind), file=file, row=row, positions=positions)


def check_part(part: object, kind: str, definition: str) -> tuple[Problem, ...]:
    """Return what the contract finds wrong with a part of a document.

    Args:
        part: Plain data.
        kind: The kind of document.
        definition: Name of the part in the ``$defs`` of its schema.

    Raises:
        KeyError: There is no such kind or definition.
    """
    return validate(part, validator(kind, definition))


def validate(
    document: object,
    against: "Validator",
    *,
    file: str | None = None,
    row: int | None = None,
    positions: "Positions | None" = None,
) -> tuple[Problem, ...]:
    """Return what a validator finds wrong with a document, at most `LIMITS.problems`.

    Args:
        document: Plain data.
        against: A validator, from `validator` or of a derived schema.
        file: Name of its file, for problems.
        row: Number of its row, for problems.
        positions: Where each part of a YAML document stands.
    """
    # A valid document needs no explaining.
    from rosace.explaining import explain  # noqa: PLC0415

    place = {"file": file, "row": row}
    try:
        found = explain(against.iter_errors(cast("Any", document)), positions, **place)
        return tuple(islice(found, LIMITS.problems))
    except RecursionError:
        return (Problem("too-deep", **place, arguments={"limit": LIMITS.depth}),)  # type: ignore[arg-type]  # names and types agree


@cache
def validator(kind: str, definition: str | None = None) -> "Validator":
    """Return the validator of a kind of document, or of a part of it.

    No reference is ever fetched: all resolve in the contract's own registry.

    Args:
        kind: A kind of document of `rosace_schemas.DOCUMENTS`.
        definition: A name in the ``$defs`` of its schema.

    Raises:
        KeyError: There is no such kind or definition.
    """
    # Reading schemas takes time, and many runs check nothing by them.
    from rosace_schemas import registry, schema  # noqa: PLC0415

    wanted = schema(kind)
    if definition is not None:
        wanted["$defs"][definition]  # says at once that there is none
        wanted = {"$ref": f"{wanted['$id']}#/$defs/{definition}"}
    return make_validator(wanted, registry())


def make_validator(
    schema: Mapping[str, Any], registry: "Registry[Any] | None" = None
) -> "Validator":
    """Return a validator of a schema that names the keys it refuses.

    Args:
        schema: A JSON Schema (2020-12) that is known to be sound.
        registry: Where its references resolve; without one it must be complete in itself.
    """
    # jsonschema takes 70 ms to import.
    from jsonschema import Draft202012Validator, validators  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415

    cls = validators.extend(  # type: ignore[no-untyped-call]  # jsonschema leaves it untyped
        Draft202012Validator,
        {"properties": _properties, "additionalProperties": _additional},
    )
    checker = Draft202012Validator.FORMAT_CHECKER
    # Without a registry of ours, jsonschema would fetch what it does not know.
    held = Registry() if registry is None else registry
    made: Validator = cls(schema, registry=held, format_checker=checker)
    return made


def _properties(
    validator: Any, properties: Mapping[str, Any], instance: Any, schema: object
) -> "Iterator[ValidationError]":
    """Check properties as jsonschema does, and say which one a schema of false refuses."""
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415

    del schema
    if not isinstance(instance, dict):
        return
    for key, wanted in properties.items():
        if key in instance and wanted is False:
            yield ValidationError(
                f"{key} is not permitted", validator="false", path=(key,), schema_path=(key,)
            )
        elif key in instance:
            yield from validator.descend(instance[key], wanted, path=key, schema_path=key)


def _additional(
    validator: Any, wanted: object, instance: Any, schema: Mapping[str, Any]
) -> "Iterator[ValidationError]":
    """Check further properties as jsonschema does, in the order in which they stand."""
    alone = isinstance(wanted, dict) and "patternProperties" not in schema
    if not isinstance(instance, dict) or not alone:
        from jsonschema import Draft202012Validator  # noqa: PLC0415  # as above

        usual = Draft202012Validator.VALIDATORS["additionalProperties"]
        yield from usual(validator, wanted, instance, schema) or ()
        return
    known = schema.get("properties", {})
    for key, held in instance.items():
        if key not in known:
            yield from validator.descend(held, wanted, path=key)


def value_of(
    document: object,
    kind: str,
    *,
    file: str | None = None,
    row: int | None = None,
    positions: "Positions | None" = None,
) -> Any:
    """Return the value of a document, of the class that belongs to its kind.

    Raises:
        InvalidDocumentError: It is not of the contract, with its problems.
        KeyError: There is no such kind.
    """
    # cattrs takes 40 ms to import.
    from rosace.conversion import structure  # noqa: PLC0415

    problems = check_document(document, kind, file=file, row=row, positions=positions)
    if problems:
        raise InvalidDocumentError(problems)
    return structure(document, class_of(kind))


def load_value(path: str | os.PathLike[str], kind: str) -> Any:
    """Return the value that a JSON or YAML file holds.

    Args:
        path: The file.
        kind: The kind of document it must be, of `rosace_schemas.DOCUMENTS`.

    Raises:
        InvalidDocumentError: It cannot be read, or is not of the contract.
        KeyError: There is no such kind.
    """
    document, positions = load_document(path)
    return value_of(document, kind, file=str(path), positions=positions)


@cache
def class_of(kind: str) -> type:
    """Return the class of the values of a kind of document.

    Raises:
        KeyError: There is no such kind.
    """
    module, name = _CLASSES[kind]
    found: type = getattr(import_module(module), name)
    return found
