"""Small instruments and the responses of a few people, written down in a line or two."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rosace.conversion import structure
from rosace.instrument import Instrument
from rosace.response import Response

__all__ = ["people", "sketch"]


def sketch(items: Sequence[Mapping[str, Any]], **parts: Any) -> Instrument:
    """Return an instrument of some items, with the least that any other part must say.

    Args:
        items: Its items, as in a document; one without a text has its id for text.
        parts: Further parts, as in a document, such as ``scales`` and ``dimensions``.
    """
    worded = [{"text": {"en": item["id"]}, **item} for item in items]
    names = [item["id"] for item in worded]
    document = {
        "schema": "rosace/instrument/1",
        "id": "sketch",
        "version": "1.0.0",
        "title": {"en": "Sketch"},
        "languages": ["en"],
        "provenance": "ours",
        "rights": {"holder": "Nobody", "wording": "ours"},
        "sections": [{"id": "all", "title": {"en": "All"}, "items": names}],
        "items": worded,
        **parts,
    }
    return structure(document, Instrument)


def people(
    instrument: Instrument,
    sheets: Iterable[Mapping[str, Any]],
    *,
    wave: str = "w1",
    known: Sequence[Mapping[str, Any]] = (),
) -> tuple[Response, ...]:
    """Return one response a person, each in an organization of their own.

    Args:
        instrument: The instrument.
        sheets: What each answers, by item, as in a document.
        wave: The wave.
        known: What is known of each respondent, as in a document, where anything is.
    """
    held = [dict(sheet) for sheet in sheets]
    more = [*known, *({} for _ in held[len(known) :])]
    return tuple(
        structure(
            {
                "schema": "rosace/response/1",
                "id": f"{wave}-{number}",
                "instrument": instrument.id,
                "version": instrument.version,
                "wave": wave,
                "respondent": {"id": f"p{number}", "kind": "individual", **said},
                "answers": sheet,
            },
            Response,
        )
        for number, (sheet, said) in enumerate(zip(held, more, strict=True))
    )
