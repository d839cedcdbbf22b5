"""The laws of an instrument."""

import inspect
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar, Final

import pytest

from rosace.appraiser import Appraiser
from rosace.checking import check_instrument
from rosace.configuration import Configuration
from rosace.conversion import structure, unstructure
from rosace.dimension import Dimension, Provenance
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.loading import Positions, load_document
from rosace.messages import LANGUAGES
from rosace.report import Report
from rosace.resolution import resolve
from rosace.response import Response
from rosace.strategies import gatherings, responses
from rosace.testing.documents import response_verdicts
from rosace.testing.exploring import breach
from rosace.testing.laws import Conformance, law
from rosace.testing.specimens import formatter_of
from rosace.testing.wording import PARTS, pieces_of
from rosace.validation import value_of
from rosace.values import evolve
from rosace.vectors import check_vectors

__all__ = ["InstrumentConformance"]

_SIZES: Final = (0, 1, 8, 30)
_INCOMPLETE: Final = "incomplete-language"
_CREDITED: Final = frozenset({"official", "licensed"})


class InstrumentConformance(Conformance):
    """What every instrument keeps. Derive from it, and say which instrument.

    Attributes:
        instrument: The id of an instrument at hand, or the path of its YAML or JSON
            file, looked for in this folder and beside the test.
    """

    instrument: ClassVar[str]

    @property
    def appraiser(self) -> Appraiser:
        """What the instrument is appraised with: every plugin installed. Override it for others."""
        return _everything()

    @law
    def test_passes_the_checks_of_the_core(self) -> None:
        """The core finds nothing wrong in it: ids, sections, scales, conditions, scoring."""
        try:
            found = self._found
        except InvalidDocumentError as error:
            breach(_told(error.problems), cause=error)
        _none(each for each in check_instrument(found) if each.code != _INCOMPLETE)

    @law
    def test_is_whole_in_every_language(self) -> None:
        """Each of its texts is there, and not blank, in each language that it declares."""
        found = self._usable
        _none(each for each in check_instrument(found) if each.code == _INCOMPLETE)

    @law
    def test_says_where_it_comes_from(self) -> None:
        """What is published or reconstructed names its source; others' wording, whom to cite."""
        found = self._usable
        claims: list[tuple[str, Provenance | None, str | None]] = [
            ("the instrument", found.provenance, found.source)
        ]
        claims += [(f"item {each.id}", each.provenance, each.source) for each in found.items]
        claims += [
            (f"scale {key}", each.provenance, each.source) for key, each in found.scales.items()
        ]
        for what, provenance, source in claims:
            if provenance in {"published", "reconstructed"} and not (source or found.source):
                breach(f"{what} is marked {provenance}, and names no source")
        if found.rights.wording in _CREDITED and not (
            found.rights.licence or found.rights.citation
        ):
            wording = found.rights.wording
            breach(f"the wording is {wording}, without a licence or a citation")

    @law
    def test_has_reference_vectors_that_come_out(self) -> None:
        """Where it scores and is no view, it has answers with the scores they must give."""
        found = self._usable
        scored = [each.id for each in found.all_dimensions() if each.scoring]
        is_view = self._usable_document.based_on is not None
        if scored and not found.vectors and not is_view:
            breach(f"there is no reference vector for {', '.join(scored)}")
        if not any(each.code != _INCOMPLETE for each in check_instrument(found)):
            _none(check_vectors(found))

    @law
    def test_feeds_every_dimension(self) -> None:
        """Every dimension has items beneath it that the instrument asks."""
        found = self._usable
        known = {item.id for item in found.items}
        for dimension in found.all_dimensions():
            if not known & set(_items(dimension)):
                breach(f"no item feeds dimension {dimension.id}")

    @law
    def test_takes_the_answers_made_for_it(self) -> None:
        """Fast check, derived schema and contract accept every answer that it asks for."""
        found = self._usable

        def check(response: Response) -> None:
            verdicts = response_verdicts(found, unstructure(response))
            if verdicts != (True, True, True):
                names = ("the check", "the derived schema", "the contract")
                against = [name for name, said in zip(names, verdicts, strict=True) if not said]
                breach(f"{' and '.join(against)} refuse a sound response")

        self.explore(check, responses(found))

    @law
    def test_is_reported_on_whoever_answers(self) -> None:
        """Nobody, one, eight or thirty people, or nothing but silence, make a report."""
        found = self._usable
        for size in _SIZES:
            groups = gatherings(found, least=size, most=size)
            self.explore(lambda group: self._walk(found, group), groups, share=0.1)

        def silent(group: tuple[Response, ...]) -> None:
            self._walk(found, tuple(evolve(each, answers={}) for each in group))

        self.explore(silent, gatherings(found, least=8, most=8), share=0.1)

    @law
    def test_is_reported_in_every_language(self) -> None:
        """Each report can be read in each language of the instrument and of Rosace."""
        found = self._usable

        def check(group: tuple[Response, ...]) -> None:
            report = self._report(found, group)
            for language in dict.fromkeys((*found.languages, *LANGUAGES)):
                for _ in pieces_of(report, formatter_of(report, language), PARTS):
                    pass

        self.explore(check, gatherings(found, least=11, most=11), share=0.1)

    @law
    def test_is_the_same_when_written_and_read(self) -> None:
        """Its document, read, written and read again, is the same instrument."""
        raw = self._usable_document
        written = unstructure(raw)
        if structure(written, Instrument) != raw:
            breach("reading what was written gives another instrument")
        if unstructure(structure(written, Instrument)) != written:
            breach("writing it again gives another document")

    def _walk(self, instrument: Instrument, group: Sequence[Response]) -> None:
        before = self._failures
        self._report(instrument, group)
        for failure in self._failures[len(before) :]:
            breach(f"a plugin fails in the report: {failure}")

    def _report(self, instrument: Instrument, group: Sequence[Response]) -> Report:
        language = instrument.languages[0]
        tag = language if language in LANGUAGES else LANGUAGES[0]
        return self.appraiser.appraise(instrument, group, language=tag)

    @property
    def _failures(self) -> list[str]:
        self.appraiser.host.load()
        return [each.explain("en") for each in self.appraiser.host.failures]

    @cached_property
    def _found(self) -> Instrument:
        """The instrument completed, before any check but the contract's."""
        return resolve(self._document(self.instrument), self._document)

    @property
    def _usable(self) -> Instrument:
        """The instrument completed; where that fails another law says so."""
        try:
            return self._found
        except InvalidDocumentError:
            pytest.skip(
                "the instrument cannot be read: see the law “passes the checks of the core”"
            )

    @property
    def _usable_document(self) -> Instrument:
        _ = self._usable
        return self._document(self.instrument)

    def _document(self, name: str) -> Instrument:
        source = self.appraiser.instruments.get(name)
        if source is not None:
            document, positions = source.read()
            return self._value(document, source.name, positions)
        path = self._path(name)
        document, positions = load_document(path)
        return self._value(document, str(path), positions)

    def _value(self, document: object, file: str, positions: Positions | None) -> Instrument:
        found: Instrument = value_of(document, "instrument", file=file, positions=positions)
        return found

    def _path(self, name: str) -> Path:
        beside = Path(inspect.getfile(type(self))).parent / name
        return beside if beside.is_file() else Path(name)


@cache
def _everything() -> Appraiser:
    return Appraiser(Configuration())


def _items(dimension: Dimension) -> Iterator[str]:
    yield from dimension.items or ()
    for inner in dimension.dimensions or ():
        yield from _items(inner)


def _none(problems: Iterable[Problem]) -> None:
    held = list(problems)
    if held:
        breach(_told(held))


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(["the core finds", *(f"  - {each.explain('en')}" for each in problems[:10])])
