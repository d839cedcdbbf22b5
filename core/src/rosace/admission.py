"""Which plugins may load: decided from the configuration and metadata, before any import."""

import os
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from rosace.configuration import AllowedPlugin, Configuration
from rosace.discovery import Listing, PluginEntry, normalized, satisfies
from rosace.errors import PluginError, UsageError
from rosace.values import value

__all__ = [
    "RESERVED_NAMES",
    "VARIABLE",
    "Candidate",
    "PluginFailure",
    "admit",
    "admit_commands",
    "allowed_plugins",
    "refused_command",
]

VARIABLE: Final = "ROSACE_PLUGINS"
"""The environment variable that stands in for the configuration's allow-list."""

RESERVED_NAMES: Final = frozenset(
    {
        "alpha",
        "core",
        "dimension",
        "error",
        "flag",
        "item",
        "level",
        "place",
        "problem",
        "record",
        "report",
        "rosace",
        "size",
        "type",
    }
)
"""Names that no plugin may have: those with which the core's messages and tallies begin."""

_ALL: Final = "all"
_FORMS: Final = "all; wheel; wheel@rosace-wheel"


@value
class PluginFailure:
    """Why a plugin, or something that it brought, is left out.

    Args:
        name: The plugin's name.
        distribution: The distribution that brings it; None where nothing does.
        code: A reason of `rosace.errors.PluginError`.
        reason: What was found: an exception's text, a hook, the distributions.
        details: What else its words mention.
    """

    name: str
    distribution: str | None = None
    code: str
    reason: str = ""
    details: Mapping[str, str] = attrs.field(factory=dict, hash=False)

    def error(self) -> PluginError:
        """Return the failure as the error that strict mode raises."""
        return PluginError(
            plugin=self.name, reason=self.code, detail=self.reason, details=self.details
        )

    def message(self, language: str = "en") -> str:
        """Return what happened, in words."""
        return self.error().message(language)

    def advice(self, language: str = "en") -> str:
        """Return what to do about it, in words."""
        return self.error().advice(language)

    def explain(self, language: str = "en") -> str:
        """Return what happened and what to do, in words."""
        return self.error().explain(language)


@value
class Candidate:
    """An installed plugin, and why it may not load where it may not."""

    entry: PluginEntry
    refusal: PluginFailure | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may load."""
        return self.refusal is None


def allowed_plugins(
    configuration: Configuration, environment: Mapping[str, str] | None = None
) -> tuple[AllowedPlugin, ...] | None:
    """Return the allow-list in its order, or None where every installed plugin may load.

    ``ROSACE_PLUGINS`` stands in for the configuration: names separated by commas,
    each with ``@DISTRIBUTION`` where that must be said, or ``all``. An empty
    value allows none.

    Args:
        configuration: The organization's configuration.
        environment: Environment variables; those of the process where none are given.

    Raises:
        UsageError: The variable holds what cannot be a plugin's name.
    """
    written = (os.environ if environment is None else environment).get(VARIABLE)
    if written is None:
        return None if configuration.plugins == _ALL else configuration.plugins
    if written.strip() == _ALL:
        return None
    words = [word.strip() for word in written.split(",")]
    return tuple(dict.fromkeys(_allowed(word) for word in words if word))


def _allowed(word: str) -> AllowedPlugin:
    name, _, distribution = word.partition("@")
    try:
        return AllowedPlugin(name=name.strip(), distribution=distribution.strip() or None)
    except ValueError:
        details = {"option": VARIABLE, "found": word, "known": _FORMS}
        raise UsageError(reason="value-refused", details=details) from None


def admit(
    listing: Listing, allowed: tuple[AllowedPlugin, ...] | None
) -> tuple[tuple[Candidate, ...], tuple[PluginFailure, ...]]:
    """Return every installed plugin with the decision on it, and the plugins that are missing.

    Those that may load come first, in the order of the allow-list, or else sorted
    by name. Of several that claim one name none may load until the allow-list
    keeps one.

    Args:
        listing: What is installed.
        allowed: The allow-list, or None for all.
    """
    kept = [entry for entry in listing.plugins if allowed is None or _is_among(entry, allowed)]
    if allowed is not None:
        ranks = {each.name: rank for rank, each in reversed(list(enumerate(allowed)))}
        kept.sort(key=lambda entry: ranks[entry.name])
    candidates = [
        Candidate(entry=entry, refusal=_refusal(entry, kept, listing.core)) for entry in kept
    ]
    candidates += [
        Candidate(entry=entry, refusal=_failure(entry, "not-allowed"))
        for entry in listing.plugins
        if entry not in kept
    ]
    missing = [
        PluginFailure(name=each.name, distribution=each.distribution, code="not-installed")
        for each in allowed or ()
        if not any(_is_among(entry, [each]) for entry in listing.plugins)
    ]
    return tuple(sorted(candidates, key=lambda each: not each.allowed)), tuple(missing)


def admit_commands(
    listing: Listing, candidates: Iterable[Candidate], allowed: tuple[AllowedPlugin, ...] | None
) -> tuple[Mapping[str, PluginEntry], tuple[PluginFailure, ...]]:
    """Return the commands that may be called, by name, and why others may not.

    Under an allow-list, the commands of a distribution may be called where one of
    its plugins may load. Commands made for another version of Rosace, and those that
    several claim, may not be called.

    Args:
        listing: What is installed.
        candidates: The decisions on its plugins.
        allowed: The allow-list, or None for all.
    """
    told = {each.entry.distribution for each in candidates}
    trusted = {each.entry.distribution for each in candidates if each.allowed}
    known = [
        entry for entry in listing.commands if allowed is None or entry.distribution in trusted
    ]
    entries = [entry for entry in known if _suits(entry, listing.core)]
    clashes = [(entry, rivals) for entry in entries if len(rivals := _rivals(entry, entries)) > 1]
    claimed = {entry.name for entry, _ in clashes}
    failures = [_failure(entry, "duplicate-id", ", ".join(rivals)) for entry, rivals in clashes]
    failures += [
        _incompatible(entry, str(listing.core))
        for entry in known
        if entry not in entries and entry.distribution not in told
    ]
    return {entry.name: entry for entry in entries if entry.name not in claimed}, tuple(failures)


def refused_command(listing: Listing, name: str) -> PluginFailure:
    """Return why an installed command may not be called.

    Args:
        listing: What is installed.
        name: A command that `admit_commands` keeps out.
    """
    for entry in listing.commands:
        if entry.name == name and not _suits(entry, listing.core):
            return _incompatible(entry, str(listing.core))
    return PluginFailure(name=name, code="not-allowed")


def _is_among(entry: PluginEntry, allowed: Iterable[AllowedPlugin]) -> bool:
    return any(
        entry.name == each.name
        and (
            each.distribution is None
            or normalized(each.distribution) == normalized(entry.distribution)
        )
        for each in allowed
    )


def _refusal(
    entry: PluginEntry, kept: Iterable[PluginEntry], core: str | None
) -> PluginFailure | None:
    """Return why an allowed entry may not load all the same."""
    if len(rivals := _rivals(entry, kept)) > 1:
        return _failure(entry, "duplicate-name", ", ".join(rivals))
    if entry.name in RESERVED_NAMES:
        return _failure(entry, "reserved-name")
    return None if _suits(entry, core) else _incompatible(entry, str(core))


def _suits(entry: PluginEntry, core: str | None) -> bool:
    """Say whether an entry is made for the installed version; where none is, whatever it asks."""
    return core is None or satisfies(core, entry.requires)


def _incompatible(entry: PluginEntry, core: str) -> PluginFailure:
    """Return the failure of an entry that asks for another version, with what to install."""
    return PluginFailure(
        name=entry.name,
        distribution=entry.distribution,
        code="incompatible",
        reason=f"{entry.requires} ({core})",
        details={
            "distribution": entry.distribution,
            "version": entry.version,
            "requires": entry.requires,
            "core": core,
            "series": ".".join(core.split(".")[:2]),
            "command": f'pip install "rosace{entry.requires}"',
        },
    )


def _rivals(entry: PluginEntry, entries: Iterable[PluginEntry]) -> list[str]:
    return [each.distribution for each in entries if each.name == entry.name]


def _failure(entry: PluginEntry, code: str, reason: str = "") -> PluginFailure:
    return PluginFailure(name=entry.name, distribution=entry.distribution, code=code, reason=reason)
