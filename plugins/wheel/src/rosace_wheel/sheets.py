"""The wheel on paper: the same sectors, spokes and rings, empty, to be coloured by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rosace import building as b
from rosace.asking import Asking, marks
from rosace.instrument import Instrument
from rosace.marks import Spec, array, at
from rosace.paper import Head, Picture, Sheet
from rosace.report import Cell, Column, Figure, Phrase, Table
from rosace.scoring import strongest_first
from rosace.values import evolve
from rosace_wheel import layers
from rosace_wheel.geometry import Geometry, Sector, measure
from rosace_wheel.labels import labels
from rosace_wheel.parts import height, magnified, width
from rosace_wheel.planning import Plan, plan
from rosace_wheel.spokes import ItemSpoke, PooledSpoke, Spoke

__all__ = ["blank_wheel", "wheel_sheets"]

_RADIUS: Final = 275.0
"""The radius at which a wheel, its labels beside it, fills a page that lies on its side."""

_LINES: Final = 6
"""Most lines of a label, where there is room: no table beside the sheet holds the rest."""

_FEWEST_LINES: Final = 2
_COLUMN: Final = 240.0
_PAGE: Final = 1120.0
"""The width of a column of labels, and of a wheel whose letters a page shows large enough."""

_COLUMN_HEIGHT: Final = 850.0
_COLUMN_OF_POSTER: Final = 1300.0
"""How high a column of labels may stand beside a wheel without making it small, in pixels."""

_LINE: Final = 15.0
_HEAD: Final = 44.0
_BETWEEN: Final = 6.0
_MOST_ON_A_PAGE: Final = 24
"""Most spokes of a wheel on a page; one with more is a poster."""

_LETTER: Final = "#5b6870"
_OUTLINE: Final = "#5b6870"


def wheel_sheets(instrument: Instrument) -> Iterator[Sheet]:
    """Yield the wheel of an instrument to colour by hand, where it makes one.

    Which wheel that is, if any, is said by `rosace_wheel.planning.plan`, as for reports.
    """
    chosen = plan(instrument)
    if chosen is None:
        return
    sectors = chosen.sectors
    signs = _signs(instrument, chosen)
    table = _table(instrument, chosen)
    title = b.message("wheel.paper.title")
    figure = Figure(
        id="wheel-sheet",
        table=table.id,
        title=title,
        alternative=b.message(
            "wheel.paper.alternative",
            sectors=b.count(len(sectors), "things"),
            spokes=b.count(len(chosen.spokes), "things"),
            rings=b.count(len(chosen.marks), "things"),
        ),
        specification=blank_wheel(sectors, signs),
    )
    steps = (f"read.{chosen.kind}", f"colour.{chosen.kind}", "share")
    yield Sheet(
        id="wheel",
        title=title,
        instructions=tuple(b.message(f"wheel.paper.{step}") for step in steps),
        key=_key(instrument, chosen, signs),
        format="page" if len(chosen.spokes) <= _MOST_ON_A_PAGE else "poster",
        orientation="landscape",
        content=Picture(figure=figure, table=table),
    )


def blank_wheel(sectors: Sequence[Sector], marks: Sequence[str]) -> Spec:
    """Return the picture of an empty wheel, the mark of its ring in each cell.

    The table it goes with is that of `rosace_wheel.specification.wheel`.

    Args:
        sectors: From 3 to 12, clockwise; 40 spokes at most.
        marks: The mark of each ring, of a few characters, strongest first; from 2 to 7.
    """
    measured = measure(sectors, len(marks))
    geometry = evolve(
        measured,
        depth=(_RADIUS - measured.hole) / measured.rings,
        column=_COLUMN,
        page=_PAGE,
    )
    return {
        "transform": layers.places(
            geometry, before=False, lines=_lines(len(geometry.starts), len(sectors))
        ),
        "width": width(geometry),
        "height": height(geometry),
        "layer": [
            *layers.bands(geometry),
            _cells(),
            _letters(geometry, marks),
            layers.ring_marks(geometry, marks),
            *labels(geometry),
        ],
    }


def _lines(spokes: int, sectors: int) -> tuple[int, int]:
    """Return how many lines a label may have beside a wheel, and a sector's name."""
    beside = (spokes + 1) // 2
    most = _COLUMN_HEIGHT if spokes <= _MOST_ON_A_PAGE else _COLUMN_OF_POSTER
    room = most - _HEAD * ((sectors + 1) // 2) - _BETWEEN * beside
    return max(_FEWEST_LINES, min(_LINES, int(room / (_LINE * beside)))), _LINES


def _cells() -> Spec:
    """Return the outline of every cell."""
    return {
        "mark": {"type": "arc", "fill": "white", "stroke": _OUTLINE, "strokeWidth": 1},
        "encoding": {
            "theta": at("start"),
            "theta2": {"field": "stop"},
            "radius": at("outer"),
            "radius2": {"field": "inner"},
        },
    }


def _letters(geometry: Geometry, marks: Sequence[str]) -> Spec:
    """Return the mark of its ring in the middle of each cell."""
    return {
        "transform": [{"calculate": f"{array(marks)}[datum.rank]", "as": "letter"}],
        "mark": {"type": "text", "fontSize": 12 * magnified(geometry), "color": _LETTER},
        "encoding": {"x": at("cell_x"), "y": at("cell_y"), "text": {"field": "letter"}},
    }


def _signs(instrument: Instrument, chosen: Plan) -> tuple[str, ...]:
    """Return the sign of each ring: that of the choice on the form, where all items share it."""
    if chosen.kind == "scores":
        return chosen.marks
    items = (item for spoke in chosen.spokes for item in spoke.dimension.items or ())
    found = set()
    for item in map(instrument.item, items):
        mark = marks(instrument, item)
        found.add(tuple(mark[code] for code in strongest_first(instrument, item) or ()))
    signs = found.pop()
    return chosen.marks if found or not all(signs) else signs


def _key(instrument: Instrument, chosen: Plan, signs: Sequence[str]) -> tuple[Head, ...]:
    """Return what the mark of each ring stands for, where all spokes mean the same by it."""
    if chosen.kind == "pooled" and not all(
        getattr(spoke, "worded", False) for spoke in chosen.spokes
    ):
        return ()
    names = chosen.spokes[0].rings(instrument)
    return tuple(Head(title=name, sign=mark) for mark, name in zip(signs, names, strict=True))


def _table(instrument: Instrument, chosen: Plan) -> Table:
    """Return the wheel's table without numbers: a row for each ring of each spoke."""
    numbers = Asking(instrument=instrument).numbers()
    columns = (
        Column(id="sector", title=b.message("wheel.sector"), kind="text", header=True),
        Column(id="item", title=b.message("wheel.spoke"), kind="text", header=True),
        Column(id="choice", title=b.message("wheel.ring"), kind="text", header=True),
        Column(id="share", title=b.message("wheel.paper.mine"), kind="number"),
    )
    return Table(
        id="wheel-sheet-table",
        title=b.message("wheel.paper.title"),
        columns=columns,
        rows=tuple(row for spoke in chosen.spokes for row in _rows(instrument, spoke, numbers)),
    )


def _rows(
    instrument: Instrument, spoke: Spoke, numbers: Mapping[str, int]
) -> Iterator[tuple[Cell, ...]]:
    label = _label(spoke, numbers)
    for name in spoke.rings(instrument):
        yield (
            b.text(b.words(spoke.dimension.title)),
            b.text(label),
            b.text(name),
            b.WITHHELD,
        )


def _label(spoke: Spoke, numbers: Mapping[str, int]) -> Phrase:
    """Return the words at a spoke's end, with the numbers that its items have on the form."""
    if isinstance(spoke, ItemSpoke):
        number = b.text(b.verbatim(str(numbers[spoke.item.id])))
        return b.message("wheel.paper.item", number=number, item=b.text(spoke.label()))
    if isinstance(spoke, PooledSpoke):
        held = sorted(numbers[item] for item in spoke.dimension.all_items())
        listed = b.verbatim(", ".join(map(str, held)))
        return b.message("wheel.paper.items", items=b.text(listed))
    return spoke.label()
