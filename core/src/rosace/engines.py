"""Engines: opened by name, their holdings held against each other, their counts against reason."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from rosace.appraising import appraise_all, narrowed, planned_study
from rosace.assembling import assembled
from rosace.counting import Counted, counted, vetted
from rosace.errors import InvalidDocumentError, PluginError, RosaceError, UsageError
from rosace.following import Followed, followed
from rosace.holding import ROWS, RowEngine, RowHolding
from rosace.instrument import Instrument
from rosace.interfaces import Engine, Holding, Order
from rosace.pairing import check_beside, paired
from rosace.plugin_modules import spoken
from rosace.report import Report
from rosace.response import Response
from rosace.study import Study
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["count", "counted_with", "opened", "report_on", "side_by_side"]


@contextmanager
def opened(host: "PluginHost", name: str, order: Order) -> Iterator[Holding]:
    """Open an engine, and let go of what it holds in the end.

    Args:
        host: The plugins.
        name: The engine's name.
        order: What it takes in.

    Raises:
        UsageError: No such engine, or it cannot do what is asked.
        InvalidDocumentError: A source cannot be read at all.
        PluginError: The engine fails.
    """
    engines: dict[str, Engine] = {ROWS: RowEngine(), **host.engines}
    if name not in engines:
        details = {"option": "--engine", "found": name, "known": ", ".join(engines)}
        raise UsageError(reason="value-refused", details=details)
    with ExitStack() as stack:
        with _blamed(name):
            held = stack.enter_context(engines[name].open(order))
        yield held


def report_on(
    host: "PluginHost",
    holdings: Sequence[Holding],
    language: str,
    by: str | Iterable[str | Sequence[str]],
    study: Study | None,
) -> Report:
    """Return the report on what engines hold: counted, let through the gate, and written.

    Args:
        host: The plugins.
        holdings: The responses, those to the instrument of the report first.
        language: The language that the report is first meant for.
        by: The breakdowns asked for.
        study: The study; made from the responses where None.

    Raises:
        InvalidDocumentError: As `side_by_side` does.
        UsageError: No such language or attribute.
        DisclosureError: A breakdown that the study does not plan.
        PluginError: An engine fails, or counts what cannot be; in strict mode, a plugin fails.
    """
    versions = side_by_side(holdings)
    shown = planned_study(study, versions, by)
    plan = study or shown
    counts = [(held.instrument, count(host, plan, held)) for held in versions]
    appraisals = appraise_all(plan, counts, language, _across(plan, versions))
    others = {held.instrument.id for held in versions if not isinstance(held, RowHolding)}
    if others and (silent := host.answering("rosace_tabulate")):
        appraisals = {
            name: evolve(held, untallied=silent if name in others else ())
            for name, held in appraisals.items()
        }
    return assembled(host, shown, narrowed(appraisals, shown))


def side_by_side(holdings: Iterable[Holding]) -> list[Holding]:
    """Return each version of each instrument once, with all its responses.

    Engines look for who is there twice in what they hold; here versions and instruments are
    held against each other. Two holdings of one version are counted as one, in memory.

    Args:
        holdings: What engines hold.

    Raises:
        InvalidDocumentError: A person, or a response's id, is there twice in memory; one wave
            has answers to two versions; or a row of one instrument refers to a row of another
            that is not there.
    """
    found: dict[tuple[str, str], Holding] = {}
    for held in holdings:
        key = (held.instrument.id, held.instrument.version)
        if key in found:
            one = found[key]
            every = (*_as_read(one), *_as_read(held))
            found[key] = RowHolding(one.instrument, every)
        else:
            found[key] = held
    versions = list(found.values())
    rows = [held for held in versions if isinstance(held, RowHolding)]
    paired((held.instrument, held.read) for held in rows)
    if len(rows) < len(versions) > 1:
        spread = ((held.instrument, held.waves) for held in versions)
        given = [(held.instrument, held.responses()) for held in versions]
        if problems := check_beside(spread, given):
            raise InvalidDocumentError(problems)
    return versions


def _across(study: Study, versions: Sequence[Holding]) -> dict[str, Followed]:
    """Return who is followed over several versions of an instrument, by its id."""
    by_id: dict[str, list[Holding]] = {}
    for held in versions:
        by_id.setdefault(held.instrument.id, []).append(held)
    return {
        name: followed(study, [(each.instrument, tuple(_as_read(each))) for each in held])
        for name, held in by_id.items()
        if len(held) > 1
    }


def _as_read(held: Holding) -> Iterable[Response]:
    return held.read if isinstance(held, RowHolding) else held.responses()


def count(host: "PluginHost", study: Study, holding: Holding) -> Counted:
    """Return what is counted of a holding, with the tallies of plugins where they can be asked.

    Args:
        host: The plugins.
        study: The study, whose breakdowns are the only ones that exist.
        holding: The holding.

    Raises:
        PluginError: The engine fails, or counts what cannot be: one thing in two
            kinds, or more than belongs to a group.
    """
    if isinstance(holding, RowHolding):
        return counted_with(host, study, holding.instrument, holding.read)
    with _blamed(holding.engine):
        made = holding.count(study)
    try:
        return vetted(study, made)
    except ValueError as error:
        raise PluginError(holding.engine, "invalid-result", str(error)) from error


def counted_with(
    host: "PluginHost", study: Study, instrument: Instrument, responses: Sequence[Response]
) -> Counted:
    """Return what is counted of responses, with the tallies of plugins.

    Args:
        host: The plugins.
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it.

    Raises:
        PluginError: In strict mode, a plugin fails.
    """
    made = counted(study, instrument, responses)
    theirs = host.tabulate(instrument, responses, study)
    return evolve(made, tallies=(*made.tallies, *theirs))


@contextmanager
def _blamed(name: str) -> Iterator[None]:
    """Say of whatever an engine raises that it was the engine's, in no words of answers."""
    try:
        yield
    except RosaceError:
        raise
    except Exception as error:
        detail = spoken(error, "rosace_tabulate")
        raise PluginError(name, "call-failed", detail) from error
