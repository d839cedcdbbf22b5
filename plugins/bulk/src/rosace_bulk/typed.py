"""The values of items as they stand in JSON, and what decodes them.

They accept less than the schema of `rosace.derived` does, never more: what a type cannot say, and
a number that could lose a digit, is left to the core.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

import msgspec

from rosace.derived import count_bounds, length_bounds, number_bounds
from rosace.instrument import Instrument, Item
from rosace.sizes import LONGEST_LABEL
from rosace.values import DATES, LABEL, value

__all__ = ["WEIGHT", "WORDING", "Reading", "is_plain", "reading_of"]

_DIGITS: Final = 10**18 - 1
_EXACT: Final = 2**53 - 1

_TEXT: Final = rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_NUMBER: Final = rb"-?[0-9][0-9.eE+-]*"
_LOOKS: Final = {"yes-no": rb"true|false", "integer": _NUMBER, "number": _NUMBER,
                 "multiple-choice": rb"\[[^]\n]*\]", "ranking": rb"\[[^]\n]*\]"}  # fmt: skip
"""How values of some types look; those of the others are texts."""


@value
class Reading:
    """How values of one kind are found in JSON, and read.

    Args:
        looks: What they look like; what does may yet be no value.
        decode: Returns what one is; raises ValueError where it is none that is surely sound.
    """

    looks: re.Pattern[bytes]
    decode: Callable[[bytes], Any]


def is_plain(instrument: Instrument) -> bool:
    """Say whether each answer to an instrument can be read alone.

    Conditions compare answers, and the rows of records refer to one another.

    Args:
        instrument: The instrument, resolved.
    """
    return all(item.when is None and item.type != "records" for item in instrument.items)


def reading_of(instrument: Instrument, item: Item) -> Reading:
    """Return how the values of an item are read.

    Args:
        instrument: An instrument for which `is_plain` holds.
        item: One of its items, and no choice.
    """
    looks = _LOOKS.get(item.type, _TEXT)
    return _reading(looks, _type_of(instrument, item), _check(item))


def _reading(looks: bytes, kind: Any, is_sound: Callable[[Any], object] | None = None) -> Reading:
    decoder = msgspec.json.Decoder(kind).decode

    def decode(held: bytes) -> Any:
        # A NUL as an escape, which the decoder would accept.
        if b"\\u0000" in held:
            raise ValueError
        found = decoder(held)
        if is_sound is not None and not is_sound(found):
            raise ValueError
        return found

    return Reading(looks=re.compile(looks), decode=decode)


def _type_of(instrument: Instrument, item: Item) -> Any:
    kinds = {"date": str, "yes-no": bool}
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
    least, most = count_bounds(item)
    return Annotated[list[Literal[codes]], msgspec.Meta(min_length=least, max_length=most)]  # type: ignore[valid-type]  # known when it runs


def _check(item: Item) -> Callable[[Any], object] | None:
    if item.type == "text":
        return LABEL.search
    if item.type == "date":
        return re.compile(DATES[item.precision or "day"]).fullmatch
    if item.type in {"multiple-choice", "ranking"}:
        return lambda codes: len(set(codes)) == len(codes)
    return None


def _text(least: int, most: int) -> Any:
    return Annotated[str, msgspec.Meta(min_length=least, max_length=most)]


def _integer(low: int, high: int) -> Any:
    return Annotated[int, msgspec.Meta(ge=low, le=high)]


WORDING: Final = _reading(_TEXT, _text(1, LONGEST_LABEL), LABEL.search)
"""How words beside the value of an answer are read."""

WEIGHT: Final = _reading(_TEXT + rb"|[0-9]+", _integer(0, _DIGITS) | str)
"""How the weight of a respondent is read; a text may yet be none."""
