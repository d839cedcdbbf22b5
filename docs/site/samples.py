"""Samples of the properties of a schema, met in documents that it accepts."""

import json
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["Samples"]

_LOCAL: Final = "#/$defs/"
_LONGEST: Final = 60
_Schema = Mapping[str, Any]


class Samples:
    """The shortest value that each property of a schema has in some documents.

    Args:
        schema: The schema; references to its own definitions are followed.
    """

    def __init__(self, schema: _Schema) -> None:
        """Begin without any."""
        self._schema = schema
        self._met: dict[tuple[int, str], str] = {}

    def take(self, document: object) -> None:
        """Go through a document that the schema accepts."""
        self._walk(self._schema, document)

    def shown(self, owner: _Schema, name: str) -> str:
        """Return a sample of a property of an object's schema, as code; empty if none was met."""
        found = self._met.get((id(owner), name))
        if found is None:
            return ""
        short = found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"
        return f"`{short}`".replace("|", "\\|")

    def _walk(self, found: Any, value: object) -> None:
        if not isinstance(found, Mapping):
            return
        if str(found.get("$ref", "")).startswith(_LOCAL):
            part = str(found["$ref"]).removeprefix(_LOCAL)
            self._walk(self._schema["$defs"][part], value)
        for form in (*found.get("oneOf", ()), *found.get("anyOf", ())):
            if _fits(form, value):
                self._walk(form, value)
        if isinstance(value, Mapping):
            self._walk_object(found, value)
        elif isinstance(value, list):
            for each in value:
                self._walk(found.get("items"), each)

    def _walk_object(self, found: _Schema, value: Mapping[str, Any]) -> None:
        known = found.get("properties", {})
        for name, held in value.items():
            if name in known:
                self._keep(found, name, held)
            self._walk(known.get(name, found.get("additionalProperties")), held)

    def _keep(self, owner: _Schema, name: str, value: object) -> None:
        written = json.dumps(value, ensure_ascii=False)
        met = self._met.setdefault((id(owner), name), written)
        if len(written) < len(met):
            self._met[id(owner), name] = written


def _fits(form: _Schema, value: object) -> bool:
    """Say whether a value may be of a form: an object has the keys that it needs, and no others."""
    if not isinstance(value, Mapping) or "properties" not in form:
        return True
    return bool(set(form.get("required", ())) <= value.keys() <= form["properties"].keys())
