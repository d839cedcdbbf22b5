"""What ``rosace new study`` promises: a folder that is sound as it stands, in one's own words."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace.loading import load_yaml
from rosace.messages import load
from rosace.study import Study
from rosace.study_checks import load_study
from rosace.study_folder import open_folder
from rosace.validation import validator

Call = Callable[..., tuple[int, str, str]]
LANGUAGES = ("fr", "en")
FRENCH_ONLY = ("é", "è", " le ", " une ")
ENGLISH_ONLY = (" the ", " of ", " and ")
COMMENTED = re.compile(r"^( *)#(?! )(.*)|^( *)#( {2,}.*)", re.MULTILINE)


def begun(call: Call, *arguments: str) -> Study:
    """Return the study that a call of the command begins."""
    status, _, said = call("new", "study", "my-table", *arguments)
    assert status == 0, said
    return load_study("my-table")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_begins_sound_and_speaks_its_authors_language(
    call: Call, here: Path, language: str
) -> None:
    """The file is valid, all has its place, and comments are in one language."""
    study = begun(call, "--lang", language, "--wave", "2026-11", "--wave", "later")
    assert study.id == "my-table"
    assert [(wave.id, wave.date) for wave in study.waves] == [
        ("2026-11", "2026-11"),
        ("later", None),
    ]
    assert study.retention is not None
    folder = here / "my-table"
    for name in ("responses/2026-11", "collective/later", "overlays", "releases", "reports"):
        assert (folder / name).is_dir()
    assert open_folder(folder).study == study
    text = (folder / "study.yaml").read_text("utf-8")
    comments = [line for line in text.splitlines() if re.match(r" *# \S", line)]
    readme = (folder / "README.md").read_text("utf-8")
    strange = ENGLISH_ONLY if language == "fr" else FRENCH_ONLY
    assert len(comments) > 10
    assert not [word for word in strange for line in comments if word in line]
    assert not [
        word for word in strange if word in re.sub(r"```.*```", "", readme, flags=re.DOTALL)
    ]
    assert "{" not in readme


def test_waves_are_written_in_the_order_of_their_dates(call: Call, here: Path) -> None:
    """Waves named after dates stand in order, whatever was named first; others keep their place."""
    named = ("2027", "later", "2026-11-30", "2026")
    study = begun(call, *(part for wave in named for part in ("--wave", wave)))
    assert [wave.id for wave in study.waves] == ["2026", "later", "2026-11-30", "2027"]
    assert (here / "my-table" / "responses" / "2027").is_dir()
    assert call("validate", "--study", "my-table")[0] == 0


def test_each_possibility_can_be_switched_on(call: Call, here: Path) -> None:
    """Every line that is switched off is of the contract once its mark is taken away."""
    begun(call, "--wave", "2026", "--instrument", "diagnostic")
    text = (here / "my-table" / "study.yaml").read_text("utf-8")
    switched = COMMENTED.sub(r"\1\2\3\4", text)
    assert switched != text
    document = load_yaml(switched.encode())[0]
    assert not list(validator("study").iter_errors(document))
    assert isinstance(document, dict)
    assert {"description"} <= document["subject"].keys()
    assert len(document["invited"]) == 2
    assert document["instruments"][0]["overlay"] == "overlays/diagnostic.yaml"


def test_an_instrument_is_answered_in_a_mode_of_its_own(call: Call, here: Path) -> None:
    """Each instrument that is named has its first individual mode, and the others are listed."""
    study = begun(call, "--instrument", "diagnostic", "--instrument", "effects")
    modes = {used.id: used.mode for used in study.instruments}
    assert list(modes) == ["diagnostic", "effects"]
    assert modes["diagnostic"] == "individual-then-collective"
    text = (here / "my-table" / "study.yaml").read_text("utf-8")
    assert "individual-compiled" in text
    assert "  #- id: wheel" in text


def test_an_instrument_of_ones_own_is_named_by_its_path(call: Call, here: Path) -> None:
    """The path of an instrument's file is written as seen from the study's folder."""
    assert call("new", "instrument", "my-tool")[0] == 0
    study = begun(call, "--instrument", "my-tool.yaml")
    (used,) = study.instruments
    assert used.id == "my-tool"
    assert used.file is not None
    assert Path(used.file).resolve() == here / "my-tool.yaml"
    text = (here / "my-table" / "study.yaml").read_text("utf-8")
    assert "../my-tool.yaml" in text
    assert str(here) not in text


def test_without_an_instrument_the_first_that_people_answer_is_taken(
    call: Call, here: Path
) -> None:
    """Whoever names none begins with something that each person answers."""
    del here
    (used,) = begun(call).instruments
    assert used.mode is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_go_where_the_instruments_put_them(call: Call, here: Path, language: str) -> None:
    """Of instruments that only the group answers no individual answers are spoken of."""
    begun(call, "--instrument", "effects", "--lang", language)
    readme = (here / "my-table" / "README.md").read_text("utf-8")
    assert "collective/" in readme
    assert "responses/" not in readme
    assert not (here / "my-table" / "responses").exists()
    assert open_folder(here / "my-table").study.id == "my-table"


def test_the_individual_answers_shown_are_of_an_instrument_that_has_some(
    call: Call, here: Path
) -> None:
    """Beside an instrument of the group alone, the example of a file is of the other."""
    begun(call, "--instrument", "effects", "--instrument", "diagnostic")
    readme = (here / "my-table" / "README.md").read_text("utf-8")
    assert "/diagnostic.csv" in readme
    assert "/effects.csv" not in readme


def test_languages_are_those_asked_for(call: Call, here: Path) -> None:
    """Titles and sample words stand in each language of the study."""
    del here
    study = begun(call, "--languages", "fr,es")
    assert study.languages == ("fr", "es")
    assert set(study.title) == {"fr", "es"}
    assert all(set(each.title or {}) == {"fr", "es"} for each in study.attributes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("My Table",), "authoring.error.name-near"),
        (("my-table", "--wave", "Été"), "authoring.study.wave"),
        (("my-table", "--wave", "a", "--wave", "a"), "authoring.study.wave"),
        (("my-table", "--languages", "fr,fr"), "authoring.error.languages"),
        (("taken",), "authoring.plugin.folder-in-use"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_written(
    call: Call, here: Path, arguments: tuple[str, ...], message: str, language: str
) -> None:
    """A wrong name, wave, language or place ends with status 2 and leaves everything as it was."""
    (here / "taken").mkdir()
    (here / "taken" / "study.yaml").write_text("mine", "utf-8")
    status, out, said = call("new", "study", *arguments, "--lang", language)
    assert (status, out) == (2, "")
    text = load("rosace_authoring", language)[message]
    assert isinstance(text, str)
    assert max(re.split(r"\{[a-z]+\}", text), key=len).strip() in said
    assert [path.name for path in here.rglob("*")] == ["taken", "study.yaml"]
    assert (here / "taken" / "study.yaml").read_text("utf-8") == "mine"


def test_a_program_is_told_what_was_begun(call: Call, here: Path) -> None:
    """With --json the id, the folder, the instruments and the files are told as data."""
    del here
    status, out, _ = call("new", "study", "my-table", "--instrument", "effects", "--json")
    assert status == 0
    assert json.loads(out) == {
        "id": "my-table",
        "folder": "my-table",
        "instruments": ["effects"],
        "written": ["my-table/study.yaml", "my-table/README.md"],
    }
