"""What ``rosace new plugin`` promises: whole or nothing, under a name that can be kept."""

import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace import Appraiser
from rosace.admission import RESERVED_NAMES
from rosace.configuration import Configuration
from rosace.messages import load
from rosace_authoring.plugin.names import FIRST_PARTY, KINDS, refused, suggested
from rosace_authoring.plugin.repository import TemplateRepository, has_git
from rosace_authoring.plugin.template import ANSWERS, rendered, template_files

Start = Callable[..., subprocess.CompletedProcess[str]]
Call = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[3]
ORIGIN = {"_src_path": "~/rosace/plugin-template", "_commit": "0.1.0"}
both_languages = pytest.mark.parametrize("language", ["en", "fr"])


@pytest.fixture(scope="module")
def appraiser() -> Appraiser:
    """Return an appraiser of whatever is installed."""
    return Appraiser(Configuration())


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their path."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@both_languages
def test_what_was_written_and_what_comes_next_is_said(
    tmp_path: Path, fine: Start, language: str
) -> None:
    """The steps that follow are said on stderr, in the language spoken, and nothing else."""
    done = fine("rosace", "new", "plugin", "petals", "--lang", language, cwd=tmp_path)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].endswith("rosace-petals")
    assert lines[2:] == [
        "  cd rosace-petals",
        '  pip install -e ".[test]"',
        "  pytest",
        "  rosace doctor",
    ]
    readme = (tmp_path / "rosace-petals" / "README.md").read_text("utf-8")
    assert ("Un outil d’appréciation" in readme) == (language == "fr")


@pytest.mark.parametrize("kind", KINDS)
def test_a_plugin_is_made_of_its_name_alone(kind: str) -> None:
    """Nothing of the machine or the moment gets into a plugin, nor anything of another kind."""
    answers = {"name": "my-petals", "kind": kind, "language": "en"}
    files = rendered(template_files(), answers, ORIGIN)
    assert files == rendered(template_files(), answers, ORIGIN)
    assert {"pyproject.toml", "README.md", "LICENSE", ".gitignore", ANSWERS} <= files.keys()
    assert "src/rosace_my_petals/py.typed" in files
    for path, data in files.items():
        text = data.decode()
        assert "{{" not in path + text
        assert "{%" not in path + text
        assert not text or (text.endswith("\n") and not text.endswith("\n\n")), path
    others = [each for each in KINDS if each != kind]
    assert not [path for path in files for each in others if path.endswith(f"test_{each}.py")]


def test_the_source_archive_holds_the_template(tmp_path: Path, fine: Start) -> None:
    """Files whose names have braces or begin with a point are in the source archive too."""
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis")
    folder = shutil.copytree(ROOT / "plugins" / "authoring", tmp_path / "kit", ignore=ignored)
    fine("hatchling", "build", "--target", "sdist", cwd=folder)
    (archive,) = folder.glob("dist/*.tar.gz")
    with tarfile.open(archive) as tar:
        names = [name.partition("/template/")[2] for name in tar.getnames()]
    assert {name for name in names if name} == template_files().keys()


@both_languages
@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Petals", "petals"),
        ("my_petals", "my-petals"),
        ("Pétales d’été, cœur", "petales-d-ete-coeur"),
        ("3-petals", "my-3-petals"),
        ("../petals", "petals"),
        ("rosace-petals", "petals"),
        ("", "my-plugin"),
        ("problem", "my-problem"),
        ("wheel", "my-wheel"),
        ("p" * 41, "p" * 37),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(
    call: Call, here: Path, name: str, suggestion: str, language: str
) -> None:
    """A malformed, reserved or first-party name is wrong use; nothing is written."""
    status, printed, said = call("new", "plugin", name, "--lang", language)
    assert (status, printed) == (2, "")
    assert suggestion in said
    assert ("Essayez" in said) == (language == "fr")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", sorted({*RESERVED_NAMES, *FIRST_PARTY, "Été", "a--b", "-"}))
def test_what_is_suggested_would_do(appraiser: Appraiser, name: str) -> None:
    """Whoever takes the advice is not refused again."""
    assert refused(suggested(name), "commands", appraiser) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("json", "exporter"), ("ndjson", "importer"), ("appraise", "commands"), ("new", "commands")],
)
def test_a_name_that_is_taken_is_refused(appraiser: Appraiser, name: str, kind: str) -> None:
    """A format or a command that is there already cannot be brought once more."""
    refusal = refused(name, kind, appraiser)  # type: ignore[arg-type]  # one of the kinds
    assert refusal is not None
    assert refusal.reason == "taken"
    assert refusal.owner


def test_the_names_of_the_repositorys_plugins_are_ours() -> None:
    """No member's name can be given to a stranger's plugin."""
    assert {folder.parent.name for folder in ROOT.glob("plugins/*/pyproject.toml")} <= FIRST_PARTY


def test_a_folder_in_use_is_left_alone(call: Call, here: Path) -> None:
    """What stands in the way stays as it is; an empty folder is filled."""
    taken, empty = here / "taken", here / "empty"
    taken.mkdir()
    empty.mkdir()
    (taken / "notes.txt").write_text("mine", "utf-8")
    (here / "file").write_text("mine", "utf-8")
    for place in ("taken", "file"):
        before = contents(here)
        assert call("new", "plugin", "petals", "--out", place)[0] == 2
        assert contents(here) == before
    assert call("new", "plugin", "petals", "--out", "empty")[0] == 0
    assert (empty / "pyproject.toml").is_file()


def test_a_place_that_cannot_be_written_is_wrong_use(call: Call, here: Path) -> None:
    """Below a file no folder can be, and that is said."""
    (here / "file").write_text("mine", "utf-8")
    status, _, said = call("new", "plugin", "petals", "--out", "file/petals")
    assert status == 2
    assert "file/petals" in said
    assert [each.name for each in here.iterdir()] == ["file"]


@both_languages
@pytest.mark.parametrize(
    "arguments",
    [(), ("petals", "--update", "."), ("--update", ".", "--kind", "exporter"), ("a", "b")],
)
def test_what_does_not_go_together_is_wrong_use(
    call: Call, here: Path, arguments: tuple[str, ...], language: str
) -> None:
    """A name is needed to start a plugin, and says nothing to an update."""
    status, printed, said = call("new", "plugin", *arguments, "--lang", language)
    assert (status, printed) == (2, "")
    assert "{" not in said
    assert list(here.iterdir()) == []


def test_without_git_a_plugin_is_whole_all_the_same(tmp_path: Path, fine: Start) -> None:
    """Git is only needed for later improvements: what is lost is said, and nothing else is."""
    with_git, without = tmp_path / "with", tmp_path / "without"
    for folder in (with_git, without):
        folder.mkdir()
    options = ("rosace", "new", "plugin", "petals", "--lang", "fr")
    fine(*options, cwd=with_git, home=tmp_path)
    nothing = {"PATH": str(without)}
    done = fine(*options, cwd=without, home=tmp_path, environment=nothing)
    said = load("rosace_authoring", "fr")["authoring.plugin.no-git"]
    assert str(said) in done.stderr
    assert contents(with_git) == contents(without)


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path, fine: Start) -> None:
    """Where the template cannot be kept for later, the plugin is there all the same."""
    (tmp_path / ".local").write_text("a file", "utf-8")
    done = fine("rosace", "new", "plugin", "petals", "--lang", "en", cwd=tmp_path)
    assert "could not be kept" in done.stderr
    assert (tmp_path / "rosace-petals" / "pyproject.toml").is_file()


@pytest.mark.skipif(not has_git(), reason="git is not installed")
def test_a_version_of_the_template_is_the_same_commit_everywhere(tmp_path: Path) -> None:
    """Two machines that add a version get one commit, whatever came before it."""
    files = template_files()
    one, other = TemplateRepository(tmp_path / "one"), TemplateRepository(tmp_path / "other")
    one.add("0.1.0", files)
    other.add("0.2.0", {"copier.yml": b"_subdirectory: project\n"})
    other.add("0.1.0", files)
    other.add("0.1.0", files)
    heads = [
        (each.path / ".git" / "refs" / "tags" / "0.1.0").read_text("utf-8") for each in (one, other)
    ]
    assert heads[0] == heads[1]
    assert other.holds("0.2.0")
    assert not one.holds("0.2.0")
    assert contents(one.path / "project").keys() == contents(other.path / "project").keys()
