"""The group's own answers beside individual ones: neither overwrites the other."""

from collections.abc import Iterator

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.report import Block, Cell, Column, Paragraph, Table
from rosace.response import Answer, Response
from rosace_diagnostic.compiling import CODES, conditions_of

__all__ = ["outside_middle", "together_blocks"]


def together_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield, for each wave in which the group answered together, its answers item by item."""
    for one in appraisal.waves:
        response = appraisal.collective_response(one)
        if response is not None:
            yield Paragraph(text=b.message("diagnostic.together.reading"))
            yield _table(appraisal, response)
            words = _words(appraisal, response)
            if words.rows:
                yield words


def outside_middle(table: ProtectedTable, code: str) -> bool:
    """Say whether an answer lies outside the middle half of individual answers.

    It does when fewer than a quarter of those who chose a statement stand where it
    stands or beyond, on one side or the other; counts that are coarsened are
    taken at their highest, so that nothing is said that they do not settle.
    """
    counts = {count.key: count for count in statistics.valid(table)}
    order = [counts[key] for key in CODES if key in counts]
    least = sum(count.weight.low for count in order)
    if code not in CODES or not least:
        return False
    place = CODES.index(code)
    above = sum(count.weight.high for count in order[: place + 1])
    below = sum(count.weight.high for count in order[place:])
    return min(above, below) * 4 < least


def _table(appraisal: Appraisal, response: Response) -> Table:
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for condition in conditions_of(appraisal.instrument):
        for name in condition.items or ():
            answer = response.answers.get(name)
            if answer is None:
                continue
            table = appraisal.table(f"item.{name}", response.wave)
            if table is not None:
                used.append(table)
            rows.append(_row(appraisal, name, answer, table))
    return Table(
        id=f"together-{response.wave}"[:64],
        title=b.message(
            "diagnostic.together.table", wave=b.wave_title(appraisal.study, response.wave)
        ),
        columns=(
            Column(id="item", title=b.message("core.item"), kind="text", header=True),
            Column(id="group", title=b.message("diagnostic.together.group"), kind="text"),
            *(
                Column(id=f"n_{code.lower()}", title=b.verbatim(code), kind="count")
                for code in CODES
            ),
            Column(id="talk", title=b.message("diagnostic.together.talk"), kind="text"),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _row(
    appraisal: Appraisal, name: str, answer: Answer, table: ProtectedTable | None
) -> tuple[Cell, ...]:
    chosen = answer.value if isinstance(answer.value, str) else None
    group = b.verbatim(chosen) if chosen else b.message(f"core.missing.{answer.missing}")
    talk = chosen is not None and table is not None and outside_middle(table, chosen)
    held = [table.count(code) if table else None for code in CODES]
    return (
        b.text(b.words(appraisal.instrument.item(name).text)),
        b.text(group),
        *(b.count(count.persons if count else None) for count in held),
        b.text(b.message("diagnostic.together.worth") if talk else b.verbatim("")),
    )


def _words(appraisal: Appraisal, response: Response) -> Table:
    """Return why the group settled on its answers, and what some held against them."""
    items = appraisal.instrument.items
    said = [(item, response.answers[item.id]) for item in items if item.id in response.answers]
    return Table(
        id=f"words-{response.wave}"[:64],
        title=b.message(
            "diagnostic.together.words", wave=b.wave_title(appraisal.study, response.wave)
        ),
        columns=(
            Column(id="item", title=b.message("core.item"), kind="text", header=True),
            Column(id="rationale", title=b.message("core.collective.rationale"), kind="text"),
            Column(id="dissent", title=b.message("core.collective.dissent"), kind="text"),
        ),
        rows=tuple(
            (
                b.text(b.words(item.text)),
                b.text(b.verbatim(answer.rationale or "")),
                b.text(b.verbatim(answer.dissent or "")),
            )
            for item, answer in said
            if answer.rationale or answer.dissent
        ),
    )
