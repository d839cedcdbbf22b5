"""What can be wrong with a response: one change each, to an answer or to the document."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from rosace.derived import count_bounds, length_bounds, number_bounds
from rosace.instrument import Instrument, Item
from rosace.study import Study

__all__ = ["NOTHING", "ON_ANSWERS", "ON_DOCUMENTS"]

Document = dict[str, Any]
NOTHING: Final = object()
"""Stands for an answer that is left out."""

_NO_CODE: Final = "no-such-code"
_LONGEST: Final = 2000
_CODED: Final = frozenset({"choice", "multiple-choice", "ranking"})
_WRONG_TYPES: Final[Mapping[str, Any]] = {
    "choice": 7,
    "multiple-choice": "many",
    "ranking": "many",
    "integer": "many",
    "number": "many",
    "text": 5,
    "date": 2024,
    "yes-no": "perhaps",
    "records": "none",
}


def _unknown_code(instrument: Instrument, item: Item) -> Any:
    if item.type == "choice":
        return _NO_CODE
    codes = _codes(instrument, item)
    least, most = count_bounds(item)
    return [_NO_CODE, *codes][: max(min(least, most), 1)] if codes else None


def _wrong_type(_: Instrument, item: Item) -> Any:
    return _WRONG_TYPES[item.type]


def _out_of_bounds(_: Instrument, item: Item) -> Any:
    if item.type not in {"integer", "number"}:
        return None
    low, high = number_bounds(item)
    if item.maximum is not None:
        return high + 1
    return low - 1 if item.minimum is not None else None


def _wrong_length(_: Instrument, item: Item) -> Any:
    if item.type != "text":
        return None
    least, most = length_bounds(item)
    if most <= _LONGEST:
        return "x" * (most + 1)
    return "x" if least > 1 else None


def _wrong_count(instrument: Instrument, item: Item) -> Any:
    codes = _codes(instrument, item)
    least, most = count_bounds(item)
    if not codes or item.type == "choice":
        return None
    return codes[: most + 1] if most < len(codes) else codes[: least - 1] if least > 1 else None


def _repeated_choice(instrument: Instrument, item: Item) -> Any:
    codes = _codes(instrument, item)
    least, _ = count_bounds(item)
    if not codes or item.type == "choice":
        return None
    return [codes[0], *codes[: max(least - 1, 1)]]


def _no_such_day(_: Instrument, item: Item) -> Any:
    return "2024-02-30" if item.type == "date" else None


def _unknown_reason(_: Instrument, __: Item) -> Any:
    return {"missing": "refused"}


def _reason_not_offered(_: Instrument, __: Item) -> Any:
    return {"missing": "not-applicable"}


def _unanswered(_: Instrument, item: Item) -> Any:
    return NOTHING if item.required else None


def _stray_comment(_: Instrument, item: Item) -> Any:
    if item.comment or item.required:
        return None
    return {"missing": "no-answer", "comment": "?"}


def _codes(instrument: Instrument, item: Item) -> list[str]:
    if item.type not in _CODED:
        return []
    return [choice.code for choice in instrument.scales[item.scale or ""].choices]


ON_ANSWERS: Final[Mapping[str, Callable[[Instrument, Item], Any]]] = {
    "unknown-code": _unknown_code,
    "wrong-type": _wrong_type,
    "out-of-bounds": _out_of_bounds,
    "wrong-length": _wrong_length,
    "wrong-count": _wrong_count,
    "repeated-choice": _repeated_choice,
    "no-such-day": _no_such_day,
    "unknown-reason": _unknown_reason,
    "reason-not-offered": _reason_not_offered,
    "unanswered": _unanswered,
    "stray-comment": _stray_comment,
}
"""By name, what answer to an item is wrong; None where the item has no such answer."""


def _with(document: Document, **changes: Any) -> Document:
    return {**document, **changes}


def _of_respondent(document: Document, **changes: Any) -> Document:
    return _with(document, respondent={**document["respondent"], **changes})


def _unknown_item(document: Document, _: Study | None) -> Document:
    return _with(document, answers={**document["answers"], "no-such-item": "A"})


def _no_pseudonym(document: Document, _: Study | None) -> Document:
    who = {key: held for key, held in document["respondent"].items() if key != "id"}
    return _with(document, respondent=who)


def _no_respondent(document: Document, _: Study | None) -> Document:
    return {key: held for key, held in document.items() if key != "respondent"}


def _address(document: Document, _: Study | None) -> Document:
    return _of_respondent(document, id="respondent@example.org")


def _unknown_kind(document: Document, _: Study | None) -> Document:
    return _of_respondent(document, kind="anonymous")


def _unknown_attribute(document: Document, study: Study | None) -> Document:
    closed = [each for each in study.attributes if each.values] if study else []
    held = document["respondent"].get("attributes", {})
    changed = {closed[0].id: "no-such-value"} if closed else {"No such attribute": "x"}
    return _of_respondent(document, attributes={**held, **changed})


def _bad_weight(document: Document, _: Study | None) -> Document:
    return _of_respondent(document, weight=-1)


def _unknown_wave(document: Document, study: Study | None) -> Document:
    return _with(document, wave="no-such-wave" if study else "No such wave")


def _other_instrument(document: Document, _: Study | None) -> Document:
    return _with(document, instrument="no-such-instrument")


def _other_version(document: Document, _: Study | None) -> Document:
    return _with(document, version="999999.0.0")


ON_DOCUMENTS: Final[Mapping[str, Callable[[Document, Study | None], Document]]] = {
    "unknown-item": _unknown_item,
    "no-pseudonym": _no_pseudonym,
    "no-respondent": _no_respondent,
    "address": _address,
    "unknown-kind": _unknown_kind,
    "unknown-attribute": _unknown_attribute,
    "bad-weight": _bad_weight,
    "unknown-wave": _unknown_wave,
    "other-instrument": _other_instrument,
    "other-version": _other_version,
}
"""By name, what of a document beside its answers is wrong."""
