"""Where the boxes and lines of a chain of events stand on a portrait page, in pixels."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, groupby, pairwise
from typing import Final

from rosace.values import value
from rosace_effects.layering import (
    MOST_BOXES,
    Dates,
    Layers,
    Link,
    Node,
    components,
    layer,
    neighbours,
)

BOX_WIDTH: Final = 240.0
BOX_HEIGHT: Final = 96.0
GAP: Final = 20.0
LAYER_GAP: Final = 38.0

_LANE: Final = 10.0
_HEAD: Final = 8.0
_SETTLING: Final = 24
_CURVE: Final = 14
_TRIED: Final = 12
_TO_THE_MIDDLE: Final = 0.3
_PORT: Final = 26.0
_PAGE: Final = MOST_BOXES * (BOX_WIDTH + GAP) - GAP

Point = tuple[float, float]
Heights = Mapping[str, float]


@value
class Layout:
    """Chains laid out.

    Args:
        boxes: The top left corner of each box, by event.
        heights: The height of each box, by event: the same in all of a layer.
        paths: For each link, in the order given, the points of its line, source first;
            none for a link from an event to itself.
        alone: The height from which events without a link stand; None where there are none.
        width: Of the whole.
        height: Of the whole.
    """

    boxes: Mapping[str, Point]
    heights: Heights
    paths: tuple[tuple[Point, ...], ...]
    alone: float | None
    width: float
    height: float


@value
class _Chain:
    """One chain laid out: as a `Layout`, its links' lines in order."""

    boxes: Mapping[str, Point]
    heights: Heights
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def lay_out(
    events: Sequence[str],
    links: Sequence[Link],
    *,
    dates: Dates | None = None,
    heights: Heights | None = None,
) -> Layout:
    """Lay out events and the links between them.

    Chains without a common event stand side by side where the page is wide enough, otherwise
    one under the other; then come the events without a link.

    Args:
        events: Ids in reading order, each once.
        links: Pairs of these ids, source first; one against time or in a cycle is drawn upward.
        dates: When the events were, for those whose date is known: earlier ones stand higher.
        heights: The least height of each box, in pixels; `BOX_HEIGHT` where it has none.
    """
    boxes: dict[str, Point] = {}
    least = dict.fromkeys(events, BOX_HEIGHT) | dict(heights or {})
    tall_boxes: dict[str, float] = {}
    paths: dict[int, tuple[Point, ...]] = {}
    parts = components(events, links)
    left = top = bottom = 0.0
    for part in parts:
        places = [place for place, link in enumerate(links) if link[0] in part]
        if not places:
            continue
        found = _chain(part, [links[place] for place in places], dates or {}, least)
        if left and left + found.width > _PAGE:
            left, top = 0.0, bottom
        boxes.update({event: (x + left, y + top) for event, (x, y) in found.boxes.items()})
        tall_boxes.update(found.heights)
        for place, route in zip(places, found.routes, strict=True):
            paths[place] = tuple((round(x + left, 1), round(y + top, 1)) for x, y in route)
        left += found.width + GAP
        bottom = max(bottom, top + found.height)
    lines = tuple(paths[place] for place in range(len(links)))
    lone = [part[0] for part in parts if part[0] not in boxes]
    alone = bottom + (24.0 if boxes else 0.0) if lone else None
    loose, tall = _alone(lone, least, alone or 0.0)
    boxes, tall_boxes = boxes | loose, tall_boxes | tall
    return Layout(
        boxes=boxes,
        heights=tall_boxes,
        paths=lines,
        alone=alone,
        width=max(_right(boxes.values(), lines), default=BOX_WIDTH),
        height=max((y + tall_boxes[event] for event, (_, y) in boxes.items()), default=BOX_HEIGHT),
    )


def _right(boxes: Iterable[Point], lines: Iterable[Sequence[Point]]) -> list[float]:
    """Return how far boxes and lines reach to the right."""
    return [x + BOX_WIDTH for x, _ in boxes] + [x for line in lines for x, _ in line]


def _alone(
    events: Sequence[str], least: Heights, down: float
) -> tuple[dict[str, Point], dict[str, float]]:
    """Return the boxes of events without a link, in rows from a height down, and their heights."""
    boxes: dict[str, Point] = {}
    heights: dict[str, float] = {}
    for first in range(0, len(events), MOST_BOXES):
        row = events[first : first + MOST_BOXES]
        tall = max(least[event] for event in row)
        heights |= dict.fromkeys(row, tall)
        boxes |= {event: (place * (BOX_WIDTH + GAP), down) for place, event in enumerate(row)}
        down += tall + GAP
    return boxes, heights


def _chain(events: Sequence[str], links: Sequence[Link], dates: Dates, least: Heights) -> _Chain:
    """Return one chain laid out by itself, from the top left corner of a page."""
    settled = [(order, _settle(order)) for order in layer(events, links, dates)[:_TRIED]]
    layers, across = min(settled, key=lambda pair: _slant(*pair))
    rows = [max(least[node] for node in row if isinstance(node, str)) for row in layers.rows]
    boxes, routes = _place(layers, across, rows)
    reach = [*boxes.values(), *((x + BOX_WIDTH, y) for x, y in boxes.values())]
    reach += [point for route in routes for point in route]
    edge = min(x for x, _ in reach)
    return _Chain(
        boxes={event: (x - edge, y) for event, (x, y) in boxes.items()},
        heights={
            node: tall
            for row, tall in zip(layers.rows, rows, strict=True)
            for node in row
            if isinstance(node, str)
        },
        routes=tuple(tuple((x - edge, y) for x, y in route) for route in routes),
        width=max(x for x, _ in reach) - edge,
        height=sum(rows) + LAYER_GAP * len(rows),
    )


def _place(
    layers: Layers, across: Mapping[Node, float], rows: Sequence[float]
) -> tuple[dict[str, Point], list[tuple[Point, ...]]]:
    """Return the boxes of one chain, in layers of these heights, and the line of each link."""
    tops = list(accumulate((tall + LAYER_GAP for tall in rows), initial=0.0))
    row_of = {node: row for row, nodes in enumerate(layers.rows) for node in nodes}
    top = {node: tops[row] for node, row in row_of.items()}
    foot = {node: tops[row] + rows[row] for node, row in row_of.items()}
    boxes = {
        node: (across[node] - BOX_WIDTH / 2, top[node]) for node in row_of if isinstance(node, str)
    }
    leaving = _ports(layers.courses, across, leaving=True)
    coming = _ports(layers.courses, across, leaving=False)
    routes = []
    for place, course in enumerate(layers.courses):
        upward = place in layers.upward
        stops: list[Point] = [(leaving[place], foot[course[0]] + (_HEAD if upward else 0))]
        for lane in course[1:-1]:
            stops += [(across[lane], top[lane]), (across[lane], foot[lane])]
        stops.append((coming[place], top[course[-1]] - (0 if upward else _HEAD)))
        route = _curve(stops) if course[0] != course[-1] else ()
        routes.append(route[::-1] if upward else route)
    return boxes, routes


def _settle(layers: Layers) -> dict[Node, float]:
    """Return the middle of each node: near its neighbours, its layer's order and distances kept."""
    below, above = neighbours(layers.courses, below=True), neighbours(layers.courses, below=False)
    across: dict[Node, float] = {}
    for row in layers.rows:
        place = 0.0
        for before, node in zip((None, *row), row, strict=False):
            place += 0.0 if before is None else _distance(before, node)
            across[node] = place
        for node in row:
            across[node] -= place / 2
    widest = max(_PAGE, *(_length(row) for row in layers.rows))
    for turn in range(_SETTLING):
        for row in layers.rows if turn % 2 == 0 else layers.rows[::-1]:
            wanted = []
            for node in row:
                near = [*below.get(node, ()), *above.get(node, ())]
                pulls = [_pull(node, other) for other in near]
                drawn = sum(p * across[other] for p, other in zip(pulls, near, strict=True))
                wanted.append(drawn / (sum(pulls) + _TO_THE_MIDDLE))
            across.update(zip(row, _spread(row, wanted, widest), strict=True))
    return across | _straightened(layers.rows, across)


def _straightened(
    rows: Sequence[Sequence[Node]], across: Mapping[Node, float]
) -> dict[Node, float]:
    """Return one middle for the boxes of each run of layers that hold a single box.

    Nothing stands beside them, so they can form a column.
    """
    straight: dict[Node, float] = {}
    for alone, run in groupby(rows, key=lambda row: len(row) == 1):
        if alone:
            nodes = [row[0] for row in run]
            middle = sum(across[node] for node in nodes) / len(nodes)
            straight |= dict.fromkeys(nodes, middle)
    return straight


def _slant(layers: Layers, across: Mapping[Node, float]) -> float:
    """Return how far the lines of a chain stray from the vertical, all together."""
    return sum(
        abs(across[first] - across[second])
        for course in layers.courses
        for first, second in pairwise(course)
    )


def _spread(row: Sequence[Node], wanted: Sequence[float], widest: float) -> list[float]:
    """Return places near those wanted that keep the order and the distances of a layer.

    Pushing rightward and pushing leftward both keep the distances, so their mean does too.
    """
    steps = [0.0, *accumulate(_distance(first, second) for first, second in pairwise(row))]
    least = (_width(row[0]) - widest) / 2
    most = least + widest - _length(row)
    # With the distances taken off, what remains only has to ascend, within bounds.
    free = [min(max(place - step, least), most) for place, step in zip(wanted, steps, strict=True)]
    right = list(accumulate(free, max))
    left = list(accumulate(free[::-1], min))[::-1]
    return [
        (first + second) / 2 + step for first, second, step in zip(right, left, steps, strict=True)
    ]


def _length(row: Sequence[Node]) -> float:
    """Return the width that a layer needs."""
    return sum(_width(node) for node in row) + GAP * (len(row) - 1)


def _width(node: Node) -> float:
    """Return the width of a box, or of a lane between boxes."""
    return BOX_WIDTH if isinstance(node, str) else _LANE


def _pull(first: Node, second: Node) -> int:
    """Return how strongly two neighbours want to be in line: long lines stay straight."""
    lanes = (not isinstance(first, str)) + (not isinstance(second, str))
    return (1, 3, 9)[lanes]


def _distance(first: Node, second: Node) -> float:
    """Return the least distance between the middles of two neighbours."""
    return (_width(first) + _width(second)) / 2 + GAP


def _ports(
    courses: Sequence[Sequence[Node]], across: Mapping[Node, float], *, leaving: bool
) -> list[float]:
    """Return where each link touches its first box, or its last, side by side and uncrossed."""
    touching: dict[Node, list[int]] = {}
    for place, course in enumerate(courses):
        touching.setdefault(course[0 if leaving else -1], []).append(place)
    ports = [0.0] * len(courses)
    for box, places in touching.items():
        places.sort(key=lambda place: across[courses[place][1 if leaving else -2]])
        step = min(_PORT, (BOX_WIDTH - 40) / len(places))
        for turn, place in enumerate(places):
            ports[place] = across[box] + (turn - (len(places) - 1) / 2) * step
    return ports


def _curve(stops: Sequence[Point]) -> tuple[Point, ...]:
    """Return a line through the stops that leaves and reaches each of them vertically."""
    points = [stops[0]]
    for (x0, y0), (x1, y1) in pairwise(stops):
        steps = 1 if x0 == x1 else _CURVE
        for step in range(1, steps + 1):
            part = step / steps
            bend = part * part * (3 - 2 * part)
            points.append((x0 + (x1 - x0) * bend, y0 + (y1 - y0) * part))
    return tuple((round(x, 1), round(y, 1)) for x, y in points)
