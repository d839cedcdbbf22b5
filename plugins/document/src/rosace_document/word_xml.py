"""Elements of WordprocessingML (ECMA-376, part 1): runs, fields, bookmarks, paragraphs."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

from docx.oxml import OxmlElement
from docx.oxml.ns import qn as qualified

__all__ = [
    "Node",
    "bookmark",
    "field",
    "link",
    "mark",
    "node",
    "opened",
    "paragraph",
    "run",
    "tag_of",
]

Node: TypeAlias = Any
"""An element of lxml, which has no types of its own."""

qn: Final = cache(qualified)
"""Names as lxml has them; a document says the same few many times."""

_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_MARKS: Final = re.compile("([\n\t])")
_REGIONS: Final = {"en": "en-CA", "fr": "fr-CA"}
_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def node(tag: str, attributes: Mapping[str, object] | None = None, *children: Node) -> Node:
    """Return an element.

    Args:
        tag: Its name with a prefix, as in ``w:p``.
        attributes: Its attributes, with prefixes where they have any.
        children: What it holds, in order.
    """
    made: Node = OxmlElement(tag)
    for name, held in (attributes or {}).items():
        made.set(qn(name) if ":" in name else name, str(held))
    made.extend(children)
    return made


def tag_of(language: str) -> str:
    """Return the tag by which Word knows a language: Canada's own where it has one.

    Args:
        language: A BCP 47 tag.
    """
    return _REGIONS.get(language, language)


def run(text: str, language: str | None = None, style: str | None = None) -> Node:
    """Return a run whose text is text alone: line feeds and tabs are the only marks in it.

    Args:
        text: Words that are safe for XML.
        language: Their language, where it is not the document's.
        style: A character style.
    """
    made = node("w:r")
    properties = []
    if style is not None:
        properties.append(node("w:rStyle", {"w:val": style}))
    if language is not None and language.partition("-")[0] in _RIGHT_TO_LEFT:
        properties += [node("w:rtl"), node("w:lang", {"w:bidi": tag_of(language)})]
    elif language is not None:
        properties.append(node("w:lang", {"w:val": tag_of(language)}))
    if properties:
        made.append(node("w:rPr", None, *properties))
    for piece in _MARKS.split(text):
        if piece in {"\n", "\t"}:
            made.append(node("w:br" if piece == "\n" else "w:tab"))
        elif piece:
            made.append(_kept("w:t", piece))
    return made


def field(instruction: str, shown: str) -> list[Node]:
    """Return the runs of a field with its result, so that nothing need be updated to be read.

    Args:
        instruction: What Word computes, made of our words alone.
        shown: Its result.
    """
    return [*opened(instruction), run(shown), mark("end")]


def opened(instruction: str) -> list[Node]:
    """Return the runs that open a field whose result goes on over several paragraphs.

    Args:
        instruction: What Word computes; `mark` of ``end`` closes it.
    """
    code = node("w:r", None, _kept("w:instrText", f" {instruction} "))
    return [mark("begin"), code, mark("separate")]


def mark(kind: str) -> Node:
    """Return a mark of a field.

    Args:
        kind: ``begin``, ``separate`` or ``end``.
    """
    return node("w:r", None, node("w:fldChar", {"w:fldCharType": kind}))


def bookmark(name: str, number: int, children: Iterable[Node]) -> list[Node]:
    """Return nodes between the two ends of a bookmark.

    Args:
        name: Its name, of 40 characters at most.
        number: Its number, which no other bookmark has.
        children: What stands in it.
    """
    start = node("w:bookmarkStart", {"w:id": number, "w:name": name})
    return [start, *children, node("w:bookmarkEnd", {"w:id": number})]


def link(anchor: str, children: Iterable[Node]) -> Node:
    """Return a link to a bookmark of the document.

    Args:
        anchor: The bookmark's name.
        children: The runs that it stands on.
    """
    return node("w:hyperlink", {"w:anchor": anchor, "w:history": "1"}, *children)


def paragraph(style: str | None, children: Iterable[Node], *properties: Node) -> Node:
    """Return a paragraph.

    Args:
        style: Its style; the default one where None.
        children: Its runs.
        properties: What else its properties hold, in the order of the schema.
    """
    made = node("w:p")
    held = list(properties)
    if style is not None:
        held.insert(0, node("w:pStyle", {"w:val": style}))
    if held:
        made.append(node("w:pPr", None, *held))
    made.extend(children)
    return made


def _kept(tag: str, text: str) -> Node:
    """Return an element whose text keeps its spaces."""
    made = node(tag)
    made.set(_XML_SPACE, "preserve")
    made.text = text
    return made
