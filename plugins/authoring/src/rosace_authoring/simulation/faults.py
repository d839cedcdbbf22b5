"""Bad rows on purpose: what people and programs get wrong, one thing in each row."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, Final

from rosace.cell_problems import said_of_cell
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.interfaces import ImportedTable
from rosace.loading import load_json
from rosace.mapping import direct_mapping, rows_to_documents
from rosace.responses import ResponseChecker, structure_response
from rosace.study import Study
from rosace.study_checks import check_membership
from rosace_authoring.simulation.fault_kinds import NOTHING, ON_ANSWERS, ON_DOCUMENTS
from rosace_authoring.simulation.row_formats import CsvRows, NdjsonRows

__all__ = ["Faults"]

Document = dict[str, Any]
_Made = tuple[str, Document]
_ATTEMPTS: Final = 50
_BROKEN: Final = "broken"
_REPEATED: Final = "duplicate-response"
_TWICE: Final = "respondent-twice"
_RAGGED: Final = "tables-ragged-row"


class Faults:
    """Makes some rows bad, each in one way, and knows the code that each is refused under.

    Args:
        instrument: The instrument, resolved.
        form: How rows are spelt.
        total: How many rows there are.
        bad: How many of them are bad.
        seed: What is drawn follows from it.
        study: The study, if there is one.
    """

    def __init__(  # noqa: PLR0913  # what a row depends on
        self,
        instrument: Instrument,
        form: NdjsonRows | CsvRows,
        *,
        total: int,
        bad: int,
        seed: int = 0,
        study: Study | None = None,
    ) -> None:
        self.counts: Counter[str] = Counter()
        """How many rows were made bad, by the code that they are refused under."""
        self._instrument = instrument
        self._form = form
        self._left, self._bad = total, bad
        self._dice = Random(f"faults {seed}")  # noqa: S311  # made up, not secret
        self._study = study
        self._checker = ResponseChecker(instrument)
        # What an item under a condition does wrong depends on other answers.
        self._items = [item for item in instrument.items if item.when is None]
        self._kinds = [*ON_ANSWERS, *ON_DOCUMENTS, _REPEATED, _TWICE, _BROKEN]
        self._codes: dict[tuple[str, str], str | None] = {}
        self._before: tuple[str, str] | None = None

    def strikes(self) -> bool:
        """Say whether the next row is to be bad; in the end as many are as were asked for."""
        is_bad = self._dice.random() * self._left < self._bad
        self._left -= 1
        self._bad -= is_bad
        return is_bad

    def pass_by(self, pseudonym: str, wave: str) -> None:
        """Keep in mind the sound row that went by, which a bad one may repeat."""
        self._before = (pseudonym, wave)

    def row(self, document: Document) -> str:
        """Return a bad row made of a sound response, and count it."""
        for _ in range(_ATTEMPTS):
            kind = self._dice.choice(self._kinds)
            if kind == _BROKEN:
                break
            made = self._made(kind, document)
            if made is not None:
                self.counts[made[0]] += 1
                return self._form.row(made[1])
        row = self._form.broken(self._form.row(document))
        self.counts[self._unreadable(row)] += 1
        return row

    def _made(self, kind: str, document: Document) -> _Made | None:
        """Return a response with one thing wrong, or None where it would be accepted."""
        if kind in {_REPEATED, _TWICE}:
            return self._repeated(kind, document)
        if kind in ON_DOCUMENTS:
            changed = ON_DOCUMENTS[kind](document, self._study)
            return self._refused((kind, ""), changed)
        item = self._dice.choice(self._items)
        answer = ON_ANSWERS[kind](self._instrument, item)
        if answer is None:
            return None
        answers = {**document["answers"], item.id: answer}
        if answer is NOTHING:
            del answers[item.id]
        return self._refused((kind, item.id), {**document, "answers": answers})

    def _repeated(self, kind: str, document: Document) -> _Made | None:
        """Return a response that says again what the sound one before it said."""
        if self._before is None or self._before[1] != document["wave"]:
            return None
        pseudonym, wave = self._before
        if kind == _REPEATED:
            return kind, {**document, "id": f"{pseudonym}/{wave}"}
        return kind, {**document, "respondent": {**document["respondent"], "id": pseudonym}}

    def _refused(self, key: tuple[str, str], document: Document) -> _Made | None:
        """Return a response with the code it is refused under; each kind is tried once."""
        if key not in self._codes:
            codes = [each.code for each in self._problems(document) if each.severity == "error"]
            self._codes[key] = codes[0] if len(codes) == 1 else None
        code = self._codes[key]
        return None if code is None else (code, document)

    def _problems(self, document: Document) -> Iterator[Problem]:
        """Yield what whoever reads a row finds wrong with it."""
        for read in self._read(document):
            if isinstance(read, Problem):
                yield read
                continue
            problems = self._checker.check(read)
            for problem in problems:
                in_table = isinstance(self._form, CsvRows)
                yield said_of_cell(problem, self._instrument, read) if in_table else problem
            if not problems and self._study is not None:
                yield from check_membership(self._study, structure_response(read))

    def _read(self, document: Document) -> Iterator[Any]:
        """Yield what a row is when it is read back: a document, or Problems."""
        if not isinstance(self._form, CsvRows):
            yield load_json(self._form.row(document).encode())
            return
        columns = self._form.headings()
        cells = tuple(cell or None for cell in self._form.cells(document))
        table = ImportedTable(columns=tuple(columns), rows=iter([(2, cells)]), understood={})
        mapping = direct_mapping(columns, self._instrument)
        for _, read in rows_to_documents(table, mapping, self._instrument, file=""):
            yield read

    def _unreadable(self, row: str) -> str:
        """Return the code of a row that cannot be read."""
        if isinstance(self._form, CsvRows):
            return _RAGGED
        try:
            load_json(row.encode())
        except InvalidDocumentError as error:
            return error.problems[0].code
        return _BROKEN
