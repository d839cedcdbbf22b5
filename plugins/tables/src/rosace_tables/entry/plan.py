"""Which sheets and columns an instrument needs for typing in what was filled in on paper."""

from collections.abc import Iterator
from typing import Final, Literal

from rosace.instrument import Instrument, Item
from rosace.study import Attribute, Study
from rosace.values import evolve, value
from rosace_tables.entry.checks import Check, check_of, list_check, reasons_check
from rosace_tables.entry.vocabulary import (
    item_terms,
    reason_terms,
    said,
    study_terms,
    voice_terms,
)
from rosace_tables.sheets.layout import MARK, RANK, RESPONDENT
from rosace_tables.sheets.terms import Terms
from rosace_tables.words import say

__all__ = ["EntryColumn", "EntrySheet", "Plan", "Wanted", "plan_of"]

_MOST_MARKED: Final = 12
_OFFERED_INSIDE: Final = frozenset({"choice", "yes-no"})

Voice = Literal["individual", "collective"]


@value
class EntryColumn:
    """A column to type in.

    Args:
        heading: Its heading for the program.
        check: What may be typed.
        number: What the item is called, such as ``3``; empty where it is no item's.
        title: The words of the item, or what the column is.
        part: Which part of the answer it takes, where the item has several columns.
        section: The section that begins here.
        width: Its width in characters.
        given: What stands in every row.
        is_hidden: Whether it is for the program alone.
        terms: What may be chosen in it, where that is known.
        is_looked_up: Whether what may be chosen is listed on a sheet of its own.
    """

    heading: str
    check: Check
    number: str = ""
    title: str
    part: str = ""
    section: str = ""
    width: int = 22
    given: str = ""
    is_hidden: bool = False
    terms: Terms | None = None
    is_looked_up: bool = False


@value
class EntrySheet:
    """A sheet to type in: a row a respondent, or a row a record.

    Args:
        title: Its title, which it is named after.
        columns: Its columns; the first holds the respondent.
        is_records: Whether its rows are records.
    """

    title: str
    columns: tuple[EntryColumn, ...]
    is_records: bool = False


@value
class Wanted:
    """How somebody wants the sheets.

    Args:
        language: Language tag of everything but the program's headings.
        voice: ``individual`` or ``collective``: whose forms are typed in; what the
            instrument is meant for where None.
        attributes: The attributes to ask for.
        wave: The wave of every row; asked for where None.
        study: The study, whose waves and attributes are offered by their titles.
        rows: For how many respondents.
        is_protected: Whether headings are locked.
    """

    language: str
    voice: Voice | None = None
    attributes: tuple[str, ...] = ()
    wave: str | None = None
    study: Study | None = None
    rows: int = 60
    is_protected: bool = False


@value
class Plan:
    """The sheets of an instrument, the answers first, and whether they are for a study."""

    sheets: tuple[EntrySheet, ...]
    voice: Voice
    in_study: bool = False


def plan_of(instrument: Instrument, wanted: Wanted) -> Plan:
    """Return the sheets that an instrument needs.

    Args:
        instrument: The instrument, resolved.
        wanted: How the sheets are wanted.
    """
    voice = wanted.voice or _voice(instrument, wanted.study)
    language = wanted.language
    items: list[EntryColumn] = []
    records: list[EntrySheet] = []
    number = 0
    for section in instrument.sections:
        first = len(items)
        for identifier in section.items:
            number += 1
            item = instrument.item(identifier)
            columns = list(_item(instrument, item, str(number), language, voice))
            items += columns
            if item.type == "records":
                records.append(_records(instrument, item, str(number), language))
        if len(items) > first:
            items[first] = evolve(items[first], section=said(section.title, language))
    main = EntrySheet(
        title=say("tables.entry.sheet.answers", language),
        columns=(*_respondent(instrument, wanted, voice), *items, _version(instrument)),
    )
    return Plan(sheets=(main, *records), voice=voice, in_study=wanted.study is not None)


def _voice(instrument: Instrument, study: Study | None) -> Voice:
    modes = instrument.use.modes if instrument.use else ()
    used = study.instruments if study else ()
    stated = {each.mode for each in used if each.id == instrument.id and each.mode}
    voices = {mode.respondent for mode in modes if not stated or mode.id in stated}
    return "collective" if voices == {"collective"} else "individual"


def _respondent(instrument: Instrument, wanted: Wanted, voice: Voice) -> Iterator[EntryColumn]:
    language = wanted.language

    def column(heading: str, name: str, given: str = "", width: int = 16) -> EntryColumn:
        return EntryColumn(
            heading=heading,
            check=Check(kind="any", hint=say(f"tables.entry.hint.{name}", language)),
            title=say(f"tables.entry.head.{name}", language),
            given=given,
            width=width,
        )

    yield column(RESPONDENT, "respondent", width=18)
    if voice == "individual":
        yield column("@organization", "organization")
    yield _wave(instrument, wanted)
    if voice == "individual" or wanted.study is None:
        yield from _attributes(wanted)
    voices = voice_terms(language)
    hint = say("tables.entry.hint.kind", language)
    yield EntryColumn(
        heading="@kind",
        check=list_check(voices.offered, hint),
        title=say("tables.entry.head.kind", language),
        given=next(each.shown for each in voices.terms if each.code == voice),
        width=16,
        is_hidden=True,
        terms=voices,
    )


def _wave(instrument: Instrument, wanted: Wanted) -> EntryColumn:
    """Return the column of the wave: of a study, those in which the instrument is used."""
    language = wanted.language
    terms = None
    if wanted.study is not None:
        used = [each for each in wanted.study.instruments if each.id == instrument.id]
        waves = wanted.study.waves
        asked = [wave for wave in waves if any(each.used_in(wave.id) for each in used)]
        terms = study_terms(asked or waves, language)
    only = terms.terms[0].code if terms and len(terms.terms) == 1 else None
    wave = wanted.wave or only or ""
    shown = {each.code: each.shown or each.code for each in terms.terms} if terms else {}
    hint = say(f"tables.entry.hint.{'wave' if terms is None else 'choice'}", language)
    return EntryColumn(
        heading="@wave",
        check=Check(kind="any", hint=hint) if terms is None else list_check(terms.offered, hint),
        title=say("tables.entry.head.wave", language),
        given=shown.get(wave, wave),
        width=12 if terms is None else 18,
        terms=terms,
    )


def _attributes(wanted: Wanted) -> Iterator[EntryColumn]:
    """Yield the columns of the attributes: the study's, and those that are named besides."""
    language = wanted.language
    declared = {each.id: each for each in (wanted.study.attributes if wanted.study else ())}
    for name in dict.fromkeys((*declared, *wanted.attributes)):
        attribute = declared.get(name, Attribute(id=name))
        terms = study_terms(attribute, language)
        hint = say(f"tables.entry.hint.{'attribute' if terms is None else 'choice'}", language)
        check = Check(kind="any", hint=hint)
        yield EntryColumn(
            heading=f"@attribute.{name}",
            check=check if terms is None else list_check(terms.offered, hint),
            title=said(attribute.title, language) if attribute.title else name,
            width=16 if terms is None else 20,
            terms=terms,
        )


def _version(instrument: Instrument) -> EntryColumn:
    return EntryColumn(
        heading="@version",
        check=Check(kind="any", hint=""),
        title="@version",
        given=instrument.version,
        is_hidden=True,
    )


def _item(
    instrument: Instrument, item: Item, number: str, language: str, voice: Voice
) -> Iterator[EntryColumn]:
    """Yield the columns that an item needs among the answers."""
    title = said(item.text, language)

    def column(suffix: str, check: Check, part: str = "", width: int = 22) -> EntryColumn:
        heading = f"{item.id}{suffix}"
        return EntryColumn(
            heading=heading, check=check, number=number, title=title, part=part, width=width
        )

    terms = item_terms(instrument, item, language)
    several = terms is not None and terms.many
    is_spread = several and len(terms.terms) <= _MOST_MARKED if terms else False
    if terms is not None and is_spread:
        sign = RANK if item.type == "ranking" else MARK
        check = _mark(item, len(terms.terms), language)
        for term in terms.terms:
            yield column(f"{sign}{term.code}", check, term.shown, 14)
    elif item.type != "records":
        check = check_of(instrument, item, language, terms)
        yield evolve(
            column("", check, width=34 if item.type == "text" else 22),
            terms=terms,
            is_looked_up=several,
        )
    reasons = instrument.missing_of(item)
    if reasons and item.type not in _OFFERED_INSIDE:
        part = say("tables.entry.part.missing", language)
        check = reasons_check(instrument, item, language)
        yield evolve(column("@missing", check, part, 18), terms=reason_terms(reasons, language))
    words = ("comment",) if item.comment else ()
    for each in (*words, *(("rationale", "dissent") if voice == "collective" else ())):
        hint = Check(kind="any", hint=say("tables.entry.hint.text", language))
        yield column(f"@{each}", hint, say(f"tables.entry.part.{each}", language), 30)


def _mark(item: Item, many: int, language: str) -> Check:
    if item.type == "ranking":
        hint = say("tables.entry.hint.rank", language)
        return Check(kind="whole", hint=hint, lowest=0, highest=many)
    return list_check(("x",), say("tables.entry.hint.mark", language))


def _records(instrument: Instrument, item: Item, number: str, language: str) -> EntrySheet:
    columns = [
        EntryColumn(
            heading=RESPONDENT,
            check=Check(kind="any", hint=say("tables.entry.hint.whose", language)),
            title=say("tables.entry.head.respondent", language),
            width=18,
        ),
        EntryColumn(
            heading=f"{item.id}.id",
            check=Check(kind="any", hint=say("tables.entry.hint.id", language)),
            title=say("tables.entry.head.id", language),
            width=12,
        ),
    ]
    for place, field in enumerate(item.fields or (), start=1):
        terms = item_terms(instrument, field, language)
        columns.append(
            EntryColumn(
                heading=f"{item.id}.{field.id}",
                check=check_of(instrument, field, language, terms, alone=False),
                number=f"{number}.{place}",
                title=said(field.text, language),
                width=34 if field.type == "text" else 22,
                terms=terms,
                is_looked_up=terms is not None and terms.many,
            )
        )
    title = f"{number} {said(item.text, language)}"
    return EntrySheet(title=title, columns=tuple(columns), is_records=True)
