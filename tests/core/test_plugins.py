"""What the plugin host promises: allowed before imported, contained, and blamed by name."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rosace.admission import RESERVED_NAMES
from rosace.configuration import AllowedPlugin, Configuration
from rosace.errors import PluginError, UsageError
from rosace.messages import CORE, load
from rosace.plugins import PluginHost

Python = Callable[..., subprocess.CompletedProcess[str]]
Host = Callable[..., PluginHost]

BAD = {
    "fake-exit": ("import-failed", "SystemExit: 3"),
    "fake-import-error": ("import-failed", "rosace_fake_what_nobody_has"),
    "fake-misspelt": ("unknown-hook", "rosace_write_section (rosace_write_sections?)"),
    "fake-unmarked": ("unmarked-hook", "rosace_write_sections"),
    "fake-wrong-arguments": ("wrong-arguments", "rosace_write_sections(appraisals)"),
}


@pytest.fixture
def host(strangers: Mapping[str, str], importable: Callable[[str], None]) -> Host:
    """Lend a function that makes a host which sees the fake distribution alone."""
    importable(strangers["fake_plugin"])

    def make(allowed: str | None = None, *, strict: bool = False, more: str = "") -> PluginHost:
        path = [strangers["fake_plugin"], *([more] if more else [])]
        environment = {} if allowed is None else {"ROSACE_PLUGINS": allowed}
        return PluginHost(strict=strict, environment=environment, path=path)

    return make


def write_plugin(folder: Path, name: str, code: str, requires: str = "") -> None:
    """Write a plugin of one module, with the metadata of its distribution."""
    module = f"rosace_example_{name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    metadata = folder / f"{module}-1.0.dist-info"
    metadata.mkdir()
    points = f"[rosace]\n{name} = {module}\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
    headers = f"Name: {module}\nVersion: 1.0\n"
    if requires:
        headers += f"Requires-Dist: {requires}\n"
    (metadata / "METADATA").write_text(headers, encoding="utf-8")


def test_listing_and_deciding_import_nothing(host: Host, marker: Path) -> None:
    """A host knows every installed plugin, and whether it may load, before any is imported."""
    made = host("fake,fake-chatty")
    assert [each.entry.name for each in made.entries if each.allowed] == ["fake", "fake-chatty"]
    refused = {each.entry.name: each.refusal for each in made.entries if not each.allowed}
    assert {failure.code for failure in refused.values() if failure} == {"not-allowed"}
    assert {"fake-side-effect", "fake-exit"} <= refused.keys()
    assert not marker.exists()


def test_what_is_not_allowed_is_never_imported(host: Host, marker: Path) -> None:
    """The allow-list decides before import: only what it names leaves a trace."""
    host("fake").load()
    assert not marker.exists()
    host("fake-side-effect").load()
    assert marker.read_text(encoding="utf-8") == "rosace_fake_side_effect\n"


def test_allow_list_holds_in_a_process_of_its_own(
    strangers: Mapping[str, str], python: Python, tmp_path: Path
) -> None:
    """In a new interpreter, too, only allowed plugins are imported, silently, without warnings."""
    code = (
        "from rosace.plugins import PluginHost\n"
        "host = PluginHost()\n"
        "print([each.name for each in host.loaded], host.failures)\n"
    )
    marker = tmp_path / "imported"
    allowed = {"ROSACE_PLUGINS": "fake-chatty,fake", "ROSACE_FAKE_MARKER": str(marker)}
    done = python(code, strangers["fake_plugin"], **allowed)
    assert done.stdout.strip() == "['fake-chatty', 'fake'] ()"
    assert "Thank you" in done.stderr
    assert not marker.exists()


def test_configuration_names_what_may_load(
    strangers: Mapping[str, str], importable: Callable[[str], None]
) -> None:
    """The configuration's list is the allow-list, in its order, where the environment is silent."""
    importable(strangers["fake_plugin"])
    allowed = (AllowedPlugin(name="fake-chatty"), AllowedPlugin(name="fake"))
    configuration = Configuration(plugins=allowed)
    made = PluginHost(configuration, environment={}, path=[strangers["fake_plugin"]])
    assert [each.name for each in made.loaded] == ["fake-chatty", "fake"]


def test_environment_overrides_the_configuration(
    strangers: Mapping[str, str], importable: Callable[[str], None]
) -> None:
    """ROSACE_PLUGINS stands in for the configuration's list; all and nothing can be said."""
    importable(strangers["fake_plugin"])
    configuration = Configuration(plugins=(AllowedPlugin(name="fake"),))

    def names(written: str) -> list[str]:
        made = PluginHost(
            configuration,
            environment={"ROSACE_PLUGINS": written},
            path=[strangers["fake_plugin"]],
        )
        return [each.entry.name for each in made.entries if each.allowed]

    assert names(" fake-chatty , fake@Rosace_Fake, ") == ["fake-chatty", "fake"]
    assert names("fake@rosace-other") == []
    assert names("") == []
    assert len(names("all")) > len(BAD)


@pytest.mark.parametrize("written", ["Wheel", "whe el", "../wheel", "@rosace-wheel"])
def test_names_that_no_plugin_has_are_wrong_use(written: str) -> None:
    """A mistyped allow-list is an error that says what it takes, not a list of nothing."""
    with pytest.raises(UsageError) as caught:
        PluginHost(environment={"ROSACE_PLUGINS": f"fake,{written}"}, path=[])
    assert written in caught.value.explain("fr")
    assert caught.value.explain("fr") != caught.value.explain("en")


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_plugin_is_recorded_and_skipped_whole(host: Host, name: str) -> None:
    """A plugin that cannot be used is out, with its reason, and its neighbours go on."""
    made = host(f"{name},fake")
    assert [each.name for each in made.loaded] == ["fake"]
    (failure,) = made.failures
    code, found = BAD[name]
    assert (failure.name, failure.distribution, failure.code) == (name, "rosace-fake", code)
    assert found in failure.reason
    assert "fake-lines" in made.exporters


@pytest.mark.parametrize("name", sorted(BAD))
def test_strict_mode_makes_it_an_error(host: Host, name: str) -> None:
    """In strict mode the same failure is raised, and explained in both languages."""
    with pytest.raises(PluginError) as caught:
        host(name, strict=True).load()
    code, _ = BAD[name]
    assert (caught.value.plugin, caught.value.reason) == (name, code)
    for language in ("fr", "en"):
        assert name in caught.value.message(language)
        assert caught.value.advice(language)
    assert caught.value.explain("fr") != caught.value.explain("en")


def test_allowed_plugin_that_is_missing_is_a_failure(host: Host) -> None:
    """What is allowed and not installed is said, and fatal in strict mode."""
    made = host("wheel,fake")
    made.load()
    assert [(each.name, each.code) for each in made.failures] == [("wheel", "not-installed")]
    with pytest.raises(PluginError):
        host("wheel", strict=True).load()


def test_name_that_two_distributions_claim_loads_neither(
    strangers: Mapping[str, str], host: Host, importable: Callable[[str], None], marker: Path
) -> None:
    """Of two plugins of one name none is imported, and the failure names both distributions."""
    importable(strangers["fake_rival"])
    made = host("fake,fake-chatty", more=strangers["fake_rival"])
    assert [each.name for each in made.loaded] == ["fake-chatty"]
    found = {each.distribution: each for each in made.failures if each.code == "duplicate-name"}
    assert found.keys() == {"rosace-fake", "rosace-rival"}
    for failure in found.values():
        assert failure.reason == "rosace-fake, rosace-rival"
    assert not marker.exists()


@pytest.mark.parametrize(
    ("kept", "module"), [("rosace-fake", "rosace_fake"), ("rosace_rival", "rosace_rival")]
)
def test_allow_list_keeps_one_of_two_of_a_name(
    strangers: Mapping[str, str],
    host: Host,
    importable: Callable[[str], None],
    kept: str,
    module: str,
) -> None:
    """Naming a distribution settles which of two plugins of a name is meant."""
    importable(strangers["fake_rival"])
    made = host(f"fake@{kept}", more=strangers["fake_rival"])
    assert [each.module for each in made.loaded] == [module]
    assert made.failures == ()


def test_incompatible_plugin_is_not_imported(
    tmp_path: Path, importable: Callable[[str], None]
) -> None:
    """A plugin made for another version of Rosace is refused from its metadata."""
    importable(str(tmp_path))
    write_plugin(tmp_path, "future", "raise SystemExit", "rosace>=9,<10")
    write_plugin(tmp_path, "present", "", "rosace>=0.1,<0.2")
    (tmp_path / "rosace-0.1.4.dist-info").mkdir()
    made = PluginHost(environment={}, path=[str(tmp_path)])
    assert [each.name for each in made.loaded] == ["present"]
    (failure,) = made.failures
    assert (failure.name, failure.code) == ("future", "incompatible")
    assert failure.reason == ">=9,<10 (0.1.4)"
    assert 'pip install "rosace>=9,<10"' in failure.advice("en")
    assert "made for rosace 0.1." in failure.advice("en")


@pytest.mark.parametrize("name", ["core", "item", "problem"])
def test_reserved_names_are_refused(
    tmp_path: Path, importable: Callable[[str], None], name: str
) -> None:
    """No plugin may pass for the core: neither its messages nor its tallies."""
    importable(str(tmp_path))
    write_plugin(tmp_path, name, "raise SystemExit")
    made = PluginHost(environment={}, path=[str(tmp_path)])
    assert made.loaded == ()
    assert [each.code for each in made.failures] == ["reserved-name"]


def test_every_name_of_the_cores_messages_is_reserved() -> None:
    """Whatever the core's message ids begin with is no name for a plugin."""
    begun = {message_id.partition(".")[0] for message_id in load(CORE, "en")}
    assert begun <= RESERVED_NAMES


def test_argument_with_a_default_is_refused(
    tmp_path: Path, importable: Callable[[str], None]
) -> None:
    """An argument that would never be filled is found when the plugin is loaded."""
    importable(str(tmp_path))
    code = (
        "from rosace.hookspecs import hookimpl\n"
        "@hookimpl\n"
        "def rosace_write_sections(appraisal=None):\n"
        "    return []\n"
    )
    write_plugin(tmp_path, "idle", code)
    made = PluginHost(environment={}, path=[str(tmp_path)])
    made.load()
    assert [each.code for each in made.failures] == ["wrong-arguments"]


def test_wrapper_wraps_no_other_plugin(
    host: Host, tmp_path: Path, importable: Callable[[str], None]
) -> None:
    """Each plugin is called by a manager of its own: a wrapper sees no one else's results."""
    importable(str(tmp_path))
    code = (
        "from rosace.hookspecs import hookimpl\n"
        "@hookimpl(wrapper=True, tryfirst=True)\n"
        "def rosace_register_exporters():\n"
        "    yield\n"
        "    return []\n"
    )
    write_plugin(tmp_path, "wrapper", code)
    made = host("wrapper,fake", more=str(tmp_path))
    assert "fake-lines" in made.exporters
    assert made.failures == ()


def test_optional_hook_of_a_later_version_is_accepted(
    tmp_path: Path, importable: Callable[[str], None]
) -> None:
    """A plugin may mark a hook that only later versions call as optional."""
    importable(str(tmp_path))
    code = (
        "from rosace.hookspecs import hookimpl\n"
        "@hookimpl(optionalhook=True)\n"
        "def rosace_of_tomorrow(anything):\n"
        "    return []\n"
    )
    write_plugin(tmp_path, "early", code)
    made = PluginHost(environment={}, path=[str(tmp_path)])
    assert [each.name for each in made.loaded] == ["early"]


def test_command_is_imported_only_when_it_is_asked_for(host: Host, marker: Path) -> None:
    """Commands are listed from metadata; their module is imported when one is called."""
    made = host("fake")
    made.load()
    assert "fake-hello" in made.commands
    assert not marker.exists()
    assert made.command("fake-hello").name == "hello"
    assert marker.read_text(encoding="utf-8") == "rosace_fake.commands\n"


def test_broken_command_is_an_error_of_its_plugin(host: Host) -> None:
    """A command that is not where its metadata say is explained, not a traceback."""
    with pytest.raises(PluginError) as caught:
        host("fake").command("fake-broken")
    assert caught.value.plugin == "fake-broken"
    assert "not_there" in caught.value.explain("fr")


def test_commands_follow_the_allow_list(
    strangers: Mapping[str, str], host: Host, importable: Callable[[str], None]
) -> None:
    """Commands come with an allowed plugin of their distribution; none that two claim."""
    importable(strangers["fake_rival"])
    rival = strangers["fake_rival"]
    assert host("").commands == {}
    assert host("fake-chatty", more=rival).commands["fake-hello"].distribution == "rosace-fake"
    made = host("fake-chatty,fake@rosace-rival", more=rival)
    assert "fake-hello" not in made.commands
    made.load()
    assert {each.distribution for each in made.failures} == {"rosace-fake", "rosace-rival"}
