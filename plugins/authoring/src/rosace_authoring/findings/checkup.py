"""All that is wrong with an instrument, or to look over in it, at once.

The core stops after each stage: what its schema refuses is never looked at further. Here what
is refused is taken out of a copy, and the later stages go on with the rest; findings that only
follow from what was taken out are left unsaid.
"""

from typing import TYPE_CHECKING

from rosace.checking import check_instrument
from rosace.conversion import structure, unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.explaining import locate
from rosace.instrument import Instrument
from rosace.resolution import resolve
from rosace.validation import value_of
from rosace.values import evolve, value
from rosace.vectors import check_vectors
from rosace_authoring.findings.advice import advise
from rosace_authoring.findings.consequences import Consequences
from rosace_authoring.findings.opening import Opened, open_instrument, other_document
from rosace_authoring.findings.pruning import Path, Pruned, steps
from rosace_authoring.findings.remaining import look_at_rest, refusals
from rosace_authoring.findings.views import own_path

if TYPE_CHECKING:
    from rosace import Appraiser

__all__ = ["CheckUp", "check_up"]


@value
class CheckUp:
    """What was found in an author's file.

    Args:
        instrument: The instrument, checked and resolved; None where there are errors.
        problems: The errors, and the notices on what to look over, in the order of the file.
    """

    instrument: Instrument | None
    problems: tuple[Problem, ...]


def check_up(path: str, appraiser: "Appraiser") -> CheckUp:
    """Return all that is wrong with an instrument, or to look over in it.

    Every error that the appraiser would refuse it for is among them, and without errors it
    accepts it.

    Args:
        path: The path of the instrument's file, or the id of one at hand.
        appraiser: Knows the instruments at hand, on which a view may be based.

    Raises:
        UnknownInstrumentError: It is neither a file of an instrument nor such an id.
    """
    opened = open_instrument(path, appraiser)
    if not opened.is_readable:
        return CheckUp(instrument=None, problems=opened.problems)
    if (other := other_document(opened)) is not None:
        return CheckUp(instrument=None, problems=(other,))
    return _Survey(opened, appraiser).told()


class _Survey:
    """One file, what is left of it, and what has been found so far."""

    def __init__(self, opened: Opened, appraiser: "Appraiser") -> None:
        self.opened = opened
        self.appraiser = appraiser
        self.problems: list[Problem] = list(opened.problems)
        damage = (steps(each.pointer, opened.document) for each in opened.problems)
        document = opened.document if isinstance(opened.document, dict) else {}
        self.pruned = Pruned(document, damage)

    def told(self) -> CheckUp:
        """Look at everything, and return what was found."""
        self._look_at_form()
        document = self.opened.document
        if not isinstance(document, dict):
            instrument = None
        elif "based_on" in document:
            instrument = self._look_at_view()
        else:
            instrument = self._look_at_sense()
        wrong = any(each.severity == "error" for each in self.problems)
        ordered = tuple(sorted(self.problems, key=_line))
        return CheckUp(instrument=None if wrong else instrument, problems=ordered)

    def _look_at_form(self) -> None:
        """Tell what the contract finds wrong with the file as it stands."""
        for problem in refusals(self.opened.document):
            path = steps(problem.pointer, self.opened.document)
            if not self.pruned.covers(path):
                self._tell(problem, path)

    def _look_at_sense(self) -> Instrument | None:
        """Tell what the later stages find in what the contract accepts; return that."""
        instrument, found = look_at_rest(self.pruned)
        for problem, path in found:
            self._tell(problem, path)
        if instrument is not None:
            self._advise(instrument)
        return instrument

    def _look_at_view(self) -> Instrument | None:
        """Tell what is wrong with a view as its base completes it."""
        if self.problems:
            return None
        view = structure(self.opened.document, Instrument)
        try:
            whole = resolve(view, self._base)
        except InvalidDocumentError as error:
            for problem in error.problems:
                self._tell(problem, steps(problem.pointer, self.opened.document))
            return None
        for problem in check_instrument(whole) or check_vectors(whole):
            self._tell_of_view(problem, view, whole)
        for advice in advise(whole):
            if (path := own_path(view, whole, advice.path)) is not None:
                self._tell(advice.problem, path)
        return whole

    def _base(self, identifier: str) -> Instrument:
        source = self.appraiser.instruments[identifier]
        document, positions = source.read()
        found: Instrument = value_of(document, "instrument", file=source.name, positions=positions)
        return found

    def _tell_of_view(self, problem: Problem, view: Instrument, whole: Instrument) -> None:
        path = own_path(view, whole, steps(problem.pointer, unstructure(whole)))
        if path is None:
            self.problems.append(evolve(problem, file=self.opened.file))
        else:
            self._tell(problem, path)

    def _advise(self, instrument: Instrument) -> None:
        consequences = Consequences(self.pruned)
        for advice in advise(instrument):
            path = self.pruned.original(advice.path)
            unsure = any(map(consequences.touches, advice.rests_on))
            if not unsure and not self.pruned.covers(path):
                self._tell(advice.problem, path)

    def _tell(self, problem: Problem, path: Path) -> None:
        """Keep a finding, with its place in the file; that of another file has its own."""
        if problem.file is None:
            problem = locate(
                problem.code,
                path,
                problem.arguments,
                self.opened.positions,
                file=self.opened.file,
                severity=problem.severity,
                catalogue=problem.catalogue,
            )
        self.problems.append(problem)


def _line(problem: Problem) -> int:
    return problem.line or 0
