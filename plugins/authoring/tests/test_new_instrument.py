"""What ``rosace new instrument`` promises: it starts, reads and says, and overwrites nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from rosace import Appraiser
from rosace.cli import run
from rosace.conversion import structure
from rosace.instrument import Instrument
from rosace.loading import load_document
from rosace_authoring.beginning.editor_schema import SCHEMA_FILE
from rosace_authoring.beginning.naming import identifier_of, is_identifier

Told = tuple[int, str, str]
New = Callable[..., Told]


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> New:
    """Lend a function that runs the command in an empty folder; it returns status and words."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Told:
        status = run(["new", "instrument", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def files(folder: Path) -> list[str]:
    """Return the files of a folder."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


@pytest.mark.parametrize(("lang", "word"), [("fr", "Écrit"), ("en", "Written")])
def test_an_instrument_begins(new: New, tmp_path: Path, lang: str, word: str) -> None:
    """One file is written, with the schema for editors, and what to do next is said."""
    status, out, err = new("my-tool", "--lang", lang)
    assert (status, out) == (0, "")
    assert files(tmp_path) == [SCHEMA_FILE, "my-tool.yaml"]
    assert word in err
    for command in ("rosace check my-tool.yaml", "rosace preview my-tool.yaml", "rosace.yaml"):
        assert command in err
    assert Appraiser().instrument(tmp_path / "my-tool.yaml").id == "my-tool"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("more", [(), ("--xlsx",)])
def test_nothing_is_overwritten(new: New, tmp_path: Path, lang: str, more: tuple[str, ...]) -> None:
    """A file that stands there stays as it is, and the refusal names it."""
    name = "my-tool.xlsx" if more else "my-tool.yaml"
    (tmp_path / name).write_text("kept", encoding="utf-8")
    status, _, err = new("my-tool", *more, "--lang", lang)
    assert status == 2
    assert name in err
    assert "--out" in err
    assert files(tmp_path) == [name]
    assert (tmp_path / name).read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(("lang", "said"), [("fr", "Choisissez"), ("en", "Choose")])
def test_an_id_in_use_is_refused(new: New, tmp_path: Path, lang: str, said: str) -> None:
    """An instrument of a plugin or of a configured folder keeps its id to itself."""
    (tmp_path / "rosace.yaml").write_text(
        "schema: rosace/configuration/1\ninstrument_folders: [tools]\n", "utf-8"
    )
    assert new("my-tool", "--out", "tools/my-tool.yaml")[0] == 0
    before = files(tmp_path)
    for name, owner in (("diagnostic", "rosace_diagnostic"), ("my-tool", "my-tool.yaml")):
        status, out, err = new(name, "--out", "other.yaml", "--lang", lang)
        assert (status, out) == (2, "")
        assert owner in err
        assert said in err
    assert files(tmp_path) == before


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["con", "nul", "com1"])
def test_a_name_of_a_device_is_refused(new: New, tmp_path: Path, name: str, lang: str) -> None:
    """A name that no file can have on Windows is refused everywhere, with another one."""
    status, _, err = new(name, "--lang", lang)
    assert (status, f"my-{name}" in err, files(tmp_path)) == (2, True, [])


@pytest.mark.parametrize(("lang", "word"), [("fr", "Écrit"), ("en", "Written")])
def test_the_language_may_stand_before_what_is_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    word: str,
) -> None:
    """The language holds for what comes after it, whichever word it follows."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "--lang", lang, "instrument", "my-tool"]) == 0
    assert word in capsys.readouterr().err
    assert run(["new", "--lang", lang]) == 0
    assert {"fr": "Commence", "en": "Start"}[lang] in capsys.readouterr().out


def test_the_configuration_is_no_instrument(new: New, tmp_path: Path) -> None:
    """An instrument never takes the place of the file that configures its folder."""
    status, _, said = new("rosace", "--lang", "fr")
    assert status == 2
    assert "« rosace.yaml » est le nom du fichier de configuration" in said.replace("\xa0", " ")
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "near"),
    [("Mon outil", "mon-outil"), ("Évaluation d’équipe", "evaluation-d-equipe"), ("x_y", "x-y")],
)
def test_a_name_that_is_no_id_gets_a_suggestion(
    new: New, tmp_path: Path, name: str, near: str
) -> None:
    """The id that the name makes is proposed, and nothing is written."""
    for lang in ("fr", "en"):
        status, _, err = new(name, "--lang", lang)
        assert status == 2
        assert near in err
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("***",),
        ("a" * 65,),
        ("my-tool", "--languages", "fr,fr"),
        ("my-tool", "--languages", "french"),
        ("my-tool", "--languages", ""),
        ("my-tool", "--out", "my-tool.json"),
        ("my-tool", "--xlsx", "--out", "my-tool.yaml"),
        ("my-tool", "--from", "no.csv"),
        ("my-tool", "--from", "no-such-instrument"),
        ("my-tool", "--from", "."),
        ("my-tool", "--from", "x.docx"),
        ("my-tool", "--from", "diagnostic", "--languages", "fr"),
        ("my-tool", "stray"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_wrong_uses_are_refused(
    new: New, tmp_path: Path, arguments: tuple[str, ...], lang: str
) -> None:
    """Each wrong use ends in words and status 2, and writes nothing."""
    status, out, err = new(*arguments, "--lang", lang)
    assert (status, out) == (2, "")
    assert "{" not in err
    assert files(tmp_path) == []


def test_the_languages_and_the_place_are_chosen(new: New, tmp_path: Path) -> None:
    """The file goes where it is wanted, in the languages wanted, with the schema beside it."""
    status, _, _ = new("my-tool", "--languages", "en,es", "--out", "tools/a.yml", "--lang", "fr")
    assert status == 0
    assert files(tmp_path) == [f"tools/{SCHEMA_FILE}", "tools/a.yml"]
    found = Appraiser().instrument(tmp_path / "tools" / "a.yml")
    assert found.languages == ("en", "es")
    assert new("my-tool", "--out", "tools")[0] == 0
    assert "tools/my-tool.yaml" in files(tmp_path)


def test_a_file_in_a_folder_that_the_configuration_names_is_there(
    new: New, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An instrument in such a folder needs no install, and the schema beside it is passed over."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "rosace.yaml").write_text(
        "schema: rosace/configuration/1\nplugins: all\ninstrument_folders: [tools]\n",
        encoding="utf-8",
    )
    assert new("my-tool", "--out", "tools")[0] == 0
    appraiser = Appraiser(tmp_path / "rosace.yaml")
    assert appraiser.instrument("my-tool").id == "my-tool"
    assert appraiser.host.folder_problems == ()
    assert run(["instruments", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "my-tool" in said.out
    assert "rosace-instrument" not in said.out + said.err


def test_a_workbook_becomes_the_instrument(new: New, tmp_path: Path) -> None:
    """The same start, by way of a spreadsheet, is the same instrument."""
    assert new("my-tool", "--xlsx", "--lang", "en")[0] == 0
    status, _, err = new("my-tool", "--from", "my-tool.xlsx", "--lang", "en")
    assert status == 0, err
    assert new("other", "--lang", "en")[0] == 0
    found, plain = (load_document(tmp_path / f"{each}.yaml")[0] for each in ("my-tool", "other"))
    texts = {"id": "", "title": ""}
    assert {**found, **texts} == {**plain, **texts}  # type: ignore[dict-item]  # instruments


def test_an_installed_instrument_becomes_a_workbook_and_a_file(new: New, tmp_path: Path) -> None:
    """Any instrument can be taken over under a new id, which is said."""
    status, _, err = new("ours", "--from", "diagnostic", "--xlsx", "--lang", "en")
    assert status == 0, err
    assert "“diagnostic”" in err
    assert new("ours", "--from", "ours.xlsx")[0] == 0
    assert new("again", "--from", "ours.yaml", "--xlsx")[0] == 0
    found = structure(load_document(tmp_path / "ours.yaml")[0], Instrument)
    original = Appraiser().instrument("diagnostic")
    assert (found.id, found.items, found.vectors) == ("ours", original.items, original.vectors)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_faulty_workbook_is_refused_with_its_cells(new: New, tmp_path: Path, lang: str) -> None:
    """All that is wrong is said at once with sheet and row, the status is 1, nothing is written."""
    assert new("my-tool", "--xlsx")[0] == 0
    book = load_workbook(tmp_path / "my-tool.xlsx")
    book["items"]["C3"] = "choise"
    book["choices"]["A5"] = "nowhere"
    book.save(tmp_path / "my-tool.xlsx")
    status, out, err = new("my-tool", "--from", "my-tool.xlsx", "--lang", lang)
    assert (status, out) == (1, "")
    assert "my-tool.xlsx › items" in err  # noqa: RUF001  # as it is written
    assert "my-tool.xlsx › choices" in err  # noqa: RUF001  # as it is written
    assert files(tmp_path) == ["my-tool.xlsx"]


def test_answers_become_an_instrument_and_a_mapping(new: New, tmp_path: Path) -> None:
    """What became of each column is said, or told to a program, and the answers are read."""
    text = 'Nom,Avis,Heures\nA B,Oui,"1,5"\nC D,NSP,2\n'
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    status, out, err = new("my-tool", "--from", "answers.csv", "--json", "--lang", "fr")
    assert status == 0, err
    told = json.loads(out)
    assert [(each["column"], each["kept"]) for each in told["columns"]] == [
        ("Nom", None),
        ("Avis", "avis"),
        ("Heures", "heures"),
    ]
    assert told["written"][:2] == ["my-tool.yaml", "my-tool.mapping.yaml"]
    assert all(f"«\xa0{name}\xa0»" in err for name in ("Nom", "Avis", "Heures"))
    appraiser = Appraiser()
    found = appraiser.instrument(tmp_path / "my-tool.yaml")
    mapping = tmp_path / "my-tool.mapping.yaml"
    responses = appraiser.read(tmp_path / "answers.csv", found, mapping=mapping)
    assert [each.answers["avis"].missing for each in responses] == [None, "dont-know"]
    text = (tmp_path / "my-tool.yaml").read_text(encoding="utf-8")
    assert "# «\xa0NSP\xa0» est pris pour\xa0: ne sait pas." in text


def test_a_mapping_is_not_overwritten_either(new: New, tmp_path: Path) -> None:
    """Where the mapping's file is taken, nothing at all is written."""
    (tmp_path / "answers.csv").write_text("Avis,B\nO,x\nN,y\n", encoding="utf-8")
    (tmp_path / "my-tool.mapping.yaml").write_text("kept", encoding="utf-8")
    status, _, err = new("my-tool", "--from", "answers.csv")
    assert status == 2
    assert "my-tool.mapping.yaml" in err
    assert files(tmp_path) == ["answers.csv", "my-tool.mapping.yaml"]


@pytest.mark.parametrize(
    "text", ["", "é" * 100, "a" * 200, "Œuvre – ça", "--", "a  b", "x" * 39 + " y" * 9]
)
def test_ids_made_of_words_are_ids(text: str) -> None:
    """Whatever the words, the id made of them is one, or there is none."""
    found = identifier_of(text)
    assert not found or is_identifier(found)
