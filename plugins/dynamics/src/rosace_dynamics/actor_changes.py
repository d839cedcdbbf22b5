"""What changed from one actor map to the next: actors, whether they are in, and their roles."""

from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.instrument import Instrument
from rosace.report import Block, Heading, ListBlock, Paragraph, Phrase
from rosace_dynamics.actors import Actor, choices_of

__all__ = ["change_blocks"]


def change_blocks(
    instrument: Instrument, before: Sequence[Actor], after: Sequence[Actor], wave: Phrase
) -> Iterator[Block]:
    """Yield what changed since an earlier map, actors being told apart by their ids.

    Args:
        instrument: The actor map, whose scales word the roles.
        before: The actors of the earlier map.
        after: Those of the later map.
        wave: The words of the earlier map's wave.
    """
    known = {actor.id: actor for actor in before}
    kept = [(known[actor.id], actor) for actor in after if actor.id in known]
    lasting = {actor.id for actor in after}
    roles = {choice.code: b.words(choice.label) for choice in choices_of(instrument, "role")}
    found = [
        *(_told("added", actor) for actor in after if actor.id not in known),
        *(_told("came-in", new) for old, new in kept if new.came_in and not old.came_in),
        *(
            b.message(
                "dynamics.map.change.role",
                actor=b.verbatim(new.name),
                before=roles[old.role],
                after=roles[new.role],
            )
            for old, new in kept
            if old.role and new.role and old.role != new.role
        ),
        *(_told("no-longer-in", new) for old, new in kept if old.came_in and not new.came_in),
        *(_told("removed", actor) for actor in before if actor.id not in lasting),
    ]
    yield Heading(text=b.message("dynamics.map.change", wave=wave))
    if found:
        yield ListBlock(items=tuple(found))
    else:
        yield Paragraph(text=b.message("dynamics.map.change.none"))


def _told(change: str, actor: Actor) -> Phrase:
    return b.message(f"dynamics.map.change.{change}", actor=b.verbatim(actor.name))
