"""From a file to checked responses: read, validate, structure, and ask the plugins."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

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

__all__ = ["Intake", "Rejected", "Seen", "Taken", "places_of"]

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
        rejected: What was refused, in the order in which it stood.
        notices: What else is to be said.
        places: Where each of the sound responses stood.
        repeated: Of what was refused, that which only says again what another said, each with
            where it stood.
    """

    responses: tuple[Response, ...]
    rejected: tuple[Rejected, ...]
    notices: tuple[Problem, ...]
    places: tuple[Place, ...]
    repeated: tuple[tuple[Place, Response], ...] = ()

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
        check: What plugins find in a response; None where none looks at those to the instrument.
        study: The study, whose waves and attributes are declared; None where there is none.
        attributes: Further attributes that may be columns.
        wave: The wave of rows that name none; where None the study's, if it has but one.
        kind: ``individual`` or ``collective``, of a table's rows that do not say.
        key: A file with the key by which e-mail addresses become pseudonyms.
        watch: Told from time to time how many responses have been read.
    """

    instrument: Instrument
    importers: tuple[Importer, ...] = ()
    check: Check | None = None
    study: Study | None = None
    attributes: tuple[str, ...] = ()
    wave: str | None = None
    kind: str = "individual"
    key: str | None = None
    watch: Callable[[int], None] | None = None

    @property
    def known_attributes(self) -> tuple[str, ...]:
        """The attributes that may be columns by their bare name."""
        declared = (attribute.id for attribute in (self.study.attributes if self.study else ()))
        return (*self.attributes, *declared)

    @property
    def usual_wave(self) -> str:
        """The wave of rows that name none."""
        waves = self.study.waves if self.study is not None else ()
        return self.wave or (waves[0].id if len(waves) == 1 else DEFAULT_WAVE)

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
        seen: list[Seen] = []
        for number, each in enumerate(self.documents(path, mapping)):
            if self.watch is not None and number % _WATCHED == 0:
                self.watch(number)
            seen.append(each)
        return _sifted(seen, after)

    def documents(
        self, path: _File, mapping: FileMapping | _File | None = None
    ) -> "Iterator[Seen]":
        """Yield what stands in a file one by one, each looked at by itself.

        Whether it says again what another said is not looked at: `rosace.responses.said_again`
        tells. What is told of the file as a whole has no document.

        Args:
            path: The file.
            mapping: What the columns of a foreign file mean, or the path of such a file.

        Raises:
            InvalidDocumentError: As for `take`.
        """
        look = self.look()
        for place, document in self.found(path, mapping):
            yield look(place, document)

    def found(
        self, path: _File, mapping: FileMapping | _File | None = None
    ) -> "Iterator[tuple[Place, dict[str, Any] | Problem]]":
        """Yield what stands in a file one by one, with its place, before it is looked at.

        Args:
            path: As for `documents`.
            mapping: Likewise.

        Raises:
            InvalidDocumentError: As for `take`.
        """
        if self.study is not None:
            require_instrument(self.study, self.instrument.id)
        return read_documents(
            path,
            self.instrument,
            importers=self.importers,
            mapping=mapping
            if isinstance(mapping, FileMapping | None)
            else load_value(mapping, "mapping"),
            attributes=self.known_attributes,
            wave=self.usual_wave,
            kind=self.kind,
        )

    def look(self) -> "Callable[[Place, Mapping[str, Any] | Problem], Seen]":
        """Return what looks at one document after another, or at what was found in its place.

        A document is plain data as a strict loader returns it, and this has the last word on it.

        Raises:
            InvalidDocumentError: The key of pseudonyms cannot be read.
        """
        checker = ResponseChecker(self.instrument)
        key = load_key(self.key) if self.key else None
        return lambda place, document: self._seen(checker, key, place, document)

    def _seen(
        self,
        checker: ResponseChecker,
        key: bytes | None,
        place: Place,
        document: Mapping[str, Any] | Problem,
    ) -> "Seen":
        """Look at one document, or at what was found in its place."""
        if isinstance(document, Problem):
            return Seen(place=place, problems=(document,))
        plain = pseudonymize(document, key) if key else document
        if problems := checker.check(plain):
            if place.headings is not None:
                problems = tuple(said_of_cell(each, self.instrument, plain) for each in problems)
            located = tuple(place.locate(problem) for problem in problems)
            return Seen(place=place, document=plain, problems=located)
        response = structure_response(plain)
        located = tuple(place.locate(problem) for problem in self._findings(response))
        return Seen(place=place, document=plain, response=response, problems=located)

    def _findings(self, response: Response) -> Iterable[Problem]:
        if self.check is not None:
            yield from self.check(self.instrument, response)
        if self.study is not None:
            yield from check_membership(self.study, response)


@value
class Seen:
    """One document of a file, with its response where it has the shape of one.

    Args:
        place: Where it stood.
        document: The document, with pseudonyms for e-mail addresses where there is a key; None
            where something else stood in its place.
        response: The response.
        problems: All that is to be said of it: errors, for which it is refused, and notices.
    """

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


def _sifted(seen: Sequence[Seen], after: Sequence[Taken]) -> Taken:
    """Refuse what has errors, and what says again what another said: an id or a voice twice."""
    refused = {number: each.errors for number, each in enumerate(seen) if each.problems}
    sound = [
        (number, each, each.response)
        for number, each in enumerate(seen)
        if each.response is not None and not refused.get(number)
    ]
    # What was refused for its id is still the first that its voice said.
    before = [
        held
        for one in after
        for held in (*zip(one.places, one.responses, strict=True), *one.repeated)
    ]
    twice = said_again(
        [*(response for _, response in before), *(response for _, _, response in sound)],
        [*(place for place, _ in before), *(each.place for _, each, _ in sound)],
    )
    repeated: dict[int, tuple[Place, Response]] = {}
    for place, problem in twice:
        if place < len(before):
            continue
        number, each, response = sound[place - len(before)]
        refused[number] = (each.place.locate(problem),)
        repeated[number] = each.place, response
    kept = [each for each in sound if not refused.get(each[0])]
    return Taken(
        responses=tuple(response for _, _, response in kept),
        places=tuple(each.place for _, each, _ in kept),
        rejected=tuple(
            seen[number].rejected(problems)
            for number, problems in sorted(refused.items())
            if problems
        ),
        notices=tuple(
            problem for each in seen for problem in each.problems if problem.severity == "notice"
        ),
        repeated=tuple(repeated.values()),
    )
