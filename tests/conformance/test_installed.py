"""What is installed is what stands here: in the environment `wheels`, wheels that lack nothing."""

import importlib.util
import os
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
MEMBERS = re.findall(
    r"^-e \./(\S+)$", (ROOT / "requirements-dev.txt").read_text("utf-8"), re.MULTILINE
)

every_member = pytest.mark.parametrize("member", MEMBERS)


def project(member: str) -> dict[str, Any]:
    """Return what a member's project file declares."""
    with (ROOT / member / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["project"])


def contents(package: Path) -> dict[str, bytes]:
    """Return the files of a package, by name, but for what Python made of them."""
    return {
        file.relative_to(package).as_posix(): file.read_bytes()
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@every_member
def test_every_file_is_installed_as_it_stands(member: str) -> None:
    """Code, words, schemas, examples and templates are there, to the byte, and nothing else is."""
    (source,) = (each for each in (ROOT / member / "src").iterdir() if each.is_dir())
    spec = importlib.util.find_spec(source.name)
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    if os.environ.get("ROSACE_WHEELS"):
        assert not installed.is_relative_to(ROOT / member), "no wheel of it is installed"
    assert contents(installed) == contents(source)


@every_member
def test_what_a_member_declares_is_installed_with_it(member: str) -> None:
    """Its entry points, its commands and what it needs are those of its project file."""
    declared = project(member)
    installed = distribution(declared["name"])
    points = {**declared.get("entry-points", {}), "console_scripts": declared.get("scripts", {})}
    found = {(each.group, each.name, each.value) for each in installed.entry_points}
    assert found == {
        (group, name, value) for group, held in points.items() for name, value in held.items()
    }
    needed = [each for each in map(Requirement, installed.requires or ()) if each.marker is None]
    assert set(needed) == set(map(Requirement, declared.get("dependencies", ())))
