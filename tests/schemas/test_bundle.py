"""A bundled schema promises to say what the contract says, with nothing else at hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rosace.conversion import unstructure
from rosace.strategies import instruments, mutations
from rosace.testing import accepted_by_schema
from rosace.validation import make_validator
from rosace_schemas import DOCUMENTS, bundle, schema

BUNDLED = make_validator(bundle("instrument"))


def references(part: Any) -> Iterator[str]:
    """Yield every reference of a schema."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            elif key != "examples":
                yield from references(value)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


@pytest.mark.parametrize("name", ["common", *DOCUMENTS])
def test_a_bundle_is_complete_in_itself(name: str) -> None:
    """Every reference leads to a part of the bundle, and the bundle is a sound schema."""
    found = bundle(name)
    Draft202012Validator.check_schema(found)
    assert "$id" not in found
    assert {each.removeprefix("#/$defs/") for each in references(found)} <= set(found["$defs"])
    assert "urn:" not in json.dumps(found)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_bundle_gives_the_verdict_of_the_contract(data: st.DataObject) -> None:
    """Whole or broken, an instrument is judged by the bundle as by the contract."""
    document = unstructure(data.draw(instruments()))
    assert BUNDLED.is_valid(document)
    for _ in range(6):
        broken = data.draw(mutations(document))
        assert BUNDLED.is_valid(broken) == accepted_by_schema(broken, "instrument")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_bundle_accepts_the_examples(name: str) -> None:
    """What the contract shows as examples is sound by its bundle."""
    for example in schema(name)["examples"]:
        assert make_validator(bundle(name)).is_valid(example)
