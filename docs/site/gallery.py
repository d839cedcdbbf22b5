"""Pictures and tools: a report on the invented example, and a page for each instrument in it."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rosace import Appraiser
from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.instrument import Dimension, Instrument, Item
from rosace.loading import load_json
from rosace.messages import translate
from rosace.report import Figure, Paragraph, Report, Section, Table
from rosace.values import Localized

__all__ = ["EXAMPLE", "figures_of", "make_example", "tool_list", "tool_pages"]

EXAMPLE: Final = "example"
"""The folder of the example, in the source of the site and beside its pages."""

_COMMANDS: Final = "rosace.commands"
_WORDS: Final = {
    "en": {
        "whole": "See the whole report as a page of its own",
        "table": "The same as a table",
        "before": "Before it is used",
        "ways": "Ways of answering",
        "items": "Items",
        "scoring": "Dimensions",
        "rights": "Rights and provenance",
    },
    "fr": {
        "whole": "Voir le rapport entier, sur une page à part",
        "table": "La même chose en tableau",
        "before": "Avant de s’en servir",
        "ways": "Façons de répondre",
        "items": "Items",
        "scoring": "Dimensions",
        "rights": "Droits et provenance",
    },
}


def make_example(folder: Path, language: str) -> Path:
    """Run ``rosace demo`` into a folder, and return the folder."""
    command = [sys.executable, "-m", "rosace", "demo", "--out", str(folder), "--lang", language]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
    return folder


def figures_of(folder: Path, language: str) -> str:
    """Return each kind of picture of the example: its title, what it shows, and itself."""
    document = load_json((folder / "report.json").read_bytes())
    report = structure(document, Report)
    formatter = Formatter(language=language, messages=report.messages)
    words = _WORDS[language]
    lines = [f'<a href="{EXAMPLE}/report.html">{words["whole"]}</a>', ""]
    headings = _headings(report, formatter)
    for section in report.sections:
        lines += _section(section, headings[section.id], formatter, words["table"])
    return "\n".join(lines)


def tool_list(suffix: str) -> str:
    """Return the list of all tools, and their place in the navigation."""
    names = [f"tool-{identifier}" for identifier in Appraiser().instruments]
    listed = [f"- [{name}{suffix}]({name}{suffix})" for name in names]
    return "\n".join([*listed, "", "```{toctree}", ":hidden:", "", *names, "```"])


def _headings(report: Report, formatter: Formatter) -> dict[str, str]:
    """Return the heading of each section: of those with one title, the instrument tells which."""
    drawn = [each for each in report.sections if any(isinstance(b, Figure) for b in each.blocks)]
    times = Counter(formatter.phrase(section.title) for section in drawn)
    names = {
        used.id: _said(used.title, formatter.language) for used in report.provenance.instruments
    }
    found = {}
    for section in report.sections:
        title = formatter.phrase(section.title)
        told = times[title] > 1 and section.instrument in names
        found[section.id] = f"{title} – {names[section.instrument]}" if told else title
    return found


def _section(section: Section, heading: str, formatter: Formatter, summary: str) -> Iterator[str]:
    """Yield the pictures of a section, each with its table; the first of several alike."""
    tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
    said = [formatter.phrase(each.text) for each in section.blocks if isinstance(each, Paragraph)]
    kinds: set[str] = set()
    for block in section.blocks:
        kind = block.id.rstrip("0123456789") if isinstance(block, Figure) else ""
        if isinstance(block, Figure) and kind not in kinds:
            kinds.add(kind)
            alternative = formatter.phrase(block.alternative)
            file = f"{EXAMPLE}/figures/{section.id}-{block.id}.svg"
            yield from (f"## {heading}", "", *said[:1], "")
            yield from (f"```{{figure}} {file}", f":alt: {alternative}", ":class: picture", "")
            yield from (formatter.phrase(block.title), "```", "")
            yield from ("<details>", f"<summary>{summary}</summary>", "")
            yield from _table(tables[block.table], formatter)
            yield from ("", "</details>", "")


def _table(table: Table, formatter: Formatter) -> Iterator[str]:
    """Yield a table."""
    heads = [formatter.phrase(column.title) for column in table.columns]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in table.rows:
        cells = [formatter.cell(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        yield f"| {' | '.join(cells)} |"


def tool_pages(language: str, suffix: str) -> dict[str, str]:
    """Return a page for each instrument at hand, by the name of its file."""
    appraiser = Appraiser()
    return {
        f"tool-{name}{suffix}": "\n".join(_tool(appraiser.instrument(name), language))
        for name in appraiser.instruments
    }


def _tool(tool: Instrument, language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"# {_said(tool.title, language)}", "", f"`{tool.id}` {tool.version}", "")
    if tool.description:
        yield from (_said(tool.description, language), "")
    if tool.use:
        yield from (_said(tool.use.statement, language), "")
        if tool.use.prerequisites:
            yield from (f"## {words['before']}", "")
            yield from (f"- {_said(each.text, language)}" for each in tool.use.prerequisites)
            yield ""
        if tool.use.modes:
            yield from (f"## {words['ways']}", "")
            yield from (f"- {_said(each.title, language)}" for each in tool.use.modes)
            yield ""
    yield from (f"## {words['items']}", "")
    for section in tool.sections:
        yield from (f"### {_said(section.title, language)}", "")
        for identifier in section.items:
            yield from _item(tool, tool.item(identifier), language)
        yield ""
    if tool.dimensions:
        yield from (f"## {words['scoring']}", "")
        for dimension in tool.dimensions:
            yield from _dimension(dimension, language)
        yield ""
    yield from (f"## {words['rights']}", "", *_rights(tool, language), "")


def _said(localized: Localized, language: str) -> str:
    return localized.get(language) or next(iter(localized.values()))


def _item(tool: Instrument, item: Item, language: str, indent: str = "") -> Iterator[str]:
    kind = translate(f"cli.type.{item.type}", language, {}, _COMMANDS)
    yield f"{indent}- `{item.id}` {_said(item.text, language)} ({kind})"
    for choice in tool.scales[item.scale].choices if item.scale else ():
        yield f"{indent}  - **{choice.code}** {_said(tool.label(item, choice), language)}"
    for field in item.fields or ():
        yield from _item(tool, field, language, f"{indent}  ")


def _dimension(dimension: Dimension, language: str, indent: str = "") -> Iterator[str]:
    items = ", ".join(f"`{item}`" for item in dimension.items or ())
    yield f"{indent}- {_said(dimension.title, language)} {items}".rstrip()
    for inner in dimension.dimensions or ():
        yield from _dimension(inner, language, f"{indent}  ")


def _rights(tool: Instrument, language: str) -> Iterator[str]:
    def say(name: str, **arguments: str) -> str:
        return translate(f"cli.{name}", language, arguments, _COMMANDS)

    yield f"- {say('show.rights', holder=tool.rights.holder)}"
    yield f"- {say(f'wording.{tool.rights.wording}')}"
    if tool.rights.citation:
        yield f"- {say('show.citation', citation=tool.rights.citation)}"
    yield f"- {say('show.provenance')} {say(f'provenance.{tool.provenance}')}"
    if tool.source:
        yield f"- {tool.source}"
