"""Draw one figure: a Vega-Lite specification and the rows of its table, to SVG or PNG."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast
from xml.sax.saxutils import escape, quoteattr

import vl_convert

from rosace_pictures.lettering import stand_ins
from rosace_pictures.theme import theme

_VEGA_LITE: Final = "6.4"
_PNG_SCALE: Final = 2.0
_REFUSED_KEYS: Final = frozenset({"data", "datasets", "url", "href", "lookup"})
_MONTHS: Final = (
    *("janv.", "févr.", "mars", "avril", "mai", "juin"),
    *("juill.", "août", "sept.", "oct.", "nov.", "déc."),
)
# Whatever XML 1.0 cannot carry; vl-convert ends the whole process when it meets one.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Vega keeps values as properties of an object that has these already, and then draws nothing.
_PROPERTIES: Final = frozenset(
    [
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf", "__proto__"),
        *(f"__{verb}{kind}__" for verb in ("define", "lookup") for kind in ("Getter", "Setter")),
    ]
)
# Any word, line or coloured shape; the background is a rectangle, and groups have no colour.
_SEEN: Final = re.compile(
    r'<(?:text|line)\b|<path\b[^<>]*\s(?:fill|stroke)="(?!none"|transparent")'
)
_TAG: Final = re.compile(r"<[^<>]*>")
_IDENTIFIER: Final = re.compile(r'(?<= id=")[^"]*(?=")')
_REFERENCE: Final = re.compile(r"url\(#([^()\"]*)\)")
_NOISE: Final = re.compile(r' (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"')
_GEOMETRY: Final = re.compile(r' (?:d|transform|[xy][12]?|width|height|viewBox|offset)="[^"]*"')
_LONG_NUMBER: Final = re.compile(r"-?\d+(?:\.\d{3,}(?:e[+-]?\d+)?|e[+-]?\d+)")


class SpecificationError(ValueError):
    """A specification that brings its own data, reaches out, or holds what JSON cannot carry."""


class EmptyPictureError(ValueError):
    """Nothing of a figure came to be seen: Vega gave up over its rows, which it does not say."""


def draw(  # noqa: PLR0913, PLR0917  # what a figure is made of, each a word
    specification: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    media_type: str,
    title: str,
    alternative: str,
    language: str,
) -> bytes:
    """Draw a figure, in the house theme, with no access to network or files.

    The same arguments give the same SVG bytes on any machine. A PNG's pixels can differ at the
    edges of letters where the machine has its own version of the font, and in letters that the
    font lacks. An SVG picture can stand inline in a page beside others: its identifiers derive
    from its content and it holds no style sheet. The last pictures made are kept in memory.

    Args:
        specification: A Vega-Lite specification without data, its phrases already localized.
        rows: One mapping for each row of the figure's table, column id to drawable value.
        media_type: `image/svg+xml`, or `image/png` (at two pixels for one).
        title: The accessible name, in plain text.
        alternative: The accessible description, in plain text.
        language: BCP 47 tag of every text; it also chooses how numbers and dates are written.

    Raises:
        SpecificationError: the specification names data, an address or an image, or holds
            a number that is not finite.
        EmptyPictureError: there are rows, and nothing is drawn of them.
        ValueError: the media type is neither of the two, or Vega-Lite refuses the specification.
    """
    if media_type not in ("image/svg+xml", "image/png"):
        msg = f"no picture of type {media_type!r}: ask for image/svg+xml or image/png"
        raise ValueError(msg)
    _refuse_reach(specification)
    document = {
        **_clean(specification),
        "data": {"values": [_row(row) for row in rows]},
        "config": _merge(theme(), _clean(specification.get("config", {}))),
    }
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        msg = "a figure holds a number that is not finite"
        raise SpecificationError(msg) from error
    svg = _picture(text, _clean(title), _clean(alternative), _clean(language))
    if rows and not _SEEN.search(svg):
        msg = "the figure is empty: Vega draws nothing of its rows"
        raise EmptyPictureError(msg)
    if media_type == "image/svg+xml":
        return svg.encode()
    return _painted(svg)


@lru_cache(maxsize=128)
def _picture(document: str, title: str, alternative: str, language: str) -> str:
    """Return the finished SVG of a complete Vega-Lite document given as JSON text."""
    letters = stand_ins(document)
    svg = vl_convert.vegalite_to_svg(
        letters.laid(document),
        vl_version=_VEGA_LITE,
        allowed_base_urls=[],
        format_locale=_numbers(language),
        time_format_locale=_dates(language),
    )
    seed = json.dumps([document, title, alternative, language])
    prefix = f"figure-{hashlib.sha256(seed.encode()).hexdigest()[:16]}"
    return _label(_normalize(letters.restored(svg), prefix), prefix, title, alternative, language)


@lru_cache(maxsize=64)
def _painted(svg: str) -> bytes:
    """Return the PNG of a finished SVG, which holds all that it depends on: words, rows, font."""
    return vl_convert.svg_to_png(svg, scale=_PNG_SCALE)


def _is_french(language: str) -> bool:
    """Tell whether a BCP 47 tag names French."""
    return language.partition("-")[0].lower() == "fr"


def _numbers(language: str) -> dict[str, Any]:
    """Return how d3 writes numbers: in Québec, a no-break space comes before the percent sign."""
    if _is_french(language):
        return {**vl_convert.get_format_locale("fr-CA"), "percent": "\N{NO-BREAK SPACE}%"}
    return vl_convert.get_format_locale("en-CA")


def _dates(language: str) -> dict[str, Any]:
    """Return how d3 writes dates: its French months are shortened alike, ours can be told apart."""
    if _is_french(language):
        return {**vl_convert.get_time_format_locale("fr-CA"), "shortMonths": list(_MONTHS)}
    return vl_convert.get_time_format_locale("en-CA")


def _refuse_reach(node: object) -> None:
    """Raise if any part of a specification brings data or could reach a file or an address."""
    if isinstance(node, Mapping):
        refused = sorted(_REFUSED_KEYS.intersection(node))
        if refused:
            msg = f"a figure's specification may not hold {refused[0]!r}"
            raise SpecificationError(msg)
        mark = node.get("mark")
        if "image" in (mark, mark.get("type") if isinstance(mark, Mapping) else None):
            msg = "a figure's specification may not hold an image mark"
            raise SpecificationError(msg)
        for value in node.values():
            _refuse_reach(value)
    elif isinstance(node, list | tuple):
        for value in node:
            _refuse_reach(value)


def _clean(node: Any) -> Any:
    """Return a copy without the characters that XML cannot carry, keys included."""
    if isinstance(node, str):
        return _NOT_XML.sub("", node)
    if isinstance(node, Mapping):
        return {_clean(key): _clean(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [_clean(value) for value in node]
    return node


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as Vega can keep it: a space that nobody sees sets some words apart."""
    clean = _clean(row)
    return {
        key: f"{value}\N{NO-BREAK SPACE}" if value in _PROPERTIES else value
        for key, value in clean.items()
    }


def _merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the entries of `over`, nested mappings merged."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(cast("Mapping[str, Any]", below), value) if both else value
    return merged


def _normalize(svg: str, prefix: str) -> str:
    """Make the drawing's bytes depend on its content alone.

    Vega counts clip paths over the life of the process, and marks each group with roles and
    classes that a reader of the whole picture has no use for and that a page's style sheet
    could catch.
    """
    names: dict[str, str] = {}

    def rename(name: str) -> str:
        return names.setdefault(name, f"{prefix}-{len(names)}")

    def tag(match: re.Match[str]) -> str:
        text = _NOISE.sub("", match[0])
        text = _IDENTIFIER.sub(lambda found: rename(found[0]), text)
        text = _REFERENCE.sub(lambda found: f"url(#{rename(found[1])})", text)
        return _GEOMETRY.sub(lambda found: _LONG_NUMBER.sub(_rounded, found[0]), text)

    return _TAG.sub(tag, svg)


def _rounded(match: re.Match[str]) -> str:
    """Return a number to a hundredth of a pixel."""
    return f"{round(float(match[0]), 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _label(svg: str, prefix: str, title: str, alternative: str, language: str) -> str:
    """Give a drawing its name, its description and its language."""
    root, rest = svg.split(">", 1)
    tongue = quoteattr(language)
    return (
        f'{root} role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
        f" lang={tongue} xml:lang={tongue}>"
        f'<title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(alternative)}</desc>{rest}'
    )
