"""A slow reader of JSON that explains: the last word on what `load_json` accepts.

It reads without recursion, goes on after findings that leave the structure whole,
and stops where it cannot tell any more what was meant.
"""

import json
import math
import re
from typing import TYPE_CHECKING, Final, NoReturn

import attrs

from rosace.errors import Problem
from rosace.spelling import json_pointer, printable

if TYPE_CHECKING:
    from rosace.loading import Limits

__all__ = ["scan"]

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD: Final = re.compile(r"-?[A-Za-z_][A-Za-z_0-9]*|.", re.DOTALL)
_UNSOUND: Final = re.compile("[\x00\ud800-\udfff]")
_WORDS: Final = {"true": True, "false": False, "null": None}
_NOT_FINITE: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_OPENED: Final = object()


class _StopReadingError(Exception):
    """The structure is lost."""


@attrs.define
class _Frame:
    """A list or object that is still open.

    Args:
        value: What has been read of it.
        key: The key or index whose value is being read.
        seen: Where each key stands.
        is_repeated: Whether the key has been read before.
    """

    value: dict[str, object] | list[object]
    key: str | int | None = 0
    seen: dict[str, int] = attrs.field(factory=dict)
    is_repeated: bool = False


def scan(text: str, limits: "Limits") -> tuple[object, list[Problem]]:
    """Return the value of a JSON text and its problems, at most `limits.problems`.

    Args:
        text: The document, without byte order mark.
        limits: Depth, digits and number of problems.

    Returns:
        The value, which means nothing where there are problems, and the problems.
    """
    scanner = _Scanner(text, limits)
    try:
        value = scanner.read()
    except _StopReadingError:
        value = None
    return value, scanner.problems


class _Scanner:
    """The place in a text, and what has been found so far."""

    def __init__(self, text: str, limits: "Limits") -> None:
        self.text = text
        self.limits = limits
        self.index = 0
        self.frames: list[_Frame] = []
        self.problems: list[Problem] = []

    def read(self) -> object:
        """Return the value of the whole text."""
        if "\0" in self.text:
            self.index = self.text.index("\0")
            self._stop("nul-character")
        value = self._start()
        while self.frames:
            value = self._start() if value is _OPENED else self._put(value)
        if self._peek():
            self._stop("json-after-end", found=self._word())
        return value

    def _start(self) -> object:
        """Read a scalar or an empty container, or open a container."""
        first = self._peek()
        if first in ("{", "["):
            return self._open(first)
        if first == '"':
            return self._string()
        number = _NUMBER.match(self.text, self.index)
        if number:
            return self._number(number)
        word = self._word()
        if word in _WORDS:
            self.index += len(word)
            return _WORDS[word]
        if word in _NOT_FINITE:
            self._find("not-finite", self.index, found=word)
            self.index += len(word)
            return None
        if not first:
            self._stop("json-unfinished")
        if first == "]" and self._is_after_comma():
            self._stop("json-trailing-comma")
        if first in "+-.":
            self._stop("json-bad-number", found=first)
        return self._stop("json-value-expected", found=word)

    def _is_after_comma(self) -> bool:
        """Return whether an item of a list is awaited, and not its first."""
        value = self.frames[-1].value if self.frames else None
        return isinstance(value, list) and bool(value)

    def _open(self, bracket: str) -> object:
        if len(self.frames) >= self.limits.depth:
            self._stop("too-deep", limit=self.limits.depth)
        self.index += 1
        value: dict[str, object] | list[object] = {} if bracket == "{" else []
        if self._peek() == ("}" if bracket == "{" else "]"):
            self.index += 1
            return value
        self.frames.append(_Frame(value))
        if bracket == "{":
            self._key()
        return _OPENED

    def _put(self, value: object) -> object:
        """Give a value to its container; return the container once it is closed."""
        frame = self.frames[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif not frame.is_repeated:
            frame.value[str(frame.key)] = value
        following = self._peek()
        if following == ("]" if isinstance(frame.value, list) else "}"):
            self.index += 1
            self.frames.pop()
            return frame.value
        if not following:
            self._stop("json-unfinished")
        if following != ",":
            self._stop("json-comma-expected", found=self._word())
        self.index += 1
        if isinstance(frame.value, list):
            frame.key = len(frame.value)
        else:
            self._key()
        return _OPENED

    def _key(self) -> None:
        frame = self.frames[-1]
        frame.key = None
        start = self._peek()
        if not start:
            self._stop("json-unfinished")
        if start == "}":
            self._stop("json-trailing-comma")
        if start != '"':
            self._stop("json-key-expected", found=self._word())
        place = self.index
        before = len(self.problems)
        key = self._string()
        frame.key = key if before == len(self.problems) else printable(key)
        frame.is_repeated = key in frame.seen
        if frame.is_repeated:
            first = self.text.count("\n", 0, frame.seen[key]) + 1
            self._find("duplicate-key", place, key=str(frame.key), first=first)
        frame.seen.setdefault(key, place)
        if self._peek() != ":":
            self._stop("json-colon-expected", key=str(frame.key))
        self.index += 1

    def _string(self) -> str:
        start = end = self.index
        end += 1
        while True:
            end = _PLAIN.match(self.text, end).end()  # type: ignore[union-attr] # may be empty
            escape = _ESCAPE.match(self.text, end)
            if not escape:
                break
            end = escape.end()
        last = self.text[end : end + 1]
        if last != '"':
            self.index = end if last else start
            if not last:
                self._stop("json-unfinished-text")
            if last == "\\":
                self._stop("json-bad-escape", found=self.text[end : end + 2])
            self._stop("control-character", found=last)
        self.index = end + 1
        content: str = json.loads(self.text[start : end + 1])
        if unsound := _UNSOUND.search(content):
            code = "nul-character" if unsound[0] == "\0" else "lone-surrogate"
            self._find(code, start, found=printable(unsound[0]))
        return content

    def _number(self, number: re.Match[str]) -> object:
        self.index = number.end()
        if self.text[self.index : self.index + 1] in tuple("0123456789.eE+-"):
            self.index = number.start()
            self._stop("json-bad-number", found=number[0])
        if number[1] or number[2]:
            real = float(number[0])
            if math.isinf(real):
                self._find("number-too-large", number.start(), found=printable(number[0]))
            return real
        digits = len(number[0].removeprefix("-"))
        if digits > self.limits.integer_digits:
            limit = self.limits.integer_digits
            self._find("integer-too-long", number.start(), n=digits, limit=limit)
            return 0
        return int(number[0])

    def _peek(self) -> str:
        """Skip white space; return the next character, or nothing at the end."""
        self.index = _SPACE.match(self.text, self.index).end()  # type: ignore[union-attr] # may be empty
        return self.text[self.index : self.index + 1]

    def _word(self) -> str:
        word = _WORD.match(self.text, self.index)
        return word[0] if word else ""

    def _find(self, code: str, index: int, **arguments: str | int) -> None:
        problem = Problem(
            code,
            line=self.text.count("\n", 0, index) + 1,
            column=index - self.text.rfind("\n", 0, index),
            pointer=json_pointer(each.key for each in self.frames if each.key is not None),
            arguments=arguments,
        )
        self.problems.append(problem)
        if len(self.problems) >= self.limits.problems:
            raise _StopReadingError

    def _stop(self, code: str, **arguments: str | int) -> NoReturn:
        self._find(code, self.index, **arguments)
        raise _StopReadingError
