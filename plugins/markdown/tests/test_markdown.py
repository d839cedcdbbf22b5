"""What the exporter ``markdown`` promises."""

from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rosace import report as r
from rosace.formatting import Formatter
from rosace.safe_text import safe
from rosace_markdown import rosace_register_exporters
from rosace_markdown.escaping import escape_line, escape_lines
from rosace_markdown.exporter import MarkdownExporter

evolve: Any = attrs.evolve  # mypy does not see that a value is an attrs class
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
HOSTILE = (
    "<script>alert(1)</script> <!-- & &amp;",
    "]]> | `code` | \\| \\",
    "[a](http://x.y) ![b](c) <http://x.y> www.x.y a@b.ca",
    "**bold** _slant_ ~~gone~~ $x$ :smile: #1 @name",
    "# title",
    "- point",
    "1. point",
    "1986. What a year",
    "> quotation",
    "---",
    "===",
    ": - |",
    "    code",
    "```\ncode",
    "one\n\n\n| a |\n| --- |",
    "\u202e reversed",
    "[^1]: note",
)
MARKUP = "\\`*_{}[]<>()#+-=.!|~&:@^$ \t\n1aw/"
READER = MarkdownIt("gfm-like")


def plain(words: str) -> r.Verbatim:
    """Return somebody's words."""
    return r.Verbatim(verbatim=words)


def table(*names: str, **more: Any) -> r.Table:
    """Return a table of names and counts."""
    return r.Table(
        id="answers",
        title=plain("Answers"),
        columns=(
            r.Column(id="name", title=plain("Name"), kind="text", header=True),
            r.Column(id="count", title=plain("Count"), kind="count"),
        ),
        rows=tuple(
            (r.TextCell(text=plain(name)), r.CountCell(low=0, high=1, unit="persons"))
            for name in names
        ),
        **more,
    )


def figure() -> r.Figure:
    """Return a figure of the table above."""
    return r.Figure(
        id="bars",
        table="answers",
        title=plain("Bars"),
        alternative=plain("One bar is longer."),
        specification={"mark": "bar"},
    )


def report(*blocks: r.Block, mode: Any = "protected", **section: Any) -> r.Report:
    """Return a report of one section."""
    return r.Report(
        language="en",
        title=plain("A title"),
        sections=(r.Section(id="one", title=plain("Section one"), blocks=blocks, **section),),
        messages={},
        provenance=r.ReportProvenance(
            rosace="0.1.0",
            plugins={},
            instruments=(),
            received=(),
            disclosure=r.DisclosureUsed(mode=mode, group=5, subgroup=10, subgroup_mean=5),
            withheld=(),
        ),
    )


def files(
    document: r.Report, language: str = "en", picture: bytes | None = SVG
) -> dict[str, bytes]:
    """Return the files of a report."""
    formatter = Formatter(language=language, messages=document.messages)
    made = MarkdownExporter().export(document, language, lambda *_: picture, formatter)
    return {name: b"".join(chunks) for name, chunks in made}


def text(document: r.Report, **options: Any) -> str:
    """Return the Markdown of a report."""
    return files(document, **options)["report.md"].decode()


def shown(tokens: list[Token] | None) -> str:
    """Return what a reader of Markdown sees, its line breaks as line feeds."""
    said = ""
    for token in tokens or []:
        if token.type in {"softbreak", "hardbreak"}:
            said += "\n"
        else:
            assert token.type in {"text", "text_special", "inline"}, token
            said += shown(token.children) if token.children else token.content
    return said


def only_words(source: str) -> str:
    """Return the words of Markdown that must be a single paragraph of nothing but words."""
    tokens = READER.parse(source)
    assert [token.type for token in tokens] in (
        ["paragraph_open", "inline", "paragraph_close"],
        [],
    )
    return shown(tokens[1:2])


def spaced(words: str) -> str:
    """Return words as Markdown can show them: single spaces, no empty line, no blank end."""
    lines = (" ".join(line.replace("\t", " ").split(" ")).strip(" ") for line in words.split("\n"))
    kept = [line for line in lines if line]
    return "\n".join(" ".join(part for part in line.split(" ") if part) for line in kept).strip()


def test_the_plugin_brings_the_exporter_markdown() -> None:
    """Whoever asks for markdown gets a folder out of a report."""
    (exporter,) = rosace_register_exporters()
    assert (exporter.name, exporter.suffix) == ("markdown", "")
    assert exporter.media_types == ("text/markdown", "image/svg+xml")
    assert exporter.accepts == {"report"}


def test_only_a_report_is_taken() -> None:
    """Another kind of document is refused, with its kind."""
    document: Any = table()
    formatter = Formatter(language="en", messages={})
    made = MarkdownExporter().export(document, "en", lambda *_: None, formatter)
    with pytest.raises(TypeError, match="not Table"):
        list(made)


@given(st.one_of(st.text(alphabet=MARKUP), st.text()))
@example("www.x.y http://x.y a@b.ca")
@example("\\\n-")
@example("0\n\xa00")
@example("\xa0")
@example("1.aw")
def test_any_words_are_read_as_they_were_written(words: str) -> None:
    """Whatever words look like, a reader of Markdown shows them and nothing else."""
    kept = safe(words)
    assert only_words(escape_lines(kept)) == spaced(kept)
    assert only_words(escape_line(kept)) == spaced(kept).replace("\n", " ")


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_shown_and_never_obeyed(words: str) -> None:
    """Markup in a title, a list, a cell, a notice or a caption changes nothing else."""
    phrase = plain(words)

    def made(said: r.Verbatim) -> Any:
        drawn = evolve(figure(), title=said, alternative=said)
        blocks = (
            r.Paragraph(text=said),
            r.Heading(text=said),
            r.ListBlock(items=(said, said)),
            r.Notice(level="warning", text=said),
            drawn,
            table(said.verbatim, notes=(said,)),
        )
        return evolve(report(*blocks), title=said, subject=said)

    def shape(document: r.Report) -> list[str]:
        return [token.type for token in READER.parse(text(document))]

    assert shape(made(phrase)) == shape(made(plain("calm")))
    cells = [
        shown(token.children)
        for before, token in pairwise(READER.parse(text(made(phrase))))
        if before.type == "td_open"
    ]
    assert cells[0] == spaced(safe(words)).replace("\n", " ")


def test_a_report_is_written_whole() -> None:
    """Every kind of block has its Markdown, in the order of the report."""
    document = report(
        r.Paragraph(text=plain("First.\nSecond.")),
        r.Heading(text=plain("Inside")),
        r.ListBlock(items=(plain("One\nmore"), plain("Two"))),
        r.Notice(level="information", text=plain("Mind\nthis")),
        figure(),
        table("A", notes=(plain("A dash is nothing."),)),
        audience="facilitator",
    )
    expected = """# A title

## Section one

> **For the facilitator only**

First.\\
Second.

### Inside

- One\\
  more
- Two

> **Please note.** Mind\\
> this

![One bar is longer.](figures/01-bars.svg)

**Figure 1.** Bars\\
Data: table 1.

**Table 1.** Answers

| Name | Count |
| :--- | ---: |
| A | none or one |

A dash is nothing.

## Where this report comes from
"""
    assert text(document).startswith(expected)
    assert files(document)["figures/01-bars.svg"] == SVG


def test_without_a_picture_the_text_says_so() -> None:
    """Where nothing can draw there is no file, and the figure's words stand by its table."""
    document = report(figure(), table("A"))
    assert files(document, picture=None).keys() == {"report.md"}
    said = text(document, picture=None)
    assert "One bar is longer.\\\nNo picture could be drawn here. Data: table 1." in said


def test_an_open_study_says_so_at_its_head() -> None:
    """A report without thresholds says it before anything else."""
    head = text(report(mode="open")).partition("## ")[0]
    assert "> **Open study:" in head
    assert "Open study" not in text(report())


def test_the_subject_stands_under_the_title() -> None:
    """What is appraised is named at the head."""
    document = evolve(report(), subject=plain("Our table"))
    assert text(document).startswith("# A title\n\n**Our table**\n\n")


def test_a_report_can_be_written_in_french() -> None:
    """Words of the document itself are those of its reader's language."""
    said = text(report(figure(), table("A")), language="fr")
    for words in ("**Tableau 1.** Answers", "aucun ou un", "## D’où vient ce rapport"):
        assert words in said


def test_a_language_without_words_of_ours_falls_back_on_english() -> None:
    """A report in a third language is still whole."""
    assert "**Table 1.** Answers" in text(report(table("A")), language="es")
