"""A case of the kit as a plugin's author reads it: short, and without what says nothing."""

from collections.abc import Mapping
from typing import Any, Final

from rosace.conversion import unstructure
from rosace.interfaces import Responses
from rosace.report import Report
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
    if isinstance(case, list | tuple):
        return [_plain(each) for each in case]
    if isinstance(case, Responses):
        return {"responses": _plain(case.responses), "instrument": _plain(case.instrument)}
    return _report(case) if isinstance(case, Report) else _lean(unstructure(case))


def _report(report: Report) -> Any:
    plain = _lean(unstructure(report))
    used = [name for name in report.messages if f"'{name}'" in str(plain["sections"])]
    plain["messages"] = {name: plain["messages"][name] for name in used}
    return {key: held for key, held in plain.items() if held or key == "sections"}


def _lean(plain: Any) -> Any:
    """Return plain data without the parts that every document has and no law is about."""
    if isinstance(plain, Mapping):
        return {str(key): _lean(each) for key, each in plain.items() if key not in _IDLE}
    if isinstance(plain, list | tuple):
        return [_lean(each) for each in plain]
    return plain
