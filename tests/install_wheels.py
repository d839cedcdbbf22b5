"""Builds a wheel of every member and installs them all, as an organization would."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def members() -> list[Path]:
    """Return the folders of the members, as requirements-dev.txt names them."""
    text = (ROOT / "requirements-dev.txt").read_text("utf-8")
    return [ROOT / found for found in re.findall(r"^-e \./(\S+)$", text, re.MULTILINE)]


def main(folder: Path) -> None:
    """Build the wheels into a folder, and install them with what they need.

    Args:
        folder: Where the wheels are put.
    """
    pip = [sys.executable, "-m", "pip"]
    build = [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*build, *map(str, members())], check=True)  # noqa: S603  # our own members
    wheels = [str(wheel) for wheel in sorted(folder.glob("*.whl"))]
    # Those of an earlier build bear the same version; what they need is left as it is.
    install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*install, "--reinstall", "--no-deps", *wheels], check=True)  # noqa: S603  # likewise
    subprocess.run([*install, *wheels], check=True)  # noqa: S603  # likewise


if __name__ == "__main__":
    main(Path(sys.argv[1]))
