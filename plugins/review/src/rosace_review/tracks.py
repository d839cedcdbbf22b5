"""Tracks as a report shows them: those just settled on, and what became of those before."""

from collections.abc import Iterator, Mapping, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.instrument import Instrument
from rosace.report import Block, Cell, Column, Notice, Paragraph, Phrase, Table
from rosace_review.columns import statuses_of
from rosace_review.memory import Decision, decisions, latest_wave, taken_up, today
from rosace_review.record import Review, Track

__all__ = ["charge_blocks", "opening_blocks", "track_blocks"]


def opening_blocks(appraisal: Appraisal, reviews: Sequence[Review]) -> Iterator[Block]:
    """Yield what was decided before the last wave, and what has become of it.

    Args:
        appraisal: The appraisal of the board.
        reviews: The reviews in the order of their waves.
    """
    found = taken_up(appraisal, reviews)
    now = latest_wave(appraisal)
    if not found or now is None:
        return
    wave = b.wave_title(appraisal.study, now)
    many = b.count(len(found), "things")
    yield Paragraph(text=b.message("review.opening.reading", n=many, wave=wave))
    day = today(appraisal, reviews)
    late = sum(decision.overdue(day) for decision in found)
    if late:
        said = b.message("review.opening.overdue", n=b.count(late, "things"))
        yield Notice(level="warning", text=said)
    silent = sum(decision.told != now and not decision.closed for decision in found)
    if silent:
        said = b.message("review.opening.silent", n=b.count(silent, "things"), wave=wave)
        yield Notice(level="information", text=said)
    decided = Column(id="decided", title=b.message("review.decided"), kind="text")
    follow_up = Column(id="follow_up", title=b.message("review.follow-up"), kind="text")
    columns = _columns()
    yield Table(
        id="decided",
        title=b.message("review.opening.table"),
        columns=(columns[0], decided, *columns[1:], follow_up),
        rows=tuple(
            (
                cells[0],
                b.text(b.wave_title(appraisal.study, decision.decided)),
                *cells[1:],
                b.text(_became(decision, now)),
            )
            for decision in found
            for cells in (_cells(appraisal, decision, day),)
        ),
    )
    for decision in found:
        if decision.before:
            words = {"now": decision.track.what, "before": decision.before}
            told = {name: b.verbatim(each) for name, each in words.items()}
            yield Notice(level="information", text=b.message("review.opening.reworded", **told))


def track_blocks(appraisal: Appraisal, reviews: Sequence[Review]) -> Iterator[Block]:
    """Yield the tracks that were decided in the latest session, and where they stand.

    Nobody is named: a group may show these to everyone.

    Args:
        appraisal: The appraisal of the board.
        reviews: The reviews in the order of their waves.
    """
    found = _new(reviews)
    if not found:
        return
    yield Paragraph(text=b.message("review.tracks.reading"))
    day = today(appraisal, reviews)
    what, _, due, status = _columns()
    rows = []
    for decision in found:
        words, _, until, standing = _cells(appraisal, decision, day)
        rows.append((words, until, standing))
    yield Table(
        id="tracks",
        title=b.message("review.tracks.table"),
        columns=(what, due, status),
        rows=tuple(rows),
    )


def charge_blocks(appraisal: Appraisal, reviews: Sequence[Review]) -> Iterator[Block]:
    """Yield who sees to the tracks of the latest session, and the ideas they come from.

    Args:
        appraisal: The appraisal of the board.
        reviews: The reviews in the order of their waves.
    """
    found = _new(reviews)
    if not found:
        return
    yield Paragraph(text=b.message("review.charges.reading"))
    what, owner, *_ = _columns()
    sources = Column(id="sources", title=b.message("review.sources"), kind="text")
    follow_up = Column(id="follow_up", title=b.message("review.follow-up"), kind="text")
    followed = any(decision.track.follow_up for decision in found)
    latest = reviews[-1].wave
    yield Table(
        id="charges",
        title=b.message("review.charges.table"),
        columns=(what, owner, sources, *((follow_up,) if followed else ())),
        rows=tuple(
            (
                b.text(b.verbatim(decision.track.what)),
                b.text(_owner(appraisal, decision.track)),
                b.text(_listed(decision.sources)),
                *((b.text(_became(decision, latest)),) if followed else ()),
            )
            for decision in found
        ),
    )


def _new(reviews: Sequence[Review]) -> list[Decision]:
    """Return what was decided in the latest session."""
    latest = reviews[-1].wave
    return [decision for decision in decisions(reviews) if decision.decided == latest]


def _columns() -> tuple[Column, ...]:
    """Return the columns that every table of tracks has."""
    return (
        Column(id="what", title=b.message("review.what"), kind="text", header=True),
        Column(id="owner", title=b.message("review.owner"), kind="text"),
        Column(id="due", title=b.message("review.due"), kind="date"),
        Column(id="status", title=b.message("review.status"), kind="text"),
    )


def _cells(appraisal: Appraisal, decision: Decision, day: str | None) -> tuple[Cell, ...]:
    """Return the cells of a track, in the order of `_columns`."""
    track = decision.track
    return (
        b.text(b.verbatim(track.what)),
        b.text(_owner(appraisal, track)),
        b.date(track.due),
        b.text(_standing(appraisal.instrument, decision, day)),
    )


def _standing(instrument: Instrument, decision: Decision, day: str | None) -> Phrase | None:
    """Return where a track stands, in words, with whether it is past its date."""
    choices = statuses_of(instrument).choices
    code = decision.track.status
    label = next((b.words(each.label) for each in choices if each.code == code), None)
    if not decision.overdue(day):
        return label
    late = b.message("review.overdue")
    return b.joined([label, late]) if label else late


def _owner(appraisal: Appraisal, track: Track) -> Phrase | None:
    titles = _actor_titles(appraisal) if track.actors else {}
    names = [titles.get(actor, actor) for actor in track.actors]
    # Who sees to a track is often one of its actors, named in words once more.
    return _listed(list(dict.fromkeys([*names, *([track.owner] if track.owner else [])])))


def _listed(texts: Sequence[str]) -> Phrase | None:
    return b.verbatim("; ".join(texts)) if texts else None


def _became(decision: Decision, wave: str) -> Phrase | None:
    """Return what became of a track, or that nothing has been said of it at a wave."""
    if decision.track.follow_up:
        return b.verbatim(decision.track.follow_up)
    silent = decision.told != wave and not decision.closed
    return b.message("review.no-news") if silent else None


def _actor_titles(appraisal: Appraisal) -> Mapping[str, str]:
    """Return the names of actors by id, where the report holds the instrument they stand in."""
    fields = appraisal.instrument.item("tracks").fields or ()
    target = next((each.to for each in fields if each.id == "actors"), None)
    other = appraisal.others.get(target.instrument or "") if target else None
    if target is None or other is None:
        return {}
    named = next(
        each.id for each in other.instrument.item(target.item).fields or () if each.type == "text"
    )
    found: dict[str, str] = {}
    for response in other.collective:
        for row in response.rows(target.item):
            if name := row.text(named):
                found[row.id] = name
    return found
