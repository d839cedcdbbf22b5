"""The file with which an instrument begins: commented, and valid as it stands."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Final

from rosace.messages import translate
from rosace.speaking import LANGUAGES
from rosace_authoring import PACKAGE
from rosace_authoring.beginning.editor_schema import schema_line
from rosace_authoring.beginning.yaml_text import flow, wrapped, yaml_lines

__all__ = ["in_each_language", "rendered", "start_text", "title_of"]

_OFF: Final = re.compile(r"(?P<mark> *#)(?P<held>.*)")
_WORDS: Final = re.compile(r"(?P<indent> *)(?P<name>[a-z_]+): @(?P<id>[a-z0-9.-]+)")
_REFERENCE: Final = re.compile(r"@(authoring\.[a-z0-9.-]+)")
_PLACEHOLDER: Final = re.compile(r"\{([a-z]+)\}")
_REMARK: Final = "#: "


def start_text(name: str, languages: Sequence[str], spoken: str) -> str:
    """Return the commented file of a new instrument.

    Args:
        name: The instrument's id.
        languages: The languages that it declares.
        spoken: The author's language, of the comments.
    """
    given = {
        "id": flow(name),
        "languages": flow(list(languages)),
        "source": translate("authoring.sample.source", spoken, {}, PACKAGE),
        "citation": translate("authoring.sample.citation", spoken, {}, PACKAGE),
        "holder": flow(translate("authoring.sample.holder", spoken, {}, PACKAGE)),
    }
    title = yaml_lines("title", dict.fromkeys(languages, title_of(name)), 0)
    lines = rendered("instrument.yaml", languages, spoken, given, {"title": title})
    return "\n".join([schema_line(), "#", *lines]) + "\n"


def in_each_language(identifier: str, languages: Sequence[str], spoken: str) -> dict[str, str]:
    """Return a sample text in each language; marked for translation where we do not speak it.

    Args:
        identifier: The message.
        languages: The languages wanted.
        spoken: The author's language, which stands for those that we do not speak.
    """
    found = {}
    for language in languages:
        primary = language.partition("-")[0]
        known = primary in LANGUAGES
        text = translate(identifier, primary if known else spoken, {}, PACKAGE)
        found[language] = text if known else f"[{language}] {text}"
    return found


def title_of(name: str) -> str:
    """Return the title that an id makes: its words, the first with a capital."""
    return name.replace("-", " ").capitalize()


def rendered(
    template: str,
    languages: Sequence[str],
    spoken: str,
    given: Mapping[str, str],
    blocks: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    """Yield the lines of a template of YAML, its comments and sample texts put into words.

    ``#: ID`` is a comment, ``@ID`` a text in each language, ``{name}`` something given; a
    line that is ``{name}`` alone stands for a block.

    Args:
        template: The name of the template.
        languages: The languages of its texts.
        spoken: The author's language, of the comments.
        given: What is given, by name.
        blocks: The lines of each block, by name.
    """
    for line in _template(template).splitlines():
        if line[:1] == "{" and line[1:-1] in blocks:
            yield from blocks[line[1:-1]]
        else:
            yield from _rendered(line, languages, spoken, given)


def _rendered(
    line: str, languages: Sequence[str], spoken: str, given: Mapping[str, str]
) -> Iterator[str]:
    if line.lstrip().startswith(_REMARK):
        indent = len(line) - len(line.lstrip())
        said = translate(line.strip().removeprefix(_REMARK), spoken, {}, PACKAGE)
        yield from wrapped(said, indent, "# ")
        if not indent and line.endswith("start.editor"):
            yield ""
        return
    off = _OFF.fullmatch(line)
    mark, held = (off["mark"], off["held"]) if off else ("", line)
    if worded := _WORDS.fullmatch(held):
        words = in_each_language(worded["id"], languages, spoken)
        for each in yaml_lines(worded["name"], words, len(worded["indent"])):
            yield mark + each
        return

    def words_of(match: re.Match[str]) -> str:
        return flow(in_each_language(match[1], languages, spoken))

    yield _PLACEHOLDER.sub(
        lambda match: given.get(match[1], match[0]), _REFERENCE.sub(words_of, line)
    )


@cache
def _template(name: str) -> str:
    return resources.files(PACKAGE).joinpath("templates", name).read_text("utf-8")
