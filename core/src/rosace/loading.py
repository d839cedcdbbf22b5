"""The one strict reader of JSON, NDJSON and YAML, and the writer of JSON.

Whatever comes from outside passes here first. What is refused is refused with
problems that name the place; nothing else is ever raised because of the content.
"""

import json
import math
import os
import re
import stat
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, TypeAlias

import attrs

from rosace.errors import Arguments, InvalidDocumentError, Problem
from rosace.values import evolve

__all__ = [
    "LIMITS",
    "Limits",
    "Positions",
    "dump_json",
    "iterate_ndjson",
    "json_type",
    "load_document",
    "load_json",
    "load_yaml",
    "open_file",
]

Positions: TypeAlias = dict[str, tuple[int, int]]
"""JSON Pointer to (line, column), from 1: of the key, where the value has one."""

_MOST_DIGITS: Final = 4300
_BOM: Final = "\ufeff"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_NOT_BRACKETS: Final = re.compile(r"[^\[\]{}]+")
_SUSPECT_ESCAPE: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_UNSOUND: Final = re.compile("[\x00\ud800-\udfff]")
_ENCODERS: Final = {
    False: json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")),
    True: json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=2),
}


@attrs.frozen(kw_only=True)
class Limits:
    """How large a document may be.

    Args:
        document_bytes: Size of a JSON document.
        yaml_bytes: Size of a YAML document, which is slower to read.
        row_bytes: Length of a line of NDJSON, its end included.
        depth: Lists and objects inside one another.
        integer_digits: Digits of an integer; 18 always fit in 64 bits. At most 4,300.
        problems: Problems reported of one document.
    """

    document_bytes: int = 16_000_000
    yaml_bytes: int = 1_000_000
    row_bytes: int = 1_000_000
    depth: int = 64
    integer_digits: int = attrs.field(default=18, validator=attrs.validators.le(_MOST_DIGITS))
    problems: int = 20


LIMITS: Final = Limits()
"""The limits where none are given."""


def load_json(
    data: bytes, *, file: str | None = None, row: int | None = None, limits: Limits = LIMITS
) -> object:
    """Return the value of a JSON document.

    Plain documents take the standard library's decoder. Whatever it, or a cheap
    look at the text, finds fault with is read again by `rosace.strict_json`, which
    has the last word and explains.

    Args:
        data: The document in UTF-8, with or without byte order mark.
        file: Name of the file, for problems.
        row: Number of its row in the file, for problems.
        limits: What is too large.

    Raises:
        InvalidDocumentError: It is no JSON, or holds duplicate keys, numbers that are
            not finite or too large, lone surrogates or NUL, or passes a limit.
    """
    if len(data) > limits.document_bytes:
        _refuse("document-too-large", {"limit_bytes": limits.document_bytes}, file, row)
    text = _decode(data, file, row)
    if data.count(b"{") + data.count(b"[") <= limits.depth or _is_shallow(text, limits.depth):
        try:
            value: object = _decoder(limits.integer_digits).decode(text)
        except (ValueError, RecursionError):
            pass
        else:
            if not ("\\u" in text and _SUSPECT_ESCAPE.search(text)) or _is_sound(value):
                return value
    # Most documents are sound, and need no explaining.
    from rosace.strict_json import scan  # noqa: PLC0415

    value, problems = scan(text, limits)
    _raise_if_any(problems, file, row)
    return value


def load_yaml(
    data: bytes, *, file: str | None = None, limits: Limits = LIMITS
) -> tuple[object, Positions]:
    """Return the value of a YAML document, and where each part of it stands.

    Plain scalars follow the core schema of YAML 1.2; quoted ones are text. Tags,
    anchors, aliases, merge keys, directives and keys that are no text are refused.

    Args:
        data: The document in UTF-8, with or without byte order mark.
        file: Name of the file, for problems.
        limits: What is too large.

    Raises:
        InvalidDocumentError: It is no YAML, or holds what is refused.
    """
    if len(data) > limits.yaml_bytes:
        _refuse("document-too-large", {"limit_bytes": limits.yaml_bytes}, file)
    # PyYAML is only needed where a YAML file is read.
    from rosace.strict_yaml import build  # noqa: PLC0415

    value, positions, problems = build(_decode(data, file), limits)
    _raise_if_any(problems, file)
    return value, positions


def load_document(
    path: str | os.PathLike[str], *, limits: Limits = LIMITS
) -> tuple[object, Positions | None]:
    """Return the value of a ``.json``, ``.yaml`` or ``.yml`` file, and positions for YAML.

    Raises:
        InvalidDocumentError: The file cannot be read, has another suffix, or holds
            what `load_json` or `load_yaml` refuse.
    """
    file = str(path)
    suffix = Path(path).suffix.lower()
    if suffix not in {".json", ".yaml", ".yml"}:
        # What is not there has no format.
        open_file(path).close()
        _refuse("unknown-format", {"found": suffix, "known": ".json, .yaml, .yml"}, file)
    largest = limits.document_bytes if suffix == ".json" else limits.yaml_bytes
    with open_file(path) as stream:
        try:
            data = stream.read(largest + 1)
        except OSError:
            _refuse("unreadable-file", {}, file)
    if suffix == ".json":
        return load_json(data, file=file, limits=limits), None
    return load_yaml(data, file=file, limits=limits)


def iterate_ndjson(
    source: str | os.PathLike[str] | BinaryIO, *, file: str | None = None, limits: Limits = LIMITS
) -> Iterator[tuple[int, object]]:
    """Yield the line number and the value of every row, a line at a time.

    A row that is refused yields a `Problem` in place of its value: the first found.
    Blank lines are skipped, and counted.

    Args:
        source: A file, or a stream of bytes, which stays open.
        file: Name of the stream, for problems.
        limits: What is too large.

    Raises:
        InvalidDocumentError: The file cannot be read.
    """
    if isinstance(source, str | os.PathLike):
        with open_file(source) as stream:
            yield from _rows(stream, str(source), limits)
    else:
        yield from _rows(source, file, limits)


def dump_json(value: object, *, indent: bool = False) -> bytes:
    """Return a value as a JSON document: UTF-8, keys in their order, newline at the end.

    Args:
        value: What `load_json` could have returned.
        indent: Whether it is laid out for people, two spaces a level.

    Raises:
        ValueError: It holds a number that is not finite, or a lone surrogate.
        TypeError: It holds something that JSON has not.
    """
    return (_ENCODERS[indent].encode(value) + "\n").encode()


def json_type(value: object) -> str:
    """Return JSON Schema's name of the type of a value that was read here."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}
    return names.get(type(value), "object")


def _rows(stream: BinaryIO, file: str | None, limits: Limits) -> Iterator[tuple[int, object]]:
    number = 0
    longest = limits.row_bytes
    while line := _read_line(stream, longest + 1, file):
        number += 1
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = _read_line(stream, longest + 1, file)
            arguments = {"limit_bytes": longest}
            yield number, Problem("row-too-long", file=file, row=number, arguments=arguments)
        elif number > 1 and line.startswith(b"\xef\xbb\xbf"):
            yield number, Problem("byte-order-mark", file=file, row=number, column=1)
        elif line.strip(b" \t\r\n"):
            try:
                value = load_json(line, file=file, row=number, limits=limits)
            except InvalidDocumentError as error:
                value = error.problems[0]
            yield number, value


def _read_line(stream: BinaryIO, size: int, file: str | None) -> bytes:
    try:
        return stream.readline(size)
    except OSError:
        _refuse("unreadable-file", {}, file)


def open_file(path: str | os.PathLike[str]) -> BufferedReader:
    """Return a file, open for reading bytes.

    Only regular files are opened: a pipe would hold us until somebody writes to it.

    Raises:
        InvalidDocumentError: The file cannot be read.
    """
    try:
        mode = Path(path).stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            _refuse("not-a-file", {}, str(path))
        return Path(path).open("rb")
    except FileNotFoundError:
        _refuse("file-not-found", {}, str(path))
    except IsADirectoryError:
        _refuse("is-a-folder", {}, str(path))
    except (OSError, ValueError):
        _refuse("unreadable-file", {}, str(path))


def _decode(data: bytes, file: str | None, row: int | None = None) -> str:
    """Return the text of a document, without its byte order mark."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if data[:2] in _UTF16:
            _refuse("unsupported-encoding", {"encoding": "UTF-16"}, file, row)
        before = data[: error.start].decode()
        problem = Problem(
            "invalid-utf8",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
            arguments={"found": f"0x{data[error.start]:02X}"},
        )
        _raise_if_any([problem], file, row)
    if text.startswith(_BOM):
        text = text[1:]
    if not text or text.isspace():
        _refuse("empty-file", {}, file, row)
    return text


def _is_shallow(text: str, depth: int) -> bool:
    """Return whether brackets outside strings nest no deeper than that.

    Sound for JSON texts only; what is no JSON is refused anyway.
    """
    outside = text.replace("\\\\", "").replace('\\"', "").split('"')[::2]
    level = 0
    for bracket in _NOT_BRACKETS.sub("", "".join(outside)):
        level += 1 if bracket in "[{" else -1
        if level > depth:
            return False
    return True


def _is_sound(value: object) -> bool:
    """Return whether no text in a value has a lone surrogate or NUL."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if _UNSOUND.search(each):
                return False
        elif isinstance(each, dict):
            waiting += each.keys()
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return True


@lru_cache
def _decoder(integer_digits: int) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_unique,
        parse_int=_integer_parser(integer_digits),
        parse_float=_parse_float,
        parse_constant=_refuse_constant,
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _integer_parser(digits: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if len(text) > digits and len(text.removeprefix("-")) > digits:
            raise ValueError
        return int(text)

    return parse


def _parse_float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError
    return number


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _refuse(code: str, arguments: Arguments, file: str | None, row: int | None = None) -> NoReturn:
    raise InvalidDocumentError((Problem(code, file=file, row=row, arguments=arguments),))


def _raise_if_any(problems: list[Problem], file: str | None, row: int | None = None) -> None:
    if not problems:
        return
    if row is None:
        placed = [evolve(each, file=file) for each in problems]
    else:
        # The row is the line; a second line number would only confuse.
        placed = [evolve(each, file=file, row=row, line=None) for each in problems]
    raise InvalidDocumentError(tuple(placed)) from None
