"""The form: what a sheet says to whoever fills in an instrument by hand."""

from typing import TYPE_CHECKING, Any, Final, Literal

from rosace.building import message
from rosace.study import Disclosure
from rosace_document.item_data import ItemData
from rosace_document.parts import Asked, Part, Words, modes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace.instrument import Instrument

__all__ = ["form", "head", "rights"]

_WORDS: Final = (
    "comment", "facilitator-only", "how", "meaning", "modes", "more-rows", "prerequisites",
    "required", "row", "who-sees",
)  # fmt: skip


def form(asked: Asked) -> "Iterator[Part]":
    """Yield the form of an instrument: every item, with room for its answer.

    Args:
        asked: The instrument, the language, and the study where there is one.
    """
    spoken = Words(language=asked.language)
    instrument = asked.instrument
    # Where a group answers, its facilitator has a sheet of their own.
    reader: Literal["group"] | None = "group" if "collective" in modes_of(instrument) else None
    made = ItemData(instrument, spoken, reader)
    sections = [
        {
            "title": spoken.text(section.title),
            "instructions": spoken.maybe(section.instructions),
            "items": [made.item(instrument.item(each)) for each in section.items],
        }
        for section in instrument.sections
    ]
    data = {
        **head(asked, spoken, "form"),
        "words": {name: spoken.say(name) for name in _WORDS},
        "end": spoken.say("end"),
        "who": list(_who(asked, spoken)),
        "sees": _sees(asked, spoken),
        "how": list(_how(sections, spoken)),
        "scales": made.said_once(),
        "sections": sections,
        "rights": rights(instrument, spoken),
    }
    yield Part(name="form", kind="form", data=data)


def head(asked: Asked, spoken: Words, name: str) -> dict[str, Any]:
    """Return what heads any part: its kind, the instrument, its use and what comes before.

    Args:
        asked: The instrument, and the study where there is one.
        spoken: Gives the words.
        name: The name of the part.
    """
    instrument = asked.instrument
    use = instrument.use
    study = asked.study
    return {
        "kind": spoken.say(f"kind-{name}"),
        "title": spoken.text(instrument.title),
        "description": spoken.maybe(instrument.description),
        "subject": None if study is None else spoken.text(study.subject.title),
        "foot": f"{instrument.id} {instrument.version}",
        "use": None if use is None else spoken.text(use.statement),
        "prerequisites": [spoken.text(each.text) for each in use.prerequisites] if use else [],
        "modes": [
            {"title": spoken.text(mode.title), "description": spoken.maybe(mode.description)}
            for mode in (use.modes if use else ())
        ],
    }


def rights(instrument: "Instrument", spoken: Words) -> list[Any]:
    """Return who holds the rights of an instrument, how sure we are of it, and how to cite it.

    Args:
        instrument: The instrument.
        spoken: Gives the words.
    """
    held = instrument.rights
    said = [
        spoken.phrase(message(f"core.provenance.content.{instrument.provenance}")),
        " – ".join(filter(None, (held.holder, held.licence))),
        held.citation,
    ]
    return [each for each in said if each]


def _who(asked: Asked, spoken: Words) -> "Iterator[dict[str, Any]]":
    """Yield what a respondent says of itself: lines to write on, and boxes."""
    study = asked.study
    modes = modes_of(asked.instrument)
    if "individual" in modes:
        yield {"label": spoken.say("code"), "choices": []}
        yield {"label": spoken.say("organization"), "choices": []}
    else:
        yield {"label": spoken.say("group"), "choices": []}
    if study is None:
        yield {"label": spoken.say("date"), "choices": []}
        return
    waves = [
        spoken.text(wave.title) if wave.title else wave.id
        for wave in study.waves
        if not wave.closed
    ]
    yield {"label": spoken.say("wave"), "choices": waves}
    if "individual" in modes:
        for attribute in study.attributes:
            yield {
                "label": spoken.text(attribute.title) if attribute.title else attribute.id,
                "choices": [
                    spoken.text(each.title) if each.title else each.id
                    for each in attribute.values or ()
                ],
            }


def _sees(asked: Asked, spoken: Words) -> list[str]:
    """Return who sees what is written here."""
    modes = modes_of(asked.instrument)
    if modes == {"collective"}:
        return [spoken.say("sees-group")]
    limits = asked.study.disclosure if asked.study else Disclosure()
    said = [spoken.say("sees-person")]
    if limits.mode == "open":
        said.append(spoken.say("sees-open"))
    else:
        said.append(
            spoken.say("sees-protected", group=limits.group, subgroup=limits.least_for_distribution)
        )
    if "collective" in modes:
        said.append(spoken.say("sees-also-group"))
    return said


def _how(sections: list[dict[str, Any]], spoken: Words) -> "Iterator[str]":
    """Yield how the kinds of items that there are boxes and lines for are answered, in order."""
    items = [item for section in sections for item in section["items"]]
    parts = [part for item in items for part in (item, *item.get("fields", ()))]
    used = {part["type"] for part in parts if not part.get("key")}
    asked = (
        ("choice", used & {"choice", "yes-no"}),
        ("multiple-choice", used & {"multiple-choice"}),
        ("ranking", used & {"ranking"}),
        ("reference", used & {"reference"}),
        ("condition", any(part["condition"] for part in parts)),
        ("required", any(part["required"] for part in parts)),
        ("writing", True),
    )
    yield from (spoken.say(f"how-{kind}") for kind, found in asked if found)
