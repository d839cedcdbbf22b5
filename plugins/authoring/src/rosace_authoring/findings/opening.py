"""Reading an author's file, and going on where a slip leaves its structure whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import InvalidDocumentError, Problem, UnknownInstrumentError
from rosace.explaining import locate
from rosace.loading import Limits, load_document
from rosace.values import evolve, value
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from rosace import Appraiser
    from rosace.loading import Positions

__all__ = ["Opened", "open_instrument", "other_document"]

_SUFFIXES: Final = frozenset({".yaml", ".yml", ".json"})
_HARMLESS: Final = frozenset(
    {
        "duplicate-key",
        "integer-too-long",
        "not-finite",
        "number-too-large",
        "yaml-anchor",
        "yaml-directive",
        "yaml-key-not-text",
        "yaml-merge-key",
        "yaml-tag",
    }
)
"""Findings after which the rest of a file still means what its author meant."""

_OTHERS: Final = {
    "rosace/configuration/1": "rosace --configuration FILE doctor",
    "rosace/ledger/1": "rosace appraise --study FOLDER",
    "rosace/mapping/1": "rosace validate ID answers.csv --mapping FILE",
    "rosace/overlay/1": "rosace show ID --overlay FILE",
    "rosace/report/1": "rosace schema report",
    "rosace/release/1": "rosace appraise --study FOLDER",
    "rosace/response/1": "rosace validate ID FILE",
    "rosace/study/1": "rosace validate ID answers.csv --study FILE",
}
"""By the schema of a document that is no instrument, the command that looks at it."""

_FILE: Final = "FILE"

_NO_SCALAR: Final = "?"
_LIMITS: Final = Limits(problems=200)


@value
class Opened:
    """What an author's file holds, as far as it can be read.

    Args:
        file: Its name for people.
        document: Its plain data; they mean nothing unless it can be read on.
        positions: Line and column by JSON Pointer, where they are known.
        problems: What keeps it from being a sound document.
        is_readable: Whether the data can be looked at in spite of that.
    """

    file: str
    document: Any
    positions: "Positions | None"
    problems: tuple[Problem, ...] = ()
    is_readable: bool = True


def open_instrument(name: str, appraiser: "Appraiser") -> Opened:
    """Return what the file of an instrument holds.

    Args:
        name: The path of a file, or the id of an instrument at hand.
        appraiser: Knows the instruments at hand.

    Raises:
        UnknownInstrumentError: It is neither.
    """
    source = appraiser.instruments.get(name)
    if source is not None and source.package is not None:
        try:
            document, positions = source.read()
        except InvalidDocumentError as error:
            return _closed(source.name, error.problems)
        return Opened(file=source.name, document=document, positions=positions)
    path = Path(name if source is None else source.file)
    if path.suffix not in _SUFFIXES and not path.is_file():
        raise UnknownInstrumentError(name, tuple(appraiser.instruments))
    return _of_file(str(path))


def other_document(opened: Opened) -> Problem | None:
    """Return the finding that a file holds another document of the contract, or None.

    Args:
        opened: The file.
    """
    held = opened.document if isinstance(opened.document, dict) else {}
    found = held.get("schema")
    if not isinstance(found, str) or found not in _OTHERS:
        return None
    command = _OTHERS[found].replace(_FILE, opened.file)
    return locate(
        "authoring-other-document",
        ("schema",),
        {"found": found, "command": command},
        opened.positions,
        file=opened.file,
        catalogue=PACKAGE,
    )


def _of_file(file: str) -> Opened:
    try:
        document, positions = load_document(file)
    except InvalidDocumentError as error:
        return _read_on(file, error.problems)
    if positions is None:
        positions = _positions_in_json(file, document)
    return Opened(file=file, document=document, positions=positions)


def _closed(file: str, problems: tuple[Problem, ...]) -> Opened:
    return Opened(file=file, document=None, positions=None, problems=problems, is_readable=False)


def _read_on(file: str, problems: tuple[Problem, ...]) -> Opened:
    """Return what a faulty file holds, where its faults leave the structure whole."""
    if not all(map(_is_harmless, problems)):
        return _closed(file, problems)
    document, positions, found = _scanned(file)
    if not all(map(_is_harmless, found)) or len(found) >= _LIMITS.problems:
        return _closed(file, problems)
    placed = tuple(evolve(each, file=file) for each in found)
    return Opened(file=file, document=document, positions=positions, problems=placed)


def _is_harmless(problem: Problem) -> bool:
    return (
        problem.code in _HARMLESS
        and problem.pointer is not None
        and problem.arguments.get("found") != _NO_SCALAR
    )


def _scanned(file: str) -> "tuple[object, Positions | None, list[Problem]]":
    # Only files with faults are read by these.
    from rosace.strict_json import scan  # noqa: PLC0415
    from rosace.strict_yaml import build  # noqa: PLC0415

    text = Path(file).read_text("utf-8-sig")
    if Path(file).suffix == ".json":
        document, found = scan(text, _LIMITS)
        return document, None, found
    return build(text, _LIMITS)


def _positions_in_json(file: str, document: object) -> "Positions | None":
    """Return where the parts of a JSON file stand, for which YAML's reader does where it agrees."""
    from rosace.strict_yaml import build  # noqa: PLC0415  # only where a JSON file is checked

    data = Path(file).read_bytes()
    if len(data) > _LIMITS.yaml_bytes:
        return None
    held, positions, found = build(data.decode("utf-8-sig"), _LIMITS)
    return positions if not found and held == document else None
