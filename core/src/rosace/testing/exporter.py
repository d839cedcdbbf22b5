"""The laws of an exporter."""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import PurePosixPath
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st

from rosace.contributions import is_sound
from rosace.exporting import kind_of
from rosace.interfaces import Document, DocumentKind, Exporter, Render, Responses
from rosace.report import Cell, CountCell, DateCell, Figure, NumberCell, Report, Table, WithheldCell
from rosace.response import Response
from rosace.safe_text import safe
from rosace.strategies import instruments, reports, responses
from rosace.testing.decoding import squeezed, words_of
from rosace.testing.elsewhere import made_elsewhere
from rosace.testing.exploring import breach, raised
from rosace.testing.formulas import formula_in, formulas, poisoned
from rosace.testing.laws import Conformance, law, snapshot
from rosace.testing.reordering import reordered
from rosace.testing.repeating import hold_same
from rosace.testing.specimens import (
    NUMBERS,
    PICTURE,
    alike_names,
    every_shape,
    formatter_of,
    full_report,
    one_cell,
)
from rosace.testing.watching import watched
from rosace.testing.wording import PARTS, Part, pieces_of
from rosace.values import evolve

__all__ = ["ExporterConformance"]

_TABULAR: Final = ("csv", "tab-separated-values", "spreadsheet", "ms-excel")
_WINDOWS: Final = re.compile(r'[\x00-\x1f<>:"|?*\\]')
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_THIRD: Final = "es"
"""A language in which neither the core nor most plugins have words."""

_CONTAINERS: Final = (b"PK\x03\x04", b"%PDF-")
"""How a file begins that may hold a picture in another form: a ZIP file, a PDF document."""

_NOTHINGS: Final = frozenset({"None", "nan", "NaN", "null"})
_SHOWN: Final[Mapping[str, Cell]] = {
    "count": CountCell(low=NUMBERS[0], high=NUMBERS[0]),
    "number": NumberCell(low=NUMBERS[0], high=NUMBERS[0], digits=0),
    "date": DateCell(date=str(NUMBERS[0])),
}


class _Passing:
    """Responses that can be gone through, and nothing else."""

    def __init__(self, held: Iterable[Response]) -> None:
        self._held = held

    def __iter__(self) -> Iterator[Response]:
        return iter(self._held)


def _undrawn(*_: object) -> None:
    """Draw nothing: no plugin can."""


class ExporterConformance(Conformance):
    """What every exporter keeps. Derive from it, and say which exporter.

    Attributes:
        exporter: The exporter.
        parts: The parts of a report that its format is meant to hold: ``head``,
            ``sections``, ``text``, ``tables`` and ``figures``; all of them by default.
        languages: The languages that it is tried in.
    """

    exporter: Exporter
    parts: ClassVar[frozenset[Part]] = PARTS
    languages: ClassVar[tuple[str, ...]] = ("fr", "en")

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the words that stand in what was written, so that laws can look for them.

        Override it for a format that the kit cannot read, or that guards its text. It
        reads HTML, XML, JSON, YAML, CSV, Markdown, plain text, and ZIP files of XML.

        Args:
            files: What was written, by name.
        """
        try:
            return "\n".join(words_of(name, data) for name, data in files.items())
        except UnicodeDecodeError as error:
            message = "the kit cannot read this format: override the method read of your class"
            breach(message, cause=error)

    @law
    def test_is_what_it_declares(self) -> None:
        """It has a name, media types, a suffix, and takes every kind of document it accepts."""
        is_sound(self.exporter, Exporter)
        for document in self._samples():
            if not self._export(document, self.languages[0], _draw):
                found = f"no file is made of a {kind_of(document)}"
                breach(found, document)

    @law
    def test_changes_nothing_that_it_is_given(self) -> None:
        """A document is the same after it was exported as before."""

        def check(document: Document) -> None:
            before = snapshot(document)
            self._export(document, self.languages[0], _draw)
            if snapshot(document) != before:
                breach("the exporter changes the document that it is given")

        self.explore(check, self._documents())

    @law
    def test_gives_the_same_bytes_again(self) -> None:
        """One document gives the same bytes each time, whatever was written in between."""

        def check(document: Document) -> None:
            first = self._export(document, self.languages[0])
            self._export(full_report() if self._takes("report") else document, self.languages[-1])
            hold_same(first, self._export(document, self.languages[0]), "the second time")

        self.explore(check, self._documents())

    @law
    def test_does_not_depend_on_the_order_of_dictionaries(self) -> None:
        """Equal reports and responses give the same bytes, however dictionaries were filled."""
        if self.exporter.accepts <= {"instrument"}:
            pytest.skip("it writes instruments, whose author's order may be kept")

        def check(document: Document) -> None:
            first = self._export(document, self.languages[0])
            other = self._export(reordered(document), self.languages[0])
            hold_same(
                first, other, "from an equal document whose dictionaries are in another order"
            )

        self.explore(check, self._documents(without="instrument"))

    @law
    def test_gives_the_same_bytes_in_another_process(self) -> None:
        """Nothing of the process gets into a file: neither its hash seed nor the order of sets."""
        document = next(iter(self._samples()))
        found = made_elsewhere(self.exporter, document, self.languages[0])
        if found is None:
            pytest.skip("another process cannot import the exporter's module")
        hold_same(self._export(document, self.languages[0]), found, "in another process")

    @law
    def test_goes_through_responses_that_nobody_holds(self) -> None:
        """Responses that can only be gone through, as often as it takes, give the same bytes."""
        self._needs("responses")

        def check(document: Document) -> None:
            passing = _Passing(document.responses)  # type: ignore[union-attr]  # responses
            first = self._export(document, self.languages[0])
            other = self._export(evolve(document, responses=passing), self.languages[0])
            hold_same(first, other, "where responses come one at a time")

        self.explore(check, _responses(least=2))

    @law
    def test_keeps_every_character(self) -> None:
        """Every text of a document can be read in the file, to the last character."""
        language = self.languages[0]

        def check(document: Document) -> None:
            formatter = formatter_of(document, language)
            said = squeezed(self.read(self._export(document, language)))
            for what, words in pieces_of(document, formatter, self.parts):
                if not any(squeezed(each) in said for each in (words, safe(words))):
                    breach(f"{what} cannot be read in the file: {words!r}")

        self.explore(check, self._documents())

    @law
    def test_shows_every_number(self) -> None:
        """Counts and numbers of a table stand in the file, plain or as the formatter has them."""
        self._needs("report", "tables")
        language = self.languages[0]
        for kind in ("count", "number"):
            report = one_cell(kind, _SHOWN[kind])
            written = squeezed(formatter_of(report, language).cell(_SHOWN[kind]))
            said = squeezed(self.read(self._export(report, language)))
            if not any(each in said for each in (written, str(NUMBERS[0]))):
                breach(f"{NUMBERS[0]} is not in the file", report)

    @law
    def test_writes_in_the_language_asked_for(self) -> None:
        """A text is written in the language that is asked for, where the document has it."""
        self._needs("report")
        report = full_report()
        for language in self.languages:
            said = squeezed(self.read(self._export(report, language)))
            for what, words in pieces_of(report, formatter_of(report, language), self.parts):
                if squeezed(words) not in said:
                    breach(f"{what} is not in {language}: {words!r}")

    @law
    def test_writes_no_formula(self) -> None:
        """No cell of a table file begins as a formula does, whatever somebody wrote."""
        if not any(mark in each for each in self.exporter.media_types for mark in _TABULAR):
            pytest.skip("it makes no file for spreadsheets")

        def check(case: tuple[DocumentKind, str]) -> None:
            files = self._export(poisoned(*case), self.languages[0])
            for found in formula_in(files, self.exporter.media_types):
                breach(f"a spreadsheet takes it for a formula: {found}")

        kinds = st.sampled_from(sorted(self.exporter.accepts))
        self.explore(check, st.tuples(kinds, formulas()), share=3)

    @law
    def test_shows_a_withheld_cell_as_an_empty_one(self) -> None:
        """A withheld cell looks alike in every column, and neither like zero nor like a number."""
        self._needs("report", "tables")
        language = self.languages[0]
        seen: dict[str, Counter[str]] = {}
        for kind, cell in _SHOWN.items():
            held, shown = one_cell(kind, WithheldCell()), one_cell(kind, cell)
            added = self._tokens(held, language)
            added.subtract(self._tokens(shown, language))
            seen[kind] = Counter({word: n for word, n in added.items() if n > 0})
            odd = [word for word in seen[kind] if word in _NOTHINGS or word.isdigit()]
            if odd:
                breach(f"a withheld cell reads as {odd[0]!r}", held)
            if seen[kind] != seen["count"]:
                told = " and ".join(repr(" ".join(seen[each])) for each in ("count", kind))
                breach(f"withheld cells of two columns look unlike: {told}", held)

    @law
    def test_lets_nothing_withheld_through(self) -> None:
        """What an earlier report showed is in no later one that withholds it."""
        self._needs("report")
        language = self.languages[0]
        for kind, cell in _SHOWN.items():
            self._export(one_cell(kind, cell), language)
            held = one_cell(kind, WithheldCell())
            written = self.read(self._export(held, language))
            if str(NUMBERS[0]) in re.sub(r"[\s\u00a0\u202f,]", "", written):
                found = f"{NUMBERS[0]}, which an earlier report showed, is in one that withholds it"
                breach(found, held)

    @law
    def test_takes_reports_of_every_shape(self) -> None:
        """Empty, withheld, long and odd reports are written like any other."""
        self._needs("report")
        for what, report in every_shape():
            self._try(what, report, self.languages[0])
        for language in (*self.languages, _THIRD):
            self._try(f"a report in {language}", full_report(), language)

    @law
    def test_draws_through_render_alone(self) -> None:
        """Pictures are those that `render` returns; where it returns None, the table stands."""
        self._needs("report")
        report = full_report()
        tables = [each for each in report.sections[0].blocks if isinstance(each, Table)]
        asked: list[tuple[Figure, Table, str]] = []

        def render(figure: Figure, table: Table, media_type: str) -> bytes:
            asked.append((figure, table, media_type))
            return PICTURE

        drawn = self._export(report, self.languages[0], render)
        undrawn = self._export(report, self.languages[0])
        if any(table not in tables or not isinstance(kind, str) for _, table, kind in asked):
            breach("render is not asked with a figure, its table and a media type")
        if asked and not any(map(_holds_picture, drawn.values())):
            breach("the picture that render returns is in no file")
        pictures = [name for name in undrawn if PurePosixPath(name).suffix in {".svg", ".png"}]
        if pictures:
            breach(f"{pictures[0]} is drawn although render returns None")
        if "tables" in self.parts and str(NUMBERS[1]) not in _plain(self.read(undrawn)):
            breach("where nothing is drawn the table is not shown")

    @law
    def test_names_its_files_safely(self) -> None:
        """Names are relative, distinct and portable; with a suffix there is one file."""
        for document in chain(self._samples(), [alike_names()] * self._takes("report")):
            made = list(self._chunks(document, self.languages[0], _draw))
            names = [name for name, _ in made]
            if (self.exporter.suffix or not isinstance(document, Report)) and len(names) != 1:
                found = f"{len(names)} files are made of one {kind_of(document)}: {names}"
                breach(found, document)
            folded = [name.casefold() for name in names]
            for name in names:
                if folded.count(name.casefold()) > 1:
                    breach(f"two files are named {name}", document)
                _check_name(name, document)

    @law
    def test_touches_no_disk(self) -> None:
        """The core alone writes files: an exporter opens none for writing."""
        self._watch("disk")

    @law
    def test_reaches_nothing_outside(self) -> None:
        """An exporter opens no connection and starts no program."""
        self._watch("outside")

    def _watch(self, place: str) -> None:
        for document in self._samples():
            self._export(document, self.languages[0])
            with watched() as seen:
                self._export(document, self.languages[0], _draw)
            for where, what in seen:
                if where == place:
                    breach(f"the exporter {what}", document)

    def _export(
        self, document: Document, language: str, render: Render = _undrawn
    ) -> dict[str, bytes]:
        return dict(self._chunks(document, language, render))

    def _chunks(self, document: Document, language: str, render: Render) -> Any:
        formatter = formatter_of(document, language)
        for name, chunks in self.exporter.export(document, language, render, formatter):
            yield name, b"".join(chunks)

    def _try(self, what: str, report: Report, language: str) -> None:
        try:
            self._export(report, language)
        except Exception as error:  # noqa: BLE001  # whatever it is, it breaks the law
            found = f"{what} cannot be written: {raised(error)}"
            breach(found, report, cause=error)

    def _tokens(self, report: Report, language: str) -> "Counter[str]":
        return Counter(_WORD.findall(self.read(self._export(report, language))))

    def _takes(self, kind: DocumentKind) -> bool:
        return kind in self.exporter.accepts

    def _needs(self, kind: DocumentKind, part: Part | None = None) -> None:
        if not self._takes(kind) or (part is not None and part not in self.parts):
            pytest.skip(f"it writes no {part or kind}")

    def _samples(self) -> list[Document]:
        instrument, said = poisoned("instrument", "Écoute"), poisoned("responses", "Écoute")
        samples: dict[DocumentKind, Document] = {
            "report": full_report(),
            "responses": said,
            "instrument": instrument,
        }
        return [document for kind, document in samples.items() if self._takes(kind)]

    def _documents(self, without: DocumentKind | None = None) -> st.SearchStrategy[Document]:
        return _documents(frozenset(self.exporter.accepts - {without}))


@cache
def _documents(kinds: frozenset[DocumentKind]) -> st.SearchStrategy[Document]:
    known: dict[DocumentKind, st.SearchStrategy[Any]] = {
        "report": reports(),
        "responses": _responses(),
        "instrument": instruments(),
    }
    return st.one_of([each for kind, each in known.items() if kind in kinds])


@cache
def _responses(least: int = 0) -> st.SearchStrategy[Responses]:
    def of(instrument: Any) -> st.SearchStrategy[Responses]:
        each = responses(instrument)
        held = st.lists(each, min_size=least, max_size=3, unique_by=lambda one: one.id)
        return held.map(lambda made: Responses(instrument=instrument, responses=tuple(made)))

    return instruments(scored=False).flatmap(of)


def _draw(*_: object) -> bytes:
    return PICTURE


def _holds_picture(data: bytes) -> bool:
    return PICTURE in data or base64.b64encode(PICTURE) in data or data.startswith(_CONTAINERS)


def _plain(written: str) -> str:
    """Return words without what parts the thousands of a number."""
    return re.sub(r"[\s\u00a0\u202f,]", "", written)


def _check_name(name: str, document: Document) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or _WINDOWS.search(name):
        breach(f"the name {name!r} leads elsewhere, or not every disk takes it", document)
