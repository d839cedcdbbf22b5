"""A plugin that leaves a trace when it is imported, so that a test can tell."""

import os
from pathlib import Path

if marker := os.environ.get("ROSACE_FAKE_MARKER"):
    with Path(marker).open("a", encoding="utf-8") as stream:
        stream.write(f"{__name__}\n")
