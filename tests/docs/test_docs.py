"""What the documentation promises: all of it is there, is true, and can be followed."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import click
import pytest

from rosace import errors
from rosace.cli import COMMANDS
from rosace.disclosure import RULES
from rosace.instrument import Item
from rosace.loading import load_yaml
from rosace.messages import load
from rosace.movement import MOVEMENT_RULES
from rosace.speaking import LANGUAGES
from rosace.study import Study
from rosace.validation import validator
from rosace_schemas import DOCUMENTS

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("plugins/*/README.md")])
NOT_FOLLOWED = {
    "hooks.md": "tests/core/test_hooks_documented.py runs each example as a plugin of its own",
    "plugins.md": "tests/core/test_hooks_documented.py installs what it makes",
}
"""Pages with snippets that are not followed here, and why."""
FENCE = re.compile(r"(?:<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FOLLOWED = [
    page
    for page in (ROOT / "README.md", ROOT / "README.fr.md", *sorted(DOCS.glob("*.md")))
    if page.name not in NOT_FOLLOWED and FENCE.search(page.read_text("utf-8"))
]
STATUS = re.compile(r"  # (?:ends with status|finit avec le code) (\d)$")


def text_of(name: str) -> str:
    """Return a page of the documentation."""
    return (DOCS / name).read_text("utf-8")


def script(name: str) -> ModuleType:
    """Return a script of the documentation as a module."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def anchors(page: Path) -> set[str]:
    """Return the fragments that a page's headings make."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    """Every link inside the repository leads to a file, and to a heading where it names one."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, fragment = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        assert not fragment or fragment in anchors(target), link


def follow_console(lines: list[str], run: Run, folder: Path) -> None:
    """Run the commands of a snippet, and look for what it shows in what they print."""
    done = None
    for line in lines:
        if line.startswith("$ "):
            found = STATUS.search(line)
            status = int(found[1]) if found else 0
            words = STATUS.sub("", line[2:]).split()
            assert words[0] == "rosace", line
            done = run(*words[1:], cwd=folder)
            assert done.returncode == status, (line, done.stderr)
        elif line.strip() not in {"", "…"}:
            assert done is not None, line
            assert line in (done.stdout + done.stderr).splitlines(), line


@pytest.mark.parametrize("page", FOLLOWED, ids=lambda page: page.name)
def test_a_page_can_be_followed(page: Path, run: Run, made: Path, tmp_path: Path) -> None:
    """Every file, command and program of a page works, in order, in one folder."""
    subprocess.run(["cp", "-r", str(made / "demo"), str(tmp_path / "demo")], check=True)  # noqa: S603, S607  # our own files
    for name, kind, text in FENCE.findall(page.read_text("utf-8")):
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        if kind == "console":
            follow_console(text.splitlines(), run, tmp_path)
        elif kind == "python" and not name:
            options = ["-W", "error", "-c", text]
            subprocess.run([sys.executable, *options], check=True, cwd=tmp_path)  # noqa: S603  # a snippet
        elif kind in {"yaml", "json"}:
            document = json.loads(text) if kind == "json" else load_yaml(text.encode())[0]
            assert isinstance(document, dict)
            contract, _, _ = document["schema"].removeprefix("rosace/").partition("/")
            assert not list(validator(contract).iter_errors(document))


def test_the_readme_starts_in_two_commands() -> None:
    """A newcomer copies two lines: one to install and see, one to run every test."""
    lines = [text.strip() for _, kind, text in FENCE.findall(readme()) if kind == "sh"]
    assert lines == ["pip install . && rosace demo", "pip install tox && tox"]


def readme() -> str:
    """Return the README."""
    return (ROOT / "README.md").read_text("utf-8")


def test_the_readme_names_every_member() -> None:
    """Whoever looks for a member finds its folder in the README."""
    folders = [ROOT / "core", ROOT / "schemas", *sorted(ROOT.glob("plugins/*"))]
    for folder in folders:
        if (folder / "pyproject.toml").exists():
            assert f"({folder.relative_to(ROOT)})" in readme()


def test_every_member_says_what_it_is() -> None:
    """Each distribution has a README of its own that says more than its name."""
    for file in [*ROOT.glob("*/pyproject.toml"), *ROOT.glob("plugins/*/pyproject.toml")]:
        text = (file.parent / "README.md").read_text("utf-8")
        assert len(text.split()) > 50, file.parent.name
        assert text.startswith("# rosace")


@pytest.mark.parametrize("suffix", [".md", ".fr.md"])
def test_the_index_leads_to_every_page(suffix: str) -> None:
    """No page is lost: each language's index leads to all of its pages."""
    index = text_of(f"index{suffix}")
    for page in DOCS.glob(f"*{suffix}"):
        if suffix == ".md" and page.name.endswith(".fr.md"):
            continue
        assert page.stem.startswith("index") or f"({page.name})" in index, page.name


def test_errors_are_written_from_the_catalogues() -> None:
    """The page of errors says what the catalogues say: else run docs/write_errors.py."""
    assert text_of("errors.md") == script("write_errors").page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_written_from_the_commands(language: str) -> None:
    """The page of commands says what --help says: else run docs/write_commands.py."""
    found = script("write_commands")
    assert text_of(found.PAGES[language]) == found.page(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_is_documented(language: str) -> None:
    """Each command, our plugins' included, has a section with all its options and an example."""
    page = text_of({"en": "commands.md", "fr": "commands.fr.md"}[language])
    commands = list(script("write_commands").commands())
    assert {name for name, _, _ in commands} >= set(COMMANDS)
    for name, command, _ in commands:
        _, _, rest = page.partition(f"## rosace {name}\n")
        section, _, _ = rest.partition("\n## ")
        for param in command.params:
            if isinstance(param, click.Option):
                assert all(written in section for written in param.opts if written[0] == "-")
        assert f"$ rosace {name}" in section


def codes_in_use() -> set[str]:
    """Return the codes of findings that the core and the plugins of the repository name."""
    found = set()
    packages = ["rosace", *(folder.name for folder in ROOT.glob("plugins/*/src/*"))]
    for package in packages:
        spec = find_spec(package)
        assert spec is not None
        folder = Path(next(iter(spec.submodule_search_locations or ())))
        for file in folder.rglob("*.py"):
            if "strategies" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                    "Problem",
                    "_problem",
                }:
                    named = [word.value for word in node.keywords if word.arg == "code"]
                    found |= {
                        held.value
                        for held in (*node.args[:1], *named)
                        if isinstance(held, ast.Constant)
                    }
    return {str(code) for code in found}


def test_every_code_in_use_is_documented() -> None:
    """Whatever a person may be told stands on the page of errors, and every error's class."""
    page = text_of("errors.md")
    assert len(codes_in_use()) > 40
    for code in codes_in_use():
        assert f"### `{code}`" in page
    for name in errors.__all__:
        if name.endswith("Error"):
            assert f"`{name}`" in page


@pytest.mark.parametrize("name", [*DOCUMENTS, "common"])
def test_every_schema_is_documented(name: str) -> None:
    """Each kind of document has a section in the contract, and a line in the schemas' README."""
    assert f"\n## {name}\n" in text_of("contract.md")
    assert name == "common" or f"`{name}`" in (ROOT / "schemas" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", ["disclosure.md", "disclosure.fr.md"])
def test_every_rule_of_the_gate_is_explained(page: str) -> None:
    """Each rule is explained in both languages, and its words exist for reports."""
    for rule in RULES:
        assert f"| `{rule}` |" in text_of(page)
        assert f"core.rule.{rule}" in load("rosace", "fr")


@pytest.mark.parametrize("page", ["change.md", "change.fr.md"])
def test_every_rule_of_movement_is_explained(page: str) -> None:
    """Each rule of what those who answered twice did is explained in both languages."""
    for rule in MOVEMENT_RULES:
        assert f"| `{rule}` |" in text_of(page)


def test_every_item_type_and_scoring_method_is_explained() -> None:
    """Whoever writes an instrument finds each type and method."""
    page = text_of("instruments.md")
    known = json.dumps(validator("instrument").schema)
    kinds = ["choice", "multiple-choice", "integer", "number", "text", "date", "yes-no", "ranking"]
    methods = ["distribution", "sum", "mean", "weighted-mean", "count", "proportion"]
    for word in [*kinds, "records", "reference", *methods]:
        assert f'"{word}"' in known
        assert f"`{word}`" in page
    for field in Item.__attrs_attrs__:
        assert field.name in page, field.name


def test_every_key_of_a_study_is_explained() -> None:
    """Whoever writes a study finds each of its keys."""
    page = text_of("studies.md")
    for field in Study.__attrs_attrs__:
        assert field.name in page, field.name


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("README.md", "README.fr.md"),
        *(
            (f"docs/{page.name.replace('.fr.md', '.md')}", f"docs/{page.name}")
            for page in sorted(DOCS.glob("*.fr.md"))
        ),
    ],
)
def test_the_users_part_is_in_french_too(english: str, french: str) -> None:
    """The French page exists, the two lead to each other, and it is written as Québec does."""
    one, other = ((ROOT / name).read_text("utf-8") for name in (english, french))
    assert Path(french).name in one
    assert Path(english).name in other
    prose = re.sub(r"```.*?```|`[^`]*`|<!--.*?-->|\(\S*\)", "x", other, flags=re.DOTALL)
    assert not re.search("«[^\xa0]|[^\xa0]»|[^\xa0\n|]: |\\s[;!?]|['“”]", prose)
