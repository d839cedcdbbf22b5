"""What a whole study promises at the command line, from its first file to its last answer."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace.messages import translate
from rosace.study_checks import load_study

Run = Callable[..., subprocess.CompletedProcess[str]]
Check = Callable[..., None]
Snapshot = Callable[[Path], dict[str, str]]
LANGUAGES = ("fr", "en")
PLACES = {
    "diagnostic-2022.csv": "responses/2022/diagnostic.csv",
    "diagnostic-2024.csv": "responses/2024/diagnostic.csv",
    "collective-2024.yaml": "collective/2024/diagnostic.yaml",
    "effects.yaml": "collective/2024/effects.yaml",
}


def fine(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return a process that ended well, and said so."""
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def study(example: Path, tmp_path: Path) -> Path:
    """Return the folder of a study of two instruments that holds the example's answers."""
    folder = tmp_path / "our-table"
    for name, place in PLACES.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(example / name, folder / place)
    lines = (example / "study.yaml").read_text("utf-8").splitlines(keepends=True)
    others = re.compile(r"  - \{id: (?!diagnostic|effects)[a-z]")
    kept = "".join(line for line in lines if not others.match(line))
    kept = kept.replace("public: [effects, shared-leadership, review]", "public: [effects]")
    (folder / "study.yaml").write_text(kept, "utf-8")
    return folder


def add(study: Path, line: str) -> None:
    """Add a key to a study's file."""
    file = study / "study.yaml"
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_study_lives_from_its_folder(
    run: Run, example: Path, tmp_path: Path, language: str
) -> None:
    """What is begun can be filled, checked, closed and reported on, with no path but its own."""
    named = (
        "--instrument",
        "diagnostic",
        "--instrument",
        "effects",
        "--wave",
        "2022",
        "--wave",
        "2024",
    )
    fine(run("new", "study", "our-table", *named, "--lang", language, cwd=tmp_path))
    folder = tmp_path / "our-table"
    for name, place in PLACES.items():
        shutil.copy(example / name, folder / place)
    # What stands elsewhere and is named by no path from here can play no part.
    moved = folder.rename(tmp_path / "moved")
    shutil.rmtree(example)
    here = ("--study", ".", "--lang", language)
    assert fine(run("validate", *here, cwd=moved)).stdout.startswith("18 ")
    for wave in ("2022", "2024"):
        fine(run("close", ".", wave, "--lang", language, cwd=moved))
    fine(run("appraise", *here, "--to", "json", cwd=moved))
    report = json.loads((moved / f"reports/report-group-{language}.json").read_text("utf-8"))
    assert [each["id"] for each in report["provenance"]["instruments"]] == ["diagnostic", "effects"]
    received = {(each["instrument"], each["wave"]) for each in report["provenance"]["received"]}
    assert received == {("diagnostic", "2022"), ("diagnostic", "2024"), ("effects", "2024")}


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fr", {"répartitions et moyennes", "rien"}), ("en", {"distributions and means", "nothing"})],
)
def test_a_preview_says_what_would_be_shown_and_closes_nothing(
    run: Run, study: Path, language: str, shown: set[str]
) -> None:
    """Each planned group is listed with its degree; the folder stays as it was."""
    add(study, "breakdowns: [[sector]]")
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    done = fine(run("close", str(study), "2024", "--preview", "--lang", language))
    rows = [line for line in done.stdout.splitlines() if line.startswith("diagnostic ")]
    assert len(rows) == 4
    assert {line.split("  ")[-1].strip() for line in rows} == shown
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before
    fine(run("close", str(study), "2024"))
    assert run("close", str(study), "2024", "--preview").returncode == 2


@pytest.mark.parametrize("more", [(), ("--preview",)])
def test_a_wave_is_not_closed_on_what_no_report_can_be_made_of(
    run: Run, study: Path, snapshot: Snapshot, more: tuple[str, ...]
) -> None:
    """What is wrong with the group's own files is told as checking tells it; nothing is closed."""
    file = study / PLACES["effects.yaml"]
    sound = file.read_text("utf-8")
    file.write_text(sound.replace("outcome: ", "outcome: exploded-", 1), "utf-8")
    assert file.read_text("utf-8") != sound
    before = snapshot(study)
    done = run("close", str(study), "2024", *more, "--lang", "en")
    (told,) = (line for line in done.stderr.splitlines() if line.startswith("Error: "))
    assert (done.returncode, str(file) in told) == (1, True)
    assert told in run("validate", "--study", str(study), "--lang", "en").stderr.splitlines()
    assert snapshot(study) == before
    file.write_text(sound, "utf-8")
    fine(run("close", str(study), "2024", *more))


def test_what_a_wave_refers_to_may_stand_in_one_that_is_open(
    run: Run, made: Path, tmp_path: Path
) -> None:
    """The later wave can be closed first, although it names actors of the earlier one alone."""
    study = tmp_path / "study"
    shutil.copytree(made / "demo" / "study", study, ignore=shutil.ignore_patterns("releases"))
    for command in (("close", str(study), "2024"), ("appraise", "--study", str(study))):
        fine(run(*command))


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "aucun fichier n’est scellé"), ("en", "no file is sealed")]
)
def test_closing_a_wave_without_answers_counts_no_file(
    run: Run, study: Path, language: str, said: str
) -> None:
    """Where the group alone wrote something, no file is said to be sealed: French counts 0 as 1."""
    shutil.rmtree(study / "responses" / "2024")
    assert said in fine(run("close", str(study), "2024", "--lang", language)).stdout


def test_reports_are_made_for_each_audience_in_each_language(run: Run, study: Path) -> None:
    """Without --out there is one file for each of both; one that is asked for is made alone."""
    add(study, "audiences: [group, facilitator]")
    fine(run("close", str(study), "2024"))
    done = fine(run("appraise", "--study", str(study), cwd=study))
    names = {
        f"report-{audience}-{language}.html"
        for audience in ("group", "facilitator")
        for language in LANGUAGES
    }
    assert {path.name for path in (study / "reports").iterdir()} == names
    assert all(str(study / "reports" / name) in done.stderr for name in names)
    page = (study / "reports" / "report-group-fr.html").read_text("utf-8")
    assert 'lang="fr' in page
    shutil.rmtree(study / "reports")
    asked = ("--lang", "en", "--audience", "public", "--to", "json")
    fine(run("appraise", "--study", str(study / "study.yaml"), *asked))
    assert [path.name for path in (study / "reports").iterdir()] == ["report-public-en.json"]
    fine(run("appraise", "--study", str(study), "--out", "one.json", "--lang", "fr", cwd=study))
    assert json.loads((study / "one.json").read_text("utf-8"))["language"] == "fr"


def test_a_released_study_is_reported_on_whole_alone(run: Run, study: Path) -> None:
    """Once a wave is closed its files are no longer reported on one by one."""
    file = study / PLACES["diagnostic-2024.csv"]
    loose = ("appraise", "diagnostic", str(file), "--study", str(study), "--out", "loose.json")
    fine(run("close", str(study), "2024"))
    done = run(*loose, "--to", "json", "--lang", "en", cwd=study)
    assert done.returncode == 2
    assert "have been closed" in done.stderr
    assert not (study / "loose.json").exists()


def test_a_language_that_reports_are_not_made_in_is_told(run: Run, study: Path) -> None:
    """A study in more languages than ours gets its reports in those that there are."""
    file = study / "study.yaml"
    text = file.read_text("utf-8").replace("languages: [fr, en]", "languages: [es, en]")
    file.write_text(text, "utf-8")
    done = fine(run("appraise", "--study", str(study)))
    assert "[language-not-reported]" in done.stderr
    assert [path.name for path in (study / "reports").iterdir()] == ["report-group-en.html"]


def test_what_is_wrong_anywhere_is_told_and_nothing_is_written(
    run: Run, study: Path, snapshot: Snapshot
) -> None:
    """Files without a place, and rows of another wave, end checking and appraising alike."""
    shutil.copy(study / "responses/2022/diagnostic.csv", study / "responses/2024/diagnostic-2.csv")
    before = snapshot(study)
    done = run("validate", "--study", str(study), "--json", "--lang", "en")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert {each["code"] for each in found["problems"] if each["severity"] == "error"} == {
        "wave-not-of-folder"
    }
    assert (found["sound"], found["refused"]) == (18, 8)
    assert run("appraise", "--study", str(study)).returncode == 1
    (study / "responses" / "notes.csv").write_text("a\n", "utf-8")
    for command in ("validate", "appraise"):
        done = run(command, "--study", str(study))
        assert (done.returncode, "[file-outside-wave]" in done.stderr) == (1, True)
    (study / "responses" / "notes.csv").unlink()
    assert snapshot(study) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_in_an_open_wave_is_told_beside_the_report(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """The reports on the closed waves are written, and the faulty file is named once."""
    fine(run("close", str(study), "2022"))
    file = study / PLACES["diagnostic-2024.csv"]
    file.write_text(file.read_text("utf-8").replace(",A", ",Z", 1), "utf-8")
    done = run("appraise", "--study", str(study), "--lang", language, "--to", "json")
    names = {"instrument": "diagnostic", "wave": "2024"}
    check(done, 1, language, "problem.wave-not-counted", **names)
    assert str(file) in done.stderr
    report = json.loads((study / f"reports/report-group-{language}.json").read_text("utf-8"))
    received = {(each["instrument"], each["wave"]) for each in report["provenance"]["received"]}
    assert received == {("diagnostic", "2022")}
    both = run("appraise", "--study", str(study))
    assert len(list((study / "reports").glob("*.html"))) == len(LANGUAGES)
    assert both.stderr.count("[wave-not-counted]") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_the_groups_own_files_in_an_open_wave_is_told(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """The reports on the closed waves are written; while there are none, what is wrong is said."""
    file = study / PLACES["effects.yaml"]
    file.write_text(file.read_text("utf-8").replace("outcome: ", "outcome: exploded-", 1), "utf-8")
    done = run("appraise", "--study", str(study), "--lang", language)
    assert (done.returncode, "[unknown-choice]" in done.stderr) == (1, True)
    assert not (study / "reports").exists()
    fine(run("close", str(study), "2022"))
    done = run("appraise", "--study", str(study), "--lang", language)
    check(done, 1, language, "problem.collective-faulty")
    assert str(file) in done.stderr
    assert len(list((study / "reports").glob("*.html"))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_is_withdrawn(run: Run, study: Path, language: str) -> None:
    """The command says how many responses left which files, and never what was answered."""
    done = fine(run("withdraw", "p4", "--study", str(study), "--lang", language))
    changed = [study / PLACES[f"diagnostic-{year}.csv"] for year in (2022, 2024)]
    assert done.stdout.splitlines() == list(map(str, changed))
    said = translate("cli.withdraw.done", language, {"n": 2, "files": 2}, "rosace.commands")
    assert said in done.stderr
    assert "Depuis" not in done.stderr + done.stdout
    assert all("\np4," not in path.read_text("utf-8") for path in changed)
    assert all("\np5," in path.read_text("utf-8") for path in changed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_of_that_name_is_a_finding(
    run: Run, check: Check, study: Path, snapshot: Snapshot, language: str
) -> None:
    """An unknown name ends with status 1, is not repeated, and changes nothing."""
    before = snapshot(study)
    done = run("withdraw", "Zoe@example.org", "--study", str(study), "--lang", language)
    check(done, 1, language, "problem.respondent-not-found")
    assert "Zoe" not in done.stderr
    assert snapshot(study) == before


@pytest.mark.parametrize(("said", "status"), [("", 2), ("yes\n", 2), ("example\n", 0)])
def test_everyone_goes_only_when_the_study_is_named(
    study: Path, snapshot: Snapshot, said: str, status: int
) -> None:
    """Removing all individual answers waits for the study's id, and keeps everything else."""
    before = snapshot(study)
    asked = [sys.executable, "-m", "rosace", "withdraw", "--everyone", "--study", str(study)]
    done = subprocess.run(  # noqa: S603  # our own command
        asked, input=said, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == status, done.stderr
    left = {name: digest for name, digest in before.items() if not name.startswith("responses")}
    assert snapshot(study) == (left if status == 0 else before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_past_its_date_a_study_is_told_to_let_answers_go(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """Commands say that the date has passed, read no answers, and go on once they are gone."""
    fine(run("close", str(study), "2022"))
    add(study, "retention: 2023-06-30")
    here = ("--study", str(study), "--lang", language)
    for command in ("validate", "appraise"):
        check(run(command, *here), 1, language, "problem.retention-passed", date="2023-06-30")
    check(
        run("close", str(study), "2024", "--lang", language),
        1,
        language,
        "problem.retention-passed",
        date="2023-06-30",
    )
    file = str(study / PLACES["diagnostic-2024.csv"])
    one = ("diagnostic", file, *here)
    for command, more in (
        ("validate", ()),
        ("convert", ("--raw", "--out", str(study / "all.csv"))),
    ):
        check(run(command, *one, *more), 1, language, "problem.retention-passed", date="2023-06-30")
    assert not (study / "all.csv").exists()
    ours = str(study / PLACES["collective-2024.yaml"])
    fine(run("validate", "diagnostic", ours, *here))
    fine(run("withdraw", "--everyone", "--yes", *here))
    assert not list((study / "responses").rglob("*.csv"))
    assert "[retention-passed]" not in fine(run("appraise", *here)).stderr
    fine(run("validate", *here))


@pytest.mark.parametrize("language", LANGUAGES)
def test_past_its_date_a_study_is_found_around_its_files(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """Individual answers are not read from its folder where no study, or another, is named."""
    other = study.parent / "other.yaml"
    shutil.copy(study / "study.yaml", other)
    add(study, "retention: 2023-06-30")
    file = study / PLACES["diagnostic-2024.csv"]
    out = study.parent / "out.csv"
    rejects = ("--keep-valid", "--rejects", str(study.parent / "rejects.ndjson"))
    for named in ((), ("--study", str(other))):
        for asked in (("convert", "--raw", *rejects), ("appraise", *rejects), ("validate",)):
            command, *more = asked
            writes = () if command == "validate" else ("--out", str(out))
            done = run(command, "diagnostic", str(file), *named, *more, *writes, "--lang", language)
            check(done, 1, language, "problem.retention-passed", date="2023-06-30")
            assert str(study / "study.yaml") in done.stderr
    # Answers that are refused are answers too.
    file.write_text(re.sub(",[A-D]", ",Z", file.read_text("utf-8")), "utf-8")
    done = run("convert", "diagnostic", str(file), "--raw", *rejects, "--lang", language)
    check(done, 1, language, "problem.retention-passed", date="2023-06-30")
    assert sorted(path.name for path in study.parent.iterdir()) == [
        "other.yaml",
        "our-table",
        "work",
    ]
    fine(run("validate", "diagnostic", str(study / PLACES["collective-2024.yaml"])))


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_link_led_is_told_when_everyone_is_withdrawn(
    run: Run, study: Path, language: str
) -> None:
    """Of a link among the answers only the link goes, and the file that stays is named."""
    link = study / PLACES["diagnostic-2024.csv"]
    outside = link.rename(study.parent / "outside.csv")
    link.symlink_to(outside)
    here = ("--study", str(study), "--lang", language)
    done = fine(run("withdraw", "--everyone", "--yes", *here))
    details = {"path": str(link), "target": str(outside.resolve())}
    assert translate("cli.withdraw.link", language, details, "rosace.commands") in done.stderr
    assert done.stderr.count("diagnostic.csv") == 1
    assert (outside.exists(), link.is_symlink()) == (True, False)


def test_one_notice_tells_how_a_table_was_read(run: Run, study: Path) -> None:
    """Of each table the encoding and the separator stand on one line, and nothing else is said."""
    done = fine(run("validate", "--study", str(study), "--lang", "en"))
    told = [line for line in done.stderr.splitlines() if ".csv" in line]
    assert len(told) == 2
    assert all("[understood-text]" in line and "UTF-8" in line and "“,”" in line for line in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pipe_among_the_answers_holds_nobody_up(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """What is no regular file in a study's folder is named, and not waited for."""
    pipe = study / "responses" / "2024" / "diagnostic-late.csv"
    os.mkfifo(pipe)
    named = ("--study", str(study))
    for asked in (("validate", *named), ("appraise", *named), ("close", str(study), "2024")):
        done = run(*asked, "--lang", language)
        check(done, 2, language, "problem.not-a-file")
        assert str(pipe) in done.stderr


@pytest.mark.parametrize("study_is", ["named", "found"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_anonymous_study_gives_no_individual_answers(
    run: Run, check: Check, study: Path, language: str, study_is: str
) -> None:
    """Neither convert nor the file of what was refused lets them out, be the study named or not."""
    file = study / PLACES["diagnostic-2024.csv"]
    add(study, "identity: anonymous")
    here = ("--lang", language, *(("--study", str(study)) if study_is == "named" else ()))
    done = run("convert", "diagnostic", str(file), "--raw", "--out", str(study / "a.csv"), *here)
    check(done, 2, language, "error.disclosure-raw-refused")
    file.write_text(file.read_text("utf-8").replace("p1,o1,public,2024,A", "p1,o1,public,2024,Z"))
    out = ("--keep-valid", "--rejects", str(study / "r.ndjson"), "--out", str(study / "r.json"))
    done = fine(run("appraise", "diagnostic", str(file), *out, *here))
    assert ("sans les réponses" if language == "fr" else "without the answers") in done.stderr
    (line,) = (study / "r.ndjson").read_text("utf-8").splitlines()
    refused = json.loads(line)
    assert refused.keys() == {"file", "row", "problems"}
    assert (refused["file"], refused["row"]) == (str(file), 2)
    assert refused["problems"][0]["code"] == "unknown-choice"


def test_a_link_out_of_an_anonymous_study_gives_no_individual_answers(
    run: Run, study: Path, tmp_path: Path
) -> None:
    """The study of a file is found where the file is, and where a link to it stands."""
    add(study, "identity: anonymous")
    out, held = tmp_path / "link.csv", study / PLACES["diagnostic-2024.csv"]
    out.symlink_to(held)
    assert run("convert", "diagnostic", str(out), "--raw", cwd=tmp_path).returncode == 2
    out.unlink()
    held.rename(out)
    held.symlink_to(out)
    assert run("convert", "diagnostic", str(held), "--raw", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instrument_that_is_not_at_hand_is_told(
    run: Run, check: Check, study: Path, language: str
) -> None:
    """Its name, its place and what may bring it are told; answers can still be taken out."""
    file = study / "study.yaml"
    file.write_text(re.sub(r"\beffects\b", "efects", file.read_text("utf-8")), "utf-8")
    (study / PLACES["effects.yaml"]).unlink()
    here = ("--study", str(study), "--lang", language)
    for command in ("validate", "appraise"):
        done = run(command, *here, ROSACE_PLUGINS="diagnostic,tables,html")
        check(done, 1, language, "problem.instrument-not-known", instrument="efects")
        assert str(file) in done.stderr
        assert "authoring" in done.stderr
    fine(run("withdraw", "--everyone", "--yes", *here))


def test_withdrawing_leaves_the_mode_of_a_file(run: Run, study: Path) -> None:
    """Who may read a file of answers stays as its owner has it."""
    file = study / PLACES["diagnostic-2024.csv"]
    file.chmod(0o600)
    fine(run("withdraw", "p4", "--study", str(study)))
    assert os.stat(file).st_mode & 0o777 == 0o600  # noqa: PTH116  # as the system has it


def test_what_is_begun_is_a_sound_study(run: Run, tmp_path: Path) -> None:
    """A new study's file is valid as it stands, and never takes the place of another."""
    fine(run("new", "study", "our-table", cwd=tmp_path))
    assert load_study(tmp_path / "our-table").id == "our-table"
    done = run("new", "study", "our-table", cwd=tmp_path)
    assert done.returncode == 2
