"""Random studies: small instruments, and three waves of persons who stay, leave and join."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, Final, Literal

from rosace.response import Answer, Respondent, Response
from rosace.study import (
    Attribute,
    AttributeValue,
    Breakdown,
    Disclosure,
    Study,
    StudyInstrument,
    Subject,
    Wave,
)

__all__ = ["DIMENSION", "ITEMS", "LATE_WAVE", "SIZES", "WAVES", "Case", "Kind", "Member", "make"]

SIZES: Final = (8, 12, 30, 80)
"""How many answer in the first wave: one of these, in turn."""

Kind = Literal["plain", "rich", "split", "fitted"]
"""What is peculiar to a study.

- ``plain``: nothing: its plan is drawn without a look at who will answer;
- ``rich``: every breakdown by one of three attributes or by two is planned, of a dozen persons
  at least: so much that it tells of few if nothing prevents it;
- ``split``: opinions follow an attribute, so closely that groups are of one mind;
- ``fitted``: the plan is as the documentation advises: of every person all attributes are
  known, values that fewer than eight of the first wave hold are joined, at most two
  attributes are planned, and none is crossed.
"""

WAVES: Final = ("w1", "w2", "w3")
LATE_WAVE: Final = WAVES[1]
_LATE: Final = 12
ITEMS: Final = ("trust", "voice", "means")
DIMENSION: Final = "climate"
_CODES: Final = "ABCD"
_ATTRIBUTES: Final = ("sector", "role", "region")
_INSTRUMENT: Final = "attacked"
_LEAVE: Final = 0.15
_UNKNOWN: Final = 0.08
_SKIPPED: Final = 0.06
_FEWEST_EXPECTED: Final = 8
_MOST_FITTED: Final = 2


@dataclass(frozen=True, kw_only=True)
class Member:
    """What the attacker knows of one who answered in a wave: all but the answers.

    Args:
        id: Who it is.
        organization: The organization answered for.
        attributes: The attribute values known of them.
    """

    id: str
    organization: str | None
    attributes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One study under attack.

    Args:
        seed: What it was made from.
        kind: What is peculiar to it.
        size: How many answered in its first wave.
        instrument: The instrument's document.
        study: The study, with its plan.
        members: Who answered in each wave.
        answers: The truth, by wave, item and person: a code, or ``@`` and a missing reason.
        late: Who answers late, in `LATE_WAVE`: after it has been closed and shown.
    """

    seed: str
    kind: Kind
    size: int
    instrument: Mapping[str, Any]
    study: Study
    members: Mapping[str, tuple[Member, ...]]
    answers: Mapping[tuple[str, str, str], str]
    late: frozenset[str]

    @property
    def values(self) -> Mapping[str, Fraction]:
        """What each code counts for."""
        choices = self.instrument["scales"]["steps"]["choices"]
        return {choice["code"]: Fraction(choice["value"]) for choice in choices}

    @property
    def reasons(self) -> tuple[str, ...]:
        """The missing reasons that an answer may give."""
        return (*self.instrument["scales"]["steps"]["missing"], "no-answer")

    @property
    def scoring(self) -> Mapping[str, Any]:
        """How the dimension is scored."""
        held: Mapping[str, Any] = self.instrument["dimensions"][0]["scoring"]
        return held

    def score(self, wave: str, person: str) -> Fraction | None:
        """Return somebody's true score on the dimension, or None where there is none."""
        codes = (self.answers[wave, item, person] for item in ITEMS)
        held = [self.values[code] for code in codes if code in self.values]
        if len(held) < self.scoring.get("minimum_answered", len(ITEMS)):
            return None
        total = sum(held, Fraction(0))
        return total if self.scoring["method"] == "sum" else total / len(held)

    def responses(self) -> tuple[Response, ...]:
        """Return what everybody answered, as the files would hold it."""
        return tuple(
            Response(
                id=f"{wave}-{member.id}",
                instrument=_INSTRUMENT,
                version="1.0.0",
                wave=wave,
                respondent=Respondent(
                    id=member.id,
                    kind="individual",
                    organization=member.organization,
                    attributes=member.attributes,
                ),
                answers={
                    item: _answer(self.answers[wave, item, member.id])
                    for item in ITEMS
                    if self.answers[wave, item, member.id] != "@no-answer"
                },
            )
            for wave, members in self.members.items()
            for member in members
        )


def make(seed: int, number: int, kind: Kind = "plain") -> Case:
    """Return a random study, always the same for the same arguments.

    Args:
        seed: The campaign's seed.
        number: The study's number in the campaign.
        kind: What is peculiar to it.
    """
    name = f"{seed}-{number}" if kind == "plain" else f"{seed}-{number}-{kind}"
    random = Random(name)
    sizes = SIZES[1:] if kind == "rich" else SIZES
    size = sizes[number % len(sizes)]
    most = len(_ATTRIBUTES)
    attributes = {
        each: tuple(f"{each}-{letter}" for letter in "abcde"[: random.randint(2, 5)])
        for each in _ATTRIBUTES[: random.randint(most if kind == "rich" else 1, most)]
    }
    instrument = _instrument(random)
    members = _members(random, size, attributes, all_known=kind == "fitted")
    if kind == "fitted":
        attributes, members = _joined(attributes, members)
    study = _study(random, attributes, kind)
    answers = _answers(random, instrument, members, split=kind == "split")
    able = [member.id for member in members[LATE_WAVE]]
    # Enough for a batch, and enough before it.
    late = (
        random.sample(able, _LATE) if len(able) > 2 * _LATE - 2 and random.random() < 1 / 2 else []
    )
    return Case(
        seed=name,
        kind=kind,
        size=size,
        instrument=instrument,
        study=study,
        members=members,
        answers=answers,
        late=frozenset(late),
    )


def _answer(code: str) -> Answer:
    if code.startswith("@"):
        return Answer(missing=code.removeprefix("@"))  # type: ignore[arg-type]  # one of the reasons
    return Answer(value=code)


def _instrument(random: Random) -> dict[str, Any]:
    codes = _CODES[: random.randint(3, 4)]
    scoring = random.choice(
        (
            {"method": "mean", "minimum_answered": 2},
            {"method": "mean"},
            {"method": "sum"},
            {"method": "distribution"},
        )
    )
    words = {item: {"fr": f"Énoncé {item}", "en": f"Statement {item}"} for item in ITEMS}
    return {
        "schema": "rosace/instrument/1",
        "id": _INSTRUMENT,
        "version": "1.0.0",
        "title": {"fr": "Outil attaqué", "en": "Attacked tool"},
        "languages": ["fr", "en"],
        "provenance": "ours",
        "rights": {"holder": "Rosace", "wording": "ours"},
        "scales": {
            "steps": {
                "kind": "ordinal",
                "missing": random.choice(([], ["dont-know"])),
                "choices": [
                    {
                        "code": code,
                        "value": len(codes) - place,
                        "label": {"fr": f"Choix {code}", "en": f"Choice {code}"},
                    }
                    for place, code in enumerate(codes)
                ],
            }
        },
        "sections": [
            {"id": "all", "title": {"fr": "Le tout", "en": "All of it"}, "items": list(ITEMS)}
        ],
        "items": [
            {"id": item, "type": "choice", "scale": "steps", "text": text}
            for item, text in words.items()
        ],
        "dimensions": [
            {
                "id": DIMENSION,
                "title": {"fr": "Le climat", "en": "The climate"},
                "items": list(ITEMS),
                "scoring": scoring,
            }
        ],
    }


def _study(random: Random, attributes: Mapping[str, tuple[str, ...]], kind: Kind) -> Study:
    names = tuple(attributes)
    possible: list[Breakdown] = [(name,) for name in names]
    if kind != "fitted":
        possible += [(one, other) for one in names for other in names if one < other]
    most = _MOST_FITTED if kind == "fitted" else 3
    many = len(possible) if kind == "rich" else min(len(possible), random.randint(1, most))
    planned = random.sample(possible, many)
    raised = Disclosure(group=7, subgroup=12, subgroup_mean=7)
    return Study(
        id="under-attack",
        title={"fr": "Étude attaquée", "en": "Attacked study"},
        subject=Subject(id="table", title={"fr": "La table", "en": "The table"}),
        instruments=(StudyInstrument(id=_INSTRUMENT),),
        waves=tuple(Wave(id=wave, closed=True) for wave in WAVES),
        attributes=tuple(
            Attribute(id=name, values=tuple(AttributeValue(id=value) for value in values))
            for name, values in attributes.items()
        ),
        breakdowns=tuple(planned),
        disclosure=raised if random.random() < _LEAVE else Disclosure(),
    )


def _members(
    random: Random, size: int, attributes: Mapping[str, tuple[str, ...]], *, all_known: bool
) -> dict[str, tuple[Member, ...]]:
    """Return who answers in each wave: some leave after one, and others join."""
    some = size // random.randint(2, 3)
    organizations = [f"org-{number}" for number in range(some)] if random.random() < 1 / 3 else []
    unknown = 0.0 if all_known else random.choice((0.0, _UNKNOWN))
    joined = 0

    def join() -> Member:
        nonlocal joined
        joined += 1
        # The lower of two draws: values are as unequally common as in real tables.
        held = {
            name: values[min(random.randrange(len(values)), random.randrange(len(values)))]
            for name, values in attributes.items()
            if random.random() >= unknown
        }
        own = random.choice(organizations) if organizations else None
        return Member(id=f"p{joined}", organization=own, attributes=held)

    here = [join() for _ in range(size)]
    found = {}
    for wave in WAVES:
        found[wave] = tuple(here)
        here = [member for member in here if random.random() >= _LEAVE]
        here += [join() for _ in range(size) if random.random() < _LEAVE]
    return found


def _joined(
    attributes: Mapping[str, tuple[str, ...]], members: Mapping[str, tuple[Member, ...]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Member, ...]]]:
    """Join values that few of the first wave hold, and leave out what then tells nobody apart."""
    into: dict[str, dict[str, str]] = {}
    for name, values in attributes.items():
        held = Counter(dict.fromkeys(values, 0))
        held.update(member.attributes[name] for member in members[WAVES[0]])
        names = {value: value for value in values}
        while len(held) > 1 and min(held.values()) < _FEWEST_EXPECTED:
            (least, few), (kept, _) = held.most_common()[:-3:-1]
            del held[least]
            held[kept] += few
            names = {value: kept if now == least else now for value, now in names.items()}
        if len(held) > 1:
            into[name] = names
    return (
        {name: tuple(dict.fromkeys(names.values())) for name, names in into.items()},
        {
            wave: tuple(
                replace(
                    member,
                    attributes={
                        name: names[member.attributes[name]] for name, names in into.items()
                    },
                )
                for member in here
            )
            for wave, here in members.items()
        },
    )


def _answers(
    random: Random,
    instrument: Mapping[str, Any],
    members: Mapping[str, tuple[Member, ...]],
    *,
    split: bool,
) -> dict[tuple[str, str, str], str]:
    scale = instrument["scales"]["steps"]
    codes = [choice["code"] for choice in scale["choices"]]
    reasons = [f"@{reason}" for reason in (*scale["missing"], "no-answer")]
    skipped = random.choice((0.0, _SKIPPED))
    found = {}
    for item in ITEMS:
        opinions = _Opinions(random, codes, members, split=split)
        for wave, here in members.items():
            for member in here:
                answer = opinions.of(member)
                if random.random() < skipped:
                    answer = random.choice(reasons)
                found[wave, item, member.id] = answer
    return found


class _Opinions:
    """What people think of one statement."""

    def __init__(
        self,
        random: Random,
        codes: Sequence[str],
        members: Mapping[str, tuple[Member, ...]],
        *,
        split: bool,
    ) -> None:
        self.random = random
        self.codes = codes
        # Opinions lean to one side, now and then so far that nearly all agree.
        self.lean = [random.random() ** 3 + 0.02 for _ in codes]
        self.by: str | None = None
        if split:
            named = {name for here in members.values() for each in here for name in each.attributes}
            self.by = random.choice(sorted(named))
            self.apart = random.choice((0.0, 0.05, 0.15))
            self.shared: dict[str | None, str] = defaultdict(lambda: random.choice(codes))

    def of(self, member: Member) -> str:
        """Return what somebody answers."""
        if self.by is None:
            return self.random.choices(self.codes, self.lean)[0]
        shared = self.shared[member.attributes.get(self.by)]
        return self.random.choice(self.codes) if self.random.random() < self.apart else shared
