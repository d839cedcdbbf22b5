"""Made-up responses to an instrument: any number, the same ones for the same seed."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.responses import check_response, structure_response
from rosace.study import Study
from rosace.study_checks import check_membership, require_instrument
from rosace_authoring.simulation.attendance import Occasion, plan_waves
from rosace_authoring.simulation.faults import Faults
from rosace_authoring.simulation.forms import Forms
from rosace_authoring.simulation.opinions import Opinions
from rosace_authoring.simulation.remarks import language_of
from rosace_authoring.simulation.respondents import People, Person, number_of_organizations
from rosace_authoring.simulation.row_formats import NdjsonRows, RowFormat, Subject

__all__ = ["Simulation", "Wishes", "simulated_responses"]

_CHUNK = 500


@attrs.frozen(kw_only=True)
class Wishes:
    """What may be asked of a simulation beside its size.

    Args:
        seed: What everything follows from.
        study: The study, whose waves, attributes and invitations are kept to.
        waves: How many waves, where no study says.
        wave: The one wave of the study that is answered; all where None.
        organizations: How many organizations; as many as are likely where None.
        language: The language that respondents write in; the instrument's first where None.
    """

    seed: int = 0
    study: Study | None = None
    waves: int | None = None
    wave: str | None = None
    organizations: int | None = None
    language: str | None = None


class Simulation:
    """Makes up responses; each run over it makes the same ones.

    Args:
        instrument: The instrument, resolved and checked.
        n: How many; where None as many as a study's invitations make likely, or else 1,000.
        wishes: What else is asked for.

    Raises:
        InvalidDocumentError: No sound response can be made up: the study is of another
            instrument or invited fewer, or the instrument cannot be answered.
    """

    def __init__(self, instrument: Instrument, n: int | None, wishes: Wishes | None = None) -> None:
        self.wishes = wishes or Wishes()
        self.instrument = instrument
        seed, study = self.wishes.seed, self.wishes.study
        if study is not None:
            require_instrument(study, instrument.id)
        self.occasions = plan_waves(n, self.wishes.waves, study, self.wishes.wave)
        self.n = sum(each.size for each in self.occasions)
        modes = instrument.use.modes if instrument.use else ()
        collective = bool(modes) and all(each.respondent == "collective" for each in modes)
        usual = number_of_organizations(max(each.size for each in self.occasions))
        asked = self.wishes.organizations
        organizations = (0 if collective else usual) if asked is None else asked
        self.people = People(seed, organizations, study)
        self.subject = Subject(instrument, self.people.attributes, collective)
        year = (
            min((int(each.date[:4]) for each in study.waves if each.date), default=None)
            if study
            else None
        )
        language = language_of(instrument.languages, self.wishes.language)
        self._opinions = Opinions(instrument, seed, language, year)
        self._check()

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield sound responses as plain data."""
        forms = self._forms(NdjsonRows(self.subject))
        for occasion in self.occasions:
            forms.open(occasion.id, occasion.number)
            for person in self.people.attending(occasion):
                yield self._document(person, occasion, forms)

    def chunks(
        self, form: RowFormat, bad: Faults | None = None, watch: Callable[[int], None] | None = None
    ) -> Iterator[bytes]:
        """Yield a file of responses, some hundreds at a time.

        Args:
            form: How its rows are spelt.
            bad: What makes rows bad, and which.
            watch: Told from time to time how many there are.
        """
        forms = self._forms(form)
        rows = [form.head()]
        done = 0
        for occasion in self.occasions:
            forms.open(occasion.id, occasion.number)
            row = form.wave(occasion.id)
            for person in self.people.attending(occasion):
                if bad is not None and bad.strikes():
                    rows.append(bad.row(self._document(person, occasion, forms)))
                else:
                    rows.append(row(person[0], person[1:3], forms.text(person)))
                    if bad is not None:
                        bad.pass_by(person.pseudonym, occasion.id)
                if len(rows) >= _CHUNK:
                    done += len(rows)
                    yield "".join(rows).encode()
                    rows.clear()
                    if watch is not None:
                        watch(done)
        yield "".join(rows).encode()

    def _forms(self, form: RowFormat) -> Forms:
        return Forms(self.instrument, self._opinions, self.subject.words, form.fragment)

    def _document(self, person: Person, occasion: Occasion, forms: Forms) -> dict[str, Any]:
        answers = forms.answers(person)
        return self.subject.document(person.pseudonym, person[1:3], occasion.id, answers)

    def _check(self) -> None:
        """Refuse to go on where the first response, and so likely all of them, is not sound."""
        document = next(self.documents())
        problems = check_response(self.instrument, document)
        if not problems and self.wishes.study is not None:
            found = check_membership(self.wishes.study, structure_response(document))
            problems = tuple(found)
        if problems:
            raise InvalidDocumentError(problems)
        for occasion in self.occasions:
            if occasion.quotas:
                # Whether enough can be found shows only when they are looked for.
                for _ in self.people.attending(occasion):
                    pass


def simulated_responses(
    instrument: Instrument, n: int, *, seed: int = 0, study: Study | None = None
) -> tuple[Response, ...]:
    """Return made-up responses to an instrument, all of them sound.

    They come from persons of organizations of unequal size who answer in several
    waves, with missing answers and remarks; the same arguments give the same responses.

    Args:
        instrument: The instrument, resolved and checked.
        n: How many responses, over all waves.
        seed: What they follow from.
        study: The study, whose waves, attributes and invitations are kept to; two waves
            and a sector where None.

    Raises:
        InvalidDocumentError: The study is of another instrument or invited fewer, or the
            instrument cannot be answered.
    """
    simulation = Simulation(instrument, n, Wishes(seed=seed, study=study))
    return tuple(map(structure_response, simulation.documents()))
