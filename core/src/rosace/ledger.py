"""The release ledger: all that was ever released of a study, each entry sealed with the one before.

It holds plans, digests of files, and batches; no persons. It proves nothing to somebody
who rewrites it whole: but the digest of its head stands in every report, so that a reset shows.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, Literal

import attrs

from rosace.loading import dump_json
from rosace.sizes import MOST_BATCHES, MOST_THRESHOLD
from rosace.study import Breakdown, Study
from rosace.values import (
    DIGEST,
    IDENTIFIER,
    distinct,
    each_matches,
    evolve,
    filled,
    id_field,
    keys_match,
    matches,
    value,
    values_match,
    whole,
)

__all__ = ["Entry", "Ledger", "Plan", "digest_of", "plan_of", "sealed"]

_PATH: Final = re.compile(r"[\s\S]+")
_LONGEST_PATH: Final = 1000
_NAMED: Final = each_matches(IDENTIFIER)
_DIGESTS: Final = [keys_match(_PATH, _LONGEST_PATH), values_match(DIGEST)]


def _are_breakdowns(
    instance: object, attribute: "attrs.Attribute[Any]", breakdowns: tuple[Breakdown, ...]
) -> None:
    for breakdown in breakdowns:
        for check in (filled, distinct, _NAMED):
            check(instance, attribute, breakdown)


@value
class Plan:
    """The publication plan that held when a batch was released."""

    breakdowns: tuple[Breakdown, ...] = attrs.field(validator=_are_breakdowns)
    voice: Literal["person", "organization"]
    identity: Literal["confidential", "anonymous"]
    mode: Literal["protected", "open"]
    group: int = attrs.field(validator=whole(5, MOST_THRESHOLD))
    subgroup: int = attrs.field(validator=whole(10, MOST_THRESHOLD))
    subgroup_mean: int = attrs.field(validator=whole(5, MOST_THRESHOLD))


@value
class Entry:
    """One batch of a wave, released together.

    Args:
        wave: Id of the wave.
        batch: Number of the batch in its wave, from 1.
        plan: The publication plan that held.
        files: Digests of the response files that the batch was made of, by path; each of the
            salt and the file, as somebody who knows all but a few answers could try them all.
        releases: Digests of the release files that were made, by path.
        salt: A random number in hexadecimal digits; None once answers were taken out of the
            files, so that what was taken out cannot be tried either. It is not sealed.
        previous: Digest of the entry before; None in the first.
        digest: Digest of this entry.
    """

    wave: str = id_field()
    batch: int = attrs.field(validator=whole(1, MOST_BATCHES))
    plan: Plan
    files: Mapping[str, str] = attrs.field(validator=_DIGESTS)
    releases: Mapping[str, str] = attrs.field(validator=_DIGESTS)
    salt: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(matches(DIGEST))
    )
    previous: str | None = attrs.field(
        default=None, validator=attrs.validators.optional(matches(DIGEST))
    )
    digest: str = attrs.field(validator=matches(DIGEST))

    @property
    def instruments(self) -> frozenset[str]:
        """The ids of the instruments that were released."""
        names = (path.rpartition("/")[2] for path in self.releases)
        return frozenset(name.rpartition("-")[0] for name in names)


@value
class Ledger:
    """All that was ever released of a study, the oldest first."""

    schema: Literal["rosace/ledger/1"] = "rosace/ledger/1"
    study: str = id_field()
    entries: tuple[Entry, ...]

    @property
    def head(self) -> str | None:
        """The digest of the last entry, which stands for all of them."""
        return self.entries[-1].digest if self.entries else None

    @property
    def sound(self) -> bool:
        """Whether every entry is as it was sealed, in its order."""
        previous = None
        for entry in self.entries:
            if entry != sealed(evolve(entry, previous=previous)):
                return False
            previous = entry.digest
        return True

    def of_wave(self, wave: str) -> tuple[Entry, ...]:
        """Return the batches of a wave, the oldest first."""
        return tuple(entry for entry in self.entries if entry.wave == wave)

    def with_entry(self, entry: Entry) -> "Ledger":
        """Return the ledger with one entry more, sealed with those before."""
        return evolve(self, entries=(*self.entries, sealed(evolve(entry, previous=self.head))))


def sealed(entry: Entry) -> Entry:
    """Return an entry with the digest of all else that it holds.

    The digest is SHA-256 (FIPS 180-4) of its JSON document, its names in their order.
    """
    # Only where something is released, or a report says what was.
    from rosace.writing import in_order  # noqa: PLC0415

    plain = in_order(evolve(entry, salt=None))
    del plain["digest"]
    return evolve(entry, digest=digest_of(dump_json(plain)))


def digest_of(data: bytes) -> str:
    """Return the digest of some bytes."""
    return sha256(data).hexdigest()


def plan_of(study: Study) -> Plan:
    """Return the publication plan of a study."""
    limits = study.disclosure
    return Plan(
        breakdowns=study.breakdowns,
        voice=study.voice,
        identity=study.identity,
        mode=limits.mode,
        group=limits.group,
        subgroup=limits.subgroup,
        subgroup_mean=limits.subgroup_mean,
    )
