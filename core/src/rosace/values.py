"""The house style of values: frozen attrs classes, and the field kinds they are made of."""

import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any, Final, TypeVar, dataclass_transform

import attrs

from rosace.sizes import (
    LARGEST,
    LONGEST_IDENTIFIER,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_VERSION,
)

__all__ = [
    "CODE",
    "DATE",
    "DATES",
    "DIGEST",
    "IDENTIFIER",
    "LABEL",
    "LANGUAGE",
    "MESSAGE",
    "NAME",
    "VERSION",
    "WORDS",
    "Known",
    "Localized",
    "Scalar",
    "are_labels",
    "code_field",
    "date_field",
    "distinct",
    "each_matches",
    "evolve",
    "filled",
    "id_field",
    "keys_match",
    "label_field",
    "language_field",
    "matches",
    "name_field",
    "plain_number",
    "rational",
    "spell_rational",
    "value",
    "values_match",
    "version_field",
    "version_order",
    "whole",
    "words_by_key",
    "words_field",
]

_LONGEST_KNOWN: Final = 64
_MOST_KNOWN: Final = 1 << 12

T = TypeVar("T")

Localized = Mapping[str, str]
"""The same words by language tag."""

Scalar = str | int | bool
"""A value as it stands in an answer of an item that is no list."""

IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
NAME: Final = re.compile(r"[^\x00-\x20\xa0]([^\x00-\x1f\x7f]*[^\x00-\x20\xa0])?")
_YEAR: Final = "(?!0000)[0-9]{4}"
_MONTH: Final = f"{_YEAR}-(0[1-9]|1[0-2])"
_DAY: Final = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[13579][26]|[2468]0)00)-02-29)"
)
DATES: Final = {
    "day": _DAY,
    "month": f"({_DAY}|{_MONTH})",
    "year": f"({_DAY}|{_MONTH}|{_YEAR})",
}
"""Patterns of the dates that each precision accepts, for the whole of a text."""
DATE: Final = re.compile(DATES["year"])
DIGEST: Final = re.compile("[0-9a-f]{64}")
MESSAGE: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
LABEL: Final = re.compile(r"[^\x00-\x20\xa0]")
_RATIONAL: Final = re.compile(r"-?([0-9]{1,18}(/[1-9][0-9]{0,9})?|[0-9]{1,9}\.[0-9]{1,9})")


def matches(pattern: re.Pattern[str], longest: int = LONGEST_IDENTIFIER) -> Any:
    """Return an attrs validator for text that the whole of a pattern matches.

    Args:
        pattern: What the text must look like.
        longest: Most characters allowed.
    """

    def validate(instance: object, attribute: "attrs.Attribute[Any]", text: object) -> None:
        del instance
        if not isinstance(text, str) or len(text) > longest or not pattern.fullmatch(text):
            message = f"{attribute.name}: {text!r} does not match {pattern.pattern}"
            raise ValueError(message)

    return validate


def each_matches(pattern: re.Pattern[str], longest: int = LONGEST_IDENTIFIER) -> Any:
    """Return an attrs validator for lists of text that a pattern matches; None passes."""
    check = matches(pattern, longest)

    def validate(instance: object, attribute: "attrs.Attribute[Any]", texts: object) -> None:
        for text in texts or ():  # type: ignore[attr-defined]  # a list, or None
            if not (isinstance(text, str) and len(text) <= longest and pattern.fullmatch(text)):
                check(instance, attribute, text)

    return validate


def keys_match(pattern: re.Pattern[str], longest: int = LONGEST_IDENTIFIER) -> Any:
    """Return an attrs validator for mappings whose keys a pattern matches; None passes."""
    return each_matches(pattern, longest)


def values_match(pattern: re.Pattern[str], longest: int = LONGEST_NAME) -> Any:
    """Return an attrs validator for mappings whose values a pattern matches; None passes."""
    check = matches(pattern, longest)

    def validate(instance: object, attribute: "attrs.Attribute[Any]", texts: object) -> None:
        for text in (texts or {}).values():  # type: ignore[attr-defined]  # a mapping, or None
            check(instance, attribute, text)

    return validate


def words_by_key(
    instance: object, attribute: "attrs.Attribute[Any]", held: "Mapping[str, Localized] | None"
) -> None:
    """Refuse a mapping whose values are no words by language; None passes."""
    for words in (held or {}).values():
        _validate_localized(instance, attribute, words)


def are_labels(
    instance: object, attribute: "attrs.Attribute[Any]", texts: "Collection[str] | None"
) -> None:
    """Refuse a list of words of which some are blank or too long; None passes."""
    for text in texts or ():
        _validate_label(instance, attribute, text)


def filled(instance: object, attribute: "attrs.Attribute[Any]", held: object) -> None:
    """Refuse what holds nothing; None passes."""
    del instance
    if held is not None and not held:
        message = f"{attribute.name}: may not be empty"
        raise ValueError(message)


def distinct(
    instance: object, attribute: "attrs.Attribute[Any]", held: "Collection[object] | None"
) -> None:
    """Refuse a list that holds one thing twice; None passes."""
    del instance
    if held is not None and len(set(held)) != len(held):
        message = f"{attribute.name}: holds one thing twice"
        raise ValueError(message)


def whole(lowest: int, highest: int) -> Any:
    """Return an attrs validator for whole numbers between two bounds; None passes."""

    def validate(instance: object, attribute: "attrs.Attribute[Any]", number: "int | None") -> None:
        del instance
        if number is not None and not lowest <= number <= highest:
            message = f"{attribute.name}: {number} is not between {lowest} and {highest}"
            raise ValueError(message)

    return validate


def language_field(**options: Any) -> Any:
    """Return an attrs field for a language tag (optional when ``default`` is None)."""
    return _textual(matches(LANGUAGE), options)


def date_field(**options: Any) -> Any:
    """Return an attrs field for a year, month or day (optional when ``default`` is None)."""
    return _textual(matches(DATE), options)


def _is_label(text: object) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_LABEL and bool(LABEL.search(text))


def _validate_label(instance: object, attribute: "attrs.Attribute[Any]", text: object) -> None:
    del instance
    if text is not None and not _is_label(text):
        message = f"{attribute.name}: blank, or over {LONGEST_LABEL} characters"
        raise ValueError(message)


_MOST_LANGUAGES: Final = 20
WORDS: Final = "words"
"""Metadata key of a field that holds words by language."""


def _validate_localized(instance: object, attribute: "attrs.Attribute[Any]", words: object) -> None:
    del instance
    if words is None:
        return
    if not isinstance(words, Mapping) or not 1 <= len(words) <= _MOST_LANGUAGES:
        message = f"{attribute.name}: words by language are needed"
        raise ValueError(message)
    for language, text in words.items():
        if not LANGUAGE.fullmatch(language) or not _is_label(text):
            message = f"{attribute.name}: {language!r} has no usable words"
            raise ValueError(message)


def id_field(**options: Any) -> Any:
    """Return an attrs field for a kebab-case identifier (optional when ``default`` is None)."""
    return _textual(matches(IDENTIFIER), options)


def code_field(**options: Any) -> Any:
    """Return an attrs field for the code of a choice."""
    return _textual(matches(CODE), options)


def version_field(**options: Any) -> Any:
    """Return an attrs field for a version in three numbers."""
    return _textual(matches(VERSION, LONGEST_VERSION), options)


def name_field(**options: Any) -> Any:
    """Return an attrs field for a pseudonym, organization or attribute value."""
    return _textual(matches(NAME, LONGEST_NAME), options)


def label_field(**options: Any) -> Any:
    """Return an attrs field for words that may not be blank."""
    return attrs.field(validator=_validate_label, **options)


def words_field(**options: Any) -> Any:
    """Return an attrs field for words by language."""
    return attrs.field(validator=_validate_localized, metadata={WORDS: True}, **options)


def _textual(validator: Any, options: dict[str, Any]) -> Any:
    optional = options.get("default", ...) is None
    return attrs.field(
        validator=attrs.validators.optional(validator) if optional else validator, **options
    )


def evolve(instance: T, **changes: Any) -> T:
    """Return a value with some of its fields changed."""
    changed: T = attrs.evolve(instance, **changes)  # type: ignore[misc]  # every value is an attrs class
    return changed


def rational(given: object) -> Fraction:
    """Return the exact number that an integer or text such as ``2/3`` or ``0.25`` spells.

    Raises:
        ValueError: It is neither, or out of bounds.
    """
    if isinstance(given, Fraction):
        return given
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) <= LARGEST:
        return Fraction(given)
    if isinstance(given, str) and _RATIONAL.fullmatch(given):
        return Fraction(given)
    message = f"{given!r} is not an exact number"
    raise ValueError(message)


def plain_number(number: T) -> T | int:
    """Return a number as a whole number where it is one, so that it is spelt in one way.

    Args:
        number: A number; whatever is none is returned as it is.
    """
    if isinstance(number, float) and number.is_integer() and abs(number) < LARGEST:
        return int(number)
    return number


def version_order(version: str) -> tuple[int, ...]:
    """Return what versions are put in order by: 1.10.0 comes after 1.9.0, no version first."""
    return tuple(int(part) for part in version.split(".") if part)


def spell_rational(number: Fraction) -> int | str:
    """Return the shortest spelling of an exact number: an integer, or ``p/q``."""
    return number.numerator if number.denominator == 1 else str(number)


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        attrs.field,
        id_field,
        code_field,
        version_field,
        name_field,
        label_field,
        words_field,
        language_field,
        date_field,
    ),
)
def value(cls: type[T]) -> type[T]:
    """Make a class a value: frozen, slotted, compared by content, built by keyword."""
    decorate: Callable[[type[T]], type[T]] = attrs.frozen(kw_only=True)
    return decorate(cls)


class Known(dict[str, T]):
    """What comes of short texts, each worked out but once while few are known.

    Args:
        make: Works out what comes of a text.
    """

    def __init__(self, make: Callable[[str], T]) -> None:
        """Know nothing yet."""
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> T:
        """Work it out."""
        made = self._make(text)
        if len(text) <= _LONGEST_KNOWN and len(self) < _MOST_KNOWN:
            self[text] = made
        return made
