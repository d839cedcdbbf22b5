"""What the start of an instrument promises: valid, telling, and true in every possibility."""

import json
import re
from pathlib import Path

import pytest

from rosace import Appraiser
from rosace.checking import check_instrument
from rosace.configuration import Configuration
from rosace.conversion import structure
from rosace.instrument import Instrument
from rosace.loading import load_yaml
from rosace.response import Answer, Respondent, Response
from rosace.testing import accepted_by_schema
from rosace_authoring.beginning.editor_schema import SCHEMA_FILE, schema_line, write_schema
from rosace_authoring.beginning.starting import start_text
from rosace_schemas import bundle

LANGUAGES = [["fr", "en"], ["en"], ["fr"], ["en", "es"], ["fr-CA", "en"], ["en", "iu"]]
COMMENTED = re.compile(r"( *)#(?! )(.*)|( *)#( {2,}.*)")


def started(folder: Path, languages: list[str], spoken: str) -> Path:
    """Return the file of a new instrument."""
    file = folder / "my-tool.yaml"
    file.write_text(start_text("my-tool", languages, spoken), encoding="utf-8")
    return file


@pytest.mark.parametrize("spoken", ["fr", "en"])
@pytest.mark.parametrize("languages", LANGUAGES)
def test_the_start_is_valid_and_gives_a_report(
    tmp_path: Path, languages: list[str], spoken: str
) -> None:
    """Before a word of it is changed, the file is an instrument that can be answered."""
    appraiser = Appraiser(Configuration(plugins=()))
    instrument = appraiser.instrument(started(tmp_path, languages, spoken))
    assert instrument.languages == tuple(languages)
    given = {"voices": "agree", "goals": "partly", "met": True, "times": 3, "channels": ("email",)}
    responses = [
        Response(
            id=f"r{number}",
            instrument="my-tool",
            version=instrument.version,
            wave="w",
            respondent=Respondent(id=f"p{number}", kind="individual"),
            answers={item: Answer(value=value) for item, value in given.items()},
        )
        for number in range(6)
    ]
    report = appraiser.appraise(instrument, responses, language=languages[0])
    assert {section.id for section in report.sections}


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_every_possibility_is_valid_without_its_mark(spoken: str) -> None:
    """Each line that is not in use, put into use, is of the contract and makes sense."""
    lines = []
    used = 0
    for line in start_text("my-tool", ["fr", "en"], spoken).splitlines():
        found = COMMENTED.fullmatch(line)
        used += found is not None
        lines.append("".join(part or "" for part in found.groups()) if found else line)
    document, _ = load_yaml("\n".join(lines).encode())
    assert used > 40
    assert accepted_by_schema(document, "instrument")
    assert check_instrument(structure(document, Instrument)) == ()
    assert {item["type"] for item in document["items"]} >= {"records", "ranking", "date", "number"}  # type: ignore[index]  # an instrument


def test_words_in_a_language_that_we_do_not_speak_are_marked() -> None:
    """What is to be translated says so, and into what."""
    document, _ = load_yaml(start_text("my-tool", ["es", "fr"], "en").encode())
    labels = document["scales"]["agreement"]["choices"][0]["label"]  # type: ignore[index,call-overload]  # an instrument
    assert labels == {"es": "[es] Agree", "fr": "D’accord"}


def test_comments_are_in_the_language_of_the_author() -> None:
    """The same start, with the same texts, explains itself in French or in English."""
    french, english = (start_text("my-tool", ["fr", "en"], each) for each in ("fr", "en"))
    assert "# Les échelles" in french
    assert "# Scales" in english
    without_holder = [load_yaml(text.encode())[0] for text in (french, english)]
    for document in without_holder:
        del document["rights"]  # type: ignore[attr-defined]  # an instrument
    assert without_holder[0] == without_holder[1]


def test_the_first_line_leads_to_a_schema_beside_the_file(tmp_path: Path) -> None:
    """An editor that follows the line finds the bundled contract, and a folder has it once."""
    file = started(tmp_path, ["fr"], "fr")
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == schema_line()
    named = first.partition("$schema=")[2]
    written = write_schema(tmp_path)
    assert written == tmp_path / named == tmp_path / SCHEMA_FILE
    assert json.loads(written.read_bytes()) == bundle("instrument")
    before = written.stat().st_mtime_ns
    assert write_schema(tmp_path).stat().st_mtime_ns == before
    written.write_text("{}", encoding="utf-8")
    write_schema(tmp_path)
    assert json.loads(written.read_bytes()) == bundle("instrument")
