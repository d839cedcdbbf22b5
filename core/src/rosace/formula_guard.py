"""The guard that keeps spreadsheets from taking text for a formula, and its removal.

A spreadsheet program runs what begins with one of ``= + - @``, also after spaces,
invisible characters and quotes, and in full width; tabs and carriage returns begin
a cell of their own. An apostrophe before it makes it text. One is also put inside
a text, after a character at which the program splits lines when it was told of
another separator than ours.
"""

import re
from typing import Final

__all__ = ["guard", "is_guarded_heading", "unguard"]

_INVISIBLE: Final = (
    r"\x01-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2"
    r"\u115f\u1160\u1680\u180b-\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_SKIPPED: Final = rf'[{_INVISIBLE}"]'
_DANGEROUS: Final = r"[=+\-@\t\r\x00\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
_START: Final = r"(?:^|(?<=[,;\t\r\n]))"
_TAIL: Final = rf"'*{_SKIPPED}*{_DANGEROUS}"
_BLANK: Final = re.compile(r"'*\s*")
# No text gains or loses a place by an apostrophe put in or taken out elsewhere, and
# apostrophes already there are passed over: so what is put in is what is taken out.
_OPEN: Final = re.compile(rf"{_START}(?={_TAIL})")
_GUARDED: Final = re.compile(rf"{_START}'(?={_TAIL})")
_RESERVED: Final = re.compile(
    r"'@(?:id|respondent|organization|kind|wave|version|weight|attribute\..*)", re.DOTALL
)


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    A blank text is guarded too, so that it can be told from an empty cell.

    Args:
        text: Any text.
    """
    if _BLANK.fullmatch(text):
        return f"'{text}"
    return _OPEN.sub("'", text)


def unguard(text: str) -> str:
    """Return the text that `guard` was given."""
    if _BLANK.fullmatch(text):
        return text.removeprefix("'")
    return _GUARDED.sub("", text)


def is_guarded_heading(heading: str) -> bool:
    """Return whether a heading is a reserved one under guard: the mark of a file of ours."""
    return bool(_RESERVED.fullmatch(heading))
