"""What a new instrument is made of: the commented start, or what a file holds."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import InvalidDocumentError, Problem, UnknownInstrumentError
from rosace.loading import load_document, load_yaml, open_file
from rosace.values import value
from rosace_authoring import PACKAGE
from rosace_authoring.beginning.editor_schema import schema_line
from rosace_authoring.beginning.starting import start_text
from rosace_authoring.beginning.yaml_text import yaml_text

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace_authoring.beginning.accounting import Accounted

__all__ = ["Beginning", "from_file", "from_nothing"]

_WORKBOOK: Final = ".xlsx"
_DOCUMENTS: Final = frozenset({".yaml", ".yml", ".json"})
_INSTRUMENT: Final = "rosace/instrument/1"


@value
class Beginning:
    """A new instrument, before it is written.

    Args:
        document: The instrument, as plain data.
        text: Its file.
        problems: Notices on what was read.
        accounted: What became of each column of a file of answers.
        mapping: What the columns of that file mean, where it cannot be read without.
        former: The id that the instrument had in the file, where it had another.
    """

    document: Mapping[str, Any]
    text: str
    problems: tuple[Problem, ...] = ()
    accounted: "tuple[Accounted, ...]" = ()
    mapping: Mapping[str, Any] | None = None
    former: str | None = None


def from_nothing(name: str, languages: Sequence[str], spoken: str) -> Beginning:
    """Return the commented start of an instrument.

    Args:
        name: Its id.
        languages: The languages that it declares.
        spoken: The author's language.
    """
    text = start_text(name, languages, spoken)
    document, _ = load_yaml(text.encode())
    return Beginning(document=_mapping(document), text=text)


def from_file(name: str, source: str, spoken: str, appraiser: "Appraiser") -> Beginning:
    """Return the instrument that a file holds, or that its answers lead one to think of.

    Args:
        name: The new instrument's id.
        source: The path of an instrument, of its workbook or of a file of answers; or
            the id of an instrument at hand.
        spoken: The author's language.
        appraiser: Knows the instruments at hand and what reads tables.

    Raises:
        InvalidDocumentError: The file cannot be read, with all Problems.
        UnknownInstrumentError: It is no path, and no instrument has that id.
    """
    suffix = Path(source).suffix.lower()
    if not suffix and not Path(source).exists():
        held = appraiser.instruments.get(source)
        if held is None:
            raise UnknownInstrumentError(source, tuple(appraiser.instruments))
        document, positions = held.read()
        return _copied(name, document, positions, held.name)
    if suffix == _WORKBOOK and (found := _from_workbook(name, source, appraiser)):
        return found
    if suffix in _DOCUMENTS:
        return _copied(name, *load_document(source), source)
    from rosace_authoring.beginning.proposing import propose_instrument  # noqa: PLC0415  # only for answers

    proposed = propose_instrument(name, source, spoken, tuple(appraiser.host.importers.values()))
    return Beginning(
        document=proposed.document,
        text=_text(proposed.document, proposed.comments),
        accounted=proposed.accounted,
        problems=proposed.notices,
        mapping=proposed.mapping,
    )


def _from_workbook(name: str, source: str, appraiser: "Appraiser") -> Beginning | None:
    """Return the instrument of a workbook; None where the workbook holds something else."""
    from rosace_authoring.workbook.layout import INSTRUMENT  # noqa: PLC0415  # only for workbooks
    from rosace_authoring.workbook.opening import LIMITS as MOST  # noqa: PLC0415  # likewise
    from rosace_authoring.workbook.opening import is_workbook  # noqa: PLC0415  # likewise
    from rosace_authoring.workbook.reading import read_workbook  # noqa: PLC0415  # likewise

    with open_file(source) as stream:
        data = stream.read(MOST.bytes + 1)
    if not is_workbook(data, INSTRUMENT.name) and any(
        _WORKBOOK in each.suffixes for each in appraiser.host.importers.values()
    ):
        return None
    document, notices = read_workbook(data, source, appraiser.instrument)
    return _renamed(name, document, notices)


def _copied(name: str, document: object, positions: Any, file: str) -> Beginning:
    """Return an instrument's document under its new name, checked."""
    from rosace.validation import value_of  # noqa: PLC0415  # only to copy

    if isinstance(document, dict) and document.get("schema", _INSTRUMENT) != _INSTRUMENT:
        arguments = {"found": str(document["schema"])}
        problem = Problem(
            "authoring-not-instrument", file=file, arguments=arguments, catalogue=PACKAGE
        )
        raise InvalidDocumentError((problem,))
    value_of(document, "instrument", file=file, positions=positions)
    return _renamed(name, _mapping(document), ())


def _renamed(name: str, document: Mapping[str, Any], problems: tuple[Problem, ...]) -> Beginning:
    former = document["id"]
    renamed = {**_own(document, former, name), "id": name}
    return Beginning(
        document=renamed,
        text=_text(renamed, {}),
        problems=problems,
        former=former if former != name else None,
    )


def _own(part: Any, former: str, name: str) -> Any:
    """Return a part in which references to the instrument's former id lead to the new one."""
    if isinstance(part, list):
        return [_own(each, former, name) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {**held, "instrument": name}
        if key == "to" and isinstance(held, dict) and held.get("instrument") == former
        else _own(held, former, name)
        for key, held in part.items()
    }


def _text(document: Mapping[str, Any], comments: Mapping[Any, str]) -> str:
    return f"{schema_line()}\n\n{yaml_text(document, comments)}"


def _mapping(document: object) -> Mapping[str, Any]:
    assert isinstance(document, Mapping)  # noqa: S101  # checked by the contract, or made by us
    return document
