"""What holds of engines: opened by name, believed where it can be, one report whichever counts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.appraising import appraise, make_study
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.counting import Counted, counted, vetted
from rosace.engines import count, opened, report_on, side_by_side
from rosace.errors import InvalidDocumentError, PluginError, UsageError
from rosace.holding import RowEngine, RowHolding
from rosace.intake import Intake
from rosace.interfaces import Order
from rosace.loading import dump_json
from rosace.membership import Atom
from rosace.plugins import PluginHost
from rosace.release import release_of, remarks_of
from rosace.report import Message, Notice
from rosace.sections import core_sections
from rosace.sizes import MOST_REMARKS
from rosace.study import Study
from rosace.tally import Count, Group, Tally
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.writing import in_order

MADE = sketch([{"id": "q", "type": "yes-no", "comment": "allowed"}])
APPRAISER = Appraiser(Configuration(plugins=()))
SECTORS = [{"attributes": {"sector": "ab"[number % 2]}} for number in range(24)]
TWELVE = people(MADE, [{"q": number % 3 > 0} for number in range(24)], known=SECTORS)


class OddEngine:
    """Counts as it is told."""

    name = "odd"

    def __init__(self, change: Callable[[Counted], Counted]) -> None:
        """Take what is to be done to what the core counts."""
        self.change = change

    @contextmanager
    def open(self, order: Order) -> Iterator[Any]:
        """Hold responses, and count them in its own way."""
        with RowEngine().open(order) as held:
            yield StrangeHolding(held, self.change)


class StrangeHolding:
    """Holds responses out of the core's sight."""

    engine = "odd"

    def __init__(
        self, held: RowHolding, change: Callable[[Counted], Counted] = lambda counts: counts
    ) -> None:
        """Hold what the core's own engine holds, and what is to be done to its counts."""
        self._held = held
        self._change = change

    def __getattr__(self, name: str) -> Any:
        """Return whatever else is asked for."""
        return getattr(self._held, name)

    def count(self, study: Study) -> Counted:
        """Count as the core does, and change that."""
        return self._change(self._held.count(study))


def strange(*held: RowHolding) -> list[Any]:
    """Return holdings of an engine that is not the core's."""
    return [StrangeHolding(each) for each in held]


def lines(path: Path, responses: Any) -> str:
    """Write responses as NDJSON, and return where."""
    path.write_bytes(b"".join(dump_json(in_order(each)) for each in responses))
    return str(path)


def test_one_report_whichever_engine_counts() -> None:
    """Counts alone make the report that responses make, to the last byte."""
    own = APPRAISER.appraise(MADE, TWELVE, by=["sector"])
    (held,) = strange(RowHolding(MADE, TWELVE))
    assert dump_json(unstructure(APPRAISER.appraise_held(held, by=["sector"]))) == dump_json(
        unstructure(own)
    )


def test_files_are_opened_by_the_engine_asked_for(tmp_path: Path) -> None:
    """The core's own takes all files in, one after the other, and tells how far it is."""
    told: list[int] = []
    files = [lines(tmp_path / "a.ndjson", TWELVE[:5]), lines(tmp_path / "b.ndjson", TWELVE[3:])]
    with APPRAISER.open(MADE, files, watch=told.append, most_problems=1) as held:
        assert (held.engine, held.waves) == ("rows", ("w1",))
        assert held.attributes() == {"sector": ("a", "b")}
        found = held.examined
        assert (found.sound, found.refused) == (24, 2)
        assert [(each.code, each.row) for each in found.problems] == [
            ("respondent-twice-in-files", 1)
        ]
        assert found.beyond == {"respondent-twice-in-files": 1}
        assert [each.place.row for each in held.rejected()] == [1, 2]
        assert list(held.responses()) == sorted(TWELVE, key=lambda each: each.id)
        assert APPRAISER.appraise_held(held) == APPRAISER.appraise(MADE, TWELVE)
    assert told == [0, 5]
    with pytest.raises(UsageError) as caught, APPRAISER.open(MADE, files, engine="none"):
        pass
    assert "rows" in caught.value.explain("fr")


def test_a_file_is_named_once(tmp_path: Path) -> None:
    """Were its answers there twice, each would be refused as said again, or counted twice."""
    path = Path(lines(tmp_path / "a.ndjson", TWELVE))
    (tmp_path / "link.ndjson").symlink_to(path)
    for again in (path, tmp_path / "." / "link.ndjson"):
        with pytest.raises(InvalidDocumentError) as caught, APPRAISER.open(MADE, [path, again]):
            pass
        (problem,) = caught.value.problems
        assert (problem.code, problem.file) == ("file-twice", str(again))


def test_where_nothing_is_connected_to_a_connection_is_refused(tmp_path: Path) -> None:
    """An address that nobody looks at is no silent wish."""
    files = [lines(tmp_path / "a.ndjson", TWELVE)]
    with (
        pytest.raises(UsageError, match="--connect"),
        APPRAISER.open(MADE, files, connection="postgresql://host/base"),
    ):
        pass


def ten(held: Counted) -> Counted:
    """Count ten who say yes, where there are fewer."""
    many = Count(persons=99, weight=Fraction(99))
    group = Group(wave="w1")
    parts: dict[str, Any] = {"persons": 99, "organizations": 99, "weight": Fraction(99)}
    tally = Tally(of="item.q", kind="choices", group=group, counts={"yes": many}, **parts)
    return evolve(held, tallies=(tally,))


def more(held: Counted) -> Counted:
    """Say that more belong to the group than came in."""
    return evolve(held, atoms=tuple(evolve(each, persons=each.persons + 1) for each in held.atoms))


def organized(held: Counted) -> Counted:
    """Name more organizations than there are persons."""
    many = frozenset(f"o{number}" for number in range(99))
    return evolve(held, atoms=tuple(evolve(each, organizations=many) for each in held.atoms))


def silent(held: Counted) -> Counted:
    """Leave out remarks that were counted."""
    return evolve(held, remarks=tuple(evolve(each, texts=()) for each in held.remarks))


def failing(held: Counted) -> Counted:
    """Fail, and quote what was answered."""
    raise ValueError(str(held.followed))


@pytest.mark.parametrize("change", [ten, more, organized, silent, failing])
def test_an_engine_cannot_invent_people(
    change: Callable[[Counted], Counted], tmp_path: Path
) -> None:
    """An engine that counts what cannot be, or fails, is blamed, and quotes nobody."""
    responses = people(MADE, [{"q": {"value": True, "comment": "candid"}}] * 3)
    file = lines(tmp_path / "a.ndjson", responses)
    order = Order(sources=(file,), intake=Intake(instrument=MADE))
    with OddEngine(change).open(order) as held, pytest.raises(PluginError) as caught:
        count(APPRAISER.host, make_study([held], []), held)
    assert caught.value.plugin == "odd"
    assert "candid" not in caught.value.explain("en")


def test_what_the_core_counts_is_believed() -> None:
    """What can be is taken as it is, with one tally of each thing and group."""
    study = make_study([RowHolding(MADE, TWELVE)], [("sector",)])
    held = counted(study, MADE, TWELVE)
    assert vetted(study, held) == held
    parts = [evolve(held, tallies=(each,)).tallies for each in held.tallies]
    assert len(vetted(study, evolve(held, tallies=sum(parts, ()))).tallies) == len(held.tallies)


def test_an_atom_of_fewer_than_nobody_is_refused() -> None:
    """Numbers of persons below zero belong to nobody."""
    study = make_study([RowHolding(MADE, ())], [])
    atom = Atom(
        wave="wave-1",
        attributes={},
        weight=Fraction(1),
        persons=-1,
        organizations=frozenset(),
        alone=0,
    )
    with pytest.raises(ValueError, match="-1 persons"):
        vetted(study, Counted(atoms=(atom,), received={("individual", "wave-1"): -1}))


def test_by_wave_is_what_every_report_is() -> None:
    """A breakdown by wave is dropped where no attribute is called so, and kept where one is."""
    assert APPRAISER.appraise(MADE, TWELVE, by=["wave", "sector"]) == APPRAISER.appraise(
        MADE, TWELVE, by=["sector"]
    )
    called = people(MADE, [{"q": True}] * 24, known=[{"attributes": {"wave": "b"}}] * 24)
    assert make_study([RowHolding(MADE, called)], [("wave",)]).breakdowns == (("wave",),)
    with pytest.raises(UsageError):
        APPRAISER.appraise(MADE, TWELVE, by=[("wave", "sector")])


def test_versions_and_instruments_are_held_against_each_other() -> None:
    """Two versions in one wave are refused; two holdings of one version are counted as one."""
    later = evolve(MADE, version="2.0.0")
    two = strange(RowHolding(MADE, TWELVE[:12]), RowHolding(later, TWELVE[12:]))
    with pytest.raises(InvalidDocumentError) as caught:
        side_by_side(two)
    assert [each.code for each in caught.value.problems] == ["two-versions-in-wave"]
    (one,) = side_by_side(strange(RowHolding(MADE, TWELVE[:12]), RowHolding(MADE, TWELVE[12:])))
    assert list(one.responses()) == sorted(TWELVE, key=lambda each: each.id)
    with pytest.raises(InvalidDocumentError):
        side_by_side(strange(RowHolding(MADE, TWELVE), RowHolding(MADE, TWELVE)))


def test_rows_of_other_instruments_are_looked_for_whichever_engine_holds_them() -> None:
    """A reference that leads nowhere is found in what an engine holds."""
    text = {"id": "what", "type": "text", "text": {"en": "What"}}
    refers = {
        "id": "whom",
        "type": "reference",
        "text": {"en": "Whom"},
        "to": {"instrument": "actors", "item": "all"},
    }
    events = sketch([{"id": "told", "type": "records", "fields": [text, refers]}])
    actors = sketch([{"id": "all", "type": "records", "fields": [text]}], id="actors")
    held = RowHolding(events, people(events, [{"told": [{"id": "a", "what": "x", "whom": "z"}]}]))
    known = RowHolding(actors, people(actors, [{"all": [{"id": "y", "what": "x"}]}]))
    with pytest.raises(InvalidDocumentError) as caught:
        side_by_side(strange(held, known))
    assert caught.value.problems[0].code.startswith("dangling-reference")


def test_too_many_remarks_are_counted_and_not_listed() -> None:
    """Beyond the most that a report lists it says how many there are, and where; so do releases."""
    for size, listed in ((MOST_REMARKS, True), (MOST_REMARKS + 1, False)):
        responses = people(MADE, [{"q": {"value": True, "comment": "Yes."}}] * size)
        study = make_study([RowHolding(MADE, responses)], [])
        held = appraise(study, MADE, counted(study, MADE, responses), "en")
        (remarks,) = held.remarks
        assert (remarks.count, len(remarks.texts)) == (size, size if listed else 0)
        assert remarks_of(release_of(held, "w1", 1)) == held.remarks
        (section,) = (each for each in core_sections(held) if each.id == "remarks")
        notices = [each for each in section.blocks if isinstance(each, Notice)]
        said = [each.text.message for each in notices if isinstance(each.text, Message)]
        assert said == ([] if listed else ["core.remarks.many"])
        assert len(section.blocks) == 1


@pytest.fixture
def stranger(strangers: Mapping[str, str], importable: Callable[[str], None]) -> PluginHost:
    """Return a host that has loaded the good stranger."""
    folder = strangers["fake_plugin"]
    importable(folder)
    return PluginHost(Configuration(), environment={"ROSACE_PLUGINS": "fake"}, path=[folder])


def test_plugins_that_cannot_count_are_named(stranger: PluginHost) -> None:
    """Where an engine hands no answers over, the report says whose counts it has not."""

    def said(held: Any) -> list[str]:
        report = report_on(stranger, [held], "en", (), None)
        blocks = [block for section in report.sections for block in section.blocks]
        texts = [each.text for each in blocks if isinstance(each, Notice)]
        return [each.message for each in texts if isinstance(each, Message)]

    own = RowHolding(MADE, TWELVE)
    assert "core.untallied" not in said(own)
    assert "core.untallied" in said(*strange(own))


def test_an_engine_of_a_plugin_is_opened_by_its_name(stranger: PluginHost) -> None:
    """The good stranger's engine holds nothing, and a report on that is made all the same."""
    order = Order(sources=(), intake=Intake(instrument=MADE))
    with opened(stranger, "fake-idle", order) as held:
        assert held.engine == "fake-idle"
        assert report_on(stranger, [held], "en", (), None).sections
