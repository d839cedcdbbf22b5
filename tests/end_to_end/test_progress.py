"""What whoever waits at a terminal is told."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROWS = 60_000


@pytest.mark.parametrize(("language", "said"), [("fr", "réponses lues"), ("en", "responses read")])
def test_a_long_reading_says_how_far_it_has_come(tmp_path: Path, language: str, said: str) -> None:
    """A file that takes more than a second is counted aloud at a terminal, in its language."""
    path = tmp_path / "many.ndjson"
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
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "rosace",
        "validate",
        "diagnostic",
        str(path),
        "--language",
        language,
    ]
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
    assert said in shown.decode()
