"""From a file to checked responses: read, validate, structure, and ask the plugins."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from rosace.cell_problems import said_of_cell
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.interfaces import Importer
from rosace.mapping import DEFAULT_WAVE, FileMapping
from rosace.places import Place
from rosace.pseudonyms import load_key, pseudonymize
from rosace.reading import read_documents
from rosace.response import Response
from rosace.responses import ResponseChecker, said_again, structure_response
from rosace.study import Study
from rosace.study_checks import check_membership, require_instrument
from rosace.validation import load_value
from rosace.values import value

__all__ = ["Intake", "Rejected", "Taken", "places_of"]

_WATCHED: Final = 256
"""How many responses go by between two words to whoever watches."""

_File = str | os.PathLike[str]
Check = Callable[[Instrument, Response], Iterable[Problem]]


@value
class Rejected:
    """A document that was refused, with where it stood and why."""

    place: Place
    document: Mapping[str, Any] | None
    problems: tuple[Problem, ...]


@value
class Taken:
    """What came of a file: sound responses, refused documents, and notices.

    Args:
        responses: The sound responses.
        rejected: What was refused.
        notices: What else is to be said.
        places: Where each of the sound responses stood.
    """

    responses: tuple[Response, ...]
    rejected: tuple[Rejected, ...]
    notices: tuple[Problem, ...]
    places: tuple[Place, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every Problem, the errors first."""
        return (*(p for refused in self.rejected for p in refused.problems), *self.notices)


def places_of(taken: Iterable[Taken]) -> Callable[[Response], Place]:
    """Return what says where a response stood, of those that came of some files.

    Args:
        taken: What came of each file.
    """
    # Two equal responses stand in two places: each is known by itself alone.
    held = {
        id(response): (response, place)
        for each in taken
        for response, place in zip(each.responses, each.places, strict=True)
    }
    return lambda response: held[id(response)][1]


@value
class Intake:
    """Takes in files of responses to one instrument.

    Args:
        instrument: The instrument, resolved.
        importers: What reads foreign formats.
        check: What plugins find in a response.
        study: The study, whose waves and attributes are declared; None where there is none.
        attributes: Further attributes that may be columns.
        wave: The wave of rows that name none; where None the study's, if it has but one.
        kind: ``individual`` or ``collective``, of a table's rows that do not say.
        key: A file with the key by which e-mail addresses become pseudonyms.
        watch: Told from time to time how many responses have been read.
    """

    instrument: Instrument
    importers: tuple[Importer, ...] = ()
    check: Check = attrs.field(default=lambda _instrument, _response: ())
    study: Study | None = None
    attributes: tuple[str, ...] = ()
    wave: str | None = None
    kind: str = "individual"
    key: str | None = None
    watch: Callable[[int], None] | None = None

    def take(
        self,
        path: _File,
        mapping: FileMapping | _File | None = None,
        after: Sequence[Taken] = (),
    ) -> Taken:
        """Read a file.

        Args:
            path: The file.
            mapping: What the columns of a foreign file mean, or the path of such a file.
            after: What came of files already taken in, that no response may say again.

        Raises:
            InvalidDocumentError: The file or the mapping cannot be read at all, or the
                study does not name the instrument.
        """
        if self.study is not None:
            require_instrument(self.study, self.instrument.id)
        declared = (attribute.id for attribute in (self.study.attributes if self.study else ()))
        found = read_documents(
            path,
            self.instrument,
            importers=self.importers,
            mapping=mapping
            if isinstance(mapping, FileMapping | None)
            else load_value(mapping, "mapping"),
            attributes=(*self.attributes, *declared),
            wave=self.wave or self._only_wave(),
            kind=self.kind,
        )
        checker = ResponseChecker(self.instrument)
        key = load_key(self.key) if self.key else None
        seen: list[_Seen] = []
        for number, (place, document) in enumerate(found):
            if self.watch is not None and number % _WATCHED == 0:
                self.watch(number)
            seen.append(self._seen(checker, key, place, document))
        return _sifted(seen, after)

    def _only_wave(self) -> str:
        waves = self.study.waves if self.study is not None else ()
        return waves[0].id if len(waves) == 1 else DEFAULT_WAVE

    def _seen(
        self,
        checker: ResponseChecker,
        key: bytes | None,
        place: Place,
        document: Mapping[str, Any] | Problem,
    ) -> "_Seen":
        """Look at one document, or at what was found in its place."""
        if isinstance(document, Problem):
            return _Seen(place=place, problems=(document,))
        plain = pseudonymize(document, key) if key else document
        if problems := checker.check(plain):
            if place.headings is not None:
                problems = tuple(said_of_cell(each, self.instrument, plain) for each in problems)
            located = tuple(place.locate(problem) for problem in problems)
            return _Seen(place=place, document=plain, problems=located)
        response = structure_response(plain)
        located = tuple(place.locate(problem) for problem in self._findings(response))
        return _Seen(place=place, document=plain, response=response, problems=located)

    def _findings(self, response: Response) -> Iterable[Problem]:
        yield from self.check(self.instrument, response)
        if self.study is not None:
            yield from check_membership(self.study, response)


@value
class _Seen:
    """One document of a file, with its response where it has the shape of one."""

    place: Place
    document: Mapping[str, Any] | None = None
    response: Response | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What it is refused for."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    def rejected(self, problems: tuple[Problem, ...]) -> Rejected:
        """Return it as refused."""
        return Rejected(place=self.place, document=self.document, problems=problems)


def _sifted(seen: Sequence[_Seen], after: Sequence[Taken]) -> Taken:
    """Refuse what has errors, and what says again what another said: an id or a voice twice."""
    faulty = [each for each in seen if each.problems and each.errors]
    sound = [
        (each, each.response)
        for each in seen
        if each.response is not None and not (each.problems and each.errors)
    ]
    before = [response for one in after for response in one.responses]
    places = [place for one in after for place in one.places]
    twice = said_again(
        [*before, *(response for _, response in sound)],
        [*places, *(each.place for each, _ in sound)],
    )
    again = {number - len(before): problem for number, problem in twice}
    kept = [pair for i, pair in enumerate(sound) if i not in again]
    return Taken(
        responses=tuple(response for _, response in kept),
        places=tuple(each.place for each, _ in kept),
        rejected=(
            *(each.rejected(each.errors) for each in faulty),
            *(
                each.rejected((each.place.locate(again[i]),))
                for i, (each, _) in enumerate(sound)
                if i in again
            ),
        ),
        notices=tuple(
            problem for each in seen for problem in each.problems if problem.severity == "notice"
        ),
    )
