"""The report on a translation tracker: the flow of moves, and who stands where now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.conversion import unstructure
from rosace.instrument import Choice, Item
from rosace.references import row_titles
from rosace.report import (
    Block,
    Cell,
    Column,
    Figure,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Section,
    Table,
)
from rosace.values import value
from rosace_dynamics.actors import MAP, Actor, map_of
from rosace_dynamics.documents import UNDRAWN, documents
from rosace_dynamics.flow import MOST_ACTORS, flow
from rosace_dynamics.flow_layout import Mark, lay_out
from rosace_dynamics.translation import Move, moves_told, now

__all__ = ["write_sections"]


@value
class Told:
    """All that the sections are written from.

    Args:
        appraisal: The appraisal.
        moves: Lane by lane, in order of time.
        names: The name of each actor that a move was made toward, by id, in order of lanes.
        map: The actors of the map; empty where the study has none.
        unread: How many moves an earlier version of the tool words as this one does not.
    """

    appraisal: Appraisal
    moves: tuple[Move, ...]
    names: Mapping[str, str]
    map: tuple[Actor, ...]
    unread: int = 0

    def choices(self, field: str) -> tuple[Choice, ...]:
        """Return the choices of a field of moves, which an overlay may have replaced."""
        return choices_of(self.appraisal, field)

    def field(self, identifier: str) -> Item:
        """Return a field of moves."""
        return field_of(self.appraisal, identifier)

    def place(self, field: str, code: str) -> int:
        """Return the place of a choice on its scale."""
        return [choice.code for choice in self.choices(field)].index(code)


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the flow of all moves, and who stands where now."""
    told = _told(appraisal)
    if not told.moves:
        return
    yield Section(
        id="now",
        title=b.message("dynamics.moves.now"),
        blocks=tuple(_now(told)),
    )
    yield Section(
        id="collective",
        title=b.message("dynamics.moves.title"),
        blocks=tuple(_flow(told)),
    )


def field_of(appraisal: Appraisal, identifier: str) -> Item:
    """Return a field of moves."""
    fields = appraisal.instrument.item("moves").fields or ()
    return next(field for field in fields if field.id == identifier)


def choices_of(appraisal: Appraisal, field: str) -> tuple[Choice, ...]:
    """Return the choices of a field of moves."""
    return appraisal.instrument.scales[field_of(appraisal, field).scale or ""].choices


def _told(appraisal: Appraisal) -> Told:
    codes = {
        field: {choice.code for choice in choices_of(appraisal, field)}
        for field in ("moment", "outcome")
    }
    every = moves_told(appraisal)
    moves = [m for m in every if m.moment in codes["moment"] and m.outcome in codes["outcome"]]
    actors = map_of(appraisal)
    titles = row_titles(appraisal)
    met = dict.fromkeys(move.actor for move in moves)
    order = [actor.id for actor in actors if actor.id in met]
    order += [actor for actor in met if actor not in order]
    return Told(
        appraisal=appraisal,
        moves=tuple(move for actor in order for move in moves if move.actor == actor),
        names={actor: titles.get((MAP, "actors", actor), actor) for actor in order},
        map=actors,
        unread=len(every) - len(moves),
    )


def _now(told: Told) -> Iterator[Block]:
    """Yield who stands where, moment by moment, and whom no move was made toward."""
    yield Paragraph(text=b.message("dynamics.moves.now.reading"))
    last = now(told.moves)
    outcomes = told.choices("outcome")
    names = b.column_ids({choice.code: choice.code for choice in outcomes})
    yield Table(
        id="now-table",
        title=b.message("dynamics.moves.now.table"),
        columns=(
            Column(id="moment", title=b.words(told.field("moment").text), kind="text", header=True),
            *(
                Column(id=names[choice.code], title=b.words(choice.label), kind="text")
                for choice in outcomes
            ),
        ),
        rows=tuple(
            (
                b.text(b.words(moment.label)),
                *(
                    _names(
                        told.names[actor]
                        for actor, move in last.items()
                        if (move.moment, move.outcome) == (moment.code, outcome.code)
                    )
                    for outcome in outcomes
                ),
            )
            for moment in reversed(told.choices("moment"))
        ),
    )
    if not told.map:
        yield Notice(level="information", text=b.message("dynamics.no-map"))
        return
    without = [b.as_written(actor.name) for actor in told.map if actor.id not in last]
    yield Paragraph(text=b.message(f"dynamics.moves.without{'' if without else '.none'}"))
    if without:
        yield ListBlock(items=tuple(without))


def _names(held: Iterator[str]) -> Cell:
    """Return names in one cell; an empty one where there are none."""
    phrases: list[Phrase] = [b.verbatim(name) for name in held]
    return b.text(b.joined(phrases) if phrases else None)


def _flow(told: Told) -> Iterator[Block]:
    """Yield the flow, where it can be read, and the table of all moves."""
    yield Paragraph(text=b.message("dynamics.moves.reading"))
    if told.unread:
        text = b.message("dynamics.moves.unread", n=b.count(told.unread, "things"))
        yield Notice(level="warning", text=text)
    table = _table(told)
    if len(told.names) <= MOST_ACTORS:
        lanes = {actor: lane for lane, actor in enumerate(told.names)}
        marks = [
            Mark(
                lane=lanes[move.actor],
                level=told.place("moment", move.moment),
                outcome=told.place("outcome", move.outcome),
                when=move.when,
            )
            for move in told.moves
        ]
        waves = [wave for wave in told.appraisal.study.waves if wave.id in _waves(told)]
        placed = lay_out(marks, len(told.choices("moment")), [wave.date for wave in waves])
        if placed is not None:
            titles = [b.wave_title(told.appraisal.study, wave.id) for wave in waves]
            yield Figure(
                id="flow",
                table=table.id,
                title=b.message("dynamics.moves.figure"),
                alternative=b.message(
                    "dynamics.moves.alternative",
                    n=b.count(len(told.moves), "things"),
                    actors=b.count(len(told.names), "things"),
                ),
                specification=flow(
                    marks, placed, _labels(told, "moment"), _labels(told, "outcome"), _said(titles)
                ),
            )
    else:
        yield UNDRAWN
    yield table


def _waves(told: Told) -> set[str]:
    """Return the waves whose trackers are told of."""
    return {response.wave for response in documents(told.appraisal)}


def _labels(told: Told, field: str) -> list[dict[str, Any] | str]:
    """Return the words of a field's choices, as phrases of a specification."""
    return [{"localized": dict(choice.label)} for choice in told.choices(field)]


def _said(phrases: Sequence[Phrase]) -> list[dict[str, Any] | str]:
    """Return phrases as they stand in a specification, where one's own words are plain text."""
    held = [unstructure(phrase) for phrase in phrases]
    return [phrase.get("verbatim", phrase) for phrase in held]


def _table(told: Told) -> Table:
    """Return every move, actor by actor, with what the group wrote of it."""
    study = told.appraisal.study
    titles = {
        name: b.words(told.field(name).text)
        for name in ("actor", "moment", "date", "done", "intermediary", "outcome")
    }
    later = len(_waves(told)) > 1
    carried = any(move.intermediary for move in told.moves)
    wave = Column(id="wave", title=b.message("dynamics.moves.wave"), kind="text")
    words = Column(id="intermediary", title=titles["intermediary"], kind="text")
    return Table(
        id="flow-table",
        title=b.message("dynamics.moves.table"),
        columns=(
            Column(id="actor", title=b.message("dynamics.actor"), kind="text", header=True),
            Column(id="moment", title=titles["moment"], kind="text"),
            Column(id="date", title=titles["date"], kind="date"),
            Column(id="done", title=titles["done"], kind="text"),
            *((words,) if carried else ()),
            Column(id="outcome", title=titles["outcome"], kind="text"),
            *((wave,) if later else ()),
        ),
        rows=tuple(
            (
                b.text(b.verbatim(told.names[move.actor])),
                _label(told, "moment", move.moment),
                b.date(move.date),
                b.text(b.verbatim(move.done)),
                *((b.text(_own(move.intermediary)),) if carried else ()),
                _label(told, "outcome", move.outcome),
                *((b.text(b.wave_title(study, move.wave)),) if later else ()),
            )
            for move in told.moves
        ),
        notes=(b.message("dynamics.moves.undated"),)
        if any(move.date is None for move in told.moves)
        else (),
    )


def _label(told: Told, field: str, code: str) -> Cell:
    """Return the words of a choice of a move."""
    return b.text(b.words(told.choices(field)[told.place(field, code)].label))


def _own(words: str | None) -> Phrase | None:
    return b.verbatim(words) if words else None
