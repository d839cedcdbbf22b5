"""What the strict reader promises: nothing hostile comes in, and every refusal has a place."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rosace import strict_yaml
from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import (
    LIMITS,
    Limits,
    dump_json,
    iterate_ndjson,
    json_type,
    load_document,
    load_json,
    load_yaml,
)
from rosace.strict_json import scan

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)
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
    text = json.dumps(draw(VALUES), ensure_ascii=draw(st.booleans()))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 4)))
    return text[:start] + draw(st.just("") | SCRAPS) * draw(st.integers(1, 2)) + text[end:]


def problems_of(
    data: bytes | str, *, limits: Limits = LIMITS, is_yaml: bool = False
) -> list[Problem]:
    """Return the problems that a document is refused for."""
    encoded = data.encode() if isinstance(data, str) else data
    load = load_yaml if is_yaml else load_json
    with pytest.raises(InvalidDocumentError) as caught:
        load(encoded, file="f", limits=limits)
    for problem in caught.value.problems:
        assert problem.file == "f"
        for language in ("en", "fr"):
            assert not re.search(r"\{[a-z_]+\}", problem.explain(language))
            assert problem.message(language) != Problem("unheard-of").message(language)
            problem.explain(language).encode()
    return list(caught.value.problems)


def codes_of(problems: list[Problem]) -> list[str]:
    """Return the codes of problems."""
    return [problem.code for problem in problems]


@given(VALUES, st.booleans())
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
        return "", codes_of(list(error.problems))


@given(damaged() | NEARLY_JSON)
def test_the_fast_path_agrees_with_the_strict_one(text: str) -> None:
    """Whatever is accepted has no problem on the slow path, and the same value there."""
    if not text or text.isspace() or text.startswith("\ufeff"):
        return
    value, problems = scan(text, LIMITS)
    assert outcome_of(text) == ("" if problems else repr(value), codes_of(problems))


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
def test_hostile_json_is_refused_with_its_place(
    data: bytes | str, code: str, line: int | None, column: int | None, pointer: str | None
) -> None:
    """Each refusal names what is wrong, the line and column, and the pointer."""
    problem = problems_of(data)[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert problem.pointer == pointer


def test_every_problem_of_a_document_is_told_at_once() -> None:
    """What leaves the structure whole does not hide what comes after it."""
    data = '{"a": NaN, "a": 1e999, "b": ["\\ud800", 1234567890123456789]}'
    assert codes_of(problems_of(data)) == [
        "not-finite",
        "duplicate-key",
        "number-too-large",
        "lone-surrogate",
        "integer-too-long",
    ]


def test_the_number_of_problems_is_bounded() -> None:
    """A document full of faults is explained up to the limit."""
    assert len(problems_of("[" + ", ".join(["NaN"] * 1000) + "]")) == LIMITS.problems
    assert len(problems_of("- .nan\n" * 1000, is_yaml=True)) == LIMITS.problems


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


def test_size_is_limited() -> None:
    """A document over the limit is refused unread, and the limit is named."""
    limits = Limits(document_bytes=10, yaml_bytes=10)
    for is_yaml in (False, True):
        problem = problems_of("[" + "1, " * 9 + "1]", limits=limits, is_yaml=is_yaml)[0]
        assert problem.code == "document-too-large"
        assert "10 bytes" in problem.message("en")


def test_digits_are_limited_by_what_python_can_read() -> None:
    """No limit can be set so high that reading an integer would fail."""
    with pytest.raises(ValueError, match="integer_digits"):
        Limits(integer_digits=4301)
    assert load_json(b"7" * 4300, limits=Limits(integer_digits=4300)) == int("7" * 4300)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0x1F", "-0x1F"),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("+3", 3),
        ("-7", -7),
        ("2024-05-01", "2024-05-01"),
        ("1.0.0", "1.0.0"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nan", "nan"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("'~'", "~"),
        ("=", "="),
        ("'<<'", "<<"),
        ("|\n  a\n  b", "a\nb\n"),
        (">\n  1\n", "1\n"),
        ("a\n  b", "a b"),
        ("'l''action'", "l'action"),
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_yaml_follows_the_core_schema(
    text: str, value: object, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain scalars are read by YAML 1.2, with libyaml and without it alike."""
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
    loaded, _ = load_yaml(f"key: {text}\n".encode())
    assert repr(loaded) == repr({"key": value})


HOSTILE_YAML = [
    ("a: 1\nb: 2\na: 3", "duplicate-key", 3, 1, "/a"),
    ("{a: 1, 'a': 2}", "duplicate-key", 1, 8, "/a"),
    ("x: &a 1", "yaml-anchor", 1, 4, "/x"),
    ("&a x: 1", "yaml-anchor", 1, 1, ""),
    ("a: [*b]", "yaml-alias", 1, 5, "/a/0"),
    ("*a : 1", "yaml-alias", 1, 1, ""),
    ("a: !!int 3", "yaml-tag", 1, 4, "/a"),
    ("a: !!python/object/apply:os.system [ls]", "yaml-tag", 1, 4, "/a"),
    ("a: ! x", "yaml-tag", 1, 4, "/a"),
    ("!x {a: 1}", "yaml-tag", 1, 1, None),
    ("<<: {a: 1}", "yaml-merge-key", 1, 1, "/<<"),
    ("a:\n  1: x", "yaml-key-not-text", 2, 3, "/a/1"),
    ("true: x", "yaml-key-not-text", 1, 1, "/true"),
    ("~: x", "yaml-key-not-text", 1, 1, "/~0"),
    ("? [a]\n: x", "yaml-key-not-text", 1, 3, ""),
    ("a: 1\n---\nb: 2", "yaml-several-documents", 2, 1, None),
    ("%YAML 1.1\n---\na: no", "yaml-directive", 1, 1, None),
    ("%TAG ! tag:x,2024:\n---\na: 1", "yaml-directive", 1, 1, None),
    ("a: .nan", "not-finite", 1, 4, "/a"),
    ("a: -.INF", "not-finite", 1, 4, "/a"),
    ("a: 1e400", "number-too-large", 1, 4, "/a"),
    ("a: " + "9" * 5000, "integer-too-long", 1, 4, "/a"),
    ("a: 0x" + "f" * 16, "integer-too-long", 1, 4, "/a"),
    ('a: "\\0"', "nul-character", 1, 4, "/a"),
    ('"\\0": a', "nul-character", 1, 1, ""),
    ("a: x\0", "nul-character", 1, 5, None),
    ("a:\n  \x1b", "control-character", 2, 3, None),
    ("a: x\u2028y", "control-character", 1, 5, None),
    ("[" * 100_000, "too-deep", 1, 65, "/0" * 64),
    ("{a: " * 100_000, "too-deep", 1, 257, "/a" * 64),
    ("- " * 400, "too-deep", 1, 129, "/0" * 64),
    ("# nothing\n", "empty-file", None, None, None),
    ("a: b: c", "yaml-colon", 1, 5, None),
    ("a:\n\t- b", "yaml-tab", 2, 1, None),
    ("a: @x", "yaml-reserved-character", 1, 4, None),
    ("a: 'x\nb: 3", "yaml-unclosed", 1, 4, None),
    ("a: [1, 2\nb: 3", "yaml-unclosed", 1, 4, None),
    ("a:\n  - b\n c: d", "yaml-indentation", 3, 2, None),
]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(("data", "code", "line", "column", "pointer"), HOSTILE_YAML)
def test_hostile_yaml_is_refused_with_its_place(  # noqa: PLR0913, PLR0917  # one argument a column
    data: str,
    code: str,
    line: int | None,
    column: int | None,
    pointer: str | None,
    loader: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each refusal names what is wrong and where, with libyaml and without it alike."""
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
    problem = problems_of(data, is_yaml=True)[0]
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert problem.pointer == pointer


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ('a: "\\q"', {"yaml-bad-escape"}),
        ('a: "\\ud800"', {"yaml-bad-escape", "lone-surrogate"}),
        ('a: "\\UFFFFFFFF"', {"yaml-bad-escape"}),
        ('a: "\\xZZ"', {"yaml-bad-escape"}),
        ("a: & x", {"yaml-syntax"}),
        ("a: }", {"yaml-syntax", "yaml-indentation"}),
    ],
)
def test_what_the_parsers_refuse_is_explained(
    data: str, codes: set[str], loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bad escape or stray mark comes in, whichever parser runs."""
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
    assert problems_of(data, is_yaml=True)[0].code in codes


@pytest.mark.parametrize("data", ["{? : x}", "?\n: x", "a: {? : x}"])
def test_an_empty_key_is_refused(data: str) -> None:
    """A key that is left out would be null, which is no text."""
    assert codes_of(problems_of(data, is_yaml=True)) == ["yaml-key-not-text"]


def test_an_alias_bomb_is_never_expanded() -> None:
    """Aliases are refused before anything they stand for is multiplied."""
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    assert set(codes_of(problems_of(bomb, is_yaml=True))) == {"yaml-anchor", "yaml-alias"}


def test_yaml_keeps_positions() -> None:
    """Every part has a place: of its key where it has one, else of its value."""
    _, positions = load_yaml("a: 1\nb/c:\n  - x\n  - {é: 2}\n".encode())
    assert positions == {
        "": (1, 1),
        "/a": (1, 1),
        "/b~1c": (2, 1),
        "/b~1c/0": (3, 5),
        "/b~1c/1": (4, 5),
        "/b~1c/1/é": (4, 6),
    }


PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=50)


@given(
    st.recursive(
        LEAVES.filter(lambda leaf: not isinstance(leaf, str)) | PLAIN,
        lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner),
        max_leaves=10,
    )
)
def test_json_is_read_alike_as_yaml(value: object) -> None:
    """A JSON document is a YAML document with the same value."""
    loaded, positions = load_yaml(dump_json(value, indent=True))
    assert repr(loaded) == repr(value)
    assert "" in positions


def test_rows_keep_their_line_numbers() -> None:
    """Blank lines are skipped and counted; a bad row stands beside the good ones."""
    data = b'\xef\xbb\xbf{"a": 1}\r\n\n  \n{"a": }\n{"a": 1, "a": 2}\n\xff\n\xef\xbb\xbf1\n3'
    rows = list(iterate_ndjson(io.BytesIO(data), file="f.ndjson"))
    assert rows[0] == (1, {"a": 1})
    assert rows[-1] == (8, 3)
    refused = [each for _, each in rows if isinstance(each, Problem)]
    assert [(each.row, each.code) for each in refused] == [
        (4, "json-value-expected"),
        (5, "duplicate-key"),
        (6, "invalid-utf8"),
        (7, "byte-order-mark"),
    ]
    assert {each.line for each in refused} == {None}
    assert refused[0].explain("en").startswith("f.ndjson, row 4, column 7, at /a: ")


def test_a_long_row_is_refused_without_being_kept() -> None:
    """A line over the limit is read in pieces, refused, and the next one is read."""

    class Counting(io.BytesIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            self.longest = max(self.longest, len(line))
            return line

    stream = Counting(b'"' + b"x" * 100_000 + b'"\n1\n' + b"2" * 100 + b"\n" + b"3" * 101)
    rows = list(iterate_ndjson(stream, limits=Limits(row_bytes=102, integer_digits=200)))
    assert stream.longest == 103
    assert isinstance(rows[0][1], Problem)
    assert rows[0][1].code == "row-too-long"
    assert rows[1:] == [(2, 1), (3, int("2" * 100)), (4, int("3" * 101))]
    assert not stream.closed


def test_rows_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    """A file of rows is opened late, read line by line, and closed when left."""
    file = tmp_path / "responses.ndjson"
    rows = iterate_ndjson(file)
    file.write_bytes(b'{"id": "r1"}\n{"id": "r2"}\n')
    assert isinstance(rows, Iterator)
    assert next(rows) == (1, {"id": "r1"})
    assert list(rows) == [(2, {"id": "r2"})]
    assert [number for number, _ in iterate_ndjson(str(file))] == [1, 2]


@given(st.lists(VALUES, max_size=5))
def test_rows_written_are_rows_read(values: list[object]) -> None:
    """A document for each line comes back as one row for each."""
    stream = io.BytesIO(b"".join(map(dump_json, values)))
    assert repr([value for _, value in iterate_ndjson(stream)]) == repr(values)


def test_documents_are_read_by_their_suffix(tmp_path: Path) -> None:
    """JSON and YAML files give the same value; YAML adds positions."""
    for name in ("a.json", "b.yaml", "c.YML"):
        file = tmp_path / name
        file.write_bytes(b'{"a": [1]}')
        value, positions = load_document(file)
        assert value == {"a": [1]}
        assert (positions is None) == (name == "a.json")


def refusal_of(path: Path, limits: Limits = LIMITS) -> Problem:
    """Return the problem that a file is refused for."""
    with pytest.raises(InvalidDocumentError) as caught:
        load_document(path, limits=limits)
    problem = caught.value.problems[0]
    assert problem.file == str(path)
    return problem


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    """A missing file, a folder or an odd format is told like any other problem."""
    (tmp_path / "folder.json").mkdir()
    assert refusal_of(tmp_path / "none.json").code == "file-not-found"
    assert refusal_of(tmp_path / "folder.json").code == "is-a-folder"
    assert refusal_of(tmp_path / "answers.docx").code == "unknown-format"
    assert refusal_of(tmp_path / ("x" * 300 + ".json")).code == "unreadable-file"
    assert refusal_of(tmp_path / "\0.json").code == "unreadable-file"
    with pytest.raises(InvalidDocumentError):
        list(iterate_ndjson(tmp_path / "none.ndjson"))


def test_a_file_that_never_ends_is_read_up_to_the_limit(tmp_path: Path) -> None:
    """Only as much is read as the limit allows, whatever the file says of its size."""
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("needs a device that never ends")
    link = tmp_path / "endless.json"
    link.symlink_to(endless)
    assert refusal_of(link, Limits(document_bytes=1000)).code == "document-too-large"


def test_a_faulty_file_is_named(tmp_path: Path) -> None:
    """The problems of a file carry its name, line and column."""
    file = tmp_path / "instrument.yaml"
    file.write_text("id: a\nid: b\n", encoding="utf-8")
    problem = refusal_of(file)
    assert (problem.file, problem.line, problem.column) == (str(file), 2, 1)


def test_a_stream_that_breaks_is_a_problem() -> None:
    """A device that fails in the middle of reading is told, not thrown."""

    class Broken(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise OSError(size)

    with pytest.raises(InvalidDocumentError) as caught:
        list(iterate_ndjson(Broken()))
    assert caught.value.problems[0].code == "unreadable-file"


@given(VALUES)
def test_every_value_has_a_type(value: object) -> None:
    """Types are named as JSON Schema names them, and true is no integer."""
    names = {"null", "boolean", "integer", "number", "string", "array", "object"}
    assert json_type(value) in names
    assert json_type(value) != "integer" or not isinstance(value, bool)
