"""What the command line promises to whoever uses it wrongly: told so, in their language.

Every wrong use ends with its status, says what is wrong on stderr and nothing on
stdout, shows no traceback, and leaves every file as it was.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Check = Callable[..., None]
Snapshot = Callable[[Path], dict[str, str]]
LANGUAGES = ("fr", "en")
ANSWERS = "diagnostic-2024.csv"
STUDY = ("--study", "study.yaml")

FILES = {
    "broken.json": '{"schema": "rosace/response/1",',
    "letter.docx": "Bonjour",
    "faulty.csv": "@respondent,q01\np1,A\np2,Z\n",
    "plain.csv": "@respondent,sector,q01\np1,public,A\np2,public,B\n",
    "bad-study.yaml": "schema: rosace/study/1\nid: s\ntitel: {fr: Étude}\n",
    "twice-study.yaml": (
        "schema: rosace/study/1\nid: s\ntitle: {fr: É}\nsubject: {id: s, title: {fr: É}}\n"
        "instruments: [{id: diagnostic}]\nwaves: [{id: '2024'}, {id: '2024'}]\n"
    ),
    "other-study.yaml": (
        "schema: rosace/study/1\nid: s\ntitle: {fr: É}\nsubject: {id: s, title: {fr: É}}\n"
        "instruments: [{id: effects}]\nwaves: [{id: '2024'}]\n"
    ),
    "bad-mapping.yaml": "schema: rosace/mapping/1\ninstrument: diagnostic\ncolums: []\n",
    "other-mapping.yaml": (
        "schema: rosace/mapping/1\ninstrument: effects\n"
        "columns: [{column: q01, to: events}, {column: '@respondent', to: '@respondent'}]\n"
    ),
    "bad-overlay.yaml": "schema: rosace/overlay/1\ninstrument: diagnostic\n",
    "other-overlay.yaml": (
        "schema: rosace/overlay/1\ninstrument: effects\nversion: 1.0.0\nprovenance: ours\n"
        "rights: {holder: Table, wording: ours}\n"
    ),
    "bad-configuration.yaml": "schema: rosace/configuration/1\nplugin: all\n",
    "bad-instrument.yaml": "schema: rosace/instrument/1\nid: Bad Id\n",
    "short-key": "short",
    "responses.json": '[{"schema": "rosace/response/1"}]',
    "file": "a file, where a folder is needed",
}

WRONG: dict[str, tuple[tuple[str, ...], int, str, dict[str, str | int]]] = {
    "unknown command": (("frobnicate",), 2, "cli.error.command", {"found": "frobnicate"}),
    "nearly a command": (("instrument",), 2, "cli.error.command-near", {"nearest": "instruments"}),
    "unknown option": (("instruments", "--zzz"), 2, "cli.error.option", {"found": "--zzz"}),
    "nearly an option": (("instruments", "--jsn"), 2, "cli.error.option-near", {"found": "--jsn"}),
    "unknown option before": (("--zzz", "instruments"), 2, "cli.error.option", {"found": "--zzz"}),
    "unknown letter": (("-x",), 2, "cli.error.option", {"found": "-x"}),
    "option as a value": (
        ("appraise", "diagnostic", ANSWERS, "--out", "--to", "html"),
        2,
        "cli.error.values",
        {"name": "--out", "n": 1},
    ),
    "one value of two": (
        ("appraise", "diagnostic", ANSWERS, "--with", "effects"),
        2,
        "cli.error.values",
        {"name": "--with", "n": 2},
    ),
    "an option of files for a whole study": (
        ("appraise", *STUDY, "--mapping", "bad-mapping.yaml"),
        2,
        "error.usage-with-files-only",
        {"option": "--mapping"},
    ),
    "a whole study whose folder holds no answers": (
        ("appraise", *STUDY),
        1,
        "problem.study-without-answers",
        {},
    ),
    "an instrument of a study without files": (
        ("validate", "diagnostic", *STUDY),
        2,
        "cli.error.missing",
        {},
    ),
    "report over the study": (
        ("appraise", *STUDY, "--to", "json", "--out", "study.yaml"),
        2,
        "error.usage-path-in-use",
        {"option": "--out", "path": "study.yaml"},
    ),
    "one person and everyone": (
        ("withdraw", "p1", "--everyone", *STUDY),
        2,
        "error.usage-options-conflict",
        {"second": "--everyone"},
    ),
    "a person of no study": (("withdraw", "p1"), 2, "cli.error.missing", {"name": "--study"}),
    "yes to nothing": (
        ("withdraw", "p1", "--yes", *STUDY),
        2,
        "error.usage-option-missing",
        {"option": "--everyone"},
    ),
    "no such audience": (
        ("appraise", "diagnostic", ANSWERS, "--audience", "nobody"),
        2,
        "cli.error.not-one-of",
        {"name": "--audience", "found": "nobody", "known": "facilitator, group, public"},
    ),
    "no attribute's name": (
        ("appraise", "diagnostic", ANSWERS, "--by", "Secteur"),
        2,
        "cli.error.attribute",
        {"found": "Secteur"},
    ),
    "an attribute twice in a breakdown": (
        ("appraise", "diagnostic", ANSWERS, "--by", "sector,sector"),
        2,
        "cli.error.attribute-twice",
        {"found": "sector,sector"},
    ),
    "report over the answers": (
        ("appraise", "diagnostic", ANSWERS, "--to", "html", "--out", f"./{ANSWERS}"),
        2,
        "error.usage-path-in-use",
        {"option": "--out", "path": f"./{ANSWERS}"},
    ),
    "report over another file of answers": (
        ("appraise", "diagnostic", ANSWERS, "--with", "effects", "e.json", "--out", "e.json"),
        2,
        "error.usage-path-in-use",
        {"option": "--out", "path": "e.json"},
    ),
    "rejects over the study": (
        ("appraise", "diagnostic", ANSWERS, *STUDY, "--keep-valid", "--rejects", "study.yaml"),
        2,
        "error.usage-path-in-use",
        {"option": "--rejects", "path": "study.yaml"},
    ),
    "mapping over the answers": (
        ("convert", "diagnostic", ANSWERS, "--propose-mapping", ANSWERS),
        2,
        "error.usage-path-in-use",
        {"option": "--propose-mapping", "path": ANSWERS},
    ),
    "responses over others": (
        ("convert", "diagnostic", ANSWERS, "--raw", "--out", "responses.json"),
        2,
        "error.output-exists",
        {"path": "responses.json"},
    ),
    "mapping over another": (
        ("convert", "diagnostic", ANSWERS, "--propose-mapping", "bad-mapping.yaml"),
        2,
        "error.output-exists",
        {"path": "bad-mapping.yaml"},
    ),
    "format by an unknown suffix": (
        ("appraise", "diagnostic", ANSWERS, "--out", "report.odt"),
        2,
        "error.unknown-exporter",
        {"id": "odt"},
    ),
    "nearly an instrument": (
        ("show", "diagnostik"),
        2,
        "error.unknown-instrument-suggestion.advice",
        {"nearest": "diagnostic"},
    ),
    "no such instrument": (("show", "zzz"), 2, "error.unknown-instrument", {"id": "zzz"}),
    "no such schema": (("schema", "zzz"), 2, "error.unknown-instrument", {"id": "zzz"}),
    "no such instrument file": (("show", "no.yaml"), 2, "problem.file-not-found", {}),
    "faulty instrument": (("show", "bad-instrument.yaml"), 1, "problem.missing-key", {}),
    "no such answers": (("validate", "diagnostic", "no.csv"), 2, "problem.file-not-found", {}),
    "no such answers, no format": (
        ("appraise", "diagnostic", "no"),
        2,
        "problem.file-not-found",
        {},
    ),
    "folder as answers": (("validate", "diagnostic", "."), 2, "problem.is-a-folder", {}),
    "unknown format": (
        ("validate", "diagnostic", "letter.docx"),
        2,
        "problem.no-importer",
        {"found": ".docx"},
    ),
    "broken JSON": (("validate", "diagnostic", "broken.json"), 1, "problem.json-unfinished", {}),
    "refused answers": (("appraise", "diagnostic", "faulty.csv"), 1, "cli.refused", {"n": 1}),
    "refused documents": (("convert", "diagnostic", "responses.json"), 1, "cli.refused", {"n": 1}),
    "the same file twice": (
        ("appraise", "diagnostic", ANSWERS, ANSWERS),
        1,
        "problem.file-twice",
        {"first": ANSWERS},
    ),
    "nearly an exporter": (
        ("appraise", "diagnostic", ANSWERS, "--to", "htm"),
        2,
        "error.unknown-exporter-suggestion.advice",
        {"nearest": "html"},
    ),
    "exporter of responses": (
        ("appraise", "diagnostic", ANSWERS, "--to", "ndjson"),
        2,
        "error.unknown-exporter",
        {"id": "ndjson"},
    ),
    "exporter of reports": (
        ("convert", "diagnostic", ANSWERS, "--to", "svg", "--raw"),
        2,
        "error.unknown-exporter",
        {"id": "svg"},
    ),
    "raw answers unasked": (
        ("convert", "diagnostic", ANSWERS),
        2,
        "error.usage-option-missing",
        {"option": "--raw"},
    ),
    "raw answers of an anonymous study": (
        ("convert", "diagnostic", ANSWERS, "--raw", "--study", "anonymous.yaml"),
        2,
        "error.disclosure-raw-refused",
        {},
    ),
    "no such study": (
        ("appraise", "diagnostic", ANSWERS, "--study", "no.yaml"),
        2,
        "problem.file-not-found",
        {},
    ),
    "no such study, no format": (
        ("appraise", "diagnostic", ANSWERS, "--study", "no"),
        2,
        "problem.file-not-found",
        {},
    ),
    "no such whole study": (("validate", "--study", "no"), 2, "problem.file-not-found", {}),
    "no such study to appraise": (("appraise", "--study", "no"), 2, "problem.file-not-found", {}),
    "faulty study": (
        ("appraise", "diagnostic", ANSWERS, "--study", "bad-study.yaml"),
        1,
        "problem.unknown-key-suggestion.advice",
        {"nearest": "title"},
    ),
    "a wave twice": (
        ("appraise", "diagnostic", ANSWERS, "--study", "twice-study.yaml"),
        1,
        "problem.duplicate-id",
        {"id": "2024"},
    ),
    "faulty mapping": (
        ("validate", "diagnostic", "faulty.csv", "--mapping", "bad-mapping.yaml"),
        1,
        "problem.unknown-key-suggestion.advice",
        {"nearest": "columns"},
    ),
    "mapping of another instrument": (
        ("appraise", "diagnostic", "faulty.csv", "--mapping", "other-mapping.yaml"),
        1,
        "problem.mapping-other-instrument",
        {"found": "effects", "expected": "diagnostic"},
    ),
    "faulty overlay": (
        ("show", "diagnostic", "--overlay", "bad-overlay.yaml"),
        1,
        "problem.missing-key",
        {"key": "rights"},
    ),
    "overlay of another instrument": (
        ("schema", "diagnostic", "--overlay", "other-overlay.yaml"),
        1,
        "problem.overlay-of-other",
        {"found": "effects", "expected": "diagnostic"},
    ),
    "no such configuration": (
        ("--configuration", "no.yaml", "instruments"),
        2,
        "problem.file-not-found",
        {},
    ),
    "faulty configuration": (
        ("--configuration", "bad-configuration.yaml", "plugins"),
        1,
        "problem.unknown-key-suggestion.advice",
        {"nearest": "plugins"},
    ),
    "unplanned breakdown": (
        ("appraise", "diagnostic", ANSWERS, *STUDY, "--by", "sector"),
        2,
        "error.disclosure-not-planned",
        {"breakdown": "sector"},
    ),
    "breakdown by nothing known": (
        ("appraise", "diagnostic", ANSWERS, "--by", "age"),
        2,
        "error.usage-unknown-breakdown",
        {"breakdown": "age"},
    ),
    "answers checked for a breakdown by nothing known": (
        ("validate", "diagnostic", ANSWERS, "--by", "sectr"),
        2,
        "error.usage-unknown-breakdown",
        {"breakdown": "sectr", "known": "sector"},
    ),
    "answers checked for an unplanned breakdown": (
        ("validate", "diagnostic", ANSWERS, *STUDY, "--by", "sector"),
        2,
        "error.disclosure-not-planned",
        {"breakdown": "sector"},
    ),
    "breakdown by a column that is not there": (
        ("appraise", "diagnostic", "plain.csv", "--by", "sectr"),
        2,
        "error.usage-unknown-breakdown-none.advice",
        {"breakdown": "sectr"},
    ),
    "a connection that no engine is asked to use": (
        ("appraise", "diagnostic", ANSWERS, "--connect", "x"),
        2,
        "error.usage-option-missing",
        {"option": "--engine"},
    ),
    "a pattern that no file fits": (
        ("validate", "diagnostic", "no-such-*.parquet"),
        2,
        "problem.pattern-without-match",
        {},
    ),
    "no such engine": (
        ("appraise", "diagnostic", ANSWERS, "--engine", "zzz"),
        2,
        "error.usage-value-refused",
        {"option": "--engine", "found": "zzz"},
    ),
    "a file where the folder should be": (
        ("appraise", "diagnostic", ANSWERS, "--out", "file/report.html"),
        2,
        "error.output-not-a-folder",
        {"path": "file"},
    ),
    "a folder where the file should be": (
        ("appraise", "diagnostic", ANSWERS, "--out", "drawer"),
        2,
        "error.output-is-a-folder",
        {"path": "drawer"},
    ),
    "a folder that is a study's": (
        ("appraise", "diagnostic", ANSWERS, "--out", "."),
        2,
        "error.output-of-study",
        {"path": "."},
    ),
    "a file where the demo's folder should be": (
        ("demo", "--out", "file"),
        2,
        "error.output-not-a-folder",
        {"path": "file"},
    ),
    "mapping for two files": (
        ("convert", "diagnostic", ANSWERS, ANSWERS, "--propose-mapping", "m.yaml"),
        2,
        "cli.error.one-file",
        {},
    ),
    "mapping for no table": (
        ("convert", "diagnostic", "effects.yaml", "--propose-mapping", "m.yaml"),
        2,
        "problem.no-importer",
        {"found": ".yaml"},
    ),
    "mapping used and proposed": (
        ("convert", "diagnostic", ANSWERS, "--propose-mapping", "m.yaml", "--mapping", "n.yaml"),
        2,
        "error.usage-options-conflict",
        {"first": "--propose-mapping", "second": "--mapping"},
    ),
    "rejects of nothing": (
        ("appraise", "diagnostic", ANSWERS, "--rejects", "r.ndjson"),
        2,
        "error.usage-option-missing",
        {"option": "--keep-valid"},
    ),
    "key too short": (
        ("validate", "diagnostic", ANSWERS, "--pseudonymize", "short-key"),
        1,
        "problem.key-too-short",
        {},
    ),
    "study of another instrument": (
        ("validate", "diagnostic", ANSWERS, "--study", "other-study.yaml"),
        1,
        "problem.instrument-not-in-study",
        {"study": "s", "instrument": "diagnostic", "known": "effects"},
    ),
    "responses to another instrument": (
        ("appraise", "diagnostic", "effects.yaml"),
        1,
        "problem.wrong-instrument",
        {"found": "effects", "expected": "diagnostic"},
    ),
}


@pytest.fixture
def work(example: Path) -> Path:
    """Return a folder with sound files and many a faulty one."""
    for name, text in FILES.items():
        (example / name).write_text(text, "utf-8")
    (example / "short-key").chmod(0o600)
    (example / "drawer").mkdir()
    study = (example / "study.yaml").read_text("utf-8")
    (example / "anonymous.yaml").write_text(f"{study}identity: anonymous\n", "utf-8")
    return example


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRONG)
def test_wrong_use_is_told(  # noqa: PLR0913, PLR0917  # one for each fact
    run: Run, check: Check, work: Path, snapshot: Snapshot, name: str, language: str
) -> None:
    """What is wrong is said in the language asked for, and no file is left or changed."""
    arguments, status, identifier, details = WRONG[name]
    before = snapshot(work)
    done = run("--lang", language, *arguments, cwd=work)
    check(done, status, language, identifier, **details)
    assert snapshot(work) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["no.csv", "no.yaml", "no"])
def test_a_missing_file_is_named(run: Run, work: Path, name: str, language: str) -> None:
    """Whoever mistypes a file's name reads the name as it was written."""
    done = run("validate", "diagnostic", name, "--lang", language, cwd=work)
    assert name in done.stderr
