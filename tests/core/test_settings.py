"""Where the configuration comes from, and that its fast reading agrees with its schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rosace.configuration import AllowedPlugin, Configuration
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError
from rosace.settings import FILE, VARIABLE, _simple, load_configuration
from rosace.validation import check_document

HEAD = "schema: rosace/configuration/1\n"


def test_default_holds_where_there_is_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any file every installed plugin may load, and no folder is looked into."""
    monkeypatch.chdir(tmp_path)
    assert load_configuration(environment={}) == Configuration()
    assert load_configuration(environment={VARIABLE: ""}) == Configuration()


def test_given_file_goes_before_variable_before_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An explicit path holds; or else the variable's file; or else the current folder's."""
    monkeypatch.chdir(tmp_path)
    for name in (FILE, "variable.yaml", "given.yaml"):
        Path(name).write_text(f"{HEAD}plugins: [{Path(name).stem}]\n", encoding="utf-8")
    environment = {VARIABLE: "variable.yaml"}

    def allowed(*path: str, **given: Any) -> str:
        plugins = load_configuration(*path, **given).plugins
        assert isinstance(plugins, tuple)
        (plugin,) = plugins
        return plugin.name

    assert allowed("given.yaml", environment=environment) == "given"
    assert allowed(environment=environment) == "variable"
    assert allowed(environment={}) == "rosace"


def test_folders_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of instruments are found wherever the command is called from."""
    file = tmp_path / "settings.json"
    folders = ["instruments", str(tmp_path / "elsewhere")]
    document = {"schema": "rosace/configuration/1", "instrument_folders": folders}
    file.write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.chdir("/")
    found = load_configuration(file).instrument_folders
    assert found == (str(tmp_path / "instruments"), str(tmp_path / "elsewhere"))


def test_everything_that_may_be_said_is_read(tmp_path: Path) -> None:
    """Plugins by name or with their distribution, language and strictness arrive as written."""
    text = (
        f"{HEAD}plugins: [html, {{name: wheel, distribution: rosace-wheel}}]\n"
        "language: fr\nstrict: true\n"
    )
    (tmp_path / "settings.yaml").write_text(text, encoding="utf-8")
    assert load_configuration(tmp_path / "settings.yaml") == Configuration(
        plugins=(
            AllowedPlugin(name="html"),
            AllowedPlugin(name="wheel", distribution="rosace-wheel"),
        ),
        language="fr",
        strict=True,
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (f"{HEAD}plugin: all\n", "unknown-key-suggestion", 2),
        (f"{HEAD}strict: maybe\n", "wrong-type", 2),
        (f"{HEAD}language: French\n", "language-form", 2),
        ("plugins: all\n", "missing-key", None),
    ],
)
def test_mistakes_are_told_with_their_place(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    """A configuration that is not of the contract is refused, with every Problem."""
    file = tmp_path / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        load_configuration(file)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.file == str(file)
    assert line is None or problem.line == line


def test_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    """A file that somebody names must be there: the default does not quietly take its place."""
    with pytest.raises(InvalidDocumentError):
        load_configuration(tmp_path / "nowhere.yaml")
    with pytest.raises(InvalidDocumentError):
        load_configuration(environment={VARIABLE: str(tmp_path / "nowhere.yaml")})


_ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(
        ["all", "fr", "fr-CA", "FR", "wheel", "a b", "", " ", "\x01", "\u2003", "Wheel"]
    )
)
_PLUGIN = _ANYTHING | st.dictionaries(st.sampled_from(["name", "distribution", "x"]), _ANYTHING)
_DOCUMENT = st.dictionaries(
    st.sampled_from(["schema", "plugins", "instrument_folders", "language", "strict", "other"]),
    _ANYTHING | st.lists(_PLUGIN, max_size=3) | st.just("rosace/configuration/1"),
)


@example({"schema": "rosace/configuration/1", "instrument_folders": "fr"})
@example({"schema": "rosace/configuration/1", "instrument_folders": [["fr"]]})
@example({"schema": "rosace/configuration/1", "instrument_folders": ["fr", "fr"]})
@example({"schema": "rosace/configuration/1", "plugins": ["wheel", "wheel"]})
@example({"schema": "rosace/configuration/1", "plugins": [{"name": "wheel"}]})
@given(
    document=_DOCUMENT | _DOCUMENT.map(lambda each: {**each, "schema": "rosace/configuration/1"})
)
def test_fast_reading_accepts_only_what_the_schema_accepts(document: dict[str, Any]) -> None:
    """Whatever is read without the schema is of the contract, and has the same value."""
    found = _simple(document)
    if found is not None:
        assert check_document(document, "configuration") == ()
        assert found == structure(document, Configuration)
