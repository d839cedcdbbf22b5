"""What an update promises: the template's improvements, beside what was changed by hand."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

import rosace_authoring
from rosace.loading import load_yaml
from rosace.messages import load
from rosace_authoring.plugin.names import KINDS
from rosace_authoring.plugin.repository import has_git
from rosace_authoring.plugin.template import ANSWERS

Start = Callable[..., subprocess.CompletedProcess[str]]
Call = Callable[..., tuple[int, str, str]]

LATER = "0.2.0"
NEW_LINE = "Improved in a later version."
METADATA = f"""Metadata-Version: 2.1
Name: rosace-authoring
Version: {LATER}
"""
POINTS = """[rosace]
authoring = rosace_authoring

[rosace.commands]
new = rosace_authoring.new:command
"""
needs_copier = pytest.mark.skipif(
    find_spec("copier") is None or not has_git(), reason="copier and git are not both installed"
)
both_languages = pytest.mark.parametrize("language", ["en", "fr"])


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody, and return what it prints."""
    found = shutil.which("git")
    assert found
    who = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    done = subprocess.run(  # noqa: S603  # git
        [found, *who, "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a later version of the author's kit, whose template has changed."""
    site = tmp_path_factory.mktemp("later")
    source = Path(rosace_authoring.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    package = shutil.copytree(source, site / "rosace_authoring", ignore=ignored)
    readme = package / "template" / "project" / "README.md.jinja"
    text = readme.read_text("utf-8")
    readme.write_text(text.replace("# rosace-", f"{NEW_LINE}\n\n# rosace-", 1), "utf-8")
    metadata = site / f"rosace_authoring-{LATER}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(METADATA, "utf-8")
    (metadata / "entry_points.txt").write_text(POINTS, "utf-8")
    return site


@pytest.fixture
def plugin(tmp_path: Path, fine: Start) -> Path:
    """Return a plugin under git, with something that its author has changed since."""
    fine("rosace", "new", "plugin", "petals", cwd=tmp_path)
    folder = tmp_path / "rosace-petals"
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Start")
    with (folder / "README.md").open("a", encoding="utf-8") as readme:
        readme.write("\nWritten by hand.\n")
    (folder / "NOTES.md").write_text("Mine.\n", "utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Say more")
    return folder


def updated(folder: Path) -> None:
    """Check that a plugin has the improvement, and what its author wrote."""
    readme = (folder / "README.md").read_text("utf-8")
    assert readme.startswith(NEW_LINE)
    assert readme.endswith("\nWritten by hand.\n")
    assert (folder / "NOTES.md").read_text("utf-8") == "Mine.\n"
    answers = load_yaml((folder / ANSWERS).read_bytes())[0]
    assert isinstance(answers, dict)
    assert answers["_commit"] == LATER
    changed = git(folder, "status", "--porcelain").splitlines()
    assert {line[3:] for line in changed} == {"README.md", ANSWERS}


@needs_copier
def test_an_update_brings_improvements_and_keeps_ones_own(
    plugin: Path, later: Path, start: Start
) -> None:
    """After an update the template's change and the author's stand side by side."""
    work = plugin.parent
    options = ("rosace", "new", "plugin", "--update", plugin.name, "--lang", "en")
    done = start(*options, cwd=work, importing=(later,))
    assert done.returncode == 0, done.stderr
    assert f"to {LATER}" in done.stderr
    updated(plugin)
    git(plugin, "add", ".")
    git(plugin, "commit", "--quiet", "-m", "Update")
    done = start(*options, cwd=work, importing=(later,))
    assert (done.returncode, "Nothing to do" in done.stderr) == (0, True)
    done = start(*options, cwd=work)
    assert done.returncode == 2
    assert "pip install --upgrade rosace-authoring" in done.stderr


@needs_copier
def test_plain_copier_updates_too(plugin: Path, later: Path, fine: Start) -> None:
    """Once a later kit has been used on a machine, `copier update` alone does the same."""
    home = plugin.parent
    fine("rosace", "new", "plugin", "other", cwd=home, importing=(later,))
    fine("copier", "update", "--defaults", "--quiet", cwd=plugin, home=home)
    updated(plugin)


@needs_copier
def test_changes_that_stand_against_each_other_are_told(
    plugin: Path, later: Path, start: Start
) -> None:
    """Where both changed one line, the file and the marks in it are left to its author."""
    readme = plugin / "README.md"
    readme.write_text(f"My own head.\n\n{readme.read_text('utf-8')}", "utf-8")
    git(plugin, "commit", "--quiet", "-a", "-m", "Head it")
    options = ("rosace", "new", "plugin", "--update", ".", "--lang", "fr")
    done = start(*options, cwd=plugin, home=plugin.parent, importing=(later,))
    assert done.returncode == 1, done.stderr
    assert "Dans 1 fichier" in done.stderr
    assert "README.md" in done.stderr
    text = readme.read_text("utf-8")
    assert "My own head." in text
    assert NEW_LINE in text
    assert "<<<<<<<" in text


@needs_copier
def test_another_machine_can_update_too(
    plugin: Path, later: Path, start: Start, fine: Start, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A home folder that lacks the older version is told how to get it, and then updates."""
    home = tmp_path_factory.mktemp("another")
    options = ("rosace", "new", "plugin", "--update", str(plugin), "--lang", "en")
    done = start(*options, cwd=home, importing=(later,))
    assert done.returncode == 2
    assert "rosace-authoring==0.1.0" in done.stderr
    fine("rosace", "new", "plugin", "other", cwd=home)
    fine(*options, cwd=home, importing=(later,))
    updated(plugin)


@needs_copier
def test_pending_changes_are_committed_first(plugin: Path, later: Path, start: Start) -> None:
    """An update never mixes with changes that could not be told from it."""
    (plugin / "NOTES.md").write_text("Not committed.\n", "utf-8")
    options = ("rosace", "new", "plugin", "--update", ".", "--lang", "fr")
    done = start(*options, cwd=plugin, home=plugin.parent, importing=(later,))
    assert done.returncode == 2
    assert "NOTES.md" in done.stderr
    shutil.rmtree(plugin / ".git")
    done = start(*options, cwd=plugin, home=plugin.parent, importing=(later,))
    assert done.returncode == 2
    assert "git init" in done.stderr


@pytest.mark.skipif(not has_git(), reason="git is not installed")
def test_what_an_update_takes_is_said(
    plugin: Path, later: Path, start: Start, tmp_path: Path
) -> None:
    """Without its tools an update says which are missing, and changes nothing."""
    options = ("rosace", "new", "plugin", "--update", ".", "--lang", "fr")
    nothing = {"PATH": str(tmp_path)}
    done = start(*options, cwd=plugin, home=tmp_path, importing=(later,), environment=nothing)
    said = load("rosace_authoring", "fr")["authoring.update.tools-missing"]
    assert done.returncode == 2
    assert str(said) in done.stderr
    assert git(plugin, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org/rosace/plugin-template",
        "~/../rosace/plugin-template",
        "/rosace/plugin-template",
        "~/elsewhere",
    ],
)
def test_a_strangers_file_sends_us_nowhere_else(call: Call, here: Path, origin: str) -> None:
    """A plugin that names another template is not updated from it."""
    (here / ANSWERS).write_text(f'_src_path: "{origin}"\n_commit: "0.0.1"\n', "utf-8")
    status, _, said = call("new", "plugin", "--update", ".", "--lang", "en")
    assert status == 2
    assert "does not say that rosace new plugin began" in said


@both_languages
@pytest.mark.parametrize("text", ["", "- no\n", "_commit: 1\n", "_commit: [\n", None])
def test_a_folder_that_was_not_begun_this_way_is_refused(
    call: Call, here: Path, text: str | None, language: str
) -> None:
    """Any other folder, or a file that cannot be read, is wrong use."""
    if text is not None:
        (here / ANSWERS).write_text(text, "utf-8")
    status, printed, said = call("new", "plugin", "--update", ".", "--lang", language)
    assert (status, printed) == (2, "")
    assert "pyproject.toml" in said


@needs_copier
@pytest.mark.parametrize("kind", KINDS)
def test_copier_makes_the_same_of_the_template(tmp_path: Path, fine: Start, kind: str) -> None:
    """What we make of the template is what copier makes of it, to the byte."""
    out = ("--out", "ours")
    fine("rosace", "new", "plugin", "my-petals", "--kind", kind, "--lang", "fr", *out, cwd=tmp_path)
    data = ("--data", "name=my-petals", "--data", f"kind={kind}", "--data", "language=fr")
    template = "~/.local/share/rosace/plugin-template"
    fine("copier", "copy", "--defaults", "--quiet", *data, template, "theirs", cwd=tmp_path)
    made = []
    for name in ("ours", "theirs"):
        folder = tmp_path / name
        files = (file for file in folder.rglob("*") if file.is_file())
        made.append({file.relative_to(folder): file.read_bytes() for file in files})
    assert made[0] == made[1]
