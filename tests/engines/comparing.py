"""What an engine and the core's own say of the same responses, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rosace import Appraiser
from rosace.counting import Counted
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.interfaces import Holding
from rosace.study import Study
from rosace.tally import add
from rosace.values import evolve

__all__ = ["Survey", "Tried", "differences"]


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What files of responses belong to.

    Args:
        instrument: The instrument that was answered.
        study: The study.
        attributes: The attributes that may be columns.
    """

    instrument: Instrument
    study: Study
    attributes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An engine on trial.

    Args:
        appraiser: Knows it.
        engine: Its name.
        connection: Where it connects to.
        most: How many errors are kept in full, of cases that hold more.
    """

    appraiser: Appraiser
    engine: str
    connection: str | None
    most: int = 2


def differences(
    tried: Tried, case: Survey, files: Sequence[str], sources: Sequence[str]
) -> list[str]:
    """Return in words all that differs.

    Args:
        tried: The engine.
        case: What the files belong to.
        files: The files, as the core's own engine reads them.
        sources: What the engine reads.
    """
    asked: dict[str, Any] = {
        "study": case.study,
        "by": case.attributes,
        "wave": "w1",
        "most_problems": tried.most,
    }
    with ExitStack() as stack:
        try:
            reference = stack.enter_context(tried.appraiser.open(case.instrument, files, **asked))
        except InvalidDocumentError as error:
            asked |= {"engine": tried.engine, "connection": tried.connection}
            return _not_refused(tried, case, sources, asked, error)
        held = stack.enter_context(
            tried.appraiser.open(
                case.instrument,
                sources,
                engine=tried.engine,
                connection=tried.connection,
                **asked,
            )
        )
        return list(_told(case, held, reference))


def _not_refused(
    tried: Tried,
    case: Survey,
    sources: Sequence[str],
    asked: Mapping[str, Any],
    wanted: InvalidDocumentError,
) -> list[str]:
    """Return what differs where files cannot be read at all."""
    try:
        with tried.appraiser.open(case.instrument, sources, **asked):
            return [f"it reads what cannot be read: {wanted}"]
    except InvalidDocumentError as error:
        same = error.problems == wanted.problems
        return [] if same else [f"it refuses for {error.problems}, and rows for {wanted.problems}"]


def _told(case: Survey, held: Holding, reference: Holding) -> Iterator[str]:
    for name in ("sound", "refused"):
        one, other = (getattr(each.examined, name) for each in (held, reference))
        if one != other:
            yield f"{name}: {one}, and {other} by rows"
    kept, others = (_problems(each) for each in (held, reference))
    if kept != others:
        yield f"problems: {kept}, and {others} by rows"
    for one, other in zip_longest(_refusals(held), _refusals(reference)):
        if one != other:
            yield f"refused: {one}, and {other} by rows"
    if held.waves != reference.waves or dict(held.attributes()) != dict(reference.attributes()):
        yield f"waves or attributes: {held.waves}, {dict(held.attributes())}"
    if list(held.responses()) != list(reference.responses()):
        yield "the responses that come back differ"
    made, wanted = (_plain(each.count(case.study)) for each in (held, reference))
    for key in dict.fromkeys((*made, *wanted)):
        if made.get(key) != wanted.get(key):
            yield f"{key}: {made.get(key)}, and {wanted.get(key)} by rows"


def _problems(held: Holding) -> Any:
    found = held.examined
    return list(found.problems), dict(found.beyond), list(found.notices)


def _refusals(held: Holding) -> Iterator[Any]:
    for each in held.rejected():
        document = repr(_unordered(each.document))
        yield each.place.file, each.place.row, each.place.index, each.problems, document


def _unordered(held: Any) -> Any:
    """Return a document without the order of its names, for files may differ in that of columns."""
    if isinstance(held, Mapping):
        return {name: _unordered(held[name]) for name in sorted(held)}
    return [_unordered(each) for each in held] if isinstance(held, list) else held


def _plain(counted: Counted) -> dict[str, Any]:
    """Return what was counted without what depends on chance: order, and zeros."""
    found: dict[str, Any] = {}
    for tally in add(counted.tallies):
        counts = {key: count for key, count in tally.counts.items() if count.persons}
        found[f"{tally.of} of {tally.group}"] = evolve(tally, counts=counts)
    atoms: dict[str, list[int]] = {}
    for atom in counted.atoms:
        shared = (atom.wave, sorted(atom.attributes.items()), atom.weight)
        sums = atoms.setdefault(f"atom {shared} {sorted(atom.organizations)}", [0, 0])
        sums[0] += atom.persons
        sums[1] += atom.alone
    together = sorted(counted.collective, key=lambda each: (each.wave, each.id))
    remarks = {(each.wave, each.item): (each.count, each.texts) for each in counted.remarks}
    received = {key: n for key, n in counted.received.items() if n}
    whole = {"collective": together, "remarks": remarks, "received": received}
    return {**found, **atoms, **whole, "followed": counted.followed}
