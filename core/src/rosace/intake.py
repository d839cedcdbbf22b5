"""From a file to checked responses: read, validate, structure, and ask the plugins."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.interfaces import Importer
from rosace.mapping import DEFAULT_WAVE, FileMapping
from rosace.places import Place
from rosace.pseudonyms import load_key, pseudonymize
from rosace.reading import read_documents
from rosace.response import Response
from rosace.responses import ResponseChecker, check_all, structure_response
from rosace.study import Study
from rosace.study_checks import check_membership, require_instrument
from rosace.values import value

__all__ = ["Intake", "Rejected", "Taken"]

_WATCHED: Final = 256
"""How many responses go by between two words to whoever watches."""

Check = Callable[[Instrument, Response], Iterable[Problem]]


@value
class Rejected:
    """A document that was refused, with where it stood and why."""

    place: Place
    document: Mapping[str, Any] | None
    problems: tuple[Problem, ...]


@value
class Taken:
    """What came of a file: sound responses, refused documents, and notices."""

    responses: tuple[Response, ...]
    rejected: tuple[Rejected, ...]
    notices: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every Problem, the errors first."""
        return (*(p for refused in self.rejected for p in refused.problems), *self.notices)


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
        path: str | os.PathLike[str],
        mapping: FileMapping | None = None,
        after: Sequence[Response] = (),
    ) -> Taken:
        """Read a file.

        Args:
            path: The file.
            mapping: What the columns of a foreign file mean.
            after: Responses already taken in, that none may say again.

        Raises:
            InvalidDocumentError: The file cannot be read at all, or the study does not
                name the instrument.
        """
        if self.study is not None:
            require_instrument(self.study, self.instrument.id)
        declared = (attribute.id for attribute in (self.study.attributes if self.study else ()))
        found = read_documents(
            path,
            self.instrument,
            importers=self.importers,
            mapping=mapping,
            attributes=(*self.attributes, *declared),
            wave=self.wave or self._only_wave(),
            kind=self.kind,
        )
        checker = ResponseChecker(self.instrument)
        key = load_key(self.key) if self.key else None
        sound: list[tuple[Place, Mapping[str, Any], Response]] = []
        rejected: list[Rejected] = []
        notices: list[Problem] = []
        for number, (place, document) in enumerate(found):
            if self.watch is not None and number % _WATCHED == 0:
                self.watch(number)
            if isinstance(document, Problem):
                if document.severity == "notice":
                    notices.append(document)
                else:
                    rejected.append(Rejected(place=place, document=None, problems=(document,)))
                continue
            plain = pseudonymize(document, key) if key else document
            problems = [place.locate(problem) for problem in checker.check(plain)]
            if not problems:
                response = structure_response(plain)
                problems = [place.locate(problem) for problem in self._findings(response)]
            errors = tuple(problem for problem in problems if problem.severity == "error")
            notices.extend(problem for problem in problems if problem.severity == "notice")
            if errors:
                rejected.append(Rejected(place=place, document=plain, problems=errors))
            else:
                sound.append((place, plain, response))
        return self._sift(sound, rejected, notices, after)

    def _only_wave(self) -> str:
        waves = self.study.waves if self.study is not None else ()
        return waves[0].id if len(waves) == 1 else DEFAULT_WAVE

    def _findings(self, response: Response) -> Iterable[Problem]:
        yield from self.check(self.instrument, response)
        if self.study is not None:
            yield from check_membership(self.study, response)

    @staticmethod
    def _sift(
        sound: list[tuple[Place, Mapping[str, Any], Response]],
        rejected: list[Rejected],
        notices: list[Problem],
        after: Sequence[Response],
    ) -> Taken:
        """Refuse responses that say again what another said: an id or a voice twice."""
        kept: list[Response] = []
        twice = check_all(
            [*after, *(response for _, _, response in sound)],
            [
                *((None, None) for _ in after),
                *((place.file, i) for i, (place, _, _) in enumerate(sound)),
            ],
        )
        refused = {problem.row: problem for problem in twice}
        for index, (place, plain, response) in enumerate(sound):
            if (problem := refused.get(index)) is None:
                kept.append(response)
            else:
                rejected.append(
                    Rejected(place=place, document=plain, problems=(place.locate(problem),))
                )
        return Taken(responses=tuple(kept), rejected=tuple(rejected), notices=tuple(notices))
