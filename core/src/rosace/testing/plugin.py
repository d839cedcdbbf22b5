"""The laws of a plugin's hooks."""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st

from rosace.appraisal import Appraisal
from rosace.appraiser import Appraiser
from rosace.appraising import appraise
from rosace.contributions import (
    vetted_problem,
    vetted_section,
    vetted_sheet,
    vetted_tally,
)
from rosace.counting import counted
from rosace.errors import PluginError, Problem
from rosace.instrument import Instrument
from rosace.interfaces import Drawing
from rosace.membership import atoms, memberships
from rosace.messages import CORE, LANGUAGES, load
from rosace.paper import Sheet
from rosace.report import Section
from rosace.response import Response
from rosace.tally import Tally, add
from rosace.testing.exploring import breach
from rosace.testing.groups import (
    Allowed,
    Walk,
    any_walks,
    appraiser_of,
    hidden_pairs,
    instruments_of,
    own_walks,
    study_of,
)
from rosace.testing.laws import Conformance, law, snapshot
from rosace.testing.specimens import drawings_of, full_report
from rosace.values import evolve

__all__ = ["PluginConformance"]

_UNHEARD_OF: Final = "application/x-unheard-of"
_WORDLESS: Final = "has no words"
_CALLED: Final = (
    "rosace_check_response",
    "rosace_tabulate",
    "rosace_write_sections",
    "rosace_write_sheets",
    "rosace_render_figure",
)
_Drawn = tuple[Drawing, list[dict[str, Any]]]


class PluginConformance(Conformance):
    """What the hooks of every plugin keep. Derive from it, and name the plugin.

    Laws of a hook that the plugin does not answer are skipped.

    Attributes:
        plugin: The name of its entry point.
        beside: Plugins that are allowed beside it, such as those whose instruments it reads.
        instruments: Ids of the instruments on which its hooks are tried; those that it
            brings where there are none.
        media_types: The media types in which it is asked to draw.
    """

    plugin: ClassVar[str]
    beside: ClassVar[tuple[str, ...]] = ()
    instruments: ClassVar[tuple[str, ...]] = ()
    media_types: ClassVar[tuple[str, ...]] = ("image/svg+xml", "image/png")

    @law
    def test_is_loaded_without_a_complaint(self) -> None:
        """It loads, and everything that it brings is what it says it is."""
        host = self._appraiser.host
        host.load()
        for brought in (host.instruments, host.exporters, host.importers, host.engines):
            del brought
        for name in self._tried_on:
            self._appraiser.instrument(name)

    @law
    def test_changes_nothing_that_it_is_given(self) -> None:
        """Instruments, responses, appraisals and figures are the same after a hook as before."""
        self._needs(*_CALLED)

        def check(walk: Walk) -> None:
            instrument, study, responses = walk
            before = snapshot(walk)
            appraisal = self._appraisal(walk)
            written = snapshot(appraisal)
            self._findings(instrument, responses)
            self._ask("rosace_tabulate", instrument=instrument, responses=responses, study=study)
            self._sections(appraisal)
            self._sheets(instrument)
            if (snapshot(walk), snapshot(appraisal)) != (before, written):
                breach("a hook changes what it is given")

        self.explore(check, self._walks(1))
        for drawing, rows in self._drawings:
            before = snapshot((drawing, rows))
            self._draw(drawing, rows)
            if snapshot((drawing, rows)) != before:
                breach("rosace_render_figure changes what it is given")

    @law
    def test_says_the_same_again(self) -> None:
        """A hook that is called twice with the same arguments returns the same twice."""
        self._needs(*_CALLED)

        def check(walk: Walk) -> None:
            appraisal = self._appraisal(walk)
            if self._said(walk, appraisal) != self._said(walk, appraisal):
                breach("a second call with the same arguments returns something else")

        self.explore(check, self._walks(1))
        for drawing, rows in self._drawings:
            if self._draw(drawing, rows) != self._draw(drawing, rows):
                breach("a second drawing of the same figure has other bytes")

    @law
    def test_counts_in_any_order(self) -> None:
        """Its tallies do not depend on the order of responses."""
        self._needs("rosace_tabulate")

        def check(walk: Walk) -> None:
            instrument, study, responses = walk
            one = self._tallies(walk)
            other = self._tallies((instrument, study, responses[::-1]))
            odd = [tally.of for key, tally in one.items() if other.get(key) != tally]
            if odd or one.keys() != other.keys():
                breach(f"responses in another order give other tallies: {', '.join(odd)}")

        self.explore(check, self._walks(2))

    @law
    def test_counts_what_can_be(self) -> None:
        """Its tallies are named after it, hold counts alone, and no more than belong to a group."""
        self._needs("rosace_tabulate")

        def check(walk: Walk) -> None:
            instrument, study, responses = walk
            groups = memberships(study, atoms(study, responses))
            made = self._ask(
                "rosace_tabulate", instrument=instrument, responses=responses, study=study
            )
            for tally in made:
                vetted_tally(tally, self.plugin, groups)

        self.explore(check, self._walks(1))

    @law
    def test_bears_a_group_of_nobody(self) -> None:
        """Where nobody answered, nothing is raised."""
        self._needs(*_CALLED)
        for instrument in self._own:
            study = study_of(instrument)
            self._said((instrument, study, ()), self._appraisal((instrument, study, ())))
        for drawing, _ in self._drawings:
            self._draw(drawing, [])

    @law
    def test_bears_any_instrument(self) -> None:
        """Its hooks are called for every instrument, and raise for none."""
        self._needs(*_CALLED[:-1])

        def check(walk: Walk) -> None:
            self._said(walk, self._appraisal(walk))

        self.explore(check, any_walks(1))

    @law
    def test_explains_what_it_finds(self) -> None:
        """Each of its findings says in French and in English what was found and what to do."""
        self._needs("rosace_check_response")
        package = self._appraiser.host.package(self.plugin)

        def check(walk: Walk) -> None:
            instrument, _, responses = walk
            for found in self._findings(instrument, responses):
                if not isinstance(found, Problem):
                    breach(f"rosace_check_response yields a {type(found).__name__}")
                problem = vetted_problem(found, package)
                for language in LANGUAGES:
                    known = load(package, language)
                    begins = f"problem.{problem.code}"
                    if not {begins, f"{begins}.advice"} <= known.keys():
                        breach(f"{problem.code} has no words, or no advice ({language})")
                    if "{" in problem.message(language):
                        breach(f"{problem.code} leaves a place unfilled ({language})")

        self.explore(check, self._walks(1))

    @law
    def test_writes_sections_of_the_contract(self) -> None:
        """Its sections are sound: rows fit columns, figures bring no data, no id stands twice."""
        self._needs("rosace_write_sections")

        def check(walk: Walk) -> None:
            made = self._sections(self._appraisal(walk))
            for section in made:
                vetted_section(section, self.plugin, {})
            ids = [section.id for section in made]
            if len(set(ids)) < len(ids):
                breach(f"two sections have one id: {', '.join(ids)}")

        self.explore(check, self._walks(10))

    @law
    def test_writes_sheets_of_the_contract(self) -> None:
        """Its sheets of paper are sound, named after it, and no id stands twice."""
        self._needs("rosace_write_sheets")

        def check(walk: Walk) -> None:
            made = self._sheets(walk[0])
            ids = [vetted_sheet(sheet, self.plugin, {}).id for sheet in made]
            if len(set(ids)) < len(ids):
                breach(f"two sheets have one id: {', '.join(ids)}")

        self.explore(check, self._walks(0))
        self.explore(check, any_walks(0))

    @law
    def test_speaks_both_languages(self) -> None:
        """Every message in its sections and sheets has words in French and in English."""
        self._needs("rosace_write_sections", "rosace_write_sheets")
        own = self._appraiser.host.package(self.plugin)
        words = {
            language: frozenset({*load(own, language), *load(CORE, language)})
            for language in LANGUAGES
        }

        def check(walk: Walk) -> None:
            sections = self._sections(self._appraisal(walk))
            made: list[tuple[Callable[..., object], object]]
            made = [(vetted_section, each) for each in sections]
            made += [(vetted_sheet, each) for each in self._sheets(walk[0])]
            for vetted, each in made:
                try:
                    vetted(each, self.plugin, words)
                except ValueError as error:
                    if _WORDLESS in str(error):
                        breach(str(error))

        self.explore(check, self._walks(10))

    @law
    def test_tells_nothing_of_hidden_answers(self) -> None:
        """Of four people, and of a wave still open, no answer changes anything in its sections."""
        self._needs("rosace_write_sections")

        def check(pair: tuple[Walk, Walk]) -> None:
            one, other = (self._told(walk) for walk in pair)
            if one != other:
                breach("a section changes with answers of which nothing may be told")

        self.explore(check, hidden_pairs(self._allowed, self._tried_on))

    @law
    def test_draws_what_it_is_asked_for(self) -> None:
        """A figure is drawn as bytes or not at all; a media type unheard of is left to others."""
        self._needs("rosace_render_figure")
        for drawing, rows in self._drawings:
            for made in self._draw(drawing, rows):
                if not isinstance(made, bytes) or not made:
                    breach(f"a figure is drawn as {made!r}")
            for language in LANGUAGES:
                if self._drawn(drawing, rows, language, _UNHEARD_OF):
                    breach(f"something is drawn as {_UNHEARD_OF}")

    @property
    def _allowed(self) -> Allowed:
        return (self.plugin, *self.beside)

    @property
    def _appraiser(self) -> Appraiser:
        return appraiser_of(self._allowed)

    @property
    def _tried_on(self) -> tuple[str, ...]:
        known = self._appraiser.instruments.items()
        brought = tuple(key for key, source in known if source.plugin == self.plugin)
        return self.instruments or brought

    @property
    def _own(self) -> tuple[Instrument, ...]:
        try:
            return instruments_of(self._allowed, self._tried_on)
        except PluginError:
            pytest.skip("the plugin does not load: see the law “is loaded without a complaint”")

    def _walks(self, least: int) -> st.SearchStrategy[Walk]:
        return own_walks(self._allowed, self._tried_on, least)

    def _needs(self, *hooks: str) -> None:
        """Skip a law where the plugin answers none of some hooks."""
        _ = self._own
        loaded = {each.name: each.module for each in self._appraiser.host.loaded}
        if not any(hasattr(sys.modules[loaded[self.plugin]], hook) for hook in hooks):
            pytest.skip(f"it has no {' and no '.join(hooks)}")

    def _ask(self, hook: str, **arguments: Any) -> list[Any]:
        """Return everything that a hook of the plugin yields, unchecked."""
        answers = self._appraiser.host.call(hook, **arguments)
        return [each for name, returned in answers if name == self.plugin for each in returned]

    def _findings(self, instrument: Instrument, responses: Iterable[Response]) -> list[Any]:
        """Return what it finds in responses; of instruments that it does not bring it sees none."""
        source = self._appraiser.instruments.get(instrument.id)
        if source is None or source.plugin != self.plugin:
            return []
        return [
            problem
            for response in responses
            for problem in self._ask(
                "rosace_check_response", instrument=instrument, response=response
            )
        ]

    def _tallies(self, walk: Walk) -> Mapping[Any, Tally]:
        instrument, study, responses = walk
        made = self._ask("rosace_tabulate", instrument=instrument, responses=responses, study=study)
        return {(tally.of, tally.group): tally for tally in add(made)}

    def _sections(self, appraisal: Appraisal) -> list[Section]:
        return self._ask("rosace_write_sections", appraisal=appraisal)

    def _sheets(self, instrument: Instrument) -> list[Sheet]:
        return self._ask("rosace_write_sheets", instrument=instrument)

    def _appraisal(self, walk: Walk) -> Appraisal:
        instrument, study, responses = walk
        own = counted(study, instrument, responses)
        theirs = self._tallies(walk).values()
        groups = memberships(study, atoms(study, responses))
        sound = [tally for tally in theirs if _is_possible(tally, self.plugin, groups)]
        whole = evolve(own, tallies=(*own.tallies, *sound))
        return appraise(study, instrument, whole, LANGUAGES[0])

    def _said(self, walk: Walk, appraisal: Appraisal) -> object:
        """Return all that the hooks say of a walk, as it can be compared."""
        instrument, study, responses = walk
        tallies = self._ask(
            "rosace_tabulate", instrument=instrument, responses=responses, study=study
        )
        findings = self._findings(instrument, responses)
        return snapshot([findings, tallies, self._sections(appraisal), self._sheets(instrument)])

    def _told(self, walk: Walk) -> object:
        """Return the sections on a walk, after every hook has seen its answers."""
        instrument, _, responses = walk
        self._findings(instrument, responses)
        return snapshot(self._sections(self._appraisal(walk)))

    @cached_property
    def _drawings(self) -> list[_Drawn]:
        """Figures to draw, with their rows."""
        return list(drawings_of(full_report(), LANGUAGES[0]))

    def _draw(self, drawing: Drawing, rows: list[dict[str, Any]]) -> list[object]:
        return [
            made
            for language in LANGUAGES
            for kind in self.media_types
            for made in self._drawn(drawing, rows, language, kind)
        ]

    def _drawn(
        self, drawing: Drawing, rows: list[dict[str, Any]], language: str, kind: str
    ) -> list[object]:
        answers = self._appraiser.host.call(
            "rosace_render_figure", figure=drawing, rows=rows, language=language, media_type=kind
        )
        return [made for name, made in answers if name == self.plugin]


def _is_possible(tally: Tally, plugin: str, groups: Any) -> bool:
    """Say whether the core would let a tally through to the gate."""
    try:
        vetted_tally(tally, plugin, groups)
    except ValueError:
        return False
    return True
