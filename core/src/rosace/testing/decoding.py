"""The words that stand in a file, whatever its format, for laws that look for them."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any, Final

from rosace.loading import load_yaml

__all__ = ["cells_of", "squeezed", "words_of"]

_ESCAPED: Final = re.compile(r"\\\n|\\([!-/:-@\[-`{-~])|(&#?\w+;)|^(?:> ?)+", re.MULTILINE)
_LAYOUT: Final = re.compile(r"[\t-\r\x1c-\x20\x85\u2028\u2029]+")
_SEPARATORS: Final = {".csv": ",", ".tsv": "\t"}


def words_of(name: str, data: bytes) -> str:
    """Return the words of a file, by its suffix: without markup, escapes and guards.

    Of a ZIP file, such as a workbook or a text document, those of its XML members; of
    any other text as they stand, and as HTML and Markdown would have them.

    Args:
        name: The file's name.
        data: What it holds.

    Raises:
        UnicodeDecodeError: It is binary, and no ZIP file.
    """
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    read = _READERS.get(PurePosixPath(name).suffix.lower(), _anything)
    return read(data)


def cells_of(name: str, data: bytes) -> Iterator[str]:
    """Yield the cells of a CSV or TSV file as they stand in it, its headings among them.

    Args:
        name: The file's name; what is no ``.tsv`` has commas.
        data: What it holds.
    """
    separator = _SEPARATORS.get(PurePosixPath(name).suffix.lower(), ",")
    text = data.decode("utf-8-sig")
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield from row


def squeezed(text: str) -> str:
    """Return a text without the spaces and line breaks that are a matter of layout."""
    return _LAYOUT.sub("", text)


class _Words(HTMLParser):
    """Gathers the words of markup, those of attributes too."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.aside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.aside += [given for _, given in attrs if given]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _markup(data: bytes) -> str:
    reader = _Words()
    reader.feed(data.decode("utf-8-sig"))
    reader.close()
    return "".join(reader.said) + "\n" + "\n".join(reader.aside)


def _zipped(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return "\n".join(_markup(archive.read(name)) for name in members)


def _json(data: bytes) -> str:
    return "\n".join(_strings(json.loads(data)))


def _lines(data: bytes) -> str:
    return "\n".join(_json(line) for line in data.splitlines() if line.strip())


def _yaml(data: bytes) -> str:
    return "\n".join(_strings(load_yaml(data)[0]))


def _strings(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        for key, each in plain.items():
            yield str(key)
            yield from _strings(each)
    elif isinstance(plain, list):
        for each in plain:
            yield from _strings(each)
    else:
        yield str(plain)


def _table(name: str) -> Callable[[bytes], str]:
    return lambda data: "\n".join(cell.removeprefix("'") for cell in cells_of(name, data))


def _markdown(data: bytes) -> str:
    return _ESCAPED.sub(
        lambda found: found[1] or html.unescape(found[2] or ""), data.decode("utf-8-sig")
    )


def _anything(data: bytes) -> str:
    text = data.decode("utf-8-sig")
    return "\n".join([text, html.unescape(text), _markdown(data)])


_READERS: Final[Mapping[str, Callable[[bytes], str]]] = {
    ".csv": _table(".csv"),
    ".tsv": _table(".tsv"),
    ".html": _markup,
    ".htm": _markup,
    ".json": _json,
    ".md": _markdown,
    ".ndjson": _lines,
    ".svg": _markup,
    ".xhtml": _markup,
    ".xml": _markup,
    ".yaml": _yaml,
    ".yml": _yaml,
}
