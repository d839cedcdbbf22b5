"""The language-neutral contract of Rosace: JSON Schemas and the registry that holds them.

Every document that crosses a boundary has its schema here, one file a document
kind. References between the schemas are URNs that resolve inside `REGISTRY`
alone: nothing is ever fetched.
"""

import json
from functools import cache
from importlib import resources
from typing import Any, Final

from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

__all__ = ["DOCUMENTS", "registry", "schema", "text"]

DOCUMENTS: Final = (
    "instrument",
    "overlay",
    "response",
    "study",
    "mapping",
    "report",
    "configuration",
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
