"""What overlays and views promise: words change, answers and scores do not."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace.checking import check_instrument
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError, UnknownInstrumentError
from rosace.instrument import Instrument
from rosace.overlay import Overlay
from rosace.resolution import apply_overlay, resolve
from rosace.scoring import scorer
from rosace.strategies import answers, instruments, overlays
from rosace.values import evolve
from rosace_schemas import schema

LAW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
W = {"fr": "x", "en": "x"}
OFFICIAL = {"fr": "officiel", "en": "official"}
MEETING = structure(
    {
        **schema("instrument")["examples"][0],
        "items": [
            {"id": "voice", "type": "choice", "scale": "agree", "text": W, "choices": {"no": W}},
            {"id": "time", "type": "choice", "scale": "agree", "text": W, "source": "seen"},
            {"id": "note", "type": "text", "text": W},
        ],
        "sections": [
            {"id": "a", "title": W, "items": ["voice", "time"]},
            {"id": "b", "title": W, "items": ["note"]},
        ],
        "dimensions": [
            {
                "id": "d",
                "title": W,
                "dimensions": [
                    {
                        "id": "e",
                        "title": W,
                        "items": ["voice", "time"],
                        "scoring": {
                            "method": "sum",
                            "minimum_answered": 2,
                            "levels": {
                                "applies_to": "score",
                                "cutoffs": [{"at_least": 1, "id": "l", "title": W}],
                            },
                        },
                    }
                ],
            },
            {"id": "f", "title": W, "items": ["time"], "scoring": {"method": "mean"}},
        ],
        "vectors": [
            {"answers": {"voice": "yes", "time": "no"}, "scores": {"e": {"score": 2, "level": "l"}}}
        ],
    },
    Instrument,
)


def overlay(**parts: Any) -> Overlay:
    """Return an overlay over the meeting instrument."""
    plain = {
        "schema": "rosace/overlay/1",
        "instrument": "meeting",
        "version": "1.0.0",
        "provenance": "published",
        "source": "Second edition",
        "rights": {"holder": "Table", "wording": "official"},
    }
    return structure({**plain, **parts}, Overlay)


def view(**parts: Any) -> Instrument:
    """Return a view of the meeting instrument, as its file has it."""
    plain = {
        "schema": "rosace/instrument/1",
        "id": "view",
        "version": "0.1.0",
        "title": W,
        "languages": ["fr", "en"],
        "provenance": "published",
        "rights": {"holder": "Rosace", "wording": "ours"},
        "based_on": "meeting",
    }
    return structure({**plain, **parts}, Instrument)


def find(identifier: str) -> Instrument:
    """Return the one instrument at hand."""
    if identifier != "meeting":
        raise UnknownInstrumentError(identifier, ("meeting",))
    return MEETING


def refused(instrument: Instrument, over: Overlay) -> set[tuple[str, str | None]]:
    """Return the codes and places for which an overlay is refused."""
    with pytest.raises(InvalidDocumentError) as caught:
        apply_overlay(instrument, over)
    return {(problem.code, problem.pointer) for problem in caught.value.problems}


def test_what_is_replaced_takes_the_overlays_provenance_and_rights() -> None:
    """Replaced texts are the overlay's own, the others keep their source, the rights change."""
    items = [{"id": "voice", "text": OFFICIAL, "choices": {"yes": OFFICIAL}}]
    dimensions = [{"id": "e", "title": OFFICIAL}]
    sections = [{"id": "b", "instructions": OFFICIAL}]
    result = apply_overlay(
        MEETING, overlay(items=items, dimensions=dimensions, sections=sections, title=OFFICIAL)
    )
    voice, time = result.item("voice"), result.item("time")
    assert (voice.text, voice.provenance, voice.source) == (OFFICIAL, "published", "Second edition")
    assert voice.choices == {"no": W, "yes": OFFICIAL}
    assert time == MEETING.item("time")
    inner = result.all_dimensions()[1]
    assert (inner.id, inner.title, inner.provenance) == ("e", OFFICIAL, "published")
    assert result.sections[1].instructions == OFFICIAL
    assert (result.title, result.rights.holder) == (OFFICIAL, "Table")
    assert (result.id, result.version, result.provenance) == ("meeting", "1.0.0", "ours")


def test_a_scale_is_replaced_whole() -> None:
    """Wordings of choices that are gone are left out, and vectors with them."""
    choices = [{"code": "yes", "value": 1, "label": OFFICIAL}]
    result = apply_overlay(
        MEETING, overlay(scales={"agree": {"kind": "ordinal", "choices": choices}})
    )
    assert [each.label for each in result.scales["agree"].choices] == [OFFICIAL]
    assert result.scales["agree"].source == "Second edition"
    assert result.item("voice").choices is None
    assert result.vectors == ()
    assert check_instrument(result) == ()


@pytest.mark.parametrize(
    ("parts", "code", "at"),
    [
        ({"instrument": "other"}, "overlay-of-other", "/instrument"),
        ({"version": "2.0.0"}, "overlay-version", "/version"),
        ({"items": [{"id": "zzz"}]}, "invalid-overlay-target", "/items/0/id"),
        ({"items": [{"id": "voice"}, {"id": "voice"}]}, "duplicate-id", "/items/1/id"),
        ({"sections": [{"id": "zzz"}]}, "invalid-overlay-target", "/sections/0/id"),
        ({"dimensions": [{"id": "zzz"}]}, "invalid-overlay-target", "/dimensions/0/id"),
        (
            {"items": [{"id": "voice", "choices": {"zzz": W}}]},
            "invalid-overlay-target",
            "/items/0/choices/zzz",
        ),
        (
            {"scales": {"zzz": {"kind": "ordinal", "choices": [{"code": "a", "label": W}]}}},
            "invalid-overlay-target",
            "/scales/zzz",
        ),
        (
            {"scales": {"agree": {"kind": "ordinal", "choices": [{"code": "yes", "label": W}]}}},
            "scoring-not-computable",
            "/dimensions/0/dimensions/0/scoring/method",
        ),
        ({"title": {"fr": "x"}}, "incomplete-language", "/title"),
    ],
)
def test_an_overlay_that_does_not_fit_is_refused(parts: dict[str, Any], code: str, at: str) -> None:
    """Nothing is replaced that is not there, and nothing is left that cannot be asked or scored."""
    assert (code, at) in refused(MEETING, overlay(**parts))


@LAW
@given(data=st.data())
def test_words_change_and_scores_do_not(data: st.DataObject) -> None:
    """Laid over any instrument, an overlay leaves ids, codes and every score as they were."""
    instrument = data.draw(instruments())
    over = data.draw(overlays(instrument))
    result = apply_overlay(instrument, over)
    given_ = data.draw(answers(instrument))
    assert scorer(result)(given_) == scorer(instrument)(given_)
    assert [item.id for item in result.items] == [item.id for item in instrument.items]
    assert result.rights == over.rights
    assert apply_overlay(result, over) == result


@LAW
@given(instruments())
def test_an_empty_overlay_changes_the_rights_alone(instrument: Instrument) -> None:
    """An overlay without texts leaves everything else as it was."""
    over = Overlay(
        instrument=instrument.id,
        version=instrument.version,
        provenance="published",
        rights=instrument.rights,
    )
    assert apply_overlay(instrument, over) == instrument


def test_an_instrument_that_is_no_view_is_left_alone() -> None:
    """Resolving asks for no other instrument where none is needed."""
    nothing: dict[str, Instrument] = {}
    assert resolve(MEETING, nothing.__getitem__) is MEETING


def test_a_view_takes_what_it_lacks_from_its_base() -> None:
    """Items, scales, sections, dimensions and vectors come from the base, marked as the base's."""
    result = resolve(view(), find)
    assert [item.id for item in result.items] == ["voice", "time", "note"]
    assert {item.provenance for item in result.items} == {"ours"}
    assert {section.provenance for section in result.sections} == {"ours"}
    assert result.scales["agree"].provenance == "ours"
    assert (result.id, result.provenance, result.based_on) == ("view", "published", "meeting")
    assert result.vectors == MEETING.vectors
    assert check_instrument(result) == ()


def test_a_view_may_take_some_items_only() -> None:
    """Sections and dimensions shrink to the items taken, and say nothing that no longer holds."""
    result = resolve(view(take=["time"]), find)
    assert [item.id for item in result.items] == ["time"]
    assert [section.id for section in result.sections] == ["a"]
    assert [each.id for each in result.all_dimensions()] == ["d", "e", "f"]
    scoring = result.all_dimensions()[1].scoring
    assert scoring is not None
    assert (scoring.minimum_answered, scoring.levels) == (1, None)
    assert result.vectors == ()
    assert check_instrument(result) == ()
    assert resolve(view(take=["note"]), find).dimensions == ()


def test_a_view_may_add_and_replace_items() -> None:
    """The view's own items stand in the place of the base's, or after them."""
    items = [
        {"id": "time", "type": "text", "text": OFFICIAL},
        {"id": "more", "type": "text", "text": W},
    ]
    sections = [{"id": "s", "title": W, "items": ["voice", "time", "note", "more"]}]
    result = resolve(view(items=items, sections=sections), find)
    assert [item.id for item in result.items] == ["voice", "time", "note", "more"]
    assert result.item("time").text == OFFICIAL
    assert [section.id for section in result.sections] == ["s"]


@pytest.mark.parametrize(
    ("parts", "code", "at"),
    [
        ({"based_on": "absent"}, "view-base-missing", "/based_on"),
        ({"based_on": "view"}, "view-cycle", "/based_on"),
        ({"take": ["voise"]}, "unknown-item-suggestion", "/take/0"),
        ({"take": ["voice", "zzzzz"]}, "unknown-item", "/take/1"),
    ],
)
def test_a_view_that_cannot_be_completed_is_refused(
    parts: dict[str, Any], code: str, at: str
) -> None:
    """A view without base, of itself or of items that are not there says why it cannot be used."""
    with pytest.raises(InvalidDocumentError) as caught:
        resolve(view(**parts), find)
    assert [(each.code, each.pointer) for each in caught.value.problems] == [(code, at)]


def test_views_in_a_circle_are_refused() -> None:
    """Views that build on one another are told as a circle instead of followed for ever."""
    held: dict[str, Instrument] = {
        "one": evolve(view(), id="one", based_on="two"),
        "two": evolve(view(), id="two", based_on="one"),
    }
    with pytest.raises(InvalidDocumentError) as caught:
        resolve(held["one"], held.__getitem__)
    assert caught.value.problems[0].arguments["chain"] == "one → two → one"


@LAW
@given(data=st.data())
def test_a_view_of_everything_scores_as_its_base(data: st.DataObject) -> None:
    """A view that takes all items gives the base's scores, and resolving again changes nothing."""
    base = data.draw(instruments())
    bare = evolve(view(), based_on=base.id, id="v" if base.id != "v" else "w")
    result = resolve(bare, {base.id: base}.__getitem__)
    given_ = data.draw(answers(base))
    assert scorer(result)(given_) == scorer(base)(given_)
    assert check_instrument(result) == ()
    assert resolve(result, {base.id: base}.__getitem__) == result


@LAW
@given(data=st.data())
def test_a_view_of_some_items_is_sound(data: st.DataObject) -> None:
    """Whatever items a view takes, what is left holds together unless a condition is lost."""
    base = data.draw(instruments())
    ids = [item.id for item in base.items]
    take = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    bare = evolve(view(), based_on=base.id, take=tuple(take), id="v" if base.id != "v" else "w")
    result = resolve(bare, {base.id: base}.__getitem__)
    assert {item.id for item in result.items} == set(take)
    lost = {"unknown-item", "unknown-item-suggestion"}
    problems = [each for each in check_instrument(result) if each.code not in lost]
    assert problems == []
    assert resolve(result, {base.id: base}.__getitem__) == result
