"""Our own engine: takes responses in, counts them, and gives what the gate needs.

The counts stand for the result of `contestants.result` by group, so that they can be compared
with those of the others.
"""

import importlib
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from data import DIMENSIONS, ITEMS

import rosace
from contestants.result import NO_SCORE, Missing, Result
from rosace import interfaces
from rosace.intake import Intake
from rosace.study import Study, StudyInstrument, Subject, Wave

with suppress(ModuleNotFoundError):  # which `work` tells of
    # What the engine imports is told apart, as it is of the others.
    importlib.import_module("rosace_bulk.holding")
    importlib.import_module("ibis.backends.duckdb")

PHASES: dict[str, float] = {}
MANY = 10_000_000


def work(
    folder: str, *, name: str = "duckdb", file: str = "responses.parquet", validated: bool = True
) -> Result:
    """Take in, and count.

    Args:
        folder: Of the data.
        name: The engine.
        file: Of the folder.
        validated: Whether rows are examined, as they always are for a person; what it costs to
            count them alone is seen by leaving that out.

    Raises:
        Missing: There is no such engine.
    """
    appraiser = rosace.Appraiser()
    engines = importlib.import_module("rosace.engines")  # which a core before engines lacks
    if name != "rows" and not hasattr(appraiser.host.engines.get(name), "open"):
        message = f"no engine {name} is installed"
        raise Missing(message)
    started = time.perf_counter()
    instrument = appraiser.instrument(str(Path(folder) / "instrument.yaml"))
    PHASES["instrument"] = time.perf_counter() - started
    order_of: Any = getattr(interfaces, "Order")  # noqa: B009  # as above
    order = order_of(
        sources=(str(Path(folder) / file),),
        intake=Intake(instrument=instrument, attributes=("region",)),
        most_problems=MANY,
    )
    started = time.perf_counter()
    taken_in = engines.opened(appraiser.host, name, order) if validated else unexamined(order)
    with taken_in as holding:
        PHASES["taken in"] = time.perf_counter() - started
        started = time.perf_counter()
        counted = holding.count(study_of(instrument.id, holding.waves))
        PHASES["counted"] = time.perf_counter() - started
        problems = holding.examined.problems
    return result_of(counted.tallies, problems)


@contextmanager
def unexamined(order: Any) -> Iterator[Any]:
    """Hold rows of Parquet of which every one is believed to be sound.

    Args:
        order: What to take in.
    """
    from rosace_bulk.duck import DuckBackend  # noqa: PLC0415  # timed with the work
    from rosace_bulk.holding import BulkHolding  # noqa: PLC0415  # likewise
    from rosace_bulk.scan import scan  # noqa: PLC0415  # likewise
    from rosace_bulk.share import Asking, Share  # noqa: PLC0415  # likewise

    backend = DuckBackend()
    with backend.connect() as connection:
        asking = Asking(backend, connection)
        rows = scan(order.intake, backend.source(connection, order.sources), order.sources)
        share = Share(asking, rows, checked=True)
        nothing = interfaces.Examined(sound=0, refused=0)
        yield BulkHolding("duckdb", asking, order, [share], nothing, lambda: iter(()))


def study_of(instrument: str, waves: Iterable[str]) -> Study:
    """Return a study broken down by region; anonymous, for none of the others follows people."""
    return Study(
        id="race",
        title={"en": "Race"},
        subject=Subject(id="all", title={"en": "All"}),
        instruments=(StudyInstrument(id=instrument),),
        waves=tuple(Wave(id=wave) for wave in waves),
        identity="anonymous",
        breakdowns=(("region",),),
    )


def result_of(tallies: Iterable[Any], problems: Iterable[Any]) -> Result:
    """Return tallies and errors as the result that contestants owe."""
    items: dict[str, dict[str, dict[str, int]]] = {}
    scores: dict[str, dict[str, dict[str, int]]] = {}
    members: dict[str, tuple[int, int]] = {}
    for tally in tallies:
        kind, _, name = tally.of.partition(".")
        group = "/".join((tally.group.wave, *(value for _, value in tally.group.cell)))
        counts = {key: each.persons for key, each in tally.counts.items() if each.persons}
        if kind == "item" and name in ITEMS:
            items.setdefault(group, {})[name] = counts
            members[group] = tally.persons, tally.organizations
        elif kind == "dimension" and name in DIMENSIONS:
            scores.setdefault(group, {})[name] = {
                NO_SCORE if key.startswith("@") else key: number for key, number in counts.items()
            }
    bad = [(each.row, each.heading, each.code) for each in problems if each.severity == "error"]
    return Result(items=items, scores=scores, members=members, bad=bad)
