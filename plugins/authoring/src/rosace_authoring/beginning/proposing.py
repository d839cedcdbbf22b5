"""An instrument proposed from a file of answers, which accepts every row of that file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import attrs

from rosace.cells import fold
from rosace.columnar import WORDS
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError, Problem
from rosace.headings import headings_of
from rosace.instrument import Instrument
from rosace.interfaces import ImportedTable, Importer, ImportOptions
from rosace.loading import open_file
from rosace.mapping import FileMapping, direct_mapping, rows_to_documents
from rosace.messages import translate
from rosace.reading import importer_of, known_suffixes, unreadable
from rosace.responses import ResponseChecker
from rosace.values import evolve, value
from rosace_authoring import PACKAGE
from rosace_authoring.beginning.accounting import Accounted
from rosace_authoring.beginning.guessing import Guess, guess, why_aside
from rosace_authoring.beginning.naming import distinct_name, identifier_of
from rosace_authoring.beginning.proposed_scales import Scale, scales_for
from rosace_authoring.beginning.starting import title_of
from rosace_authoring.beginning.surveying import Survey, survey

__all__ = ["Proposed", "propose_instrument"]

_RESERVED: Final = frozenset({"ignore", "id"})
_OFFERED: Final = ("dont-know", "not-applicable")
_LONGEST_CELL: Final = 1_000
_IGNORE: Final = "ignore"
_SECTION: Final = "questions"
_NUMBERED: Final = re.compile(r"\s*([A-Za-z]{1,3}[0-9]{1,3}[a-z]?)\s*[.:)\-–]")
_TEXT: Final = Guess(kind="text")


@value
class Proposed:
    """An instrument proposed from a file of answers.

    Args:
        document: The instrument, as plain data.
        comments: What is to be said above its parts.
        accounted: What became of each column.
        notices: Rows that could not be read.
        mapping: What the columns mean, where the file cannot be read without.
    """

    document: Mapping[str, Any]
    comments: Mapping[tuple[str | int, ...], str]
    accounted: tuple[Accounted, ...]
    notices: tuple[Problem, ...]
    mapping: Mapping[str, Any] | None


def propose_instrument(
    name: str, source: str, spoken: str, importers: Sequence[Importer]
) -> Proposed:
    """Return an instrument that accepts every row of a file of answers.

    What a column answers is guessed from its cells, then tried on every row: where a
    cell is refused all the same, the column becomes free text.

    Args:
        name: The instrument's id.
        source: The file.
        spoken: The language of the headings, and of what is said.
        importers: What reads tables.

    Raises:
        InvalidDocumentError: The file cannot be read, or no column holds answers.
    """
    with _table(source, importers) as table:
        surveys, unread = survey(table)
        understood = dict(table.understood)
    draft = _Draft(name=name, spoken=spoken, surveys=tuple(surveys), understood=understood)
    draft.guess()
    # Each turn makes text of some columns, or sets them aside; so there are not many.
    while True:
        if not draft.guesses:
            problem = Problem("authoring-no-answers", file=source, catalogue=PACKAGE)
            raise InvalidDocumentError((problem,))
        refused = _refused(draft, source, importers)
        if not refused:
            break
        draft.demote(refused)
    needed = _is_mapping_needed(draft, source, importers)
    return Proposed(
        document=draft.document(),
        comments=draft.comments(),
        accounted=draft.accounted(),
        notices=tuple(evolve(each, file=source) for each in unread),
        mapping=draft.mapping() if needed else None,
    )


@contextmanager
def _table(source: str, importers: Sequence[Importer]) -> Iterator[ImportedTable]:
    importer = importer_of(Path(source).suffix, importers)
    if importer is None or not Path(source).is_file():
        raise InvalidDocumentError((unreadable(source, known_suffixes(importers)),))
    with open_file(source) as stream:
        yield importer.read(stream, source, ImportOptions())


def _refused(draft: "_Draft", source: str, importers: Sequence[Importer]) -> set[str]:
    """Return the items whose cells the instrument refuses in some row."""
    instrument = structure(draft.document(), Instrument)
    mapping = structure(draft.mapping(), FileMapping)
    checker = ResponseChecker(instrument)
    by_heading = {draft.surveys[index].heading: item for index, item in draft.items.items()}
    refused = set()
    with _table(source, importers) as table:
        for _, found in rows_to_documents(table, mapping, instrument, file=source):
            if isinstance(found, Problem):
                if found.severity == "error" and found.heading in by_heading:
                    refused.add(by_heading[found.heading])
                continue
            for problem in checker.check(found):
                parts = (problem.pointer or "").split("/")
                if parts[1:2] == ["answers"] and parts[2:]:
                    refused.add(parts[2])
    return refused & set(draft.guesses)


def _is_mapping_needed(draft: "_Draft", source: str, importers: Sequence[Importer]) -> bool:
    """Say whether the rows, read without the mapping, mean something else."""
    instrument = structure(draft.document(), Instrument)
    mapping = structure(draft.mapping(), FileMapping)
    with _table(source, importers) as one, _table(source, importers) as other:
        mapped = rows_to_documents(one, mapping, instrument, file=source)
        try:
            way = direct_mapping(other.columns, instrument)
            direct = rows_to_documents(other, way, instrument, file=source)
        except InvalidDocumentError:
            return True
        ways = ((each for _, each in found if _is_of_row(each)) for found in (mapped, direct))
        return way.decimal != mapping.decimal or any(
            first != second for first, second in zip_longest(*ways)
        )


def _is_of_row(found: object) -> bool:
    return not isinstance(found, Problem) or found.severity == "error"


@attrs.define
class _Draft:
    """The instrument and the mapping while they are being made.

    Args:
        name: The instrument's id.
        spoken: The language.
        surveys: What the columns hold.
        understood: What the importer understood of the file.
    """

    name: str
    spoken: str
    surveys: tuple[Survey, ...]
    understood: Mapping[str, str]
    items: dict[int, str] = attrs.field(factory=dict)
    guesses: dict[str, Guess] = attrs.field(factory=dict)
    targets: dict[int, str] = attrs.field(factory=dict)
    aside: dict[int, str] = attrs.field(factory=dict)
    scales: dict[str, Scale] = attrs.field(factory=dict)

    def guess(self) -> None:
        """Decide what becomes of every column."""
        besides = {each.index: beside for each in self.surveys if (beside := self._beside(each))}
        for each in self.surveys:
            if each.heading.startswith("@") or each.index in besides:
                continue
            if reason := why_aside(each):
                self.aside[each.index] = reason
                continue
            numbered = _NUMBERED.match(each.heading)
            wanted = identifier_of(numbered[1] if numbered else each.heading)
            taken = {*self.guesses, *_RESERVED}
            item = distinct_name(wanted, taken, "question")
            self.items[each.index] = item
            self.guesses[item] = guess(each)
        for index, (base, words) in besides.items():
            target = f"{self.items.get(base)}@{words}"
            is_free = target not in self.targets.values()
            if base in self.items and self.surveys[index].filled and is_free:
                self.targets[index] = target
            else:
                self.aside[index] = "beside"
        self._share()
        if self.guesses:
            self._reserve()

    def demote(self, refused: set[str]) -> None:
        """Make free text of items whose cells were refused; set aside what was text already."""
        for index, item in list(self.items.items()):
            if item in refused and self.guesses[item] == _TEXT:
                self.aside[index] = "refused"
                del self.items[index], self.guesses[item]
                for beside, to in list(self.targets.items()):
                    if to.startswith(f"{item}@"):
                        del self.targets[beside]
                        self.aside[beside] = "beside"
            elif item in refused:
                self.guesses[item] = _TEXT
        self._share()

    def document(self) -> dict[str, Any]:
        """Return the instrument as plain data."""
        scales: dict[str, Any] = {}
        for item, scale in self.scales.items():
            reasons = {
                r
                for other, each in self.scales.items()
                if each is scale
                for r in self._offered(other)
            }
            ordered = [reason for reason in _OFFERED if reason in reasons]
            scales.setdefault(scale.id, scale.document(self.spoken, ordered))
            del item
        return {
            "schema": "rosace/instrument/1",
            "id": self.name,
            "version": "0.1.0",
            "title": {self.spoken: title_of(self.name)},
            "languages": [self.spoken],
            "provenance": "ours",
            "rights": {"holder": self._say("authoring.sample.holder"), "wording": "ours"},
            **({"scales": scales} if scales else {}),
            "sections": [
                {
                    "id": _SECTION,
                    "title": {self.spoken: self._say("authoring.sample.questions")},
                    "items": list(self.guesses),
                }
            ],
            "items": [self._item(index, item) for index, item in self.items.items()],
        }

    def mapping(self) -> dict[str, Any]:
        """Return what every column means, as plain data."""
        decimals = {each.decimal for each in self.guesses.values() if each.decimal}
        encoding = self.understood.get("encoding", "").lower()
        separator = self.understood.get("separator", "")
        return {
            "schema": "rosace/mapping/1",
            "instrument": self.name,
            **({"encoding": encoding} if encoding in {"utf-8", "windows-1252"} else {}),
            **({"separator": separator} if separator in {",", ";", "\t"} else {}),
            **({"decimal": ","} if decimals else {}),
            "columns": [
                column for each in self.surveys if (column := self._column(each)) is not None
            ],
        }

    def comments(self) -> dict[tuple[str | int, ...], str]:
        """Return what is to be said above the parts of the instrument."""
        found: dict[tuple[str | int, ...], str] = {
            ("languages",): self._say("authoring.proposed.languages"),
            ("rights",): self._say("authoring.proposed.rights"),
        }
        for number, (index, item) in enumerate(self.items.items()):
            each = self.surveys[index]
            said = self._say("authoring.proposed.item", heading=each.heading, n=each.filled)
            for text, reason in self.guesses[item].missing.items():
                said += "\n" + self._say(f"authoring.proposed.{reason}", found=text)
            found["items", number] = said
        return found

    def accounted(self) -> tuple[Accounted, ...]:
        """Return what became of each column, in their order."""
        return tuple(map(self._accounted, self.surveys))

    def _accounted(self, column: Survey) -> Accounted:
        if column.index in self.items:
            item = self.items[column.index]
            found = self.guesses[item]
            details: dict[str, str | int] = {}
            if item in self.scales:
                details = {"scale": self.scales[item].id, "n": len(self.scales[item].choices)}
            elif found.least is not None and found.most is not None:
                details = {"least": found.least, "most": found.most}
            return Accounted(heading=column.heading, kept=item, kind=found.kind, details=details)
        if column.index in self.targets:
            target = self.targets[column.index]
            return Accounted(heading=column.heading, kept=target, kind="reserved")
        return Accounted(heading=column.heading, kept=None, kind=self.aside[column.index])

    def _share(self) -> None:
        filled = {item: self.surveys[index].filled for index, item in self.items.items()}
        self.scales = scales_for(self.guesses, filled)

    def _reserve(self) -> None:
        """Send reserved columns where their names say."""
        known = headings_of(structure(self.document(), Instrument))
        for each in self.surveys:
            if not each.heading.startswith("@"):
                continue
            target = known.target(each.heading)
            if target is None or not each.filled or target in self.targets.values():
                self.aside[each.index] = "reserved-unknown" if each.filled else "blank"
            else:
                self.targets[each.index] = target

    def _beside(self, column: Survey) -> tuple[int, str] | None:
        """Return the column that this one's words go with, and what they are."""
        base, mark, words = fold(column.heading).rpartition("@")
        if not mark or words not in WORDS or not base:
            return None
        found = (each.index for each in self.surveys if fold(each.heading) == base.strip())
        return next(((index, words) for index in found if index != column.index), None)

    def _item(self, index: int, item: str) -> dict[str, Any]:
        found = self.guesses[item]
        offered = self._offered(item)
        has_comment = f"{item}@comment" in self.targets.values()
        return {
            "id": item,
            "type": found.kind,
            **({"scale": self.scales[item].id} if item in self.scales else {}),
            "text": {self.spoken: self.surveys[index].heading},
            **({} if found.least is None else {"minimum": found.least}),
            **({} if found.most is None else {"maximum": found.most}),
            **({"precision": found.precision} if found.precision else {}),
            **({"missing": offered} if offered and item not in self.scales else {}),
            **({"comment": "allowed"} if has_comment else {}),
        }

    def _offered(self, item: str) -> list[str]:
        given = {*self.guesses[item].missing.values()}
        return [reason for reason in _OFFERED if reason in given]

    def _column(self, column: Survey) -> dict[str, Any] | None:
        if len(column.heading) > _LONGEST_CELL:
            return None
        if column.index not in self.items:
            to = self.targets.get(column.index, _IGNORE)
            return {"column": column.heading, "to": to}
        item = self.items[column.index]
        found = self.guesses[item]
        values = dict(found.values)
        if item in self.scales:
            codes = self.scales[item].codes()
            for text, parts in found.parts.items():
                values[text] = "|".join(codes[fold(part)] for part in parts)
        values |= {text: f"@{reason}" for text, reason in found.missing.items()}
        kept = {text: to for text, to in values.items() if max(len(text), len(to)) <= _LONGEST_CELL}
        return {"column": column.heading, "to": item, **({"values": kept} if kept else {})}

    def _say(self, identifier: str, **arguments: str | int) -> str:
        return translate(identifier, self.spoken, arguments, PACKAGE)
