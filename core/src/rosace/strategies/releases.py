"""Hypothesis strategies of releases and of the ledger that seals them."""

from hypothesis import strategies as st

from rosace.ledger import Entry, Ledger, plan_of
from rosace.release import (
    Answered,
    CellPart,
    Range,
    Release,
    ReleasedCount,
    ReleasedMoved,
    ReleasedMovement,
    ReleasedRemarks,
    ReleasedTable,
)
from rosace.strategies.studies import studies
from rosace.strategies.texts import identifiers, names, optional, rationals, versions, words

__all__ = ["ledgers", "releases"]

_CELLS = st.lists(
    st.builds(CellPart, attribute=identifiers(), value=names()),
    max_size=2,
    unique_by=lambda part: part.attribute,
).map(tuple)
_EXACT = rationals().map(str)
_RANGES = st.builds(Range, low=_EXACT, high=_EXACT)
_COUNTS = st.builds(ReleasedCount, key=words(), persons=_RANGES, weight=_RANGES)
_TABLES = st.builds(
    ReleasedTable,
    of=words(),
    kind=st.sampled_from(["choices", "picks", "scores", "answered"]),
    cell=_CELLS,
    rule=optional(identifiers()),
    persons=optional(st.integers(0, 1000)),
    weight=optional(_EXACT),
    counts=optional(st.lists(_COUNTS, max_size=3).map(tuple)),
    mean=optional(_RANGES),
    alpha=optional(_EXACT),
)
_MOVED = st.builds(
    ReleasedMoved, item=identifiers(), stronger=_RANGES, same=_RANGES, weaker=_RANGES
)
_MOVEMENTS = st.builds(
    ReleasedMovement,
    before=identifiers(),
    rule=optional(identifiers()),
    persons=optional(st.integers(0, 1000)),
    items=st.lists(_MOVED, max_size=2).map(tuple),
)
_DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


def releases() -> st.SearchStrategy[Release]:
    """Generate releases, of tables that need not belong to one instrument."""
    texts = st.lists(words(), min_size=1, max_size=2).map(tuple)
    return st.builds(
        Release,
        study=identifiers(),
        instrument=identifiers(),
        version=versions(),
        languages=st.sampled_from([("fr",), ("en", "fr-CA")]),
        content=_DIGESTS,
        wave=identifiers(),
        batch=st.integers(1, 1000),
        persons=st.integers(0, 1000),
        answered=st.lists(
            st.builds(Answered, cell=_CELLS, persons=optional(st.integers(0, 9))), max_size=2
        ).map(tuple),
        tables=st.lists(_TABLES, max_size=3).map(tuple),
        kept=st.lists(_CELLS, max_size=2).map(tuple),
        movements=st.lists(_MOVEMENTS, max_size=2).map(tuple),
        remarks=st.lists(
            st.builds(ReleasedRemarks, item=identifiers(), texts=texts), max_size=2
        ).map(tuple),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Generate ledgers whose entries are sealed, one after the other."""
    ledger = Ledger(study=draw(identifiers()), entries=())
    digests = st.dictionaries(words(), _DIGESTS, max_size=2)
    for number in range(draw(st.integers(0, 3))):
        entry = Entry(
            wave=draw(identifiers()),
            batch=number + 1,
            plan=plan_of(draw(studies())),
            files=draw(digests),
            releases=draw(digests),
            salt=draw(optional(_DIGESTS)),
            digest="0" * 64,
        )
        ledger = ledger.with_entry(entry)
    return ledger
