"""What plugins hand over, looked through before the core uses any of it.

Each function raises ValueError with what is wrong; the host blames the plugin.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args

from rosace.errors import Problem
from rosace.interfaces import DocumentKind, Engine, Exporter, Importer
from rosace.membership import fits
from rosace.tally import MISSING_MARK, Count, Group, Tally, TallyKind, number_of
from rosace.values import CODE, IDENTIFIER, evolve, rational

if TYPE_CHECKING:
    from rosace.membership import Membership
    from rosace.paper import Sheet
    from rosace.report import Block, Section

__all__ = [
    "claimed_once",
    "is_sound",
    "vetted_problem",
    "vetted_section",
    "vetted_sheet",
    "vetted_tally",
]

_SUFFIX: Final = re.compile(r"(\.[a-z0-9]{1,16})+")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
_LONGEST_KEY: Final = 64
_Check = Callable[[Any], bool]
T = TypeVar("T")


def _is_name(given: object) -> bool:
    return isinstance(given, str) and bool(IDENTIFIER.fullmatch(given))


def _are(pattern: re.Pattern[str]) -> _Check:
    def check(given: object) -> bool:
        return (
            isinstance(given, tuple)
            and bool(given)
            and all(isinstance(each, str) and pattern.fullmatch(each) for each in given)
        )

    return check


def _are_kinds(given: object) -> bool:
    return isinstance(given, frozenset) and bool(given) and given <= set(get_args(DocumentKind))


def _is_suffix(given: object) -> bool:
    return isinstance(given, str) and (not given or bool(_SUFFIX.fullmatch(given)))


_PROTOCOLS: Final[Mapping[type, Mapping[str, _Check]]] = {
    Exporter: {
        "name": _is_name,
        "media_types": _are(_MEDIA_TYPE),
        "accepts": _are_kinds,
        "suffix": _is_suffix,
        "export": callable,
    },
    Importer: {"name": _is_name, "suffixes": _are(_SUFFIX), "read": callable},
    Engine: {"name": _is_name, "open": callable},
}
_NOTHING: Final = object()


def is_sound(item: object, expected: type) -> bool:
    """Return True for an object of a class or protocol.

    Args:
        item: What a plugin returned.
        expected: A class of the contract, or a protocol of `rosace.interfaces`.

    Raises:
        ValueError: It is of another kind.
    """
    message = f"{type(item).__name__}, not {expected.__name__}"
    if expected not in _PROTOCOLS:
        if not isinstance(item, expected):
            raise ValueError(message)
        return True
    for name, is_right in _PROTOCOLS[expected].items():
        held = getattr(item, name, _NOTHING)
        if held is _NOTHING:
            message += f": {name} is missing"
            raise ValueError(message)
        if not is_right(held):
            message += f": {name} = {held!r}"
            raise ValueError(message)
    return True


def claimed_once(
    claims: Sequence[tuple[str | None, str, T]], taken: Sequence[str] = ()
) -> tuple[dict[str, T], list[tuple[str, str]]]:
    """Return by key what one alone claims, and each plugin that claims what another does.

    Args:
        claims: The plugin, None for what is no plugin's; the key; and what is claimed for it.
        taken: Keys that are the core's own.

    Returns:
        What is claimed once, and the rivals, each with the key and all who claim it.
    """
    claimants: dict[str, list[str]] = {
        key: ["rosace"] if key in taken else [] for _, key, _ in claims
    }
    for claimant, key, item in claims:
        claimants[key].append(claimant or str(getattr(item, "name", "")))
    once = {key: item for _, key, item in claims if len(claimants[key]) == 1}
    rivals = [
        (claimant, f"{key} ({', '.join(claimants[key])})")
        for claimant, key, _ in claims
        if len(claimants[key]) > 1 and claimant is not None
    ]
    return once, rivals


def vetted_problem(problem: Problem, package: str) -> Problem:
    """Return a plugin's finding, to be explained in the words of the plugin's package.

    Args:
        problem: The finding.
        package: The package whose catalogues hold the plugin's words.
    """
    return evolve(problem, catalogue=package)


def vetted_tally(tally: Tally, plugin: str, groups: "Mapping[Group, Membership]") -> Tally:
    """Return a plugin's tally when it is named after the plugin, and holds counts alone.

    Args:
        tally: The tally.
        plugin: The plugin's name.
        groups: Who belongs to each planned group.

    Raises:
        ValueError: It is named otherwise, or its numbers cannot be counts of its group.
    """
    where = f"{tally.of}:"
    if not isinstance(tally.of, str) or not tally.of.startswith(f"{plugin}."):
        message = f"{where} the name does not begin with {plugin}."
        raise ValueError(message)
    if tally.kind not in get_args(TallyKind) or not _is_group(tally.group):
        message = f"{where} no such kind, or no group"
        raise ValueError(message)
    if not (_is_count(tally.persons, tally.weight) and _is_whole(tally.organizations)):
        message = f"{where} persons, organizations or weight is no count"
        raise ValueError(message)
    for key, count in tally.counts.items():
        if not _is_key(key) or not isinstance(count, Count):
            message = f"{where} a key is no code, number or missing reason with its count"
            raise ValueError(message)
        if not _is_count(count.persons, count.weight) or count.persons > tally.persons:
            message = f"{where} a count is none, or above persons"
            raise ValueError(message)
        if tally.kind == "scores" and not key.startswith(MISSING_MARK):
            number_of(key)
    counted = sum(count.persons for count in tally.counts.values())
    if tally.kind != "picks" and counted > tally.persons:
        message = f"{where} {counted} counted of {tally.persons}"
        raise ValueError(message)
    if tally.group in groups and not fits(tally, groups[tally.group]):
        message = f"{where} more is counted than belongs to its group"
        raise ValueError(message)
    return tally


def vetted_section(
    section: "Section", plugin: str, words: Mapping[str, frozenset[str]]
) -> "Section":
    """Return a plugin's section as the contract has it, and as nothing but plain data.

    Args:
        section: The section.
        plugin: The plugin's name, which is written into it.
        words: By language, the ids of the messages that the plugin may use.

    Raises:
        ValueError: It is not of the contract, a figure could bring data of its own or
            has no table in the section, a table's row has not one cell for each
            column, or a message has no words.
    """
    # A section is wanted only where a report is written, and these take 100 ms to import.
    from rosace.conversion import structure  # noqa: PLC0415
    from rosace.report import Section  # noqa: PLC0415
    from rosace.validation import check_part  # noqa: PLC0415

    plain = _plain(section, plugin)
    try:
        # Values refuse what the schema refuses, fifty times faster; it explains.
        checked = structure(plain, Section)
    except Exception as error:
        problems = check_part(plain, "report", "section")
        said = problems[0].explain() if problems else str(error)
        message = f"{section.id}: {said}"
        raise ValueError(message) from error
    _refuse(section.id, (*_block_faults(checked.blocks), *_unsaid(plain, words)))
    return checked


def vetted_sheet(sheet: "Sheet", plugin: str, words: Mapping[str, frozenset[str]]) -> "Sheet":
    """Return a plugin's sheet as the contract has it, and as nothing but plain data.

    Args:
        sheet: The sheet.
        plugin: The plugin's name, which is written into it.
        words: By language, the ids of the messages that the plugin may use.

    Raises:
        ValueError: It is not of the contract or is not named after the plugin, its figure
            draws another table than its own, or a message has no words.
    """
    # A sheet is wanted only where paper is made, and these take 100 ms to import.
    from rosace.conversion import structure  # noqa: PLC0415
    from rosace.paper import Picture, Sheet  # noqa: PLC0415

    plain = _plain(sheet, plugin)
    if sheet.id != plugin and not sheet.id.startswith(f"{plugin}-"):
        message = f"{sheet.id}: the id does not begin with {plugin}"
        raise ValueError(message)
    try:
        checked = structure(plain, Sheet)
    except Exception as error:
        message = f"{sheet.id}: {error}"
        raise ValueError(message) from error
    drawn = checked.content
    blocks = (drawn.figure, drawn.table) if isinstance(drawn, Picture) else ()
    _refuse(sheet.id, (*_block_faults(blocks), *_unsaid(plain, words)))
    return checked


def _plain(written: "Section | Sheet", plugin: str) -> Any:
    """Return the plain data of something written, with its plugin's name.

    What a plugin's own classes could change after they were looked through stays behind.
    """
    from rosace.conversion import unstructure  # noqa: PLC0415  # as above
    from rosace.loading import dump_json, load_json  # noqa: PLC0415  # as above

    return load_json(dump_json({**unstructure(written), "plugin": plugin}))


def _refuse(name: str, faults: Sequence[str]) -> None:
    if faults:
        message = f"{name}: {faults[0]}"
        raise ValueError(message)


def _unsaid(plain: object, words: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Yield what is wrong with the messages in plain data: those that have no words."""
    for message_id in _message_ids(plain):
        for language, known in words.items():
            if message_id not in known:
                yield f"message {message_id} has no words ({language})"


def _block_faults(blocks: "Sequence[Block]") -> Iterator[str]:
    from rosace.report import Figure, Table  # noqa: PLC0415  # as above

    named = [block for block in blocks if isinstance(block, Figure | Table)]
    tables = {block.id for block in named if isinstance(block, Table)}
    if len({block.id for block in named}) < len(named):
        yield "two tables or figures have one id"
    for block in named:
        if isinstance(block, Figure) and block.table not in tables:
            yield f"figure {block.id} draws table {block.table}, which is not there"
        if isinstance(block, Table) and any(
            _is_upside_down(each) for row in block.rows for each in row
        ):
            yield f"a range of table {block.id} ends below its beginning"
        if isinstance(block, Table) and any(len(row) != len(block.columns) for row in block.rows):
            yield f"a row of table {block.id} has not one cell for each column"


def _is_upside_down(cell: object) -> bool:
    low, high = getattr(cell, "low", 0), getattr(cell, "high", 0)
    return bool(low > high)


def _message_ids(plain: object) -> Iterator[str]:
    """Yield the message ids of every phrase inside plain data."""
    if isinstance(plain, dict):
        found = plain.get("message")
        if isinstance(found, str) and plain.keys() <= {"message", "arguments"}:
            yield found
        for part in plain.values():
            yield from _message_ids(part)
    elif isinstance(plain, list):
        for part in plain:
            yield from _message_ids(part)


def _is_group(group: object) -> bool:
    return (
        isinstance(group, Group)
        and isinstance(group.wave, str)
        and isinstance(group.cell, tuple)
        and all(isinstance(part, str) for pair in group.cell for part in pair)
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and number >= 0


def _is_count(persons: object, weight: object) -> bool:
    return _is_whole(persons) and isinstance(weight, Fraction) and weight >= 0


def _is_key(key: object) -> bool:
    """Return whether a key is short, and a code, an exact number or a missing reason."""
    if not isinstance(key, str) or len(key) > _LONGEST_KEY:
        return False
    if CODE.fullmatch(key.removeprefix(MISSING_MARK)):
        return True
    try:
        rational(key)
    except ValueError:
        return False
    return True
