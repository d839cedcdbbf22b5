"""What kind of answer an item takes, said in a few words beside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from rosace.derived import count_bounds, length_bounds, number_bounds

if TYPE_CHECKING:
    from rosace.instrument import Instrument, Item
    from rosace_authoring.pages.wording import Wording

__all__ = ["hint"]


def hint(instrument: "Instrument", item: "Item", wording: "Wording") -> Markup | None:
    """Return what an answer to an item may be; None where the item itself shows it.

    Args:
        instrument: The instrument.
        item: One of its items or fields.
        wording: Gives the words.
    """
    said = tuple(_sentences(instrument, item, wording))
    return Markup(" ").join(said) if said else None


def _sentences(instrument: "Instrument", item: "Item", wording: "Wording") -> Iterator[Markup]:
    match item.type:
        case "multiple-choice" | "ranking":
            if item.type == "ranking":
                yield wording.say("authoring.answer.rank")
            choices = len(instrument.scales[str(item.scale)].choices)
            yield from _choices(item, choices, wording)
        case "records":
            yield from _rows(item, wording)
        case "integer" | "number":
            yield wording.say(f"authoring.answer.{item.type}")
            yield from _bounds(item, wording)
        case "text":
            yield from _length(item, wording)
        case "date":
            yield wording.say(f"authoring.answer.date-{item.precision or 'day'}")
        case _:
            return


def _choices(item: "Item", choices: int, wording: "Wording") -> Iterator[Markup]:
    least, most = count_bounds(item)
    most = min(most, choices)
    if least == most:
        yield wording.say("authoring.answer.choices-exactly", n=most)
    elif least > 1 and most < choices:
        yield wording.say("authoring.answer.choices-between", low=least, n=most)
    elif least > 1:
        yield wording.say("authoring.answer.choices-at-least", n=least)
    elif most < choices:
        yield wording.say("authoring.answer.choices-at-most", n=most)
    elif item.type == "multiple-choice":
        yield wording.say("authoring.answer.choices-any")


def _rows(item: "Item", wording: "Wording") -> Iterator[Markup]:
    least, most = item.min_count or 0, item.max_count
    if most is not None and least == most:
        yield wording.say("authoring.answer.rows-exactly", n=most)
    elif most is not None and least:
        yield wording.say("authoring.answer.rows-between", low=least, n=most)
    elif most is not None:
        yield wording.say("authoring.answer.rows-at-most", n=most)
    elif least:
        yield wording.say("authoring.answer.rows-at-least", n=least)


def _bounds(item: "Item", wording: "Wording") -> Iterator[Markup]:
    low, high = (wording.number(bound) for bound in number_bounds(item))
    if item.minimum is not None and item.maximum is not None:
        yield wording.say("authoring.answer.number-between", low=low, high=high)
    elif item.minimum is not None:
        yield wording.say("authoring.answer.number-at-least", low=low)
    elif item.maximum is not None:
        yield wording.say("authoring.answer.number-at-most", high=high)


def _length(item: "Item", wording: "Wording") -> Iterator[Markup]:
    least, most = length_bounds(item)
    if least > 1:
        yield wording.say("authoring.answer.text-at-least", n=least)
    if item.max_length is not None:
        yield wording.say("authoring.answer.text-at-most", n=most)
