"""What a report promises: whole, in order, in both languages, of the contract, in every format."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.appraisal import Appraisal
from rosace.appraiser import Appraiser
from rosace.appraising import appraise, make_study
from rosace.assembling import assemble, for_audience
from rosace.building import column_ids, identifier, joined, number, verbatim
from rosace.conversion import structure, unstructure
from rosace.counting import counted
from rosace.errors import DisclosureError, InvalidDocumentError, OutputError
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.loading import dump_json, load_json
from rosace.messages import CORE, LANGUAGES, load
from rosace.report import Figure, Heading, Message, Paragraph, Report, Section, Table
from rosace.response import Response
from rosace.strategies import walks
from rosace.study import Disclosure, Study, StudyInstrument
from rosace.study_checks import check_study
from rosace.testing import assert_fixpoint, people, sketch
from rosace.validation import check_document
from rosace.values import evolve

APPRAISER = Appraiser()
REPORTED = sorted(
    name for name, each in APPRAISER.exporters.items() if "report" in each.accepts and name != "png"
)
MADE = sketch(
    [{"id": "q", "type": "yes-no", "comment": "allowed"}],
    dimensions=[
        {"id": "d", "title": {"en": "D"}, "items": ["q"], "scoring": {"method": "distribution"}}
    ],
    use={"statement": {"en": "Not for ranking."}},
)


def appraisal(size: int = 12, **study: Any) -> Appraisal:
    """Return the appraisal of people who say yes and remark on it."""
    responses = people(MADE, [{"q": {"value": True, "comment": "Yes."}}] * size)
    made = evolve(make_study([RowHolding(MADE, responses)], []), **study)
    return appraise(made, MADE, counted(made, MADE, responses), "fr")


def assembled(written: Sequence[Section] = (), **study: Any) -> Report:
    """Return the report that the core makes with some sections of plugins."""
    held = appraisal(**study)
    return assemble(
        held.study,
        [held],
        {"sketch": written},
        ("1.0.0", {}),
        lambda plugin, language: load(CORE, language) if plugin == "core" else {},
    )


def section(name: str, audience: Any = "group", plugin: str = "stranger") -> Section:
    """Return a section of a plugin."""
    return Section(
        id=name,
        plugin=plugin,
        title=verbatim(name),
        audience=audience,
        blocks=(Paragraph(text=Message(message="core.open")),),
    )


def names(report: Report) -> list[str]:
    """Return the ids of a report's sections, in order."""
    return [each.id.removeprefix("sketch-") for each in report.sections]


def test_sections_come_in_order() -> None:
    """What stands out, the overview, what plugins wrote, then what the core has left to say."""
    assert names(assembled()) == ["highlights", "overview", "dimensions", "items", "remarks"]
    assert names(assembled([section("petals"), section("more")])) == [
        "highlights",
        "overview",
        "petals",
        "more",
        "dimensions",
        "items",
        "remarks",
    ]


def test_a_plugins_section_takes_the_place_of_the_cores() -> None:
    """A section with the id of one of the core's stands in its stead."""
    report = assembled([section("items")])
    assert names(report) == ["highlights", "overview", "items", "dimensions", "remarks"]
    assert [each.plugin for each in report.sections][2] == "stranger"


def test_what_is_meant_to_open_the_report_opens_it() -> None:
    """A plugin's opening stands before what stands out, which is said once of all instruments."""
    held = appraisal()
    other = evolve(held, instrument=evolve(MADE, id="other"))
    opening = evolve(section("before"), place="opening")
    report = assemble(
        held.study,
        [held, other],
        {"sketch": [section("petals")], "other": [section("after"), opening]},
        ("1.0.0", {}),
        lambda plugin, language: load(CORE, language) if plugin == "core" else {},
    )
    found = [each.id for each in report.sections]
    assert found[:4] == ["other-before", "highlights", "sketch-overview", "sketch-petals"]
    assert sum("highlights" in each for each in found) == 1
    assert found.index("other-after") > found.index("other-overview")


def test_points_of_tools_stand_in_the_brief_under_their_title() -> None:
    """Those of one title stand together; the facilitator's stay out of what the group reads."""
    held = appraisal()
    others = [evolve(held, instrument=evolve(MADE, id=name)) for name in ("one", "two", "three")]
    points = [evolve(section("brief"), title=verbatim("Open"), place="brief") for _ in others]
    points[2] = evolve(points[2], audience="facilitator")
    report = assemble(
        held.study,
        [held, *others],
        {each.instrument.id: [point] for each, point in zip(others, points, strict=True)},
        ("1.0.0", {}),
        lambda plugin, language: load(CORE, language) if plugin == "core" else {},
    )
    brief = report.sections[0]
    titles = [block.text for block in brief.blocks if isinstance(block, Heading)]
    assert titles.count(verbatim("Open")) == 1
    assert list(brief.blocks).count(Paragraph(text=Message(message="core.open"))) == 2
    assert sum(each.title == verbatim("Open") for each in report.sections) == 1


def test_no_plugin_takes_the_place_of_the_overview() -> None:
    """What an instrument is for, and that a study is open, stands at the head of every report."""
    report = assembled([section("overview")], disclosure=Disclosure(mode="open"))
    opening, first, second = report.sections[:3]
    assert (first.plugin, second.plugin) == ("core", "stranger")
    assert "core.open" in dump_json(unstructure(opening)).decode()
    assert first.id != second.id
    said = dump_json(unstructure(first)).decode()
    assert "Not for ranking." in said
    assert "core.open" in said


@pytest.mark.parametrize("exporter", ["html", "markdown"])
@pytest.mark.parametrize("audience", ["facilitator", "group", "public"])
def test_every_report_says_what_its_instruments_are_for(
    exporter: str, audience: Any, tmp_path: Path
) -> None:
    """Whoever reads of an instrument reads its statement of use."""
    report = assembled(public=("sketch",))
    path = APPRAISER.export(report, exporter, tmp_path / "out", audience=audience)
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    assert any("Not for ranking." in each.read_text(encoding="utf-8") for each in files)


def test_no_two_sections_of_a_report_share_an_id() -> None:
    """Sections of several plugins, and ids of any length, are told apart."""
    long = "a" * 64
    report = assembled([section("petals"), section("petals", plugin="other"), section(long)])
    found = [each.id for each in report.sections]
    assert len(set(found)) == len(found)
    assert all(len(each) <= 64 for each in found)


def test_each_audience_reads_its_own() -> None:
    """The facilitator reads all, the group not the facilitator's, the public its own."""
    written = [section("mine", "facilitator"), section("all", "public"), section("ours")]
    report = assembled(written, public=("sketch",))
    assert {"mine", "all", "ours"} < set(names(for_audience(report, "facilitator")))
    assert set(names(report)) - set(names(for_audience(report, "group"))) == {"mine"}
    public = for_audience(report, "public")
    assert names(public) == ["overview", "all", "dimensions", "items"]
    used = {name for name in report.messages if name in dump_json(unstructure(public)).decode()}
    assert public.messages.keys() <= used


@pytest.mark.parametrize(
    "study", [{}, {"public": ("sketch",), "disclosure": Disclosure(mode="open")}]
)
def test_nothing_is_public_that_the_group_has_not_made_so(study: Any) -> None:
    """Without the study's word, or in an open study, a public section stays with the group."""
    report = assembled([section("all", "public"), section("mine", "facilitator")], **study)
    public = for_audience(report, "public")
    assert names(public) == ["public"]
    assert public.messages["core.public.nothing"].keys() == {"fr", "en"}
    assert not public.provenance.instruments
    assert "all" in names(for_audience(report, "group"))
    assert "mine" not in names(for_audience(report, "group"))


@pytest.mark.parametrize(
    ("study", "code"),
    [
        ({"public": ("sketch",)}, None),
        ({"public": ("other",)}, "instrument-not-in-study"),
        ({"public": ("sketch",), "disclosure": Disclosure(mode="open")}, "open-and-public"),
    ],
)
def test_a_study_makes_public_only_what_it_uses_and_protects(study: Any, code: str | None) -> None:
    """An instrument that the study lacks, or whose figures have no thresholds, is a finding."""
    found = [problem.code for problem in check_study(appraisal(**study).study)]
    assert found == ([code] if code else [])


def test_a_breakdown_that_is_not_planned_is_refused_and_a_planned_one_can_be_chosen() -> None:
    """Of a study's plan those asked for are shown, and nothing outside it ever is."""
    known = [{"attributes": {"sector": "ab"[i % 2], "place": "xy"[i % 2]}} for i in range(24)]
    responses = people(MADE, [{"q": True}] * 24, known=known)
    study = make_study([RowHolding(MADE, responses)], [("sector",), ("place",)])
    report = APPRAISER.appraise(MADE, responses, study=study, by=["place"])
    said = dump_json(unstructure(report)).decode()
    assert "place-yes-no" in said
    assert "sector-yes-no" not in said
    with pytest.raises(DisclosureError):
        APPRAISER.appraise(MADE, responses, study=study, by=[("sector", "place")])


def test_an_instrument_that_comes_twice_is_appraised_once() -> None:
    """Further responses to the same instrument join the first, under one threshold."""
    held = people(MADE, [{"q": True}] * 8)
    report = APPRAISER.appraise(MADE, held[:4], others=[(MADE, held[4:])])
    (received,) = report.provenance.received
    assert received.persons == 8
    assert [each.id for each in report.provenance.instruments] == ["sketch"]


def test_a_reference_to_a_row_that_is_not_there_stops_an_appraisal() -> None:
    """Rows of one instrument refer to rows of another in the same report, or to none."""
    named = {
        "id": "rows",
        "type": "records",
        "fields": [{"id": "n", "type": "text", "text": {"en": "N"}}],
    }
    to = {"instrument": "sketch", "item": "rows"}
    field = {"id": "who", "type": "reference", "to": to, "text": {"en": "Who"}}
    actors = sketch([named])
    events = evolve(sketch([{**named, "fields": [field]}]), id="events")
    group = [{"kind": "collective"}]
    told = people(actors, [{"rows": [{"id": "r1", "n": "One"}]}], known=group)
    for row, missing in (("r1", False), ("r2", True)):
        held = people(events, [{"rows": [{"id": "e1", "who": row}]}], known=group)
        if not missing:
            assert APPRAISER.appraise(events, held, others=[(actors, told)]).sections
            continue
        assert APPRAISER.appraise(events, held).sections
        with pytest.raises(InvalidDocumentError) as caught:
            APPRAISER.appraise(events, held, others=[(actors, told)])
        assert caught.value.problems[0].code.startswith("dangling-reference")


def sound(report: Report) -> None:
    """Check what must hold of every report."""
    plain = load_json(dump_json(unstructure(report)))
    assert check_document(plain, "report") == ()
    assert structure(plain, Report) == report
    assert_fixpoint(plain, "report")
    found = [each.id for each in report.sections]
    assert len(set(found)) == len(found)
    for each in report.sections:
        blocks = [block for block in each.blocks if isinstance(block, Table | Figure)]
        assert len({block.id for block in blocks}) == len(blocks)
        for table in (block for block in blocks if isinstance(block, Table)):
            assert len({column.id for column in table.columns}) == len(table.columns)
            assert {len(row) for row in table.rows} <= {len(table.columns)}
    assert all(set(words) == set(LANGUAGES) for words in report.messages.values())


@given(walks(most=12))
@settings(max_examples=25)
def test_every_appraisal_makes_a_sound_report(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
) -> None:
    """Any walk gives a report of the contract, worded in both languages, and no plugin fails."""
    instrument, study, responses = walk
    sound(APPRAISER.appraise(instrument, responses, language="fr", study=study))
    assert APPRAISER.host.failures == ()


@given(walk=walks(least=5, most=12), data=st.data())
@settings(max_examples=12)
def test_every_report_goes_into_every_format(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No exporter fails over a report, in any language and for any audience.

    Where there is no figure, what writes figures alone says so.
    """
    instrument, study, responses = walk
    report = APPRAISER.appraise(instrument, responses, language="en", study=study)
    folder = tmp_path_factory.mktemp("formats")
    audience = data.draw(st.sampled_from(["facilitator", "group", "public"]))
    blocks = [block for each in for_audience(report, audience).sections for block in each.blocks]
    for exporter in REPORTED:
        language = data.draw(st.sampled_from(["fr", "en"]))
        path = folder / exporter
        empty = exporter == "svg" and not any(isinstance(block, Figure) for block in blocks)
        with pytest.raises(OutputError) if empty else nullcontext():
            APPRAISER.export(report, exporter, path, language=language, audience=audience)
        assert path.exists() is not empty


def test_ids_of_tables_never_clash() -> None:
    """Scales, items and groups with awkward names still have tables and columns of their own."""
    labels = [{"code": code, "label": {"en": code}} for code in ("a.b", "a-b", "A_b", "2", "3")]
    made = sketch(
        [
            {"id": "q1", "type": "choice", "scale": "numbers"},
            {"id": "q2", "type": "choice", "scale": "s" * 64},
            {"id": "n", "type": "integer"},
            {"id": "ok", "type": "yes-no"},
            {
                "id": "rows",
                "type": "records",
                "fields": [
                    {"id": "2024-plan", "type": "text", "text": {"en": "Plan"}},
                    {"id": "f" * 64, "type": "text", "text": {"en": "One"}},
                    {"id": "f" * 63, "type": "text", "text": {"en": "Other"}},
                ],
            },
        ],
        scales={
            "numbers": {"kind": "ordinal", "choices": labels},
            "s" * 64: {"kind": "nominal", "choices": labels},
        },
        dimensions=[
            {
                "id": "d" * 64,
                "title": {"en": "Mixed"},
                "items": ["ok", "q1"],
                "scoring": {"method": "distribution"},
            }
        ],
    )
    known = [{"attributes": {"sector": "a"}}] * 12 + [{"kind": "collective"}] * 2
    row = [{"id": "r1", "2024-plan": "x", "f" * 64: "y", "f" * 63: "z"}]
    sheets = [{"q1": "a.b", "q2": "3", "n": 10**18}] * 12 + [{"rows": row, "ok": True}] * 2
    responses = people(made, sheets, known=known)
    sound(APPRAISER.appraise(made, responses, by=["sector"]))


def test_a_very_long_list_of_choices_does_not_nest_deeply() -> None:
    """Two hundred codes picked together are said in a phrase that any reader can unfold."""

    def depth(phrase: Any) -> int:
        parts = phrase.arguments.values() if isinstance(phrase, Message) else ()
        return 1 + max(map(depth, parts), default=0)

    assert depth(joined([verbatim(str(n)) for n in range(200)])) < 10
    assert joined([]) == verbatim("")


@given(st.lists(st.text("ab-", min_size=1, max_size=80), min_size=1, max_size=3))
def test_identifiers_are_short_and_their_own(parts: list[str]) -> None:
    """An id made of long parts fits, and ends in a digest of all of them."""
    found = identifier(*parts)
    assert len(found) <= 64
    if len("-".join(parts)) > 64:
        assert identifier(*parts, "more") != found


@given(st.lists(st.text("aB._-1é", min_size=1, max_size=50), max_size=20, unique=True))
def test_column_ids_are_distinct(keys: list[str]) -> None:
    """Keys that look alike once spelled plainly have columns of their own."""
    found = column_ids({key: f"n_{key}" for key in keys})
    assert len(set(found.values())) == len(keys)
    assert all(len(name) <= 40 for name in found.values())


def test_a_number_too_large_to_write_has_no_cell() -> None:
    """A sum beyond what the contract holds shows as a dash, and stops nothing."""
    assert unstructure(number(2 * 10.0**18)) == {"kind": "withheld"}


def test_a_study_of_two_instruments_reports_both() -> None:
    """Each instrument has its sections, under its own name, and its part in the provenance."""
    other = evolve(MADE, id="other")
    held = people(MADE, [{"q": True}] * 8)
    theirs = tuple(evolve(each, instrument="other") for each in held)
    study = evolve(
        make_study([RowHolding(MADE, held), RowHolding(other, theirs)], []),
        instruments=(StudyInstrument(id="sketch"), StudyInstrument(id="other")),
    )
    report = APPRAISER.appraise(MADE, held, study=study, others=[(other, theirs)])
    found = [each.id.partition("-")[0] for each in report.sections]
    assert list(dict.fromkeys(found)) == ["highlights", "sketch", "other"]
    assert [each.instrument for each in report.provenance.received] == ["sketch", "other"]
    sound(report)


def test_a_report_is_the_same_every_time(tmp_path: Path) -> None:
    """The same responses give the same bytes, in whatever order they came."""
    responses = people(MADE, [{"q": {"value": bool(n % 3), "comment": f"c{n}"}} for n in range(12)])
    found = set()
    for held in (responses, responses[::-1]):
        report = APPRAISER.appraise(MADE, held)
        found.add(APPRAISER.export(report, "json", tmp_path / "report.json").read_bytes())
    assert len(found) == 1
