"""Writes errors.md from the catalogues: ``python docs/write_errors.py``."""
# ruff: noqa: E501 - the page's own lines stand here as they will be read

import re
from pathlib import Path

from rosace.messages import LANGUAGES, load

HERE = Path(__file__).parent
CORE = "rosace"
HEAD = """# Findings and errors

<!-- Written by docs/write_errors.py from the catalogues: edit those instead. -->

Every finding (`Problem`) and every error has a code, which stays, and words in both languages, which
may be improved. Words between braces are filled in with what was found.

A finding says where it is: file, row or line, column, and JSON Pointer. Severity `error` refuses the
row or document; `notice` only tells. Programs read `problem.code`, `problem.arguments`,
`problem.message("fr")` and `problem.advice("fr")`; errors have the same.

| raised | when | status of the command |
|---|---|---|
| `InvalidDocumentError` | a document cannot be used; its `problems` say why | 1; 2 where a path names no file that can be read |
| `UnknownInstrumentError`, `UnknownExporterError` | no such name | 2 |
| `UsageError` | what is asked for cannot be done | 2 |
| `UnreachableError` | the machine or database of an engine cannot be reached, or lacks what it needs | 2 |
| `DisclosureError` | showing it could reveal somebody's answers | 2 |
| `OutputError` | a file cannot be written | 2 |
| `PluginError` | a plugin fails; raised in strict mode, by an exporter, or by an engine | 1 |
| `UnknownMessageError` | a catalogue lacks a message | 1 |

All are `RosaceError`, in `rosace.errors`.
"""
TITLES = {"problem": "Findings", "error": "Errors"}
PARTS = frozenset({"problem.at", "problem.more"})
"""Messages that put findings together and are none themselves."""


def packages() -> list[str]:
    """Return the packages whose catalogues may have findings."""
    folders = sorted(HERE.parent.glob("plugins/*/src/*/catalogues"))
    return [CORE, *(folder.parent.name for folder in folders)]


def entries(family: str) -> dict[str, tuple[str, str]]:
    """Return package and id of every finding or error, by code."""
    found = {}
    for package in packages():
        for name in load(package, "en"):
            if name.startswith(f"{family}.") and not name.endswith(".advice") and name not in PARTS:
                found[name.partition(".")[2]] = (package, name)
    return dict(sorted(found.items()))


def text(package: str, name: str, language: str) -> str:
    """Return a message as Markdown; of two forms, that of several."""
    said = load(package, language)[name]
    plain = said if isinstance(said, str) else said[1]
    return re.sub(r"([<>*_\[\]])", r"\\\1", plain).replace("\n", " ")


def page() -> str:
    """Return the page."""
    blocks = [HEAD]
    for family, title in TITLES.items():
        blocks.append(f"## {title}\n")
        for code, (package, name) in entries(family).items():
            owner = "" if package == CORE else f" ({package.replace('_', '-')})"
            lines = [
                f"- {language}: {text(package, name, language)} "
                f"*{text(package, f'{name}.advice', language)}*"
                for language in reversed(LANGUAGES)
            ]
            blocks.append("\n".join([f"### `{code}`{owner}\n", *lines, ""]))
    return "\n".join(blocks)


if __name__ == "__main__":
    (HERE / "errors.md").write_text(page(), "utf-8")
