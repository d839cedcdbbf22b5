"""What a form shows of an instrument in one language, worked out before any template."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from rosace.asking import Asking
from rosace.building import message
from rosace.conversion import unstructure
from rosace.derived import count_bounds
from rosace.values import value
from rosace_authoring.pages.wording import Wording, direction_of

if TYPE_CHECKING:
    from rosace.instrument import Instrument, Item

__all__ = ["ChoiceView", "Choices", "ItemView", "SectionView", "Sheet"]

_ROWS: Final = 3
"""Rows that a page shows where the item says nothing of how many."""

_MOST_ROWS: Final = 20


@value
class ChoiceView:
    """A choice as a form shows it.

    Args:
        code: Its code.
        label: Its words, the item's own where it has some.
        description: What it means, where the scale says so.
        length: How many characters its label has.
    """

    code: str
    label: Markup
    description: Markup | None
    length: int


@value
class Choices:
    """Choices that stand together.

    Args:
        title: Title of their group, where they have one.
        choices: The choices.
    """

    title: Markup | None
    choices: tuple[ChoiceView, ...]


@value
class ItemView:
    """An item, or a field of a record, as a form shows it.

    Args:
        item: The item.
        number: Its number in the form; None for a field.
        text: Its words.
        help: Words of help.
        hint: What an answer may be.
        condition: When it is shown, in words.
        groups: Its choices, by group.
        missing: The reasons it offers for not answering: name and words.
        fields: The fields of its records.
        target: The item whose rows it refers to, as the form numbers it; None for rows of
            another instrument, and where it is no reference.
        rows: How many rows a page has room for: its own, or those it may refer to.
        plain: Its words, for where no markup can be.
    """

    item: "Item"
    number: int | None
    plain: str
    text: Markup
    help: Markup | None
    hint: Markup | None
    condition: Markup | None
    groups: tuple[Choices, ...]
    missing: tuple[tuple[str, Markup], ...]
    fields: "tuple[ItemView, ...]"
    target: int | None
    rows: int

    @property
    def choices(self) -> tuple[ChoiceView, ...]:
        """All its choices, in order."""
        return tuple(choice for group in self.groups for choice in group.choices)

    @property
    def when(self) -> str | None:
        """Its condition as JSON, for the script."""
        if self.item.when is None:
            return None
        return json.dumps(unstructure(self.item.when), ensure_ascii=True)

    @property
    def comment(self) -> bool:
        """Whether it takes a comment, as fields never do."""
        return self.item.comment is not None and self.number is not None

    def described(self, name: str) -> str:
        """Return the ids of what describes it in a page that calls it by a name."""
        parts = {"help": self.help, "hint": self.hint}
        return " ".join(f"{name}.{part}" for part, said in parts.items() if said is not None)

    @property
    def compact(self) -> bool:
        """Whether its choices are short enough to stand in a row."""
        longest, together = 24, 72
        lengths = [choice.length for choice in self.choices]
        plain = all(choice.description is None for choice in self.choices)
        return plain and max(lengths, default=0) <= longest and sum(lengths) <= together


@value
class SectionView:
    """A section as a form shows it."""

    id: str
    title: Markup
    instructions: Markup | None
    items: tuple[ItemView, ...]


@value
class Sheet:
    """An instrument as a form shows it in one language.

    Args:
        instrument: The instrument.
        wording: Gives the words of the page.
        sections: Its sections.
    """

    instrument: "Instrument"
    wording: Wording
    sections: tuple[SectionView, ...]

    @classmethod
    def of(cls, instrument: "Instrument", language: str) -> "Sheet":
        """Return the form of a resolved instrument.

        Args:
            instrument: The instrument.
            language: Language tag of the form.
        """
        wording = Wording(language=language)
        return cls(
            instrument=instrument,
            wording=wording,
            sections=tuple(_Views(instrument, wording).sections()),
        )

    @property
    def direction(self) -> str:
        """Which way the form's language is written."""
        return direction_of(self.wording.language)

    @property
    def items(self) -> tuple[ItemView, ...]:
        """Every item, in order."""
        return tuple(view for section in self.sections for view in section.items)

    @property
    def some_required(self) -> bool:
        """Whether an answer is required anywhere."""
        return any(part.item.required for view in self.items for part in (view, *view.fields))


class _Views:
    """Makes the views of one instrument's items in one language."""

    def __init__(self, instrument: "Instrument", wording: Wording) -> None:
        self.instrument = instrument
        self.wording = wording
        self.asking = Asking(instrument=instrument)
        self.numbers = self.asking.numbers()
        self.items = {item.id: item for item in instrument.items}

    def sections(self) -> Iterator[SectionView]:
        """Yield the sections."""
        for section in self.instrument.sections:
            yield SectionView(
                id=section.id,
                title=self.wording.text(section.title),
                instructions=self._maybe(section.instructions),
                items=tuple(self._item(self.items[each]) for each in section.items),
            )

    def _item(self, item: "Item", row: "Item | None" = None) -> ItemView:
        target = self._target(item)
        condition = self.asking.only_if(item, row)
        hints = self.asking.hints(item)
        return ItemView(
            item=item,
            number=self.numbers[item.id] if row is None else None,
            plain=self.wording.plain_text(item.text),
            text=self.wording.text(item.text),
            help=self._maybe(item.help),
            hint=Markup(" ").join(map(self.wording.phrase, hints)) if hints else None,
            condition=None if condition is None else self.wording.phrase(condition),
            groups=tuple(self._groups(item)),
            missing=tuple(
                (reason, self.wording.phrase(message(f"core.asked.missing-{reason}")))
                for reason in (self.instrument.missing_of(item) if row is None else ())
            ),
            fields=tuple(self._item(field, item) for field in item.fields or ()),
            target=self.numbers[target.id] if target else None,
            rows=_rows(target or item),
        )

    def _target(self, field: "Item") -> "Item | None":
        """Return the item of this instrument whose rows a field refers to."""
        if field.to is None or field.to.instrument not in {None, self.instrument.id}:
            return None
        return self.items[field.to.item]

    def _maybe(self, words: Any) -> Markup | None:
        return None if words is None else self.wording.text(words)

    def _groups(self, item: "Item") -> Iterator[Choices]:
        if item.scale is None:
            return
        scale = self.instrument.scales[item.scale]
        titles = {group.id: group.title for group in scale.groups or ()}
        order = {identifier: place for place, identifier in enumerate(titles)}
        ordered = sorted(
            scale.choices, key=lambda choice: order.get(choice.group or "", len(order))
        )
        if scale.kind == "ordinal":
            ordered = list(scale.choices)
        for group, held in groupby(ordered, key=lambda choice: choice.group):
            title = titles.get(group or "")
            yield Choices(
                title=self._maybe(title),
                choices=tuple(
                    ChoiceView(
                        code=choice.code,
                        label=self.wording.text(label),
                        description=self._maybe(choice.description),
                        length=len(self.wording.plain_text(label)),
                    )
                    for choice in held
                    for label in (self.instrument.label(item, choice),)
                ),
            )


def _rows(item: "Item") -> int:
    least, most = count_bounds(item)
    return min(max(least, min(most, _ROWS)), _MOST_ROWS)
