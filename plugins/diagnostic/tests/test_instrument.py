"""The instrument is the tool that its authors describe, in our own words and so marked."""

from collections import Counter
from collections.abc import Iterator

from rosace.instrument import Dimension, Instrument
from rosace.values import Localized

CONDITIONS = {
    "c1": (1, 2),
    "c2": (3,),
    "c3": (4,),
    "c4": (5, 9, 10, 11),
    "c5": (12, 13, 14, 16),
    "c6": (6, 7, 8, 15, 17, 18),
}
BLOCKS = {"participation": ("c1", "c2", "c3", "c4"), "arrangements": ("c5", "c6")}


def test_eighteen_items_take_one_of_three_ordered_statements(instrument: Instrument) -> None:
    """Every item is answered A, B or C, A being the strongest, and may be commented."""
    assert [item.id for item in instrument.items] == [f"q{number:02}" for number in range(1, 19)]
    assert {(item.type, item.scale, item.comment) for item in instrument.items} == {
        ("choice", "abc", "allowed")
    }
    scale = instrument.scales["abc"]
    assert scale.kind == "ordinal"
    assert [(choice.code, choice.value) for choice in scale.choices] == [
        ("A", 3),
        ("B", 2),
        ("C", 1),
    ]


def test_every_item_stands_in_its_condition_and_every_condition_in_its_block(
    instrument: Instrument,
) -> None:
    """The table of conditions and items is that of the published tool."""
    found = {
        condition.id: tuple(int(item[1:]) for item in condition.items or ())
        for block in instrument.dimensions
        for condition in block.dimensions or ()
    }
    assert found == CONDITIONS
    assert {
        block.id: tuple(each.id for each in block.dimensions or ())
        for block in instrument.dimensions
    } == BLOCKS
    assert Counter(len(items) for items in CONDITIONS.values()) == {1: 2, 2: 1, 4: 2, 6: 1}


def test_conditions_are_shown_as_distributions_and_never_graded(instrument: Instrument) -> None:
    """No condition or block has a score, a weight, a level or a cut-off."""
    for dimension in instrument.all_dimensions():
        scoring = dimension.scoring
        assert scoring is not None
        assert scoring.method == "distribution"
        assert scoring.levels is None


def test_it_can_be_answered_in_the_three_published_ways(instrument: Instrument) -> None:
    """The group answers together, or each alone and then the group, or each alone."""
    assert instrument.use is not None
    assert [mode.respondent for mode in instrument.use.modes] == [
        "collective",
        "individual",
        "individual",
    ]
    assert len({mode.id for mode in instrument.use.modes}) == 3


def test_it_says_what_it_is_for_and_what_must_hold_first(instrument: Instrument) -> None:
    """Self-evaluation, not accountability; more than networking, a precise project, free will."""
    assert instrument.use is not None
    statement = instrument.use.statement
    assert "autoévaluation" in statement["fr"]
    assert "reddition de comptes" in statement["fr"]
    assert "self-evaluation" in statement["en"]
    assert "accountability" in statement["en"]
    assert len(instrument.use.prerequisites) == 3


def test_missing_answers_can_be_told_apart(instrument: Instrument) -> None:
    """Whoever does not know, or finds an item beside the point, can say which."""
    assert instrument.scales["abc"].missing == ("dont-know", "not-applicable")


def _parts(instrument: Instrument) -> Iterator[tuple[str, str]]:
    """Yield every part that may carry its own mark, with the mark that holds for it."""
    base = instrument.provenance
    for item in instrument.items:
        yield item.id, item.provenance or base
    for name, scale in instrument.scales.items():
        yield name, scale.provenance or base
        for choice in scale.choices:
            yield f"{name}.{choice.code}", choice.provenance or scale.provenance or base
    for section in instrument.sections:
        yield section.id, section.provenance or base
    for dimension in instrument.all_dimensions():
        yield dimension.id, dimension.provenance or base


def test_nothing_reconstructed_or_ours_passes_for_published(instrument: Instrument) -> None:
    """Only what was seen in a public source is marked so: the grid, and the topic of item 5."""
    published = {name for name, mark in _parts(instrument) if mark == "published"}
    assert published <= {"abc", "q05", *CONDITIONS, *BLOCKS}
    marks = dict(_parts(instrument))
    assert all(
        marks[item.id] == "reconstructed" for item in instrument.items if item.id not in published
    )
    assert {marks[f"abc.{code}"] for code in "ABC"} == {"reconstructed"}
    assert instrument.provenance == "ours"
    assert instrument.rights.wording == "ours"


def test_every_mark_says_where_it_comes_from(instrument: Instrument) -> None:
    """A part that claims to be published or reconstructed names its source."""
    parts: list[Dimension | object] = [
        *instrument.items,
        *instrument.all_dimensions(),
        *instrument.scales.values(),
    ]
    for part in parts:
        if getattr(part, "provenance", None) in {"published", "reconstructed"}:
            assert getattr(part, "source", None)


def _texts(instrument: Instrument) -> Iterator[Localized]:
    """Yield every wording of the instrument."""
    assert instrument.use is not None
    yield from (instrument.title, instrument.description or {}, instrument.use.statement)
    for mode in instrument.use.modes:
        yield from (mode.title, mode.description or {})
    yield from (each.text for each in instrument.use.prerequisites)
    for section in instrument.sections:
        yield from (section.title, section.instructions or {})
    for item in instrument.items:
        yield from (item.text, *(item.choices or {}).values())
    for dimension in instrument.all_dimensions():
        yield from (dimension.title, dimension.description or {})


def test_no_language_is_a_copy_of_the_other(instrument: Instrument) -> None:
    """Each item is asked in words of its own in French and in English."""
    for item in instrument.items:
        assert item.text["fr"] != item.text["en"]


def test_each_item_has_three_statements_of_its_own(instrument: Instrument) -> None:
    """No two items share a lead-in or a statement, in either language."""
    for language in ("fr", "en"):
        words = [item.text[language] for item in instrument.items]
        for item in instrument.items:
            assert set(item.choices or {}) == {"A", "B", "C"}
            words += [said[language] for said in (item.choices or {}).values()]
        assert len(set(words)) == len(words) == 18 * 4
