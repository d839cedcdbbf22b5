"""From the pages as they stand in ``docs`` to the source of one language of the site.

A page is plain Markdown that reads well by itself. ``NAME.md`` is English and ``NAME.fr.md`` is
its French counterpart; a link to either is a link to that language. Here links across languages
become addresses, links that spell a file's name show that page's title instead, snippets that are
files get their name as a caption, notebooks are shown cell by cell, and the lists of the index make
the navigation.
"""

import html
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["ENGLISH", "FRENCH", "LANGUAGES", "read_pages", "stage", "title_of"]

ENGLISH: Final = "en"
FRENCH: Final = "fr"
LANGUAGES: Final = (ENGLISH, FRENCH)

_FENCED: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_FILE: Final = re.compile(r"<!-- file: (\S+) -->\n```(\w+)\n")
_NOTEBOOK: Final = re.compile(r"<!-- notebook: (\S+) -->")
_UNCOLOURED: Final = re.compile(r"^```(?:csv|text)$", re.MULTILINE)
_FORMULA: Final = re.compile(r"^```math$", re.MULTILINE)
_LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s#:]*\.md)(#[^)\s]*)?\)")
_HEADING: Final = re.compile(r"^# (.+)$", re.MULTILINE)
_PART: Final = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_SUFFIX: Final = ".fr.md"


def read_pages(folder: Path) -> dict[str, str]:
    """Return the pages of a folder by the name of their file."""
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.md"))}


def title_of(text: str) -> str:
    """Return the title of a page."""
    found = _HEADING.search(text)
    return found[1] if found else ""


def stage(pages: Mapping[str, str], language: str, folder: Path, examples: Path) -> None:
    """Write the source of one language.

    Args:
        pages: All pages of all languages, by the name of their file, those made here included.
        language: Which of them to write.
        folder: Where.
        examples: The folder of the programs that pages show.
    """
    shutil.copytree(examples, folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in pages.items():
        if _language(name) == language:
            staged = _outside_fences(text, language, pages)
            staged = _NOTEBOOK.sub(lambda found: _cells(examples.parent / found[1]), staged)
            staged = _UNCOLOURED.sub("```none", staged)
            staged = _FILE.sub(r"```{code-block} \2\n:caption: \1\n\n", staged)
            staged = _FORMULA.sub("```{math}", staged)
            if _stem(name) == "index":
                staged += _navigation(text, language)
            (folder / f"{_stem(name)}.md").write_text(staged, "utf-8")


def _language(name: str) -> str:
    return FRENCH if name.endswith(_SUFFIX) else ENGLISH


def _stem(name: str) -> str:
    return name.removesuffix(_SUFFIX).removesuffix(".md")


def _outside_fences(text: str, language: str, pages: Mapping[str, str]) -> str:
    """Return a page whose links lead where they should, and whose snippets are untouched."""

    def link(found: re.Match[str]) -> str:
        shown, target, fragment = found[1], found[2], found[3] or ""
        shown = title_of(pages.get(target, "")) if shown == target else shown
        if _language(target) == language:
            return f"[{shown}]({_stem(target)}.md{fragment})"
        way = "../" if language == FRENCH else f"{FRENCH}/"
        other = _language(target)
        address = html.escape(f"{way}{_stem(target)}.html{fragment}")
        return f'<a href="{address}" hreflang="{other}">{shown}</a>'

    parts = []
    last = 0
    for fence in _FENCED.finditer(text):
        parts += [_LINK.sub(link, text[last : fence.start()]), fence[0]]
        last = fence.end()
    return "".join([*parts, _LINK.sub(link, text[last:])])


def _cells(notebook: Path) -> str:
    """Return the cells of a notebook: words as they are, code as snippets."""
    parts = []
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        text = "".join(cell["source"])
        parts.append(f"```python\n{text}\n```" if cell["cell_type"] == "code" else text)
    return "\n\n".join(parts)


def _navigation(text: str, language: str) -> str:
    """Return the navigation that the lists of the index make: a part for each heading."""
    blocks = []
    for heading, body in _PART.findall(text):
        names = [target for _, target, _ in _LINK.findall(body) if _language(target) == language]
        entries = "\n".join(dict.fromkeys(map(_stem, names)))
        if entries:
            blocks.append(
                f"\n```{{toctree}}\n:hidden:\n:maxdepth: 2\n:caption: {heading}\n\n{entries}\n```\n"
            )
    return "".join(blocks)
