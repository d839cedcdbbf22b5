"""Hypothesis strategies of instruments and overlays."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st

from rosace.instrument import (
    Choice,
    ChoiceGroup,
    Condition,
    Flag,
    Instrument,
    Item,
    Mode,
    Prerequisite,
    ReferenceTarget,
    Rights,
    Scale,
    Section,
    Use,
)
from rosace.overlay import DimensionTexts, ItemTexts, Overlay, SectionTexts
from rosace.scoring import codes_of
from rosace.strategies.scores import with_scores
from rosace.strategies.texts import (
    identifiers,
    localized,
    marks,
    optional,
    rationals,
    unique_ids,
    versions,
    words,
)
from rosace.values import Scalar, evolve

__all__ = ["instruments", "overlays"]

_LANGUAGES: Final = ("fr", "en")
_CODES: Final = ("A", "B", "C", "1", "2", "yes", "no", "a-b", "x.y", "Z_9")
_MOST_ITEMS: Final = 6


@st.composite
def _scales(draw: st.DrawFn) -> Scale:
    codes = draw(st.lists(st.sampled_from(_CODES), min_size=1, max_size=5, unique=True))
    numbered = draw(st.booleans())
    groups = draw(st.none() | unique_ids(1, 2))
    choices = tuple(
        Choice(
            code=code,
            value=draw(rationals()) if numbered else None,
            label=draw(localized()),
            description=draw(optional(localized())),
            group=draw(optional(st.sampled_from(groups))) if groups else None,
        )
        for code in codes
    )
    return Scale(
        kind=draw(st.sampled_from(["ordinal", "nominal"])),
        groups=tuple(ChoiceGroup(id=each, title=draw(localized())) for each in groups)
        if groups
        else None,
        choices=choices,
        missing=draw(_reasons()) or (),
        **draw(marks()),
    )


def _reasons() -> st.SearchStrategy[Any]:
    both = ("dont-know", "not-applicable")
    return st.sampled_from([None, (), both[:1], both[1:], both])


@st.composite
def _items(
    draw: st.DrawFn, identifier: str, scales: Mapping[str, Scale], earlier: tuple[Item, ...]
) -> Item:
    kinds = ["integer", "number", "text", "date", "yes-no", "records"]
    coded = ["choice"] * 4 + ["multiple-choice", "ranking"]
    kind: Any = draw(st.sampled_from(kinds + coded * bool(scales)))
    typed = draw(_typed(kind, scales))
    if kind == "records":
        typed["fields"] = draw(_fields(scales, identifier))
    item = Item(
        id=identifier,
        type=kind,
        text=draw(localized()),
        help=draw(optional(localized())),
        required=draw(st.booleans()),
        missing=draw(_reasons()),
        comment=draw(st.sampled_from([None, "allowed"])),
        when=draw(optional(_conditions(earlier, scales))) if earlier else None,
        **typed,
        **draw(marks()),
    )
    if draw(st.booleans()):
        return item
    flag = Flag(when=draw(_conditions((*earlier, item), scales)), text=draw(localized()))
    return evolve(item, flag=flag)


@st.composite
def _typed(draw: st.DrawFn, kind: str, scales: Mapping[str, Scale]) -> dict[str, Any]:
    if kind in {"choice", "multiple-choice", "ranking"}:
        scale = draw(st.sampled_from(sorted(scales)))
        codes = [choice.code for choice in scales[scale].choices]
        worded = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3))
        typed: dict[str, Any] = {"scale": scale}
        if worded:
            typed["choices"] = {code: draw(localized()) for code in worded}
        if kind != "choice" and draw(st.booleans()):
            typed |= draw(
                _bounded(
                    "min_count", "max_count", st.integers(1 if kind == "ranking" else 0, len(codes))
                )
            )
        return typed
    if kind in {"integer", "number"}:
        whole = st.integers(-9, 9).map(Fraction)
        return draw(_bounded("minimum", "maximum", whole if kind == "integer" else rationals()))
    if kind == "text":
        return draw(_bounded("min_length", "max_length", st.integers(1, 30)))
    if kind == "date":
        return {"precision": draw(st.sampled_from([None, "year", "month", "day"]))}
    return draw(_bounded("min_count", "max_count", st.integers(0, 3))) if kind == "records" else {}


@st.composite
def _bounded(
    draw: st.DrawFn, low: str, high: str, bounds: st.SearchStrategy[Any]
) -> dict[str, Any]:
    lowest, highest = sorted([draw(bounds), draw(bounds)])
    return {key: bound for key, bound in ((low, lowest), (high, highest)) if draw(st.booleans())}


@st.composite
def _fields(draw: st.DrawFn, scales: Mapping[str, Scale], owner: str) -> tuple[Item, ...]:
    found: list[Item] = []
    for identifier in draw(unique_ids(1, 3)):
        kinds = ["integer", "text", "date", "yes-no", "reference"]
        kind: Any = draw(st.sampled_from(kinds + ["choice", "multiple-choice"] * bool(scales)))
        typed = draw(_typed(kind, scales))
        if kind == "reference":
            typed = {"to": ReferenceTarget(item=owner), "many": draw(st.sampled_from([None, True]))}
        earlier = tuple(found)
        found.append(
            Item(
                id=identifier,
                type=kind,
                text=draw(localized()),
                required=kind != "reference" and draw(st.booleans()),
                when=draw(optional(_conditions(earlier, scales))) if earlier else None,
                audience=draw(st.sampled_from([None, None, "facilitator"])),
                **typed,
            )
        )
    return tuple(found)


def _conditions(
    earlier: tuple[Item, ...], scales: Mapping[str, Scale]
) -> st.SearchStrategy[Condition]:
    one = st.sampled_from(earlier).flatmap(lambda item: _test(item, scales))
    several = st.lists(one, min_size=1, max_size=2).map(tuple)
    return st.one_of(
        one,
        several.map(lambda parts: Condition(all=parts)),
        several.map(lambda parts: Condition(any=parts)),
        one.map(lambda part: Condition(not_=part)),
    )


def _test(item: Item, scales: Mapping[str, Scale]) -> st.SearchStrategy[Condition]:
    answered = st.booleans().map(lambda held: Condition(item=item.id, answered=held))
    values = _possible(item, scales)
    if values is None:
        return answered
    return st.one_of(
        answered,
        values.map(lambda held: Condition(item=item.id, equals=held)),
        st.lists(values, min_size=1, max_size=2).map(
            lambda held: Condition(item=item.id, in_=tuple(held))
        ),
    )


def _possible(item: Item, scales: Mapping[str, Scale]) -> st.SearchStrategy[Scalar] | None:
    if item.scale:
        return st.sampled_from([choice.code for choice in scales[item.scale].choices])
    if item.type == "yes-no":
        return st.booleans()
    if item.type in {"text", "date"}:
        return words()
    return None


@st.composite
def instruments(draw: st.DrawFn, *, scored: bool = True) -> Instrument:
    """Generate instruments in which `check_instrument` and `check_vectors` find nothing.

    Args:
        draw: Hypothesis's own.
        scored: Whether there may be dimensions and reference vectors.
    """
    scales = draw(st.dictionaries(identifiers(), _scales(), max_size=2))
    items: list[Item] = []
    for identifier in draw(unique_ids(1, _MOST_ITEMS)):
        items.append(draw(_items(identifier, scales, tuple(items))))
    instrument = Instrument(
        id=draw(identifiers()),
        version=draw(versions()),
        title=draw(localized()),
        description=draw(optional(localized())),
        languages=draw(st.permutations(_LANGUAGES).map(tuple)),
        provenance=draw(st.sampled_from(["published", "reconstructed", "ours"])),
        source=draw(optional(words())),
        rights=Rights(
            holder=draw(words()),
            wording=draw(st.sampled_from(["ours", "official", "licensed", "public-domain"])),
            citation=draw(optional(words())),
        ),
        use=draw(optional(_uses())),
        scales=scales,
        sections=draw(_sections([item.id for item in items])),
        items=tuple(items),
    )
    return draw(with_scores(instrument)) if scored else instrument


@st.composite
def _uses(draw: st.DrawFn) -> Use:
    needs = (Prerequisite(id=each, text=draw(localized())) for each in draw(unique_ids(0, 2)))
    modes = (
        Mode(
            id=each,
            respondent=draw(st.sampled_from(["individual", "collective"])),
            title=draw(localized()),
        )
        for each in draw(unique_ids(0, 2))
    )
    return Use(statement=draw(localized()), prerequisites=tuple(needs), modes=tuple(modes))


@st.composite
def _sections(draw: st.DrawFn, items: list[str]) -> tuple[Section, ...]:
    cut = draw(st.integers(1, len(items)))
    parts = [part for part in (items[:cut], items[cut:]) if part]
    return tuple(
        Section(
            id=f"s{index}",
            title=draw(localized()),
            instructions=draw(optional(localized())),
            items=tuple(part),
        )
        for index, part in enumerate(parts)
    )


@st.composite
def overlays(draw: st.DrawFn, instrument: Instrument) -> Overlay:
    """Generate overlays that fit an instrument; scales keep their codes and values."""
    scales = {
        key: evolve(
            scale,
            choices=tuple(evolve(each, label=draw(localized())) for each in scale.choices),
            **draw(marks()),
        )
        for key, scale in instrument.scales.items()
        if draw(st.booleans())
    }
    dimensions = [each.id for each in instrument.all_dimensions()]
    return Overlay(
        instrument=instrument.id,
        version=instrument.version,
        provenance=draw(st.sampled_from(["published", "reconstructed", "ours"])),
        source=draw(optional(words())),
        rights=Rights(holder=draw(words()), wording="official"),
        title=draw(optional(localized())),
        description=draw(optional(localized())),
        use=draw(optional(_uses())),
        scales=scales,
        sections=tuple(
            SectionTexts(id=section.id, title=draw(optional(localized())))
            for section in instrument.sections
            if draw(st.booleans())
        ),
        items=tuple(draw(_item_texts(instrument, item)) for item in instrument.items),
        dimensions=tuple(
            DimensionTexts(id=each, title=draw(optional(localized()))) for each in dimensions
        ),
    )


@st.composite
def _item_texts(draw: st.DrawFn, instrument: Instrument, item: Item) -> ItemTexts:
    codes = list(codes_of(instrument, item)) if item.scale else []
    worded = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2)) if codes else []
    return ItemTexts(
        id=item.id,
        text=draw(optional(localized())),
        help=draw(optional(localized())),
        choices={code: draw(localized()) for code in worded} or None,
    )
