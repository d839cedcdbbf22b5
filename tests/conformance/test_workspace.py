"""The members are named alike wherever they are named, and nothing made by a machine is kept."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = {
    "schemas": "rosace-schemas",
    "core": "rosace",
    **{
        f"plugins/{folder.parent.name}": f"rosace-{folder.parent.name}"
        for folder in ROOT.glob("plugins/*/pyproject.toml")
    },
}
GENERATED = re.compile(
    r"(?:^|/)(?:__pycache__|build|dist|\.tox|\.hypothesis|\.[a-z]+_cache|[^/]+\.egg-info)/"
    r"|\.(?:pyc|pyo|whl|so|coverage)$"
)


def test_folders_root_and_development_requirements_name_the_same_members() -> None:
    """Adding a plugin touches its own folder and these lists, and none can be forgotten."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        root = tomllib.load(file)
    needed = {f"{name} @ {{root:uri}}/{folder}" for folder, name in MEMBERS.items()}
    assert set(root["project"]["dependencies"]) == needed
    assert set(root["tool"]["uv"]["sources"]) == set(MEMBERS.values())
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    editable = {line.removeprefix("-e ./") for line in lines if line.startswith("-e ")}
    assert editable == set(MEMBERS)


@pytest.mark.parametrize("folder", sorted(MEMBERS))
def test_each_member_carries_its_name_and_the_licence(folder: str) -> None:
    """A member's project bears its name, and its licence is a true copy of the one above."""
    with (ROOT / folder / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["name"] == MEMBERS[folder]
    assert (ROOT / folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_nothing_generated_is_tracked() -> None:
    """The repository holds what people wrote; what tools make of it is made anew."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    listed = subprocess.run(  # noqa: S603  # git
        [git, "-C", str(ROOT), "ls-files"], check=True, capture_output=True, encoding="utf-8"
    )
    assert [file for file in listed.stdout.splitlines() if GENERATED.search(file)] == []
