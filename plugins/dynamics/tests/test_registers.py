"""The registers speak of weak conditions only, where they are at hand, and name nobody."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.report import Heading, ListBlock, Message, Report, Section
from rosace.response import Answer, Respondent, Response
from rosace.testing import sketch
from rosace_dynamics.register_sections import CONDITIONS

Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]

NAMES = [f"c{number}" for number in range(1, 7)]
CHOICES = [
    {"code": code, "value": value, "label": {"en": code}}
    for code, value in (("A", 3), ("B", 2), ("C", 1))
]
DIAGNOSTIC: Instrument = sketch(
    [{"id": f"q{name}", "type": "choice", "scale": "abc"} for name in NAMES],
    id="diagnostic",
    scales={"abc": {"kind": "ordinal", "choices": CHOICES, "missing": ["dont-know"]}},
    dimensions=[{"id": name, "title": {"en": name}, "items": [f"q{name}"]} for name in NAMES],
)
REGISTERS: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] = {
    "problem-statement": {"framings": [{"id": "f", "actor": "a", "framing": "SECRET"}]},
    "translation-tracker": {
        "moves": [
            {"id": "m", "actor": "a", "moment": "enrolment", "outcome": "withdrew"},
            {"id": "n", "actor": "b", "moment": "enrolment", "outcome": "advanced"},
        ]
    },
    "actor-map": {
        "actors": [
            {"id": "a", "name": "SECRET", "standing": "pivotal", "role": "informed"},
            {"id": "b", "name": "SECRET", "standing": "strategic", "came-in": "2020"},
            {"id": "c", "name": "SECRET", "standing": "other"},
        ]
    },
    "stake-grid": {
        "issues": [{"id": "i", "title": "SECRET"}, {"id": "j", "title": "SECRET"}],
        "stakes": [
            {"id": "s", "actor": "a", "issue": "i", "position": "divergent"},
            {"id": "t", "actor": "b", "issue": "i", "position": "divergent"},
            {"id": "u", "actor": "b", "issue": "j", "position": "convergent"},
        ],
    },
    "controversies": {
        "controversies": [
            {"id": "c", "title": "SECRET", "status": "latent"},
            {"id": "d", "title": "SECRET", "status": "settled", "compromise": "SECRET"},
        ]
    },
}
FOUND = {
    "framings": (1, 1),
    "stalled": (1, 2),
    "outside-decisions": (1, 3),
    "not-in": (1, 2),
    "divided": (1, 2),
    "unsettled": (1, 2),
}


def answers(
    instrument: str, group: Sequence[Mapping[str, str]], kind: Any = "individual"
) -> list[Response]:
    """Return what people answered to an instrument."""
    return [
        Response(
            id=f"{instrument}-{kind}-{n}",
            instrument=instrument,
            version="1.0.0",
            wave="w1",
            respondent=Respondent(id=f"p{n}", kind=kind),
            answers={item: Answer(value=code) for item, code in held.items()},
        )
        for n, held in enumerate(group)
    ]


def documents(write: Write, names: Sequence[str]) -> list[tuple[str, list[Response]]]:
    """Return some of the registers, as the fixture `appraise` takes them."""
    ordered = sorted(names, key=lambda name: name != "actor-map")
    return [(name, [write(name, REGISTERS[name])]) for name in ordered]


def said(report: Report, sections: Own) -> dict[str, dict[str, tuple[float, float]]]:
    """Return what is said of each condition: by finding, how many out of how many."""
    section = sections(report).get("diagnostic-registers")
    found: dict[str, dict[str, tuple[float, float]]] = {}
    name = ""
    for block in section.blocks if section else ():
        if isinstance(block, Heading):
            name = block.text.localized["en"]  # type: ignore[union-attr]  # titles of dimensions
        if isinstance(block, ListBlock):
            told = [item for item in block.items if isinstance(item, Message)]
            found[name] = {
                item.message.rpartition(".")[2]: (
                    item.arguments["n"].low,  # type: ignore[union-attr]  # counts
                    item.arguments["among"].low,  # type: ignore[union-attr]  # counts
                )
                for item in told
            }
    return found


@given(
    weak=st.sets(st.sampled_from(NAMES)),
    names=st.lists(st.sampled_from(sorted(REGISTERS)), unique=True),
)
@settings(max_examples=25, deadline=None)
def test_only_weak_conditions_are_spoken_of_and_only_by_registers_at_hand(
    appraise: Appraise, write: Write, sections: Own, weak: set[str], names: list[str]
) -> None:
    """A condition is named where its answers lean to C, with the findings of what is there."""
    group = [{f"q{name}": "C" if name in weak else "A" for name in NAMES}] * 12
    report = appraise((DIAGNOSTIC, answers("diagnostic", group)), *documents(write, names))
    expected = {
        name: {
            finding: FOUND[finding] for register, finding in CONDITIONS[name] if register in names
        }
        for name in NAMES
        if name in weak
    }
    assert said(report, sections) == {name: held for name, held in expected.items() if held}


def test_nobody_is_named(appraise: Appraise, write: Write, sections: Own) -> None:
    """The diagnostic's readers learn how many, and neither who nor about what."""
    group = [dict.fromkeys([f"q{name}" for name in NAMES], "C")] * 12
    told = appraise(
        (DIAGNOSTIC, answers("diagnostic", group)), *documents(write, sorted(REGISTERS))
    )
    assert "SECRET" not in str(sections(told)["diagnostic-registers"])
    assert "SECRET" in str(told)


@pytest.mark.parametrize(
    ("codes", "named"),
    [("CCCCBBBA", ["c6"]), ("CCBBBBAA", []), ("BBBBBBBB", []), ("CCCC", [])],
    ids=["leans", "balanced", "middle", "held-back"],
)
def test_a_condition_is_weak_only_where_the_counts_settle_it(
    appraise: Appraise, write: Write, sections: Own, codes: str, named: list[str]
) -> None:
    """More C than A is weak; as many, none, or a group too small to be shown is not."""
    report = appraise(
        (DIAGNOSTIC, answers("diagnostic", [{"qc6": code} for code in codes])),
        *documents(write, ["controversies"]),
    )
    assert list(said(report, sections)) == named


def test_the_groups_own_answers_speak_where_no_others_may(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """A group that answered only together has weak conditions too."""
    together = answers("diagnostic", [{"qc6": "C", "qc4": "A"}], "collective")
    names = ["controversies", "actor-map"]
    assert set(said(appraise((DIAGNOSTIC, together), *documents(write, names)), sections)) == {"c6"}


def test_shared_leadership_speaks_by_its_own_protected_answers(
    appraise: Appraise, appraiser: Appraiser, sections: Own
) -> None:
    """Statements on influence that lean to the weaker half are counted, those held back never."""
    (influence,) = (
        each
        for each in appraiser.instrument("shared-leadership").dimensions
        if each.id == "influence"
    )
    first, *others = influence.items or ()
    given_ = {first: "slightly", **dict.fromkeys(others, "largely")}
    weak = answers("diagnostic", [{"qc5": "C"}] * 12)
    for number, expected in ((12, {"c5": {"unshared": (1, 4)}}), (4, {})):
        leadership = answers("shared-leadership", [given_] * number)
        report = appraise((DIAGNOSTIC, weak), ("shared-leadership", leadership))
        assert said(report, sections) == expected


def test_what_blurred_counts_leave_open_is_not_said(appraise: Appraise, sections: Own) -> None:
    """Two who say slightly are no majority where up to two may say largely or fully."""
    weak = answers("diagnostic", [{"qc5": "C"}] * 12)
    spread = [{"small-voices": code} for code in ("slightly", "slightly", "largely")]
    for blurred, expected in (([{}] * 5, {}), ([{}] * 9, {"c5": {"unshared": (1, 4)}})):
        leadership = answers("shared-leadership", [*spread, *blurred])
        report = appraise((DIAGNOSTIC, weak), ("shared-leadership", leadership))
        assert said(report, sections) == expected


def test_the_diagnostics_conditions_have_registers_that_exist(appraiser: Appraiser) -> None:
    """Each of the six conditions is tied to instruments of this plugin, and to findings."""
    assert list(CONDITIONS) == NAMES
    for pairs in CONDITIONS.values():
        assert all(appraiser.instrument(register) for register, _ in pairs)
