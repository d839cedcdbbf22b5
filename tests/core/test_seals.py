"""What the seals of a closed wave promise: what changes beneath its figures is told."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.configuration import Configuration
from rosace.content import content_of
from rosace.conversion import structure, unstructure
from rosace.errors import DisclosureError, InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.loading import dump_json
from rosace.releasing import closing_alone
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.withdrawing import withdraw
from rosace.writing import dump_responses

Run = Callable[..., subprocess.CompletedProcess[str]]
ITEM: Mapping[str, Any] = {"id": "q", "type": "choice", "scale": "ab", "text": {"en": "Sure?"}}
CHOICES: Any = [
    {"code": "A", "value": 2, "label": {"en": "Yes"}},
    {"code": "B", "value": 1, "label": {"en": "No"}},
]


def made(text: str = "Sure?", first: int = 2, **parts: Any) -> Instrument:
    """Return an instrument of one item, with its text and the value of its first choice."""
    choices = [{**CHOICES[0], "value": first}, CHOICES[1]]
    scoring = {"method": "sum"}
    return sketch(
        [{**ITEM, "text": {"en": text}}],
        scales={"ab": {"kind": "ordinal", "choices": choices}},
        dimensions=[{"id": "d", "title": {"en": "D"}, "items": ["q"], "scoring": scoring}],
        **parts,
    )


def in_french_too(text: str = "Sure?") -> Instrument:
    """Return the same instrument with a second language added, its English text as given."""
    plain = unstructure(made(text))

    def add(part: Any) -> None:
        if isinstance(part, dict):
            for key, held in part.items():
                if isinstance(held, dict) and "en" in held:
                    part[key] = {**held, "fr": "Mots"}
                else:
                    add(held)
        elif isinstance(part, list):
            for each in part:
                add(each)

    add(plain)
    return structure({**plain, "languages": ["en", "fr"]}, Instrument)


STUDY: Mapping[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [{"id": made().id, "file": "sketch.json"}],
    "waves": [{"id": "w1"}, {"id": "w2"}],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a study whose first wave twelve people answered, and is closed."""
    (tmp_path / "study.yaml").write_bytes(dump_json(dict(STUDY)))
    write(tmp_path, made())
    answer(tmp_path, "sketch.ndjson")
    close(tmp_path)
    return tmp_path


def write(folder: Path, instrument: Instrument) -> None:
    """Write the study's instrument."""
    (folder / "sketch.json").write_bytes(dump_json(unstructure(instrument)))


def answer(folder: Path, name: str, wave: str = "w1", persons: int = 12) -> None:
    """Write what some people answered to a file of a wave, the same people in each."""
    known = [{"id": f"{name}-{number}"} for number in range(persons)]
    sheets = people(made(), [{"q": "A"}] * persons, known=known)
    path = folder / "responses" / wave / name
    path.parent.mkdir(parents=True, exist_ok=True)
    own = [evolve(each, wave=wave, id=f"{each.respondent.id}-{wave}") for each in sheets]
    path.write_bytes(b"".join(dump_responses(own, "ndjson")))


def close(folder: Path, wave: str = "w1") -> None:
    """Close a wave."""
    appraiser = Appraiser(Configuration(plugins=()))
    appraiser.close_wave(appraiser.open_study(folder), wave)


def report(folder: Path) -> None:
    """Make the study's report."""
    appraiser = Appraiser(Configuration(plugins=()))
    appraiser.appraise_study(appraiser.open_study(folder), language="en")


def refusals(folder: Path) -> list[Problem]:
    """Return why the study's report is refused, and see that closing is refused likewise."""
    found = []
    for act in (report, lambda held: close(held, "w2")):
        with pytest.raises(InvalidDocumentError) as caught:
            act(folder)
        found.append(list(caught.value.problems))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    "changed", [made("Unsure?"), made(first=3), made(version="1.0.1"), in_french_too("Unsure?")]
)
def test_an_instrument_is_what_it_was_when_its_wave_was_closed(
    folder: Path, changed: Instrument
) -> None:
    """Other words, values or versions are never shown beside counts, nor a wave closed by them."""
    write(folder, changed)
    answer(folder, "sketch.ndjson", "w2")
    (problem,) = refusals(folder)
    assert problem.code == "released-instrument-changed"
    assert problem.file == str(folder / "sketch.json")
    assert (problem.arguments["wave"], problem.arguments["found"]) == ("w1", changed.version)
    write(folder, made())
    report(folder)


def test_the_copy_kept_at_a_closing_stands_in_for_what_was_changed(folder: Path) -> None:
    """What was changed gets a new version, and the copy speaks for the closed wave."""
    write(folder, made("Unsure?", version="1.1.0"))
    copy = {"file": "releases/w1/sketch-instrument.json", "version": made().version}
    new = {"file": "sketch.json", "version": "1.1.0"}
    uses = [{"id": made().id, **copy, "waves": ["w1"]}, {"id": made().id, **new, "waves": ["w2"]}]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "instruments": uses}))
    appraiser = Appraiser(Configuration(plugins=()))
    study = appraiser.open_study(folder)
    made_then = appraiser.instrument(made().id, study=study.study, wave="w1")
    assert made_then == evolve(made(), vectors=())
    assert appraiser.appraise_study(study, language="en").provenance.instruments[0].version
    (folder / copy["file"]).write_bytes(dump_json(unstructure(made("Unsure?"))))
    with pytest.raises(InvalidDocumentError) as caught:
        report(folder)
    assert caught.value.problems[0].code == "released-instrument-changed"


def test_a_wave_taken_from_an_instrument_is_no_way_around(folder: Path) -> None:
    """Where the study no longer uses the instrument in the wave, its words still have to be so."""
    (folder / "responses/w1/sketch.ndjson").unlink()
    used = [{**STUDY["instruments"][0], "waves": ["w2"]}]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "instruments": used}))
    report(folder)
    write(folder, made("Unsure?"))
    assert [each.code for each in refusals(folder)] == ["released-instrument-changed"]


def test_an_overlay_is_part_of_what_was_asked(folder: Path) -> None:
    """An overlay that comes after the closing changes the words, and is refused as they are."""
    overlay = {
        "schema": "rosace/overlay/1",
        "instrument": made().id,
        "version": "1.0.0",
        "provenance": "ours",
        "rights": {"holder": "Others", "wording": "official"},
        "items": [{"id": "q", "text": {"en": "Certain?"}}],
    }
    (folder / "words.json").write_bytes(dump_json(overlay))
    used = [{**STUDY["instruments"][0], "overlay": "words.json"}]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "instruments": used}))
    assert [each.code for each in refusals(folder)] == ["released-instrument-changed"]


@pytest.mark.parametrize(
    "changed", [in_french_too(), evolve(made(), title={"en": "Title"}), evolve(made(), source="S")]
)
def test_a_language_may_be_added_and_a_title_corrected(folder: Path, changed: Instrument) -> None:
    """What leaves the words that people answered, and the scores, as they were is no change."""
    write(folder, changed)
    report(folder)


def test_the_changed_text_serves_the_next_wave_under_a_new_version(folder: Path) -> None:
    """With a version of its own for the next wave, the changed text stands beside the old one."""
    new = made("Unsure?", version="1.1.0")
    (folder / "new.json").write_bytes(dump_json(unstructure(new)))
    used = [
        {"id": new.id, "version": "1.0.0", "file": "sketch.json", "waves": ["w1"]},
        {"id": new.id, "version": "1.1.0", "file": "new.json", "waves": ["w2"]},
    ]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "instruments": used}))
    report(folder)


def test_the_order_of_languages_makes_no_other_content() -> None:
    """An instrument has one digest in its languages, in whatever order they are named."""
    found = in_french_too()
    assert content_of(found, ("fr", "en")) == content_of(found, ("en", "fr"))
    assert content_of(found, ("en",)) == content_of(made(), ("en",))
    assert content_of(found, ("fr",)) != content_of(found, ("en",))


def validated(run: Run, folder: Path) -> tuple[int, list[tuple[str, str]]]:
    """Return the exit status of validating the study, and what was found, with its severity."""
    done = run("validate", "--study", str(folder), "--json")
    found = json.loads(done.stdout)["problems"]
    return done.returncode, [(each["code"], each["severity"]) for each in found]


def test_validating_tells_what_would_stop_a_report(run: Run, folder: Path) -> None:
    """A release or an instrument that changed since the closing ends in status 1, as it would."""
    assert validated(run, folder) == (0, [])
    write(folder, made("Unsure?"))
    assert validated(run, folder) == (1, [("released-instrument-changed", "error")])
    write(folder, made())
    (folder / "releases/w1/sketch-1.json").unlink()
    assert validated(run, folder) == (1, [("release-changed", "error")])
    with pytest.raises(InvalidDocumentError) as caught:
        report(folder)
    assert [each.code for each in caught.value.problems] == ["release-changed"]


def test_validating_tells_of_sealed_answers_that_changed(run: Run, folder: Path) -> None:
    """Answers changed or gone since the closing are told; the report is made, so it is status 0."""
    answer(folder, "sketch.ndjson", persons=11)
    assert validated(run, folder) == (0, [("sealed-file-changed", "notice")])
    (folder / "responses/w1/sketch.ndjson").unlink()
    assert validated(run, folder) == (0, [("sealed-file-changed", "notice")])
    report(folder)


def test_after_a_withdrawal_no_seal_is_tried(run: Run, folder: Path) -> None:
    """Where somebody was taken out nothing tells what the file was, and nothing is said of it."""
    appraiser = Appraiser(Configuration(plugins=()))
    withdraw(appraiser, appraiser.open_study(folder), "sketch.ndjson-3")
    assert validated(run, folder) == (0, [])


def test_validating_tells_how_many_answers_wait(run: Run, folder: Path) -> None:
    """Answers that came in after the closing are told by their number, and are no fault."""
    answer(folder, "sketch-late.ndjson", persons=3)
    answer(folder, "sketch-later.ndjson", persons=4)
    assert validated(run, folder) == (0, [("late-answers", "notice")])
    done = run("validate", "--study", str(folder), "--lang", "fr")
    assert "7 réponses à «\xa0sketch\xa0» sont arrivées" in done.stderr
    assert "nécessaires\xa0: 10" in done.stderr


def test_of_two_closings_at_once_one_is_refused(folder: Path) -> None:
    """While a wave is being closed no other closing begins, and what is there stays."""
    answer(folder, "sketch.ndjson", "w2")
    before = (folder / "releases/ledger.json").read_bytes()
    with closing_alone(folder), pytest.raises(DisclosureError) as caught:
        close(folder, "w2")
    assert caught.value.reason == "closing-under-way"
    assert (folder / "releases/ledger.json").read_bytes() == before
    close(folder, "w2")


def test_a_release_that_the_ledger_does_not_know_is_told(folder: Path) -> None:
    """Where the ledger is older than the releases no wave is closed a second time."""
    older = (folder / "releases/ledger.json").read_bytes()
    answer(folder, "sketch.ndjson", "w2")
    close(folder, "w2")
    (folder / "releases/ledger.json").write_bytes(older)
    released = folder / "releases/w2/sketch-1.json"
    kept = released.read_bytes()
    (problem,) = refusals(folder)
    assert (problem.code, problem.file) == ("release-unknown", str(released))
    assert released.read_bytes() == kept


def test_a_withdrawal_that_cannot_be_written_down_takes_nobody_out(folder: Path) -> None:
    """Where the ledger cannot be read nothing changes; once it can, the person goes."""
    appraiser = Appraiser(Configuration(plugins=()))
    answers = folder / "responses/w1/sketch.ndjson"
    ledger = folder / "releases/ledger.json"
    before, sealed = answers.read_bytes(), ledger.read_bytes()
    ledger.write_bytes(b"garbage")
    with pytest.raises(InvalidDocumentError):
        withdraw(appraiser, appraiser.open_study(folder), "sketch.ndjson-3")
    assert answers.read_bytes() == before
    ledger.write_bytes(sealed)
    withdraw(appraiser, appraiser.open_study(folder), "sketch.ndjson-3")
    assert b"sketch.ndjson-3" not in answers.read_bytes()
    assert "salt" not in json.loads(ledger.read_bytes())["entries"][0]
