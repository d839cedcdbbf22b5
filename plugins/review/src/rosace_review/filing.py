"""Private cards as the entries of a board: nobody's, like ones together, in no order of arrival."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rosace.cells import fold
from rosace.instrument import Instrument
from rosace.response import Answer, Record, Respondent, Response
from rosace.values import value
from rosace_review import INSTRUMENT
from rosace_review.columns import columns_of

__all__ = ["Card", "board_of", "cards_of", "counted"]

_TIMES: Final = r"[x×X]\s?([1-9][0-9]{0,2})"
# A digit before the sign makes a product, such as 4 x 4.
_COUNTED: Final = re.compile(rf"(.*[^\s\d])\s+(?:{_TIMES}|\({_TIMES}\))\s*", re.DOTALL)


@value
class Card:
    """One card, or several that one row counts.

    Args:
        column: The code of its column.
        text: The idea, in its writer's words.
        multiplicity: How many cards it stands for.
        signature: Who signed it, or None.
    """

    column: str
    text: str
    multiplicity: int = 1
    signature: str | None = None


def counted(text: str) -> tuple[str, int]:
    """Return a text without the count written after it, and that count.

    ``Ouverture x2``, ``×2``, ``x 2`` and ``(x2)`` all stand for two cards. A text without
    such an end stands as it is, for one.
    """
    found = _COUNTED.fullmatch(text)
    return (found[1], int(found[2] or found[3])) if found else (text, 1)


def cards_of(responses: Iterable[Response]) -> Iterator[Card]:
    """Yield the cards of responses, those of the form as those of a table with one a row.

    Args:
        responses: Checked responses.
    """
    for response in responses:
        held = {name: each.value for name, each in response.answers.items() if name != "cards"}
        found = [row.fields for row in response.rows("cards")]
        for fields in (*found, *([held] if held else [])):
            text, multiplicity = counted(str(fields["text"]))
            signature = str(fields.get("signature") or "").strip()
            yield Card(
                column=str(fields["column"]),
                text=text,
                multiplicity=multiplicity,
                signature=signature or None,
            )


def board_of(cards: Iterable[Card], instrument: Instrument, wave: str) -> Response:
    """Return the board that holds these cards, for the group to group, vote and decide on.

    Cards of a column that say the same but for case, spaces, apostrophes and the
    encoding of accents are one entry. Entries come column by column: what most cards
    said first, then by the alphabet, whatever the order in which they came.

    Args:
        cards: The cards.
        instrument: The board's instrument.
        wave: The wave of the session.
    """
    alike: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in cards:
        alike[card.column, fold(card.text)].append(card)
    order = [choice.code for choice in columns_of(instrument).choices]

    def place(key: tuple[str, str]) -> tuple[int, int, str]:
        # Taken apart, an accented letter stands beside its own and not after z.
        spelt = unicodedata.normalize("NFD", key[1])
        return order.index(key[0]), -sum(card.multiplicity for card in alike[key]), spelt

    rows = (
        _entry(f"e{number}", alike[key]) for number, key in enumerate(sorted(alike, key=place), 1)
    )
    return Response(
        id=f"board-{wave}",
        instrument=INSTRUMENT,
        version=instrument.version,
        wave=wave,
        respondent=Respondent(id="group", kind="collective"),
        answers={"entries": Answer(value=tuple(rows))},
    )


def _entry(name: str, cards: Sequence[Card]) -> Record:
    """Return like cards as one entry, in the spelling that most of them have."""
    spelt: Counter[str] = Counter()
    for card in cards:
        spelt[card.text] += card.multiplicity
    text = min(spelt, key=lambda each: (-spelt[each], each))
    many = spelt.total()
    signed = sorted({card.signature for card in cards if card.signature})
    return Record(
        id=name,
        fields={
            "column": cards[0].column,
            "text": text,
            **({"multiplicity": many} if many > 1 else {}),
            **({"author": ", ".join(signed)} if signed else {}),
        },
    )
