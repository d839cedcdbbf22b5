"""Each value in each place of a line is taken or refused as the core does it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.engines.lines import EVERY, INSTRUMENT, assert_as_core, is_held, line, response

from rosace.intake import Intake
from rosace.strategies.mutations import HOSTILE
from rosace.study import Attribute, AttributeValue, Study, StudyInstrument, Subject, Wave
from rosace_bulk.lines import LineReader
from rosace_bulk.text import Text

STUDY = Study(
    id="s",
    title={"en": "S"},
    subject=Subject(id="s", title={"en": "S"}),
    instruments=(StudyInstrument(id=INSTRUMENT.id, version="1.0.0", waves=("2024",)),),
    waves=(Wave(id="2022"), Wave(id="2024")),
    attributes=(
        Attribute(id="sector", values=(AttributeValue(id="public"), AttributeValue(id="privé"))),
    ),
)


PERSONS = [
    {},
    {"organization": "o1"},
    {"organization": "o\u200b1"},
    {"organization": " o"},
    {"organization": "e\u0301"},
    {"id": "a@b.ca"},
    {"id": "é 1"},
    {"id": "e\u0301"},
    {"id": "p\u200b"},
    {"id": " p"},
    {"id": "p" * 200},
    {"id": "p" * 201},
    {"weight": 1},
    {"weight": 1.0},
    {"weight": "1.0"},
    {"weight": "2/3"},
    {"weight": "2/0"},
    {"weight": True},
    {"weight": -1},
    {"weight": 10**18},
    {"kind": "collective"},
    {"attributes": {}},
    {"attributes": {"sector": "privé"}},
    {"attributes": {"sector": "other"}},
    {"attributes": {"other": "x"}},
    {"attributes": {"No": "x"}},
]


@pytest.mark.parametrize("study", [None, STUDY])
@pytest.mark.parametrize("key", [None, "key"])
def test_who_answered_when_is_judged_as_the_core_does(
    study: Study | None, key: str | None, tmp_path: Path
) -> None:
    """Names, weights, waves, versions and attributes are accepted where the core accepts them."""
    changes = [{"respondent": {"id": "p1", "kind": "individual", **each}} for each in PERSONS]
    changes += [{"wave": wave} for wave in ("2022", "2023", "A", "a" * 65)]
    changes += [{"version": version} for version in ("1.1.0", "2.0.0", "1.0", "1.01.0")]
    changes += [{"id": name} for name in ("a@b.ca/1", "", "\u00a0", "x y", "ﬁ")]
    held = [line(response()), *(line(response(**each)) for each in changes)]
    secret = str(tmp_path / key) if key else None
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT, study=study, key=secret))


ANSWERS = [
    {"value": "A"},
    {"value": "A", "comment": "b"},
    {"value": "A", "comment": " "},
    {"value": "A", "comment": "x" * 4001},
    {"value": "A", "comment": "a\0b"},
    {"value": "A", "rationale": "x"},
    {"value": "A", "missing": "no-answer"},
    {"value": "Z"},
    {"missing": "no-answer", "comment": "é"},
    {"missing": "not-applicable"},
    {"missing": "refused"},
    {"comment": "x"},
    {},
    None,
    [],
    "a",
    3,
]


VALUES = [
    *HOSTILE,
    *(-4, -3, 3, 3.0, 9, 10, 9.0, 9.5, 2.5, 0.1, -0.1, 1 / 3, "3", "3.0", "2.5", "true", "yes"),
    *(2**53, 2**53 + 1, 2.0**53 + 2, 10**18 - 1, -(10**18), 2**63, 1e16),
    *("ab", "abcde", "abcdef", "a\0b", "ab\n", "Ab ", "A", "C", "D", "a"),
    *("2024-02-29", "2023-02-29", "2024-02-30", "2024-2-9", "2024-02", "2024", "0001-01-01"),
    *("0000-01-01", "2024-00", "2024-13-01", "2024-04-31", "20240229", "2024-02-29T00:00"),
    *(["A", "B"], ["B", "A"], ["A", "A"], ["A", "B", "C"], ["A", "D"], ["A", None], "A,B"),
    *({"missing": "dont-know"}, {"missing": "not-shown"}, {"missing": "no-answer", "comment": "x"}),
    *({"value": 3}, {"value": "3"}, {"value": True, "comment": "x"}, {"value": "A", "other": "x"}),
    *({"value": "ab", "comment": "x"}, {"value": ["A", "B"], "missing": "no-answer"}, {}),
]


def test_each_value_of_each_item_is_judged_as_the_core_does() -> None:
    """Nothing is taken for a number, a date or a code that the core does not take for one."""
    sound = {"truth": True}
    whole = {"instrument": EVERY.id, "version": EVERY.version}
    held = [line(response(**whole, answers=sound))]
    held += [
        line(response(**whole, answers={**sound, item.id: each}))
        for item in EVERY.items
        for each in VALUES
        if is_held(item, each)
    ]
    held.append(line(response(**whole, answers={**sound, "other": "A"})))
    assert_as_core(b"\n".join(held), Intake(instrument=EVERY))


def test_each_value_of_each_key_is_judged_as_the_core_does() -> None:
    """Around the answers nothing is taken for a name, a weight or a wave that is none either."""
    person = {"id": "p1", "kind": "individual"}
    keys = [*response(), "other", "answer"]
    named = ["organization", "attributes", "weight", "id", "kind", "other"]
    held = [line(response())]
    held += [line(response(**{key: each})) for key in keys for each in HOSTILE]
    held += [line(response(respondent={**person, key: each})) for key in named for each in VALUES]
    held += [line({k: v for k, v in response().items() if k != key}) for key in response()]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))


GIVEN = [
    b'{"sector":"public"}',
    b' { "sector" : "public" } ',
    b'{"sector":"public","sector":"public"}',
    b'{"sector":"public","\\u0073ector":"private"}',
    b'{"sector":"public","region":"\xc3\xa9"}',
    b'{"sector":"\xff"}',
    b'{"sector":"\\ud83d"}',
    b'{"sector":"a\\u0000b"}',
    b'{"sector":"a\x01b"}',
    b'{"sector":"a\\"b"}',
    b'{"sector":["public"]}',
    b'{"sector":null}',
    b'{"sector":"public",}',
    b'{"Sector":"public"}',
    b'{"sector":' + b"[" * 500 + b"]" * 500 + b"}",
    b'"public"',
    b"null",
    b"{}",
]


def test_attributes_are_judged_as_the_core_does() -> None:
    """Attributes that many share are looked into as if each response were alone with them."""
    person = {"id": "p1", "kind": "individual", "attributes": "here"}
    text = line(response(respondent=person))
    held = [text.replace(b'"here"', given) for given in GIVEN for _ in range(2)]
    doubled = text.replace(b'"here"', GIVEN[0] + b',"attributes":' + GIVEN[0])
    rows = [line(response()), *held, doubled]
    assert_as_core(b"\n".join(rows), Intake(instrument=INSTRUMENT))


@pytest.mark.parametrize("kind", ["individual", "collective"])
def test_answers_that_are_objects_are_judged_as_the_core_does(kind: str) -> None:
    """A value or a reason, and words beside it, are accepted where the core accepts them."""
    person = {"id": "p1", "kind": kind}
    whole = response()["answers"]
    held = [line(response())]
    held += [line(response(respondent=person, answers={**whole, "q02": each})) for each in ANSWERS]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))


SIZES = [1, 2, 7, 8, 9, 31, 32, 33, 199, 200, 201, 255, 256, 257, 300, 3999, 4000, 4001]


@pytest.mark.parametrize("mark", ["a", "é", '"', "\\", "\n", "\u00a0", " ", "\U0001f600"])
def test_words_and_names_of_every_length_are_judged_as_the_core_does(mark: str) -> None:
    """However long a comment or a name is, and whatever it is made of, it is read whole."""
    held = [line(response())]
    for size in SIZES:
        for text in (mark * size, "x" * (size - 1) + mark, mark + "x" * (size - 1)):
            answers = {**response()["answers"], "q02": {"value": "A", "comment": text}}
            person = {"id": "p1", "kind": "individual"}
            held += [
                line(response(answers=answers)),
                line(response(id=text)),
                line(response(respondent={**person, "id": text})),
                line(response(respondent={**person, "organization": text})),
            ]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))


BYTES = [
    b"a\xc3",
    b"\xa9b",
    b"\xc3\xa9",
    b"\xff",
    b"a\tb",
    b"a\x7f",
    b"\xed\xa0\xbd",
    b"\\",
    b"a\\",
]


@pytest.mark.parametrize("bad", BYTES)
def test_bytes_that_are_no_text_are_judged_as_the_core_does(bad: bytes) -> None:
    """What is no UTF-8, or no JSON, is refused, even where its neighbours would make it whole."""
    commented = {**response()["answers"], "q02": {"value": "A", "comment": "@@"}}
    changes: list[dict[str, Any]] = [
        {"answers": commented},
        {"id": "@@"},
        {"wave": "@@"},
        {"version": "@@"},
        {"respondent": {"id": "@@", "kind": "individual"}},
        {"respondent": {"id": "p1", "kind": "individual", "organization": "@@"}},
        {"respondent": {"id": "p1", "kind": "individual", "attributes": {"sector": "@@"}}},
    ]
    held = [line(response())]
    for change in changes:
        spoilt = line(response(**change))
        held += [spoilt.replace(b"@@", each) for each in (b"a\xc3", bad, b"\xa9b", b"b")]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))


@pytest.mark.parametrize("order", [sorted, reversed])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_lines_whose_keys_stand_in_any_order_take_the_quick_way(
    order: Any, separators: tuple[str, str]
) -> None:
    """Whatever program wrote a file, its sound lines are taken without the core."""

    def ordered(held: Any) -> Any:
        if not isinstance(held, dict):
            return held
        return {key: ordered(held[key]) for key in order([*held])}

    documents = [response(id=f"r{n}") for n in range(9)]
    documents[4]["answers"]["q02"] = {"value": "A", "comment": "b"}
    documents[5]["answers"]["q03"] = {"missing": "no-answer", "comment": "c"}
    documents[6]["answers"].pop("q04")
    held = [json.dumps(ordered(each), separators=separators).encode() for each in documents]
    mixed = [*held, *(line(each) for each in documents)]
    for lines in (held, mixed):
        reader = LineReader(Intake(instrument=INSTRUMENT))
        seen = reader.read(Text.of(b"\n".join(lines)), 1, "f")
        table = reader.gathered("f")
        assert (len(seen), table and table.num_rows) == (0, len(lines))


HALVES = [(b"abc\xc3", b"\xa9def"), (b"a\xf0\x9f", b"\x98\x80"), (b"a\xc3", b"b")]


@pytest.mark.parametrize("pair", HALVES)
def test_comments_that_are_text_only_together_are_refused(pair: tuple[bytes, bytes]) -> None:
    """A letter cut in two, one half in each of two lines, makes neither of them a text."""
    commented = {**response()["answers"], "q02": {"value": "A", "comment": "@@"}}
    spoilt = line(response(answers=commented))
    held = [line(response()), *(spoilt.replace(b"@@", each) for each in pair), line(response())]
    assert_as_core(b"\n".join(held), Intake(instrument=INSTRUMENT))
