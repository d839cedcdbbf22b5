"""A command, imported only when it is called."""

import os
from pathlib import Path

import click

if marker := os.environ.get("ROSACE_FAKE_MARKER"):
    with Path(marker).open("a", encoding="utf-8") as stream:
        stream.write(f"{__name__}\n")


@click.command()
def hello() -> None:
    """Greet whoever calls."""
    click.echo("Bonjour!")
