"""``rosace diff``: what changed between two versions of an instrument, and what stays the same."""

from collections.abc import Iterator

import click

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    report_failures,
)
from rosace.comparing import Comparison, DimensionComparison, ItemComparison, compare
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.messages import translate
from rosace.refusals import print_problems
from rosace.speaking import Argument, Command, words
from rosace.values import Localized

__all__ = ["command"]


def _diff(*, before: str, after: str, language: str | None, as_json: bool) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    one, other = (appraiser.instrument(name) for name in (before, after))
    found = compare(one, other)
    if as_json:
        print_json(_data(found))
    else:
        click.echo("\n".join(_lines(found, one, other, spoken)))
    if found.before == found.after and one != other:
        arguments = {"id": one.id, "version": one.version}
        said = Problem("versions-alike", file=after, arguments=arguments, severity="notice")
        print_problems((said,), spoken)
    report_failures(appraiser, spoken)
    return 0


def _data(found: Comparison) -> dict[str, object]:
    return {
        "before": dict(zip(("id", "version"), found.before, strict=True)),
        "after": dict(zip(("id", "version"), found.after, strict=True)),
        "items": [_part(each) for each in found.items],
        "dimensions": [{**_part(each), "items": list(each.items)} for each in found.dimensions],
    }


def _part(each: ItemComparison | DimensionComparison) -> dict[str, object]:
    return {
        "id": each.id,
        "change": each.change,
        "comparable": each.comparable,
        "reason": each.reason,
        "differs": list(each.differs),
    }


def _lines(
    found: Comparison, before: Instrument, after: Instrument, language: str
) -> Iterator[str]:
    for name, each in (("from", before), ("to", after)):
        title = f"{_said(each.title, language)} ({each.id} {each.version})"
        yield words(f"cli.diff.{name}", title=title)
    same = [each.id for each in found.items if each.change == "same"]
    yield ""
    yield words("cli.diff.items", comparable=_comparable(found.items), n=len(found.items))
    if same:
        yield f"  {words('cli.diff.same', names=', '.join(same))}"
    for item in found.items:
        if item.change != "same":
            yield from _item(item, before, after, language)
    if found.dimensions:
        yield ""
        comparable = _comparable(found.dimensions)
        yield words("cli.diff.dimensions", comparable=comparable, n=len(found.dimensions))
        for dimension in found.dimensions:
            yield f"  {dimension.id}  {_why(dimension, language)}"


def _comparable(parts: tuple[ItemComparison, ...] | tuple[DimensionComparison, ...]) -> int:
    return sum(each.comparable for each in parts)


def _item(
    item: ItemComparison, before: Instrument, after: Instrument, language: str
) -> Iterator[str]:
    yield f"  {item.id}  {translate(f'core.change.item.{item.reason}', language)}"
    if item.differs:
        parts = ", ".join(
            translate(f"core.change.differs.{each}", language) for each in item.differs
        )
        yield f"    {words('cli.diff.differs', parts=parts)}"
    if item.differs and "text" not in item.differs:
        return
    for mark, version in (("-", before), ("+", after)):
        for text in (each.text for each in version.items if each.id == item.id):
            yield f"    {mark} {_said(text, language)}"


def _why(dimension: DimensionComparison, language: str) -> str:
    said = translate(f"core.change.dimension.{dimension.reason}", language)
    return f"{said} ({', '.join(dimension.items)})" if dimension.items else said


def _said(localized: Localized, language: str) -> str:
    return localized.get(language) or next(iter(localized.values()))


command = Command(
    "diff",
    params=[
        Argument(["before"]),
        Argument(["after"]),
        LANGUAGE(),
        as_json(),
    ],
    callback=_diff,
)
