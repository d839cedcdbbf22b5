"""A plugin called fake, like another, with a command called like another's."""

import os
from pathlib import Path

if marker := os.environ.get("ROSACE_FAKE_MARKER"):
    with Path(marker).open("a", encoding="utf-8") as stream:
        stream.write(f"{__name__}\n")


def hello() -> None:
    """Do nothing."""
