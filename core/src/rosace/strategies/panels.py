"""Hypothesis strategies of panels: people who answer, leave and come back over several waves."""

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.response import Answer, Respondent, Response
from rosace.study import Breakdown, Disclosure, Study, StudyInstrument, Subject, Wave
from rosace.testing import sketch
from rosace.values import value

__all__ = ["Panel", "panels"]

_SCALE: Final = {
    "kind": "ordinal",
    "choices": [
        {"code": code, "value": place, "label": {"en": code}}
        for place, code in enumerate("CBA", start=1)
    ],
}
_SCALES: Final = {"strength": _SCALE, "names": {**_SCALE, "kind": "nominal"}}
_ITEMS: Final[list[dict[str, Any]]] = [
    {"id": "trust", "type": "choice", "scale": "strength"},
    {"id": "voice", "type": "choice", "scale": "strength"},
    {"id": "kind", "type": "choice", "scale": "names"},
]
_FIRST: Final = sketch(_ITEMS, scales=_SCALES)
_REWORDED: Final = [{**_ITEMS[0], "text": {"en": "Asked otherwise"}}, *_ITEMS[1:]]
_SECOND: Final = sketch(_REWORDED, scales=_SCALES, version="1.1.0")
_PLANS: Final[tuple[tuple[Breakdown, ...], ...]] = (
    (),
    (("sector",),),
    (("sector", "place"),),
    (("place",), ("sector",)),
)
_NAMED: Final = ("A x", "ax.0", *"bcdefghijklmn")
_EVERYWHERE: Final = 3
_SELDOM: Final = 0.1


@value
class Panel:
    """A study of several waves, and the versions of one instrument with the responses to each."""

    study: Study
    versions: tuple[tuple[Instrument, tuple[Response, ...]], ...]


@value
class _Kind:
    """Some people who answer in the same waves and stand in the same cell of each."""

    waves: tuple[int, ...]
    persons: int
    cells: tuple[tuple[str, str], ...]


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    """Generate up to about a hundred people over two to four waves, of which some are not closed.

    People come in kinds, so that groups are at times large enough to be followed; some change
    their group, their organization or the spelling of their name, and voices are at times unlike.

    Args:
        draw: Hypothesis's own.
    """
    turns = draw(st.integers(2, 4))
    kinds = draw(st.lists(_kinds(turns), min_size=1, max_size=5))
    organizations = draw(st.sampled_from([(None,), (None,), (None, *_NAMED), _NAMED]))
    weights = draw(st.sampled_from([(1,), (1,), (1,), (1, 2)]))
    changed = draw(st.integers(1, turns))
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  # drawn from a seed
    used = [_FIRST if turn < changed else _SECOND for turn in range(turns)]
    made = list(_responses(kinds, used, (organizations, weights), chance))
    chance.shuffle(made)
    study = Study(
        id="study",
        title={"en": "Study"},
        subject=Subject(id="group", title={"en": "Group"}),
        instruments=(StudyInstrument(id=_FIRST.id),),
        waves=tuple(Wave(id=f"w{turn}", closed=chance.random() > _SELDOM) for turn in range(turns)),
        voice=draw(st.sampled_from(["person", "organization"])),
        identity="anonymous" if chance.random() < _SELDOM else "confidential",
        breakdowns=draw(st.sampled_from(_PLANS)),
        disclosure=Disclosure(
            mode=draw(st.sampled_from(["protected", "protected", "open"])),
            group=draw(st.sampled_from([5, 7])),
            subgroup=draw(st.sampled_from([10, 12])),
        ),
    )
    return Panel(
        study=study,
        versions=tuple(
            (each, tuple(response for response in made if response.version == each.version))
            for each in (_FIRST, _SECOND)
        ),
    )


@st.composite
def _kinds(draw: st.DrawFn, turns: int) -> _Kind:
    everywhere = draw(st.integers(0, _EVERYWHERE))
    every = range(turns)
    waves = draw(st.sets(st.sampled_from(every), min_size=1)) if not everywhere else set(every)
    cell = st.tuples(st.sampled_from(["a", "b", ""]), st.sampled_from("xy"))
    return _Kind(
        waves=tuple(sorted(waves)),
        persons=draw(st.integers(1, 24) | st.integers(9, 24)),
        cells=tuple(draw(st.lists(cell, min_size=turns, max_size=turns)))
        if draw(st.booleans())
        else (draw(cell),) * turns,
    )


def _responses(
    kinds: Sequence[_Kind],
    used: Sequence[Instrument],
    voices: tuple[Sequence[str | None], Sequence[int]],
    chance: random.Random,
) -> Iterator[Response]:
    organizations, weights = voices
    everybody = [kind for kind in kinds for _ in range(kind.persons)]
    for number, kind in enumerate(everybody):
        weight, named = Fraction(1, chance.choice(weights)), chance.choice(organizations)
        for turn in kind.waves:
            if chance.random() < _SELDOM / 20:
                named = chance.choice(organizations)
            cell = zip(("sector", "place"), kind.cells[turn], strict=True)
            yield Response(
                id=f"{turn}-{number}",
                instrument=used[turn].id,
                version=used[turn].version,
                wave=f"w{turn}",
                respondent=Respondent(
                    id=chance.choice([f"Person {number}", f"person{number}"]),
                    kind="individual",
                    organization=named,
                    attributes={
                        **{name: held for name, held in cell if held},
                        "unplanned": str(number),
                    },
                    weight=weight,
                ),
                answers=_answers(chance),
            )


def _answers(chance: random.Random) -> dict[str, Answer]:
    return {
        item["id"]: Answer(value=chance.choice("ABC"))
        if chance.random() > _SELDOM
        else Answer(missing="dont-know")
        for item in _ITEMS
        if chance.random() > _SELDOM
    }
