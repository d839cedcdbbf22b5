"""The group's own answers beside individual ones: neither overwrites the other."""

from collections.abc import Iterator

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.instrument import Item
from rosace.report import Block, Cell, Column, Paragraph, Phrase, Table
from rosace.response import Answer, Response
from rosace_diagnostic.compiling import CODES, conditions_of, has_answers

__all__ = ["together_blocks"]


def together_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield, for each wave in which the group answered together, its answers item by item.

    They stand beside the individual ones where these may be shown, and alone otherwise.
    """
    for one in appraisal.waves:
        response = appraisal.collective_response(one)
        if response is None:
            continue
        if has_answers(appraisal, one):
            yield Paragraph(text=b.message("diagnostic.together.reading"))
            yield from _beside(appraisal, response)
        else:
            yield Paragraph(text=b.message("diagnostic.together.alone"))
            yield _alone(appraisal, response)
        words = _words(appraisal, response)
        if words.rows:
            yield words


def _given(appraisal: Appraisal, response: Response) -> Iterator[tuple[Item, Answer]]:
    """Yield what the group answered, condition by condition."""
    for condition in conditions_of(appraisal.instrument):
        for name in condition.items or ():
            answer = response.answers.get(name)
            if answer is not None:
                yield appraisal.instrument.item(name), answer


def _beside(appraisal: Appraisal, response: Response) -> Iterator[Block]:
    """Yield the group's answers beside individual ones, and which of them stand far off."""
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    far: list[bool] = []
    for item, answer in _given(appraisal, response):
        table = appraisal.table(f"item.{item.id}", response.wave)
        held = [table.count(code) if table else None for code in CODES]
        used.extend([table] if table else [])
        far.append(
            isinstance(answer.value, str)
            and table is not None
            and statistics.outside_middle(table, CODES, answer.value)
        )
        rows.append(
            (
                b.text(b.words(item.text)),
                b.text(_answer(answer)),
                *(b.count(count.persons if count else None) for count in held),
                b.text(b.message("diagnostic.together.worth") if far[-1] else b.verbatim("")),
            )
        )
    # A column that says nothing on any row would only look unfinished.
    shown = slice(None) if any(far) else slice(-1)
    columns = (
        *_columns(),
        *(Column(id=f"n_{code.lower()}", title=b.verbatim(code), kind="count") for code in CODES),
        Column(id="talk", title=b.message("diagnostic.together.talk"), kind="text"),
    )
    yield Table(
        id=_id("together", response),
        title=_title(appraisal, response, "table"),
        columns=columns[shown],
        rows=tuple(row[shown] for row in rows),
        notes=b.notes(used, appraisal.study),
    )
    if not any(far):
        yield Paragraph(text=b.message("diagnostic.together.near"))


def _alone(appraisal: Appraisal, response: Response) -> Table:
    """Return the group's answers, with the statement that each stands for."""
    rows = []
    for item, answer in _given(appraisal, response):
        chosen = answer.value if isinstance(answer.value, str) else None
        said = (item.choices or {}).get(chosen) if chosen else None
        rows.append(
            (
                b.text(b.words(item.text)),
                b.text(_answer(answer)),
                b.text(b.words(said) if said else b.verbatim("")),
            )
        )
    return Table(
        id=_id("together", response),
        title=_title(appraisal, response, "table"),
        columns=(
            *_columns(),
            Column(id="statement", title=b.message("diagnostic.choice"), kind="text"),
        ),
        rows=tuple(rows),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(id="item", title=b.message("core.item"), kind="text", header=True),
        Column(id="group", title=b.message("diagnostic.together.group"), kind="text"),
    )


def _answer(answer: Answer) -> Phrase:
    if isinstance(answer.value, str):
        return b.verbatim(answer.value)
    return b.message(f"core.missing.{answer.missing}")


def _id(name: str, response: Response) -> str:
    return f"{name}-{response.wave}"[:64].rstrip("-")


def _title(appraisal: Appraisal, response: Response, what: str) -> Phrase:
    wave = b.wave_title(appraisal.study, response.wave)
    return b.message(f"diagnostic.together.{what}", wave=wave)


def _words(appraisal: Appraisal, response: Response) -> Table:
    """Return why the group settled on its answers, and what some held against them."""
    items = appraisal.instrument.items
    said = [(item, response.answers[item.id]) for item in items if item.id in response.answers]
    return Table(
        id=_id("words", response),
        title=_title(appraisal, response, "words"),
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
