"""Checking responses against their instrument, and reading them as values, fast."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final
from unicodedata import is_normalized

from rosace.answer_problems import answer_problems
from rosace.compiled import compile_answers, compile_check
from rosace.conditions import conditional, holds
from rosace.derived import response_schema, sparing
from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Instrument, Item
from rosace.places import Place, nowhere
from rosace.response import Answer, Record, Respondent, Response
from rosace.spelling import alike, nearest, unseen
from rosace.validation import make_validator
from rosace.values import plain_number, rational

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from rosace.loading import Positions

__all__ = [
    "ResponseChecker",
    "check_all",
    "check_response",
    "id_again",
    "said_again",
    "structure_response",
    "voice_again",
]

_Path = tuple[str | int, ...]
_Finding = tuple[str, _Path, dict[str, str | int]]
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_UNASKED: Final = frozenset({"no-answer", "not-shown"})
_MOST_CHECKERS: Final = 32
_LONGEST_CODE: Final = 64


class ResponseChecker:
    """Checks responses of one instrument; what can be prepared is prepared once.

    Args:
        instrument: A resolved instrument that passes its checks.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.accepts: Callable[[object], bool] = compile_check(instrument)
        """Says whether the derived schema accepts a document."""
        self._records = [item for item in instrument.items if item.type == "records"]
        self._conditional = conditional(instrument.items)

    @cached_property
    def _schema(self) -> dict[str, Any]:
        return response_schema(self.instrument)

    @cached_property
    def _validator(self) -> "Validator":
        return make_validator(self._schema)

    @cached_property
    def _answers(self) -> Mapping[str, Callable[[Any, bool], bool]]:
        return compile_answers(self.instrument)

    def _explaining(self, document: object) -> "Validator":
        """Return what explains a document; it does not look at answers that are sound anyway."""
        answers = document.get("answers") if isinstance(document, dict) else None
        held = answers if isinstance(answers, dict) else {}
        # What one person may answer, a group may too.
        sound = [
            item
            for item, is_sound in self._answers.items()
            if item in held and is_sound(held[item], False)  # noqa: FBT003  # as it is compiled
        ]
        return self._validator.evolve(schema=sparing(self._schema, sound))

    def check(
        self,
        document: object,
        *,
        file: str | None = None,
        row: int | None = None,
        positions: "Positions | None" = None,
    ) -> tuple[Problem, ...]:
        """Return what is wrong with a response.

        Args:
            document: Plain data, as a strict loader returns them.
            file: Name of its file, for problems.
            row: Number of its row, for problems.
            positions: Where each part of a YAML document stands.
        """
        place: dict[str, Any] = {"file": file, "row": row}
        if not self.accepts(document):
            problems = answer_problems(
                self.instrument, document, self._explaining(document), positions=positions, **place
            )
            # jsonschema has the last word; the fast check agrees with it.
            if problems:
                return problems
        findings = tuple(self._findings(document))
        return tuple(locate(*each, positions, **place) for each in findings)

    def _findings(self, document: Any) -> Iterator[_Finding]:
        if _EMAIL.fullmatch(document["respondent"]["id"]):
            yield "respondent-is-email", ("respondent", "id"), {}
        yield from _disguised(document["respondent"])
        answers = document["answers"]
        if self._conditional:
            yield from _unshown(self.instrument.items, answers)
        for item in self._records:
            rows = _bare(answers.get(item.id))
            if rows:
                yield from _rows(item, rows, self.instrument, answers)


def _disguised(respondent: Mapping[str, Any]) -> Iterator[_Finding]:
    """Tell of names that may look like another's, so that one voice would count as two."""
    for part in ("id", "organization"):
        name = respondent.get(part, "")
        if (found := unseen(name)) is not None:
            yield "name-not-seen", ("respondent", part), {"found": f"U+{ord(found):04X}"}
        elif not is_normalized("NFC", name):
            yield "name-not-composed", ("respondent", part), {"found": name}


def _bare(answer: Any) -> Any:
    return answer.get("value") if isinstance(answer, dict) else answer


def _unshown(items: Iterable[Item], answers: Mapping[str, Any]) -> Iterator[_Finding]:
    """Tell of answers to what was not shown, and of what was shown and lacks its answer."""
    values: dict[str, Any] = {}
    for item in items:
        answer = answers.get(item.id)
        value = _bare(answer)
        missing = answer.get("missing") if isinstance(answer, dict) else None
        path = ("answers", item.id)
        if item.when is None or holds(item.when, values):
            values[item.id] = tuple(value) if isinstance(value, list) else value
            if missing == "not-shown":
                yield "shown-unanswered", path, {"item": item.id}
            elif item.required and answer is None:
                yield "required-unanswered", path, {"item": item.id}
        elif value is not None or missing not in {None, *_UNASKED}:
            yield "not-shown-answered", path, {"item": item.id}


def _rows(
    item: Item, rows: list[dict[str, Any]], instrument: Instrument, answers: Mapping[str, Any]
) -> Iterator[_Finding]:
    seen: set[str] = set()
    fields = item.fields or ()
    some_hidden = conditional(fields)
    for index, row in enumerate(rows):
        path = ("answers", item.id, index)
        if row["id"] in seen:
            yield "duplicate-id", (*path, "id"), {"id": row["id"]}
        seen.add(row["id"])
        if some_hidden:
            for code, at, said in _unshown(fields, row):
                yield code, (*path, *at[1:]), {"item": f"{item.id}.{said['item']}"}
    for field in fields:
        if field.to is not None and field.to.instrument in {None, instrument.id}:
            yield from _dangling(item, field, rows, answers)


def _dangling(
    item: Item, field: Item, rows: list[dict[str, Any]], answers: Mapping[str, Any]
) -> Iterator[_Finding]:
    target = field.to.item if field.to else ""
    known = {row["id"] for row in _bare(answers.get(target)) or ()}
    for index, row in enumerate(rows):
        held = row.get(field.id)
        for identifier in held if isinstance(held, list) else [held]:
            if identifier is not None and identifier not in known:
                path = ("answers", item.id, index, field.id)
                yield _missing_row(path, f"{item.id}.{field.id}", identifier, known)


def _missing_row(path: _Path, name: str, identifier: str, known: Iterable[str]) -> _Finding:
    said: dict[str, str | int] = {"item": name, "found": identifier}
    if near := nearest(identifier, known):
        return "dangling-reference-suggestion", path, {**said, "nearest": near}
    return "dangling-reference", path, said


_checkers: dict[int, ResponseChecker] = {}


def _checker(instrument: Instrument) -> ResponseChecker:
    found = _checkers.get(id(instrument))
    if found is None or found.instrument is not instrument:
        if len(_checkers) >= _MOST_CHECKERS:
            _checkers.clear()
        found = _checkers[id(instrument)] = ResponseChecker(instrument)
    return found


def check_response(
    instrument: Instrument,
    document: object,
    *,
    file: str | None = None,
    row: int | None = None,
    positions: "Positions | None" = None,
) -> tuple[Problem, ...]:
    """Return what is wrong with one response to an instrument.

    References to rows of other instruments are left to `rosace.references`.

    Args:
        instrument: A resolved instrument that passes its checks.
        document: Plain data, as a strict loader returns them.
        file: Name of its file, for problems.
        row: Number of its row, for problems.
        positions: Where each part of a YAML document stands.
    """
    return _checker(instrument).check(document, file=file, row=row, positions=positions)


def check_all(
    responses: Iterable[Response],
    place_of: Callable[[Response], Place] = nowhere,
) -> tuple[Problem, ...]:
    """Return what is wrong between responses: an id used twice, or a voice heard twice.

    Args:
        responses: Responses of one study, in any order.
        place_of: Says where a response stood.
    """
    held = tuple(responses)
    places = [place_of(response) for response in held]
    return tuple(places[number].locate(problem) for number, problem in said_again(held, places))


def said_again(
    responses: Sequence[Response], places: Sequence[Place]
) -> Iterator[tuple[int, Problem]]:
    """Yield the number of each response that says again what another said, and how.

    Args:
        responses: Responses of one study, in any order.
        places: Where each of them stood.
    """
    identifiers: set[str] = set()
    voices: dict[tuple[str, str, str], int] = {}
    for number, response in enumerate(responses):
        if response.id in identifiers:
            yield number, id_again(response.id)
        identifiers.add(response.id)
        voice = (response.instrument, response.wave, alike(response.respondent.id))
        first = voices.setdefault(voice, number)
        if first != number:
            file = places[first].file
            elsewhere = file if file != places[number].file else None
            yield number, voice_again(response.respondent.id, response.wave, elsewhere)


def id_again(identifier: str) -> Problem:
    """Return what is wrong with a response that has the id of an earlier one."""
    return locate("duplicate-response", ("id",), {"id": identifier})


def voice_again(respondent: str, wave: str, elsewhere: str | None) -> Problem:
    """Return what is wrong with a response of somebody who answered before.

    Args:
        respondent: Who answered.
        wave: The wave.
        elsewhere: The file of the earlier response, if it is another.
    """
    said: dict[str, str | int] = {"respondent": respondent, "wave": wave}
    if elsewhere is None:
        return locate("respondent-twice", ("respondent", "id"), said)
    said |= {"first": elsewhere}
    return locate("respondent-twice-in-files", ("respondent", "id"), said)


def structure_response(document: Any) -> Response:
    """Return the value of a response that passed its checks, faster than `structure` does.

    Args:
        document: Plain data in which `check_response` finds nothing.
    """
    plain = document["respondent"]
    weight = plain.get("weight", 1)
    respondent = Respondent(
        id=plain["id"],
        kind=plain["kind"],
        organization=plain.get("organization"),
        attributes=dict(plain.get("attributes", ())),
        weight=rational(int(weight) if type(weight) is float else weight),
    )
    answers = {
        item: _code(answer)
        if type(answer) is str and len(answer) <= _LONGEST_CODE
        else _answer(answer)
        for item, answer in document["answers"].items()
    }
    return Response(
        id=document["id"],
        instrument=document["instrument"],
        version=document["version"],
        wave=document["wave"],
        respondent=respondent,
        answers=answers,
    )


@lru_cache(maxsize=4096)
def _code(code: str) -> Answer:
    """Return the answer of a code, which is one and the same wherever the code is given."""
    return Answer(value=code)


def _answer(answer: Any) -> Answer:
    if type(answer) is not dict:
        return Answer(value=_held(answer))
    if answer.keys() == {"missing"}:
        return _absent(answer["missing"])
    return Answer(**{key: _held(part) if key == "value" else part for key, part in answer.items()})


@lru_cache(maxsize=8)
def _absent(reason: Any) -> Answer:
    return Answer(missing=reason)


def _held(value: Any) -> Any:
    if type(value) is not list:
        return plain_number(value)
    return tuple(_record(each) if type(each) is dict else each for each in value)


def _record(row: Mapping[str, Any]) -> Record:
    fields = {
        key: tuple(value) if type(value) is list else plain_number(value)
        for key, value in row.items()
        if key != "id"
    }
    return Record(id=row["id"], fields=fields)
