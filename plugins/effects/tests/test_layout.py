"""Where boxes, lines and words stand: nothing overlaps, and everything is there."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace_effects.layering import components
from rosace_effects.layout import BOX_HEIGHT, BOX_WIDTH, lay_out
from rosace_effects.paging import parted
from rosace_effects.parts import Event, EventLink
from rosace_effects.placing import plan
from rosace_effects.specification import chain, outcomes, row_order, timeline

FUNCTIONS = ["f1", "f2", "f3"]

graphs = st.integers(1, 14).flatmap(
    lambda size: st.tuples(
        st.just([f"e{place}" for place in range(size)]),
        st.lists(
            st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).map(
                lambda held: (f"e{held[0]}", f"e{held[1]}")
            ),
            max_size=18,
            unique=True,
        ),
    )
)
dates = st.none() | st.sampled_from(["2019", "2019-03", "2019-03-02", "2019-03-05", "2024-12"])
events = st.lists(
    st.tuples(dates, st.none() | st.sampled_from(FUNCTIONS), st.text("ab ", max_size=120)),
    min_size=1,
    max_size=20,
).map(
    lambda held: [
        Event(id=f"e{place}", date=date, function=function, title=title, outcomes=("x" * 50,))
        for place, (date, function, title) in enumerate(held)
    ]
)


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_every_event_has_a_box_and_no_two_overlap(
    graph: tuple[list[str], list[tuple[str, str]]],
) -> None:
    """Whatever the links, circles included, boxes stand apart and within the picture."""
    names, links = graph
    found = lay_out(names, links)
    assert set(found.boxes) == set(names)
    for (x, y), (other_x, other_y) in combinations(found.boxes.values(), 2):
        assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT
    for x, y in found.boxes.values():
        assert x >= -0.01
        assert x + BOX_WIDTH <= found.width + 0.01
        assert y + BOX_HEIGHT <= found.height + 0.01


@given(graphs, st.data())
@settings(max_examples=100, deadline=None)
def test_no_event_stands_under_a_later_one(
    graph: tuple[list[str], list[tuple[str, str]]], data: st.DataObject
) -> None:
    """In each chain, whatever its links and its gaps, time runs downward where dates are known."""
    names, links = graph
    held = data.draw(st.lists(dates, min_size=len(names), max_size=len(names)))
    when = dict(zip(names, held, strict=True))
    found = lay_out(names, links, dates=when)
    for part in components(names, links):
        for one, other in combinations([name for name in part if when[name]], 2):
            if len(part) > 1 and str(when[one])[:4] < str(when[other])[:4]:
                assert found.boxes[one][1] <= found.boxes[other][1]


@given(graphs, st.data())
@settings(max_examples=40, deadline=None)
def test_boxes_have_the_height_of_their_words(
    graph: tuple[list[str], list[tuple[str, str]]], data: st.DataObject
) -> None:
    """Tall boxes get their room, and still no two boxes overlap."""
    names, links = graph
    sizes = data.draw(st.lists(st.sampled_from([64, 96, 150]), min_size=14, max_size=14))
    heights = dict(zip(names, map(float, sizes), strict=False))
    found = lay_out(names, links, heights=heights)
    for one, other in combinations(names, 2):
        (x, y), (other_x, other_y) = found.boxes[one], found.boxes[other]
        higher = one if y < other_y else other
        apart = abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= found.heights[higher]
        assert apart
    assert all(found.heights[name] >= heights[name] for name in names)
    assert max(y + found.heights[name] for name, (_, y) in found.boxes.items()) <= found.height


def test_what_is_too_tall_for_a_page_is_drawn_in_parts() -> None:
    """The fewest parts that fit are drawn, each event in one; a few events stay together."""

    def draw(run: range) -> dict[str, int]:
        return {"width": 700, "height": 50 * len(run)}

    found = parted(40, draw)
    assert [place for part in found for place in part.events] == list(range(40))
    assert [len(part.events) for part in found] == [13, 14, 13]
    assert len(parted(14, draw)) == 1
    gaps = parted(40, draw, lambda cut: int(cut not in {12, 28}))
    assert [len(part.events) for part in gaps] == [12, 16, 12]
    assert len(parted(5, lambda run: {"width": 700, "height": 900 * len(run)})) == 1


def test_chains_without_a_common_event_share_the_width_of_a_page() -> None:
    """Three short chains stand side by side, and a fourth begins a new line under them."""
    names = [f"e{place}" for place in range(8)]
    links = [(names[place], names[place + 1]) for place in range(0, 8, 2)]
    boxes = lay_out(names, links).boxes
    heads = [boxes[name] for name in names[::2]]
    assert [y for _, y in heads[:3]] == [0, 0, 0]
    assert heads[0][0] < heads[1][0] < heads[2][0]
    assert heads[3][1] > max(boxes[name][1] for name in names[1:6:2])


@given(graphs)
@settings(max_examples=60, deadline=None)
def test_every_link_has_a_line_between_its_boxes(
    graph: tuple[list[str], list[tuple[str, str]]],
) -> None:
    """A line leaves the box of its source and reaches that of its target."""
    names, links = graph
    found = lay_out(names, links)
    assert len(found.paths) == len(links)
    for (source, target), path in zip(links, found.paths, strict=True):
        if source == target:
            assert path == ()
            continue
        for (x, _), end in ((path[0], source), (path[-1], target)):
            assert found.boxes[end][0] <= x <= found.boxes[end][0] + BOX_WIDTH


def test_a_plain_chain_is_a_straight_column() -> None:
    """Events that follow one another stand in one line."""
    names = [f"e{place}" for place in range(7)]
    found = lay_out(names, list(pairwise(names)))
    assert len({round(x, 3) for x, _ in found.boxes.values()}) == 1


@given(events)
@settings(max_examples=80, deadline=None)
def test_no_two_texts_of_a_lane_overlap(held: list[Event]) -> None:
    """On the time line words stand one under the other, in order of date, inside the picture."""
    placed = plan(held, FUNCTIONS)
    for lane in set(placed.lanes):
        mine = sorted(
            (placed.shown[place], placed.sizes[place])
            for place, other in enumerate(placed.lanes)
            if other == lane
        )
        for (top, size), (below, _) in pairwise(mine):
            assert top + size <= below + 0.01
        assert mine[0][0] >= -0.01
    assert max(y + s for y, s in zip(placed.shown, placed.sizes, strict=True)) <= placed.bottom


@given(events, st.data())
@settings(max_examples=30, deadline=None)
def test_rows_tell_every_event_and_every_link(held: list[Event], data: st.DataObject) -> None:
    """The diagram's table has each link once, and each event at least once."""
    names = [event.id for event in held]
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names))
    links = [
        EventLink(source=source, target=target)
        for source, target in data.draw(st.lists(ends, max_size=8, unique=True))
    ]
    rows = row_order(held, links)
    assert list(dict.fromkeys(event.id for event, _ in rows)) == names
    assert sorted((link.source, link.target) for _, link in rows if link) == sorted(
        (link.source, link.target) for link in links
    )
    assert all(link is None or link.source == event.id for event, link in rows)


def test_what_no_picture_can_show_is_refused() -> None:
    """No event, more than ten functions, or a link to nowhere is an error that says so."""
    event = Event(id="e1")
    with pytest.raises(ValueError, match="something to show"):
        timeline([], FUNCTIONS)
    with pytest.raises(ValueError, match="up to 10 functions"):
        chain([event], [], [f"f{place}" for place in range(11)])
    with pytest.raises(ValueError, match="no such event"):
        chain([event], [EventLink(source="e1", target="e2")], FUNCTIONS)
    with pytest.raises(ValueError, match="something to show"):
        outcomes([0, 0])
