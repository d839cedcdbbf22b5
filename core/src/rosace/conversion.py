"""Between values and the plain data of JSON, strictly and both ways.

`structure` refuses exactly what the contract's schemas refuse: unknown keys,
missing keys, numbers in the place of text, booleans in the place of integers.
"""

import operator
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Final, Literal, NoReturn, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from rosace import paper, report
from rosace.columnar import WORDS
from rosace.configuration import AllowedPlugin
from rosace.instrument import Condition, VectorCounts, VectorLevel, VectorScore
from rosace.response import MISSING_REASONS, Answer, AnswerValue, FieldValue, Record
from rosace.sizes import LARGEST, LONGEST_IDENTIFIER, LONGEST_TEXT, MOST_CODES, MOST_ROWS
from rosace.values import Scalar, plain_number, rational, spell_rational

__all__ = ["structure", "unstructure"]

T = TypeVar("T")
_RENAMED: Final = {"in_": "in", "not_": "not"}
_KINDS: Final[Mapping[str, type]] = {
    "text": report.TextCell,
    "count": report.CountCell,
    "number": report.NumberCell,
    "date": report.DateCell,
    "withheld": report.WithheldCell,
    "paragraph": report.Paragraph,
    "heading": report.Heading,
    "list": report.ListBlock,
    "notice": report.Notice,
    "table": report.Table,
    "figure": report.Figure,
    "grid": paper.Grid,
    "cards": paper.Cards,
    "picture": paper.Picture,
}
_PHRASES: Final[Mapping[str, type[report.Phrase]]] = {
    "message": report.Message,
    "localized": report.Translated,
    "verbatim": report.Verbatim,
}
_KIND_OF: Final = {cls: kind for kind, cls in _KINDS.items()}


def structure(data: object, cls: type[T]) -> T:
    """Return the value of a class that plain data spells.

    Args:
        data: What a JSON or YAML document holds.
        cls: The class of the value.

    Raises:
        Exception: The data are not of the contract; validate them first to know why.
    """
    return _CONVERTER.structure(data, cls)


def unstructure(value: object) -> Any:
    """Return the plain data of a value, without what is left at its default."""
    return _CONVERTER.unstructure(value)


def _refuse(data: object, wanted: str) -> NoReturn:
    message = f"{data!r} is not {wanted}"
    raise ValueError(message)


def _text(data: object, _: object) -> str:
    return data if isinstance(data, str) else _refuse(data, "text")


def _integer(data: object, _: object) -> int:
    if isinstance(data, float) and data.is_integer():
        return int(data)
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    return _refuse(data, "an integer")


def _boolean(data: object, _: object) -> bool:
    return data if isinstance(data, bool) else _refuse(data, "true or false")


def _number(data: object, _: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        return _refuse(data, "a number")
    return data if -LARGEST <= data <= LARGEST else _refuse("a number", "of a size to count with")


def _rational(data: object, _: object) -> Fraction:
    if isinstance(data, float) and data.is_integer():
        data = int(data)
    return rational(data)


def _scalar(data: object, _: object) -> Scalar:
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data if isinstance(data, str | int | bool) else _refuse(data, "a value")


def _field_value(data: object, _: object) -> FieldValue:
    if isinstance(data, str):
        return data if len(data) <= LONGEST_TEXT else _refuse(len(data), "a short text")
    if isinstance(data, bool):
        return data
    if isinstance(data, list):
        if len(data) > MOST_CODES:
            return _refuse(len(data), "a short list")
        return tuple(
            code
            if isinstance(code, str) and len(code) <= LONGEST_IDENTIFIER
            else _refuse(code, "a code")
            for code in data
        )
    return plain_number(_number(data, None))


def _answer_value(data: object, _: object) -> AnswerValue:
    if isinstance(data, list) and data and isinstance(data[0], dict):
        if len(data) > MOST_ROWS:
            return _refuse(len(data), "a short list")
        return tuple(_record(row, None) for row in data)
    return _field_value(data, None)


def _record(data: object, _: object) -> Record:
    if not isinstance(data, dict) or "id" not in data:
        return _refuse(data, "a row with an id")
    fields = {key: _field_value(value, None) for key, value in data.items() if key != "id"}
    return Record(id=data["id"], fields=fields)


_ANSWER_KEYS: Final = frozenset({"value", "missing", *WORDS})


def _answer(data: object, _: object) -> Answer:
    if not isinstance(data, dict):
        return Answer(value=_answer_value(data, None))
    if not data.keys() <= _ANSWER_KEYS or ("value" in data and "missing" in data):
        return _refuse(data, "an answer")
    if "missing" in data and data["missing"] not in MISSING_REASONS:
        return _refuse(data["missing"], "a missing reason")
    value = _answer_value(data["value"], None) if "value" in data else None
    words = {key: _text(data[key], None) for key in WORDS if key in data}
    return Answer(value=value, missing=data.get("missing"), **words)


def _unstructure_answer(answer: Answer) -> Any:
    plain: dict[str, Any] = {}
    if answer.missing is not None:
        plain["missing"] = answer.missing
    else:
        plain["value"] = _plain(answer.value)
    for key in WORDS:
        if (words := getattr(answer, key)) is not None:
            plain[key] = words
    return plain["value"] if plain.keys() == {"value"} else plain


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Record):
        return {"id": value.id, **{key: _plain(part) for key, part in value.fields.items()}}
    return value


def _vector_score(data: object, _: object) -> VectorScore:
    if data is None:
        return None
    if isinstance(data, dict):
        return structure(data, VectorCounts) if "counts" in data else structure(data, VectorLevel)
    return _rational(data, None)


def _allowed(data: object, _: object) -> Any:
    if data == "all":
        return data
    if not isinstance(data, list):
        return _refuse(data, "a list of plugins")
    return tuple(
        AllowedPlugin(name=entry) if isinstance(entry, str) else _allowed_plugin(entry)
        for entry in data
    )


def _allowed_plugin(data: object) -> AllowedPlugin:
    if not isinstance(data, dict) or data.keys() != {"name", "distribution"}:
        return _refuse(data, "a plugin with its distribution")
    return AllowedPlugin(name=data["name"], distribution=_text(data["distribution"], None))


def _unstructure_allowed(plugin: AllowedPlugin) -> Any:
    if plugin.distribution is None:
        return plugin.name
    return {"name": plugin.name, "distribution": plugin.distribution}


def _phrase(data: object, _: object) -> report.Phrase:
    if isinstance(data, dict):
        for key, cls in _PHRASES.items():
            if key in data:
                return structure(data, cls)
    return _refuse(data, "a phrase")


def _of_kind(*classes: type) -> Any:
    kinds = {_KIND_OF[cls]: cls for cls in classes}

    def hook(data: object, _: object) -> Any:
        if not isinstance(data, dict) or data.get("kind") not in kinds:
            return _refuse(data, f"one of {', '.join(kinds)}")
        rest = {key: part for key, part in data.items() if key != "kind"}
        return structure(rest, kinds[data["kind"]])

    return hook


def _phrase_or_cell(data: object, _: object) -> Any:
    if isinstance(data, dict) and "kind" in data:
        return structure(data, report.Cell)  # type: ignore[arg-type]  # a union stands for its classes
    return _phrase(data, None)


def _message(data: object, _: object) -> str | tuple[str, str]:
    if isinstance(data, str):
        return data
    pair = 2
    if isinstance(data, list) and len(data) == pair:
        return (_text(data[0], None), _text(data[1], None))
    return _refuse(data, "a message")


def _make() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=False)
    converter.register_structure_hook_factory(
        attrs.has, lambda cls: _structure_class(cls, converter)
    )
    converter.register_unstructure_hook_factory(
        attrs.has, lambda cls: _unstructure_class(cls, converter)
    )
    converter.register_structure_hook_factory(_is(tuple), lambda cls: _strict(cls, list, converter))
    converter.register_structure_hook_factory(
        _is(Mapping), lambda cls: _strict(cls, dict, converter)
    )
    for cls, hook in ((str, _text), (int, _integer), (bool, _boolean), (float, _number)):
        converter.register_structure_hook(cls, hook)
    exact: dict[Any, Any] = {
        Fraction: _rational,
        Scalar: _scalar,
        FieldValue: _field_value,
        AnswerValue: _answer_value,
        Answer: _answer,
        Record: _record,
        VectorScore: _vector_score,
        Literal["all"] | tuple[AllowedPlugin, ...]: _allowed,
        report.Phrase: _phrase,
        report.Cell: _of_kind(*get_args(report.Cell)),
        report.Block: _of_kind(*get_args(report.Block)),
        paper.SheetContent: _of_kind(*get_args(paper.SheetContent)),
        report.Phrase | report.Cell: _phrase_or_cell,
        str | tuple[str, str]: _message,
    }
    for union, hook in exact.items():
        # Python flattens an optional union, so that cattrs no longer knows it.
        for wanted in (union, union | None):
            converter.register_structure_hook_func(partial(operator.eq, wanted), hook)
    converter.register_unstructure_hook(Fraction, spell_rational)
    converter.register_unstructure_hook(Answer, _unstructure_answer)
    converter.register_unstructure_hook(Record, _plain)
    converter.register_unstructure_hook(AllowedPlugin, _unstructure_allowed)
    return converter


def _renames(cls: type) -> dict[str, Any]:
    return {
        field.name: override(rename=_RENAMED[field.name])
        for field in attrs.fields(cls)
        if cls is Condition and field.name in _RENAMED
    }


def _structure_class(cls: type, converter: Converter) -> Any:
    build: Any = make_dict_structure_fn(
        cls,
        converter,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=False,
        **_renames(cls),
    )

    # A document names its contract; only values built by a program may leave it out.
    needed = {"schema"} & set(attrs.fields_dict(cls))
    kind = _KIND_OF.get(cls)

    def hook(data: object, wanted: Any) -> Any:
        # What can be one thing alone says what it is all the same.
        if kind and isinstance(data, dict) and data.get("kind") == kind:
            data = {key: part for key, part in data.items() if key != "kind"}
        if not isinstance(data, dict) or None in data.values() or not needed <= data.keys():
            return _refuse(data, f"a {cls.__name__}")
        return build(data, wanted)

    return hook


def _unstructure_class(cls: type, converter: Converter) -> Any:
    write: Any = make_dict_unstructure_fn(
        cls, converter, _cattrs_omit_if_default=True, **_renames(cls)
    )
    marks = {key: default for key, default in _marks(cls).items() if default is not None}
    if not marks:
        return write
    return lambda instance: {**marks, **write(instance)}


def _marks(cls: type) -> dict[str, Any]:
    """Return what is written though it is the default: what a thing is, and who may read it."""
    fields = attrs.fields_dict(cls)
    written: dict[str, Any] = {"kind": _KIND_OF.get(cls)}
    for key in ("schema", "plugin", "audience"):
        if key in fields:
            written[key] = fields[key].default
    return written


def _is(origin: type) -> Any:
    wanted = get_origin(origin[Any, Any] if origin is Mapping else tuple[Any, ...])
    return lambda cls: get_origin(cls) is wanted


def _strict(cls: Any, shape: type, converter: Converter) -> Any:
    parts = get_args(cls)
    if shape is dict:
        key, part = (converter.get_structure_hook(parts[0]), converter.get_structure_hook(parts[1]))

        def of_mapping(data: object, _: object) -> Any:
            if not isinstance(data, dict):
                return _refuse(data, "a mapping")
            return {key(name, parts[0]): part(item, parts[1]) for name, item in data.items()}

        return of_mapping
    hook = converter.get_structure_hook(parts[0])

    def of_list(data: object, _: object) -> Any:
        if not isinstance(data, list):
            return _refuse(data, "a list")
        return tuple(hook(item, parts[0]) for item in data)

    return of_list


_CONVERTER: Final = _make()
