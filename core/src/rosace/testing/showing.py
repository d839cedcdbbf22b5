"""A case of the kit as a plugin's author reads it: short, and without what says nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rosace.conversion import unstructure
from rosace.instrument import Instrument
from rosace.interfaces import Responses
from rosace.report import Report
from rosace.response import Response
from rosace.study import Study
from rosace.writing import dump_yaml

__all__ = ["show"]

_MOST_LINES: Final = 30
_WIDEST: Final = 110
_INDENT: Final = "    "
_IDLE: Final = ("schema", "provenance", "plugin", "version", "rights")


def show(case: object) -> str:
    """Return a case as indented YAML, cut where it is long.

    Args:
        case: A value of the contract, bytes, text, or a tuple or mapping of these.
    """
    try:
        lines = dump_yaml(_plain(case)).decode().splitlines()
    except (TypeError, ValueError):
        lines = repr(case).splitlines()
    cut = [line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…" for line in lines]
    if len(cut) > _MOST_LINES:
        cut[_MOST_LINES:] = [f"… and {len(cut) - _MOST_LINES} more lines"]
    return "\n".join(f"{_INDENT}{line}" for line in cut)


def _plain(case: object) -> Any:
    if isinstance(case, bytes):
        return repr(case)
    if isinstance(case, Mapping):
        return {str(key): _plain(each) for key, each in case.items()}
    if isinstance(case, tuple) and [type(each) for each in case[:2]] == [Instrument, Study]:
        return _walk(*case)
    if isinstance(case, list | tuple):
        return [_plain(each) for each in case]
    if isinstance(case, Responses):
        return {"responses": _plain(case.responses), "instrument": _plain(case.instrument)}
    return _report(case) if isinstance(case, Report) else _lean(unstructure(case))


def _walk(instrument: Instrument, study: Study, responses: Sequence[Response]) -> Any:
    """Return who answered what, with what of the instrument and the study makes a difference."""
    return {
        "instrument": instrument.id,
        "items": {item.id: item.type for item in instrument.items},
        "waves": {wave.id: "closed" if wave.closed else "open" for wave in study.waves},
        "plan": _plain(study.breakdowns),
        "responses": {
            f"{each.id} ({each.respondent.kind})": _plain(each.answers) for each in responses
        },
    }


def _report(report: Report) -> Any:
    plain = _lean(unstructure(report))
    said = str(plain["sections"])
    plain["messages"] = {
        name: words for name, words in plain["messages"].items() if f"'{name}'" in said
    }
    return {key: held for key, held in plain.items() if held or key == "sections"}


def _lean(plain: Any) -> Any:
    """Return plain data without the parts that every document has and no law is about."""
    if isinstance(plain, Mapping):
        return _shortened(plain)
    if isinstance(plain, list | tuple):
        return [_lean(each) for each in plain]
    return plain


def _shortened(plain: Mapping[str, Any]) -> Any:
    """Return words and cells of a report by what they say alone."""
    kind = plain.get("kind")
    if "verbatim" in plain:
        return plain["verbatim"]
    if "localized" in plain:
        return plain["localized"]
    if kind == "withheld":
        return "(withheld)"
    if kind == "text" and plain.keys() == {"kind", "text"}:
        return _lean(plain["text"])
    if kind in {"count", "number"} and plain.get("low") == plain.get("high") is not None:
        return plain["low"]
    return {str(key): _lean(each) for key, each in plain.items() if key not in _IDLE}
