"""What the contract promises of itself: sound, described, closed, with examples that hold."""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing.exceptions import Unresolvable

from rosace.validation import check_document, check_part, make_validator, validator
from rosace_schemas import DOCUMENTS, registry, schema, text

ALL = ("common", *DOCUMENTS)
END = r"(?![\s\S])"


def parts(schema_part: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside a schema."""
    if isinstance(schema_part, dict):
        yield schema_part
        for key, part in schema_part.items():
            if key != "examples":
                yield from parts(part)
    elif isinstance(schema_part, list):
        for part in schema_part:
            yield from parts(part)


@pytest.mark.parametrize("name", ALL)
def test_every_schema_is_a_schema(name: str) -> None:
    """Each file of the contract satisfies JSON Schema's own schema."""
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", ALL)
def test_every_schema_is_described(name: str) -> None:
    """Each schema, each definition and each kind of object says in words what it is."""
    whole = schema(name)
    assert whole["title"]
    assert whole["description"]
    assert all(part.get("description") for part in whole.get("$defs", {}).values())
    objects = [part for part in parts(whole) if part.get("type") == "object" and len(part) > 1]
    undescribed = [part for part in objects if "properties" in part and not part.get("description")]
    assert undescribed == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_kind_has_examples_that_hold(name: str) -> None:
    """The examples of a schema are documents of its kind, and name the contract."""
    examples = schema(name)["examples"]
    assert examples
    for example in examples:
        assert check_document(example, name) == ()
        assert example["schema"] == f"rosace/{name}/1"


@pytest.mark.parametrize("name", ALL)
def test_the_major_version_stands_in_the_identifier(name: str) -> None:
    """Each schema is named by a URN that ends in its major version."""
    assert schema(name)["$id"] == f"urn:rosace:{name}:1"


@pytest.mark.parametrize("name", ALL)
def test_no_reference_leaves_the_registry(name: str) -> None:
    """Each reference of the contract resolves among the contract's own schemas."""
    resolver = registry().resolver(base_uri=schema(name)["$id"])
    references = [part["$ref"] for part in parts(schema(name)) if "$ref" in part]
    for reference in references:
        assert resolver.lookup(reference).contents


@pytest.mark.parametrize("name", ALL)
def test_patterns_leave_no_way_round_a_final_line_break(name: str) -> None:
    """Each pattern that is bound to the beginning is bound to the very end of the text too."""
    for part in parts(schema(name)):
        pattern = part.get("pattern")
        if isinstance(pattern, str):
            assert re.compile(pattern)
            assert "$" not in pattern
            assert not pattern.startswith("^") or pattern.endswith((END, "[1-9]"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_unknown_keys_are_refused_where_an_author_could_mistype(name: str) -> None:
    """Each object with named keys refuses other keys, or says what else it holds."""
    conditions = {"if", "then", "else", "anyOf", "oneOf", "allOf"}
    for part in parts(schema(name)):
        if part.get("type") == "object" and "properties" in part and not conditions & set(part):
            assert "additionalProperties" in part or part["properties"].keys() == {"type"}


def test_there_is_one_registry_and_nobody_can_change_it() -> None:
    """All callers share one registry; adding to it makes another."""
    held = registry()
    assert registry() is held
    assert held.with_contents([("urn:x", {"$schema": schema("common")["$schema"]})]) is not held
    with pytest.raises(Unresolvable):
        held.resolver().lookup("urn:x")


def test_schemas_are_copies() -> None:
    """Whoever changes a schema that was given out changes nobody else's."""
    schema("common")["$defs"].clear()
    assert schema("common")["$defs"]
    assert "$defs" in text("common")


@pytest.mark.parametrize("name", ["other", "../common", ""])
def test_an_unknown_schema_is_told(name: str) -> None:
    """A kind of document without schema raises KeyError."""
    for ask in (schema, text, validator):
        with pytest.raises(KeyError):
            ask(name)
    with pytest.raises(KeyError):
        check_part({}, "report", name)


def test_no_reference_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema that refers to an address raises without opening a connection."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(Exception, match="Unresolvable"):
        make_validator({"$ref": "http://127.0.0.1:9/x.json"}).is_valid(1)


@pytest.mark.parametrize(
    "smuggled",
    [
        {"data": {"values": [1]}},
        {"layer": [{"data": {"url": "https://example.org"}}]},
        {"mark": "image"},
        {"mark": {"type": "image"}},
        {"mark": {"type": "bar", "href": "https://example.org"}},
        {"mark": {"type": "text", "a": [{"url": "file:///etc/passwd"}]}},
        {"type": {"data": {}}},
        {"encoding": {"url": {"value": "x"}}},
        {"encoding": {"href": {"field": "x"}}},
        {"transform": [{"lookup": "a", "from": {"data": {}}}]},
        {"transform": [{"lookup": "a"}]},
        {"datasets": {}},
        {"usermeta": {}},
        {"config": {"image": {}}},
    ],
)
def test_a_specification_smuggles_nothing_in(smuggled: dict[str, Any]) -> None:
    """Data, addresses, links and images are refused at any depth of a figure's specification."""
    assert (
        check_part({"mark": "bar", "encoding": {"x": {"field": "n"}}}, "report", "specification")
        == ()
    )
    assert check_part(smuggled, "report", "specification")
    assert check_part({"layer": [smuggled]}, "report", "specification")
