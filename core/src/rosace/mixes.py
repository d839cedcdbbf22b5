"""Mixes: how many rows of what groups wrote together hold each code, by planned group.

What a group writes together is no person's, and passes the disclosure gate unchanged; so these
counts are exact. They are counts of rows, events or actors for instance, and of answers outside
of records: no score, and no grade.

A mix is a plain sum over collective responses, each of which adds to the whole group of its wave
and to the cell of each planned breakdown that its attributes name:

- of a field of a record, each row adds one to each code that it holds, once, and one to
  ``@no-answer`` where it holds none;
- of an item that is no record, each response adds one to each code that it holds, once;
  otherwise one to why it holds none: the missing reason given, ``@none-picked`` where several
  choices were possible and none was picked, ``@not-shown`` or ``@no-answer``.

So the counts of a single choice add up to `Mix.rows`, and mixes of two sets of responses add up to
the mix of both.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rosace.conditions import conditional, shown
from rosace.instrument import Instrument
from rosace.membership import groups_of
from rosace.response import AnswerValue, Response
from rosace.scoring import CODED
from rosace.sizes import MOST_LISTED
from rosace.study import Study
from rosace.tally import MISSING_MARK, NONE_PICKED, Group
from rosace.values import value

__all__ = ["Mix", "few_enough", "mixes"]

_NO_ANSWER: Final = f"{MISSING_MARK}no-answer"
_NOT_SHOWN: Final = f"{MISSING_MARK}not-shown"
_Part = tuple[str, str | None]


@value
class Mix:
    """How often each code stands in what the groups of one planned group wrote together.

    Args:
        item: The item: a record, or one that is answered with codes.
        field: The field of the record; None of an item that is none.
        group: Whose collective responses: a wave, and the attribute values that they share.
        counts: How many rows hold each code, or a reason why they hold none; those that no
            row holds are left out.
        rows: How many rows there are; of an item that is no record, as many as responses.
        responses: How many collective responses there are, those without rows included.
    """

    item: str
    field: str | None
    group: Group
    counts: Mapping[str, int]
    rows: int
    responses: int


def mixes(study: Study, instrument: Instrument, responses: Iterable[Response]) -> tuple[Mix, ...]:
    """Return the mixes of collective responses, of each field and item that is answered with codes.

    They come in the instrument's order; of each the waves in the study's order, in each wave the
    whole group first and then the cells of the breakdowns. There is one for each group that has
    a collective response.

    Args:
        study: Which breakdowns exist.
        instrument: The instrument, resolved.
        responses: Checked responses, in any order; those of individuals are left out.
    """
    parts = tuple(_parts(instrument))
    some_hidden = conditional(instrument.items)
    counts: dict[Group, list[Counter[str]]] = {}
    rows: dict[Group, Counter[str]] = {}
    numbers: Counter[Group] = Counter()
    for response in responses:
        if response.respondent.kind != "collective":
            continue
        visible = shown(instrument, response.answers) if some_hidden else None
        keys = [tuple(_keys(response, part, visible)) for part in parts]
        written = {item: len(response.rows(item)) for item, field in parts if field is not None}
        for group in groups_of(study, response.wave, response.respondent.attributes):
            numbers[group] += 1
            for held, met in zip(
                counts.setdefault(group, [Counter() for _ in parts]), keys, strict=True
            ):
                held.update(met)
            rows.setdefault(group, Counter()).update(written)
    order = _ordered(study, numbers)
    return tuple(
        Mix(
            item=item,
            field=field,
            group=group,
            counts=dict(counts[group][place]),
            rows=numbers[group] if field is None else rows[group][item],
            responses=numbers[group],
        )
        for place, (item, field) in enumerate(parts)
        for group in order
    )


def few_enough(collective: Sequence[Response]) -> tuple[Response, ...]:
    """Return collective responses without those of waves that have too many to list each.

    Args:
        collective: The collective responses, in the order in which they stay.
    """
    met = Counter(response.wave for response in collective)
    return tuple(response for response in collective if met[response.wave] <= MOST_LISTED)


def _parts(instrument: Instrument) -> Iterator[_Part]:
    """Yield what is counted: a record with a field of it, or an item alone."""
    for item in instrument.items:
        if item.type in CODED:
            yield item.id, None
        for field in item.fields or ():
            if field.type in CODED:
                yield item.id, field.id


def _keys(response: Response, part: _Part, visible: Collection[str] | None) -> Iterator[str]:
    """Yield the codes that each row holds, or those of an item's answer."""
    item, field = part
    if field is not None:
        for row in response.rows(item):
            yield from _codes(row.fields.get(field)) or (_NO_ANSWER,)
        return
    answer = response.answers.get(item)
    if visible is not None and item not in visible:
        yield _NOT_SHOWN
    elif answer is None:
        yield _NO_ANSWER
    elif answer.value is None:
        yield f"{MISSING_MARK}{answer.missing}"
    else:
        yield from _codes(answer.value) or (NONE_PICKED,)


def _codes(held: AnswerValue | None) -> tuple[str, ...]:
    """Return the codes of a value, each once; none where there is no value."""
    if held is None:
        return ()
    if isinstance(held, bool):
        return ("yes",) if held else ("no",)
    return tuple(dict.fromkeys(map(str, held))) if isinstance(held, tuple) else (str(held),)


def _ordered(study: Study, groups: Iterable[Group]) -> list[Group]:
    waves = {wave.id: place for place, wave in enumerate(study.waves)}
    plan = {breakdown: place for place, breakdown in enumerate(((), *study.breakdowns))}
    return sorted(
        groups,
        key=lambda group: (
            waves.get(group.wave, len(waves)),
            group.wave,
            plan[group.breakdown],
            group.cell,
        ),
    )
