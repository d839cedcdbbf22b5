"""``rosace show``: one instrument, its items, scoring, rights and how sure we are of each part."""

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
from rosace.instrument import Dimension, Instrument, Item
from rosace.speaking import Argument, Command, Option, words
from rosace.values import Localized

__all__ = ["command"]


def _show(*, instrument: str, overlay: str | None, language: str | None, as_json: bool) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    found = appraiser.instrument(instrument, overlay=overlay)
    if as_json:
        from rosace.conversion import unstructure  # noqa: PLC0415  # only for JSON

        print_json(unstructure(found))
    else:
        click.echo("\n".join(_lines(found, spoken)))
    report_failures(appraiser, spoken)
    return 0


def _said(localized: Localized, language: str) -> str:
    return localized.get(language) or next(iter(localized.values()))


def _mark(status: str | None, source: str | None) -> str:
    if status is None:
        return ""
    said = words(f"cli.provenance.{status}")
    told = words("cli.show.source", status=said, source=source) if source else said
    return f"  [{told}]"


def _lines(found: Instrument, language: str) -> Iterator[str]:
    yield f"{_said(found.title, language)} ({found.id} {found.version})"
    if found.description:
        yield _said(found.description, language)
    yield f"{words('cli.show.provenance')} {_mark(found.provenance, found.source).strip()}"
    yield words("cli.show.rights", holder=found.rights.holder)
    yield words(f"cli.wording.{found.rights.wording}")
    if found.rights.citation:
        yield words("cli.show.citation", citation=found.rights.citation)
    if found.use:
        yield ""
        yield _said(found.use.statement, language)
        for before in found.use.prerequisites:
            yield f"  - {_said(before.text, language)}"
        for mode in found.use.modes:
            yield words("cli.show.mode", id=mode.id, title=_said(mode.title, language))
    for section in found.sections:
        yield ""
        yield f"{_said(section.title, language)}{_mark(section.provenance, section.source)}"
        for identifier in section.items:
            yield from _item(found, found.item(identifier), language, "  ")
    if found.dimensions:
        yield ""
        yield words("cli.show.dimensions")
        for dimension in found.dimensions:
            yield from _dimension(dimension, language, "  ")


def _item(found: Instrument, item: Item, language: str, indent: str) -> Iterator[str]:
    kind = words(f"cli.type.{item.type}")
    mark = _mark(item.provenance, item.source)
    yield f"{indent}{item.id}  {_said(item.text, language)}  ({kind}){mark}"
    if item.scale:
        for choice in found.scales[item.scale].choices:
            label = _said(found.label(item, choice), language)
            status = _mark(choice.provenance, choice.source)
            yield f"{indent}    {choice.code}  {label}{status}"
    for field in item.fields or ():
        yield from _item(found, field, language, indent + "    ")


def _dimension(dimension: Dimension, language: str, indent: str) -> Iterator[str]:
    method = dimension.scoring.method if dimension.scoring else None
    said = f"  ({words(f'cli.method.{method}')})" if method else ""
    mark = _mark(dimension.provenance, dimension.source)
    items = ", ".join(dimension.items or ())
    title = _said(dimension.title, language)
    yield f"{indent}{dimension.id}  {title}{said}  {items}".rstrip() + mark
    levels = dimension.scoring.levels if dimension.scoring else None
    for cutoff in levels.cutoffs if levels else ():
        yield f"{indent}    ≥ {cutoff.at_least}  {_said(cutoff.title, language)}"
    for part in dimension.dimensions or ():
        yield from _dimension(part, language, indent + "  ")


command = Command(
    "show",
    params=[
        Argument(["instrument"]),
        Option(["--overlay"], metavar="FILE", help="cli.option.overlay"),
        LANGUAGE(),
        as_json(),
    ],
    callback=_show,
)
