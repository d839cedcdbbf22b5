"""What guards the public interface: no change to it goes unseen."""

import difflib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import rosace
from rosace.cli import COMMANDS
from rosace.plugin_modules import HOOKS
from rosace_schemas import DOCUMENTS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script that writes the list."""
    spec = importlib.util.spec_from_file_location("write_interface", DOCS / "write_interface.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_change_of_the_public_interface_is_looked_over(script: ModuleType) -> None:
    """The list that was reviewed is what the code offers."""
    reviewed = script.PAGE.read_text("utf-8")
    found = script.page()
    if found != reviewed:
        changes = difflib.unified_diff(reviewed.splitlines(), found.splitlines(), n=0, lineterm="")
        said = "the public interface changed: look it over, then run python docs/write_interface.py"
        pytest.fail("\n".join([said, *changes]), pytrace=False)


def test_everything_that_a_plugin_may_use_is_listed(script: ModuleType) -> None:
    """Hooks, names, commands and schemas each have their lines, with arguments and types."""
    lines = [line.strip() for line in script.page().splitlines()]
    for hook in HOOKS:
        assert any(line.startswith(f"def {hook}(") for line in lines), hook
    for name in rosace.__all__:
        assert any(line.startswith(f"{name}, of rosace.") for line in lines), name
    for command in COMMANDS:
        assert f"rosace {command}" in lines
    for name in ("common", *DOCUMENTS):
        assert f"{name} {script.digest(name)}" in lines
    assert any("export(self, document: Document, language: str" in line for line in lines)
    assert "class InstrumentConformance(Conformance)" in lines
    assert "minimum_answered: int | None = None" in lines
