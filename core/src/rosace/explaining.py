"""From what jsonschema finds to Problems: which finding matters, where, and in which words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import Problem
from rosace.loading import json_type
from rosace.spelling import json_pointer, nearest, printable
from rosace.values import CODE, DATE, IDENTIFIER, LANGUAGE, VERSION

if TYPE_CHECKING:
    from rosace.loading import Positions

__all__ = ["explain", "locate"]

_Error = Any
"""An error of jsonschema, half of whose attributes its types say may be unset."""

_Path = tuple[str | int, ...]
_Arguments = dict[str, str | int]
_Finding = tuple[str, _Path, _Arguments]
_DISCRIMINATORS: Final = frozenset({"kind", "type", "schema"})
_OTHER_TYPE: Final = 1000
_OTHER_KIND: Final = 100
_OTHER_FORM: Final = 10
_INNER_TYPE: Final = 3
_LONGEST_LIST: Final = 12
_FORMS: Final = {
    f"^{each.pattern}$": code
    for each, code in (
        (CODE, "code-form"),
        (DATE, "date-form"),
        (IDENTIFIER, "identifier-form"),
        (LANGUAGE, "language-form"),
        (VERSION, "version-form"),
    )
}
"""Findings, by the pattern that a text does not match, where a form has a name."""


def explain(
    errors: Iterable[_Error], positions: "Positions | None" = None, **place: Any
) -> Iterator[Problem]:
    """Yield the problems that jsonschema's errors amount to, each once.

    Args:
        errors: What a validator found.
        positions: Where each part of a YAML document stands.
        place: The file and row that the problems are to name.
    """
    seen = set()
    for error in errors:
        for code, path, arguments in _findings(error):
            key = (code, path, arguments.get("key"))
            if key not in seen:
                seen.add(key)
                yield locate(code, path, arguments, positions, **place)


def locate(
    code: str,
    path: Sequence[str | int],
    arguments: Mapping[str, str | int],
    positions: "Positions | None" = None,
    **place: Any,
) -> Problem:
    """Return a problem at a path, with the line and column of its nearest known part."""
    line = column = None
    for length in range(len(path), -1, -1) if positions else ():
        if found := (positions or {}).get(json_pointer(path[:length])):
            line, column = found
            break
    return Problem(
        code, pointer=json_pointer(path), line=line, column=column, arguments=arguments, **place
    )


def _findings(error: _Error, base: _Path = ()) -> Iterator[_Finding]:
    path = (*base, *error.relative_path) if base else tuple(error.absolute_path)
    if "propertyNames" in error.schema_path:
        yield _of_key(error, path)
        return
    if error.validator in {"oneOf", "anyOf"}:
        yield from _of_branches(error, path)
        return
    tell = _TELLERS.get(str(error.validator), _of_form)
    yield from ((code, (*path, *more), arguments) for code, more, arguments in tell(error))


def _of_key(error: _Error, path: _Path) -> _Finding:
    key = str(error.instance)
    if error.validator == "enum":
        known = tuple(map(str, error.validator_value))
        return _unknown_key(key, known)[0], path, _unknown_key(key, known)[1]
    if error.validator == "not":
        return "key-not-permitted", (*path, key), {"key": key}
    return "bad-key", (*path, key), {"key": key}


def _unknown_key(key: str, known: Iterable[str]) -> tuple[str, _Arguments]:
    if near := nearest(key, known):
        return "unknown-key-suggestion", {"key": key, "nearest": near}
    return "unknown-key", {"key": key}


def _of_branches(error: _Error, path: _Path) -> Iterator[_Finding]:
    """Tell what is wrong in the form that was most likely meant."""
    branches: dict[Any, list[_Error]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    needed = [schema.get("required") for schema in error.validator_value]
    about_keys = all(inner.validator == "required" for inner in error.context or ())
    if isinstance(error.instance, dict) and all(needed) and about_keys:
        keys = ", ".join(sorted({key for keys in needed for key in keys}))
        many = not branches or len([key for [key, *_] in needed if key in error.instance]) > 1
        yield "keys-conflict" if many else "missing-key-choice", path, {"known": keys}
        return
    if not branches:
        yield "no-match", path, {"found": _shown(error.instance)}
        return
    costs = {index: _cost(inner) for index, inner in branches.items()}
    least = min(costs.values())
    chosen = [inner for index, inner in branches.items() if costs[index] == least]
    if least >= _OTHER_KIND:
        near = [inner for index, inner in branches.items() if costs[index] < _OTHER_TYPE]
        yield from _of_no_branch(near or chosen, path, error)
        return
    best = max(chosen, key=lambda inner: max(len(each.relative_path) for each in inner))
    for inner in best:
        yield from _findings(inner, path)


def _cost(errors: list[_Error]) -> int:
    """Say how far a document is from one form: type first, then kind, then keys."""
    return sum(_cost_of(error) for error in errors)


def _cost_of(error: _Error) -> int:
    steps = len(error.relative_path)
    if error.validator == "type":
        return _INNER_TYPE if steps else _OTHER_TYPE
    if error.validator in {"const", "enum"}:
        last = error.relative_path[-1] if steps else None
        return _OTHER_KIND if not steps or last in _DISCRIMINATORS else 1
    if error.validator in {"oneOf", "anyOf"} and not steps:
        groups: dict[Any, list[_Error]] = {}
        for inner in error.context or ():
            groups.setdefault(inner.relative_schema_path[0], []).append(inner)
        return min(map(_cost, groups.values()), default=_OTHER_FORM)
    if error.validator in {"required", "additionalProperties"} and not steps:
        return _OTHER_FORM
    return 1


def _of_no_branch(branches: list[list[_Error]], path: _Path, error: _Error) -> Iterator[_Finding]:
    """Tell which types or kinds are permitted, where no form has those of the document."""
    leaves = [leaf for inner in branches for each in inner for leaf in _leaves(each)]
    types = [leaf for leaf in leaves if leaf.validator == "type" and _is_at(leaf, error)]
    kinds = [leaf for leaf in leaves if leaf.validator in {"const", "enum"}]
    if types and len(types) == len(leaves):
        names = dict.fromkeys(name for leaf in types for name in _listed(leaf.validator_value))
        yield _wrong_type(error.instance, "|".join(names), path)
    elif kinds:
        first = kinds[0]
        same = [leaf for leaf in kinds if leaf.absolute_path == first.absolute_path]
        known = [option for leaf in same for option in _options(leaf)]
        at = tuple(first.absolute_path)[len(error.absolute_path) :]
        yield "not-permitted", (*path, *at), _permitted(first.instance, known)
    else:
        yield "no-match", path, {"found": _shown(error.instance)}


def _leaves(error: _Error) -> Iterator[_Error]:
    if error.validator in {"oneOf", "anyOf"} and error.context:
        for inner in error.context:
            yield from _leaves(inner)
    else:
        yield error


def _is_at(leaf: _Error, error: _Error) -> bool:
    return tuple(leaf.absolute_path) == tuple(error.absolute_path)


def _options(error: _Error) -> list[object]:
    value = error.validator_value
    return [value] if error.validator == "const" else list(value)


def _permitted(found: object, known: Iterable[object]) -> _Arguments:
    listed = list(dict.fromkeys(map(_shown, known)))
    more = ["…"] if len(listed) > _LONGEST_LIST else []
    return {"found": _shown(found), "known": ", ".join(listed[:_LONGEST_LIST] + more)}


def _wrong_type(found: object, expected: str, path: _Path) -> _Finding:
    if expected == "string" and isinstance(found, int | float):
        return "text-unquoted", path, {"found": _shown(found), "found_type": json_type(found)}
    return "wrong-type", path, {"expected_type": expected, "found_type": json_type(found)}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(map(str, value))


def _shown(value: object) -> str:
    """Return a value in few words: text and numbers as they are, the rest by its type."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return printable(str(value)) if isinstance(value, str | int | float) else json_type(value)


def _of_type(error: _Error) -> Iterator[_Finding]:
    yield _wrong_type(error.instance, "|".join(_listed(error.validator_value)), ())


def _of_required(error: _Error) -> Iterator[_Finding]:
    # jsonschema raises one error a key, and names it only in its message.
    for key in error.validator_value:
        if key not in error.instance:
            yield "missing-key", (), {"key": key}


def _of_additional(error: _Error) -> Iterator[_Finding]:
    known = list(error.schema.get("properties", ()))
    free = [key for key in known if key not in error.instance]
    for key in error.instance:
        if key not in known:
            code, arguments = _unknown_key(key, free)
            yield code, (key,), arguments


def _of_options(error: _Error) -> Iterator[_Finding]:
    yield "not-permitted", (), _permitted(error.instance, _options(error))


def _of_bound(error: _Error) -> Iterator[_Finding]:
    found, schema = _shown(error.instance), error.schema
    bounds = {key: str(schema[key]) for key in ("minimum", "maximum") if key in schema}
    names: dict[tuple[str, ...], str] = {
        ("minimum",): "below-minimum",
        ("maximum",): "above-maximum",
    }
    yield names.get((*bounds,), "out-of-bounds"), (), {"found": found, **bounds}


def _of_size(code: str, bound: str) -> Callable[[_Error], Iterator[_Finding]]:
    def tell(error: _Error) -> Iterator[_Finding]:
        yield code, (), {"n": len(error.instance), bound: int(error.validator_value)}

    return tell


def _of_pattern(error: _Error) -> Iterator[_Finding]:
    # The end of the text is spelt so that a final line break is no way round it.
    pattern = str(error.validator_value).replace(r"(?![\s\S])", "$")
    blank = not str(error.instance).strip()
    if blank:
        yield "blank", (), {}
    elif form := _FORMS.get(pattern):
        yield form, (), {"found": _shown(error.instance)}
    else:
        yield "pattern-mismatch", (), {"found": _shown(error.instance), "pattern": pattern}


def _of_repeated(error: _Error) -> Iterator[_Finding]:
    seen: list[object] = []
    for index, value in enumerate(error.instance):
        if any(value == other and type(value) is type(other) for other in seen):
            yield "not-unique", (index,), {"found": _shown(value)}
        seen.append(value)


def _of_refusal(error: _Error) -> Iterator[_Finding]:
    yield "key-not-permitted", (), {"key": str(error.absolute_path[-1])}


def _of_form(error: _Error) -> Iterator[_Finding]:
    yield "no-match", (), {"found": _shown(error.instance)}


_TELLERS: Final[Mapping[str, Callable[[_Error], Iterator[_Finding]]]] = {
    "additionalProperties": _of_additional,
    "const": _of_options,
    "enum": _of_options,
    "false": _of_refusal,
    "maxItems": _of_size("too-many", "maximum"),
    "maxLength": _of_size("too-long", "maximum"),
    "maxProperties": _of_size("too-many", "maximum"),
    "maximum": _of_bound,
    "minItems": _of_size("too-few", "minimum"),
    "minLength": _of_size("too-short", "minimum"),
    "minProperties": _of_size("too-few", "minimum"),
    "minimum": _of_bound,
    "pattern": _of_pattern,
    "required": _of_required,
    "type": _of_type,
    "uniqueItems": _of_repeated,
}
