"""The invented example, and a page for each instrument in it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rosace import Appraiser
from rosace.instrument import Dimension, Instrument, Item
from rosace.messages import translate
from rosace.values import Localized

__all__ = ["make_example", "tool_list", "tool_pages"]

_COMMANDS: Final = "rosace.commands"
_WORDS: Final = {
    "en": {
        "before": "Before it is used",
        "ways": "Ways of answering",
        "items": "Items",
        "scoring": "Dimensions",
        "rights": "Rights and provenance",
    },
    "fr": {
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


def tool_list(suffix: str) -> str:
    """Return the list of all tools, and their place in the navigation."""
    names = [f"tool-{identifier}" for identifier in Appraiser().instruments]
    listed = [f"- [{name}{suffix}]({name}{suffix})" for name in names]
    return "\n".join([*listed, "", "```{toctree}", ":hidden:", "", *names, "```"])


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
