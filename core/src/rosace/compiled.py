"""The fast check of one response: it accepts or refuses, and never explains.

It accepts exactly what the schema of `rosace.derived` accepts; jsonschema says what
is wrong with the rest.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from rosace.derived import (
    count_bounds,
    length_bounds,
    missing_of,
    number_bounds,
)
from rosace.instrument import Instrument, Item
from rosace.sizes import LONGEST_IDENTIFIER, LONGEST_LABEL, LONGEST_NAME, LONGEST_VERSION
from rosace.values import DATES, IDENTIFIER, LABEL, NAME, VERSION, rational

__all__ = ["compile_answers", "compile_check"]

_Check = Callable[[Any], bool]
_Answer = Callable[[Any, bool], bool]
_KEYS: Final = frozenset({"schema", "id", "instrument", "version", "wave", "respondent", "answers"})
_RESPONDENT: Final = frozenset({"id", "kind", "organization", "attributes", "weight"})
_KINDS: Final = frozenset({"individual", "collective"})


def compile_check(instrument: Instrument) -> Callable[[object], bool]:
    """Return a function that says whether a document is a response to an instrument.

    Args:
        instrument: A resolved instrument that passes its checks.

    Returns:
        A check of plain data, as a strict loader returns them, that agrees with the
        derived schema.
    """
    answers = _answers(instrument)
    identifier, version = instrument.id, instrument.version.partition(".")[0] + "."
    is_version = VERSION.fullmatch

    def check(document: Any) -> bool:
        if type(document) is not dict or document.keys() != _KEYS:
            return False
        given = document["version"]
        respondent = document["respondent"]
        return (
            document["schema"] == "rosace/response/1"
            and document["instrument"] == identifier
            and type(given) is str
            and given.startswith(version)
            and len(given) <= LONGEST_VERSION
            and is_version(given) is not None
            and _is_name(document["id"])
            and _is_identifier(document["wave"])
            and _is_respondent(respondent)
            and answers(document["answers"], respondent["kind"] == "collective")
        )

    return check


def compile_answers(instrument: Instrument) -> Mapping[str, Callable[[Any, bool], bool]]:
    """Return functions that say whether an answer is one to an item, by the item.

    Each takes an answer and whether it is a group's.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    return {item.id: _answer(instrument, item) for item in instrument.items}


def _answers(instrument: Instrument) -> Callable[[Any, bool], bool]:
    codes = {
        item.id: frozenset(choice.code for choice in instrument.scales[item.scale or ""].choices)
        for item in instrument.items
        if item.type == "choice"
    }
    checks = compile_answers(instrument)
    needed = frozenset(item.id for item in instrument.items if item.required and item.when is None)
    none: frozenset[str] = frozenset()

    def check(answers: Any, collective: bool) -> bool:  # noqa: FBT001  # called by position, and often
        if type(answers) is not dict or not needed <= answers.keys():
            return False
        for item, answer in answers.items():
            if type(answer) is str and answer in codes.get(item, none):
                continue
            if item not in checks or not checks[item](answer, collective):
                return False
        return True

    return check


def _answer(instrument: Instrument, item: Item) -> _Answer:
    is_value = _value(instrument, item)
    reasons = frozenset(missing_of(instrument, item))
    alone = {"comment"} if item.comment else set()
    words = (frozenset(alone), frozenset({*alone, "rationale", "dissent"}))

    def check(answer: Any, collective: bool) -> bool:  # noqa: FBT001  # called by position, and often
        if type(answer) is not dict:
            return is_value(answer)
        if "value" in answer:
            if not is_value(answer["value"]):
                return False
        elif type(reason := answer.get("missing")) is not str or reason not in reasons:
            return False
        if len(answer) == 1:
            return True
        allowed = words[collective]
        rest = [key for key in answer if key != ("value" if "value" in answer else "missing")]
        return all(key in allowed and _is_label(answer[key]) for key in rest)

    return check


def _value(instrument: Instrument, item: Item) -> _Check:  # noqa: PLR0911  # one return a type
    if item.type == "records":
        return _rows(instrument, item)
    if item.type in {"choice", "multiple-choice", "ranking"}:
        codes = frozenset(each.code for each in instrument.scales[item.scale or ""].choices)
        is_code: _Check = lambda value: type(value) is str and value in codes  # noqa: E731  # one of several alike
        return is_code if item.type == "choice" else _several(item, is_code)
    if item.type == "reference":
        return _several(item, _is_identifier) if item.many else _is_identifier
    if item.type == "yes-no":
        return lambda value: type(value) is bool
    if item.type == "date":
        is_date = re.compile(DATES[item.precision or "day"]).fullmatch
        return lambda value: type(value) is str and is_date(value) is not None
    if item.type == "text":
        return _text(item)
    return _number(item)


def _text(item: Item) -> _Check:
    least, most = length_bounds(item)
    has_words = LABEL.search
    return lambda value: (
        type(value) is str and least <= len(value) <= most and has_words(value) is not None
    )


def _number(item: Item) -> _Check:
    lowest, highest = number_bounds(item)
    if item.type == "number":
        return lambda value: type(value) in (int, float) and lowest <= value <= highest
    return lambda value: (
        (type(value) is int or (type(value) is float and value.is_integer()))
        and lowest <= value <= highest
    )


def _several(item: Item, check: _Check) -> _Check:
    least, most = count_bounds(item)
    return lambda value: (
        type(value) is list
        and least <= len(value) <= most
        and all(map(check, value))
        and len(set(value)) == len(value)
    )


def _rows(instrument: Instrument, item: Item) -> _Check:
    least, most = count_bounds(item)
    fields = item.fields or ()
    checks: Mapping[str, _Check] = {
        **{field.id: _value(instrument, field) for field in fields},
        "id": _is_identifier,
    }
    needed = {"id", *(field.id for field in fields if field.required and field.when is None)}

    def is_row(row: Any) -> bool:
        return (
            type(row) is dict
            and needed <= row.keys() <= checks.keys()
            and all(checks[key](value) for key, value in row.items())
        )

    return lambda value: (
        type(value) is list and least <= len(value) <= most and all(map(is_row, value))
    )


def _is_identifier(text: Any) -> bool:
    return (
        type(text) is str
        and len(text) <= LONGEST_IDENTIFIER
        and IDENTIFIER.fullmatch(text) is not None
    )


def _is_name(text: Any) -> bool:
    return type(text) is str and len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def _is_label(text: Any) -> bool:
    return type(text) is str and len(text) <= LONGEST_LABEL and LABEL.search(text) is not None


def _is_respondent(respondent: Any) -> bool:
    if type(respondent) is not dict or not respondent.keys() <= _RESPONDENT:
        return False
    kind = respondent.get("kind")
    if type(kind) is not str or kind not in _KINDS or not _is_name(respondent.get("id")):
        return False
    if "organization" in respondent and not _is_name(respondent["organization"]):
        return False
    if "attributes" in respondent and not _are_attributes(respondent["attributes"]):
        return False
    return "weight" not in respondent or _is_weight(respondent["weight"])


def _are_attributes(attributes: Any) -> bool:
    return type(attributes) is dict and all(
        _is_identifier(key) and _is_name(value) for key, value in attributes.items()
    )


def _is_weight(weight: Any) -> bool:
    if type(weight) is float and weight.is_integer():
        weight = int(weight)
    try:
        return rational(weight) >= 0
    except ValueError:
        return False
