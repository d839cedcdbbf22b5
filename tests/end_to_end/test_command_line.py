"""What the installed command line promises to whoever uses it well."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rosace.cli import COMMANDS
from rosace.messages import load, translate
from rosace.validation import validator
from rosace_schemas import DOCUMENTS

Run = Callable[..., subprocess.CompletedProcess[str]]
LANGUAGES = ("fr", "en")
FRENCH_ONLY = ("é", "è", "à ", "ù", " le ", " la ", " du ")
ENGLISH_ONLY = (" the ", " of ", " and ")
ANSWERS = ("diagnostic-2022.csv", "diagnostic-2024.csv", "collective-2024.yaml")


def fine(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """Return a process that ended well, and said so."""
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


def said(identifier: str, language: str) -> str:
    """Return a message of the command line up to its first placeholder."""
    text = load("rosace.commands", language)[identifier]
    assert isinstance(text, str)
    return text.partition("{")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_command_the_help_is_shown(run: Run, language: str) -> None:
    """Whoever writes the name alone sees what there is, and nothing is wrong with that."""
    for arguments, locale in ([], f"{language}_CA.UTF-8"), (["--lang", language], "C"):
        done = fine(run(*arguments, LC_ALL=locale))
        assert said("cli.help", language)[:40] in done.stdout
        assert done.stderr == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_whole_and_in_one_language(run: Run, name: str, language: str) -> None:
    """Help of every command is on stdout, says each thing once, in the language asked for alone."""
    done = fine(run(*([name] if name else []), "--help", "--lang", language, COLUMNS="80"))
    unfolded = " ".join(done.stdout.split())
    for identifier in (f"cli.{name}.help" if name else "cli.help", "cli.usage", "cli.options"):
        assert " ".join(said(identifier, language).split()) in unfolded
    assert unfolded.count(said("cli.argument.instrument", language)) <= 1
    assert done.stderr == ""
    assert "{" not in done.stdout
    strange = ENGLISH_ONLY if language == "fr" else FRENCH_ONLY
    assert not [word for word in strange if word in unfolded]


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_tells_each_argument_once(run: Run, language: str) -> None:
    """What stands for an argument heads one line of the help, in our words alone."""
    said = fine(run("show", "--help", "--lang", language)).stdout
    metavar = {"fr": "OUTIL", "en": "INSTRUMENT"}[language]
    assert [line.split()[0] for line in said.splitlines() if line.startswith("  ")].count(
        metavar
    ) == 1
    assert "Positional" not in said


def test_python_runs_the_package(tmp_path: Path) -> None:
    """``python -m rosace`` is the same command."""
    command = [sys.executable, "-m", "rosace", "--lang", "en", "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, cwd=tmp_path)  # noqa: S603  # our own command
    assert done.stdout.startswith("Usage: rosace ")


def test_the_version_is_told(run: Run) -> None:
    """The version is printed for whoever reports something."""
    assert fine(run("--version")).stdout.startswith("rosace 0.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_leaves_everything_to_go_on(demo_in: Callable[[str], Path], language: str) -> None:
    """The demo writes every format and its study, lists them, and says what to try next."""
    folder = demo_in(language)
    listed = (folder / "stdout").read_text("utf-8").splitlines()
    files = [f"report.{suffix}" for suffix in ("html", "pdf", "xlsx", "json")]
    names = ["study", *files, "markdown", "tables", "figures"]
    assert listed == [f"demo/{name}" for name in names]
    assert all((folder / name).exists() for name in listed)
    told = (folder / "stderr").read_text("utf-8")
    assert said("cli.demo.example", language) in told
    assert "Traceback" not in told
    page = (folder / "demo" / "report.html").read_text("utf-8")
    assert f'lang="{language}' in page
    assert list((folder / "demo" / "figures").glob("*.svg"))


def test_what_the_demo_says_to_try_works(
    run: Run, demo_in: Callable[[str], Path], tmp_path: Path
) -> None:
    """Each line that the demo proposes can be run as it stands; the language alone differs."""
    proposed = {
        language: [
            line.strip()
            for line in (demo_in(language) / "stderr").read_text("utf-8").splitlines()
            if line.startswith("  rosace ")
        ]
        for language in LANGUAGES
    }
    assert len(proposed["fr"]) > 3
    assert proposed["en"] == [line.replace("e fr", "e en") for line in proposed["fr"]]
    shutil.copytree(demo_in("fr") / "demo", tmp_path / "demo")
    for line in proposed["fr"]:
        fine(run(*line.split()[1:], cwd=tmp_path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_instruments_are_listed(run: Run, language: str) -> None:
    """The instruments at hand are a table for people, and JSON for programs."""
    table = fine(run("instruments", "--lang", language)).stdout
    found = json.loads(fine(run("instruments", "--json", "--lang", language)).stdout)
    assert {"diagnostic", "effects", "wheel"} <= {each["id"] for each in found}
    for each in found:
        assert set(each) == {"id", "version", "title", "plugin"}
        assert each["title"][language] in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_instrument_is_shown_with_its_provenance(run: Run, language: str) -> None:
    """Items, choices, dimensions, rights and how sure we are of them; as JSON, the instrument."""
    shown = fine(run("show", "diagnostic", "--lang", language)).stdout
    plain = json.loads(fine(run("show", "diagnostic", "--json", "--lang", language)).stdout)
    assert not list(validator("instrument").iter_errors(plain))
    for item in plain["items"]:
        assert item["text"][language] in shown
    for identifier in ("cli.provenance.published", "cli.provenance.reconstructed"):
        assert said(identifier, language) in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_told_apart_with_reasons(run: Run, tmp_path: Path, language: str) -> None:
    """What differs between two versions is told with its reason, and as JSON for programs."""
    plain = json.loads(fine(run("show", "diagnostic", "--json")).stdout)
    plain["version"] = "1.1.0"
    plain["items"][0]["text"][language] = "???"
    (tmp_path / "later.json").write_text(json.dumps(plain), "utf-8")
    versions = ("diff", "diagnostic", str(tmp_path / "later.json"), "--lang", language)
    shown = fine(run(*versions)).stdout
    assert "+ ???" in shown
    assert translate("core.change.item.reworded", language) in shown
    found = json.loads(fine(run(*versions, "--json")).stdout)
    changes = {item["id"]: (item["change"], item["comparable"]) for item in found["items"]}
    assert changes.pop("q01") == ("reworded", False)
    assert set(changes.values()) == {("same", True)}
    unlike = [each["id"] for each in found["dimensions"] if not each["comparable"]]
    assert unlike == ["participation", "c1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_version_that_says_two_things_is_told(run: Run, tmp_path: Path, language: str) -> None:
    """Two files of one id and version that differ, if only in a scale, do not pass for the same."""
    plain = json.loads(fine(run("show", "diagnostic", "--json")).stdout)
    (tmp_path / "same.json").write_text(json.dumps(plain), "utf-8")
    scale = next(iter(plain["scales"].values()))
    scale["choices"][0]["label"] = {"fr": "???", "en": "???"}
    (tmp_path / "other.json").write_text(json.dumps(plain), "utf-8")
    for name, told in (("same.json", False), ("other.json", True)):
        done = fine(run("diff", "diagnostic", str(tmp_path / name), "--lang", language))
        assert ("[versions-alike]" in done.stderr) is told


@pytest.mark.parametrize("name", [*DOCUMENTS, "common", "diagnostic"])
def test_schemas_are_printed(run: Run, name: str) -> None:
    """A schema of the contract, or the one derived from an instrument, is JSON on stdout."""
    schema = json.loads(fine(run("schema", name)).stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plugins_are_listed(run: Run, language: str) -> None:
    """What is installed is listed with its distribution and whether it may load."""
    table = fine(run("plugins", "--lang", language)).stdout
    found = json.loads(fine(run("plugins", "--json", "--lang", language)).stdout)
    by_name = {each["name"]: each for each in found}
    assert by_name["wheel"]["distribution"] == "rosace-wheel"
    assert by_name["wheel"]["allowed"] is True
    assert "rosace-wheel" in table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctor_finds_our_own_plugins_sound(run: Run, language: str) -> None:
    """Whatever we ship is in order, for people and for programs."""
    spoken = fine(run("doctor", "--lang", language))
    found = json.loads(fine(run("doctor", "--json", "--lang", language)).stdout)
    assert said("cli.doctor.sound", language) in spoken.stdout
    assert all(each["sound"] for each in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_answers_are_counted(run: Run, example: Path, language: str) -> None:
    """Validation says on stdout how many are sound, and on stderr how the file was understood."""
    options = ["--study", "study.yaml", "--lang", language]
    done = fine(run("validate", "diagnostic", ANSWERS[1], *options, cwd=example))
    assert done.stdout.startswith("8 ")
    assert said("cli.notice", language) in done.stderr
    whole = fine(run("validate", "diagnostic", ANSWERS[1], "--json", *options, cwd=example))
    found = json.loads(whole.stdout)
    assert (found["sound"], found["refused"]) == (8, 0)
    assert {each["severity"] for each in found["problems"]} == {"notice"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_faulty_answers_are_findings(run: Run, example: Path, language: str) -> None:
    """A refused row is explained where it stands, and the command ends with status 1."""
    text = (example / ANSWERS[1]).read_text("utf-8")
    (example / "faulty.csv").write_text(text.replace("p1,o1,public,2024,A", "p1,o1,public,2024,Z"))
    options = ["faulty.csv", "--study", "study.yaml", "--lang", language]
    done = run("validate", "diagnostic", *options, cwd=example)
    assert done.returncode == 1
    assert done.stdout.startswith("7 ")
    assert said("cli.error", language) in done.stderr
    assert "[unknown-choice] faulty.csv" in done.stderr
    found = json.loads(run("validate", "diagnostic", "--json", *options, cwd=example).stdout)
    assert (found["sound"], found["refused"]) == (7, 1)
    (problem,) = [each for each in found["problems"] if each["severity"] == "error"]
    assert (problem["code"], problem["row"], problem["heading"]) == ("unknown-choice", 2, "q01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_written_and_said_on_stderr(run: Run, example: Path, language: str) -> None:
    """The report goes to its file in the language asked for; stdout stays free."""
    options = ["--study", "study.yaml", "--with", "effects", "effects.yaml", "--lang", language]
    report = ["--to", "json", "--out", "report.json"]
    done = fine(run("appraise", "diagnostic", *ANSWERS, *options, *report, cwd=example))
    assert done.stdout == ""
    assert f"{said('cli.written', language)}report.json" in done.stderr
    document = json.loads((example / "report.json").read_text("utf-8"))
    assert not list(validator("report").iter_errors(document))
    assert document["language"] == language


def test_every_export_of_a_report_is_made(run: Run, example: Path) -> None:
    """Each format has a place of its own by default, in the folder where one works."""
    for name, place in (
        ("html", "report.html"),
        ("json", "report.json"),
        ("yaml", "report.yaml"),
        ("markdown", "report/report.md"),
        ("csv", "report/tables.csv"),
    ):
        fine(run("appraise", "diagnostic", ANSWERS[1], "--to", name, cwd=example))
        assert (example / place).stat().st_size


def test_the_same_input_gives_the_same_bytes(run: Run, example: Path) -> None:
    """A report says nothing of when, where or by whom it was made."""
    for name in ("one.html", "two.html"):
        fine(run("appraise", "diagnostic", *ANSWERS, "--out", name, cwd=example))
    assert (example / "one.html").read_bytes() == (example / "two.html").read_bytes()


@pytest.mark.parametrize("name", ["ndjson", "json", "yaml", "csv"])
def test_responses_go_from_one_format_to_another(run: Run, example: Path, name: str) -> None:
    """What is converted can be read again, and says the same."""
    study = ["--study", "study.yaml"]
    out = ["--raw", "--to", name, "--out", f"out.{name}"]
    fine(run("convert", "diagnostic", ANSWERS[1], *study, *out, cwd=example))
    back = ["--raw", "--to", "json", "--out", "back.json"]
    fine(run("convert", "diagnostic", f"out.{name}", *study, *back, cwd=example))
    held: list[dict[str, Any]] = json.loads((example / "back.json").read_text("utf-8"))
    with (example / ANSWERS[1]).open(encoding="utf-8-sig") as stream:
        rows = {row["@respondent"]: row for row in csv.DictReader(stream)}
    assert {each["respondent"]["id"] for each in held} == set(rows)
    for each in held:
        assert each["answers"]["q01"] == rows[each["respondent"]["id"]]["q01"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_foreign_file_comes_in_by_a_proposed_mapping(
    run: Run, example: Path, language: str
) -> None:
    """A mapping is proposed for a stranger's file, and used as it is."""
    text = (example / ANSWERS[1]).read_text("utf-8-sig")
    head, _, rest = text.partition("\n")
    (example / "foreign.csv").write_text(head.replace("@respondent", "Qui") + "\n" + rest, "utf-8")
    options = ["--propose-mapping", "mapping.yaml", "--lang", language]
    done = fine(run("convert", "diagnostic", "foreign.csv", *options, cwd=example))
    assert done.stdout == ""
    mapping = (example / "mapping.yaml").read_text("utf-8")
    edited = mapping.replace("column: Qui\n    to: ignore", "column: Qui\n    to: '@respondent'")
    (example / "mapping.yaml").write_text(edited, "utf-8")
    fine(run("validate", "diagnostic", "foreign.csv", "--mapping", "mapping.yaml", cwd=example))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_rows_can_go_on_without_the_others(run: Run, example: Path, language: str) -> None:
    """With --keep-valid the refused rows go to a file with their reasons."""
    text = (example / ANSWERS[1]).read_text("utf-8")
    (example / "faulty.csv").write_text(text.replace("p1,o1,public,2024,A", "p1,o1,public,2024,Z"))
    options = ["--keep-valid", "--rejects", "refused.ndjson", "--lang", language]
    done = fine(run("appraise", "diagnostic", "faulty.csv", *options, cwd=example))
    assert "refused.ndjson" in done.stderr
    (line,) = (example / "refused.ndjson").read_text("utf-8").splitlines()
    refused = json.loads(line)
    assert (refused["row"], refused["problems"][0]["code"]) == (2, "unknown-choice")
    assert refused["document"]["answers"]["q01"] == "Z"
    assert (example / "refused.ndjson").stat().st_mode & 0o077 == 0
    assert ("réponses brutes" if language == "fr" else "raw answers") in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems_beyond_a_number_are_counted_by_code(
    run: Run, example: Path, language: str
) -> None:
    """As many are told as were asked for, in the order of rows; the others by code alone."""
    rows = "".join(f"p{number},Z\n" for number in range(1, 6))
    (example / "faulty.csv").write_text(f"@respondent,q01\n{rows}", "utf-8")
    options = ("--most-problems", "2", "--lang", language)
    done = run("validate", "diagnostic", "f*.csv", *options, cwd=example)
    assert done.returncode == 1
    assert done.stderr.count("[unknown-choice] faulty.csv") == 2
    assert ("3 autres constats" if language == "fr" else "3 more findings") in done.stderr
    found = json.loads(
        run("validate", "diagnostic", "f*.csv", *options, "--json", cwd=example).stdout
    )
    errors = [each["row"] for each in found["problems"] if each["severity"] == "error"]
    assert (errors, found["beyond"], found["refused"]) == ([2, 3], {"unknown-choice": 3}, 5)


def test_the_format_follows_the_suffix(run: Run, example: Path) -> None:
    """Without --to the output's suffix decides, and without a suffix the usual format."""
    for name, begins in (("r.json", "{"), ("r.yaml", "schema:"), ("r", "<!")):
        fine(run("appraise", "diagnostic", ANSWERS[1], "--out", name, cwd=example))
        assert (example / name).read_text("utf-8").startswith(begins)
    for name, begins in (("c.csv", "'@id"), ("c.json", "["), ("c", "{")):
        fine(run("convert", "diagnostic", ANSWERS[1], "--raw", "--out", name, cwd=example))
        assert (example / name).read_text("utf-8-sig").startswith(begins)


def test_a_file_that_cannot_be_read_is_json_too(run: Run, example: Path) -> None:
    """A program that asked for JSON gets it, with what is wrong, and status 1."""
    (example / "broken.json").write_text("{", "utf-8")
    done = run("validate", "diagnostic", "broken.json", "--json", cwd=example)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["sound"], found["refused"]) == (0, 0)
    assert [each["code"] for each in found["problems"]] == ["json-unfinished"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_faulty_folder_of_instruments_is_said(run: Run, example: Path, language: str) -> None:
    """Whoever uses instruments reads which file of a configured folder is left out."""
    (example / "own").mkdir()
    (example / "own" / "broken.yaml").write_text("a: [", "utf-8")
    text = "schema: rosace/configuration/1\ninstrument_folders: [own]\n"
    (example / "rosace.yaml").write_text(text, "utf-8")
    for arguments in (
        ["instruments"],
        ["show", "diagnostic"],
        ["validate", "diagnostic", ANSWERS[1]],
        ["appraise", "diagnostic", ANSWERS[1]],
    ):
        done = fine(run(*arguments, "--lang", language, cwd=example))
        assert said("cli.instrument-folder", language) in done.stderr
        assert "broken.yaml" in done.stderr


def test_mail_addresses_become_pseudonyms(run: Run, example: Path) -> None:
    """With a key, made where it is missing and private, no address reaches any output."""
    text = (example / ANSWERS[1]).read_text("utf-8").replace("\np1,", "\np1@example.org,")
    (example / "mail.csv").write_text(text, "utf-8")
    options = ["--pseudonymize", "key", "--raw", "--out", "out.ndjson"]
    fine(run("convert", "diagnostic", "mail.csv", *options, cwd=example))
    assert "example.org" not in (example / "out.ndjson").read_text("utf-8")
    assert (example / "key").stat().st_mode & 0o077 == 0


def test_the_configuration_chooses_the_language_and_the_plugins(run: Run, example: Path) -> None:
    """A configuration of the folder holds for every command, and options still win."""
    text = "schema: rosace/configuration/1\nlanguage: fr\nplugins: [diagnostic]\n"
    (example / "rosace.yaml").write_text(text, "utf-8")
    assert "identifiant" in fine(run("instruments", cwd=example, LC_ALL="C")).stdout
    for wrong in (("show", "nowhere"), ("show",), ("shwo",)):
        assert run(*wrong, cwd=example, LC_ALL="C").stderr.count("Erreur\xa0:") == 1
        assert "Error:" in run(*wrong, "--lang", "en", cwd=example, LC_ALL="C").stderr
    english = fine(run("instruments", "--lang", "en", cwd=example)).stdout
    assert english.startswith("id ")
    assert "effects" not in english
    found = json.loads(fine(run("plugins", "--json", cwd=example)).stdout)
    assert [each["name"] for each in found if each["allowed"]] == ["diagnostic"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("asked", "brings"),
    [
        (("validate", "diagnostic", "diagnostic-2024.csv"), "tables"),
        (("appraise", "diagnostic", "collective-2024.yaml", "--to", "html"), "html"),
        (("show", "wheel"), "wheel"),
    ],
)
def test_what_is_missing_may_come_with_a_plugin_that_is_not_allowed(
    run: Run, example: Path, asked: tuple[str, ...], brings: str, language: str
) -> None:
    """A format or tool that is not at hand is refused with the plugins that may not load."""
    (example / "rosace.yaml").write_text(
        "schema: rosace/configuration/1\nplugins: [diagnostic]\n", "utf-8"
    )
    said = {"fr": "Installés", "en": "Installed"}[language]
    done = run(*asked, "--lang", language, cwd=example)
    assert done.returncode == 2
    (line,) = [each for each in done.stderr.splitlines() if each.startswith(said)]
    assert brings in line
    assert "diagnostic" not in line
    allowed = f"schema: rosace/configuration/1\nplugins: [diagnostic, {brings}]\n"
    (example / "rosace.yaml").write_text(allowed, "utf-8")
    assert said not in run(*asked, "--lang", language, cwd=example).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize(("language", "said"), [("fr", "plus de place"), ("en", "no room left")])
def test_a_full_disk_is_no_fault_of_the_program(example: Path, language: str, said: str) -> None:
    """Where what is printed finds no room, that is said, and nothing else."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "rosace", "show", "diagnostic", "--lang", language],
            cwd=example,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_studys_overlay_gives_its_words(run: Run, example: Path) -> None:
    """An overlay that the study names is laid over, its path taken from the study's folder."""
    (example / "words.yaml").write_text(
        "schema: rosace/overlay/1\ninstrument: diagnostic\nversion: 1.0.0\nprovenance: published\n"
        "rights: {holder: Table de quartier, wording: licensed}\n"
        "items:\n  - {id: q01, text: {fr: Le tour du problème, en: All round the problem}}\n",
        "utf-8",
    )
    study = (example / "study.yaml").read_text("utf-8")
    laid = study.replace("{id: diagnostic,", "{id: diagnostic, overlay: words.yaml,")
    (example / "study.yaml").write_text(laid, "utf-8")
    options = ["--study", "work/study.yaml", "--out", "r.html", "--lang", "en"]
    fine(run("appraise", "diagnostic", f"work/{ANSWERS[1]}", *options, cwd=example.parent))
    assert "All round the problem" in (example.parent / "r.html").read_text("utf-8")


def test_a_plugins_command_is_listed_and_called(run: Run, strangers: dict[str, str]) -> None:
    """A stranger's command stands in the help with its package, and runs when called."""
    path = strangers["fake_plugin"]
    assert "rosace-fake" in fine(run("--help", PYTHONPATH=path)).stdout
    assert fine(run("fake-hello", PYTHONPATH=path)).stdout == "Bonjour!\n"


def test_a_closed_pipe_is_no_error(made: Path) -> None:
    """Whoever stops reading our output gets no complaint."""
    script = "rosace show diagnostic | head -n 1"
    environment_path = str(Path(sys.executable).parent)
    done = subprocess.run(  # noqa: S602  # a pipe needs a shell
        f"PATH={environment_path}:$PATH; {script}",
        shell=True,
        cwd=made,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
