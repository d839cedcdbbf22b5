"""What the doctor promises: everything allowed is looked through, and advice comes with it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import rosace_schemas
from rosace.configuration import Configuration
from rosace.doctor import Finding, diagnose
from rosace.plugins import PluginHost

Diagnose = Callable[..., tuple[Finding, ...]]


@pytest.fixture
def findings(strangers: Mapping[str, str], importable: Callable[[str], None]) -> Diagnose:
    """Lend a function that diagnoses a host in which some of the fake plugins may load."""
    importable(strangers["fake_plugin"])

    def make(allowed: str, *folders: Path, more: str = "") -> tuple[Finding, ...]:
        host = PluginHost(
            Configuration(instrument_folders=tuple(str(folder) for folder in folders)),
            environment={"ROSACE_PLUGINS": allowed},
            path=[strangers["fake_plugin"], *([more] if more else [])],
        )
        return diagnose(host)

    return make


def test_sound_installation_is_told_part_by_part(findings: Diagnose, tmp_path: Path) -> None:
    """Where nothing is wrong each part has one finding, and all are sound."""
    found = findings("fake", tmp_path)
    assert all(each.sound and not each.explain("fr") for each in found)
    subjects = {(each.kind, each.subject) for each in found}
    assert subjects == {
        ("plugin", "fake"),
        ("instrument", "fake"),
        ("catalogue", "fake"),
        ("folder", str(tmp_path)),
        *(("schema", name) for name in ("common", *rosace_schemas.DOCUMENTS)),
    }


def test_everything_wrong_comes_with_advice_in_both_languages(
    findings: Diagnose, tmp_path: Path
) -> None:
    """Each finding says in French and in English what is wrong and what to do."""
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    more = tmp_path / "more"
    (more / "bad-1.0.dist-info").mkdir(parents=True)
    points = more / "bad-1.0.dist-info" / "entry_points.txt"
    points.write_text("[rosace]\nbad = module\n", encoding="utf-8")
    found = findings("all", tmp_path, more=str(more))
    wrong = [each for each in found if not each.sound]
    assert not [each for each in found if each.kind == "folder" and each.sound]
    assert {each.kind for each in wrong} == {
        "plugin",
        "instrument",
        "catalogue",
        "folder",
        "metadata",
    }
    for each in wrong:
        assert each.message("fr") != each.message("en")
        assert each.advice("fr") != each.advice("en")
        assert each.advice("fr")[-1] in ".?»"
        assert each.explain("fr").endswith(each.advice("fr"))


def test_catalogues_are_whole_and_alike_in_both_languages(findings: Diagnose) -> None:
    """Missing messages, other placeholders, and other plugins' names are found."""
    found = [each for each in findings("fake-invalid-instrument") if each.kind == "catalogue"]
    codes = {getattr(each.cause, "code", None) for each in found}
    assert codes == {"catalogue-incomplete", "catalogue-placeholders", "catalogue-foreign-id"}


def test_unreadable_catalogue_is_found(tmp_path: Path, importable: Callable[[str], None]) -> None:
    """A catalogue that is no catalogue is a finding, and nothing breaks."""
    package = tmp_path / "rosace_example_mute"
    (package / "catalogues").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "catalogues" / "fr.po").write_bytes(b'msgid "mute.one"\nmsgstr \xff\n"')
    metadata = tmp_path / "mute-1.0.dist-info"
    metadata.mkdir()
    points = "[rosace]\nmute = rosace_example_mute\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
    (metadata / "METADATA").write_text("Name: mute\nVersion: 1.0\n", encoding="utf-8")
    importable(str(tmp_path))
    found = diagnose(PluginHost(environment={}, path=[str(tmp_path)]))
    (wrong,) = (each for each in found if not each.sound)
    assert (wrong.kind, getattr(wrong.cause, "code", None)) == ("catalogue", "catalogue-unreadable")


def test_instrument_that_breaks_the_contract_is_found_with_its_place(findings: Diagnose) -> None:
    """An invalid instrument is told with file and line, one that is missing with its name."""
    found = {
        each.subject: each.explain("en")
        for each in findings("fake-invalid-instrument")
        if each.kind == "instrument"
    }
    assert "fake-invalid.yaml, line 4" in found["fake-invalid"]
    assert "nowhere.yaml" in found["fake-missing"]


def test_instrument_of_a_folder_is_checked_beyond_its_schema(
    findings: Diagnose, tmp_path: Path
) -> None:
    """What the schema accepts and the house rules do not, a wrong vector say, is found."""
    text = """
schema: rosace/instrument/1
id: own
version: 1.0.0
title: {fr: Le nôtre, en: Ours}
languages: [fr, en]
provenance: ours
rights: {holder: Rosace, wording: ours}
sections: [{id: all, title: {fr: Tout, en: All}, items: [age]}]
items: [{id: age, type: integer, text: {fr: Âge, en: Age}}]
dimensions: [{id: sum, title: {fr: Somme, en: Sum}, items: [age], scoring: {method: sum}}]
vectors: [{answers: {age: 3}, scores: {sum: 4}}]
"""
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    (wrong,) = (each for each in findings("fake", tmp_path) if not each.sound)
    assert (wrong.kind, wrong.subject) == ("instrument", "own")
    assert getattr(wrong.cause, "code", None) == "vector-mismatch"


def test_reference_that_does_not_fit_its_file_is_found(
    tmp_path: Path, importable: Callable[[str], None], strangers: Mapping[str, str]
) -> None:
    """A plugin that announces another version, or titles, than its file holds is told each."""
    package = tmp_path / "rosace_example_stale"
    package.mkdir()
    source = Path(strangers["fake_plugin"], "rosace_fake", "instruments", "fake.yaml")
    (package / "fake.yaml").write_bytes(source.read_bytes())
    code = (
        "from rosace.hookspecs import hookimpl\n"
        "from rosace.interfaces import InstrumentReference\n"
        "@hookimpl\n"
        "def rosace_register_instruments():\n"
        "    return [InstrumentReference(id='fake', version='0.9.0', titles={'en': 'Old'},\n"
        "        package='rosace_example_stale', resource='fake.yaml')]\n"
    )
    (package / "__init__.py").write_text(code, encoding="utf-8")
    metadata = tmp_path / "stale-1.0.dist-info"
    metadata.mkdir()
    points = "[rosace]\nstale = rosace_example_stale\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
    (metadata / "METADATA").write_text("Name: stale\nVersion: 1.0\n", encoding="utf-8")
    importable(str(tmp_path))
    found = diagnose(PluginHost(environment={}, path=[str(tmp_path)]))
    version, english, french = (each.message("fr") for each in found if not each.sound)
    assert "fake 0.9.0" in version
    assert "fake 1.0.0" in version
    for told, language, titles in (
        (english, "en", ("Old", "Fake instrument")),
        (french, "fr", ("–", "Instrument factice")),
    ):
        assert f"({language})" in told
        assert all(f"«\xa0{title}\xa0»" in told for title in titles)
