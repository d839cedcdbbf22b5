"""What strict reading of YAML promises: nothing hostile comes in, and every refusal has a place."""

from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rosace import strict_yaml
from rosace.errors import Problem
from rosace.loading import dump_json, load_yaml
from rosace.strategies import plain_data

Refused = Callable[..., list[Problem]]


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
    problems_of: Refused,
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
    problems_of: Refused, data: str, codes: set[str], loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bad escape or stray mark comes in, whichever parser runs."""
    monkeypatch.setattr(strict_yaml, "_LOADER", getattr(yaml, loader, yaml.SafeLoader))
    assert problems_of(data, is_yaml=True)[0].code in codes


@pytest.mark.parametrize("data", ["{? : x}", "?\n: x", "a: {? : x}"])
def test_an_empty_key_is_refused(problems_of: Refused, data: str) -> None:
    """A key that is left out would be null, which is no text."""
    assert [each.code for each in problems_of(data, is_yaml=True)] == ["yaml-key-not-text"]


def test_an_alias_bomb_is_never_expanded(problems_of: Refused) -> None:
    """Aliases are refused before anything they stand for is multiplied."""
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    codes = {each.code for each in problems_of(bomb, is_yaml=True)}
    assert codes == {"yaml-anchor", "yaml-alias"}


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


@given(plain_data(PLAIN))
def test_json_is_read_alike_as_yaml(value: object) -> None:
    """A JSON document is a YAML document with the same value."""
    loaded, positions = load_yaml(dump_json(value, indent=True))
    assert repr(loaded) == repr(value)
    assert "" in positions
