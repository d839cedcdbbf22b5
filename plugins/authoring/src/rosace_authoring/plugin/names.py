"""Which names a new plugin may have, and what to say of those that it may not."""

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

from rosace.admission import RESERVED_NAMES
from rosace.values import value

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = ["FIRST_PARTY", "KINDS", "Kind", "NameRefusal", "refused", "suggested"]

Kind = Literal["instrument", "exporter", "importer", "commands"]
"""What a new plugin brings."""

KINDS: Final[tuple[Kind, ...]] = ("instrument", "exporter", "importer", "commands")

FIRST_PARTY: Final = frozenset(
    {
        "authoring",
        "bulk",
        "diagnostic",
        "document",
        "dynamics",
        "effects",
        "html",
        "markdown",
        "pictures",
        "review",
        "schemas",
        "tables",
        "wheel",
    }
)
"""Names whose distribution, ``rosace-NAME``, is one of Rosace's own or is meant to be."""

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 40
_PREFIX: Final = "rosace-"


@value
class NameRefusal:
    """Why a name is no name for a plugin.

    Args:
        reason: ``form``, ``prefix``, ``reserved``, ``ours`` or ``taken``.
        suggestion: A name that would do.
        owner: What has the name already, where something does.
    """

    reason: Literal["form", "prefix", "reserved", "ours", "taken"]
    suggestion: str
    owner: str = ""


def refused(name: str, kind: Kind, appraiser: "Appraiser") -> NameRefusal | None:
    """Return why a new plugin may not have a name, or None where it may.

    Args:
        name: The name.
        kind: What the plugin brings: it gives its own name to that.
        appraiser: What is installed.
    """
    near = suggested(name)
    if name.startswith(_PREFIX) and _NAME.fullmatch(name.removeprefix(_PREFIX)):
        return NameRefusal(reason="prefix", suggestion=near)
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        return NameRefusal(reason="form", suggestion=near)
    if name in RESERVED_NAMES:
        return NameRefusal(reason="reserved", suggestion=near)
    if name in FIRST_PARTY:
        return NameRefusal(reason="ours", suggestion=near)
    if owner := _owner(name, kind, appraiser):
        return NameRefusal(reason="taken", suggestion=near, owner=owner)
    return None


def suggested(name: str) -> str:
    """Return a name like the one given that is well formed and not one of Rosace's own.

    Args:
        name: Whatever was given.
    """
    spelled = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(each for each in spelled if not unicodedata.combining(each))
    near = "-".join(re.findall("[a-z0-9]+", plain)).removeprefix(_PREFIX)
    near = near[: _LONGEST - 3].rstrip("-")
    fits = _NAME.fullmatch(near) and near != name and near not in RESERVED_NAMES | FIRST_PARTY
    return near if fits else f"my-{near or 'plugin'}"


def _owner(name: str, kind: Kind, appraiser: "Appraiser") -> str | None:
    """Return what already has a name: a distribution, a plugin, or Rosace itself."""
    listing = appraiser.host.listing
    entries = (*listing.plugins, *(listing.commands if kind == "commands" else ()))
    for entry in entries:
        if entry.name == name:
            return entry.distribution
    if kind == "instrument":
        source = appraiser.instruments.get(name)
        return None if source is None else source.plugin or source.name
    known: frozenset[str] = frozenset()
    if kind == "exporter":
        known = frozenset(appraiser.exporters)
    elif kind == "importer":
        from rosace.reading import known_suffixes  # noqa: PLC0415  # only for an importer

        importers = appraiser.host.importers
        known = frozenset(importers)
        if f".{name.replace('-', '')}" in known_suffixes(importers.values()):
            return "rosace"
    else:
        from rosace.cli import COMMANDS  # noqa: PLC0415  # only for a command

        known = frozenset(COMMANDS)
    return "rosace" if name in known else None
