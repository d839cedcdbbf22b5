"""The language-neutral contract of Rosace: JSON Schemas and the registry that holds them.

Every document that crosses a boundary has its schema here, one file a document
kind. References between the schemas are URNs that resolve inside `REGISTRY`
alone: nothing is ever fetched.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Final

from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

__all__ = ["DOCUMENTS", "bundle", "registry", "schema", "text"]

DOCUMENTS: Final = (
    "instrument",
    "overlay",
    "response",
    "study",
    "mapping",
    "report",
    "configuration",
    "release",
    "ledger",
)
"""The kinds of document that have a schema, in the order in which a newcomer meets them."""

_FILES: Final = ("common", *DOCUMENTS)


@cache
def text(name: str) -> str:
    """Return the file of one schema as it was written.

    Args:
        name: A kind of document of `DOCUMENTS`, or ``common``.

    Raises:
        KeyError: There is no such schema.
    """
    if name not in _FILES:
        raise KeyError(name)
    return resources.files(__package__).joinpath("v1", f"{name}.schema.json").read_text("utf-8")


def schema(name: str) -> dict[str, Any]:
    """Return one schema, as a new dictionary that its caller may change.

    Args:
        name: A kind of document of `DOCUMENTS`, or ``common``.

    Raises:
        KeyError: There is no such schema.
    """
    document: dict[str, Any] = json.loads(text(name))
    return document


def bundle(name: str) -> dict[str, Any]:
    """Return one schema complete in itself, for editors and others that know no registry.

    What it takes from other schemas stands in its own ``$defs``, under names such as
    ``common.id``; it has no ``$id``, so that its references hold wherever its file is.

    Args:
        name: A kind of document of `DOCUMENTS`, or ``common``.

    Raises:
        KeyError: There is no such schema.
    """
    held = schema(name)
    del held["$id"]
    own = held.pop("$defs", {})
    parts = {key: _localize(part, name, name) for key, part in own.items()}
    bundled: dict[str, Any] = _localize(held, name, name)
    waiting = sorted({*_borrowed(bundled), *_borrowed(parts)} - parts.keys())
    while waiting:
        key = waiting.pop()
        source, _, definition = key.partition(".")
        parts[key] = _localize(schema(source)["$defs"][definition], source, name)
        waiting.extend(sorted({*_borrowed(parts[key])} - parts.keys() - {*waiting}))
    return {**bundled, "$defs": dict(sorted(parts.items()))}


def _localize(part: Any, source: str, home: str) -> Any:
    """Return a part of a schema with its references turned to those of the bundle."""
    if isinstance(part, dict):
        return {
            key: _local(value, source, home)
            if key == "$ref" and isinstance(value, str)
            else _localize(value, source, home)
            for key, value in part.items()
        }
    return [_localize(each, source, home) for each in part] if isinstance(part, list) else part


def _local(reference: str, source: str, home: str) -> str:
    """Return a reference as the bundle has it: to its own part, or to one it borrows."""
    document, _, pointer = reference.partition("#")
    named = document.split(":")[2] if document else source
    key = pointer.removeprefix("/$defs/")
    return f"#/$defs/{key}" if named == home else f"#/$defs/{named}.{key}"


def _borrowed(part: Any) -> Iterator[str]:
    """Yield the names of the parts that references of a bundle point to."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref" and isinstance(value, str):
                yield value.removeprefix("#/$defs/")
            else:
                yield from _borrowed(value)
    elif isinstance(part, list):
        for each in part:
            yield from _borrowed(each)


@cache
def registry() -> "Registry[Any]":
    """Return the immutable registry in which every reference of the contract resolves."""
    resources_ = (
        Resource.from_contents(schema(name), default_specification=DRAFT202012) for name in _FILES
    )
    return (
        Registry()
        .with_resources((resource.id() or "", resource) for resource in resources_)
        .crawl()
    )
