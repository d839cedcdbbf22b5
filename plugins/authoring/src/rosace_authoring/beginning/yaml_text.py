"""Plain data written as YAML that a person likes to edit, and that our loader reads back."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final

__all__ = ["WIDTH", "Path", "flow", "quoted", "wrapped", "yaml_lines", "yaml_text"]

WIDTH: Final = 100
"""Most characters of a line, where words can be cut."""

Path = tuple[str | int, ...]
_SHORT: Final = 72
_INDENT: Final = 2
# Plain scalars that YAML 1.2 or 1.1 takes for something else than text.
_NOT_TEXT: Final = re.compile(
    r"[-+.]?[0-9].*|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|y|n|=|<<",
    re.IGNORECASE | re.DOTALL,
)
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_PLAIN: Final = re.compile(r"(?:[^\W_]|«)(?:[^:#\n\t]|:(?=\S)|(?<=\S)#)*")
_IN_FLOW: Final = re.compile(r"[,\[\]{}:]")
_WRITABLE: Final = re.compile(
    "[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*"
)
_TO_ESCAPE: Final = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_FOLDED: Final = re.compile(r"[^ \n]+(?: [^ \n]+)*")


def yaml_text(value: Mapping[str, object], comments: Mapping[Path, str] | None = None) -> str:
    """Return a document of short parts on one line and long ones in blocks.

    Args:
        value: Plain data, as `rosace.loading.load_yaml` could have returned them.
        comments: By the path of a part, the comment to stand above it.

    Raises:
        ValueError: A text holds a lone surrogate.
    """
    return "\n".join(_mapping(value, (), 0, comments or {})) + "\n"


def yaml_lines(key: str, value: object, indent: int) -> list[str]:
    """Return the lines of one key with its value.

    Args:
        key: The key, as it is written.
        value: Plain data.
        indent: How far the key stands from the edge.
    """
    return list(_entry(f"{key}:", value, (), indent, {}))


def flow(value: object) -> str:
    """Return plain data as YAML on one line, in brackets where it is a list or mapping."""
    if isinstance(value, Mapping):
        parts = (f"{_key(str(key))}: {flow(part)}" for key, part in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value, is_in_flow=True)


def quoted(text: str) -> str:
    """Return text in double quotation marks, as YAML and JSON have it.

    Raises:
        ValueError: It holds a lone surrogate.
    """
    text.encode()
    written = json.dumps(text, ensure_ascii=False)
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def wrapped(text: str, indent: int, mark: str = "") -> Iterator[str]:
    """Yield text cut at its spaces into lines of at most `WIDTH` characters.

    Args:
        text: The text.
        indent: How far the lines stand from the edge.
        mark: What begins each line, such as ``# ``.
    """
    start = " " * indent + mark
    line = start
    for word in text.split(" "):
        if line != start and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = start
        line += word if line == start else f" {word}"
    yield line


def _mapping(
    value: Mapping[str, object], path: Path, indent: int, comments: Mapping[Path, str]
) -> Iterator[str]:
    was_long = False
    for number, (key, part) in enumerate(value.items()):
        lines = [*_comment(comments, (*path, key), indent)]
        lines += _entry(f"{_key(str(key))}:", part, (*path, key), indent, comments)
        is_long = len(lines) > 1 and isinstance(part, Mapping | list)
        if not path and number and (is_long or was_long):
            yield ""
        was_long = is_long
        yield from lines


def _entry(
    opening: str, value: object, path: Path, indent: int, comments: Mapping[Path, str]
) -> Iterator[str]:
    """Yield a key with its value, on its line where that is short."""
    start = " " * indent + opening
    if isinstance(value, Mapping | list) and value:
        line = f"{start} {flow(value)}"
        if _is_simple(value) and len(line) <= _SHORT + indent and not _commented(comments, path):
            yield line
            return
        yield start
        inner = indent + _INDENT
        if isinstance(value, Mapping):
            yield from _mapping(value, path, inner, comments)
        else:
            yield from _list(value, path, inner, comments)
    elif (
        isinstance(value, str) and len(start) + 1 + len(_scalar(value)) > WIDTH and _can_fold(value)
    ):
        yield f"{start} >-"
        yield from wrapped(value, indent + _INDENT)
    else:
        yield f"{start} {flow(value) if isinstance(value, Mapping | list) else _scalar(value)}"


def _list(
    value: Sequence[object], path: Path, indent: int, comments: Mapping[Path, str]
) -> Iterator[str]:
    start = " " * indent
    if all(isinstance(part, str | int | float | None) for part in value):
        words = flow(list(value))[1:-1]
        if len(start) + len(words) + 2 <= WIDTH:
            yield f"{start}[{words}]"
            return
    for number, part in zip(count(), value):
        here = (*path, number)
        yield from _comment(comments, here, indent)
        line = f"{start}- {flow(part)}"
        is_flow = not isinstance(part, Mapping | list) or not part
        is_short = _is_simple(part, depth=2) and len(line) <= WIDTH
        if is_flow or (is_short and not _commented(comments, here)):
            yield line
        elif isinstance(part, Mapping):
            first, *rest = _mapping(part, here, indent + _INDENT, comments)
            marked = not first.lstrip().startswith("#")
            yield f"{start}- {first.lstrip()}" if marked else f"{start}-\n{first}"
            yield from rest
        else:
            yield f"{start}-"
            yield from _list(list(part), here, indent + _INDENT, comments)  # type: ignore[call-overload]  # a list, as flow said


def _comment(comments: Mapping[Path, str], path: Path, indent: int) -> Iterator[str]:
    if path in comments:
        for paragraph in comments[path].split("\n"):
            yield from wrapped(paragraph, indent, "# ")


def _commented(comments: Mapping[Path, str], path: Path) -> bool:
    return any(each[: len(path)] == path and len(each) > len(path) for each in comments)


def _is_simple(value: object, depth: int = 1) -> bool:
    """Say whether a part is so flat that it reads well on one line."""
    if isinstance(value, Mapping | list) and value:
        parts = list(value.values()) if isinstance(value, Mapping) else value
        return depth > 0 and all(_is_simple(part, depth - 1) for part in parts)
    return True


def _key(key: str) -> str:
    return _scalar(key, is_in_flow=True)


def _scalar(value: object, *, is_in_flow: bool = False) -> str:
    if not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    value.encode()
    plain = (
        _PLAIN.fullmatch(value)
        and value[-1] != " "
        and not value.endswith(":")
        and (not _NOT_TEXT.fullmatch(value) or _VERSION.fullmatch(value))
        and _WRITABLE.fullmatch(value)
        and not (is_in_flow and _IN_FLOW.search(value))
    )
    if plain:
        return value
    return quoted(value)


def _can_fold(text: str) -> bool:
    """Say whether a text keeps every character when its lines are joined by spaces."""
    return (
        bool(_FOLDED.fullmatch(text))
        and bool(_WRITABLE.fullmatch(text))
        and not _TO_ESCAPE.search(text)
    )
