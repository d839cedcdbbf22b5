"""The board as a report shows it: a table for each column, like entries under their group."""

from collections.abc import Iterator, Mapping, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.instrument import Choice, Instrument, Scale
from rosace.report import Block, Cell, Column, Heading, Paragraph, Phrase, Table
from rosace_review.record import Entry, Review

__all__ = ["board_blocks", "columns_of", "in_column", "statuses_of"]


def columns_of(instrument: Instrument) -> Scale:
    """Return the columns of the board, which an overlay may have replaced."""
    return _scale(instrument, "entries", "column")


def statuses_of(instrument: Instrument) -> Scale:
    """Return what can be said of where a track stands."""
    return _scale(instrument, "tracks", "status")


def _scale(instrument: Instrument, item: str, field: str) -> Scale:
    fields = instrument.item(item).fields or ()
    return instrument.scales[next(each.scale or "" for each in fields if each.id == field)]


def in_column(review: Review, code: str) -> list[Entry]:
    """Return the entries of a column: the most votes first, then those that most cards said."""
    found = [entry for entry in review.entries if entry.column == code]
    return sorted(found, key=lambda entry: (-(entry.votes or 0), -entry.multiplicity))


def board_blocks(appraisal: Appraisal, reviews: Sequence[Review]) -> Iterator[Block]:
    """Yield every board, the latest first.

    Args:
        appraisal: The appraisal, for its words.
        reviews: The reviews in the order of their waves.
    """
    yield Paragraph(text=b.message("review.board.reading"))
    for number, review in enumerate(reversed(reviews), start=1):
        if len(reviews) > 1:
            yield Heading(text=b.wave_title(appraisal.study, review.wave))
        if review.date:
            yield Paragraph(text=b.message("review.session", date=b.date(review.date)))
        if review.facilitator:
            who = b.verbatim(review.facilitator)
            yield Paragraph(text=b.message("review.facilitated", who=who))
        yield from _board(columns_of(appraisal.instrument), review, number)


def _board(scale: Scale, review: Review, number: int) -> Iterator[Block]:
    for place, choice in enumerate(scale.choices, start=1):
        entries = in_column(review, choice.code)
        if entries:
            yield _column(choice, review, entries, f"board-{number}-{place}")
        else:
            title = b.words(choice.label)
            yield Paragraph(text=b.message("review.column.empty", column=title))
    used = {entry.group for entry in review.entries}
    empty = [b.verbatim(group.title) for group in review.groups if group.id not in used]
    if empty:
        titles = b.joined(empty)
        yield Paragraph(text=b.message("review.groups.empty", titles=titles))


def _column(choice: Choice, review: Review, entries: list[Entry], name: str) -> Table:
    grouped = any(entry.group for entry in entries)
    repeated = any(entry.multiplicity > 1 for entry in entries)
    voted = any(entry.votes is not None for entry in entries)
    signed = any(entry.author for entry in entries)
    columns = [Column(id="entry", title=b.message("review.entry"), kind="text", header=True)]
    if grouped:
        title = b.message("review.group")
        columns.insert(0, Column(id="group", title=title, kind="text", header=True))
    if repeated:
        columns.append(Column(id="cards", title=b.message("review.cards"), kind="count"))
    if voted:
        columns.append(Column(id="votes", title=b.message("review.votes"), kind="count"))
    if signed:
        columns.append(Column(id="author", title=b.message("review.author"), kind="text"))
    titles = {group.id: b.verbatim(group.title) for group in review.groups}
    rows: list[tuple[Cell, ...]] = []
    for entry in _by_group(entries) if grouped else entries:
        cells: list[Cell] = [b.text(_group_title(titles, entry))] if grouped else []
        cells.append(b.text(b.verbatim(entry.text)))
        cells += [b.count(entry.multiplicity, "things")] if repeated else []
        cells += [b.count(entry.votes, "things")] if voted else []
        cells += [b.text(b.verbatim(entry.author) if entry.author else None)] if signed else []
        rows.append(tuple(cells))
    return Table(id=name, title=b.words(choice.label), columns=tuple(columns), rows=tuple(rows))


def _group_title(titles: Mapping[str, Phrase], entry: Entry) -> Phrase:
    alone = b.message("review.ungrouped")
    return titles.get(entry.group, alone) if entry.group else alone


def _by_group(entries: list[Entry]) -> list[Entry]:
    """Return entries group by group: the group with the most votes first, the ungrouped last."""
    weight: dict[str | None, tuple[int, int]] = {}
    for entry in entries:
        votes, cards = weight.get(entry.group, (0, 0))
        weight[entry.group] = (votes + (entry.votes or 0), cards + entry.multiplicity)
    met = list(weight)

    def place(entry: Entry) -> tuple[bool, int, int, int]:
        votes, cards = weight[entry.group]
        return entry.group is None, -votes, -cards, met.index(entry.group)

    return sorted(entries, key=place)
