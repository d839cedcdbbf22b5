"""The schema that editors complete and check an instrument's file by.

The contract's own schemas refer to one another by names that are published nowhere;
so a copy that is complete in itself goes into a folder beside the instrument, where no
other file is mistaken for it: folders inside a folder of instruments are not looked into.
"""

from pathlib import Path
from typing import Final

from rosace.errors import OutputError
from rosace.loading import dump_json
from rosace.output import reason_of, write_file

__all__ = ["SCHEMA_FILE", "schema_line", "write_schema"]

SCHEMA_FILE: Final = ".schemas/rosace-instrument-1.json"
"""Where the schema goes, from the folder of the instrument."""


def schema_line() -> str:
    """Return the line by which the servers behind editors find the schema of a YAML file."""
    return f"# yaml-language-server: $schema={SCHEMA_FILE}"


def write_schema(folder: Path) -> Path:
    """Write the schema for the instruments of a folder, unless it is there as it should be.

    Args:
        folder: The folder of the instruments.

    Returns:
        The file.

    Raises:
        OutputError: It cannot be written.
    """
    from rosace_schemas import bundle  # noqa: PLC0415  # schemas are read from files

    file = folder / SCHEMA_FILE
    data = dump_json(bundle("instrument"), indent=True)
    try:
        is_there = file.is_file() and file.read_bytes() == data
    except OSError as error:
        raise OutputError(str(file), reason_of(file, error)) from error
    if not is_there:
        write_file(file, [data])
    return file
