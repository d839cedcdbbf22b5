"""Every picture that our tools make can be drawn, read by everyone, and trusted."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.measuring import (
    assert_legible,
    assert_sound,
    in_language,
    smallest_letters,
    text_boxes,
)

from rosace import Appraiser
from rosace.figures import distribution, dumbbells
from rosace.report import Figure, Report
from rosace.response import Answer, Respondent, Response
from rosace_dynamics.board import board
from rosace_dynamics.board_layout import Card
from rosace_dynamics.flow import flow
from rosace_dynamics.flow_layout import Mark, lay_out
from rosace_effects.parts import Event, EventLink
from rosace_effects.specification import chain, outcomes, row_order, timeline
from rosace_pictures import drawing
from rosace_wheel.geometry import Sector
from rosace_wheel.specification import wheel

Row = dict[str, Any]

FUNCTIONS = ["f1", "f2", "f3"]
ITEM = "La présence des partenaires dont l’action ne peut se passer"
SECTOR = "Engagement des acteurs stratégiques et névralgiques"
DISC = r' d="M[\d.]+,0A'
HOSTILE = (
    "</svg><script>alert(1)</script>",
    '" onload="alert(1)" url(https://example.org) id="clip0',
    "W" * 300,
    "😀👩‍👩‍👧 émoji \U0001d4b3 " * 8,
    "\u202bעברית\u202c العربية \u202eesrever",  # noqa: RUF001  # another script
    "",
    "&lt; &amp; ]]> <!-- %s {0} ${x} datum.item $1",
    "a\nb\tc\u2028d",
)


def draw(specification: Row, rows: Sequence[Row], language: str = "fr") -> str:
    """Draw a picture for a test."""
    drawn = drawing.draw(
        in_language(specification, language), rows, "image/svg+xml", "Titre", "Texte", language
    )
    return drawn.decode()


@pytest.fixture(scope="module")
def appraiser() -> Appraiser:
    """Lend an appraiser with every plugin that is installed."""
    return Appraiser(strict=True)


@pytest.fixture(scope="module")
def report(appraiser: Appraiser, made: Path) -> Report:
    """Lend the report of the bundled example, with every kind of figure that we have."""
    return appraiser.appraise_study(appraiser.open_study(made / "demo" / "study"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_the_example_is_drawn_and_legible(
    appraiser: Appraiser, report: Report, tmp_path: Path, language: str
) -> None:
    """In both languages each figure is there, sound, and no word hides another."""
    folder = appraiser.export(report, "svg", tmp_path / "figures", language=language)
    files = sorted(folder.glob("*.svg"))
    figures = [
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    assert len(files) == len(figures) == 16
    for file in files:
        svg = file.read_text(encoding="utf-8")
        assert_sound(svg)
        assert_legible(svg)
        assert f'lang="{language}"' in svg


def test_the_same_report_gives_the_same_pictures(
    appraiser: Appraiser, report: Report, tmp_path: Path
) -> None:
    """Drawn again from the start, every picture has the same bytes."""
    first = appraiser.export(report, "svg", tmp_path / "one")
    drawing._picture.cache_clear()  # noqa: SLF001  # so that all is drawn anew
    second = appraiser.export(report, "svg", tmp_path / "two")
    for file in first.glob("*.svg"):
        assert file.read_bytes() == (second / file.name).read_bytes()


def test_the_wheels_form_has_a_wheel_of_its_own(appraiser: Appraiser, tmp_path: Path) -> None:
    """With the diagnostic tool allowed the wheel's form can be used, and shows a wheel."""
    form = appraiser.instrument("wheel")
    assert [item.id for item in form.items] == [
        item.id for item in appraiser.instrument("diagnostic").items
    ]
    responses = [
        Response(
            id=f"r{number}",
            instrument="wheel",
            version=form.version,
            wave="w1",
            respondent=Respondent(id=f"p{number}", kind="individual"),
            answers={item.id: Answer(value="ABC"[number % 3]) for item in form.items},
        )
        for number in range(12)
    ]
    made = appraiser.appraise(form, responses)
    folder = appraiser.export(made, "svg", tmp_path / "figures")
    assert_legible((folder / "wheel-wheel-wheel.svg").read_text(encoding="utf-8"))


def wheel_rows(
    sizes: Sequence[int], rings: int, words: Sequence[str] = (), *, mean: bool = False
) -> list[Row]:
    """Return the rows of a wheel of these sectors, with words of its own or long French ones."""
    rows: list[Row] = []
    spoke = 0
    for place, size in enumerate(sizes):
        for _ in range(size):
            for ring in range(rings):
                count = (spoke + ring) % 4
                row: Row = {"count": count, "count_low": count, "count_high": count}
                share = count / 4
                row |= {"share": share, "share_low": share, "share_high": share}
                row |= {"before": share, "collective": "Oui" if spoke % rings == ring else ""}
                row |= {"sector": SECTOR, "item": ITEM, "choice": f"Énoncé {rings - ring}"}
                if mean:
                    row |= {"mean": 4.0, "mean_low": 3.0, "mean_high": 5.0}
                if words:
                    named = {"sector": place, "item": spoke, "choice": ring}
                    row |= {name: words[turn % len(words)] for name, turn in named.items()}
                rows.append(row)
            spoke += 1
    return rows


def wheel_spec(sizes: Sequence[int], rings: int, **held: Any) -> Row:
    """Return the specification of a wheel of these sectors."""
    sectors = [
        Sector(id=f"s{place}", items=tuple(f"{place}-{spoke}" for spoke in range(size)))
        for place, size in enumerate(sizes)
    ]
    return wheel(sectors, [str(rings - ring) for ring in range(rings)], **held)


@pytest.mark.parametrize("sectors", range(3, 13))
def test_a_wheel_of_any_number_of_sectors_and_rings_is_legible(sectors: int) -> None:
    """From 3 sectors to 12, and from 2 rings to 7, words stay apart and inside the picture."""
    for rings in range(2, 8):
        sizes = [1 + place % 3 for place in range(sectors)]
        svg = draw(
            wheel_spec(sizes, rings, collective=True, before=rings % 2 == 0),
            wheel_rows(sizes, rings),
        )
        assert_sound(svg)
        assert_legible(svg)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 1, 1, 4, 4, 6), (14, 13, 13), (4,) * 10], ids=str)
def test_a_wheels_letters_stay_readable_on_a_page(sizes: tuple[int, ...]) -> None:
    """Where a page is 830 pixels wide, no letter of a wheel is under twelve of them."""
    svg = draw(wheel_spec(sizes, 3, before=True), wheel_rows(sizes, 3))
    width, _, _ = text_boxes(svg)
    assert smallest_letters(svg) * min(1.0, 830 / width) >= 11.95


def test_a_crowded_wheel_leaves_to_its_table_what_has_no_room() -> None:
    """With forty spokes of a small group, ranges that would run into one another are not drawn."""
    sizes = (4,) * 10
    rows = [row | {"count": 0.5, "count_low": 0, "count_high": 1} for row in wheel_rows(sizes, 3)]
    svg = draw(wheel_spec(sizes, 3, before=True), rows)
    assert_legible(svg)
    assert "0–1" in svg


def test_a_wheel_of_scores_shows_where_the_mean_lies() -> None:
    """The band of the mean is drawn across every spoke, and the key explains it."""
    sizes = (1, 1, 1, 1)
    rows = wheel_rows(sizes, 4, mean=True)
    plain = draw(wheel_spec(sizes, 4), rows)
    svg = draw(wheel_spec(sizes, 4, spans=[(0.0, 10.0)] * 4, before=True, collective=True), rows)
    assert_sound(svg)
    assert_legible(svg)
    assert "Moyenne, ou" in svg
    assert "Moyenne" not in plain


def labels(svg: str, beginning: str) -> list[str]:
    """Return the texts of a picture that begin so, their lines joined."""
    texts = ["".join(node.itertext()) for node in ET.fromstring(svg).iter() if "text" in node.tag]
    return [text for text in texts if text.startswith(beginning)]


@pytest.mark.parametrize("sizes", [(3,) * 12, (2, 1, 1)], ids=str)
def test_labels_keep_the_end_that_tells_them_apart(sizes: tuple[int, ...]) -> None:
    """However long names are that differ at their end alone, no two look the same on a wheel."""
    rows = wheel_rows(sizes, 3)
    for place, row in enumerate(rows):
        row["item"] = f"{ITEM}, {ITEM.lower()} et {ITEM.lower()}, point {place // 3}"
    found = labels(draw(wheel_spec(sizes, 3), rows), "La présence")
    assert len(found) == len(set(found)) == sum(sizes)


def test_the_groups_answer_hides_no_number() -> None:
    """On the narrow cells of many spokes a disc leaves its cell the number that it had."""
    sizes = (4,) * 10
    rows = [row | {"count": 0.5, "count_low": 0, "count_high": 1} for row in wheel_rows(sizes, 4)]
    bare, held = (
        draw(
            wheel_spec(sizes, 4, collective=True, before=True),
            [row | {"collective": answer} for row in rows],
        )
        for answer in ("", "Oui")
    )
    assert held.count(">0–1<") >= bare.count(">0–1<") > 40
    assert_legible(held)


def test_a_wheel_without_any_answer_says_so() -> None:
    """Where nobody's answer stands in the rings, words in the middle say it, and only there."""
    rows = wheel_rows((2, 1, 1), 3)
    none = {"count": 0, "count_low": 0, "count_high": 0}
    none |= {"share": 0, "share_low": 0, "share_high": 0}
    svg = draw(wheel_spec((2, 1, 1), 3), [row | none for row in rows])
    assert svg.count("Aucune réponse") == 1
    assert_legible(svg)
    assert "Aucune réponse" not in draw(wheel_spec((2, 1, 1), 3), rows)


def test_events_of_one_date_hang_on_a_bracket() -> None:
    """Lines from one dot to many events are upright or level: they form no wedge."""
    events = [Event(id=f"e{place}", function="f1", date="2020-03") for place in range(9)]
    rows = [
        {"event": f"Rencontre {place}", "date": "2020-03", "outcome": "Résultat", "function": "F"}
        for place in range(9)
    ]
    svg = draw(timeline(events, FUNCTIONS), rows)
    assert_legible(svg)
    lines = [node for node in ET.fromstring(svg).iter() if node.tag.endswith("}line")]
    assert len(lines) > 10
    assert all(0 in (float(line.get("x2", 0)), float(line.get("y2", 0))) for line in lines)


def story(size: int) -> tuple[list[Event], list[EventLink], list[Row]]:
    """Return events, links between them, and the rows of their table, every fourth undated."""
    events = [
        Event(
            id=f"e{place}",
            function=FUNCTIONS[place % 3],
            date=None if place % 4 == 3 else f"{2000 + place // 3}-0{1 + place % 9}",
        )
        for place in range(size)
    ]
    links = [
        EventLink(source=f"e{place}", target=f"e{place + step}", kind=kind)
        for place in range(size)
        for step, kind in ((1, "led-to"), (3, "blocked"))
        if place % 2 == 0 and place + step < size
    ]
    rows = [
        {
            "event": "Entente de fonctionnement du comité de quartier",
            "date": event.date,
            "outcome": "Adoption de structures et de règles de gouvernance en réseau",
            "function": f"Fonction {event.function}",
            "link": "a mené à" if link else None,
            "leads_to": link.target if link else None,
        }
        for event, link in row_order(events, links)
    ]
    return events, links, rows


def one_row_an_event(rows: Sequence[Row], events: Sequence[Event]) -> list[Row]:
    """Return the rows of a time line: like a diagram's, one for each event."""
    return [{**rows[0], "date": event.date, "function": event.function} for event in events]


@pytest.mark.parametrize("size", [1, 2, 12, 40])
def test_stories_of_any_length_are_legible(size: int) -> None:
    """From one event to forty, time line and chain diagram keep their words apart."""
    events, links, rows = story(size)
    for svg in (
        draw(chain(events, links, FUNCTIONS), rows),
        draw(timeline(events, FUNCTIONS), one_row_an_event(rows, events)),
    ):
        assert_sound(svg)
        assert_legible(svg)


def lanes(dimensions: int, waves: int, words: Sequence[str] = ()) -> tuple[Row, list[Row]]:
    """Return dumbbells of scores from 1 to 4, some exact, some ranges, the third wave missing."""
    rows: list[Row] = []
    places = []
    for turn in range(dimensions):
        lane = {}
        for wave in range(waves):
            mean = 1 + 3 * ((turn * 5 + wave * 3) % 7) / 6
            loose = 0.25 if turn % 2 else 0.0
            row: Row = {"dimension": SECTOR, "wave": f"Automne {2012 + 2 * wave}", "mean": mean}
            row |= {"mean_low": max(1.0, mean - loose), "mean_high": min(4.0, mean + loose)}
            if wave == 2:
                row |= dict.fromkeys(("mean", "mean_low", "mean_high"))
            if words:
                row |= {"dimension": words[turn % len(words)], "wave": words[wave % len(words)]}
            rows.append(row)
            lane[wave] = len(rows)
        places.append(lane)
    return dumbbells(places, 1, 4), rows


@pytest.mark.parametrize(("dimensions", "waves"), [(1, 2), (12, 2), (3, 6)])
def test_dumbbells_of_any_number_of_waves_are_legible(dimensions: int, waves: int) -> None:
    """From one dimension to twelve and from two waves to six, words stay apart."""
    svg = draw(*lanes(dimensions, waves))
    assert_sound(svg)
    assert_legible(svg)
    assert smallest_letters(svg) >= 12


def test_means_known_as_ranges_have_neither_disc_nor_line() -> None:
    """Where in its range a mean lies is not known: a bar says so, and the key says what it is."""
    specification, rows = lanes(1, 2)
    exact = draw(specification, rows)
    assert exact.count('stroke-width="2"') == 1
    assert len(re.findall(DISC, exact)) == 4
    assert "intervalle" not in exact
    loose = draw(specification, [row | {"mean_high": row["mean"] + 0.2} for row in rows])
    assert loose.count('stroke-width="2"') == 0
    assert len(re.findall(DISC, loose)) == 2
    assert loose.count("Barre\N{NO-BREAK SPACE}: intervalle") == 1
    assert_legible(loose)


def test_the_groups_own_answers_stand_in_a_strip() -> None:
    """Beside each bar stand the colour and the words of what the group answered, also 'unknown'."""
    quarter = {"share": 0.25, "share_low": 0.25, "share_high": 0.25}
    held = {"group": SECTOR, "collective": "", **quarter}
    rows = [{**row, **held} for row in wheel_rows((2, 1), 4)]
    for chosen in (0, 7, 9):
        rows[chosen] |= {"collective": "Oui", "choice": f"Choisi {chosen}"}
    svg = draw(distribution([2, 1], 3, 1, headed=True, collective=True), rows)
    assert_sound(svg)
    assert_legible(svg)
    assert svg.count("Réponse du groupe") == 1
    for chosen in (7, 9):
        assert svg.count(f"Choisi {chosen}") == 1


def test_what_is_withheld_draws_no_shape_and_breaks_nothing() -> None:
    """A picture of a table that shows nothing is still a picture, with its words."""
    nothing = dict.fromkeys(
        (
            *("count", "count_low", "count_high", "share", "share_low", "share_high"),
            *("before", "collective", "outcome", "function", "date", "mean"),
        )
    )
    rows = [{**row, **nothing} for row in wheel_rows((2, 2, 2), 3)]
    bars = [{**row, "group": SECTOR} for row in rows]
    events, links, told = story(5)
    undated = [Event(id=event.id) for event in events]
    for svg in (
        draw(wheel_spec((2, 2, 2), 3), rows),
        draw(distribution([2, 2, 2], 3, headed=True), bars),
        draw(chain(undated, links, FUNCTIONS), [{**row, **nothing} for row in told]),
        draw(timeline(undated, FUNCTIONS), [{**told[0], **nothing} for _ in events]),
        draw(outcomes([2, 1]), [{**told[0], **nothing} for _ in range(3)]),
    ):
        assert_sound(svg)
        assert_legible(svg)


@pytest.mark.parametrize("turn", range(len(HOSTILE)))
def test_words_of_strangers_stay_words(turn: int) -> None:
    """Markup, endless words, emoji and other scripts are drawn as text, or cut, never obeyed."""
    words = [*HOSTILE[turn:], *HOSTILE[:turn]]
    rows = wheel_rows((2, 1, 3), 3, words)
    events, links, told = story(6)
    hostile = [
        row | {name: words[(place + at) % len(words)] for at, name in enumerate(sorted(row))}
        for place, row in enumerate(told)
    ]
    bars = [{**row, "group": row["sector"]} for row in rows]
    for svg in (
        draw(wheel_spec((2, 1, 3), 3, collective=True, before=True), rows),
        draw(distribution([2, 1, 3], 3, headed=True, collective=True), bars),
        draw(*lanes(3, 3, words)),
        draw(chain(events, links, FUNCTIONS), hostile),
        draw(timeline(events, FUNCTIONS), hostile[:6]),
        draw(outcomes([2, 3, 1]), hostile[:6]),
    ):
        assert_sound(svg)


def actors(size: int, words: Sequence[str] = ()) -> tuple[list[Card], list[tuple[str, str]]]:
    """Return the cards of a map and some ties, names of their own or long French ones."""
    names = words or ("École", "Table de concertation du quartier Nord", "CISSS " * 12, "x" * 90)
    cards = [
        Card(
            id=f"a{place}",
            column=place % 4,
            row=place % 5,
            name=names[place % len(names)],
            words=("Névralgique · depuis 2022", "Strategic · since 2022"),
            shape=place % 3,
            enrolled=place % 2 == 0,
        )
        for place in range(size)
    ]
    ties = [(f"a{place}", f"a{place + 3}") for place in range(0, min(size, 12) - 3, 2)]
    return cards, ties


def actor_rows(cards: Sequence[Card], standing: str = "Névralgique") -> list[Row]:
    """Return the rows of a map's table."""
    return [
        {
            "actor": card.name,
            "standing": standing if card.shape else None,
            "came_in": "2022-03" if card.enrolled else None,
        }
        for card in cards
    ]


def moves(size: int) -> list[Mark]:
    """Return the moves toward so many actors, some on one day, some without a date."""
    return [
        Mark(lane=lane, level=step % 4, outcome=(lane + step) % 3, when=when)
        for lane in range(size)
        for step, when in enumerate(("2019", "2019-02", "2021-11", "2021-11", None)[: 1 + lane % 5])
    ]


def drawn_flow(marks: Sequence[Mark]) -> Row:
    """Return the flow of moves in two waves that lie close together."""
    placed = lay_out(marks, 4, ["2021-12", "2022-02"])
    assert placed is not None
    moments = [{"localized": {"fr": f"Moment {n}", "en": f"Moment {n}"}} for n in range(4)]
    waves: list[Row | str] = [{"localized": {"fr": "Automne", "en": "Fall"}}, "w2"]
    return flow(marks, placed, moments, moments[:3], waves)


WORDS = [{"localized": {"fr": f"Mot {n}", "en": f"Word {n}"}} for n in range(5)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("size", [1, 12, 40])
def test_maps_and_flows_of_any_number_of_actors_are_legible(size: int, language: str) -> None:
    """From one actor to forty, the board and the flow keep their words apart."""
    cards, ties = actors(size)
    marks = moves(size)
    rows = [{"actor": cards[mark.lane].name} for mark in marks]
    for svg in (
        draw(board(cards, ties, WORDS[:4], WORDS), actor_rows(cards), language),
        draw(drawn_flow(marks), rows, language),
    ):
        assert_sound(svg)
        assert_legible(svg)


@pytest.mark.parametrize("turn", range(len(HOSTILE)))
def test_names_of_strangers_stay_words_on_maps_and_flows(turn: int) -> None:
    """Actors may bear any name: it is drawn as text, or cut, never obeyed."""
    cards, ties = actors(9, [*HOSTILE[turn:], *HOSTILE[:turn]])
    marks = moves(9)
    rows = [{"actor": cards[mark.lane].name} for mark in marks]
    for svg in (
        draw(board(cards, ties, WORDS[:4], WORDS), actor_rows(cards, HOSTILE[turn])),
        draw(drawn_flow(marks), rows),
    ):
        assert_sound(svg)


def test_exact_shares_are_drawn_to_scale() -> None:
    """Beside shares that are only ranges, one of six in eight takes three quarters of its bar."""
    ranges = [(0, 1), (6, 6), (0, 1), (0, 1), (0, 1), (0, 1)]
    rows = [
        {
            "group": SECTOR,
            "item": ITEM,
            "choice": f"Choix {place}",
            "count": (low + high) / 2,
            "count_low": low,
            "count_high": high,
            "share": (low + high) / 16,
            "share_low": low / 8,
            "share_high": high / 8,
        }
        for place, (low, high) in enumerate(ranges)
    ]
    svg = draw(distribution([1], 3, 3, headed=True), rows)
    drawn = re.findall(r'd="M[\d.]+,[\d.]+h([\d.]+)v(24|16)h', svg)
    found = [(wide, tall) for wide, tall in drawn if wide != "18"]  # as wide as those of the key
    widths = [float(wide) for wide, _ in found]
    assert len(widths) == 6
    assert [tall for wide, tall in found if float(wide) == max(widths)] == ["24"]
    assert sum(tall == "16" for _, tall in found) == 5
    assert svg.count("Segment plus mince") == 1
    plain = [row | {"share_low": row["share"], "share_high": row["share"]} for row in rows]
    assert "Segment plus mince" not in draw(distribution([1], 3, 3, headed=True), plain)
    assert max(widths) == pytest.approx(sum(widths) * 0.75, rel=0.01)


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "1\N{NO-BREAK SPACE}023"), ("en", "1,023")], ids=["fr", "en"]
)
def test_large_counts_are_written_as_in_tables(language: str, shown: str) -> None:
    """A count of thousands is grouped in bars and wheel as the language's tables group it."""
    held = {"count": 1023, "count_low": 1023, "count_high": 1023}
    held |= {"share": 0.5, "share_low": 0.5, "share_high": 0.5}
    rows = [{"group": SECTOR, "item": ITEM, "choice": f"{place}"} | held for place in range(2)]
    assert labels(draw(distribution([1], 2, 0, headed=True), rows, language), shown) == [shown] * 2
    wheels = [row | held for row in wheel_rows([1, 1, 1], 2)]
    assert labels(draw(wheel_spec([1, 1, 1], 2), wheels, language), shown) == [shown] * 6
