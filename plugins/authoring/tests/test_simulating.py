"""What made-up responses promise: they are sound, look alive, and are the same in every run."""

import itertools
import json
import statistics
import tempfile
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.intake import Intake, Taken
from rosace.response import Record, Response
from rosace.responses import check_all, check_response, structure_response
from rosace.strategies import instruments, studies
from rosace.study import Attribute, AttributeValue, Invited, Study
from rosace.study_checks import check_membership
from rosace.validation import value_of
from rosace.values import evolve
from rosace_authoring.simulation.faults import Faults
from rosace_authoring.simulation.row_formats import FORMATS
from rosace_authoring.simulation.simulating import Simulation, Wishes, simulated_responses

HERE = Path(__file__).parent
APPRAISER = Appraiser()
EVERYTHING = APPRAISER.instrument(HERE / "everything.yaml")
VALUES = {"1": 1, "2": 2, "3": 3, "4": 4}
SEEDS = st.integers(0, 2**63 - 1)
STUDIES = studies(("everything",)).filter(lambda study: study.instruments[0].version is None)

laws = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def study_of(**changes: object) -> Study:
    """Return a study of three waves, with what is said of it."""
    plain = {
        "schema": "rosace/study/1",
        "id": "study",
        "title": {"en": "Study"},
        "subject": {"id": "group", "title": {"en": "Group"}},
        "instruments": [{"id": "everything"}],
        "waves": [{"id": "spring", "date": "2019-04"}, {"id": "fall"}, {"id": "winter"}],
    }
    study: Study = value_of(plain, "study")
    return evolve(study, **changes)


def sectors(*names: str) -> tuple[Attribute, ...]:
    """Return the declaration of one attribute."""
    return (Attribute(id="sector", values=tuple(AttributeValue(id=each) for each in names)),)


def read_back(
    data: Iterable[bytes], suffix: str, instrument: Instrument, study: Study | None = None
) -> Taken:
    """Return what comes of a file, read as any other."""
    importers = tuple(APPRAISER.host.importers.values())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"responses{suffix}"
        path.write_bytes(b"".join(data))
        return Intake(instrument=instrument, importers=importers, study=study).take(path)


def values_of(responses: Iterable[Response], item: str) -> list[object]:
    """Return the values of an item, without missing answers."""
    held = (each.answers[item].value for each in responses if item in each.answers)
    return [value for value in held if value is not None]


def steps(response: Response, *items: str) -> list[int]:
    """Return the steps of some ordinal answers that are all there."""
    return [VALUES[str(response.answers[item].value)] for item in items]


@pytest.fixture(scope="module")
def many() -> tuple[Response, ...]:
    """Lend a thousand responses of two waves."""
    return simulated_responses(EVERYTHING, 1000)


@given(instruments(scored=False), SEEDS)
@laws
def test_every_response_to_any_instrument_is_sound(instrument: Instrument, seed: int) -> None:
    """The core's own checks find nothing in what is made up, whatever the instrument."""
    documents = list(Simulation(instrument, 12, Wishes(seed=seed)).documents())
    assert len(documents) == 12
    assert [check_response(instrument, each) for each in documents] == [()] * 12
    assert check_all(map(structure_response, documents)) == ()


@given(instruments(scored=False), SEEDS, st.sampled_from(sorted(FORMATS)))
@laws
def test_what_is_written_is_read_back_sound(instrument: Instrument, seed: int, suffix: str) -> None:
    """Each format is read by its reader without a refusal."""
    simulation = Simulation(instrument, 8, Wishes(seed=seed))
    taken = read_back(simulation.chunks(FORMATS[suffix](simulation.subject)), suffix, instrument)
    assert (len(taken.responses), taken.rejected) == (8, ())


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_files_and_values_say_the_same(suffix: str) -> None:
    """What a program gets and what a file holds are the same responses, in the same order."""
    simulation = Simulation(EVERYTHING, 60, Wishes(seed=5))
    taken = read_back(simulation.chunks(FORMATS[suffix](simulation.subject)), suffix, EVERYTHING)
    given_ = simulated_responses(EVERYTHING, 60, seed=5)
    assert [each.respondent for each in taken.responses] == [each.respondent for each in given_]
    if suffix == ".ndjson":
        assert taken.responses == given_


@given(STUDIES, SEEDS)
@laws
def test_a_study_is_kept_to(study: Study, seed: int) -> None:
    """Waves and attribute values are the study's own."""
    study = evolve(study, invited=())
    for response in simulated_responses(EVERYTHING, 9, seed=seed, study=study):
        assert list(check_membership(study, response)) == []


def test_another_seed_gives_other_answers() -> None:
    """The same seed gives the same, another one something else."""
    one, again = (simulated_responses(EVERYTHING, 20, seed=1) for _ in range(2))
    assert one == again
    assert one != simulated_responses(EVERYTHING, 20, seed=2)


def test_answers_of_one_person_hang_together(many: tuple[Response, ...]) -> None:
    """Items of a dimension correlate, reversed ones the other way; organizations differ."""
    full = [steps(each, "heard", "trusted", "unheard") for each in many if is_full(each)]
    heard, trusted, unheard = zip(*full, strict=True)
    assert statistics.correlation(heard, trusted) > 0.25
    assert statistics.correlation(heard, unheard) < -0.25
    by_organization = defaultdict(list)
    for response in many:
        if is_full(response):
            by_organization[response.respondent.organization].append(steps(response, "heard")[0])
    means = [statistics.mean(held) for held in by_organization.values() if len(held) > 20]
    by_chance = (
        statistics.pstdev(heard) / statistics.mean(map(len, by_organization.values())) ** 0.5
    )
    assert statistics.pstdev(means) > by_chance


def is_full(response: Response) -> bool:
    """Say whether the three items of the dimension are answered."""
    return all(response.answers[item].value for item in ("heard", "trusted", "unheard"))


@pytest.mark.parametrize("item", ["heard", "trusted", "useful"])
def test_no_step_of_a_scale_is_deserted(many: tuple[Response, ...], item: str) -> None:
    """Every step of an ordinal scale is chosen by some, and none by nearly all."""
    counts = Counter(map(str, values_of(many, item)))
    assert set(counts) == set(VALUES)
    assert all(30 < n < 600 for n in counts.values())


def test_people_come_back_and_some_leave_and_join() -> None:
    """From wave to wave most return as who they were, in their organization, and some do not."""
    responses = simulated_responses(EVERYTHING, 900, study=study_of(attributes=sectors("a", "b")))
    waves = [
        {each.respondent.id: each.respondent for each in held}
        for _, held in itertools.groupby(responses, key=lambda each: each.wave)
    ]
    assert [len(wave) for wave in waves] == [300, 300, 300]
    for before, after in itertools.pairwise(waves):
        both = before.keys() & after.keys()
        assert 150 < len(both) < 290
        assert all(before[name] == after[name] for name in both)
    assert 30 < len(waves[0].keys() - waves[1].keys() - waves[2].keys()) < 150


def test_organizations_are_of_unequal_size(many: tuple[Response, ...]) -> None:
    """Some organizations are large and others small, and a person of each has its sector."""
    people = {each.respondent.id: each.respondent for each in many}
    sizes = Counter(each.organization for each in people.values())
    assert max(sizes.values()) > 4 * min(sizes.values())
    of_sector = {(each.organization, each.attributes["sector"]) for each in people.values()}
    assert len(of_sector) == len(sizes)


def test_some_answers_are_missing_and_some_come_with_words(many: tuple[Response, ...]) -> None:
    """Missing reasons that are offered are given, items that are not required are passed over."""
    asked = len(many)
    reasons = Counter(each.answers["heard"].missing for each in many)
    assert 0 < reasons["dont-know"] < asked / 10
    assert set(reasons) == {None, "dont-know"}
    assert 0 < sum("useful" not in each.answers for each in many) < asked / 10
    comments = [each.answers["heard"].comment for each in many]
    assert 0 < sum(each is not None for each in comments) < asked / 5
    shown = Counter(each.answers["why-not"].missing == "not-shown" for each in many)
    assert min(shown.values()) > 30


def test_rows_of_records_are_told_in_order_and_lead_forward(many: tuple[Response, ...]) -> None:
    """Dates of events never run backwards, and of two references the first is the earlier row."""
    for response in many:
        events = records(response, "events")
        dates = [date for row in events for date in (row["start"], row.get("end")) if date]
        assert all(one[:4] <= other[:4] for one, other in itertools.pairwise(dates))
        place = {row["id"]: number for number, row in enumerate(events)}
        for number, row in enumerate(events):
            assert place.get(row.get("after"), -1) < number
        for row in records(response, "links"):
            assert place[row["from"]] < place[row["to"]]


def records(response: Response, item: str) -> list[dict[str, object]]:
    """Return the rows of a records item as plain data; none where it is not answered."""
    held = response.answers[item].value if item in response.answers else None
    rows = held if isinstance(held, tuple) else ()
    return [{"id": each.id, **each.fields} for each in rows if isinstance(each, Record)]


def test_invitations_are_respected() -> None:
    """Nobody answers who was not invited, in a wave as a whole and in each of its parts."""
    study = study_of(
        attributes=sectors("a", "b"),
        invited=(
            Invited(wave="spring", count=20),
            Invited(wave="fall", attributes={"sector": "a"}, count=6),
            Invited(wave="fall", attributes={"sector": "b"}, count=40),
        ),
    )
    responses = simulated_responses(EVERYTHING, 150, study=study)
    counts = Counter(each.wave for each in responses)
    assert counts == {"spring": 20, "fall": 46, "winter": 84}
    fall = Counter(
        each.respondent.attributes["sector"] for each in responses if each.wave == "fall"
    )
    assert fall == {"a": 6, "b": 40}


def test_fewer_invited_than_asked_for_are_refused() -> None:
    """A study that cannot give so many says how many it can, in both languages."""
    invited = tuple(Invited(wave=each, count=5) for each in ("spring", "fall", "winter"))
    with pytest.raises(InvalidDocumentError) as raised:
        simulated_responses(EVERYTHING, 16, study=study_of(invited=invited))
    (problem,) = raised.value.problems
    assert problem.code == "authoring-too-few-invited"
    assert all("15" in problem.message(language) for language in ("fr", "en"))
    assert len(simulated_responses(EVERYTHING, 15, study=study_of(invited=invited))) == 15


def test_an_invitation_that_nobody_can_meet_ends() -> None:
    """Where the parts of a wave leave no room, that is said, and nothing runs for ever."""
    invited = tuple(
        Invited(wave="fall", attributes={"sector": each}, count=n)
        for each, n in (("a", 0), ("b", 0))
    )
    study = study_of(
        attributes=(Attribute(id="sector", values=sectors("a", "b")[0].values),), invited=invited
    )
    assert (
        Counter(each.wave for each in simulated_responses(EVERYTHING, 30, study=study))["fall"] == 0
    )


def test_an_instrument_that_cannot_be_answered_is_refused() -> None:
    """Required references to rows that cannot be are named as the fault they are."""
    events, links = EVERYTHING.item("events"), EVERYTHING.item("links")
    items = [
        evolve(events, min_count=0, max_count=0)
        if item == events
        else evolve(links, min_count=1, required=True)
        if item == links
        else item
        for item in EVERYTHING.items
    ]
    with pytest.raises(InvalidDocumentError) as raised:
        simulated_responses(evolve(EVERYTHING, items=tuple(items)), 5)
    assert [each.code for each in raised.value.problems] == ["authoring-unanswerable"]


@pytest.mark.parametrize("with_study", [False, True])
@pytest.mark.parametrize("suffix", [".ndjson", ".csv"])
def test_exactly_the_bad_rows_are_refused(suffix: str, *, with_study: bool) -> None:
    """Whoever reads the file refuses as many rows as were made bad, under the codes announced."""
    study = study_of(attributes=sectors("a", "b")) if with_study else None
    simulation = Simulation(EVERYTHING, 700, Wishes(seed=11, study=study))
    form = FORMATS[suffix](simulation.subject)
    bad = Faults(EVERYTHING, form, total=700, bad=210, seed=11, study=study)
    taken = read_back(simulation.chunks(form, bad), suffix, EVERYTHING, study)
    found = Counter(problem.code for each in taken.rejected for problem in each.problems)
    assert found == bad.counts
    assert (len(taken.responses), len(taken.rejected)) == (490, 210)
    assert len(found) > 12


def test_every_row_may_be_bad() -> None:
    """A share of one leaves no sound row, and needs none."""
    simulation = Simulation(EVERYTHING, 50)
    form = FORMATS[".ndjson"](simulation.subject)
    bad = Faults(EVERYTHING, form, total=50, bad=50)
    taken = read_back(simulation.chunks(form, bad), ".ndjson", EVERYTHING)
    assert (taken.responses, bad.counts.total()) == ((), 50)


@given(instruments(scored=False), SEEDS, st.sampled_from([".ndjson", ".csv"]))
@laws
def test_faults_are_known_for_any_instrument(
    instrument: Instrument, seed: int, suffix: str
) -> None:
    """Whatever the instrument, the faults put in are those found."""
    simulation = Simulation(instrument, 12, Wishes(seed=seed))
    form = FORMATS[suffix](simulation.subject)
    bad = Faults(instrument, form, total=12, bad=5, seed=seed)
    taken = read_back(simulation.chunks(form, bad), suffix, instrument)
    found = Counter(problem.code for each in taken.rejected for problem in each.problems)
    assert (found, len(taken.responses)) == (bad.counts, 7)


def test_nothing_is_kept_of_what_was_written() -> None:
    """Once the first thousand rows are out, as many more take no more memory."""
    simulation = Simulation(EVERYTHING, 2_400)
    chunks = simulation.chunks(FORMATS[".ndjson"](simulation.subject))
    written = rows = 0
    for number, chunk in enumerate(chunks):
        if number == 2:
            tracemalloc.start()
        written += len(chunk) if number > 2 else 0
        rows += chunk.count(b"\n")
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == 2_400
    assert held < written / 2


def test_dangerous_words_stay_words_in_a_table() -> None:
    """An attribute that a spreadsheet would run is guarded, and read back as it was."""
    study = study_of(attributes=sectors("=1+1", "a,@x"))
    simulation = Simulation(EVERYTHING, 40, Wishes(study=study))
    data = b"".join(simulation.chunks(FORMATS[".csv"](simulation.subject)))
    assert b",=1" not in data
    assert b"a,@x" not in data
    taken = read_back([data], ".csv", EVERYTHING, study)
    assert (len(taken.responses), taken.rejected) == (40, ())


def test_documents_are_what_the_file_holds() -> None:
    """Rows put together of ready parts are the documents, to the letter."""
    simulation = Simulation(EVERYTHING, 30)
    lines = b"".join(simulation.chunks(FORMATS[".ndjson"](simulation.subject))).splitlines()
    assert [json.loads(line) for line in lines] == list(simulation.documents())
