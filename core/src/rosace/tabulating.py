"""The core's own engine: from responses, row by row, to the tallies of every item and score.

People who share wave, planned attribute values and weight are counted together
once (an atom), and each planned group is then a sum of atoms.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from rosace.conditions import conditional, holds, shown
from rosace.instrument import Dimension, Flag, Instrument, Item
from rosace.response import Answer, Response
from rosace.scoring import Numeric, reader, scorer
from rosace.study import Study
from rosace.tally import ANSWERED, FLAGGED, MISSING_MARK, Count, Group, Tally, TallyKind
from rosace.values import spell_rational, value

__all__ = ["RowEngine", "groups_of", "members", "organization", "tabulate", "weights"]

_NO_ANSWER: Final = f"{MISSING_MARK}no-answer"
_NOT_SHOWN: Final = f"{MISSING_MARK}not-shown"
_KINDS: Final[Mapping[str, TallyKind]] = {
    "choice": "choices",
    "yes-no": "choices",
    "multiple-choice": "picks",
    "ranking": "picks",
    "integer": "scores",
    "number": "scores",
}
_Cell = tuple[tuple[str, str], ...]
_Keys = Callable[[Mapping[str, Answer], frozenset[str]], tuple[str, ...]]


@value
class _Atom:
    wave: str
    attributes: _Cell
    weight: Fraction


@value
class _Counter:
    of: str
    kind: TallyKind
    keys: _Keys


class RowEngine:
    """The core's own engine, which goes through responses row by row."""

    @property
    def name(self) -> str:
        """Return the name by which it is asked for."""
        return "rows"

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> tuple[Tally, ...]:
        """Return the tallies of every item, dimension and level."""
        return tabulate(instrument, responses, study)


def members(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Return the responses of individuals, which alone are counted."""
    return tuple(response for response in responses if response.respondent.kind == "individual")


def groups_of(study: Study, wave: str, attributes: Mapping[str, str]) -> Iterator[Group]:
    """Yield the planned groups that someone belongs to: the whole group first.

    Args:
        study: The study, whose breakdowns are the plan.
        wave: The wave.
        attributes: What is known of the respondent; a breakdown by an attribute
            that is not known has no cell for them.
    """
    yield Group(wave=wave)
    for breakdown in study.breakdowns:
        if all(attribute in attributes for attribute in breakdown):
            cell = tuple((attribute, attributes[attribute]) for attribute in breakdown)
            yield Group(wave=wave, cell=cell)


def weights(study: Study, responses: Sequence[Response]) -> list[Fraction]:
    """Return the weight of each response's voice.

    Where the voice is the organization's, those who answer for one organization
    in one wave share a weight of one, in proportion to their own weights.
    """
    own = [response.respondent.weight for response in responses]
    if study.voice == "person":
        return own
    totals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    keys = [(response.wave, organization(response)) for response in responses]
    for key, weight in zip(keys, own, strict=True):
        totals[key] += weight
    return [
        weight / totals[key] if totals[key] else Fraction(0)
        for key, weight in zip(keys, own, strict=True)
    ]


def organization(response: Response) -> str:
    """Return the organization that someone answers for; alone, each is one of their own."""
    named = response.respondent.organization
    return f"o:{named}" if named is not None else f"p:{response.respondent.id}"


def tabulate(
    instrument: Instrument, responses: Iterable[Response], study: Study
) -> tuple[Tally, ...]:
    """Return the tallies of every item, dimension and level, by wave and planned breakdown.

    Args:
        instrument: A resolved instrument.
        responses: Checked responses; collective ones are not counted.
        study: Whose voice counts, and which breakdowns exist.
    """
    counted = members(responses)
    counters = tuple(_counters(instrument))
    some_hidden = conditional(instrument.items)
    everything = frozenset(item.id for item in instrument.items)
    planned = frozenset(name for breakdown in study.breakdowns for name in breakdown)
    cells: dict[_Atom, list[dict[str, int]]] = {}
    sizes: dict[_Atom, int] = defaultdict(int)
    organizations: dict[Group, set[str]] = defaultdict(set)
    for response, weight in zip(counted, weights(study, counted), strict=True):
        known = response.respondent.attributes
        attributes = tuple(sorted((name, known[name]) for name in planned if name in known))
        atom = _Atom(wave=response.wave, attributes=attributes, weight=weight)
        tables = cells.setdefault(atom, [defaultdict(int) for _ in counters])
        sizes[atom] += 1
        for group in groups_of(study, response.wave, dict(attributes)):
            organizations[group].add(organization(response))
        visible = shown(instrument, response.answers) if some_hidden else everything
        for counter, table in zip(counters, tables, strict=True):
            for key in counter.keys(response.answers, visible):
                table[key] += 1
    return tuple(_gather(study, counters, cells, sizes, organizations))


def _gather(
    study: Study,
    counters: Sequence[_Counter],
    cells: Mapping[_Atom, Sequence[Mapping[str, int]]],
    sizes: Mapping[_Atom, int],
    organizations: Mapping[Group, set[str]],
) -> Iterator[Tally]:
    atoms_of: dict[Group, list[_Atom]] = defaultdict(list)
    for atom in cells:
        for group in groups_of(study, atom.wave, dict(atom.attributes)):
            atoms_of[group].append(atom)
    for group, atoms in atoms_of.items():
        persons = sum(sizes[atom] for atom in atoms)
        weight = sum((atom.weight * sizes[atom] for atom in atoms), Fraction(0))
        for index, counter in enumerate(counters):
            yield Tally(
                of=counter.of,
                kind=counter.kind,
                group=group,
                persons=persons,
                organizations=len(organizations[group]),
                weight=weight,
                counts=_sum((atom.weight, cells[atom][index]) for atom in atoms),
            )


def _sum(parts: Iterable[tuple[Fraction, Mapping[str, int]]]) -> dict[str, Count]:
    persons: dict[str, int] = defaultdict(int)
    weight: dict[str, Fraction] = defaultdict(Fraction)
    for each, counts in parts:
        for key, number in counts.items():
            persons[key] += number
            weight[key] += each * number
    return {key: Count(persons=persons[key], weight=weight[key]) for key in persons}


def _counters(instrument: Instrument) -> Iterator[_Counter]:
    for item in instrument.items:
        kind = _KINDS.get(item.type, "answered")
        yield _Counter(of=f"item.{item.id}", kind=kind, keys=_item_keys(item))
        if item.flag is not None:
            yield _Counter(of=f"flag.{item.id}", kind="choices", keys=_flag_keys(item.flag))
    score = scorer(instrument)
    for dimension in instrument.all_dimensions():
        scoring = dimension.scoring
        if scoring is None or scoring.method == "distribution":
            continue
        yield _Counter(
            of=f"dimension.{dimension.id}", kind="scores", keys=_score_keys(score, dimension.id)
        )
        if scoring.levels is not None and scoring.levels.applies_to == "score":
            yield _Counter(
                of=f"level.{dimension.id}", kind="choices", keys=_level_keys(score, dimension.id)
            )
        if scoring.alpha:
            yield from _alpha_counters(instrument, dimension)


def _item_keys(item: Item) -> _Keys:
    def keys(answers: Mapping[str, Answer], visible: frozenset[str]) -> tuple[str, ...]:
        if item.id not in visible:
            return (_NOT_SHOWN,)
        answer = answers.get(item.id)
        if answer is None:
            return (_NO_ANSWER,)
        if answer.value is None:
            return (f"{MISSING_MARK}{answer.missing}",)
        return _spell(item, answer)

    return keys


def _flag_keys(flag: Flag) -> _Keys:
    def keys(answers: Mapping[str, Answer], visible: frozenset[str]) -> tuple[str, ...]:
        values = {name: answers[name].value for name in visible if name in answers}
        return (FLAGGED,) if holds(flag.when, values) else (f"{MISSING_MARK}no-flag",)

    return keys


def _spell(item: Item, answer: Answer) -> tuple[str, ...]:
    given = answer.value
    if item.type == "choice":
        return (str(given),)
    if item.type == "yes-no":
        return ("yes" if given else "no",)
    if item.type in {"integer", "number"}:
        return (str(spell_rational(Fraction(str(given)))),)
    if item.type == "multiple-choice" and isinstance(given, tuple):
        return tuple(str(code) for code in given) or (f"{MISSING_MARK}none-picked",)
    if item.type == "ranking" and isinstance(given, tuple):
        return tuple(f"{rank}:{code}" for rank, code in enumerate(given, start=1))
    return (ANSWERED,)


_Score = Callable[[Mapping[str, Answer]], Mapping[str, object]]


def _numeric(score: _Score, dimension: str, answers: Mapping[str, Answer]) -> Numeric:
    found = score(answers)[dimension]
    return found if isinstance(found, Numeric) else Numeric(score=None)


def _score_keys(score: _Score, dimension: str) -> _Keys:
    def keys(answers: Mapping[str, Answer], visible: frozenset[str]) -> tuple[str, ...]:
        del visible
        number = _numeric(score, dimension, answers).score
        return (_NO_ANSWER,) if number is None else (str(spell_rational(number)),)

    return keys


def _level_keys(score: _Score, dimension: str) -> _Keys:
    def keys(answers: Mapping[str, Answer], visible: frozenset[str]) -> tuple[str, ...]:
        del visible
        return (_numeric(score, dimension, answers).level or _NO_ANSWER,)

    return keys


def _alpha_counters(instrument: Instrument, dimension: Dimension) -> Iterator[_Counter]:
    """Count, over those who answered all of a dimension's items, each item and their sum."""
    turned = frozenset((dimension.scoring and dimension.scoring.reverse) or ())
    readers = {
        item: reader(instrument, instrument.item(item), reverse=item in turned)
        for item in dimension.all_items()
    }

    def keys_of(item: str | None) -> _Keys:
        def keys(answers: Mapping[str, Answer], visible: frozenset[str]) -> tuple[str, ...]:
            del visible
            numbers = {name: read(answers) for name, read in readers.items()}
            known = [number for number in numbers.values() if number is not None]
            if len(known) < len(numbers):
                return ()
            number = sum(known, Fraction(0)) if item is None else numbers[item]
            return (str(spell_rational(number or Fraction(0))),)

        return keys

    yield _Counter(of=f"alpha.{dimension.id}", kind="scores", keys=keys_of(None))
    for item in readers:
        yield _Counter(of=f"alpha.{dimension.id}.{item}", kind="scores", keys=keys_of(item))
