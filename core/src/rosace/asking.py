"""How an item is asked, in words that a form on a screen and one on paper share.

Items have a number, their answers a few words on what they may be, and a condition is spelt
out, since paper has no script that hides an item.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count

from rosace import building as b
from rosace.derived import count_bounds, length_bounds, number_bounds
from rosace.instrument import Condition, Instrument, Item
from rosace.report import Cell, Message, NumberCell, Phrase
from rosace.scoring import codes_of
from rosace.values import Scalar, value

__all__ = ["Asking", "marks", "plain_number"]

_MOST_DIGITS = 6
_LETTERS = 26
_SHORT_CODE = 2


def plain_number(number: Fraction | float) -> NumberCell:
    """Return a cell of a number with the decimals that it has, six at most.

    Args:
        number: A finite number.
    """
    spelled = Decimal(repr(float(number))).normalize()
    exponent = spelled.as_tuple().exponent
    digits = min(max(-int(exponent), 0), _MOST_DIGITS)
    return NumberCell(low=float(number), high=float(number), digits=digits)


def marks(instrument: Instrument, item: Item) -> dict[str, str]:
    """Return the short mark of each code of an item, the same on paper and in sheets.

    It is the code itself where the codes of the scale are short, or else a letter, and never a
    letter that is the code of another choice. The answers of a yes/no item are words already,
    and have none.

    Args:
        instrument: The instrument, for its scales.
        item: One of its items or fields.
    """
    codes = codes_of(instrument, item)
    if item.type == "yes-no":
        return dict.fromkeys(codes, "")
    if all(len(code) <= _SHORT_CODE for code in codes):
        return {code: code for code in codes}
    taken = {code.casefold(): code for code in codes}
    letters = map(_letter, count())
    return {
        code: next(each for each in letters if taken.get(each.casefold(), code) == code)
        for code in codes
    }


def _letter(place: int) -> str:
    """Return the letter of a choice: A to Z, then AA, AB and so on."""
    rest, last = divmod(place, _LETTERS)
    return ("" if rest == 0 else _letter(rest - 1)) + chr(ord("A") + last)


@value
class Asking:
    """Says how the items of one instrument are asked.

    Args:
        instrument: A resolved instrument.
    """

    instrument: Instrument

    def numbers(self) -> dict[str, int]:
        """Return the number of each item in the form, from 1, in the order of its sections."""
        listed = (item for section in self.instrument.sections for item in section.items)
        return dict(zip(listed, count(1)))

    def hints(self, item: Item) -> tuple[Message, ...]:
        """Return what an answer may be, a sentence each; none where the item itself shows it.

        Args:
            item: One of its items or fields.
        """
        return tuple(self._hints(item))

    def only_if(self, item: Item, row: Item | None = None) -> Message | None:
        """Return the sentence that says when an item is to be answered; None for always.

        Args:
            item: One of its items or fields.
            row: The records item whose field it is.
        """
        if item.when is None:
            return None
        return b.message("core.asked.only-if", condition=self.condition(item.when, row))

    def condition(self, condition: Condition, row: Item | None = None) -> Phrase:
        """Return a condition in words, without a capital or a period.

        Args:
            condition: It names items, which are called by their numbers, or fields of a row.
            row: The records item whose fields it names.
        """
        if row is not None:
            fields = {field.id: field for field in row.fields or ()}
            names: dict[str, Phrase] = {
                field.id: _quoted(b.words(field.text)) for field in fields.values()
            }
            return self._spelt(condition, fields, names, nested=False)
        items = {item.id: item for item in self.instrument.items}
        names = {
            item: b.message("core.asked.item", number=b.count(number, "things"))
            for item, number in self.numbers().items()
        }
        return self._spelt(condition, items, names, nested=False)

    def _hints(self, item: Item) -> Iterator[Message]:
        match item.type:
            case "multiple-choice" | "ranking":
                if item.type == "ranking":
                    yield b.message("core.asked.rank")
                yield from self._choices(item)
            case "records":
                yield from _rows(item)
            case "integer" | "number":
                yield b.message(f"core.asked.{item.type}")
                yield from _bounds(item)
            case "text":
                yield from _length(item)
            case "date":
                yield b.message(f"core.asked.date-{item.precision or 'day'}")
            case _:
                return

    def _choices(self, item: Item) -> Iterator[Message]:
        choices = len(self.instrument.scales[str(item.scale)].choices)
        least, most = count_bounds(item)
        most = min(most, choices)
        low, fewest, n = (b.count(bound, "things") for bound in (least, least, most))
        if least == most:
            yield b.message("core.asked.choices-exactly", n=n)
        elif least > 1 and most < choices:
            yield b.message("core.asked.choices-between", low=low, n=n)
        elif least > 1:
            yield b.message("core.asked.choices-at-least", n=fewest)
        elif most < choices:
            yield b.message("core.asked.choices-at-most", n=n)
        elif item.type == "multiple-choice":
            yield b.message("core.asked.choices-any")

    def _spelt(
        self,
        condition: Condition,
        items: Mapping[str, Item],
        names: Mapping[str, Phrase],
        *,
        nested: bool,
    ) -> Phrase:
        for parts, kind in ((condition.all, "and"), (condition.any, "or")):
            if parts is not None:
                spelt = [self._spelt(part, items, names, nested=True) for part in parts]
                together = _joined(spelt, kind)
                if nested and len(parts) > 1:
                    return b.message("core.asked.together", condition=together)
                return together
        if condition.not_ is not None:
            inner = self._spelt(condition.not_, items, names, nested=False)
            return b.message("core.asked.not", condition=inner)
        named = str(condition.item)
        name = names.get(named, b.verbatim(named))
        if condition.answered is not None:
            kind = "answered" if condition.answered else "unanswered"
            return b.message(f"core.asked.{kind}", item=name)
        wanted = (condition.equals,) if condition.in_ is None else condition.in_
        answers = [_quoted(self._answer(items.get(named), each)) for each in wanted]
        return b.message("core.asked.is", item=name, answer=_joined(answers, "or"))

    def _answer(self, item: Item | None, wanted: Scalar | None) -> Phrase | Cell:
        """Return the words of an answer that a condition wants."""
        if isinstance(wanted, bool):
            return b.message("core.yes" if wanted else "core.no")
        if item is not None and item.scale is not None:
            for choice in self.instrument.scales[item.scale].choices:
                if choice.code == wanted:
                    return b.words(self.instrument.label(item, choice))
        return plain_number(wanted) if isinstance(wanted, int) else b.verbatim(str(wanted))


def _quoted(answer: Phrase | Cell) -> Message:
    return b.message("core.asked.quoted", answer=answer)


def _joined(phrases: Sequence[Phrase], kind: str) -> Phrase:
    """Return phrases with a word between them; they nest in halves, as in `building.joined`."""
    if len(phrases) == 1:
        return phrases[0]
    half = len(phrases) // 2
    one, other = _joined(phrases[:half], kind), _joined(phrases[half:], kind)
    return b.message(f"core.asked.{kind}", one=one, other=other)


def _rows(item: Item) -> Iterator[Message]:
    least, most = item.min_count or 0, item.max_count
    low = b.count(least, "things")
    if most is None:
        if least:
            yield b.message("core.asked.rows-at-least", n=low)
        return
    n = b.count(most, "things")
    if least == most:
        yield b.message("core.asked.rows-exactly", n=n)
    elif least:
        yield b.message("core.asked.rows-between", low=low, n=n)
    else:
        yield b.message("core.asked.rows-at-most", n=n)


def _bounds(item: Item) -> Iterator[Message]:
    low, high = (plain_number(bound) for bound in number_bounds(item))
    if item.minimum is not None and item.maximum is not None:
        yield b.message("core.asked.number-between", low=low, high=high)
    elif item.minimum is not None:
        yield b.message("core.asked.number-at-least", low=low)
    elif item.maximum is not None:
        yield b.message("core.asked.number-at-most", high=high)


def _length(item: Item) -> Iterator[Message]:
    least, most = length_bounds(item)
    if least > 1:
        yield b.message("core.asked.text-at-least", n=b.count(least, "things"))
    if item.max_length is not None:
        yield b.message("core.asked.text-at-most", n=b.count(most, "things"))
