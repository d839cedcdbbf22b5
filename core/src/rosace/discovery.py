"""Which plugins and commands are installed, read from metadata without importing anything."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rosace.errors import Problem
from rosace.installed import COMMANDS, PLUGINS, distributions, entry_points, normalized
from rosace.values import IDENTIFIER, value

__all__ = [
    "COMMANDS",
    "PLUGINS",
    "Listing",
    "PluginEntry",
    "list_plugins",
    "normalized",
    "satisfies",
]

_LARGEST: Final = 1_000_000
_LONGEST_NAME: Final = 64
_MODULE: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_EXTRAS: Final = re.compile(r"\s*\[[^\]]*\]$")
_TARGETS: Final[Mapping[str, re.Pattern[str]]] = {
    PLUGINS: re.compile(_MODULE, re.ASCII),
    COMMANDS: re.compile(f"{_MODULE}:{_MODULE}", re.ASCII),
}
_REQUIREMENT: Final = re.compile(
    r"rosace(?![\w.-])\s*(?:\[[^\]]*\])?\s*\(?([^;()]*)\)?\s*", re.IGNORECASE
)
_COMPARISON: Final = re.compile(r"(~=|==|!=|<=|>=|<|>)\s*v?([0-9]+(?:\.[0-9]+)*)(\.\*)?.*")
_RELEASE: Final = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)")


@value
class PluginEntry:
    """One entry point, as its distribution's metadata have it.

    Args:
        name: The plugin's or the command's name.
        module: What it points to: a module, or ``module:object`` for a command.
        distribution: The distribution that brings it.
        version: That distribution's version.
        requires: The versions of Rosace that the distribution asks for, such as
            ``>=0.1,<0.2``; empty where it asks for none.
    """

    name: str
    module: str
    distribution: str
    version: str
    requires: str = ""


@value
class Listing:
    """What is installed.

    Args:
        plugins: Entry points of the group ``rosace``, sorted by name and distribution.
        commands: Those of the group ``rosace.commands``, likewise.
        problems: Metadata that could not be used, and were skipped.
        core: The installed version of Rosace itself, or None where it runs uninstalled.
    """

    plugins: tuple[PluginEntry, ...] = ()
    commands: tuple[PluginEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    core: str | None = None


def list_plugins(path: Sequence[str] | None = None) -> Listing:
    """Return the plugins and commands that are installed, sorted by name.

    Of a distribution that several folders hold, the first counts, as it does for
    an import. Metadata that cannot be used are skipped, and reported.

    Args:
        path: Folders to look in; ``sys.path`` where none are given.
    """
    found: dict[str, list[PluginEntry]] = {PLUGINS: [], COMMANDS: []}
    problems: list[Problem] = []
    core: str | None = None
    for folder, name, version in distributions(path):
        if name == PLUGINS:
            core = version
        try:
            data = entry_points(folder)
        except OSError:
            problems.append(Problem("metadata-unreadable", file=folder))
            continue
        if b"rosace" in data:
            _collect(folder, name, data, found, problems)
    return Listing(
        plugins=_sorted(found[PLUGINS]),
        commands=_sorted(found[COMMANDS]),
        problems=tuple(problems),
        core=core,
    )


def satisfies(version: str, requirement: str) -> bool:
    """Return whether a version meets a requirement such as ``>=0.1,<0.2``.

    Only the numbers of a release are compared, so that a pre-release counts as the
    release that it leads to; a clause of another form is no reason to refuse.

    Args:
        version: The version, such as ``0.1.3``.
        requirement: Clauses separated by commas.
    """
    release = _RELEASE.match(version)
    if release is None:
        return True
    number = _numbers(release[1])
    clauses = (_COMPARISON.fullmatch(clause.strip()) for clause in requirement.split(","))
    return all(_meets(number, clause) for clause in clauses if clause)


def _collect(
    folder: str,
    name: str,
    data: bytes,
    found: Mapping[str, list[PluginEntry]],
    problems: list[Problem],
) -> None:
    """Add the entry points of one distribution, or what is wrong with its metadata."""
    try:
        points = list(_entry_points(data.decode()))
    except UnicodeDecodeError:
        problems.append(Problem("metadata-unreadable", file=f"{folder}/entry_points.txt"))
        return
    if not points:
        return
    try:
        headers = _headers(f"{folder}/METADATA")
    except (OSError, UnicodeDecodeError):
        headers = {}
    distribution = headers.get("name", [""])[0]
    version = headers.get("version", [""])[0]
    if normalized(distribution) != name or not version:
        problems.append(Problem("metadata-incomplete", file=f"{folder}/METADATA"))
        return
    requires = _requirement(headers.get("requires-dist", []))
    for group, point, target in points:
        if not _is_identifier(point) or not _TARGETS[group].fullmatch(target):
            arguments = {"found": f"{point} = {target}", "group": group}
            problems.append(Problem("metadata-entry-point", file=folder, arguments=arguments))
            continue
        entry = PluginEntry(
            name=point,
            module=target,
            distribution=distribution,
            version=version,
            requires=requires,
        )
        found[group].append(entry)


def _entry_points(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield group, name and target of each entry point of ours in an ``entry_points.txt``."""
    group = ""
    for written in text.splitlines():
        line = written.strip()
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
        elif group in _TARGETS and line and line[0] not in "#;":
            name, _, target = line.partition("=")
            yield group, name.strip(), _EXTRAS.sub("", target.strip())


def _headers(file: str) -> dict[str, list[str]]:
    """Return the headers of a ``METADATA`` file, by name in lower case."""
    with open(file, "rb") as stream:  # noqa: PTH123  # pathlib doubles the time
        text = stream.read(_LARGEST).decode()
    headers: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.strip():
            break
        name, mark, content = line.partition(":")
        if mark and not name[:1].isspace():
            headers.setdefault(name.lower(), []).append(content.strip())
    return headers


def _requirement(requirements: Sequence[str]) -> str:
    """Return what a distribution asks of Rosace, always and not under a condition.

    Where it begins stands first, as a person would write it.
    """
    found = (_REQUIREMENT.fullmatch(requirement) for requirement in requirements)
    clauses = [clause.strip() for each in found if each for clause in each[1].split(",")]
    return ",".join(sorted(filter(None, clauses), key=lambda clause: clause[0] in "<!"))


def _is_identifier(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(IDENTIFIER.fullmatch(name))


def _sorted(entries: Sequence[PluginEntry]) -> tuple[PluginEntry, ...]:
    return tuple(sorted(entries, key=lambda each: (each.name, each.distribution, each.module)))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _meets(number: tuple[int, ...], clause: re.Match[str]) -> bool:
    sign, bound = clause[1], _numbers(clause[2])
    width = max(len(number), len(bound))
    one, other = _padded(number, width), _padded(bound, width)
    equal = one[: len(bound)] == bound if clause[3] else one == other
    if sign == "~=":
        return one >= other and one[: len(bound) - 1] == bound[:-1]
    return {
        "==": equal,
        "!=": not equal,
        "<": one < other,
        ">": one > other,
        "<=": one <= other,
        ">=": one >= other,
    }[sign]


def _padded(number: tuple[int, ...], width: int) -> tuple[int, ...]:
    return number + (0,) * (width - len(number))
