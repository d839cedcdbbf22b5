"""The facilitator's sheet: an instrument answered by a group together, item by item."""

from math import ceil
from typing import TYPE_CHECKING, Any, Final

from rosace_document.form_data import head, rights
from rosace_document.item_data import ItemData
from rosace_document.parts import Asked, Part, Words, modes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["facilitator"]

_WORDS: Final = (
    "agenda", "after", "alone", "before", "dissent", "during", "flag", "group", "date", "kept",
    "modes", "on-form", "planned", "prerequisites", "present", "rationale", "real", "required",
    "row", "step",
)  # fmt: skip
_STEPS: Final = {
    "before": ("invite", "print", "place", "alone", "rules"),
    "during": ("read", "go-round", "settle", "write", "disagree", "pace"),
    "after": ("read-back", "type", "keep", "return"),
}
_WELCOME: Final = 10
_ALONE: Final = 1
_TOGETHER: Final = 4
_RECORDS: Final = 25
_LOOK_BACK: Final = 15
_NEXT: Final = 10
"""Minutes: of a welcome, for an item alone and together, for records, and for what follows."""

_ROUNDED: Final = 5


def facilitator(asked: Asked) -> "Iterator[Part]":
    """Yield the facilitator's sheet where a group may answer the instrument together.

    Args:
        asked: The instrument, the language, and the study where there is one.
    """
    instrument = asked.instrument
    modes = modes_of(instrument)
    if "collective" not in modes:
        return
    spoken = Words(language=asked.language)
    made = ItemData(instrument, spoken, "facilitator")
    data = {
        **head(asked, spoken, "facilitator"),
        "words": {name: spoken.say(name) for name in _WORDS},
        "how_used": spoken.say("how-used"),
        "steps": [
            {
                "title": spoken.say(when),
                "steps": [
                    spoken.say(f"step-{step}")
                    for step in steps
                    if step != "alone" or "individual" in modes
                ],
            }
            for when, steps in _STEPS.items()
        ],
        "agenda": list(_agenda(asked, spoken)),
        "agenda_note": spoken.say("agenda-note"),
        "sections": [
            {
                "title": spoken.text(section.title),
                "instructions": spoken.maybe(section.instructions),
                "items": [_item(made, each) for each in section.items],
            }
            for section in instrument.sections
        ],
        "rights": rights(instrument, spoken),
    }
    yield Part(name="facilitator", kind="facilitator", data=data)


def _item(made: ItemData, identifier: str) -> dict[str, Any]:
    item = made.instrument.item(identifier)
    data = made.item(item)
    if item.flag is not None:
        when = made.spoken.phrase(made.asking.condition(item.flag.when))
        data["flag"] = {"when": when, "text": made.spoken.text(item.flag.text)}
    return data


def _agenda(asked: Asked, spoken: Words) -> "Iterator[dict[str, Any]]":
    """Yield the steps of a meeting, with minutes that suit the number of items."""
    items = asked.instrument.items
    records = sum(item.type == "records" for item in items)
    together = _TOGETHER * (len(items) - records) + _RECORDS * records
    planned = [("welcome", _WELCOME)]
    if "individual" in modes_of(asked.instrument):
        planned.append(("alone", _ALONE * len(items)))
    planned += [("together", together), ("look-back", _LOOK_BACK), ("next", _NEXT)]
    for name, minutes in planned:
        rounded = _ROUNDED * ceil(minutes / _ROUNDED)
        yield {"step": spoken.say(f"agenda-{name}"), "minutes": str(rounded)}
