"""What ``rosace simulate`` promises whoever calls it."""

import json
import os
import pty
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVERYTHING = str(HERE / "everything.yaml")
Call = Callable[..., subprocess.CompletedProcess[str]]


def executable() -> str:
    """Return the path of the command that is installed beside this interpreter."""
    found = shutil.which("rosace", path=str(Path(sys.executable).parent))
    assert found
    return found


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Lend a function that runs ``rosace simulate`` on the test's instrument, in English."""

    def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own command
            [executable(), *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return start


def test_the_same_arguments_give_the_same_bytes_in_any_process(call: Call, tmp_path: Path) -> None:
    """Neither the order of sets nor the language of the terminal changes a file."""
    for name, environment in (
        ("one.ndjson", {"PYTHONHASHSEED": "1"}),
        ("two.ndjson", {"PYTHONHASHSEED": "2", "LC_ALL": "fr_CA.UTF-8"}),
    ):
        done = call(
            "simulate", EVERYTHING, "--n", "300", "--bad", "0.2", "--out", name, **environment
        )
        assert done.returncode == 0, done.stderr
    one, two = ((tmp_path / name).read_bytes() for name in ("one.ndjson", "two.ndjson"))
    assert one == two


@pytest.mark.parametrize("suffix", ["ndjson", "csv"])
def test_validate_refuses_the_rows_that_were_announced(call: Call, suffix: str) -> None:
    """As many rows as asked for are bad, and validate finds them by the codes told."""
    name = f"answers.{suffix}"
    made = call("simulate", EVERYTHING, "--n", "400", "--bad", "0.1", "--out", name, "--json")
    told = json.loads(made.stdout)
    assert (told["n"], told["sound"], sum(told["bad"].values())) == (400, 360, 40)
    assert all(f"{n} × {code}" in made.stderr for code, n in told["bad"].items())
    read = json.loads(call("validate", EVERYTHING, name, "--json").stdout)
    assert (read["sound"], read["refused"]) == (360, 40)
    errors = [each["code"] for each in read["problems"] if each["severity"] == "error"]
    assert Counter(errors) == told["bad"]


def test_stdout_takes_what_a_file_would(call: Call, tmp_path: Path) -> None:
    """A dash sends the same NDJSON to stdout, and what is said of it to stderr."""
    arguments = ("simulate", EVERYTHING, "--n", "25", "--waves", "1", "--organizations", "0")
    piped = call(*arguments, "--out", "-")
    call(*arguments, "--out", "file.ndjson")
    assert piped.stdout == (tmp_path / "file.ndjson").read_text("utf-8")
    assert "25 sound responses." in piped.stderr
    first = json.loads(piped.stdout.splitlines()[0])
    assert first["wave"] == "wave-1"
    assert "organization" not in first["respondent"]


@pytest.mark.parametrize(("language", "said"), [("fr", "Cela dépend"), ("en", "It depends")])
def test_people_write_in_the_language_asked_for(call: Call, language: str, said: str) -> None:
    """Remarks are in one of the languages, and the talk about them too."""
    done = call("simulate", EVERYTHING, "--n", "300", "--out", "-", "--lang", language)
    assert said in done.stdout
    assert {"fr": "réponses recevables", "en": "sound responses"}[language] in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--n", "-3"), "“-3”"),
        (("--n", "many"), "“many”"),
        (("--bad", "1.5"), "from 0 to 1"),
        (("--bad", "nan"), "from 0 to 1"),
        (("--waves", "0"), "“0”"),
        (("--organizations", "-1"), "“-1”"),
        (("--out", "answers.xlsx"), ".ndjson, .jsonl, .csv"),
        (("--out", "answers"), ".ndjson, .jsonl, .csv"),
        (("--out", "-", "--json"), "--out -"),
        (("--waves", "2", "--study", "study.yaml"), "--waves"),
        (("--wave", "fall"), "--study"),
        (("--out", EVERYTHING), ".ndjson, .jsonl, .csv"),
        (("--study", "study.yaml"), "study.yaml"),
    ],
)
def test_absurd_options_are_refused_with_advice(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """What cannot be done is refused in words that say what can, and nothing is written."""
    done = call("simulate", EVERYTHING, *arguments)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_leaves_what_stood_there(call: Call, tmp_path: Path) -> None:
    """Where a file stands nothing is written; nor where a study invited too few."""
    study = {
        "schema": "rosace/study/1",
        "id": "study",
        "title": {"en": "Study"},
        "subject": {"id": "group", "title": {"en": "Group"}},
        "instruments": [{"id": "everything"}],
        "waves": [{"id": "spring"}],
        "invited": [{"wave": "spring", "count": 10}],
    }
    (tmp_path / "study.json").write_text(json.dumps(study), "utf-8")
    (tmp_path / "old.csv").write_text("old", "utf-8")
    asked = ("simulate", EVERYTHING, "--study", "study.json", "--out", "old.csv")
    for language, said in (("fr", "existe déjà"), ("en", "already there")):
        done = call(*asked, "--lang", language)
        assert (done.returncode, said in done.stderr, done.stdout) == (2, True, "")
    assert (tmp_path / "old.csv").read_text("utf-8") == "old"
    (tmp_path / "old.csv").unlink()
    done = call(*asked, "--n", "11")
    assert (done.returncode, "authoring-too-few-invited" in done.stderr) == (1, True)
    assert not (tmp_path / "old.csv").exists()
    done = call(*asked, "--json")
    assert json.loads(done.stdout) == {"n": 8, "sound": 8, "bad": {}}


def test_a_bound_is_written_out(call: Call) -> None:
    """Whoever gives too large a seed reads the largest one to the last digit."""
    done = call("simulate", EVERYTHING, "--seed", str(10**30))
    assert done.returncode == 2
    assert str(2**63 - 1) in done.stderr


def test_a_long_run_says_how_far_it_has_come(tmp_path: Path) -> None:
    """Rows are counted aloud at a terminal once a second has gone by."""
    ours, theirs = pty.openpty()
    asked = ["simulate", EVERYTHING, "--n", "15000", "--out", str(tmp_path / "many.ndjson")]
    with subprocess.Popen([executable(), *asked, "--lang", "fr"], stderr=theirs) as process:  # noqa: S603  # our own command
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # A terminal whose process has ended says so by an error.
    os.close(ours)
    assert process.returncode == 0
    assert "réponses inventées…" in shown.decode()


def test_the_waves_of_a_study_are_simulated_one_by_one(call: Call, tmp_path: Path) -> None:
    """A file of one wave stands in its folder as it is, its people come back, no other is known."""
    study = {
        "schema": "rosace/study/1",
        "id": "made",
        "title": {"en": "Made"},
        "subject": {"id": "us", "title": {"en": "Us"}},
        "instruments": [{"id": "everything", "file": EVERYTHING}],
        "waves": [{"id": "spring"}, {"id": "fall"}],
    }
    (tmp_path / "study.yaml").write_text(json.dumps(study), "utf-8")
    came = []
    for wave in ("spring", "fall"):
        out = tmp_path / "responses" / wave / "everything.ndjson"
        asked = ("--study", "study.yaml", "--wave", wave, "--n", "40", "--out", str(out))
        done = call("simulate", EVERYTHING, *asked)
        assert done.returncode == 0, done.stderr
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert (len(rows), {each["wave"] for each in rows}) == (40, {wave})
        came.append({each["respondent"]["id"] for each in rows})
    assert 20 < len(came[0] & came[1]) < 40
    done = call("validate", "--study", ".", "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "80 sound responses; refused: 0.\n"), done.stderr
    done = call("simulate", EVERYTHING, "--study", "study.yaml", "--wave", "winter")
    assert (done.returncode, "spring, fall" in done.stderr) == (2, True)
