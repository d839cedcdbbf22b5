"""Hypothesis strategies of every value that crosses a boundary (extra ``testing``).

Instruments are sound: `check_instrument` finds nothing in them, and `responses` gives
responses that their checks accept. `rosace.mutations` breaks documents.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from rosace.answer_strategies import answers
from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import (
    Choice,
    ChoiceGroup,
    Condition,
    Cutoff,
    Dimension,
    Flag,
    Instrument,
    Item,
    Levels,
    Mode,
    Prerequisite,
    ReferenceTarget,
    Rights,
    Scale,
    Scoring,
    Section,
    Use,
    Vector,
    VectorCounts,
    VectorLevel,
    VectorScore,
)
from rosace.overlay import DimensionTexts, ItemTexts, Overlay, SectionTexts
from rosace.response import Respondent, Response
from rosace.scoring import Distribution, Score, codes_of, item_values, scorer
from rosace.study import (
    Attribute,
    AttributeValue,
    Disclosure,
    Invited,
    Study,
    StudyInstrument,
    Subject,
    Wave,
)
from rosace.values import Localized, Scalar

__all__ = [
    "configurations",
    "identifiers",
    "instruments",
    "localized",
    "names",
    "overlays",
    "respondents",
    "responses",
    "studies",
    "words",
]

_LANGUAGES: Final = ("fr", "en")
_CODES: Final = ("A", "B", "C", "1", "2", "yes", "no", "a-b", "x.y", "Z_9")
_CODED: Final = ("choice", "yes-no")
_SCORED: Final = (*_CODED, "integer", "number")
_BLANKS: Final = frozenset(map(chr, [*range(33), 0xA0]))
_MOST_ITEMS: Final = 6


def words(longest: int = 30) -> st.SearchStrategy[str]:
    """Generate words that a person could have written, in any script."""
    plain = st.sampled_from(
        ["Écoute", "L’action « en partenariat »", "<b>&amp;</b>", "{n} %s", "=1+1", "日本", "👩‍🌾"]
    )
    free = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=longest)
    return plain | free.filter(lambda text: not _BLANKS.issuperset(text))


def localized(languages: tuple[str, ...] = _LANGUAGES) -> st.SearchStrategy[Localized]:
    """Generate words in each of some languages."""
    return st.fixed_dictionaries({language: words() for language in languages})


def identifiers() -> st.SearchStrategy[str]:
    """Generate kebab-case identifiers, up to the longest."""
    part = st.text("abcxyz019", min_size=1, max_size=6)
    joined = st.lists(part, min_size=1, max_size=3).map("-".join)
    return joined | st.just("a" * 64)


def names() -> st.SearchStrategy[str]:
    """Generate pseudonyms and attribute values."""
    inner = st.characters(exclude_categories=["Cs", "Cc"])
    free = st.text(inner, min_size=1, max_size=12).map(lambda text: f"p{text}1")
    return st.sampled_from(["p1", "Été 2024", "0", "a" * 200]) | free.filter(lambda t: "@" not in t)


def _versions() -> st.SearchStrategy[str]:
    number = st.integers(0, 999_999)
    return st.tuples(number, number, number).map(lambda parts: ".".join(map(str, parts)))


def _rationals(low: int = -20, high: int = 20) -> st.SearchStrategy[Fraction]:
    return st.fractions(low, high, max_denominator=12)


def _marks() -> st.SearchStrategy[dict[str, Any]]:
    provenance = st.sampled_from([None, "published", "reconstructed", "ours"])
    return st.fixed_dictionaries({"provenance": provenance, "source": st.none() | words()})


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def _unique_ids(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(
        identifiers().filter(lambda each: each not in {"id", "ignore"}),
        min_size=least,
        max_size=most,
        unique=True,
    )


@st.composite
def _scales(draw: st.DrawFn) -> Scale:
    codes = draw(st.lists(st.sampled_from(_CODES), min_size=1, max_size=5, unique=True))
    numbered = draw(st.booleans())
    groups = draw(st.none() | _unique_ids(1, 2))
    choices = tuple(
        Choice(
            code=code,
            value=draw(_rationals()) if numbered else None,
            label=draw(localized()),
            description=draw(_optional(localized())),
            group=draw(_optional(st.sampled_from(groups))) if groups else None,
        )
        for code in codes
    )
    return Scale(
        kind=draw(st.sampled_from(["ordinal", "nominal"])),
        groups=tuple(ChoiceGroup(id=each, title=draw(localized())) for each in groups)
        if groups
        else None,
        choices=choices,
        missing=draw(
            st.sampled_from([(), ("dont-know",), ("not-applicable",), ("dont-know", "not-applicable")])
        ),
        **draw(_marks()),
    )


@st.composite
def _items(
    draw: st.DrawFn, identifier: str, scales: Mapping[str, Scale], earlier: tuple[Item, ...]
) -> Item:
    kinds = ["integer", "number", "text", "date", "yes-no", "records"]
    kind = draw(st.sampled_from(kinds + (["choice"] * 4 + ["multiple-choice", "ranking"]) * bool(scales)))
    typed = draw(_typed(kind, scales))
    if kind == "records":
        typed["fields"] = draw(_fields(scales, identifier))
    item = Item(
        id=identifier,
        type=kind,
        text=draw(localized()),
        help=draw(_optional(localized())),
        required=draw(st.booleans()),
        missing=draw(st.sampled_from([None, (), ("dont-know",)])),
        comment=draw(st.sampled_from([None, "allowed"])),
        when=draw(_optional(_conditions(earlier, scales))) if earlier else None,
        **typed,
        **draw(_marks()),
    )
    if draw(st.booleans()):
        return item
    flag = Flag(when=draw(_conditions((*earlier, item), scales)), text=draw(localized()))
    return attrs.evolve(item, flag=flag)


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
            typed |= draw(_bounded("min_count", "max_count", st.integers(0, len(codes))))
        return typed
    if kind in {"integer", "number"}:
        whole = st.integers(-9, 9).map(Fraction)
        return draw(_bounded("minimum", "maximum", whole if kind == "integer" else _rationals()))
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
    for identifier in draw(_unique_ids(1, 3)):
        kinds = ["integer", "text", "date", "yes-no", "reference"]
        kind = draw(st.sampled_from(kinds + ["choice", "multiple-choice"] * bool(scales)))
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
                when=draw(_optional(_conditions(earlier, scales))) if earlier else None,
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
    for identifier in draw(_unique_ids(1, _MOST_ITEMS)):
        items.append(draw(_items(identifier, scales, tuple(items))))
    instrument = Instrument(
        id=draw(identifiers()),
        version=draw(_versions()),
        title=draw(localized()),
        description=draw(_optional(localized())),
        languages=draw(st.permutations(_LANGUAGES).map(tuple)),
        provenance=draw(st.sampled_from(["published", "reconstructed", "ours"])),
        source=draw(_optional(words())),
        rights=Rights(
            holder=draw(words()),
            wording=draw(st.sampled_from(["ours", "official", "licensed", "public-domain"])),
            citation=draw(_optional(words())),
        ),
        use=draw(_optional(_uses())),
        scales=scales,
        sections=draw(_sections([item.id for item in items])),
        items=tuple(items),
    )
    return draw(_with_scores(instrument)) if scored else instrument


@st.composite
def _uses(draw: st.DrawFn) -> Use:
    needs = (Prerequisite(id=each, text=draw(localized())) for each in draw(_unique_ids(0, 2)))
    modes = (
        Mode(
            id=each,
            respondent=draw(st.sampled_from(["individual", "collective"])),
            title=draw(localized()),
        )
        for each in draw(_unique_ids(0, 2))
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
            instructions=draw(_optional(localized())),
            items=tuple(part),
        )
        for index, part in enumerate(parts)
    )


@st.composite
def _with_scores(draw: st.DrawFn, instrument: Instrument) -> Instrument:
    scorable = [item for item in instrument.items if item.type in _SCORED]
    if not scorable:
        return instrument
    dimensions = []
    for index in range(draw(st.integers(0, 3))):
        held = draw(st.lists(st.sampled_from(scorable), min_size=1, max_size=4, unique=True))
        scoring = draw(_optional(_scorings(instrument, held)))
        dimensions.append(
            Dimension(
                id=f"d{index}",
                title=draw(localized()),
                items=tuple(item.id for item in held),
                scoring=scoring,
                **draw(_marks()),
            )
        )
    nested = dimensions
    if len(dimensions) > 1 and draw(st.booleans()):
        top = Dimension(id="top", title=draw(localized()), dimensions=tuple(dimensions))
        nested = [top]
    scored = attrs.evolve(instrument, dimensions=tuple(nested))
    given = draw(st.lists(answers(scored, kind="collective"), max_size=2))
    score = scorer(scored)
    found = [
        Vector(answers=each, scores={key: _expected(part) for key, part in score(each).items()})
        for each in given
        if score(each)
    ]
    return attrs.evolve(scored, vectors=tuple(found))


def _expected(score: Score) -> VectorScore:
    if isinstance(score, Distribution):
        return VectorCounts(counts=score.counts)
    if score.level is not None and score.score is not None:
        return VectorLevel(score=score.score, level=score.level)
    return score.score


@st.composite
def _scorings(draw: st.DrawFn, instrument: Instrument, items: list[Item]) -> Scoring:
    methods = draw(st.permutations(_methods(instrument, items)))
    method = methods[0] if methods else None
    if method is None or method == "distribution":
        return Scoring(method="distribution") if method else Scoring(
            method="weighted-mean", weights={item.id: Fraction(1) for item in items}
        )
    extra: dict[str, Any] = {}
    if method in {"count", "proportion"}:
        extra["of"] = tuple(dict.fromkeys(codes_of(instrument, item)[0] for item in items))
    elif method == "weighted-mean":
        extra["weights"] = {item.id: draw(_rationals(1, 9)) for item in items}
    if method in {"sum", "count"}:
        extra["prorate"] = draw(st.sampled_from([None, True, False]))
    if method in {"sum", "mean"} and len(items) > 1:
        extra["alpha"] = draw(st.sampled_from([None, True]))
    return Scoring(
        method=method,
        minimum_answered=draw(_optional(st.integers(1, len(items)))),
        levels=draw(_optional(_levels())),
        **extra,
    )


def _methods(instrument: Instrument, items: list[Item]) -> list[Any]:
    methods: list[Any] = []
    if all(item.type in _CODED for item in items):
        methods += ["distribution", "count", "proportion"]
    if all(
        item.type not in _CODED
        or len(item_values(instrument, item)) == len(codes_of(instrument, item))
        for item in items
    ):
        methods += ["sum", "mean", "weighted-mean"]
    return methods


@st.composite
def _levels(draw: st.DrawFn) -> Levels:
    bounds = sorted(draw(st.lists(_rationals(), min_size=1, max_size=3, unique=True)))
    cutoffs = tuple(
        Cutoff(at_least=bound, id=f"l{index}", title=draw(localized()))
        for index, bound in enumerate(bounds)
    )
    return Levels(applies_to=draw(st.sampled_from(["score", "group-mean"])), cutoffs=cutoffs)


@st.composite
def respondents(draw: st.DrawFn, kind: str | None = None) -> Respondent:
    """Generate respondents, individual or collective where no kind is given."""
    return Respondent(
        id=draw(names()),
        kind=kind or draw(st.sampled_from(["individual", "collective"])),  # type: ignore[arg-type]  # one of the two
        organization=draw(_optional(names())),
        attributes=draw(st.dictionaries(identifiers(), names(), max_size=2)),
        weight=draw(_rationals(0, 9)),
    )


@st.composite
def responses(
    draw: st.DrawFn, instrument: Instrument, *, wave: str | None = None, kind: str | None = None
) -> Response:
    """Generate responses in which `check_response` finds nothing.

    Args:
        draw: Hypothesis's own.
        instrument: A sound instrument.
        wave: The wave; any where none is given.
        kind: ``individual`` or ``collective``; either where none is given.
    """
    respondent = draw(respondents(kind))
    return Response(
        id=draw(names()),
        instrument=instrument.id,
        version=instrument.version,
        wave=wave or draw(identifiers()),
        respondent=respondent,
        answers=draw(answers(instrument, kind=respondent.kind)),
    )


@st.composite
def overlays(draw: st.DrawFn, instrument: Instrument) -> Overlay:
    """Generate overlays that fit an instrument; scales keep their codes and values."""
    scales = {
        key: attrs.evolve(
            scale,
            choices=tuple(attrs.evolve(each, label=draw(localized())) for each in scale.choices),
            **draw(_marks()),
        )
        for key, scale in instrument.scales.items()
        if draw(st.booleans())
    }
    dimensions = [each.id for each in instrument.all_dimensions()]
    return Overlay(
        instrument=instrument.id,
        version=instrument.version,
        provenance=draw(st.sampled_from(["published", "reconstructed", "ours"])),
        source=draw(_optional(words())),
        rights=Rights(holder=draw(words()), wording="official"),
        title=draw(_optional(localized())),
        description=draw(_optional(localized())),
        use=draw(_optional(_uses())),
        scales=scales,
        sections=tuple(
            SectionTexts(id=section.id, title=draw(_optional(localized())))
            for section in instrument.sections
            if draw(st.booleans())
        ),
        items=tuple(draw(_item_texts(instrument, item)) for item in instrument.items),
        dimensions=tuple(
            DimensionTexts(id=each, title=draw(_optional(localized()))) for each in dimensions
        ),
    )


@st.composite
def _item_texts(draw: st.DrawFn, instrument: Instrument, item: Item) -> ItemTexts:
    codes = list(codes_of(instrument, item)) if item.scale else []
    worded = draw(st.lists(st.sampled_from(codes), unique=True, max_size=2)) if codes else []
    return ItemTexts(
        id=item.id,
        text=draw(_optional(localized())),
        help=draw(_optional(localized())),
        choices={code: draw(localized()) for code in worded} or None,
    )


@st.composite
def studies(draw: st.DrawFn, instruments: tuple[str, ...] = ("diagnostic",)) -> Study:
    """Generate studies of some instruments, whose plan names only declared attributes.

    Args:
        draw: Hypothesis's own.
        instruments: Ids of the instruments they use.
    """
    waves = draw(_unique_ids(1, 3))
    attributes = draw(st.dictionaries(identifiers(), _attribute_values(), max_size=3))
    crossed = st.lists(st.sampled_from(sorted(attributes)), min_size=1, max_size=2, unique=True)
    breakdowns = draw(st.lists(crossed.map(tuple), max_size=3, unique=True)) if attributes else []
    invited = st.builds(Invited, wave=st.sampled_from(waves), count=st.integers(0, 100_000_000))
    return Study(
        id=draw(identifiers()),
        title=draw(localized()),
        subject=draw(st.builds(Subject, id=identifiers(), title=localized())),
        instruments=tuple(
            StudyInstrument(id=each, version=draw(_optional(_versions()))) for each in instruments
        ),
        waves=tuple(
            Wave(
                id=each,
                title=draw(_optional(localized())),
                date=draw(st.sampled_from([None, "2024", "2024-05", "2024-05-31"])),
                closed=draw(st.booleans()),
            )
            for each in waves
        ),
        attributes=tuple(
            Attribute(id=key, title=draw(_optional(localized())), values=values)
            for key, values in attributes.items()
        ),
        voice=draw(st.sampled_from(["person", "organization"])),
        breakdowns=tuple(breakdowns),
        invited=tuple(draw(st.lists(invited, max_size=2))),
        disclosure=draw(
            st.builds(
                Disclosure,
                mode=st.sampled_from(["protected", "open"]),
                group=st.integers(5, 1_000_000),
                subgroup=st.integers(10, 1_000_000),
            )
        ),
        languages=draw(st.sampled_from([None, ("fr",), ("en", "fr-CA")])),
    )


def _attribute_values() -> st.SearchStrategy[tuple[AttributeValue, ...] | None]:
    held = st.lists(names(), min_size=1, max_size=3, unique=True)
    return _optional(held.map(lambda ids: tuple(AttributeValue(id=each) for each in ids)))


def configurations() -> st.SearchStrategy[Configuration]:
    """Generate configurations."""
    allowed = st.builds(AllowedPlugin, name=identifiers(), distribution=_optional(names()))
    return st.builds(
        Configuration,
        plugins=st.just("all") | st.lists(allowed, unique=True, max_size=3).map(tuple),
        instrument_folders=st.lists(words(), unique=True, max_size=2).map(tuple),
        language=st.sampled_from([None, "fr", "en", "fr-CA"]),
        strict=st.booleans(),
    )
