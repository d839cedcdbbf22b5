"""What an exporter makes in another process, in which sets have another order."""

import base64
import json
import pickle
import subprocess
import sys
from os import environ, pathsep
from typing import Final

from rosace.interfaces import Document, Exporter

__all__ = ["made_elsewhere"]

_SEEDS: Final = ("1", "2")
_PROGRAM: Final = """
import base64, json, pickle, sys
exporter, document, language = pickle.loads(base64.b64decode(sys.stdin.read()))
from rosace.testing.specimens import formatter_of
formatter = formatter_of(document, language)
files = exporter.export(document, language, lambda *_: None, formatter)
made = {name: base64.b64encode(b"".join(chunks)).decode() for name, chunks in files}
print("", json.dumps(made), sep="\\n")
"""


def made_elsewhere(
    exporter: Exporter, document: Document, language: str
) -> dict[str, bytes] | None:
    """Return the files that another process makes, or None where it cannot be asked.

    Args:
        exporter: The exporter; its module must be one that another process can import.
        document: What to write.
        language: The language.

    Raises:
        CalledProcessError: The exporter fails there.
    """
    try:
        given = base64.b64encode(pickle.dumps((exporter, document, language))).decode()
    except (AttributeError, TypeError, pickle.PicklingError):
        return None
    seed = next(each for each in _SEEDS if each != environ.get("PYTHONHASHSEED"))
    path = pathsep.join(filter(None, sys.path))
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", _PROGRAM],
        input=given,
        env={**environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    done.check_returncode()
    held: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return {name: base64.b64decode(each) for name, each in held.items()}
