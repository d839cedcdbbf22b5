"""YAML read by the core schema of YAML 1.2, from libyaml's events, with positions.

PyYAML's own constructors follow YAML 1.1 (``no`` is false, ``1:30`` is 90) and keep
the last of duplicate keys; so only its parser is used.
"""

import math
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs
import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from rosace.errors import Problem
from rosace.spelling import json_pointer, printable

if TYPE_CHECKING:
    from rosace.loading import Limits, Positions

__all__ = ["build"]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LIBRARY_BOUND: Final = "exceeded maximum nesting depth"
# What YAML 1.2 cannot print, and the three characters that are line breaks to libyaml
# alone: it would change them silently.
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_UNSOUND: Final = re.compile("[\x00\ud800-\udfff]")
_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST: Final = frozenset("+-.0123456789~nNtTfF")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_REAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_BASES: Final = {"0o": 8, "0x": 16}
_DECIMAL: Final = 10
_MOST_DIGITS: Final = 4300
_STANDARD_TAG: Final = "tag:yaml.org,2002:"
_RESERVED: Final = "@`%"


class _StopReadingError(Exception):
    """The structure is lost."""


@attrs.define
class _Frame:
    """A list or mapping that is still open.

    Args:
        value: What has been read of it.
        pointer: Where it stands in the document.
        key: The key whose value is awaited.
        seen: The line of each key.
        is_repeated: Whether the key has been read before.
    """

    value: dict[str, object] | list[object]
    pointer: str
    key: str | None = None
    seen: dict[str, int] = attrs.field(factory=dict)
    is_repeated: bool = False


def build(
    text: str, limits: "Limits", loader: type[Any] | None = None
) -> tuple[object, "Positions", list[Problem]]:
    """Return the value of a YAML text, the place of each part, and its problems.

    Args:
        text: The document, without byte order mark.
        limits: Depth, digits and number of problems.
        loader: The parser; the fastest at hand where None.

    Returns:
        The value and positions, which mean nothing where there are problems, and the
        problems.
    """
    builder = _Builder(text, limits, loader or _LOADER)
    try:
        builder.read()
    except _StopReadingError:
        pass
    except yaml.YAMLError as error:
        if _LIBRARY_BOUND in str(error):
            # Newer libyaml reads ahead up to a bound of its own, and knows no place for ours.
            return build(text, limits, yaml.SafeLoader)
        builder.problems.append(_explain(error, text))
    except (ValueError, OverflowError):
        # What the parser in pure Python makes of escapes that are no character.
        builder.problems.append(Problem("yaml-bad-escape"))
    return builder.value, builder.positions, builder.problems


class _Builder:
    """What has been built of a document, and what has been found so far."""

    def __init__(self, text: str, limits: "Limits", loader: type[Any]) -> None:
        self.text = text
        self.loader = loader
        self.limits = limits
        self.value: object = None
        self.positions: Positions = {}
        self.frames: list[_Frame] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        """Read the whole text."""
        if unprintable := _UNPRINTABLE.search(self.text):
            code = "nul-character" if unprintable[0] == "\0" else "control-character"
            index = unprintable.start()
            problem = Problem(
                code,
                line=self.text.count("\n", 0, index) + 1,
                column=index - self.text.rfind("\n", 0, index),
                arguments={"found": printable(unprintable[0])},
            )
            self.problems.append(problem)
            raise _StopReadingError
        documents = 0
        for event in yaml.parse(self.text, Loader=self.loader):
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            elif isinstance(event, CollectionStartEvent):
                self._open(event)
            elif isinstance(event, CollectionEndEvent):
                self.frames.pop()
            elif isinstance(event, AliasEvent):
                self._stop("yaml-alias", event, found=f"*{event.anchor}")
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                self._check_document(event, documents)
        if not documents:
            self.problems.append(Problem("empty-file"))

    def _check_document(self, event: DocumentStartEvent, documents: int) -> None:
        if documents > 1:
            self._stop("yaml-several-documents", event)
        if event.version or event.tags:
            self._find("yaml-directive", event)

    def _scalar(self, event: ScalarEvent) -> None:
        self._check_properties(event)
        if event.style == '"' and (unsound := _UNSOUND.search(event.value)):
            code = "nul-character" if unsound[0] == "\0" else "lone-surrogate"
            self._stop(code, event, found=printable(unsound[0]))
        if self.frames and isinstance(self.frames[-1].value, dict) and self.frames[-1].key is None:
            self._key(event)
        else:
            self._put(event.value if event.style else self._plain(event), event)

    def _key(self, event: ScalarEvent) -> None:
        frame = self.frames[-1]
        key: str = event.value
        pointer = f"{frame.pointer}{json_pointer((key,))}"
        frame.key = key
        frame.is_repeated = key in frame.seen
        if frame.is_repeated:
            self._find("duplicate-key", event, key=key, first=frame.seen[key])
            return
        self.positions[pointer] = _position(event)
        frame.seen[key] = self.positions[pointer][0]
        if not event.style:
            if key == "<<":
                self._find("yaml-merge-key", event)
            elif not isinstance(self._plain(event), str):
                self._find("yaml-key-not-text", event, found=key)

    def _open(self, event: CollectionStartEvent) -> None:
        self._check_properties(event)
        if len(self.frames) >= self.limits.depth:
            self._stop("too-deep", event, limit=self.limits.depth)
        value: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
        if self.frames and isinstance(self.frames[-1].value, dict) and self.frames[-1].key is None:
            self._stop("yaml-key-not-text", event, found="?")
        self.frames.append(_Frame(value, self._put(value, event)))

    def _put(self, value: object, event: Event) -> str:
        """Give a value to its container; return where it stands."""
        if self.frames:
            frame = self.frames[-1]
            if isinstance(frame.value, dict):
                key = str(frame.key)
                if not frame.is_repeated:
                    frame.value[key] = value
                frame.key = None
                return f"{frame.pointer}{json_pointer((key,))}"
            pointer = f"{frame.pointer}/{len(frame.value)}"
            frame.value.append(value)
        else:
            pointer = ""
            self.value = value
        self.positions[pointer] = _position(event)
        return pointer

    def _plain(self, event: ScalarEvent) -> object:
        """Return the value of a plain scalar by the core schema."""
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in _FIRST:
            return text
        if _INTEGER.fullmatch(text):
            return self._integer(text, event)
        if _REAL.fullmatch(text):
            real = float(text)
            if math.isinf(real):
                self._find("number-too-large", event, found=text)
            return real
        if _NOT_FINITE.fullmatch(text):
            self._find("not-finite", event, found=text)
        return text

    def _integer(self, text: str, event: ScalarEvent) -> int:
        base = _BASES.get(text[:2], _DECIMAL)
        digits = text.lstrip("+-") if base == _DECIMAL else text[2:]
        limit = self.limits.integer_digits
        number = int(digits, base) if len(digits) <= _MOST_DIGITS else 0
        if len(digits) > _MOST_DIGITS or number >= _DECIMAL**limit:
            self._find("integer-too-long", event, n=len(digits), limit=limit)
        return -number if text[0] == "-" else number

    def _check_properties(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            self._find("yaml-anchor", event, found=f"&{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._find("yaml-tag", event, found=tag.replace(_STANDARD_TAG, "!!"))

    def _find(self, code: str, event: Event, **arguments: str | int) -> None:
        line, column = _position(event)
        pointer = None
        if self.frames:
            frame = self.frames[-1]
            last = frame.key if isinstance(frame.value, dict) else len(frame.value)
            pointer = frame.pointer + ("" if last is None else json_pointer((last,)))
        problem = Problem(
            code,
            line=line,
            column=column,
            pointer=pointer,
            arguments=arguments,
        )
        self.problems.append(problem)
        if len(self.problems) >= self.limits.problems:
            raise _StopReadingError

    def _stop(self, code: str, event: Event, **arguments: str | int) -> NoReturn:
        self._find(code, event, **arguments)
        raise _StopReadingError


def _position(event: Event) -> tuple[int, int]:
    """Return the line and column where an event begins, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _explain(error: yaml.YAMLError, text: str) -> Problem:
    """Return the problem behind an error of the parser, whose words are English."""
    mark = getattr(error, "problem_mark", None)
    words = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    found = text[mark.index : mark.index + 1] if mark else ""
    code, arguments = "yaml-syntax", {}
    if "tab character" in words or found == "\t":
        code = "yaml-tab"
    elif "mapping values" in words:
        code = "yaml-colon"
    elif "cannot start any token" in words and found and found in _RESERVED:
        code, arguments = "yaml-reserved-character", {"found": found}
    elif "end of stream" in words or "parsing a flow" in context:
        code = "yaml-unclosed"
        mark = getattr(error, "context_mark", None) or mark
    elif "escape" in words or " hex" in words:
        code = "yaml-bad-escape"
    elif "expected" in words and "alphabetic" not in words:
        code = "yaml-indentation"
    if mark is None:
        return Problem(code, arguments=arguments)
    return Problem(code, line=mark.line + 1, column=mark.column + 1, arguments=arguments)
