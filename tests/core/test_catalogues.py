"""What every catalogue promises: both languages alike, well written, and no id too many or few."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.messages import load, placeholders
from rosace.po import read_by_babel, read_plain

ROOT = Path(__file__).parents[2]
CORE, COMMANDS = "rosace", "rosace.commands"
PLUGINS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/src/*/catalogues"))
PACKAGES = [CORE, COMMANDS, *PLUGINS]
LANGUAGES = ("fr", "en")
SPEAKING = ("cli.py", "refusals.py", "speaking.py")
"""Modules of the core that speak with the words of the commands."""

HOLE = "([a-z0-9.-]+?)"
LOOKED_UP = (r"error\.", r"problem\.")
"""How the errors themselves look their words up, which says nothing of which there are."""

NUMBERED = frozenset({"n"})
CODED = {"Problem": "problem", "_problem": "problem", "problem": "problem"}
REASONED = {
    "DisclosureError": ("disclosure", 0),
    "OutputError": ("output", 1),
    "PluginError": ("plugin", 1),
    "UsageError": ("usage", 0),
}
WITHOUT_ADVICE = {"problem.at", "problem.more"}


def folder_of(package: str) -> Path:
    """Return the folder of a package, found without importing it."""
    spec = find_spec(package)
    assert spec is not None, package
    return Path(next(iter(spec.submodule_search_locations or ())))


@cache
def trees(package: str) -> tuple[ast.Module, ...]:
    """Return the syntax of every module of a package; the commands' own apart from the core's."""
    folder = folder_of(package)
    files = set(folder.rglob("*.py"))
    if package == CORE:
        files -= {*folder.glob("commands/*"), *folder.glob("strategies/*")}
        files -= {folder / name for name in SPEAKING}
    elif package == COMMANDS:
        files |= {folder.parent / name for name in SPEAKING}
    return tuple(ast.parse(file.read_text("utf-8")) for file in sorted(files))


def nodes(package: str) -> Iterator[ast.AST]:
    """Yield every node of the syntax of a package."""
    for tree in trees(package):
        yield from ast.walk(tree)


@cache
def constants(package: str) -> frozenset[str]:
    """Return the texts that stand in a package's code."""
    found = (node.value for node in nodes(package) if isinstance(node, ast.Constant))
    written = {text.lower() for text in found if isinstance(text, str)}
    for template in folder_of(package).rglob("templates/*"):
        written |= set(re.findall(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", template.read_text("utf-8")))
    return frozenset(written)


@cache
def patterns(package: str) -> tuple[re.Pattern[str], ...]:
    """Return the shapes of the texts that a package's code puts together."""
    found = set()
    for tree in trees(package):
        named = dict(_named_texts(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [_shape(part, named) for part in node.values]
                fixed = "".join(part for part in parts if part != HOLE)
                if re.search("[a-z]{3}", fixed) and parts[0] not in LOOKED_UP:
                    found.add("".join(parts))
    return tuple(re.compile(each) for each in sorted(found))


def _named_texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names of a module's own constants that are texts."""
    for node in tree.body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        value = node.value if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            yield target.id, str(value.value)


def _shape(part: ast.expr, named: dict[str, str]) -> str:
    if isinstance(part, ast.Constant):
        return re.escape(str(part.value))
    held = part.value if isinstance(part, ast.FormattedValue) else part
    return re.escape(named[held.id]) if isinstance(held, ast.Name) and held.id in named else HOLE


def is_written(name: str) -> bool:
    """Say whether a text stands in any code, or is a plugin's name; numbers do."""
    own = name.isdigit() or f"rosace_{name}" in PACKAGES
    return own or any(name in constants(package) for package in PACKAGES)


def is_said(name: str) -> bool:
    """Say whether any code says a text, or puts it together of parts that stand in code."""
    shapes = (each.fullmatch(name) for package in PACKAGES for each in patterns(package))
    return is_written(name) or any(
        found and all(is_said(part) for part in found.groups()) for found in shapes
    )


def is_used(identifier: str) -> bool:
    """Say whether any code can ask for a message."""
    name = identifier.removesuffix(".advice")
    family, _, rest = name.partition(".")
    if is_said(name) or (family == "problem" and is_said(rest)):
        return True
    if name.endswith(".short"):
        group, _, command = name.removesuffix(".short").rpartition(".")
        return is_said(group) and is_said(command)
    kinds = [kind for kind in (rest, *_beginnings(rest)) if is_said(kind)]
    return family == "error" and any(
        kind == rest or is_said(rest.removeprefix(f"{kind}-")) for kind in kinds
    )


def _beginnings(name: str) -> Iterator[str]:
    parts = name.split("-")
    for end in range(1, len(parts)):
        yield "-".join(parts[:end])


def asked(package: str) -> Iterator[str]:
    """Yield the ids that a package's code asks for by name."""
    prefixes = {"core", "error", "place", "problem", "size", "type", "cli"}
    prefixes.add(package.rpartition("_")[2])
    known_ids = [name for each in PACKAGES for name in load(each, "en")]
    known = {name.partition(".")[0] for name in known_ids}
    for text in constants(package):
        family, dot, rest = text.partition(".")
        is_name = dot and re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", rest)
        is_part = any(each.startswith(f"{text}.") for each in known_ids)
        if is_name and family in prefixes & known and not is_part:
            yield text
    for node in nodes(package):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _asked_by_call(node.func.id, node)


def _asked_by_call(function: str, call: ast.Call) -> Iterator[str]:
    family, place = REASONED.get(function, (None, 0))
    if family is None and function not in CODED:
        return
    named = [word.value for word in call.keywords if word.arg in {"code", "reason"}]
    for held in (*call.args[place : place + 1], *named):
        if isinstance(held, ast.Constant) and isinstance(held.value, str):
            name = f"error.{family}-{held.value}" if family else f"problem.{held.value}"
            yield from (name, f"{name}.advice")


def forms(text: str | tuple[str, str]) -> tuple[str, ...]:
    """Return a message's forms."""
    return (text,) if isinstance(text, str) else text


@pytest.mark.parametrize("package", PACKAGES)
def test_both_languages_have_every_id_and_placeholder(package: str) -> None:
    """Whatever is said in one language is said in the other, and tells as much."""
    french, english = (load(package, language) for language in LANGUAGES)
    assert set(french) == set(english)
    for name in french:
        assert placeholders(french[name]) == placeholders(english[name]), name
        assert isinstance(french[name], tuple) == isinstance(english[name], tuple), name


@pytest.mark.parametrize("package", PACKAGES)
def test_plural_messages_show_or_are_chosen_by_a_number(package: str) -> None:
    """A message with two forms has the number that chooses between them."""
    for name, text in load(package, "en").items():
        if isinstance(text, tuple):
            assert placeholders(text) >= NUMBERED, name


@pytest.mark.parametrize("package", PACKAGES)
def test_french_follows_the_typography_of_quebec(package: str) -> None:
    """Colons and guillemets keep their no-break spaces, other signs have none."""
    wrong = "[^\xa0]:(?!/)|«[^\xa0]|[^\xa0]»|\\s[;!?]|['“”]|\\.\\.\\.(?!$)"
    for name, text in load(package, "fr").items():
        for form in forms(text):
            assert not re.search(wrong, form), (name, form)


@pytest.mark.parametrize("package", PACKAGES)
def test_english_uses_curly_marks(package: str) -> None:
    """English texts have typographic quotation marks, no guillemets and no space before signs."""
    for name, text in load(package, "en").items():
        for form in forms(text):
            assert not re.search("[«»\"']|[\\s\xa0][:;!?]", form), (name, form)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_no_id_is_written_twice(package: str, language: str) -> None:
    """A catalogue has each id once, so that no translation hides another."""
    file = folder_of(package) / "catalogues" / f"{language}.po"
    ids = re.findall(r'(?m)^msgid "(.+)"$', file.read_text("utf-8"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_finding_comes_with_advice(package: str) -> None:
    """Whoever reads what is wrong also reads what to do."""
    ids = set(load(package, "en"))
    for name in ids - WITHOUT_ADVICE:
        if name.startswith(("problem.", "error.")) and not name.endswith(".advice"):
            assert f"{name}.advice" in ids


@pytest.mark.parametrize("package", PACKAGES)
def test_every_id_that_code_asks_for_exists(package: str) -> None:
    """No code asks for words that no catalogue has."""
    known = {*load(package, "en"), *load(CORE, "en"), *load(COMMANDS, "en")}
    assert sorted(set(asked(package)) - known) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_id_of_a_catalogue_is_used(package: str) -> None:
    """No catalogue keeps words that nobody says."""
    assert [name for name in sorted(load(package, "en")) if not is_used(name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_the_quick_reader_agrees_with_babel(package: str, language: str) -> None:
    """Our catalogues are plain, and read plainly they say what Babel reads."""
    data = (folder_of(package) / "catalogues" / f"{language}.po").read_bytes()
    assert read_plain(data) == read_by_babel(data)


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
LINES = st.sampled_from(
    [
        'msgid "sample.one"',
        'msgid "sample.two"',
        'msgstr "One"',
        'msgstr ""',
        '"and more"',
        'msgstr "a \\"quoted\\" word\\n"',
        'msgstr "a \\\\ back\\\\n slash"',
        'msgid_plural "sample.one"',
        'msgstr[0] "{n} one"',
        'msgstr[1] "{n} ones"',
        "#, fuzzy",
        "# A comment",
        '#~ msgid "sample.old"',
        'msgctxt "where"',
        "",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_what_is_unusual_is_left_to_babel(lines: list[str]) -> None:
    """The quick reader either says what Babel would, or leaves the catalogue to it."""
    data = (HEAD + "\n" + "\n".join(lines) + "\n").encode()
    found = read_plain(data)
    assert found is None or found == read_by_babel(data)
