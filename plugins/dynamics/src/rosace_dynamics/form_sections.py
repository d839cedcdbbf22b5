"""The report on the form of collaboration: now and wanted side by side, and the way between."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.distributions import missing_keys
from rosace.report import (
    Block,
    Column,
    Figure,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Section,
    Table,
)
from rosace.response import Response
from rosace.scoring import codes_of
from rosace_dynamics.form_bars import side_by_side

__all__ = ["write_sections"]

_QUESTIONS: Final = ("now", "wanted")
_Pair = tuple[str, str]


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the section of the latest wave that has something to show, if there is one.

    Answers to the two questions are never crossed: what is said of the way from one to the
    other follows from the two protected tables.
    """
    for wave in reversed(appraisal.waves):
        found = {name: appraisal.table(f"item.{name}", wave) for name in _QUESTIONS}
        tables = {name: held for name, held in found.items() if held and held.counts is not None}
        together = appraisal.collective_response(wave)
        blocks = (*_individual(appraisal, tables, together), *_together(appraisal, together))
        if blocks:
            told = b.message("dynamics.form.reading", wave=b.wave_title(appraisal.study, wave))
            neutral = Notice(level="information", text=b.message("dynamics.form.no-better"))
            questions = ListBlock(
                items=tuple(b.message(f"dynamics.form.question.{n}") for n in range(1, 4))
            )
            yield Section(
                id="forms",
                title=b.message("dynamics.form.title"),
                blocks=(Paragraph(text=told), neutral, *blocks, questions),
            )
            return


def _codes(appraisal: Appraisal) -> tuple[str, ...]:
    return codes_of(appraisal.instrument, appraisal.instrument.item("now"))


def _title(appraisal: Appraisal, code: str) -> Phrase:
    return b.code_title(appraisal.instrument, appraisal.instrument.item("now"), code)


def _chosen(appraisal: Appraisal, together: Response | None) -> dict[str, str]:
    """Return the form that the group chose together for each question, where it did."""
    answers = together.answers if together else {}
    held = {name: answers[name].value for name in _QUESTIONS if name in answers}
    codes = _codes(appraisal)
    return {name: code for name, code in held.items() if isinstance(code, str) and code in codes}


def _individual(
    appraisal: Appraisal, tables: Mapping[str, ProtectedTable], together: Response | None
) -> Iterator[Block]:
    """Yield both distributions, and what they say of the way from one to the other."""
    if not tables:
        return
    codes = _codes(appraisal)
    items = [appraisal.instrument.item(name) for name in _QUESTIONS]
    missing = missing_keys(appraisal.instrument, items)
    chosen = _chosen(appraisal, together)
    table = _table(appraisal, tables, (*codes, *missing))
    yield Figure(
        id="forms",
        table=table.id,
        title=b.message("dynamics.form.figure"),
        alternative=b.message("dynamics.form.alternative"),
        specification=side_by_side(
            len(codes),
            len(missing),
            [codes.index(chosen[name]) if name in chosen else None for name in _QUESTIONS],
        ),
    )
    yield table
    if len(tables) == len(_QUESTIONS):
        said = tuple(_way(appraisal, tables["now"], tables["wanted"]))
        if said:
            yield ListBlock(items=said)


def _table(
    appraisal: Appraisal, tables: Mapping[str, ProtectedTable], keys: Sequence[str]
) -> Table:
    rows = []
    for name in _QUESTIONS:
        item, held = appraisal.instrument.item(name), tables.get(name)
        for key in keys:
            count = held.count(key) if held else None
            rows.append(
                (
                    b.text(b.words(item.text)),
                    b.text(b.code_title(appraisal.instrument, item, key)),
                    b.count(count.persons if count else None),
                    b.share(statistics.share(held, key) if held else None),
                )
            )
    return Table(
        id="forms-table",
        title=b.message("dynamics.form.table"),
        columns=(
            Column(id="question", title=b.message("core.item"), kind="text", header=True),
            Column(id="form", title=b.message("dynamics.form"), kind="text", header=True),
            Column(id="count", title=b.message("core.persons"), kind="count"),
            Column(id="share", title=b.message("dynamics.share"), kind="number"),
        ),
        rows=tuple(rows),
        notes=b.notes(tables.values(), appraisal.study),
    )


def _way(appraisal: Appraisal, now: ProtectedTable, wanted: ProtectedTable) -> Iterator[Phrase]:
    """Yield where the middle of answers stands now and is wanted, and how far they can agree."""
    codes = _codes(appraisal)
    middles = [statistics.median_category(held, codes) for held in (now, wanted)]
    if middles[0] and middles[1]:
        here, there = (_between(appraisal, pair) for pair in middles if pair)
        yield b.message("dynamics.form.middles", now=here, wanted=there)
        yield _direction(codes, middles[0], middles[1])
    both = [(now.count(code), wanted.count(code)) for code in codes]
    most = sum(
        (min(one.persons.high, other.persons.high) for one, other in both if one and other),
        Fraction(0),
    )
    if now.persons is not None and most < now.persons:
        yield b.message("dynamics.form.at-most", n=b.count(int(most)), persons=b.count(now.persons))


def _between(appraisal: Appraisal, pair: _Pair) -> Phrase:
    low, high = (_title(appraisal, code) for code in pair)
    return low if pair[0] == pair[1] else b.message("core.between", low=low, high=high)


def _direction(codes: Sequence[str], now: _Pair, wanted: _Pair) -> Phrase:
    """Return which way the wish goes, only where the middles settle it."""
    (low, high), (least, most) = (
        tuple(codes.index(code) for code in pair) for pair in (now, wanted)
    )
    if (low, high) == (least, most) and low == high:
        return b.message("dynamics.form.same")
    if least <= high and most >= low:
        return b.message("dynamics.form.unsettled")
    way = "closer" if least > high else "lighter"
    if low < high or least < most:
        return b.message(f"dynamics.form.{way}")
    return b.message(f"dynamics.form.{way}.steps", n=b.count(abs(least - low), "things"))


def _together(appraisal: Appraisal, together: Response | None) -> Iterator[Block]:
    """Yield what the group says of itself, and the way to what it wants."""
    chosen = _chosen(appraisal, together)
    for name in _QUESTIONS:
        if name in chosen:
            form = _title(appraisal, chosen[name])
            yield Paragraph(text=b.message(f"dynamics.form.group.{name}", form=form))
    if len(chosen) == len(_QUESTIONS):
        now, wanted = (chosen[name] for name in _QUESTIONS)
        yield Paragraph(text=_direction(_codes(appraisal), (now, now), (wanted, wanted)))
