"""What whoever waits at a terminal is told."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = 60_000
READ = {"fr": "réponses lues", "en": "responses read"}
LEFT = {
    "fr": r"#+-* \d+\u00a0% · \d+ [^\r]+… reste \d+:\d\d",
    "en": r"#+-* \d+% · \d+ [^\r]+… \d+:\d\d left",
}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that takes more than a second to read."""
    path = tmp_path_factory.mktemp("many") / "many.ndjson"
    document = {
        "schema": "rosace/response/1",
        "instrument": "diagnostic",
        "version": "1.0.0",
        "wave": "2024",
        "answers": {f"q{number:02d}": "A" for number in range(1, 19)},
    }
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            respondent = {"id": f"p{number}", "kind": "individual"}
            file.write(
                json.dumps({**document, "id": f"r{number}", "respondent": respondent}) + "\n"
            )
    return path


def at_a_terminal(*arguments: str) -> str:
    """Return what a command shows at a terminal, which must end well."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "rosace", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as process:  # noqa: S603  # our own command
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:
            pass  # A terminal whose process has ended says so by an error.
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_long_reading_says_how_far_it_has_come(many: Path, language: str) -> None:
    """A file that takes more than a second has its bar and its time, in the reader's language."""
    shown = at_a_terminal("validate", "diagnostic", str(many), "--language", language)
    assert READ[language] in shown
    assert re.search(LEFT[language], shown)


def test_a_long_writing_says_how_far_it_has_come(many: Path, tmp_path: Path) -> None:
    """Responses that are written are counted after those that were read."""
    out = tmp_path / "many.ndjson"
    options = ("--raw", "--out", str(out), "--language", "en")
    shown = at_a_terminal("convert", "diagnostic", str(many), *options)
    assert shown.index("responses read") < shown.index("responses gone through")
    assert shown.rstrip().endswith(f"Written: {out}")


def test_a_long_invention_says_how_far_it_has_come(tmp_path: Path) -> None:
    """How many responses are asked for is known: the bar is exact."""
    out = tmp_path / "many.ndjson"
    options = ("--n", "200000", "--out", str(out), "--language", "fr")
    assert re.search(LEFT["fr"], at_a_terminal("simulate", "diagnostic", *options))
