"""The sections that the core itself writes for any instrument.

A plugin's section of the same id takes the place of one of these.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product

from rosace import building as b
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.changes import change_blocks
from rosace.collective import collective_blocks, facilitator_blocks
from rosace.distributions import breakdown_blocks, item_blocks, pooled_blocks
from rosace.report import (
    Audience,
    Block,
    Cell,
    Column,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Section,
    Table,
)
from rosace.score_tables import score_blocks
from rosace.series import answered
from rosace.tally import FLAGGED, WHOLE
from rosace.values import evolve
from rosace.wordings import wording_blocks

__all__ = ["OVERVIEW", "core_sections", "overview"]

OVERVIEW = "overview"
"""Id of the section that opens each instrument's part of a report."""


def core_sections(appraisal: Appraisal) -> tuple[Section, ...]:
    """Return the core's own sections on one instrument, those without content left out."""
    changes = tuple(change_blocks(appraisal))
    # What is told of every wave side by side is told here of the latest alone.
    waves = (changes and answered(appraisal)[-1:]) or appraisal.waves
    latest = evolve(appraisal, waves=waves)
    made = (
        overview(appraisal),
        _section("dimensions", (*score_blocks(latest), *pooled_blocks(latest)), audience="public"),
        _section("items", (*item_blocks(latest), *wording_blocks(latest)), audience="public"),
        _section("change", changes, audience="public"),
        _section("breakdowns", breakdown_blocks(appraisal)),
        _section("collective", collective_blocks(appraisal)),
        _section("facilitator", facilitator_blocks(appraisal), audience="facilitator"),
        _section("remarks", _remark_blocks(appraisal)),
        _section("flags", _flag_blocks(appraisal), audience="facilitator"),
    )
    return tuple(section for section in made if section is not None)


def _section(
    identifier: str, blocks: Iterable[Block], audience: Audience = "group"
) -> Section | None:
    held = tuple(_distinct(blocks))
    title = b.message(f"core.{identifier}.title")
    return Section(id=identifier, title=title, audience=audience, blocks=held) if held else None


def _distinct(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number tables whose id another has: ids of scales and items may be alike. Drop empty ones."""
    taken: set[str] = set()
    for block in blocks:
        if not isinstance(block, Table):
            yield block
            continue
        if not block.rows:
            continue
        name, number = block.id, 1
        while name in taken:
            number += 1
            name = b.identifier(block.id, str(number))
        taken.add(name)
        yield block if name == block.id else evolve(block, id=name)


def overview(appraisal: Appraisal) -> Section:
    """Return the opening section: what the instrument is for, and who took part."""
    instrument = appraisal.instrument
    blocks: list[Block] = []
    if instrument.description:
        blocks.append(Paragraph(text=b.words(instrument.description)))
    if instrument.use:
        blocks.append(Notice(level="information", text=b.words(instrument.use.statement)))
        if instrument.use.prerequisites:
            blocks.append(Paragraph(text=b.message("core.prerequisites")))
            held = (b.words(before.text) for before in instrument.use.prerequisites)
            blocks.append(ListBlock(items=tuple(held)))
    if appraisal.study.disclosure.mode == "open":
        blocks.append(Notice(level="warning", text=b.message("core.open")))
    if appraisal.participation:
        blocks.append(_participation(appraisal))
    blocks.extend(_open_waves(appraisal))
    blocks.extend(_late(appraisal))
    blocks.extend(_kept(appraisal))
    if appraisal.untallied:
        named = b.verbatim(", ".join(appraisal.untallied))
        said = b.message("core.untallied", plugins=named)
        blocks.append(Notice(level="warning", text=said))
    return Section(
        id="overview", title=b.words(instrument.title), audience="public", blocks=tuple(blocks)
    )


def _open_waves(appraisal: Appraisal) -> Iterator[Notice]:
    """Yield for each open wave that its answers wait, or that they could not even be counted."""
    told = appraisal.participation
    uncounted = {
        part.group.wave for part in told if part.group.cell == WHOLE and part.answered is None
    }
    for wave in appraisal.study.waves:
        words = {"wave": _wave(appraisal, wave.id)}
        if wave.id in uncounted:
            yield Notice(level="warning", text=b.message("core.wave-uncounted", **words))
        elif not wave.closed:
            yield Notice(level="information", text=b.message("core.wave-open", **words))


def _late(appraisal: Appraisal) -> Iterator[Notice]:
    """Yield how many responses came in after a wave was closed, and what they wait for."""
    for late in appraisal.late:
        held = {"wave": _wave(appraisal, late.wave), "n": b.count(late.persons)}
        if late.needed is None:
            said = b.message("core.late-open", **held)
        else:
            said = b.message("core.late", **held, needed=b.count(late.needed))
        yield Notice(level="information", text=said)


def _kept(appraisal: Appraisal) -> Iterator[Notice]:
    """Yield the groups whose figures are older than what is told of their participation."""
    for group in appraisal.kept:
        named = b.cell_title(appraisal.study, group.cell)
        said = b.message("core.kept", group=named, wave=_wave(appraisal, group.wave))
        yield Notice(level="information", text=said)


def _wave(appraisal: Appraisal, wave: str) -> Phrase:
    return b.wave_title(appraisal.study, wave)


def _participation(appraisal: Appraisal) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for part in appraisal.participation:
        rate = None
        if part.invited and part.answered is not None:
            exact = min(Fraction(1), Fraction(part.answered, part.invited))
            rate = Bounds(low=exact, high=exact)
        rows.append(
            (
                b.text(_wave(appraisal, part.group.wave)),
                b.text(b.cell_title(appraisal.study, part.group.cell)),
                b.count(part.answered),
                b.count(part.invited),
                b.share(rate),
            )
        )
    return Table(
        id="participation",
        title=b.message("core.participation"),
        columns=(
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="group", title=b.message("core.group"), kind="text", header=True),
            Column(id="answered", title=b.message("core.answered-count"), kind="count"),
            Column(id="invited", title=b.message("core.invited"), kind="count"),
            Column(id="rate", title=b.message("core.rate"), kind="number"),
        ),
        rows=tuple(rows),
        notes=(b.message("core.participation.dash"),),
    )


def _remark_blocks(appraisal: Appraisal) -> Iterator[Block]:
    for held in (*appraisal.earlier, appraisal):
        for remarks in held.remarks:
            if remarks.count > len(remarks.texts):
                item = b.words(held.instrument.item(remarks.item).text)
                wave = _wave(held, remarks.wave)
                said = {"item": item, "wave": wave, "number": b.count(remarks.count)}
                yield Notice(level="information", text=b.message("core.remarks.many", **said))
    rows = tuple(
        (
            b.text(b.words(held.instrument.item(remarks.item).text)),
            b.text(_wave(held, remarks.wave)),
            b.text(b.verbatim(spoken)),
        )
        for held in (*appraisal.earlier, appraisal)
        for remarks in held.remarks
        for spoken in remarks.texts
    )
    if rows:
        yield Table(
            id="remarks",
            title=b.message("core.remarks.title"),
            columns=(
                Column(id="item", title=b.message("core.item"), kind="text", header=True),
                Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
                Column(id="comment", title=b.message("core.remarks.comment"), kind="text"),
            ),
            rows=rows,
        )


def _flag_blocks(appraisal: Appraisal) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for version in (*appraisal.earlier, appraisal):
        for item, wave in product(version.instrument.items, version.waves):
            table = version.table(f"flag.{item.id}", wave)
            if table is None or item.flag is None:
                continue
            held = table.count(FLAGGED)
            if held is None or not held.persons.low:
                # That somebody needs looking after is said where it is certain.
                continue
            used.append(table)
            rows.append(
                (
                    b.text(b.words(item.text)),
                    b.text(_wave(appraisal, wave)),
                    b.text(b.words(item.flag.text)),
                    b.count(held.persons),
                )
            )
    if rows:
        yield Table(
            id="flags",
            title=b.message("core.flags.title"),
            columns=(
                Column(id="item", title=b.message("core.item"), kind="text", header=True),
                Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
                Column(id="flag", title=b.message("core.flag"), kind="text"),
                Column(id="persons", title=b.message("core.persons"), kind="count"),
            ),
            rows=tuple(rows),
            notes=b.notes(used, appraisal.study),
        )
