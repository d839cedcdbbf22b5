"""Responses: who answered, and what."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal

import attrs

from rosace.values import (
    IDENTIFIER,
    NAME,
    Scalar,
    id_field,
    keys_match,
    label_field,
    name_field,
    value,
    values_match,
    version_field,
)

__all__ = [
    "MISSING_REASONS",
    "Answer",
    "AnswerValue",
    "MissingReason",
    "Record",
    "Respondent",
    "Response",
]

MissingReason = Literal["dont-know", "not-applicable", "no-answer", "not-shown"]
MISSING_REASONS: Final[tuple[MissingReason, ...]] = (
    "dont-know",
    "not-applicable",
    "no-answer",
    "not-shown",
)
"""Why an answer has no value; ``not-shown`` is the core's own and no non-response."""

FieldValue = Scalar | float | tuple[str, ...]


@value
class Record:
    """One row of a repeating record: a stable id, and values by field."""

    id: str = id_field()
    fields: Mapping[str, FieldValue] = attrs.field(factory=dict, validator=keys_match(IDENTIFIER))

    def __attrs_post_init__(self) -> None:
        """Refuse a field under the name of the row's own id."""
        if "id" in self.fields:
            message = "fields: id is the row's own"
            raise ValueError(message)

    def text(self, field: str) -> str | None:
        """Return what a field of one value says: words, a date, a code or an id; None if blank."""
        held = self.fields.get(field)
        return held if isinstance(held, str) and held.strip() else None

    def texts(self, field: str) -> tuple[str, ...]:
        """Return what a field of several values says; nothing if it is empty."""
        held = self.fields.get(field)
        return tuple(map(str, held)) if isinstance(held, tuple) else ()


AnswerValue = FieldValue | tuple[Record, ...]


@value
class Answer:
    """A value or a missing reason, with the words that go with it.

    ``rationale`` and ``dissent`` belong to collective responses: why the group
    settled on this answer, and what some held against it.
    """

    value: AnswerValue | None = None
    missing: MissingReason | None = None
    comment: str | None = label_field(default=None)
    rationale: str | None = label_field(default=None)
    dissent: str | None = label_field(default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse an answer with both a value and a missing reason, or neither."""
        if (self.value is None) == (self.missing is None):
            message = "an answer has a value or a missing reason, and not both"
            raise ValueError(message)

    @property
    def rows(self) -> tuple[Record, ...]:
        """The rows of a repeating record; none of another answer."""
        held = self.value if isinstance(self.value, tuple) else ()
        return tuple(row for row in held if isinstance(row, Record))


def _positive(instance: object, attribute: "attrs.Attribute[Fraction]", weight: Fraction) -> None:
    del instance
    if weight < 0:
        message = f"{attribute.name}: {weight} is below zero"
        raise ValueError(message)


@value
class Respondent:
    """Who answered: a pseudonym, with what the study's breakdowns need to know."""

    id: str = name_field()
    kind: Literal["individual", "collective"]
    organization: str | None = name_field(default=None)
    attributes: Mapping[str, str] = attrs.field(
        factory=dict, validator=[keys_match(IDENTIFIER), values_match(NAME)]
    )
    weight: Fraction = attrs.field(default=Fraction(1), validator=_positive)


@value
class Response:
    """One respondent's filled-in instrument in one wave."""

    schema: Literal["rosace/response/1"] = "rosace/response/1"
    id: str = name_field()
    instrument: str = id_field()
    version: str = version_field()
    wave: str = id_field()
    respondent: Respondent
    answers: Mapping[str, Answer] = attrs.field(validator=keys_match(IDENTIFIER))

    def rows(self, item: str) -> tuple[Record, ...]:
        """Return the rows of a repeating record; none where it has no answer."""
        answer = self.answers.get(item)
        return answer.rows if answer else ()
