"""The types into which msgspec decodes the responses to one instrument, derived from it.

They accept less than the schema of `rosace.derived` does, never more: what a type cannot say, and
a number that could lose a digit, is left to whoever looks at what was decoded, or to the core.
"""

from typing import Annotated, Any, Final, Literal

import msgspec

from rosace.columnar import WORDS
from rosace.derived import count_bounds, length_bounds, missing_of, number_bounds
from rosace.instrument import Instrument, Item
from rosace.sizes import LONGEST_LABEL, LONGEST_NAME

__all__ = ["AnswerObject", "is_plain", "response_type"]

_DIGITS: Final = 10**18 - 1
_EXACT: Final = 2**53 - 1
_UNSET: Final = msgspec.UNSET
_Unset = msgspec.UnsetType


class AnswerObject(msgspec.Struct, eq=False, gc=False):
    """An answer that is no bare value: a value or a missing reason, with words beside it.

    What an item does not permit is unset in each answer.
    """

    value = _UNSET
    missing = _UNSET
    comment = _UNSET
    rationale = _UNSET
    dissent = _UNSET


def is_plain(instrument: Instrument) -> bool:
    """Say whether responses to an instrument can be decoded into types.

    Conditions compare answers, and the rows of records refer to one another.

    Args:
        instrument: The instrument, resolved.
    """
    return all(item.when is None and item.type != "records" for item in instrument.items)


def response_type(instrument: Instrument) -> type[msgspec.Struct]:
    """Return the type of responses to an instrument.

    Its ``answers`` have a field for each item, in order, named ``a0``, ``a1`` and so on. The
    ``attributes`` are left as they stand: many respondents share them.

    Args:
        instrument: An instrument for which `is_plain` holds.
    """
    respondent = _struct(
        "Respondent",
        {
            "id": _text(1, LONGEST_NAME),
            "kind": Literal["individual", "collective"],
            "organization": _text(1, LONGEST_NAME) | _Unset,
            "attributes": msgspec.Raw | _Unset,
            "weight": _integer(0, _DIGITS) | str | _Unset,
        },
    )
    return _struct(
        "Response",
        {
            "schema": Literal["rosace/response/1"],
            "id": _text(1, LONGEST_NAME),
            "instrument": Literal[instrument.id],
            "version": str,
            "wave": str,
            "respondent": respondent,
            "answers": _answers(instrument),
        },
    )


def _answers(instrument: Instrument) -> type[msgspec.Struct]:
    fields: dict[str, Any] = {}
    for number, item in enumerate(instrument.items):
        answer = _value(instrument, item) | _object(instrument, item)
        fields[f"a{number}"] = answer if item.required else answer | _Unset
    names = {f"a{number}": item.id for number, item in enumerate(instrument.items)}
    return _struct("Answers", fields, rename=names)


def _object(instrument: Instrument, item: Item) -> type[msgspec.Struct]:
    fields: dict[str, Any] = {"value": _value(instrument, item) | _Unset}
    if reasons := missing_of(instrument, item):
        fields["missing"] = Literal[reasons] | _Unset
    words = _text(1, LONGEST_LABEL) | _Unset
    fields |= {part: words for part in WORDS if part != "comment" or item.comment}
    return _struct("Answer", fields, bases=(AnswerObject,))


def _value(instrument: Instrument, item: Item) -> Any:
    kinds = {"text": str, "date": str, "yes-no": bool}
    if item.type == "text":
        return _text(*length_bounds(item))
    if item.type in kinds:
        return kinds[item.type]
    if item.type == "integer":
        low, high = number_bounds(item)
        return _integer(max(int(low), -_DIGITS), min(int(high), _DIGITS))
    if item.type == "number":
        low, high = number_bounds(item)
        within = msgspec.Meta(ge=max(low, -_EXACT), le=min(high, _EXACT))
        return Annotated[float, within]
    codes = tuple(choice.code for choice in instrument.scales[item.scale or ""].choices)
    if item.type == "choice":
        return Literal[codes]
    least, most = count_bounds(item)
    return Annotated[list[Literal[codes]], msgspec.Meta(min_length=least, max_length=most)]  # type: ignore[valid-type]  # known when it runs


def _text(least: int, most: int) -> Any:
    return Annotated[str, msgspec.Meta(min_length=least, max_length=most)]


def _integer(low: int, high: int) -> Any:
    return Annotated[int, msgspec.Meta(ge=low, le=high)]


def _struct(name: str, fields: dict[str, Any], **options: Any) -> type[msgspec.Struct]:
    """Return a type that knows these keys alone; what may be unset is so where it is lacking."""
    given = [
        (key, kind, _UNSET) if _may_lack(kind) else (key, kind) for key, kind in fields.items()
    ]
    return msgspec.defstruct(
        name,
        given,
        forbid_unknown_fields=True,
        kw_only=True,
        eq=False,
        gc=False,
        **options,
    )


def _may_lack(kind: Any) -> bool:
    return _Unset in getattr(kind, "__args__", ())
