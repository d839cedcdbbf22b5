"""The pictures of the gallery: one of each kind out of the example, then their limits."""

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from gallery_cases import cases

from rosace import Appraiser
from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.loading import load_json
from rosace.report import Figure, Paragraph, Report, Section, Table
from rosace.values import Localized

__all__ = ["EXAMPLE", "LIMITS", "figures_of", "limits_of"]

EXAMPLE: Final = "example"
"""The folder of the example, in the source of the site and beside its pages."""

LIMITS: Final = "limits"
"""The folder of the pictures of limits, in the source of the site."""

_WIDEST: Final = 96
_WORDS: Final = {
    "en": {
        "whole": "See the whole report as a page of its own",
        "table": "The same as a table",
        "specification": "Its specification",
    },
    "fr": {
        "whole": "Voir le rapport entier, sur une page à part",
        "table": "La même chose en tableau",
        "specification": "Sa spécification",
    },
}


def figures_of(folder: Path, language: str) -> str:
    """Return each kind of picture of the example: its title, what it shows, and itself."""
    document = load_json((folder / "report.json").read_bytes())
    report = structure(document, Report)
    formatter = Formatter(language=language, messages=report.messages)
    lines = [f'<a href="{EXAMPLE}/report.html">{_WORDS[language]["whole"]}</a>', ""]
    headings = _headings(report, formatter)
    for section in report.sections:
        lines += _section(section, headings[section.id], formatter)
    return "\n".join(lines)


def limits_of(folder: Path, language: str) -> str:
    """Draw the limits into a folder, and return them: what is unusual, then the pictures."""
    appraiser = Appraiser(strict=True)
    lines = []
    for case in cases(language):
        appraiser.export(case.report, "svg", folder / case.name, language=language)
        formatter = Formatter(language=language, messages=case.report.messages)
        lines += [f"### {_said(case.title, language)}", ""]
        for section in case.report.sections:
            tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
            for block in section.blocks:
                if isinstance(block, Figure):
                    file = f"{LIMITS}/{case.name}/{section.id}-{block.id}.svg"
                    lines += _picture(block, file, formatter)
                    lines += _folded(block, tables[block.table], formatter)
    return "\n".join(lines)


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


def _section(section: Section, heading: str, formatter: Formatter) -> Iterator[str]:
    """Yield the pictures of a section, each with its table; the first of several alike."""
    tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
    said = [formatter.phrase(each.text) for each in section.blocks if isinstance(each, Paragraph)]
    kinds: set[str] = set()
    for block in section.blocks:
        kind = block.id.rstrip("0123456789") if isinstance(block, Figure) else ""
        if isinstance(block, Figure) and kind not in kinds:
            kinds.add(kind)
            file = f"{EXAMPLE}/figures/{section.id}-{block.id}.svg"
            yield from (f"## {heading}", "", *said[:1], "")
            yield from _picture(block, file, formatter)
            yield from _folded(block, tables[block.table], formatter)


def _picture(figure: Figure, file: str, formatter: Formatter) -> Iterator[str]:
    """Yield a picture with its title."""
    yield from (f"```{{figure}} {file}", f":alt: {formatter.phrase(figure.alternative)}")
    yield from (":class: picture", "", formatter.phrase(figure.title), "```", "")


def _folded(figure: Figure, table: Table, formatter: Formatter) -> Iterator[str]:
    """Yield what stands behind a picture: its table, and its specification."""
    words = _WORDS[formatter.language]
    yield from ("<details>", f"<summary>{words['table']}</summary>", "")
    yield from (*_table(table, formatter), "", "</details>", "")
    # As it stands in the page: searching the site should find words, not code.
    written = html.escape(_written(figure.specification), quote=False)
    yield from ("<details>", f"<summary>{words['specification']}</summary>")
    yield from (f'<pre class="specification">{written}</pre>', "</details>", "")


def _written(node: Any, indent: str = "") -> str:
    """Return JSON with what fits a line on one line."""
    short = json.dumps(node, ensure_ascii=False)
    if len(indent) + len(short) <= _WIDEST or not isinstance(node, Mapping | list | tuple):
        return short
    inner = f"{indent}  "
    if isinstance(node, Mapping):
        parts = [f"{json.dumps(key)}: {_written(part, inner)}" for key, part in node.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _written(part, inner) for part in node) + f"\n{indent}]"


def _table(table: Table, formatter: Formatter) -> Iterator[str]:
    """Yield a table."""
    heads = [formatter.phrase(column.title) for column in table.columns]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in table.rows:
        cells = [formatter.cell(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        yield f"| {' | '.join(cells)} |"


def _said(localized: Localized, language: str) -> str:
    return localized.get(language) or next(iter(localized.values()))
