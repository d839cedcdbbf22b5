"""One answer out of several columns: marks for what is picked, numbers for an order."""

from collections.abc import Mapping
from typing import Final

import attrs

from rosace.cells import fold, spell
from rosace.errors import Problem
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Held
from rosace_tables.sheets.layout import RANK, Options

__all__ = ["picked"]

_BETWEEN: Final = " | "
_NOTHING: Final = "[]"
_PICKED: Final = frozenset({"x", "1", "oui", "yes", "true", "vrai", "✓", "✔", "✗", "✘", "☒", "☑"})
_LEFT: Final = frozenset({"0", "non", "no", "false", "faux", "☐"})


def picked(options: Options, cells: Mapping[int, Held], findings: list[Problem]) -> str | None:
    """Return the codes that a row picks or ranks, or None where it says nothing.

    Args:
        options: The columns.
        cells: The cells of the row, without formulas and errors.
        findings: Takes what cannot be understood.
    """
    said = {
        code: text
        for number, code in options.codes.items()
        if number in cells and (text := fold(spell(cells[number].content)))
    }
    if not said:
        return None
    codes = _ranked(options, said, findings) if options.sign == RANK else _marked(said)
    if codes is None:
        odd = next(text for text in said.values() if text not in _PICKED | _LEFT)
        code = next(each for each, text in said.items() if text == odd)
        findings.append(_problem("tables-mark", options, code, found=odd))
        return None
    return _BETWEEN.join(codes) or _NOTHING


def _marked(said: Mapping[str, str]) -> list[str] | None:
    if not set(said.values()) <= _PICKED | _LEFT:
        return None
    return [code for code, text in said.items() if text in _PICKED]


def _ranked(options: Options, said: Mapping[str, str], findings: list[Problem]) -> list[str]:
    ranks: dict[int, str] = {}
    before = len(findings)
    if set(said.values()) == {"0"}:
        return []
    for code, text in said.items():
        if not (text.isdecimal() and int(text)):
            findings.append(_problem("tables-rank", options, code, found=text))
        elif int(text) in ranks:
            findings.append(_problem("tables-rank-twice", options, code, found=text))
        else:
            ranks[int(text)] = code
    order = sorted(ranks)
    for place, rank in enumerate(order, start=1):
        if rank != place and len(findings) == before:
            problem = _problem("tables-rank-gap", options, ranks[rank], found=str(rank))
            arguments = {**problem.arguments, "expected": place}
            findings.append(attrs.evolve(problem, arguments=arguments))
    return [ranks[rank] for rank in order]


def _problem(name: str, options: Options, code: str, *, found: str) -> Problem:
    heading = f"{options.item}{options.sign}{code}"
    return Problem(name, heading=heading, arguments={"found": found}, catalogue=CATALOGUE)
