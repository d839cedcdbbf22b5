"""Reading an organization's configuration file."""

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from rosace.configuration import AllowedPlugin, Configuration
from rosace.values import LANGUAGE

__all__ = ["FILE", "VARIABLE", "configured_language", "load_configuration"]

VARIABLE: Final = "ROSACE_CONFIGURATION"
"""The environment variable that names the configuration file."""

FILE: Final = "rosace.yaml"
"""The configuration file of a folder."""

_KEYS: Final = frozenset({"schema", "plugins", "instrument_folders", "language", "strict"})
_LONGEST: Final = 4000
_VISIBLE: Final = re.compile(r"[^\x00-\x20\xa0]")


def load_configuration(
    path: str | os.PathLike[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> Configuration:
    """Return the configuration that holds here.

    It is the file that is given; or else the one that ``ROSACE_CONFIGURATION``
    names; or else ``rosace.yaml`` in the current folder; or else the default.
    Relative folders of instruments become paths from the file's own folder.

    Args:
        path: A configuration file.
        environment: Environment variables; those of the process where None.

    Raises:
        InvalidDocumentError: The file is missing, or not of the contract.
    """
    named = path or (os.environ if environment is None else environment).get(VARIABLE)
    if named:
        return _read(Path(named))
    return _read(Path(FILE)) if Path(FILE).is_file() else Configuration()


def configured_language(path: str | os.PathLike[str] | None, known: Collection[str]) -> str | None:
    """Return the language that the configuration prefers; None where it is not among the known.

    Args:
        path: As for `load_configuration`.
        known: The languages to choose from.

    Raises:
        InvalidDocumentError: As `load_configuration` does.
    """
    primary = (load_configuration(path).language or "").partition("-")[0]
    return primary if primary in known else None


def _read(file: Path) -> Configuration:
    from rosace.loading import load_document  # noqa: PLC0415  # most folders have no such file

    document, positions = load_document(file)
    found = _simple(document)
    if found is None:
        # Only what is unusual pays for checking by schema, which takes 150 ms to import.
        from rosace.validation import value_of  # noqa: PLC0415

        found = value_of(document, "configuration", file=str(file), positions=positions)
    folders = dict.fromkeys(str(file.parent / each) for each in found.instrument_folders)
    return Configuration(
        plugins=found.plugins,
        instrument_folders=tuple(folders),
        language=found.language,
        strict=found.strict,
    )


def _simple(document: Any) -> Configuration | None:
    """Return the configuration that a document plainly holds; None lets the schema decide."""
    if not isinstance(document, dict) or not document.keys() <= _KEYS:
        return None
    folders = document.get("instrument_folders", [])
    strict = document.get("strict", False)
    is_plain = (
        document.get("schema") == "rosace/configuration/1"
        and _are_folders(folders)
        and _is_language(document.get("language", "en"))
        and isinstance(strict, bool)
    )
    if not is_plain:
        return None
    try:
        return Configuration(
            plugins=_plugins(document.get("plugins", "all")),
            instrument_folders=tuple(folders),
            language=document.get("language"),
            strict=strict,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _plugins(given: Any) -> Literal["all"] | tuple[AllowedPlugin, ...]:
    if given == "all":
        return "all"
    allowed = tuple(_allowed(each) for each in given)
    if not isinstance(given, list) or len(set(allowed)) < len(allowed):
        raise ValueError
    return allowed


def _allowed(given: Any) -> AllowedPlugin:
    if isinstance(given, str):
        return AllowedPlugin(name=given)
    if given.keys() != {"name", "distribution"} or not isinstance(given["distribution"], str):
        raise ValueError
    return AllowedPlugin(name=given["name"], distribution=given["distribution"])


def _are_folders(given: object) -> bool:
    return (
        isinstance(given, list)
        and all(
            isinstance(each, str) and len(each) <= _LONGEST and _VISIBLE.search(each)
            for each in given
        )
        and len(set(given)) == len(given)
    )


def _is_language(given: object) -> bool:
    return isinstance(given, str) and bool(LANGUAGE.fullmatch(given))
