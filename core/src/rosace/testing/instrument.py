"""The laws of an instrument."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar, Final, TypeVar

import pytest
from hypothesis.errors import InvalidArgument, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from rosace.appraiser import Appraiser
from rosace.checking import check_instrument
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, PluginError, Problem
from rosace.instrument import Instrument, Provenance
from rosace.loading import Positions, load_document
from rosace.messages import LANGUAGES
from rosace.report import Report
from rosace.resolution import resolve
from rosace.response import Response
from rosace.strategies import gatherings, responses
from rosace.testing.documents import assert_fixpoint, response_verdicts
from rosace.testing.exploring import breach, raised
from rosace.testing.laws import Conformance, law
from rosace.testing.specimens import formatter_of
from rosace.testing.wording import PARTS, pieces_of
from rosace.validation import value_of
from rosace.values import evolve
from rosace.vectors import check_vectors

__all__ = ["InstrumentConformance"]

T = TypeVar("T")

_SIZES: Final = (0, 1, 8, 30)
_INCOMPLETE: Final = "incomplete-language"
_FEW: Final = 0.1
_PATIENCE: Final = 12
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
        """The core finds nothing wrong in it, and writes and reads it without a change."""
        try:
            found = self._found
        except InvalidDocumentError as error:
            breach(_told(error.problems), cause=error)
        _none(each for each in check_instrument(found) if each.code != _INCOMPLETE)
        assert_fixpoint(unstructure(self._document(self.instrument)), "instrument")

    @law
    def test_is_announced_as_its_file_has_it(self) -> None:
        """The id, version and titles that its plugin announces are those of its file."""
        source = self.appraiser.instruments.get(self.instrument)
        if source is not None:
            _none(source.differences(self._usable_document))

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
        """Every dimension has an item that somebody can come to answer."""
        found = self._usable
        answered: set[str] = set()

        def look(response: Response) -> None:
            given = response.answers.items()
            answered.update(item for item, answer in given if answer.missing is None)

        def unfed() -> list[str]:
            every = found.all_dimensions()
            return [each.id for each in every if not answered & set(each.all_items())]

        for share in (1, _PATIENCE):
            if unfed():
                self._explore(look, responses(found), share=share)
        for identifier in unfed():
            breach(f"no answer ever feeds dimension {identifier}")

    @law
    def test_takes_the_answers_made_for_it(self) -> None:
        """Each item can be answered; check, derived schema and contract accept the answers."""
        found = self._usable
        answered: set[str] = set()

        def check(response: Response) -> None:
            answered.update(response.answers)
            verdicts = response_verdicts(found, unstructure(response))
            if verdicts != (True, True, True):
                names = ("the check", "the derived schema", "the contract")
                against = [name for name, said in zip(names, verdicts, strict=True) if not said]
                breach(f"{' and '.join(against)} refuse a sound response")

        try:
            self.explore(check, responses(found))
        except (InvalidArgument, Unsatisfiable) as error:
            breach("no response can be made that it accepts", cause=error)
        for item in found.items:
            if item.when is None and item.id not in answered:
                breach(f"no answer to {item.id} can be made")

    @law
    def test_is_reported_on_whoever_answers(self) -> None:
        """Nobody, one, eight or thirty people, or nothing but silence, make a report."""
        found = self._usable
        language = self._languages[0]

        def check(group: tuple[Response, ...]) -> None:
            self._report(found, group, language)
            self._report(found, tuple(evolve(each, answers={}) for each in group), language)

        for size in _SIZES:
            self._explore(check, gatherings(found, least=size, most=size), share=_FEW)

    @law
    def test_is_reported_in_every_language(self) -> None:
        """A report is made, and can be read, in French and in English."""
        found = self._usable

        def check(group: tuple[Response, ...]) -> None:
            for language in self._languages:
                report = self._report(found, group, language)
                for tag in dict.fromkeys((*found.languages, *LANGUAGES)):
                    # Whoever looks up a word that is not there raises.
                    list(pieces_of(report, formatter_of(report, tag), PARTS))

        self._explore(check, gatherings(found, least=11, most=11), share=_FEW)

    def _explore(
        self, check: Callable[[T], None], cases: SearchStrategy[T], *, share: float
    ) -> None:
        """Try a law on answers, where any can be made; where none can another law says so."""
        try:
            self.explore(check, cases, share=share)
        except (InvalidArgument, Unsatisfiable):
            pytest.skip("no answers can be made: see the law “takes the answers made for it”")

    def _report(self, instrument: Instrument, group: Sequence[Response], language: str) -> Report:
        host = self.appraiser.host
        # What fails to load has nothing to do with this instrument.
        host.load()
        was, host.strict = host.strict, True
        try:
            return self.appraiser.appraise(instrument, group, language=language)
        except PluginError as error:
            breach(f"a plugin fails in a report on {len(group)} responses: {raised(error)}")
        finally:
            host.strict = was

    @property
    def _languages(self) -> list[str]:
        """The languages of reports, the instrument's first."""
        first = self._usable.languages
        return sorted(LANGUAGES, key=lambda each: first.index(each) if each in first else 99)

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


def _none(problems: Iterable[Problem]) -> None:
    held = list(problems)
    if held:
        breach(_told(held))


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(["the core finds", *(f"  - {each.explain('en')}" for each in problems[:10])])
