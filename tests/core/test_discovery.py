"""What listing promises: every installed plugin, from metadata alone, whatever they hold."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace.discovery import COMMANDS, PLUGINS, Listing, list_plugins, normalized, satisfies

Python = Callable[..., subprocess.CompletedProcess[str]]


def install(
    folder: Path,
    name: str,
    points: str,
    *,
    version: str = "1.0",
    requires: Sequence[str] = (),
) -> Path:
    """Write the metadata of a distribution as an installer would, and return their folder."""
    metadata_folder = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    metadata_folder.mkdir(parents=True)
    (metadata_folder / "entry_points.txt").write_text(points, encoding="utf-8")
    headers = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    headers += [f"Requires-Dist: {each}" for each in requires]
    text = "\n".join([*headers, "", "Name: not-a-header", ""])
    (metadata_folder / "METADATA").write_text(text, encoding="utf-8")
    return metadata_folder


def listed(*folders: Path) -> Listing:
    """Return what is listed in folders."""
    return list_plugins([str(folder) for folder in folders])


def test_plugins_and_commands_are_listed_in_sorted_order(tmp_path: Path) -> None:
    """Entry points of both groups are found, sorted by name and then by distribution."""
    install(tmp_path, "b-dist", "[rosace]\nzebra = z_zebra\napple = b_apple\n", version="2.0")
    points = "[rosace]\napple=a_apple\n\n[rosace.commands]\nshow-it = a_apple.cli:main.show\n"
    install(tmp_path, "a-dist", points)
    listing = listed(tmp_path)
    assert [(each.name, each.module, each.distribution) for each in listing.plugins] == [
        ("apple", "a_apple", "a-dist"),
        ("apple", "b_apple", "b-dist"),
        ("zebra", "z_zebra", "b-dist"),
    ]
    assert [(each.name, each.module) for each in listing.commands] == [
        ("show-it", "a_apple.cli:main.show")
    ]
    assert listing.plugins[2].version == "2.0"
    assert listing.problems == ()


def test_other_groups_comments_and_extras_are_passed_over(tmp_path: Path) -> None:
    """Only the entry points of the two groups count, without their extras."""
    points = (
        "[console_scripts]\nrosace = x:y\n"
        "# rosace\n; rosace\n\n [rosace] \n# no = no\n  one = one_module [extra,more]\n"
        "[rosacea]\ntwo = two_module\n"
    )
    install(tmp_path, "dist", points)
    assert [(each.name, each.module) for each in listed(tmp_path).plugins] == [
        ("one", "one_module")
    ]


def test_first_distribution_of_a_name_on_the_path_counts(tmp_path: Path) -> None:
    """A distribution hides one of its name further down the path, as it does for an import."""
    install(tmp_path / "first", "Some.Dist", "[rosace]\none = new_module\n", version="2.0")
    install(tmp_path / "second", "some-dist", "[rosace]\none = old_module\n", version="1.0")
    modules = [each.module for each in listed(tmp_path / "first", tmp_path / "second").plugins]
    assert modules == ["new_module"]


def test_distribution_without_entry_points_hides_one_that_has_them(tmp_path: Path) -> None:
    """A newer release that gave up its plugin is not overruled by an older one."""
    install(tmp_path / "first", "dist", "")
    (tmp_path / "first" / "dist-1.0.dist-info" / "entry_points.txt").unlink()
    install(tmp_path / "second", "dist", "[rosace]\none = old_module\n")
    assert listed(tmp_path / "first", tmp_path / "second").plugins == ()


def test_what_is_asked_of_rosace_is_read(tmp_path: Path) -> None:
    """Unconditional requirements on Rosace itself are kept; those on its relatives are not."""
    requires = [
        "rosace-schemas>=9",
        "Rosace[testing] (>=0.1)",
        "rosace<0.2",
        "rosace>=5 ; extra == 'future'",
        "rosacea>=7",
    ]
    install(tmp_path, "dist", "[rosace]\none = module\n", requires=requires)
    assert listed(tmp_path).plugins[0].requires == ">=0.1,<0.2"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (["rosace<0.2,>=0.1"], ">=0.1,<0.2"),
        (["rosace !=0.1.3, <0.2, >=0.1"], ">=0.1,!=0.1.3,<0.2"),
        (["rosace ~=0.1.2"], "~=0.1.2"),
        (["rosace"], ""),
        ([], ""),
    ],
)
def test_what_is_asked_begins_with_where_it_begins(
    tmp_path: Path, written: Sequence[str], shown: str
) -> None:
    """Builders sort requirements by their signs; people read them from the lowest version."""
    install(tmp_path, "dist", "[rosace]\none = module\n", requires=written)
    assert listed(tmp_path).plugins[0].requires == shown


def test_version_of_rosace_itself_is_read(tmp_path: Path) -> None:
    """The installed version of Rosace comes along, for the plugins that ask for one."""
    (tmp_path / "rosace-0.7.1.dist-info").mkdir()
    assert listed(tmp_path).core == "0.7.1"
    assert listed(tmp_path / "nowhere").core is None


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (b"[rosace]\nNot_Kebab = module\n", "metadata-entry-point"),
        (b"[rosace]\none = module:attribute\n", "metadata-entry-point"),
        (b"[rosace]\none = \n", "metadata-entry-point"),
        (b"[rosace]\none\n", "metadata-entry-point"),
        (b"[rosace]\none = ../module\n", "metadata-entry-point"),
        (b"[rosace]\n" + b"x" * 65 + b" = module\n", "metadata-entry-point"),
        (b"[rosace.commands]\none = module\n", "metadata-entry-point"),
        (b"[rosace]\none = modul\xe9\n", "metadata-unreadable"),
    ],
)
def test_malformed_entry_points_are_skipped_and_reported(
    tmp_path: Path, points: bytes, code: str
) -> None:
    """What cannot be understood is reported, in both languages, and its neighbours are listed."""
    folder = install(tmp_path, "bad-dist", "")
    (folder / "entry_points.txt").write_bytes(points)
    install(tmp_path, "good-dist", "[rosace]\ngood = good_module\n")
    listing = listed(tmp_path)
    assert [each.name for each in listing.plugins] == ["good"]
    assert listing.commands == ()
    (problem,) = listing.problems
    assert problem.code == code
    assert str(folder) in str(problem.file)
    assert problem.explain("fr") != problem.explain("en")


@pytest.mark.parametrize(
    "text",
    ["", "Name: other-dist\nVersion: 1.0\n", "Name: dist\n", "Name dist\nVersion 1.0\n"],
)
def test_incomplete_metadata_are_skipped_and_reported(tmp_path: Path, text: str) -> None:
    """A plugin whose distribution has no name of its own, or no version, is not listed."""
    folder = install(tmp_path, "dist", "[rosace]\none = module\n")
    (folder / "METADATA").write_text(text, encoding="utf-8")
    listing = listed(tmp_path)
    assert listing.plugins == ()
    assert [problem.code for problem in listing.problems] == ["metadata-incomplete"]


def test_missing_metadata_and_strange_folders_never_raise(tmp_path: Path) -> None:
    """Folders that are missing, files among them, and half-removed distributions do no harm."""
    (install(tmp_path, "dist", "[rosace]\none = module\n") / "METADATA").unlink()
    (tmp_path / "file-1.0.dist-info").write_text("no folder", encoding="utf-8")
    (tmp_path / "odd-1.0.dist-info" / "entry_points.txt").mkdir(parents=True)
    (tmp_path / ".dist-info").mkdir()
    folders = [str(tmp_path), str(tmp_path / "nowhere"), "a\0b", str(tmp_path / "python.zip")]
    listing = list_plugins(folders)
    assert listing.plugins == ()
    assert "metadata-incomplete" in {problem.code for problem in listing.problems}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    points=st.binary(max_size=120) | st.text("[]rosace=.:\n #-1", max_size=60).map(str.encode),
    headers=st.binary(max_size=120) | st.text("NameVrsion: -.1\n", max_size=60).map(str.encode),
)
def test_no_metadata_crash_listing(
    tmp_path_factory: pytest.TempPathFactory, points: bytes, headers: bytes
) -> None:
    """Whatever bytes stand in metadata, listing returns."""
    folder = tmp_path_factory.mktemp("fuzzed")
    place = install(folder, "dist", "")
    (place / "entry_points.txt").write_bytes(b"[rosace]\n" + points)
    (place / "METADATA").write_bytes(b"Name: dist\nVersion: 1\n" + headers)
    assert {entry.distribution for entry in listed(folder).plugins} <= {"dist"}


def test_installed_plugins_are_those_of_the_standard_library(
    strangers: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an installer wrote is listed as importlib.metadata lists it."""
    monkeypatch.syspath_prepend(strangers["fake_plugin"])
    monkeypatch.syspath_prepend(strangers["fake_rival"])
    listing = list_plugins()
    for group, entries in ((PLUGINS, listing.plugins), (COMMANDS, listing.commands)):
        expected = {
            (point.name, point.value, point.dist.name, point.dist.version)
            for point in metadata.entry_points(group=group)
            if point.dist is not None
        }
        found = {(each.name, each.module, each.distribution, each.version) for each in entries}
        assert found == expected
        assert {"fake", "fake-hello"} & {each.name for each in entries}


def test_listing_imports_nothing_of_a_plugin(
    strangers: Mapping[str, str], python: Python, tmp_path: Path
) -> None:
    """Neither a plugin nor the standard library's parsers of metadata are imported."""
    code = (
        "import sys\n"
        "from rosace.discovery import list_plugins\n"
        "assert any(each.name == 'fake-side-effect' for each in list_plugins().plugins)\n"
        "print(sorted({'importlib.metadata', 'email', 'pluggy'} & sys.modules.keys()))\n"
        "print(sorted(name for name in sys.modules if name.startswith('rosace_fake')))\n"
    )
    marker = tmp_path / "imported"
    folder = strangers["fake_plugin"]
    done = python(code, folder, ROSACE_FAKE_MARKER=str(marker))
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
    assert not marker.exists()


def test_editable_installation_is_listed_and_imported(tmp_path: Path, python: Python) -> None:
    """Metadata beside a .pth file, as editable installs leave them, count like any other."""
    source, site = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    (source / "rosace_example_edited.py").write_text("VALUE = 1\n", encoding="utf-8")
    install(site, "edited", "[rosace]\nedited = rosace_example_edited\n")
    (site / "_edited.pth").write_text(f"{source}\n", encoding="utf-8")
    code = (
        f"import site; site.addsitedir({str(site)!r})\n"
        "from rosace.plugins import PluginHost\n"
        "host = PluginHost(environment={'ROSACE_PLUGINS': 'edited'})\n"
        "print([each.module for each in host.loaded], host.failures)\n"
    )
    assert python(code).stdout.strip() == "['rosace_example_edited'] ()"


@pytest.mark.parametrize(
    ("version", "requirement", "expected"),
    [
        ("0.1.0", "", True),
        ("0.1.0", ">=0.1,<0.2", True),
        ("0.2.0", ">=0.1,<0.2", False),
        ("0.2", ">=0.2.0", True),
        ("0.10.0", ">0.9", True),
        ("0.1.0", ">0.1", False),
        ("0.1.0", "<=0.1", True),
        ("0.1.0", "==0.1", True),
        ("0.1.1", "==0.1", False),
        ("0.1.1", "==0.1.*", True),
        ("0.2.1", "==0.1.*", False),
        ("0.1.1", "!=0.1.*", False),
        ("0.1.1", "!=0.1", True),
        ("0.1.5", "~=0.1.2", True),
        ("0.2.0", "~=0.1.2", False),
        ("0.9", "~=0.1", True),
        ("0.1.1", "~=0.1.2", False),
        ("1.0rc1", ">=1.0", True),
        ("0.2.0rc1", ">=0.1,<0.2", False),
        ("0.1.0.dev3", "==0.1.*", True),
        ("0.1.0.post1", "<=0.1", True),
        ("0.1.3", ">=0.1,!=0.1.3,<0.2", False),
        ("1.0", "=== one", True),
        ("unknown", ">=1.0", True),
    ],
)
def test_requirements_are_compared_number_by_number(
    version: str, requirement: str, *, expected: bool
) -> None:
    """A version meets a requirement as packaging's specifiers have it, pre-releases aside."""
    assert satisfies(version, requirement) is expected


def test_names_of_distributions_have_one_spelling() -> None:
    """Case, hyphens, points and underscores make no difference."""
    assert {normalized(each) for each in ("Some.Dist", "some_dist", "SOME--dist")} == {"some-dist"}


def test_current_folder_is_an_empty_entry_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty entry of the path stands for the current folder, as it does for an import."""
    install(tmp_path, "dist", "[rosace]\none = module\n")
    monkeypatch.chdir(tmp_path)
    assert [each.name for each in list_plugins([""]).plugins] == ["one"]
