"""What strict reading of JSON promises: nothing hostile comes in, and every refusal has a place."""

import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import LIMITS, Limits, dump_json, load_json, load_yaml
from rosace.strategies import plain_data
from rosace.strict_json import scan

Refused = Callable[..., list[Problem]]
SCRAPS = st.sampled_from(
    [
        *'{}[],:"\\ \n-+.0159eE\t\r',
        "null",
        "true",
        "false",
        "NaN",
        "-Infinity",
        "1e999",
        "1.5",
        "1234567890123456789",
        '"a"',
        '"a":',
        '"é"',
        "\\n",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\\\u0000",
        "\0",
        "\x07",
        "\ufeff",
        "\xa0",
        "'",
    ]
)
NEARLY_JSON = st.lists(SCRAPS, max_size=12).map("".join)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Draw a JSON text of which a part may be replaced, repeated or taken out."""
    text = json.dumps(draw(plain_data()), ensure_ascii=draw(st.booleans()))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 4)))
    return text[:start] + draw(st.just("") | SCRAPS) * draw(st.integers(1, 2)) + text[end:]


@given(plain_data(), st.booleans())
def test_what_is_written_is_read_back(value: object, indent: bool) -> None:  # noqa: FBT001  # drawn
    """Every value comes back equal, of the same types and in the same order."""
    data = dump_json(value, indent=indent)
    assert repr(load_json(data)) == repr(value)
    assert dump_json(load_json(data), indent=indent) == data


def test_json_is_written_for_people_or_for_machines() -> None:
    """Text is written as UTF-8, keys stay in their order, a newline ends the document."""
    value = {"z": "é", "a": [1]}
    assert dump_json(value) == '{"z":"é","a":[1]}\n'.encode()
    assert dump_json(value, indent=True) == '{\n  "z": "é",\n  "a": [\n    1\n  ]\n}\n'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_could_not_be_read_is_not_written(value: object) -> None:
    """Numbers that are not finite and lone surrogates are never written."""
    with pytest.raises(ValueError, match=r"\w"):
        dump_json([value])


def outcome_of(text: str) -> tuple[str, list[str]]:
    """Return what a JSON text is read as, or the codes that it is refused for."""
    try:
        return repr(load_json(text.encode())), []
    except InvalidDocumentError as error:
        return "", [each.code for each in error.problems]


@given(damaged() | NEARLY_JSON)
def test_the_fast_path_agrees_with_the_strict_one(text: str) -> None:
    """Whatever is accepted has no problem on the slow path, and the same value there."""
    if not text or text.isspace() or text.startswith("\ufeff"):
        return
    value, problems = scan(text, LIMITS)
    assert outcome_of(text) == ("" if problems else repr(value), [each.code for each in problems])


@given(damaged() | NEARLY_JSON)
def test_nothing_is_refused_but_by_the_rules(text: str) -> None:
    """What the standard library reads is refused only for one of the stated reasons."""
    rules = {
        "duplicate-key",
        "not-finite",
        "number-too-large",
        "integer-too-long",
        "lone-surrogate",
        "nul-character",
    }
    try:
        json.loads(text)
    except ValueError:
        assert outcome_of(text)[1] or text.startswith("\ufeff")
    else:
        assert rules.issuperset(outcome_of(text)[1])


@given(st.binary(max_size=60) | NEARLY_JSON.map(str.encode))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    """Any bytes are read or refused, as JSON and as YAML, never with a traceback."""
    for load in (load_json, load_yaml):
        with contextlib.suppress(InvalidDocumentError):
            load(data)


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "pointer"),
    [
        ('{"a": 1,\n "b": 2, "a": 3}', "duplicate-key", 2, 10, "/a"),
        ('{"x/y": {"~": 1, "~": 1}}', "duplicate-key", 1, 18, "/x~1y/~0"),
        ("[0, NaN]", "not-finite", 1, 5, "/1"),
        ('{"a": Infinity}', "not-finite", 1, 7, "/a"),
        ("-Infinity", "not-finite", 1, 1, ""),
        ('{"a": 1e400}', "number-too-large", 1, 7, "/a"),
        ("-1e400", "number-too-large", 1, 1, ""),
        ("1" * 5000, "integer-too-long", 1, 1, ""),
        ('{"n": -1234567890123456789}', "integer-too-long", 1, 7, "/n"),
        ('["\\ud800"]', "lone-surrogate", 1, 2, "/0"),
        ('["\\udc00\\ud800"]', "lone-surrogate", 1, 2, "/0"),
        ('{"\\ud800": 1}', "lone-surrogate", 1, 2, ""),
        ('["a\\u0000"]', "nul-character", 1, 2, "/0"),
        ('["\0"]', "nul-character", 1, 3, ""),
        ("[\0]", "nul-character", 1, 2, ""),
        ('["\x07"]', "control-character", 1, 3, "/0"),
        ('{"a": "x\ny"}', "control-character", 1, 9, "/a"),
        ("[" * 65 + "]" * 65, "too-deep", 1, 65, "/0" * 64),
        ("[" * 100_000, "too-deep", 1, 65, "/0" * 64),
        ('{"a":' * 100_000, "too-deep", 1, 321, "/a" * 64),
        ('["[[[", ' + "[" * 64 + "]" * 65, "too-deep", 1, 72, "/1" + "/0" * 63),
        ('["\\\\", ' + "[" * 64 + "]" * 65, "too-deep", 1, 71, "/1" + "/0" * 63),
        (b'{"a": "\xe9"}', "invalid-utf8", 1, 8, None),
        (b'{"a":\n "\xc3\xa9\xed\xa0\x80"}', "invalid-utf8", 2, 4, None),
        (b'"\xc0\xaf"', "invalid-utf8", 1, 2, None),
        ("{}".encode("utf-16"), "unsupported-encoding", None, None, None),
        (b"", "empty-file", None, None, None),
        (b" \n\t", "empty-file", None, None, None),
        (b"\xef\xbb\xbf", "empty-file", None, None, None),
        ("\ufeff\ufeff{}", "json-value-expected", 1, 1, ""),
        ("{} \ufeff", "json-after-end", 1, 4, ""),
        ("[1, 2,]", "json-trailing-comma", 1, 7, "/2"),
        ('{"a": 1,}', "json-trailing-comma", 1, 9, ""),
        ("[,]", "json-value-expected", 1, 2, "/0"),
        ("{'a': 1}", "json-key-expected", 1, 2, ""),
        ("{1: 2}", "json-key-expected", 1, 2, ""),
        ('{"a" 1}', "json-colon-expected", 1, 6, "/a"),
        ('{"a": 1 "b": 2}', "json-comma-expected", 1, 9, "/a"),
        ("[1 2]", "json-comma-expected", 1, 4, "/0"),
        ('{"a": 1]', "json-comma-expected", 1, 8, "/a"),
        ('{"a": [1, 2}', "json-comma-expected", 1, 12, "/a/1"),
        ("[01]", "json-bad-number", 1, 2, "/0"),
        ("[1.]", "json-bad-number", 1, 2, "/0"),
        ("[+1]", "json-bad-number", 1, 2, "/0"),
        ("[.5]", "json-bad-number", 1, 2, "/0"),
        ("[True]", "json-value-expected", 1, 2, "/0"),
        ("['a']", "json-value-expected", 1, 2, "/0"),
        ("// x\n1", "json-value-expected", 1, 1, ""),
        ('["\\x41"]', "json-bad-escape", 1, 3, "/0"),
        ('["\\u00e"]', "json-bad-escape", 1, 3, "/0"),
        ('{"a": "b', "json-unfinished-text", 1, 7, "/a"),
        ('{"a": "b\\', "json-bad-escape", 1, 9, "/a"),
        ('{"a": ', "json-unfinished", 1, 7, "/a"),
        ('{"a": 1', "json-unfinished", 1, 8, "/a"),
        ('{"a": 1,', "json-unfinished", 1, 9, ""),
        ("{", "json-unfinished", 1, 2, ""),
        ("[", "json-unfinished", 1, 2, "/0"),
        ("1 2", "json-after-end", 1, 3, ""),
        ('{"a": 1}}', "json-after-end", 1, 9, ""),
    ],
)
def test_hostile_json_is_refused_with_its_place(  # noqa: PLR0913, PLR0917  # one argument a column
    problems_of: Refused,
    data: bytes | str,
    code: str,
    line: int | None,
    column: int | None,
    pointer: str | None,
) -> None:
    """Each refusal names what is wrong, the line and column, and the pointer."""
    problem = problems_of(data)[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert problem.pointer == pointer


def test_every_problem_of_a_document_is_told_at_once(problems_of: Refused) -> None:
    """What leaves the structure whole does not hide what comes after it."""
    data = '{"a": NaN, "a": 1e999, "b": ["\\ud800", 1234567890123456789]}'
    assert [each.code for each in problems_of(data)] == [
        "not-finite",
        "duplicate-key",
        "number-too-large",
        "lone-surrogate",
        "integer-too-long",
    ]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("\ufeff[1]", [1]),
        ('"\\ud83d\\ude00 \\\\u0000 \\\\ud800"', "😀 \\u0000 \\ud800"),
        ('"\ufeff\uffff\x7f"', "\ufeff\uffff\x7f"),
        ("-0", 0),
        ("999999999999999999", 10**18 - 1),
        ("1e-400", 0.0),
        ('["[[[[", "\\"[[{{", "\\\\"]' + " " * 3, ["[[[[", '"[[{{', "\\"]),
        ('{"": {"": null}}', {"": {"": None}}),
    ],
)
def test_unusual_json_is_accepted(data: str, value: object) -> None:
    """A byte order mark at the start, surrogate pairs and odd texts are no fault."""
    assert load_json(data.encode()) == value


def test_brackets_in_texts_are_no_depth() -> None:
    """Only structure counts as depth, however many brackets people write."""
    value = ["[{" * 500, '"[' * 500, "\\[" * 500, "\\"]
    assert load_json(dump_json(value)) == value
    assert load_json(dump_json([[]] * 500)) == [[]] * 500


def test_a_raised_limit_of_depth_needs_no_recursion() -> None:
    """Nesting that exhausts the standard library's recursion is read all the same."""
    value = load_json(b"[" * 20_000 + b"]" * 20_000, limits=Limits(depth=20_000))
    depth = 0
    while isinstance(value, list):
        value = value[0] if value else None
        depth += 1
    assert depth == 20_000
