"""The contract's documents written as JSON, NDJSON and YAML that our own loader reads back."""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Literal

import attrs

from rosace.conversion import unstructure
from rosace.errors import UsageError
from rosace.loading import dump_json
from rosace.response import Answer, Record, Response

__all__ = [
    "FORMATS",
    "DocumentFormat",
    "dump_documents",
    "dump_responses",
    "dump_yaml",
    "in_order",
    "sorted_responses",
]

DocumentFormat = Literal["json", "ndjson", "yaml"]
FORMATS: Final[tuple[DocumentFormat, ...]] = ("json", "ndjson", "yaml")
"""The formats that the core writes itself."""

# Plain scalars that YAML 1.2 or 1.1 takes for something else than text.
_NOT_TEXT: Final = re.compile(
    r"[-+.]?[0-9].*|0[ox].*|[-+]?\.(?:inf|nan)|~|null|true|false|yes|no|on|off|y|n",
    re.IGNORECASE | re.DOTALL,
)
# What the emitter would write as it is, and our reader refuses or takes for a break.
_TO_ESCAPE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\r]")
_WIDTH: Final = 100


def sorted_responses(responses: Iterable[Response]) -> list[Response]:
    """Return responses in an order that says nothing of when they came: wave, instrument, id."""
    return sorted(responses, key=lambda each: (each.wave, each.instrument, each.id))


def dump_responses(
    responses: Iterable[Response],
    format: DocumentFormat = "ndjson",  # noqa: A002  # the word of the contract
) -> Iterator[bytes]:
    """Yield responses as a file's chunks of bytes, in an order independent of arrival.

    Args:
        responses: The responses.
        format: ``json`` and ``yaml`` make a list, ``ndjson`` a line for each.

    Raises:
        UsageError: The format is not one of these.
    """
    return dump_documents(map(in_order, sorted_responses(responses)), format)


def in_order(value: object) -> Any:
    """Return the plain data of a value; equal values give it in one order, key by key.

    Args:
        value: A value of the contract. What its class names keeps the order of the
            class; names that were given, such as items and languages, are sorted.
    """
    return _ordered(value, unstructure(value))


def _ordered(value: Any, plain: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], plain[key]) for key in sorted(plain)}
    if isinstance(value, list | tuple):
        return [_ordered(each, part) for each, part in zip(value, plain, strict=True)]
    if isinstance(value, Record):
        return {"id": plain["id"], **{key: plain[key] for key in sorted(plain) if key != "id"}}
    if isinstance(value, Answer) and not isinstance(plain, dict):
        return _ordered(value.value, plain)
    if attrs.has(type(value)):
        return {key: _ordered(getattr(value, key, None), part) for key, part in plain.items()}
    return plain


def dump_documents(
    documents: Iterable[object],
    format: DocumentFormat = "ndjson",  # noqa: A002  # the word of the contract
) -> Iterator[bytes]:
    """Yield plain documents as a file's chunks of bytes, in their order.

    Args:
        documents: What `rosace.loading.load_json` could have returned.
        format: ``json`` and ``yaml`` make a list, ``ndjson`` a line for each.

    Raises:
        UsageError: The format is not one of these.
    """
    write = _WRITERS.get(format)
    if write is None:
        reason, known = "value-refused", ", ".join(FORMATS)
        raise UsageError(reason, {"option": "format", "found": format, "known": known})
    return write(documents)


def dump_yaml(value: object) -> bytes:
    """Return plain data as a YAML document that our own loader reads back identically.

    Args:
        value: What `rosace.loading.load_yaml` could have returned.

    Raises:
        ValueError: It holds a number that is not finite, or a lone surrogate.
        TypeError: It holds something that JSON has not.
    """
    # PyYAML is only needed where a YAML file is written.
    import yaml  # noqa: PLC0415

    return yaml.dump(
        value,
        Dumper=_dumper(),
        allow_unicode=True,
        encoding="utf-8",
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=False,
    )


def _json_list(documents: Iterable[object]) -> Iterator[bytes]:
    opening = b"[\n"
    for document in documents:
        yield opening + dump_json(document).removesuffix(b"\n")
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def _yaml_list(documents: Iterable[object]) -> Iterator[bytes]:
    waiting = iter(documents)
    first = list(itertools.islice(waiting, 1))
    yield dump_yaml(first)
    # A list of one after another is one list, so that no more than one is held.
    yield from (dump_yaml([document]) for document in waiting)


def _lines(documents: Iterable[object]) -> Iterator[bytes]:
    return map(dump_json, documents)


_WRITERS: Final[Mapping[str, Callable[[Iterable[object]], Iterator[bytes]]]] = {
    "json": _json_list,
    "ndjson": _lines,
    "yaml": _yaml_list,
}


def _dumper() -> Any:
    import yaml  # noqa: PLC0415  # as above

    base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumper: Any = type("Dumper", (base,), {"ignore_aliases": lambda _, __: True})
    dumper.yaml_representers = {
        str: _text,
        bool: base.yaml_representers[bool],
        int: base.yaml_representers[int],
        float: _number,
        list: base.yaml_representers[list],
        dict: base.yaml_representers[dict],
        type(None): base.yaml_representers[type(None)],
        None: _refuse,
    }
    return dumper


def _text(dumper: Any, text: str) -> Any:
    text.encode()
    style = None
    if _TO_ESCAPE.search(text):
        style = '"'
    elif not text or _NOT_TEXT.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: Any, number: float) -> Any:
    if not math.isfinite(number):
        message = f"{number!r} is not finite"
        raise ValueError(message)
    return dumper.represent_float(number)


def _refuse(_: Any, value: object) -> Any:
    message = f"{type(value).__name__} is nothing that JSON has"
    raise TypeError(message)
