"""The plugin host: loads what is allowed, asks it, and contains and blames what fails."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from rosace import contributions
from rosace.admission import Candidate, PluginFailure, admit, admit_commands, allowed_plugins
from rosace.configuration import Configuration
from rosace.discovery import PluginEntry, list_plugins
from rosace.errors import Problem
from rosace.interfaces import Engine, Exporter, Importer, InstrumentReference
from rosace.messages import CORE, LANGUAGES, Catalogue, load
from rosace.plugin_modules import (
    LoadedPlugin,
    UnusablePluginError,
    commanded,
    hook_callers,
    managed,
    spoken,
)
from rosace.sources import InstrumentSource, clashes, list_folder, referenced
from rosace.spelling import printable

if TYPE_CHECKING:
    from rosace.appraisal import Appraisal
    from rosace.instrument import Instrument
    from rosace.interfaces import Drawing
    from rosace.paper import Sheet
    from rosace.report import Section
    from rosace.response import Response
    from rosace.study import Study
    from rosace.tally import Tally

__all__ = ["Candidate", "LoadedPlugin", "PluginFailure", "PluginHost"]

P = ParamSpec("P")
T = TypeVar("T")
_Callers = Mapping[str, Callable[..., Sequence[Any]]]

_OWN_NAMES: Final = ("json", "ndjson", "rows", "yaml")
_MOST_FAILURES: Final = 20
_CHECK: Final = "rosace_check_response"


class PluginHost:
    """Holds the plugins of one appraiser: what is installed, allowed, loaded and failed.

    Making one reads metadata only. Plugins are imported the first time one is
    needed, or by `load`; each gets a plugin manager of its own, so that none can
    wrap, see or stop another.

    Args:
        configuration: What the organization allows.
        strict: Whether a failure is an error; as the configuration says where None.
        environment: Environment variables; those of the process where None.
        path: Folders to look for distributions in; ``sys.path`` where None.

    Attributes:
        configuration: What the organization allows.
        strict: Whether a failure is an error.
        listing: What is installed.
        entries: The installed plugins with the decision on each, the allowed ones first.
        commands: The commands that may be called, by name.

    Raises:
        UsageError: ``ROSACE_PLUGINS`` cannot be read.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        *,
        strict: bool | None = None,
        environment: Mapping[str, str] | None = None,
        path: Sequence[str] | None = None,
    ) -> None:
        """List what is installed, and decide what may load."""
        self.configuration = configuration or Configuration()
        self.strict = self.configuration.strict if strict is None else strict
        self.listing = list_plugins(path)
        allowed = allowed_plugins(self.configuration, environment)
        self.entries, self._missing = admit(self.listing, allowed)
        self.commands, self._clashes = admit_commands(self.listing, self.entries, allowed)
        self._failures: dict[tuple[str, str | None, str], list[PluginFailure]] = {}

    def load(self) -> None:
        """Import the allowed plugins, where that has not been done.

        Raises:
            PluginError: In strict mode, one is missing or fails.
        """
        _ = self._running

    @property
    def loaded(self) -> tuple[LoadedPlugin, ...]:
        """The plugins in use, in the order of the allow-list, or else by name."""
        return tuple(plugin for plugin, _ in self._running.values())

    @property
    def core_version(self) -> str:
        """The installed version of Rosace; 0.0.0 where it runs from source, uninstalled."""
        return self.listing.core or "0.0.0"

    @property
    def failures(self) -> tuple[PluginFailure, ...]:
        """What has failed up to now: each once, and at most 20 of a kind for each plugin."""
        return tuple(failure for alike in self._failures.values() for failure in alike)

    @property
    def folder_problems(self) -> tuple[Problem, ...]:
        """What is wrong with the folders of instruments and the files in them."""
        return self._inventory[1]

    @property
    def instruments(self) -> Mapping[str, InstrumentSource]:
        """The instruments at hand by id: those of plugins in their order, then those of folders.

        Where two claim one id neither is at hand.
        """
        return self._inventory[0]

    @cached_property
    def exporters(self) -> Mapping[str, Exporter]:
        """The plugins' exporters by name; where two claim one name neither is at hand."""
        return self._named("rosace_register_exporters", Exporter)  # type: ignore[type-abstract]  # only looked at

    @cached_property
    def importers(self) -> Mapping[str, Importer]:
        """The plugins' importers by name; where two claim one name neither is at hand."""
        return self._named("rosace_register_importers", Importer)  # type: ignore[type-abstract]  # only looked at

    @cached_property
    def engines(self) -> Mapping[str, Engine]:
        """The plugins' engines by name; where two claim one name neither is at hand."""
        return self._named("rosace_register_engines", Engine)  # type: ignore[type-abstract]  # only looked at

    def package(self, plugin: str) -> str:
        """Return the package that holds the words of a plugin in use.

        Raises:
            KeyError: No plugin of that name is in use.
        """
        return self._running[plugin][0].package

    def catalogue(self, plugin: str, language: str) -> Catalogue:
        """Return a plugin's messages in a language; those not named after it are left out.

        An id begins with the plugin's name and a point, or with ``problem.`` for the
        words of a finding's code.

        Raises:
            KeyError: No plugin of that name is in use.
        """
        package = self.package(plugin)
        if package == CORE:
            return {}
        found = self._tried(plugin, f"catalogues/{language}.po", load, package, language) or {}
        begins = (f"{plugin}.", "problem.")
        return {key: text for key, text in found.items() if key.startswith(begins)}

    def answering(self, hook: str) -> tuple[str, ...]:
        """Return the names of the plugins in use that implement a hook of `rosace.hookspecs`."""
        return tuple(name for name, (_, callers) in self._running.items() if hook in callers)

    def call(
        self, hook: str, among: Collection[str] | None = None, **arguments: Any
    ) -> Iterator[tuple[str, Any]]:
        """Yield the name of each plugin that implements a hook, and what it returned.

        A plugin that raises is recorded, and the next one is called. One that
        returns None yields nothing.

        Args:
            hook: A hook of `rosace.hookspecs`.
            among: The plugins that are called; all where None.
            arguments: Its arguments, all of them.

        Raises:
            PluginError: In strict mode, one raises.
        """
        for name, (_, callers) in self._running.items():
            if hook in callers and (among is None or name in among):
                try:
                    returned = callers[hook](**arguments)
                except (Exception, SystemExit) as error:  # noqa: BLE001  # one bad plugin never stops the rest
                    self._blame(name, "call-failed", f"{hook}: {spoken(error, hook)}", error)
                else:
                    yield from ((name, each) for each in returned)

    def collect(
        self,
        hook: str,
        expected: type[T],
        among: Collection[str] | None = None,
        **arguments: Any,
    ) -> Iterator[tuple[str, T]]:
        """Yield the name of each plugin and every value that it returned, checked.

        A value of another kind is recorded and left out.

        Args:
            hook: A hook that returns iterables.
            expected: The class or protocol of the values.
            among: The plugins that are called; all where None.
            arguments: The hook's arguments.

        Raises:
            PluginError: In strict mode, a plugin raises or returns something else.
        """
        for name, returned in self.call(hook, among, **arguments):
            for item in self._items(name, hook, returned):
                if self._tried(name, hook, contributions.is_sound, item, expected):
                    yield name, item

    def checks(self, instrument: "Instrument") -> bool:
        """Say whether a plugin checks responses to an instrument: the one that brings it."""
        return bool(self._checking(instrument))

    def check(self, instrument: "Instrument", response: "Response") -> tuple[Problem, ...]:
        """Return what the plugin that brings an instrument finds in a response, in its words."""
        hook, vetted = _CHECK, contributions.vetted_problem
        if not (among := self._checking(instrument)):
            return ()
        found = self.collect(hook, Problem, among, instrument=instrument, response=response)
        return tuple(vetted(problem, self.package(name)) for name, problem in found)

    def tabulate(
        self, instrument: "Instrument", responses: "Sequence[Response]", study: "Study"
    ) -> "tuple[Tally, ...]":
        """Return the plugins' own tallies: no two of one thing and group, and all possible."""
        from rosace.membership import atoms, memberships  # noqa: PLC0415  # only where people are counted
        from rosace.tally import Tally  # noqa: PLC0415  # likewise

        hook = "rosace_tabulate"
        groups = memberships(study, atoms(study, responses))
        found = self.collect(hook, Tally, instrument=instrument, responses=responses, study=study)
        vetted = [
            (name, f"{tally.of}, {tally.group}", tally)
            for name, tally in found
            if self._tried(name, hook, contributions.vetted_tally, tally, name, groups)
        ]
        return tuple(self._unclaimed(vetted).values())

    def sections(self, appraisal: "Appraisal") -> "tuple[Section, ...]":
        """Return the plugins' sections on an instrument; those that the contract refuses are out.

        Each carries its plugin's name, and is plain data through and through. Of two
        sections of one plugin with the same id neither stands.
        """
        from rosace.report import Section  # noqa: PLC0415  # only where a report is written

        hook = "rosace_write_sections"
        return self._written(hook, Section, contributions.vetted_section, appraisal=appraisal)

    def sheets(self, instrument: "Instrument") -> "tuple[Sheet, ...]":
        """Return the plugins' sheets for an instrument, looked through as sections are."""
        from rosace.paper import Sheet  # noqa: PLC0415  # only where paper is made

        hook = "rosace_write_sheets"
        return self._written(hook, Sheet, contributions.vetted_sheet, instrument=instrument)

    def render(
        self, figure: "Drawing", rows: Sequence[Mapping[str, Any]], language: str, media_type: str
    ) -> bytes | None:
        """Return the first picture that a plugin draws of a figure, or None where none can."""
        hook, said = "rosace_render_figure", {"language": language, "media_type": media_type}
        for name, drawn in self.call(hook, figure=figure, rows=rows, **said):
            if self._tried(name, hook, contributions.is_sound, drawn, bytes):
                return bytes(drawn)
        return None

    def command(self, name: str) -> Any:
        """Return the object of a command, whose module is imported now.

        Raises:
            KeyError: No command of that name may be called.
            PluginError: Its module fails to import, or has no such object.
        """
        return commanded(name, self.commands[name].module)

    def _checking(self, instrument: "Instrument") -> tuple[str, ...]:
        """Return the plugin that brings an instrument, where it checks responses."""
        source = self.instruments.get(instrument.id)
        name = source.plugin if source is not None else None
        return (name,) if name is not None and _CHECK in self._running[name][1] else ()

    @cached_property
    def _running(self) -> Mapping[str, tuple[LoadedPlugin, _Callers]]:
        for failure in (*self._missing, *self._clashes):
            self._record(failure)
        running = {}
        for each in self.entries:
            if each.refusal is None:
                if started := self._started(each.entry):
                    running[each.entry.name] = started
            elif each.refusal.code != "not-allowed":
                self._record(each.refusal)
        return running

    def _started(self, entry: PluginEntry) -> tuple[LoadedPlugin, _Callers] | None:
        cause: BaseException
        try:
            plugin, manager = managed(entry)
        except UnusablePluginError as error:
            code, detail, cause = error.code, error.detail, error
        except (Exception, SystemExit) as error:  # noqa: BLE001  # one bad plugin never stops the rest
            code, detail, cause = "import-failed", spoken(error), error
        else:
            return plugin, hook_callers(manager)
        distribution = entry.distribution
        failure = PluginFailure(
            name=entry.name, distribution=distribution, code=code, reason=printable(detail)
        )
        self._record(failure, cause)
        return None

    @cached_property
    def _inventory(self) -> tuple[Mapping[str, InstrumentSource], tuple[Problem, ...]]:
        hook = "rosace_register_instruments"
        claims: list[tuple[str | None, str, InstrumentSource]] = []
        for name, reference in self.collect(hook, InstrumentReference):
            top = self._running[name][0].module.partition(".")[0]
            if source := self._tried(name, hook, referenced, reference, name, top):
                claims.append((name, source.id, source))
        problems: list[Problem] = []
        for folder in self.configuration.instrument_folders:
            sources, found = list_folder(folder)
            claims += [(None, source.id, source) for source in sources]
            problems += found
        instruments = self._unclaimed(claims)
        return instruments, (*problems, *clashes(claims, instruments))

    def _written(
        self, hook: str, expected: type[T], vetted: Callable[..., T], **arguments: Any
    ) -> tuple[T, ...]:
        """Return what plugins write, looked through; of two with one id neither stands."""
        claims = []
        for name, given in self.collect(hook, expected, **arguments):
            sound: Any = self._tried(name, hook, vetted, given, name, self._words(name))
            if sound is not None:
                claims.append((name, f"{name}/{sound.id}", sound))
        return tuple(self._unclaimed(claims).values())

    def _named(self, hook: str, expected: type[T]) -> Mapping[str, T]:
        claims = [
            (name, str(getattr(each, "name", "")), each)
            for name, each in self.collect(hook, expected)
        ]
        return self._unclaimed(claims, _OWN_NAMES)

    def _unclaimed(
        self, claims: Sequence[tuple[str | None, str, T]], taken: Sequence[str] = ()
    ) -> dict[str, T]:
        """Return by key what one alone claims; blame the plugins that claim the same."""
        unclaimed, rivals = contributions.claimed_once(claims, taken)
        for claimant, detail in rivals:
            self._blame(claimant, "duplicate-id", detail)
        return unclaimed

    def _items(self, name: str, hook: str, returned: object) -> Iterator[Any]:
        if isinstance(returned, str | bytes | Mapping) or not isinstance(returned, Iterable):
            self._blame(name, "invalid-result", f"{hook}: {type(returned).__name__}")
            return
        try:
            yield from returned
        except (Exception, SystemExit) as error:  # noqa: BLE001  # one bad plugin never stops the rest
            self._blame(name, "call-failed", f"{hook}: {spoken(error, hook)}", error)

    def _tried(
        self, name: str, what: str, check: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Return what a check of something from a plugin returns, or None and blame the plugin."""
        try:
            return check(*args, **kwargs)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # one bad plugin never stops the rest
            detail = str(error) if type(error) is ValueError else spoken(error, what)
            self._blame(name, "invalid-result", f"{what}: {detail}", error)
            return None

    def _words(self, plugin: str) -> Mapping[str, frozenset[str]]:
        """Return by language the messages that a plugin may use: its own, and the core's."""
        return {
            language: frozenset({*self.catalogue(plugin, language), *load(CORE, language)})
            for language in LANGUAGES
        }

    def _blame(self, name: str, code: str, detail: str, cause: BaseException | None = None) -> None:
        distribution = self._running[name][0].distribution
        failure = PluginFailure(
            name=name, distribution=distribution, code=code, reason=printable(detail)
        )
        self._record(failure, cause)

    def _record(self, failure: PluginFailure, cause: BaseException | None = None) -> None:
        if self.strict:
            raise failure.error() from cause
        alike = self._failures.setdefault((failure.name, failure.distribution, failure.code), [])
        if failure not in alike and len(alike) < _MOST_FAILURES:
            alike.append(failure)
