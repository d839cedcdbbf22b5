"""Pages of the schemas: each property, its type, whether it is required, its sense, a sample."""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Final

from samples import Samples

from rosace.loading import load_yaml
from rosace_schemas import DOCUMENTS, schema

__all__ = ["schema_list", "schema_pages"]

NAMES: Final = (*DOCUMENTS, "common")
_LOCAL: Final = "#/$defs/"
_BOUNDS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "{} characters or more",
    "maxLength": "{} characters at most",
    "minItems": "{} or more",
    "maxItems": "{} at most",
    "minProperties": "{} or more",
    "maxProperties": "{} at most",
}
_EXAMPLES: Final = {
    "instrument": [
        ("rosace_diagnostic", "instruments/diagnostic.yaml"),
        ("rosace_effects", "instruments/effects.yaml"),
    ],
    "study": [("rosace", "examples/study.yaml")],
    "response": [
        ("rosace", "examples/collective/2024/diagnostic.yaml"),
        ("rosace", "examples/collective/2024/effects.yaml"),
    ],
}
"""Documents that are shipped, where the examples of a schema leave something out."""

_Schema = Mapping[str, Any]


def schema_list() -> str:
    """Return the list of all schemas, and their place in the navigation."""
    lines = [f"- [{name}](schema-{name}.md): {schema(name)['description']}" for name in NAMES]
    entries = "\n".join(f"schema-{name}" for name in NAMES)
    return "\n".join([*lines, "", "```{toctree}", ":hidden:", "", entries, "```"])


def schema_pages() -> dict[str, str]:
    """Return the page of each schema, by the name of its file."""
    return {f"schema-{name}.md": _Page(name).text() for name in NAMES}


def _documents(name: str) -> Iterator[object]:
    """Yield the examples of a schema, then shipped documents of its kind."""
    yield from schema(name).get("examples", ())
    for package, path in _EXAMPLES.get(name, ()):
        yield load_yaml(resources.files(package).joinpath(path).read_bytes())[0]


class _Page:
    """Writes the page of one schema."""

    def __init__(self, name: str) -> None:
        """Read the schema, and samples of each of its properties."""
        self._name = name
        self._schema = schema(name)
        self._samples = Samples(self._schema)
        for document in _documents(name):
            self._samples.take(document)

    def text(self) -> str:
        """Return the page."""
        found = self._schema
        lines = [f"# Schema: {self._name}", "", found["description"], "", f"`{found['$id']}`", ""]
        if "properties" in found:
            lines += ["## The document", "", *self._body(found)]
        for part, described in found.get("$defs", {}).items():
            lines += [f"## {part}", "", _described(described), ""]
            lines += [f"Type: {_type(described)}.", "", *self._body(described)]
        for example in found.get("examples", ()):
            shown = json.dumps(example, ensure_ascii=False, indent=2)
            lines += ["## Example", "", "```json", shown, "```", ""]
        return "\n".join(lines)

    def _body(self, found: _Schema) -> Iterator[str]:
        """Yield the properties of an object, whichever forms it has."""
        if "properties" in found:
            yield from self._properties(found)
        for key in ("oneOf", "anyOf"):
            for form in found.get(key, ()):
                if form.get("type") == "object" and "properties" in form:
                    yield from (f"**{_described(form)}**" if _described(form) else "**Or:**", "")
                    yield from self._properties(form)
        yield from _conditions(found)

    def _properties(self, found: _Schema, prefix: str = "") -> Iterator[str]:
        """Yield a table of properties, then one for each property that is an object itself."""
        inner: list[tuple[str, _Schema]] = []
        yield from ("| property | type | | what it is | example |", "|---|---|---|---|---|")
        for name, held in found["properties"].items():
            needed = "required" if name in found.get("required", ()) else ""
            sample = self._samples.shown(found, name)
            cells = (
                f"`{prefix}{name}`",
                _type(held),
                needed,
                _described(held, self._schema),
                sample,
            )
            yield f"| {' | '.join(cells)} |"
            part, mark = (held["items"], "[].") if "items" in held else (held, ".")
            if "properties" in part:
                inner.append((f"{prefix}{name}{mark}", part))
        yield ""
        for name, part in inner:
            yield from self._properties(part, name)


def _conditions(found: _Schema) -> Iterator[str]:
    """Yield which keys each type takes, where a schema says so."""
    rows = []
    for rule in found.get("allOf", ()):
        then = rule["then"]
        for key, held in rule["if"]["properties"].items():
            kinds = _listed(held.get("enum", [held.get("const")]))
            needed = _listed(then.get("required", ()))
            properties = then.get("properties", {})
            without = _listed(name for name, each in properties.items() if each is False)
            rows.append(f"| {key}: {kinds} | {needed} | {without} |")
    if rows:
        yield from ("| where | must have | may not have |", "|---|---|---|", *rows, "")


def _listed(values: Any) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _type(found: _Schema) -> str:
    """Return the type of a value in a few words, with a link where it stands elsewhere."""
    if "$ref" in found:
        return _reference(str(found["$ref"]))
    if "const" in found or "enum" in found:
        values = found.get("enum", [found.get("const")])
        return " or ".join(f"`{json.dumps(value)}`" for value in values)
    forms = found.get("oneOf") or ([] if "type" in found else found.get("anyOf")) or []
    if forms:
        return " or ".join(dict.fromkeys(map(_type, forms)))
    kind = found.get("type", "anything")
    if kind == "array":
        return f"list of {_type(found.get('items', {}))}"
    free = found.get("additionalProperties")
    if kind == "object" and isinstance(free, Mapping):
        return f"object of {_type(free)}"
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _reference(address: str) -> str:
    """Return a link to a definition, of this schema or of another."""
    place, _, name = address.partition(_LOCAL)
    page = f"schema-{place.split(':')[2]}.md" if place else ""
    return f"[{name}]({page}#{name})"


def _described(found: _Schema, root: _Schema | None = None) -> str:
    """Return what a property is, or else what the definition that it refers to is; its bounds."""
    said = str(found.get("description") or "")
    place, _, name = str(found.get("$ref", "")).partition(_LOCAL)
    if name and not said:
        owner = schema(place.split(":")[2]) if place else root or {}
        said = str(owner.get("$defs", {}).get(name, {}).get("description", ""))
    if not said and "const" in found:
        said = "Always this."
    bounds = "; ".join(_bounds(found))
    return " ".join(filter(None, [said, f"({bounds})" if bounds else ""])).replace("|", "\\|")


def _bounds(found: _Schema) -> Iterator[str]:
    for key, words in _BOUNDS.items():
        if key in found:
            yield words.format(found[key])
    if found.get("uniqueItems"):
        yield "each once"
    if "default" in found:
        yield f"by default `{json.dumps(found['default'])}`"
