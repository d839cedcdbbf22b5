"""What holds of all that plugins hand over: checked, blamed, and never above the contract."""

import importlib
import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from rosace.appraisal import Appraisal
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, PluginError
from rosace.interfaces import Drawing, ImportOptions
from rosace.plugins import PluginHost
from rosace.report import Figure
from rosace.response import Answer, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.validation import check_part, value_of
from rosace.values import evolve

Make = Callable[..., PluginHost]
CANDID = "a candid word about a partner"
DRAWING = Drawing(id="fake-bars", title="Bars", alternative="Bars", specification={"mark": "bar"})


@pytest.fixture
def host(strangers: Mapping[str, str], importable: Callable[[str], None]) -> Make:
    """Lend a function that makes a host in which some of the fake plugins may load."""
    importable(strangers["fake_plugin"])

    def make(allowed: str, *folders: Path, strict: bool = False) -> PluginHost:
        return PluginHost(
            Configuration(instrument_folders=tuple(str(folder) for folder in folders)),
            strict=strict,
            environment={"ROSACE_PLUGINS": allowed},
            path=[strangers["fake_plugin"]],
        )

    return make


@pytest.fixture
def walk(host: Make) -> tuple[Any, Study, tuple[Response, ...], Appraisal]:
    """Lend the fake instrument, a study of it, 12 responses, and an empty appraisal."""
    document, _ = host("fake").instruments["fake"].read()
    instrument = value_of(document, "instrument")
    study = Study(
        id="study",
        title={"en": "Study"},
        subject=Subject(id="group", title={"en": "Group"}),
        instruments=(StudyInstrument(id="fake"),),
        waves=(Wave(id="w1", closed=True),),
    )
    responses = tuple(
        Response(
            id=f"r{number}",
            instrument="fake",
            version="1.0.0",
            wave="w1",
            respondent=Respondent(id=f"p{number}", kind="individual"),
            answers={"q1": Answer(value="C", comment=CANDID), "q2": Answer(value="A")},
        )
        for number in range(12)
    )
    appraisal = Appraisal(study=study, instrument=instrument, language="fr", waves=("w1",))
    return instrument, study, responses, appraisal


def test_good_plugin_contributes_by_every_hook(host: Make, walk: Any) -> None:
    """What the good plugin brings is at hand, and nothing is recorded against it."""
    instrument, study, responses, appraisal = walk
    made = host("fake", strict=True)
    assert made.instruments["fake"].titles["fr"] == "Instrument factice"
    assert made.instruments["fake"].plugin == "fake"
    assert list(made.exporters) == ["fake-lines"]
    table = made.importers["fake-bars"].read(BytesIO(b"a|b\n1|2\n"), "x.bars", ImportOptions())
    assert (table.columns, list(table.rows)) == (("a", "b"), [(2, ("1", "2"))])
    assert list(made.engines) == ["fake-idle"]
    (problem,) = made.check(instrument, responses[0])
    assert (
        problem.message("fr")
        == "La réponse à «\N{NO-BREAK SPACE}q1\N{NO-BREAK SPACE}» est étrange."
    )
    (tally,) = made.tabulate(instrument, responses, study)
    assert (tally.of, tally.persons) == ("fake.answers", 12)
    (section,) = made.sections(appraisal)
    assert (section.plugin, section.audience) == ("fake", "group")
    assert check_part(unstructure(section), "report", "section") == ()
    (sheet,) = made.sheets(instrument)
    assert (sheet.id, sheet.plugin) == ("fake-grid", "fake")
    rows = [{"wave": "w1"}]
    assert made.render(DRAWING, rows, "fr", "image/x-fake") == b"fake-bars fr 1"
    assert made.render(DRAWING, rows, "fr", "image/png") is None
    assert made.failures == ()


def test_a_plugin_checks_responses_to_its_own_instruments_alone(host: Make, walk: Any) -> None:
    """Of answers to others' instruments it sees none; the host says which are looked at."""
    instrument, _, responses, _ = walk
    made = host("fake,fake-raising", strict=False)
    other = evolve(instrument, id="another")
    assert (made.checks(instrument), made.checks(other)) == (True, False)
    assert made.check(other, responses[0]) == ()
    assert [each.code for each in made.check(instrument, responses[0])] == ["fake-odd"]
    assert not any("rosace_check_response" in each.reason for each in made.failures)


def test_hooks_that_raise_are_recorded_and_the_rest_go_on(host: Make, walk: Any) -> None:
    """Every hook of a plugin may raise: another plugin's results arrive all the same."""
    instrument, study, responses, appraisal = walk
    made = host("fake-raising,fake")
    assert len(made.sections(appraisal)) == 1
    assert len(made.sheets(instrument)) == 1
    assert made.render(DRAWING, [], "fr", "image/x-fake")
    assert made.instruments
    assert made.exporters
    assert made.importers
    assert made.engines
    assert len(made.tabulate(instrument, responses, study)) == 1
    assert all(len(made.check(instrument, response)) == 1 for response in responses)
    own = evolve(instrument, id="raising")
    assert not any(made.check(own, response) for response in responses)
    assert {(each.name, each.code) for each in made.failures} == {("fake-raising", "call-failed")}
    hooks = {each.reason.partition(":")[0] for each in made.failures}
    assert hooks == {
        "rosace_register_instruments",
        "rosace_register_exporters",
        "rosace_register_importers",
        "rosace_register_engines",
        "rosace_check_response",
        "rosace_tabulate",
        "rosace_write_sections",
        "rosace_write_sheets",
        "rosace_render_figure",
    }
    assert len(made.failures) == len(hooks)


def test_failures_never_quote_answers(host: Make, walk: Any) -> None:
    """What a plugin says when it fails over individual answers is left out: it may quote them."""
    instrument, study, responses, _ = walk
    made = host("fake-raising,fake-garbage")
    made.tabulate(instrument, responses, study)
    for response in responses:
        for name in ("raising", "garbage"):
            made.check(evolve(instrument, id=name), response)
    said = " ".join(each.explain(language) for each in made.failures for language in ("fr", "en"))
    assert CANDID not in said
    assert "r1" not in said.split()
    assert "said about the others" not in said
    assert "rosace_fake_raising.py:" in said


def test_garbage_is_left_out_and_blamed(host: Make, walk: Any) -> None:
    """Values of the wrong kind, and tallies that cannot be counts, never reach the core."""
    instrument, study, responses, appraisal = walk
    made = host("fake-garbage")
    assert list(made.instruments) == ["garbage"]
    assert not {*made.exporters, *made.importers, *made.engines}
    assert made.check(evolve(instrument, id="garbage"), responses[0]) == ()
    assert made.tabulate(instrument, responses, study) == ()
    assert made.sections(appraisal) == ()
    assert made.sheets(instrument) == ()
    assert made.render(DRAWING, [], "fr", "image/png") is None
    assert {each.code for each in made.failures} == {"invalid-result"}
    tallies = [each for each in made.failures if each.reason.startswith("rosace_tabulate")]
    assert len(tallies) == 4
    sheets = " ".join(each.reason for each in made.failures if "_sheets" in each.reason)
    assert "fake-grid: the id does not begin with fake-garbage" in sheets
    assert "fake-garbage: message fake-garbage.unsaid has no words" in sheets
    assert "Instrument, not Sheet" in sheets


def test_strict_mode_stops_at_a_hook_that_fails(host: Make, walk: Any) -> None:
    """In strict mode a failing hook and a refused section are errors that name the plugin."""
    *_, appraisal = walk
    for name, reason in (("fake-raising", "call-failed"), ("fake-smuggler", "invalid-result")):
        with pytest.raises(PluginError) as caught:
            host(name, strict=True).sections(appraisal)
        assert (caught.value.plugin, caught.value.reason) == (name, reason)


def test_no_figure_smuggles_data(host: Make, walk: Any) -> None:
    """Sections whose figures bring data, addresses, links or images are left out, each blamed."""
    *_, appraisal = walk
    made = host("fake-smuggler,fake")
    sections = made.sections(appraisal)
    said = json.dumps([unstructure(section) for section in sections])
    smuggler = importlib.import_module("rosace_fake_smuggler")
    assert smuggler.SMUGGLED not in said
    assert "localhost" not in said
    assert {section.id for section in sections} <= {"turncoat", "fake"}
    refused = [each.reason for each in made.failures]
    for name in (*smuggler.SPECIFICATIONS, "no-table"):
        assert any(f"rosace_write_sections: {name}:" in reason for reason in refused)
    assert {each.name for each in made.failures} == {"fake-smuggler"}


def test_sections_carry_the_name_of_who_wrote_them(host: Make, walk: Any) -> None:
    """A section cannot pass for another plugin's, and is plain data through and through."""
    *_, appraisal = walk
    (section,) = host("fake-smuggler").sections(appraisal)
    assert section.plugin == "fake-smuggler"
    (figure,) = (block for block in section.blocks if isinstance(block, Figure))
    assert type(figure.specification) is dict


@pytest.mark.parametrize(
    ("message_id", "known"),
    [("core.everyone", True), ("core.nowhere", False), ("wheel.title", False), ("talker.x", False)],
)
def test_words_are_the_plugins_own_or_the_cores(
    walk: Any,
    tmp_path: Path,
    importable: Callable[[str], None],
    message_id: str,
    *,
    known: bool,
) -> None:
    """A section says nothing for which neither its plugin nor the core has words."""
    code = (
        "from rosace.hookspecs import hookimpl\n"
        "from rosace.report import Message, Paragraph, Section\n"
        "@hookimpl\n"
        "def rosace_write_sections(appraisal):\n"
        f"    words = Message(message={message_id!r})\n"
        "    return [Section(id='said', title=words, blocks=(Paragraph(text=words),))]\n"
    )
    (tmp_path / "rosace_example_talker.py").write_text(code, encoding="utf-8")
    metadata = tmp_path / "talker-1.0.dist-info"
    metadata.mkdir()
    points = "[rosace]\ntalker = rosace_example_talker\n"
    (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
    (metadata / "METADATA").write_text("Name: talker\nVersion: 1.0\n", encoding="utf-8")
    importable(str(tmp_path))
    made = PluginHost(environment={}, path=[str(tmp_path)])
    *_, appraisal = walk
    assert bool(made.sections(appraisal)) is known
    assert [message_id in each.reason for each in made.failures] == ([] if known else [True])


def test_what_two_plugins_claim_is_not_at_hand(host: Make) -> None:
    """Of two instruments or importers of one name neither is at hand, and both are blamed."""
    made = host("fake,fake-twin")
    assert "fake" not in made.instruments
    assert "fake-bars" not in made.importers
    assert "fake-lines" in made.exporters
    blamed = {(each.name, each.reason) for each in made.failures if each.code == "duplicate-id"}
    for name in ("fake", "fake-twin"):
        assert (name, "fake (fake, fake-twin)") in blamed
        assert (name, "fake-bars (fake, fake-twin)") in blamed
    assert host("fake-twin").instruments["fake"].titles["en"] == "Twin instrument"


def test_formats_of_the_core_are_its_own(host: Make) -> None:
    """No plugin takes over JSON, which the core writes itself."""
    made = host("fake-twin")
    assert "json" not in made.exporters
    assert [each.reason for each in made.failures] == ["json (rosace, fake-twin)"]


def test_references_lead_nowhere_but_into_their_own_package(host: Make) -> None:
    """A plugin names no file of another package, nor one outside of its own."""
    made = host("fake-invalid-instrument")
    assert set(made.instruments) == {"fake-invalid", "fake-missing"}
    assert sum(each.code == "invalid-result" for each in made.failures) == 2
    with pytest.raises(InvalidDocumentError) as caught:
        made.instruments["fake-missing"].read()
    assert caught.value.problems[0].code == "file-not-found"


def test_instruments_of_folders_stand_beside_those_of_plugins(host: Make, tmp_path: Path) -> None:
    """A folder's instruments are listed by id; its other documents are passed over."""
    document, _ = host("fake").instruments["fake"].read()
    assert isinstance(document, dict)
    (tmp_path / "own.json").write_text(json.dumps({**document, "id": "own"}), encoding="utf-8")
    (tmp_path / "words.yaml").write_text("schema: rosace/overlay/1\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    made = host("fake", tmp_path)
    assert list(made.instruments) == ["fake", "own"]
    source = made.instruments["own"]
    assert (source.plugin, source.name) == (None, str(tmp_path / "own.json"))
    assert source.read()[0] == {**document, "id": "own"}
    assert made.folder_problems == ()


def test_what_is_wrong_with_a_folder_is_told(host: Make, tmp_path: Path) -> None:
    """Missing folders, unreadable files and files that are no instrument are Problems."""
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "half.yaml").write_text("schema: rosace/instrument/1\nid: 3\n", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    titles = '{"schema": "rosace/instrument/1", "id": "a", "version": "1.0.0", "title": {"fr": 1}}'
    (tmp_path / "titles.json").write_text(titles, encoding="utf-8")
    made = host("fake", tmp_path, tmp_path / "nowhere")
    assert list(made.instruments) == ["fake"]
    found = [(Path(problem.file or "").name, problem.code) for problem in made.folder_problems]
    assert found[0][0] == "broken.yaml"
    assert found[1:] == [
        ("half.yaml", "not-an-instrument"),
        ("list.json", "not-an-instrument"),
        ("titles.json", "not-an-instrument"),
        ("nowhere", "folder-not-found"),
    ]


def test_instrument_of_a_folder_and_a_plugin_is_not_at_hand(host: Make, tmp_path: Path) -> None:
    """Where a folder and a plugin claim one id neither is at hand, and both are told."""
    document, _ = host("fake").instruments["fake"].read()
    (tmp_path / "copy.json").write_text(json.dumps(document), encoding="utf-8")
    made = host("fake", tmp_path)
    assert "fake" not in made.instruments
    assert [each.code for each in made.failures] == ["duplicate-id"]
    (problem,) = made.folder_problems
    assert problem.code == "duplicate-instrument"
    assert "rosace_fake/instruments/fake.yaml" in problem.explain("fr")


def test_messages_of_a_plugin_begin_with_its_name(host: Make) -> None:
    """A plugin has its own words and those of its findings, and cannot replace another's."""
    made = host("fake,fake-invalid-instrument,fake-chatty")
    assert set(made.catalogue("fake", "fr")) == {
        "fake.answers",
        "fake.title",
        "fake.wave",
        "problem.fake-odd",
        "problem.fake-odd.advice",
    }
    assert "wheel.title" not in made.catalogue("fake-invalid-instrument", "fr")
    assert made.catalogue("fake-chatty", "fr") == {}
    with pytest.raises(KeyError):
        made.catalogue("fake-exit", "fr")
