"""Hooks, their page and their tests agree: by name, by arguments, and by running the examples."""

import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rosace import hookspecs
from rosace.appraisal import Appraisal
from rosace.configuration import Configuration
from rosace.doctor import diagnose
from rosace.interfaces import Drawing
from rosace.messages import CORE, load
from rosace.plugin_modules import HOOKS
from rosace.plugins import PluginHost
from rosace.response import Answer, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.tally import Tally
from rosace.validation import value_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "hooks.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "plugins.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (rosace_\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
FILES = re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def arguments(hook: str) -> list[str]:
    """Return the names of a hook's arguments."""
    return list(inspect.signature(getattr(hookspecs, hook)).parameters)


def example(hook: str) -> str:
    """Return the example of a hook."""
    (code,) = re.findall(r"```python\n(.*?)```", SECTIONS[hook], re.DOTALL)
    return str(code)


@pytest.fixture
def samples(strangers: Mapping[str, str], importable: Callable[[str], None]) -> dict[str, Any]:
    """Lend a sample of every argument that a hook may have."""
    importable(strangers["fake_plugin"])
    path = [strangers["fake_plugin"]]
    host = PluginHost(environment={"ROSACE_PLUGINS": "fake"}, path=path)
    document, _ = host.instruments["fake"].read()
    assert isinstance(document, dict)
    instrument = value_of({**document, "id": "petals"}, "instrument")
    study = Study(
        id="study",
        title={"en": "Study"},
        subject=Subject(id="group", title={"en": "Group"}),
        instruments=(StudyInstrument(id="petals"),),
        waves=(Wave(id="w1", closed=True),),
    )
    respondent = Respondent(id="p1", kind="individual", weight=Fraction(1))
    response = Response(
        id="r1",
        instrument="petals",
        version="1.0.0",
        wave="w1",
        respondent=respondent,
        answers={"q1": Answer(value="C")},
    )
    return {
        "instrument": instrument,
        "response": response,
        "responses": (response,),
        "study": study,
        "appraisal": Appraisal(study=study, instrument=instrument, language="fr", waves=("w1",)),
        "figure": Drawing(id="f", title="Bars", alternative="Bars", specification={"mark": "bar"}),
        "rows": [{"wave": "w1"}],
        "language": "fr",
        "media_type": "text/plain",
    }


def test_every_hook_has_its_place_on_the_page_in_order() -> None:
    """The page has one section for each hook, in the order of the specifications."""
    assert list(SECTIONS) == list(HOOKS)
    stages = re.search(r"\| stage \|.*?\n\n", PAGE, re.DOTALL)
    assert stages
    assert re.findall(r"`(rosace_\w+)`", stages[0]) == list(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented_whole(hook: str) -> None:
    """Each section says when, with which arguments, what is returned, and what of errors."""
    section = SECTIONS[hook]
    for part in ("**When**:", "**Arguments**:", "**Returns**:", "**Errors**:"):
        assert section.count(part) == 1
    listed = re.findall(r"^- `(\w+)`:", section, re.MULTILINE)
    assert listed == arguments(hook)
    assert ("**Arguments**: none." in section) is not bool(listed)


@pytest.mark.parametrize("hook", HOOKS)
def test_specifications_are_typed_and_described(hook: str) -> None:
    """Every argument and result of a hook has a type, and the hook says what it is for."""
    function = getattr(hookspecs, hook)
    signature = inspect.signature(function)
    assert signature.return_annotation is not signature.empty
    assert all(each.annotation is not each.empty for each in signature.parameters.values())
    assert len(inspect.getdoc(function) or "") > 20


@pytest.mark.parametrize("hook", HOOKS)
def test_example_of_every_hook_runs(
    hook: str, tmp_path: Path, importable: Callable[[str], None], samples: Mapping[str, Any]
) -> None:
    """The example loads as a plugin, in strict mode, and what it returns is accepted."""
    name = "rosace_example"
    importable(str(tmp_path))
    # Responses are checked by the plugin that brings their instrument.
    needed = ["rosace_register_instruments"] if hook == "rosace_check_response" else []
    text = "\n".join(map(example, [*needed, hook]))
    (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    metadata = tmp_path / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "entry_points.txt").write_text(f"[rosace]\npetals = {name}\n", encoding="utf-8")
    (metadata / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n", encoding="utf-8")
    host = PluginHost(strict=True, environment={}, path=[str(tmp_path)])
    given = {argument: samples[argument] for argument in arguments(hook)}
    ways: dict[str, Callable[[], object]] = {
        "rosace_register_instruments": lambda: host.instruments,
        "rosace_register_exporters": lambda: host.exporters,
        "rosace_register_importers": lambda: host.importers,
        "rosace_register_engines": lambda: host.engines,
        "rosace_check_response": lambda: host.check(**given),
        "rosace_tabulate": lambda: host.tabulate(**given),
        "rosace_write_sections": lambda: host.sections(**given),
        "rosace_write_sheets": lambda: host.sheets(**given),
        "rosace_render_figure": lambda: host.render(**given),
    }
    assert ways[hook]()
    assert host.failures == ()


def test_every_hook_is_tested_with_real_installations(
    strangers: Mapping[str, str], importable: Callable[[str], None]
) -> None:
    """The strangers' distribution answers every hook well, and badly in two ways."""
    importable(strangers["fake_plugin"])
    for name in ("rosace_fake", "rosace_fake_raising", "rosace_fake_garbage"):
        module = importlib.import_module(name)
        assert {hook for hook in HOOKS if hasattr(module, hook)} == set(HOOKS)


def test_every_reason_of_failure_is_documented_and_has_words() -> None:
    """The guide's table lists the codes that have words, and no others."""
    table = re.search(r"\| code \| means \|\n.*?\n\n", GUIDE, re.DOTALL)
    assert table
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", table[0], re.MULTILINE))
    for language in ("fr", "en"):
        begins = "error.plugin-"
        words = {
            message_id.removeprefix(begins)
            for message_id in load(CORE, language)
            if message_id.startswith(begins) and not message_id.endswith(".advice")
        }
        assert words == listed


def test_plugin_of_the_guide_installs_and_is_sound(
    tmp_path: Path,
    importable: Callable[[str], None],
    pip_install: Callable[[Path, str], None],
    samples: Mapping[str, Any],
) -> None:
    """Whoever copies the guide's files has a plugin that loads, and in which nothing is wrong."""
    project, site = tmp_path / "project", tmp_path / "site"
    for name, text in FILES:
        if name != "rosace.yaml":
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text, encoding="utf-8")
    pip_install(project, str(site))
    importable(str(site))
    host = PluginHost(strict=True, environment={}, path=[str(site)])
    assert all(finding.sound for finding in diagnose(host))
    assert list(host.instruments) == ["petals"]
    (section,) = host.sections(samples["appraisal"])
    assert (section.id, section.plugin) == ("petals", "petals")


def test_configuration_of_the_guide_is_of_the_contract(tmp_path: Path) -> None:
    """The guide's rosace.yaml is read without a Problem."""
    from rosace.settings import load_configuration  # noqa: PLC0415  # this test's subject

    (text,) = (text for name, text in FILES if name == "rosace.yaml")
    (tmp_path / "rosace.yaml").write_text(text, encoding="utf-8")
    found = load_configuration(tmp_path / "rosace.yaml")
    assert isinstance(found, Configuration)
    assert [each.name for each in found.plugins] == ["diagnostic", "html", "tables", "petals"]


def test_program_of_the_guide_runs(
    strangers: Mapping[str, str],
    importable: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The guide's program lists what is installed, and the instruments at hand."""
    importable(strangers["fake_plugin"])
    monkeypatch.setenv("ROSACE_PLUGINS", "fake,fake-misspelt")
    (code,) = re.findall(r"```python\n(from rosace.plugins.*?)```", GUIDE, re.DOTALL)
    exec(compile(code, "guide", "exec"), {})  # noqa: S102  # our own page
    said = capsys.readouterr().out
    assert "fake 1.2.3 True" in said
    assert "rosace_write_section" in said
    assert "Instrument factice" in said


def test_tally_of_the_example_is_a_tally(samples: Mapping[str, Any]) -> None:
    """The example of tabulating counts the one person there is."""
    space: dict[str, Any] = {}
    exec(compile(example("rosace_tabulate"), "example", "exec"), space)  # noqa: S102  # likewise
    (tally,) = space["rosace_tabulate"](samples["responses"], samples["study"])
    assert isinstance(tally, Tally)
    assert (tally.of, tally.persons) == ("petals.commented", 1)
