"""What contestants with validation share: the few rows that their columns do not surely accept.

Columns of few distinct values (kind, version, wave, region, organization) are looked at by
distinct value, and these data have none that is bad.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from unicodedata import is_normalized

from data import CODES, ITEMS, REASONS, Fault

from contestants.result import BAD, BASE, BLOCKS, Result, assemble
from rosace.spelling import alike, unseen

Cells = Mapping[str, str | None]
"""A row's cells by heading."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
NAME = re.compile(r"[^\x00-\x20\xa0]([^\x00-\x1f\x7f]*[^\x00-\x20\xa0])?")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
VERSION = "1.0.0"
DIGITS = {code: place for place, code in enumerate(CODES, 1)}
REASON_DIGITS = {"no-answer": 0, "dont-know": 4, "not-applicable": 5}
HEADINGS = ("@id", "@respondent", "@organization", "@wave", "@attribute.region",
            *ITEMS, *(f"{item}@missing" for item in ITEMS))  # fmt: skip


def digit(value: str | None, reason: str | None) -> int:
    """Return the digit of an item's two cells."""
    if reason is None:
        return 0 if value is None else DIGITS.get(value, BAD)
    return BAD if value is not None else REASON_DIGITS.get(reason, BAD)


def found_in(cells: Cells) -> list[tuple[str, str]]:
    """Return the heading and code of what is wrong in one row."""
    found = []
    for item in ITEMS:
        value, reason = cells[item], cells[f"{item}@missing"]
        if value is not None and reason is not None:
            found.append((f"{item}@missing", "value-and-missing"))
        elif value is not None and value not in CODES:
            found.append((item, "unknown-choice"))
        elif reason is not None and reason not in REASONS:
            found.append((f"{item}@missing", "unknown-missing-reason"))
    name = cells["@respondent"]
    if not name:
        found.append(("@respondent", "respondent-missing"))
    elif EMAIL.fullmatch(name):
        found.append(("@respondent", "respondent-is-email"))
    elif unseen(name) is not None:
        found.append(("@respondent", "name-not-seen"))
    elif not is_normalized("NFC", name):
        found.append(("@respondent", "name-not-composed"))
    found += [
        (heading, "name-form")
        for heading in ("@id", "@respondent")
        if cells[heading] and not NAME.fullmatch(str(cells[heading]))
    ]
    return found


def look_at(kinds: Iterable[str | None], versions: Iterable[str | None]) -> None:
    """Look at each distinct kind and version.

    Raises:
        ValueError: One is not permitted.
    """
    if set(kinds) - {"individual"} or set(versions) - {VERSION}:
        message = "a kind or version that these data have not"
        raise ValueError(message)


def look_at_names(waves: Iterable[str | None], names: Iterable[str | None]) -> None:
    """Look at each distinct wave, and at each organization and region.

    Raises:
        ValueError: One is not permitted.
    """
    plain = all(wave and IDENTIFIER.fullmatch(wave) for wave in waves)
    named = all(
        name is None
        or (NAME.fullmatch(name) and unseen(name) is None and is_normalized("NFC", name))
        for name in names
    )
    if not plain or not named:
        message = "a wave or name that these data have not"
        raise ValueError(message)


def said_again(rows: Mapping[int, Cells]) -> list[Fault]:
    """Return which of some sound rows say again the id or the voice of another.

    Args:
        rows: By number, at least all that may share an id or voice.
    """
    ids: set[str | None] = set()
    voices: set[tuple[str | None, str]] = set()
    found = []
    for number, cells in sorted(rows.items()):
        voice = (cells["@wave"], alike(str(cells["@respondent"])))
        if cells["@id"] in ids:
            found.append((number, "@id", "duplicate-response"))
        if voice in voices:
            found.append((number, "@respondent", "respondent-twice"))
        ids.add(cells["@id"])
        voices.add(voice)
    return found


def settle(
    counts: Counter[tuple[str, str | None, int, int]],
    members: Counter[tuple[str, str | None, str | None]],
    rows: Mapping[int, Cells],
    bad: Iterable[Fault],
) -> Result:
    """Return the result without the bad rows.

    Args:
        counts: Of all rows: wave, region, block and digits; changed.
        members: Of all rows: wave, region and organization; changed.
        rows: The cells of the bad rows, by number.
        bad: What is wrong.
    """
    faults = list(bad)
    for number in {row for row, _, _ in faults}:
        cells = rows[number]
        place = str(cells["@wave"]), cells["@attribute.region"]
        members[*place, cells["@organization"]] -= 1
        for block, items in enumerate(BLOCKS):
            packed = sum(
                digit(cells[item], cells[f"{item}@missing"]) * BASE**power
                for power, item in enumerate(items)
            )
            counts[*place, block, packed] -= 1
    return assemble(
        ((*key, number) for key, number in counts.items() if number),
        ((*who, number) for who, number in members.items() if number),
        faults,
    )
