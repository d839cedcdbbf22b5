"""What became of each column of a file of answers."""

from collections.abc import Mapping
from typing import Any

import attrs

from rosace.messages import translate
from rosace.values import value
from rosace_authoring import PACKAGE

__all__ = ["Accounted", "explain", "plain"]


@value
class Accounted:
    """What became of one column.

    Args:
        heading: Its heading.
        kept: Where it went: an item's id, or a reserved column; None where it was set aside.
        kind: The item's type, ``reserved``, or why it was set aside.
        details: What fills the words that say so.
    """

    heading: str
    kept: str | None
    kind: str
    details: Mapping[str, str | int] = attrs.field(factory=dict)


def explain(accounted: Accounted, spoken: str) -> str:
    """Return in words what became of a column.

    Args:
        accounted: What became of it.
        spoken: The language.
    """
    from rosace.spelling import printable  # noqa: PLC0415  # only where it is said

    family = "aside" if accounted.kept is None else "kept"
    details = {
        name: printable(held) if isinstance(held, str) else held
        for name, held in accounted.details.items()
    }
    said = translate(f"authoring.{family}.{accounted.kind}", spoken, details, PACKAGE)
    shown = {"heading": printable(accounted.heading), "item": accounted.kept or "", "said": said}
    return translate(f"authoring.column.{family}", spoken, shown, PACKAGE)


def plain(accounted: Accounted) -> dict[str, Any]:
    """Return what became of a column as plain data, for a program."""
    return {
        "column": accounted.heading,
        "kept": accounted.kept,
        "kind": accounted.kind,
        **({"details": dict(accounted.details)} if accounted.details else {}),
    }
