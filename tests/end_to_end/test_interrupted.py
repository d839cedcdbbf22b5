"""What a run that is broken off leaves behind: nothing."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ENDINGS = {"SIGINT": 130, "SIGTERM": 143, "SIGKILL": -signal.SIGKILL}
INVENTED = 15_000
"""Responses that take several seconds to be written as YAML."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of many responses."""
    path = tmp_path_factory.mktemp("many") / "many.ndjson"
    options = ("diagnostic", "--n", str(INVENTED), "--out", str(path))
    subprocess.run([sys.executable, "-m", "rosace", "simulate", *options], check=True)  # noqa: S603  # our own command
    return path


def broken_off(arguments: tuple[str, ...], said: str, name: str) -> int:
    """Return how a command ends that gets a signal once it says something at a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "rosace", *arguments, "--language", "en"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as process:  # noqa: S603  # our own command
        os.close(theirs)
        shown = b""
        while said not in shown.decode(errors="replace"):
            # A command that ends before closes the terminal, which raises here.
            shown += os.read(ours, 4096)
        process.send_signal(getattr(signal, name))
    os.close(ours)
    return process.returncode


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("command", ["simulate", "convert"])
def test_a_run_that_is_broken_off_leaves_no_file(
    tmp_path: Path, many: Path, command: str, name: str
) -> None:
    """Neither half a file nor a temporary one stays, also where the process is killed."""
    if name == "SIGKILL" and not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system has no files without a name")
    if command == "simulate":
        out, said = tmp_path / "new" / "out.ndjson", "responses made up"
        given = ("simulate", "diagnostic", "--n", "50000000", "--out", str(out))
    else:
        out, said = tmp_path / "new" / "out.yaml", "responses gone through"
        given = ("convert", "diagnostic", str(many), "--raw", "--out", str(out))
    assert broken_off(given, said, name) == ENDINGS[name]
    assert list(out.parent.iterdir()) == []
