"""The schema of one instrument's responses, derived from the instrument.

It is the contract's response schema with every answer typed, complete in itself:
any JSON Schema validator, in any language, can check responses with it.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from rosace.instrument import Instrument, Item
from rosace.response import MissingReason
from rosace.sizes import LARGEST, LONGEST_TEXT, MOST_CODES, MOST_ROWS
from rosace.values import DATES

__all__ = [
    "count_bounds",
    "length_bounds",
    "missing_of",
    "number_bounds",
    "response_schema",
    "sparing",
]

_Schema = dict[str, Any]
_COMMON: Final = "urn:rosace:common:1#/$defs/"
_LOCAL: Final = "#/$defs/"
_END: Final = r"(?![\s\S])"


def response_schema(instrument: Instrument) -> _Schema:
    """Return the JSON Schema (2020-12) of the responses of one instrument.

    Conditions (``when``) compare answers, and so are left to the program: an item
    under a condition may be absent. Versions of the same major number are accepted.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    needed = [item.id for item in instrument.items if item.required and item.when is None]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rosace:response:{instrument.id}:{instrument.version}",
        "title": _title(instrument),
        "description": f"Responses to {instrument.id}, version {instrument.version}.",
        "type": "object",
        "required": ["schema", "id", "instrument", "version", "wave", "respondent", "answers"],
        "properties": {
            "schema": {"const": "rosace/response/1"},
            "id": {"$ref": "#/$defs/name"},
            "instrument": {"const": instrument.id},
            "version": _versions(instrument.version),
            "wave": {"$ref": "#/$defs/id"},
            "respondent": {"$ref": "#/$defs/respondent"},
            "answers": {
                "type": "object",
                "description": "Answers by item.",
                "properties": {item.id: _answer(instrument, item) for item in instrument.items},
                "required": needed,
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
        "if": {
            "required": ["respondent"],
            "properties": {
                "respondent": {
                    "required": ["kind"],
                    "properties": {"kind": {"const": "collective"}},
                }
            },
        },
        "then": True,
        "else": {"properties": {"answers": {"additionalProperties": {"$ref": "#/$defs/alone"}}}},
        "$defs": _definitions(instrument),
    }


def sparing(schema: Mapping[str, Any], items: Iterable[str]) -> _Schema:
    """Return the schema of responses of one instrument, without looking at some answers.

    Of a response in which these are sound, whether one person's or a group's, it finds the same.

    Args:
        schema: What `response_schema` returned.
        items: The items whose answers are not looked at.
    """
    spared = dict.fromkeys(items, True)
    answers = schema["properties"]["answers"]
    alone = schema["else"]["properties"]["answers"]
    answers = {**answers, "properties": {**answers["properties"], **spared}}
    # Whoever explains knows the dialect, and would forget its own keywords for that of a name.
    return {
        **{key: held for key, held in schema.items() if key != "$schema"},
        "properties": {**schema["properties"], "answers": answers},
        "else": {"properties": {"answers": {"properties": spared, **alone}}},
    }


def _title(instrument: Instrument) -> str:
    return instrument.title.get("en") or next(iter(instrument.title.values()))


def _versions(version: str) -> _Schema:
    major = version.partition(".")[0]
    part = "(0|[1-9][0-9]{0,5})"
    return {
        "type": "string",
        "description": f"Any version {major}.",
        "maxLength": 32,
        "pattern": rf"^{major}\.{part}\.{part}{_END}",
    }


def _definitions(instrument: Instrument) -> _Schema:
    # The schemas are read from files, and only where a schema is asked for.
    from rosace_schemas import schema  # noqa: PLC0415

    common = schema("common")["$defs"]
    held = {name: common[name] for name in ("id", "name", "label", "rational")}
    held["respondent"] = _localize(schema("response")["$defs"]["respondent"])
    held["alone"] = {
        "description": "An answer of one person has no rationale and no dissent: groups have.",
        "properties": {"rationale": False, "dissent": False},
    }
    for item in instrument.items:
        held[_value_name(item)] = _value(instrument, item)
    return held


def _localize(part: Any) -> Any:
    """Return a part of the contract with its references turned to this schema's own."""
    if isinstance(part, dict):
        return {
            key: _LOCAL + value.removeprefix(_COMMON) if key == "$ref" else _localize(value)
            for key, value in part.items()
        }
    return [_localize(each) for each in part] if isinstance(part, list) else part


def _value_name(item: Item) -> str:
    return f"value.{item.id}"


def _answer(instrument: Instrument, item: Item) -> _Schema:
    value = {"$ref": _LOCAL + _value_name(item)}
    words = {"$ref": "#/$defs/label"}
    reasons = missing_of(instrument, item)
    return {
        "if": {"type": "object"},
        "then": {
            "properties": {
                "value": value,
                "missing": {"enum": list(reasons)} if reasons else False,
                "comment": words if item.comment else False,
                "rationale": words,
                "dissent": words,
            },
            "additionalProperties": False,
            "oneOf": [{"required": ["value"]}, {"required": ["missing"]}],
        },
        "else": value,
    }


def missing_of(instrument: Instrument, item: Item) -> tuple[MissingReason, ...]:
    """Return the missing reasons that a response may give for an item.

    ``no-answer`` is accepted unless the item is required, ``not-shown`` where the
    item has a condition, and the others where the item or its scale offers them.
    """
    reasons: tuple[MissingReason, ...] = instrument.missing_of(item)
    if not item.required:
        reasons = (*reasons, "no-answer")
    return (*reasons, "not-shown") if item.when is not None else reasons


def _value(instrument: Instrument, item: Item) -> _Schema:  # noqa: PLR0911  # one return a type
    if item.type == "records":
        return _rows(instrument, item)
    if item.type in {"multiple-choice", "ranking"}:
        return _several(item, {"enum": _codes(instrument, item)})
    if item.type == "choice":
        return {"enum": _codes(instrument, item)}
    if item.type == "reference":
        row = {"$ref": "#/$defs/id"}
        return _several(item, row) if item.many else row
    if item.type == "yes-no":
        return {"type": "boolean"}
    if item.type == "date":
        return {"type": "string", "pattern": f"^{DATES[item.precision or 'day']}{_END}"}
    if item.type == "text":
        least, most = length_bounds(item)
        # Some words, since a blank is a missing answer.
        solid = r"[^\u0000-\u0020\u00a0]"
        return {"type": "string", "minLength": least, "maxLength": most, "pattern": solid}
    lowest, highest = number_bounds(item)
    return {"type": item.type, "minimum": lowest, "maximum": highest}


def _codes(instrument: Instrument, item: Item) -> list[str]:
    scale = instrument.scales[item.scale or ""]
    return [choice.code for choice in scale.choices]


def _several(item: Item, each: _Schema) -> _Schema:
    least, most = count_bounds(item)
    return {
        "type": "array",
        "items": each,
        "uniqueItems": True,
        "minItems": least,
        "maxItems": most,
    }


def _rows(instrument: Instrument, item: Item) -> _Schema:
    least, most = count_bounds(item)
    fields = item.fields or ()
    needed = [field.id for field in fields if field.required and field.when is None]
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", *needed],
            "properties": {
                "id": {"$ref": "#/$defs/id"},
                **{field.id: _value(instrument, field) for field in fields},
            },
            "additionalProperties": False,
        },
        "minItems": least,
        "maxItems": most,
    }


def number_bounds(item: Item) -> tuple[int | float, int | float]:
    """Return the smallest and the largest number of an item, as JSON numbers.

    Bounds of whole numbers are drawn in to whole numbers; others that no JSON
    number spells exactly are the nearest that one does.
    """
    low = Fraction(-LARGEST) if item.minimum is None else max(item.minimum, Fraction(-LARGEST))
    high = Fraction(LARGEST) if item.maximum is None else min(item.maximum, Fraction(LARGEST))
    if item.type == "integer":
        return ceil(low), floor(high)
    return _number(low), _number(high)


def _number(exact: Fraction) -> int | float:
    return exact.numerator if exact.denominator == 1 else float(exact)


def length_bounds(item: Item) -> tuple[int, int]:
    """Return the fewest and the most characters of a text."""
    most = LONGEST_TEXT if item.max_length is None else min(item.max_length, LONGEST_TEXT)
    return max(item.min_length or 0, 1), most


def count_bounds(item: Item) -> tuple[int, int]:
    """Return the fewest and the most choices, ranks, rows or references of an item.

    A ranking holds at least one choice; a multiple choice may hold none.
    """
    largest = MOST_ROWS if item.type == "records" else MOST_CODES
    least = item.min_count or 0
    if item.type == "ranking":
        least = max(least, 1)
    return least, largest if item.max_count is None else min(item.max_count, largest)
