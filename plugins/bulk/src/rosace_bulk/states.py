"""The answers to an item that scoring tells apart, as small whole numbers of each row.

A state stands for answers that count alike: a code, a missing reason, a text whatever it
says. The last state of every item is *unsound*: what is not surely an answer, and is left to
the row path. So one pass over the rows counts and validates at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Any, Final

import attrs

from rosace.columnar import WORDS
from rosace.derived import count_bounds, length_bounds, missing_of, number_bounds
from rosace.instrument import Condition, Instrument, Item
from rosace.response import Answer
from rosace.sizes import LONGEST_IDENTIFIER, LONGEST_LABEL
from rosace.values import value
from rosace_bulk.numbers import UNASKED, numbering_of
from rosace_bulk.rows import Layout

__all__ = ["LISTS", "NUMBERS", "States", "holds", "is_typed", "mentioned", "states_of"]

LISTS: Final = frozenset({"multiple-choice", "ranking"})
NUMBERS: Final = frozenset({"integer", "number"})
SOMETHING: Final = "\0"
"""Stands for whatever was answered, where it makes no difference what; no answer is it."""

_MOST: Final = 10**18 - 128
"""The largest fraction of the machine's that is written with 18 digits, as many as cells may."""

_PRINTED: Final = "[!-~]"
_NUL: Final = "[\\x00]"
_IDENTIFIER: Final = r"^[a-z0-9]+(-[a-z0-9]+)*\|$"
_DAYS: Final = (
    "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
)
_MONTH: Final = "(0[1-9]|1[0-2])"
_DATES: Final = {
    "day": rf"^[1-9][0-9][0-9][0-9]-{_DAYS}\|$",
    "month": rf"^[1-9][0-9][0-9][0-9]-({_DAYS}|{_MONTH})\|$",
    "year": rf"^[1-9][0-9][0-9][0-9](-({_DAYS}|{_MONTH}))?\|$",
}
"""The dates that are surely such; the 29th of February is left to the row path."""

Branch = tuple[Any, int]


@value
class States:
    """The states of an item.

    Args:
        item: The item.
        answers: By state, an answer that it stands for; None for no answer.
        index: The state of each row, an expression of Ibis; ``len(answers)`` if unsound.
        raw: The column of its numbers, where an answer is told by its number too.
        cells: Columns of codes and reasons that tell the state alone, if there are such.
        told: The state by what stands in these; whatever is not among them is unsound.
        is_typed: Whether its column has the type of its values.
    """

    item: Item
    answers: tuple[Answer | None, ...]
    index: Any
    raw: Any | None = None
    cells: tuple[Any, ...] = ()
    told: Mapping[tuple[str | None, ...], int] = attrs.field(factory=dict)
    is_typed: bool = False

    @property
    def unsound(self) -> int:
        """The state of what is not surely an answer."""
        return len(self.answers)

    @property
    def size(self) -> int:
        """How many states there are, with that of what is unsound."""
        return len(self.answers) + 1


def mentioned(instrument: Instrument) -> dict[str, tuple[Any, ...]]:
    """Return by item the values that conditions and flags compare it with."""
    found: dict[str, dict[Any, None]] = {}
    for item in instrument.items:
        for condition in (item.when, item.flag.when if item.flag else None):
            for name, constant in _compared(condition):
                found.setdefault(name, {})[constant] = None
    return {name: tuple(constants) for name, constants in found.items()}


def _compared(condition: Condition | None) -> Iterator[tuple[str, Any]]:
    if condition is None:
        return
    if condition.item is not None:
        for constant in condition.in_ or (condition.equals,):
            if constant is not None:
                yield condition.item, constant
    for part in (*(condition.all or ()), *(condition.any or ()), condition.not_):
        yield from _compared(part)


def holds(layout: Layout, instrument: Instrument, condition: Condition) -> Any:
    """Return whether a condition holds in each row, as `rosace.conditions.holds` says it.

    An item that is not shown has no value there: a row that gives it one is unsound by
    that item's own state.
    """
    import ibis  # noqa: PLC0415  # heavy

    if condition.all is not None:
        return ibis.and_(*(holds(layout, instrument, part) for part in condition.all))
    if condition.any is not None:
        return ibis.or_(*(holds(layout, instrument, part) for part in condition.any))
    if condition.not_ is not None:
        return ~holds(layout, instrument, condition.not_)
    item = instrument.item(condition.item or "")
    held = layout.value(item)
    if held is None or not is_typed(item, held):
        # What is of another type is unsound by the item's own state.
        return ibis.literal(condition.answered is False)
    if condition.answered is not None:
        return held.notnull() if condition.answered else held.isnull()
    wanted = condition.in_ if condition.in_ is not None else (condition.equals,)
    parts = [part for constant in wanted if (part := _equal(item, held, constant)) is not None]
    return ibis.or_(*parts) if parts else ibis.literal(False)  # noqa: FBT003  # the word of Ibis


def _equal(item: Item, held: Any, constant: Any) -> Any | None:
    """Return where a value is a constant, None where it can never be."""
    if item.type == "yes-no":
        found = held == constant if isinstance(constant, bool) else None
    elif item.type in NUMBERS:
        is_number = isinstance(constant, int) and not isinstance(constant, bool)
        found = held == constant if is_number else None
    elif not isinstance(constant, str) or item.type == "records":
        found = None
    elif held.type().is_array():
        found = held.contains(constant)
    else:
        found = held == constant
    return None if found is None else found.fill_null(False)  # noqa: FBT003  # as above


def states_of(
    layout: Layout, instrument: Instrument, item: Item, constants: Sequence[Any], *, checked: bool
) -> States:
    """Return the states of an item.

    Args:
        layout: The rows.
        instrument: The instrument.
        item: The item.
        constants: The values that conditions compare it with.
        checked: Whether the row path has accepted every row already.
    """
    import ibis  # noqa: PLC0415  # heavy

    if (number := layout.number(item)) is not None:
        return _numbered(instrument, item, number)
    held = layout.value(item)
    answers, places = _lacking(instrument, item)
    values: list[Branch] = []
    fits = held is not None and is_typed(item, held)
    if fits:
        for where, answer in _values(instrument, item, held, constants, checked=checked):
            values.append((where, len(answers)))
            answers.append(answer)
    unsound = len(answers)
    visible = None if item.when is None else holds(layout, instrument, item.when)
    none = unsound if item.required and visible is None else 0
    missing = layout.column(f"{item.id}@missing")
    tried: list[tuple[Any, Any]] = [*values, (True if held is None else held.isnull(), none)]
    if missing is not None:
        # Most cells hold a value and no reason, and are told at the second or third look.
        tried.insert(0, (missing.notnull(), _reason(missing, places, held, unsound)))
    index = ibis.cases(*tried, else_=unsound)
    if visible is not None:
        index = _conditional(index, visible, (held, missing), item, unsound)
    wrong = None if checked else _wrong_words(layout, item)
    if wrong is not None:
        index = wrong.ifelse(unsound, index)
    is_told = item.type == "choice" and fits and visible is None and wrong is None
    cells = tuple(each for each in (held, missing) if each is not None) if is_told else ()
    return States(
        item=item,
        answers=tuple(answers),
        index=index,
        raw=held if item.type in NUMBERS and values else None,
        cells=cells,
        told=_told(answers, places, none, len(cells)) if cells else {},
        is_typed=fits,
    )


def _numbered(instrument: Instrument, item: Item, number: Any) -> States:
    """Return the states of a choice of which the numbers of answers are known."""
    known = numbering_of(instrument, item).states
    index = (number < len(known)).ifelse(number, 0)
    return States(item=item, answers=known, index=index, is_typed=True)


def _lacking(instrument: Instrument, item: Item) -> tuple[list[Answer | None], dict[str, int]]:
    """Return the first answers that are told apart, without a value, and each reason's state."""
    reasons = missing_of(instrument, item)
    answers: list[Answer | None] = [None]
    places: dict[str, int] = {reason: 0 for reason in reasons if reason in UNASKED}
    for reason in reasons:
        if reason not in UNASKED:
            places[reason] = len(answers)
            answers.append(Answer(missing=reason))
    return answers, places


def _told(
    answers: Sequence[Answer | None], places: Mapping[str, int], none: int, width: int
) -> dict[tuple[str | None, ...], int]:
    """Return the state by what stands in a choice's cells: its code, and its missing reason.

    Args:
        answers: The answers by state.
        places: The state of each missing reason.
        none: The state where nothing stands.
        width: How many cells there are: a second one for the reason, or none.
    """
    lacking = (None,) * (width - 1)
    found: dict[tuple[str | None, ...], int] = {(None, *lacking): none}
    for n, answer in enumerate(answers):
        if answer is not None and isinstance(answer.value, str):
            found[answer.value, *lacking] = n
    if lacking:
        found |= {(None, reason): n for reason, n in places.items()}
    return found


def _reason(missing: Any, places: Mapping[str, int], held: Any | None, unsound: int) -> Any:
    """Return the state of a row with a missing reason, beside which no value may stand."""
    import ibis  # noqa: PLC0415  # heavy

    both = [] if held is None else [(held.notnull(), unsound)]
    return ibis.cases(*both, *((missing == reason, n) for reason, n in places.items()),
                      else_=unsound)  # fmt: skip


def _conditional(
    index: Any, visible: Any, columns: tuple[Any, Any], item: Item, unsound: int
) -> Any:
    """Return the state where it also counts whether the item is shown."""
    import ibis  # noqa: PLC0415  # heavy

    held, missing = columns
    wrong: list[Branch] = []
    if missing is not None:
        wrong.append((visible & (missing == "not-shown").fill_null(False), unsound))  # noqa: FBT003  # as above
        others = missing.notnull() & ~missing.isin(sorted(UNASKED)).fill_null(True)  # noqa: FBT003  # as above
        wrong.append((~visible & others, unsound))
    if held is not None:
        wrong.append((~visible & held.notnull(), unsound))
    if item.required:
        nothing = ibis.and_(*(each.isnull() for each in columns if each is not None))
        wrong.append((visible & nothing, unsound))
    return ibis.cases(*wrong, else_=index) if wrong else index


def _wrong_words(layout: Layout, item: Item) -> Any | None:
    """Return where the words beside an answer are not surely such as may stand there."""
    import ibis  # noqa: PLC0415  # heavy

    wrong = []
    for name in WORDS:
        held = layout.column(f"{item.id}@{name}")
        if held is None:
            continue
        if not held.type().is_string() or (name == "comment" and not item.comment):
            wrong.append(held.notnull())
            continue
        plain = _are_words(held, 1, LONGEST_LABEL)
        if name != "comment":
            plain &= layout.reserved("@kind") == "collective"
        wrong.append(held.notnull() & ~plain)
    return ibis.or_(*wrong) if wrong else None


def _are_words(held: Any, least: int, most: int) -> Any:
    return (
        held.length().between(least, most) & held.re_search(_PRINTED) & ~held.re_search(_NUL)
    ).fill_null(False)  # noqa: FBT003  # as above


def is_typed(item: Item, held: Any) -> bool:
    """Say whether a column has the type that the item's values have.

    Args:
        item: The item.
        held: The column, an expression of Ibis.
    """
    kind = held.type()
    if item.type in LISTS or (item.type == "reference" and item.many):
        return bool(kind.is_array() and kind.value_type.is_string())
    if item.type == "records":
        return True
    if item.type == "yes-no":
        return bool(kind.is_boolean())
    if item.type == "integer":
        return bool(kind.is_integer())
    if item.type == "number":
        return bool(kind.is_integer() or kind.is_floating())
    return bool(kind.is_string())


def _values(
    instrument: Instrument, item: Item, held: Any, constants: Sequence[Any], *, checked: bool
) -> Iterator[tuple[Any, Answer]]:
    """Yield where a value is of each state, in the order in which they are tried."""
    if item.type == "choice":
        for choice in instrument.scales[item.scale or ""].choices:
            yield held == choice.code, Answer(value=choice.code)
    elif item.type == "yes-no":
        yield held, Answer(value=True)
        yield ~held, Answer(value=False)
    elif item.type in NUMBERS:
        lowest, highest = number_bounds(item)
        within = held.between(max(lowest, -_MOST), min(highest, _MOST))
        yield (held.notnull() if checked else within), Answer(value=SOMETHING)
    elif item.type in LISTS:
        yield from _lists(instrument, item, held, constants, checked=checked)
    else:
        sure = True if checked else _is_sure(item, held)
        for constant in constants:
            if item.type != "records" and isinstance(constant, str):
                yield sure & (held == constant), Answer(value=constant)
        yield (held.notnull() if sure is True else sure), Answer(value=SOMETHING)


def _is_sure(item: Item, held: Any) -> Any:
    """Return where a text, a date, a reference or a record is surely sound."""
    if item.type == "records":
        return held.isnull() & held.notnull()
    if item.type == "text":
        return _are_words(held, *length_bounds(item))
    if item.type == "date":
        return (held + "|").re_search(_DATES[item.precision or "day"])
    if item.many:
        return held.isnull() & held.notnull()
    return (held + "|").re_search(_IDENTIFIER) & (held.length() <= LONGEST_IDENTIFIER)


def _lists(
    instrument: Instrument, item: Item, held: Any, constants: Sequence[Any], *, checked: bool
) -> Iterator[tuple[Any, Answer]]:
    """Yield where several choices hold each set of the codes that conditions name."""
    codes = [choice.code for choice in instrument.scales[item.scale or ""].choices]
    named = [each for each in constants if each in codes]
    sure: Any = held.notnull()
    if not checked:
        least, most = count_bounds(item)
        distinct = held.unique().length() == held.length()
        known = held.filter(lambda code: code.isin(codes).fill_null(False)).length()  # noqa: FBT003  # as above
        sure = distinct & (known == held.length()) & held.length().between(least, most)
        sure = sure.fill_null(False)  # noqa: FBT003  # as above
    yield sure & (held.length() == 0), Answer(value=())
    for some in _subsets(named):
        where = sure
        for code in named:
            inside = held.contains(code)
            where &= inside if code in some else ~inside
        yield where, Answer(value=(*some, SOMETHING))


def _subsets(names: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))
