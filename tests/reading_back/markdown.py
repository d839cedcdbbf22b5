"""Markdown read as CommonMark with GitHub's tables has it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from tests.reading_back.grids import Grid

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["grids", "prose", "titles", "tokens", "words"]


def tokens(files: Mapping[str, bytes]) -> "list[Token]":
    """Return the tokens of ``report.md``."""
    parser = MarkdownIt("gfm-like")
    # GitHub makes no link of a name that has neither scheme nor www before it.
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False})
    return parser.parse(files["report.md"].decode())


def grids(files: Mapping[str, bytes]) -> list[Grid]:
    """Return the tables, each with the paragraph before it for title."""
    found: list[Grid] = []
    before = title = ""
    rows: list[list[str]] = []
    for token in tokens(files):
        match token.type:
            case "table_open":
                rows = []
                title = before
            case "tr_open":
                rows.append([])
            case "inline" if rows:
                rows[-1].append(_said(token))
            case "inline":
                before = _said(token)
            case "table_close":
                heads, *rest = rows
                found.append(Grid(title=title, headings=tuple(heads), rows=tuple(map(tuple, rest))))
                rows = []
            case _:
                pass
    return found


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the headings of the second level, in order."""
    read = tokens(files)
    return [
        _said(after)
        for token, after in pairwise(read)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words, those of alternative texts too."""
    return "\n".join(_said(token) for token in tokens(files) if token.type == "inline")


def prose(files: Mapping[str, bytes]) -> str:
    """Return the words outside the tables, those of alternative texts too."""
    found: list[str] = []
    is_inside = False
    for token in tokens(files):
        if token.type in {"table_open", "table_close"}:
            is_inside = token.type == "table_open"
        elif token.type == "inline" and not is_inside:
            found.append(_said(token))
    return "\n".join(found)


def _said(token: "Token") -> str:
    return "".join(_texts(token.children or ()))


def _texts(children: "Sequence[Token]") -> Iterator[str]:
    for each in children:
        assert each.type not in {"html_inline", "code_inline", "link_open"}, each
        if each.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif each.children:
            yield from _texts(each.children)
        else:
            yield each.content
