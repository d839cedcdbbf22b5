"""The order of a chain: which events stand in which layer, and in what order from left to right.

The method is Sugiyama's: turn the links that run against time or close a cycle, assign layers of
bounded width that follow the dates, let long links pass through lanes in the layers between, then
order each layer by the mean place of its neighbours.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

from rosace.values import value

MOST_BOXES: Final = 3
"""How many events fit side by side on a portrait page."""

Lane = tuple[int, int]
"""Where a long link passes a layer: the link's place, and the layer."""

Node = str | Lane
Link = tuple[str, str]
Dates = Mapping[str, str | None]
"""The ISO date of each event, to the day, the month or the year; None where it is unknown."""

_SWEEPS: Final = 6
_BEGINNINGS: Final = 8


@value
class Layers:
    """A chain put into layers.

    Args:
        rows: The nodes of each layer, from left to right, the first layer on top.
        courses: The nodes that each link passes, from top to bottom.
        upward: The links that run upward: against time, or because they close a cycle.
    """

    rows: tuple[tuple[Node, ...], ...]
    courses: tuple[tuple[Node, ...], ...]
    upward: frozenset[int]


def components(events: Sequence[str], links: Iterable[Link]) -> list[list[str]]:
    """Return the events that hang together, each group and the groups in reading order."""
    leader = {event: event for event in events}
    order = {event: place for place, event in enumerate(events)}

    def find(event: str) -> str:
        while leader[event] != event:
            event = leader[event]
        return event

    for source, target in links:
        first, second = sorted((find(source), find(target)), key=order.__getitem__)
        leader[second] = first
    groups: dict[str, list[str]] = {}
    for event in events:
        groups.setdefault(find(event), []).append(event)
    return list(groups.values())


def layer(events: Sequence[str], links: Sequence[Link], dates: Dates) -> list[Layers]:
    """Put the events of one chain into layers; return the orders found with fewest crossings.

    No event stands in a layer under one that came after it.

    Args:
        events: Ids, in reading order.
        links: Pairs of these ids, source first.
        dates: When they were, for those whose date is known.
    """
    order, upward = _in_time(events, links, dates)
    downward = [link[::-1] if place in upward else link for place, link in enumerate(links)]
    level = _levels(order, [link for link in downward if link[0] != link[1]], dates)
    rows: list[list[Node]] = [[] for _ in range(max(level.values()) + 1)]
    for event in events:
        rows[level[event]].append(event)
    courses: list[tuple[Node, ...]] = []
    for place, (source, target) in enumerate(downward):
        lanes = [(place, row) for row in range(level[source] + 1, level[target])]
        for lane in lanes:
            rows[lane[1]].append(lane)
        courses.append((source, *lanes, target))
    return [
        Layers(rows=order, courses=tuple(courses), upward=upward)
        for order in _untangle(rows, courses)
    ]


def neighbours(courses: Iterable[Sequence[Node]], *, below: bool) -> dict[Node, list[Node]]:
    """Return the nodes next to each node along the links, under it or above it."""
    near: dict[Node, list[Node]] = {}
    for course in courses:
        for upper, lower in pairwise(course):
            node, other = (upper, lower) if below else (lower, upper)
            near.setdefault(node, []).append(other)
    return near


def _earlier(first: str, second: str, dates: Dates) -> bool:
    """Say whether an event surely came before another: a year does not come before its months."""
    one, other = ((dates.get(event) or "").partition("/")[0] for event in (first, second))
    exact = min(len(one), len(other))
    return one[:exact] < other[:exact]


def _in_time(
    events: Sequence[str], links: Sequence[Link], dates: Dates
) -> tuple[list[str], frozenset[int]]:
    """Return the events in an order of time and of links, and the links that run against it."""
    back = {place for place, (one, other) in enumerate(links) if _earlier(other, one, dates)}
    onward = [place for place in range(len(links)) if place not in back]
    back |= {onward[turn] for turn in _upward(events, [links[place] for place in onward])}
    before: dict[str, set[str]] = {event: set() for event in events}
    for place, (source, target) in enumerate(links):
        if place not in back and source != target:
            before[target].add(source)
    order: dict[str, int] = {}
    waiting = list(events)
    while waiting:
        first = [
            event
            for event in waiting
            if not any(_earlier(other, event, dates) for other in waiting)
        ]
        # None is ready where undated events tie later events to earlier ones: time goes first.
        ready = (event for event in first if before[event] <= order.keys())
        event = next(ready, next((event for event in first if dates.get(event)), first[0]))
        waiting.remove(event)
        order[event] = len(order)
    against = {place for place, (one, other) in enumerate(links) if order[one] > order[other]}
    return list(order), frozenset(against)


def _upward(events: Sequence[str], links: Sequence[Link]) -> frozenset[int]:
    """Return the links that close a cycle when the events are walked in reading order."""
    out: dict[str, list[tuple[int, str]]] = {event: [] for event in events}
    for place, (source, target) in enumerate(links):
        out[source].append((place, target))
    upward: set[int] = set()
    finished: dict[str, bool] = {}
    for root in events:
        if root in finished:
            continue
        finished[root] = False
        walk = [(root, iter(out[root]))]
        while walk:
            event, rest = walk[-1]
            place, target = next(rest, (-1, event))
            if place < 0:
                finished[event] = True
                walk.pop()
            elif target not in finished:
                finished[target] = False
                walk.append((target, iter(out[target])))
            elif not finished[target]:
                upward.add(place)
    return frozenset(upward)


def _levels(events: Sequence[str], links: Sequence[Link], dates: Dates) -> dict[str, int]:
    """Return each event's layer: under all that lead to it or came before it, a few to a layer.

    An event that nothing leads to then comes down, as near to what it leads to as time allows.
    """
    before: dict[str, set[str]] = {event: set() for event in events}
    after: dict[str, set[str]] = {event: set() for event in events}
    for source, target in links:
        before[target].add(source)
        after[source].add(target)
    level: dict[str, int] = {}
    filled: dict[int, int] = {}
    for event in events:
        above = [level[other] for other in level if _earlier(other, event, dates)]
        row = max([*above, *(level[near] + 1 for near in before[event])], default=0)
        while filled.get(row, 0) >= MOST_BOXES:
            row += 1
        level[event] = row
        filled[row] = filled.get(row, 0) + 1
    for event in reversed(events):
        if before[event] or not after[event]:
            continue
        later = [level[other] for other in events if _earlier(event, other, dates)]
        row = min([*later, *(level[near] - 1 for near in after[event])])
        if row > level[event] and filled.get(row, 0) < MOST_BOXES:
            filled[level[event]] -= 1
            filled[row] = filled.get(row, 0) + 1
            level[event] = row
    used = {row: place for place, row in enumerate(sorted(set(level.values())))}
    return {event: used[row] for event, row in level.items()}


def _untangle(
    rows: Sequence[Sequence[Node]], courses: Sequence[Sequence[Node]]
) -> list[tuple[tuple[Node, ...], ...]]:
    """Reorder the layers from several beginnings; return the orders with fewest crossings.

    The beginnings are the order given and shuffles of it, always the same ones.
    """
    above, below = neighbours(courses, below=False), neighbours(courses, below=True)
    dice = random.Random(0)  # noqa: S311  # only the same shuffles each time
    found: dict[tuple[tuple[Node, ...], ...], int] = {}
    for beginning in range(_BEGINNINGS):
        now = [list(row) for row in rows]
        if beginning:
            for row in now:
                dice.shuffle(row)
        for sweep in range(_SWEEPS):
            down = sweep % 2 == 0
            for place in range(1, len(now)) if down else range(len(now) - 2, -1, -1):
                fixed = now[place - 1 if down else place + 1]
                now[place] = _by_neighbours(now[place], fixed, above if down else below)
            order = tuple(tuple(row) for row in now)
            if order not in found:
                found[order] = _crossings(now, below)
    fewest = min(found.values())
    return [order for order, crossed in found.items() if crossed == fewest]


def _by_neighbours(
    row: Sequence[Node], fixed: Sequence[Node], near: Mapping[Node, Sequence[Node]]
) -> list[Node]:
    """Return a layer's nodes in the order of the mean place of their neighbours in `fixed`."""
    place = {node: index / max(1, len(fixed) - 1) for index, node in enumerate(fixed)}
    wanted: dict[Node, float] = {}
    for index, node in enumerate(row):
        found = [place[other] for other in near.get(node, ()) if other in place]
        wanted[node] = sum(found) / len(found) if found else index / max(1, len(row) - 1)
    return sorted(row, key=wanted.__getitem__)


def _crossings(rows: Sequence[Sequence[Node]], below: Mapping[Node, Sequence[Node]]) -> int:
    """Count the pairs of lines that cross between neighbouring layers."""
    total = 0
    for upper, lower in pairwise(rows):
        place = {node: index for index, node in enumerate(lower)}
        ends: list[int] = []
        for node in upper:
            ends.extend(sorted(place[other] for other in below.get(node, ()) if other in place))
        total += sum(
            first > second for index, first in enumerate(ends) for second in ends[index + 1 :]
        )
    return total
