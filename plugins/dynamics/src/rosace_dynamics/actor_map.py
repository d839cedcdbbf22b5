"""The report on an actor map: its board, its ties, what the group wrote, and what is missing."""

from collections.abc import Iterator
from typing import Any, Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.collective import records_table
from rosace.instrument import Instrument
from rosace.references import row_titles
from rosace.report import Block, Cell, Column, Figure, Notice, Paragraph, Section, Table
from rosace.values import evolve
from rosace_dynamics.actor_changes import change_blocks
from rosace_dynamics.actor_gaps import gap_blocks
from rosace_dynamics.actors import Actor, actors_of, choices_of, field_of, tied
from rosace_dynamics.board import MOST_ACTORS, SINCE, YET, board, followed
from rosace_dynamics.board_layout import Card
from rosace_dynamics.documents import UNDRAWN, documents, earlier_notice

__all__ = ["write_sections"]

_DETAILS: Final = ("name", "level", "position", "identity", "logic", "levers")
"""The fields that the board and its tables leave out, beside the name."""


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest map that the group drew."""
    if not appraisal.collective:
        return
    actors = actors_of(appraisal.collective[-1])
    if not actors:
        return
    yield Section(
        id="map",
        title=b.message("dynamics.map.title"),
        blocks=(
            *earlier_notice(appraisal),
            *_map(appraisal.instrument, actors),
            *_changes(appraisal, actors),
        ),
    )
    yield Section(
        id="gaps",
        title=b.message("dynamics.gaps.title"),
        audience="facilitator",
        blocks=tuple(gap_blocks(appraisal.instrument, actors)),
    )
    yield Section(
        id="collective",
        title=b.message("dynamics.map.details"),
        blocks=(_details(appraisal),),
    )


def _changes(appraisal: Appraisal, actors: tuple[Actor, ...]) -> Iterator[Block]:
    """Yield what changed since the map before the latest, where there is one."""
    for response in documents(appraisal)[-2:-1]:
        wave = b.wave_title(appraisal.study, response.wave)
        yield from change_blocks(appraisal.instrument, actors_of(response), actors, wave)


def _map(instrument: Instrument, actors: tuple[Actor, ...]) -> Iterator[Block]:
    """Yield the board with its table, and the ties."""
    yield Paragraph(text=b.message("dynamics.map.reading"))
    ties = tied(actors)
    table = _table(instrument, actors)
    if len(actors) <= MOST_ACTORS:
        sectors, roles = _words(instrument, actors, "sector"), _words(instrument, actors, "role")
        cards = [_card(instrument, actor) for actor in actors]
        pairs = [(one.id, other.id) for one, other in ties]
        if ties and not followed(cards, pairs, (len(sectors), len(roles))):
            yield Notice(level="information", text=b.message("dynamics.map.ties.many"))
        yield Figure(
            id="board",
            table=table.id,
            title=b.message("dynamics.map.figure"),
            alternative=b.message("dynamics.map.alternative", n=b.count(len(actors), "things")),
            specification=board(cards, pairs, sectors, roles),
        )
    else:
        yield UNDRAWN
    yield table
    if ties:
        yield _ties(ties)


def _order(instrument: Instrument, field: str) -> list[str]:
    """Return the codes of a field as the board orders them: the role that decides comes first."""
    codes = [choice.code for choice in choices_of(instrument, field)]
    return codes[::-1] if field == "role" else codes


def _words(instrument: Instrument, actors: tuple[Actor, ...], field: str) -> list[dict[str, Any]]:
    """Return the words of the columns or bands of the board, a last one for actors without."""
    labels = {choice.code: choice.label for choice in choices_of(instrument, field)}
    words: list[dict[str, Any]] = [
        {"localized": dict(labels[code])} for code in _order(instrument, field)
    ]
    if any(getattr(actor, field) is None for actor in actors):
        words.append({"message": f"dynamics.map.no-{field}"})
    return words


def _card(instrument: Instrument, actor: Actor) -> Card:
    """Return an actor as the board takes it."""
    standings = choices_of(instrument, "standing")
    codes = [choice.code for choice in standings]
    shape = codes.index(actor.standing) if actor.standing else None
    said = {
        language: f"{SINCE[language]}\N{NO-BREAK SPACE}2000" if actor.came_in else YET[language]
        for language in SINCE
    }
    if shape is not None:
        label = standings[shape].label
        said = {tag: f"{label.get(tag, '')} · {words}" for tag, words in said.items()}
    return Card(
        id=actor.id,
        column=_place(instrument, "sector", actor.sector),
        row=_place(instrument, "role", actor.role),
        name=actor.name,
        words=tuple(said.values()),
        shape=shape,
        enrolled=actor.came_in is not None,
    )


def _place(instrument: Instrument, field: str, code: str | None) -> int:
    """Return the place of a code on the board, the last one where it is not told."""
    codes = _order(instrument, field)
    return codes.index(code) if code else len(codes)


def _label(instrument: Instrument, field: str, code: str | None) -> Cell:
    """Return the words of a choice of an actor; an empty cell for None."""
    return b.text(b.answer_title(instrument, field_of(instrument, field), code) if code else None)


def _table(instrument: Instrument, actors: tuple[Actor, ...]) -> Table:
    """Return who is where: what the board shows."""
    titles = {
        field: b.words(field_of(instrument, field).text)
        for field in ("name", "sector", "role", "standing", "came-in")
    }
    return Table(
        id="board-table",
        title=b.message("dynamics.map.table"),
        columns=(
            Column(id="actor", title=titles["name"], kind="text", header=True),
            Column(id="sector", title=titles["sector"], kind="text"),
            Column(id="role", title=titles["role"], kind="text"),
            Column(id="standing", title=titles["standing"], kind="text"),
            Column(id="came_in", title=titles["came-in"], kind="date"),
        ),
        rows=tuple(
            (
                b.text(b.verbatim(actor.name)),
                _label(instrument, "sector", actor.sector),
                _label(instrument, "role", actor.role),
                _label(instrument, "standing", actor.standing),
                b.date(actor.came_in),
            )
            for actor in actors
        ),
        notes=(b.message("dynamics.map.dash"),)
        if any(actor.came_in is None for actor in actors)
        else (),
    )


def _ties(ties: list[tuple[Actor, Actor]]) -> Table:
    """Return the ties, each once."""
    return Table(
        id="ties",
        title=b.message("dynamics.map.ties"),
        columns=(
            Column(id="actor", title=b.message("dynamics.actor"), kind="text", header=True),
            Column(id="tied", title=b.message("dynamics.map.tied"), kind="text"),
        ),
        rows=tuple(
            (b.text(b.verbatim(one.name)), b.text(b.verbatim(other.name))) for one, other in ties
        ),
    )


def _details(appraisal: Appraisal) -> Table:
    """Return what the group wrote of each actor."""
    item = appraisal.instrument.item("actors")
    told = tuple(field for field in item.fields or () if field.id in _DETAILS)
    rows = appraisal.collective[-1].rows("actors")
    table = records_table(
        appraisal.instrument, evolve(item, fields=told), rows, row_titles(appraisal)
    )
    return evolve(table, id="actors-table")
