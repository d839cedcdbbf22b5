"""A condition spelt out, for paper and for pages whose script does not run."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rosace.values import value

if TYPE_CHECKING:
    from rosace.instrument import Condition, Instrument, Item
    from rosace.values import Scalar
    from rosace_authoring.pages.wording import Wording

__all__ = ["ConditionWords"]


@value
class ConditionWords:
    """Spells conditions on the items of an instrument, or on the fields of a row.

    Args:
        instrument: The instrument.
        items: The items or fields that a condition may name, by id.
        names: What each is called in the page, such as ``item 8``.
        wording: Gives the words.
    """

    instrument: "Instrument"
    items: "Mapping[str, Item]"
    names: Mapping[str, str]
    wording: "Wording"

    def spell(self, condition: "Condition") -> str:
        """Return a condition in words, without a capital or a period."""
        return self._spell(condition, nested=False)

    def _spell(self, condition: "Condition", *, nested: bool) -> str:
        say = self.wording.plain
        for parts, joined in (
            (condition.all, "authoring.condition.and"),
            (condition.any, "authoring.condition.or"),
        ):
            if parts is not None:
                spelt = say(joined).join(self._spell(part, nested=True) for part in parts)
                return f"({spelt})" if nested and len(parts) > 1 else spelt
        if condition.not_ is not None:
            inner = self._spell(condition.not_, nested=False)
            return say("authoring.condition.not", condition=inner)
        return self._tested(condition)

    def _tested(self, condition: "Condition") -> str:
        say = self.wording.plain
        named = str(condition.item)
        name = self.names.get(named, named)
        if condition.answered is not None:
            kind = "answered" if condition.answered else "unanswered"
            return say(f"authoring.condition.{kind}", item=name)
        if condition.in_ is not None:
            answers = say("authoring.condition.or").join(
                self._answer(named, one) for one in condition.in_
            )
            return say("authoring.condition.is", item=name, answer=answers)
        answer = self._answer(named, condition.equals)
        return say("authoring.condition.is", item=name, answer=answer)

    def _answer(self, named: str, wanted: "Scalar | None") -> str:
        """Return the words of an answer that a condition wants."""
        item = self.items.get(named)
        shown = str(wanted)
        if isinstance(wanted, bool):
            shown = self.wording.plain("core.yes" if wanted else "core.no")
        elif item is not None and item.scale is not None:
            scale = self.instrument.scales[item.scale]
            labels = {choice.code: self.instrument.label(item, choice) for choice in scale.choices}
            if shown in labels:
                shown = self.wording.plain_text(labels[shown])
        elif isinstance(wanted, int):
            shown = self.wording.number(wanted)
        return self.wording.plain("authoring.condition.quoted", answer=shown)
