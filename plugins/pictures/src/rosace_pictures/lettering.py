"""Letters that the font of pictures does not have: measured the same on every machine.

vl-convert measures a letter that Liberation Sans lacks with whichever font of the machine has it,
so the same words could be cut, or a picture be wide, otherwise on another machine. Each such
letter is therefore measured as another that the font has, about as wide as such letters are, and
written again as itself in the finished SVG. A broad letter is measured as two or three, so that
a picture that counts letters to break its lines leaves room for it.
"""

import unicodedata
from typing import Final

from rosace.values import value
from rosace.wrapping import FILLING, breadth

__all__ = ["StandIns", "stand_ins"]

_COVERED: Final = (
    *((0x0000, 0x007E), (0x00A0, 0x00B6), (0x00B8, 0x017F), (0x0192, 0x0192), (0x01FA, 0x01FF)),
    *((0x0218, 0x021B), (0x02C6, 0x02C7), (0x02D8, 0x02DD), (0x0384, 0x038A), (0x038E, 0x03A1)),
    *((0x03A3, 0x03CE), (0x0400, 0x040C), (0x040E, 0x045F), (0x0490, 0x0491), (0x1E80, 0x1E85)),
    *((0x1EF2, 0x1EF3), (0x2013, 0x2015), (0x2017, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026)),
    *((0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC)),
    *((0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2195), (0x2211, 0x2212), (0x221E, 0x221E)),
    *((0x2248, 0x2248), (0x2260, 0x2261), (0x2264, 0x2265), (0x25A0, 0x25A1), (0xFB01, 0xFB02)),
)
"""What Liberation Sans has, equally wide in its versions 1.07 and 2; rare signs are left out.

vl-convert embeds version 2.00.1, but a version that a machine has comes before it.
"""

_POOL: Final = (
    "ЉЊЮЩШЖљЫЂЋΨМΜфщњшΦЪОΘΟωФЦΩюЄЏИЙНПСЭЯΗΝΠыψДмπВГАЕРХЧЁΑΒΔΕΚΛΡΥΧжБЛЬφΞЎУъЗТΣΖΤ"
    "КЌІаедлнопрхцяџћђёѐαβδηθμορσυвбйичэєзсутькγκλνξχѓг"
)
"""What may stand in, the widest first."""

_HALVES: Final = "āăąđēĕėęěĝğġģĥħńņňŋōŏőũūŭůűųćĉċčķĸśŝşšŷźżž" + _POOL[77:] + _POOL[76::-1]
"""What may stand in for a part of a broad letter: first what is a little wider than half."""

_SLIM: Final = frozenset({"R", "AL", "NSM", "BN"})
"""Kinds of letters (Unicode Standard Annex 9) that are slim or show nothing: Arabic, marks."""


@value
class StandIns:
    """The letters of one picture that stand in for others while it is laid out.

    Args:
        there: By code point of a letter, what stands in for it.
        back: By code point of what stands in, the letter, or nothing.
    """

    there: dict[int, str]
    back: dict[int, str]

    def laid(self, text: str) -> str:
        """Return a text as it is measured."""
        return text.translate(self.there) if self.there else text

    def restored(self, text: str) -> str:
        """Return a text with its own letters again."""
        return text.translate(self.back) if self.back else text


def stand_ins(text: str) -> StandIns:
    """Return what stands in for the letters of a text that the font lacks.

    No letter of the text stands in for another. Of more letters than can be stood in for, some 130,
    the last in the order of Unicode are measured with a font of the machine.

    Args:
        text: All that a picture may write.
    """
    used = set(text)
    there: dict[int, str] = {}
    back: dict[int, str] = {}
    rest = next((each for each in FILLING if each not in used), "")
    taken = used | {rest}
    for letter in sorted(each for each in used if not _covered(ord(each))):
        broad = breadth(letter) if rest else 1
        slim = unicodedata.bidirectional(letter) in _SLIM
        free = (each for each in (_HALVES if slim or broad > 1 else _POOL) if each not in taken)
        chosen = next(free, None)
        if chosen is not None:
            taken.add(chosen)
            there[ord(letter)] = chosen + rest * (broad - 1)
            back |= {ord(each): "" for each in rest} | {ord(chosen): letter}
    return StandIns(there=there, back=back)


def _covered(point: int) -> bool:
    return any(low <= point <= high for low, high in _COVERED)
