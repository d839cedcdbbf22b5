"""The words that a document holds, piece by piece, as whoever reads a file of it must find them."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from rosace.formatting import Formatter
from rosace.instrument import Instrument, Item
from rosace.interfaces import Responses
from rosace.report import (
    Block,
    CountCell,
    Figure,
    Heading,
    ListBlock,
    Message,
    Notice,
    NumberCell,
    Paragraph,
    Phrase,
    Report,
    Table,
    TextCell,
    Translated,
    Verbatim,
)
from rosace.response import Record
from rosace.values import evolve

__all__ = ["PARTS", "Part", "pieces_of"]

Part = Literal["head", "sections", "text", "tables", "figures"]
PARTS: Final[frozenset[Part]] = frozenset({"head", "sections", "text", "tables", "figures"})
"""What a report is made of: title and subject, section titles, running text, tables, figures."""

_FIRST_MARK: Final = 0xF0000
_Piece = tuple[str, str]


def pieces_of(
    document: Report | Responses | Instrument, formatter: Formatter, parts: frozenset[Part]
) -> Iterator[_Piece]:
    """Yield what each piece of text in a document is, and its words in the formatter's language.

    A message gives the pieces between what fills it, and those of what fills it.

    Args:
        document: A report, responses or an instrument.
        formatter: Writes phrases.
        parts: The parts of a report that are wanted.
    """
    if isinstance(document, Report):
        yield from _report(document, formatter, parts)
    elif isinstance(document, Responses):
        yield from _responses(document)
    else:
        yield from _instrument(document, formatter)


def _report(report: Report, formatter: Formatter, parts: frozenset[Part]) -> Iterator[_Piece]:
    phrases: list[tuple[Part, str, Phrase]] = [("head", "the title", report.title)]
    if report.subject is not None:
        phrases.append(("head", "the subject", report.subject))
    for section in report.sections:
        phrases.append(("sections", f"the title of section {section.id}", section.title))
        for block in section.blocks:
            phrases += _block(block)
    for part, what, phrase in phrases:
        if part in parts:
            yield from ((what, words) for words in _leaves(phrase, formatter))


def _block(block: Block) -> Iterator[tuple[Part, str, Phrase]]:
    match block:
        case Paragraph(text=text) | Heading(text=text) | Notice(text=text):
            yield "text", f"a {type(block).__name__.lower()}", text
        case ListBlock(items=items):
            yield from (("text", "a point of a list", item) for item in items)
        case Figure(title=title, alternative=alternative):
            yield "figures", f"the title of figure {block.id}", title
            yield "figures", f"the alternative of figure {block.id}", alternative
        case Table():
            yield "tables", f"the title of table {block.id}", block.title
            yield from (("tables", f"a column of table {block.id}", c.title) for c in block.columns)
            cells = [cell for row in block.rows for cell in row]
            held = (cell.text for cell in cells if isinstance(cell, TextCell))
            yield from (("tables", f"a cell of table {block.id}", text) for text in held)
            yield from (("tables", f"a note of table {block.id}", note) for note in block.notes)


def _leaves(phrase: Phrase, formatter: Formatter) -> Iterator[str]:
    if not isinstance(phrase, Message):
        yield formatter.phrase(phrase)
        return
    # A private character stands for each argument, so that what the words use is seen.
    marks = {name: chr(_FIRST_MARK + place) for place, name in enumerate(phrase.arguments)}
    filled: dict[str, Phrase | TextCell | CountCell | NumberCell] = {}
    shown = []
    for name, held in phrase.arguments.items():
        if isinstance(held, CountCell | NumberCell):
            # The number chooses the form, and so cannot be hidden.
            filled[name] = held
            shown.append(re.escape(formatter.cell(held)))
        else:
            filled[name] = Verbatim(verbatim=marks[name])
    written = formatter.phrase(evolve(phrase, arguments=filled))
    yield from re.split("|".join([*marks.values(), *filter(None, shown)]), written)
    for name, held in phrase.arguments.items():
        if marks[name] not in written:
            continue
        if isinstance(held, TextCell):
            yield from _leaves(held.text, formatter)
        elif isinstance(held, Message | Translated | Verbatim):
            yield from _leaves(held, formatter)


def _responses(document: Responses) -> Iterator[_Piece]:
    for response in document.responses:
        who = f"response {response.id}"
        yield f"the id of {who}", response.id
        yield f"the respondent of {who}", response.respondent.id
        if response.respondent.organization:
            yield f"the organization of {who}", response.respondent.organization
        for value in response.respondent.attributes.values():
            yield f"an attribute of {who}", value
        for item, answer in response.answers.items():
            for words in (answer.comment, answer.rationale, answer.dissent):
                if words:
                    yield f"a comment on {item} in {who}", words
            if isinstance(answer.value, str):
                yield f"the answer to {item} in {who}", answer.value
            elif isinstance(answer.value, tuple):
                for row in answer.value:
                    held = row.fields.values() if isinstance(row, Record) else (row,)
                    said = (each for each in held if isinstance(each, str))
                    yield from ((f"the answer to {item} in {who}", each) for each in said)


def _instrument(instrument: Instrument, formatter: Formatter) -> Iterator[_Piece]:
    for item in instrument.items:
        yield from _item(instrument, item, formatter)
        for field in item.fields or ():
            yield from _item(instrument, field, formatter)


def _item(instrument: Instrument, item: Item, formatter: Formatter) -> Iterator[_Piece]:
    yield f"item {item.id}", formatter.phrase(Translated(localized=item.text))
    for choice in instrument.scales[item.scale].choices if item.scale else ():
        label = instrument.label(item, choice)
        yield (
            f"choice {choice.code} of item {item.id}",
            formatter.phrase(Translated(localized=label)),
        )
