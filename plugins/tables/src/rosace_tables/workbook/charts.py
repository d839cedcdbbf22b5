"""The pictures of a report that a spreadsheet can draw, each with the numbers it is drawn of."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.formatting import Formatter
from rosace.report import CountCell, Figure, Message, NumberCell, Phrase, Table, TextCell
from rosace.values import value
from rosace_tables.words import say
from rosace_tables.workbook.book import FAINT, FONT, INK, MUTED, PALE, Book
from rosace_tables.workbook.numbers import number_format
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["ORDINAL", "Chart", "chart_of", "shades", "write_chart"]

ORDINAL: Final = ("#fbeecd", "#f0d397", "#72aaa5", "#1d5668", "#0b2c3e")
"""From the weakest choice to the strongest, as in the pictures."""

_MISSING: Final = ("#ffffff", "#e6ebed", "#c9d2d6", "#aab6bc")
_BAR: Final = "#1d5668"
_MISSING_WORDS: Final = "core.missing."
_SPREAD: Final = ("choice", "count", "share")
_WIDTH: Final = 900
_FRAME: Final = 110
_STEP: Final = 26
_LONGEST_ALTERNATIVE: Final = 2_000
_LONGEST_LABEL: Final = 120
_MOST_BARS: Final = 120
_DARK: Final = 140


@value
class Series:
    """One colour of a chart: its name, its numbers by bar, and its colour."""

    name: str
    numbers: tuple[float | None, ...]
    colour: str


@value
class Chart:
    """A chart, before any format.

    Args:
        title: Its title.
        alternative: What it shows, for who cannot see it.
        heads: The headings of its labels.
        labels: The labels of each bar, the outer one first.
        series: Its colours; one alone where bars are not stacked.
        is_estimate: Whether bars stand for ranges.
    """

    title: str
    alternative: str
    heads: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    series: tuple[Series, ...]
    is_estimate: bool

    @property
    def is_stacked(self) -> bool:
        """Whether bars are parted into choices."""
        return len(self.series) > 1


def chart_of(figure: Figure, table: Table, formatter: Formatter) -> Chart | None:
    """Return the chart of a figure, or None where a spreadsheet cannot draw what it shows.

    A table that ends a bar's name with ``choice``, ``count`` and ``share``, as
    `rosace.figures` has it, gives stacked bars; one of names and one count gives bars.

    Args:
        figure: The figure.
        table: Its table.
        formatter: Writes its words.
    """
    ids = [column.id for column in table.columns]
    names = [index for index, column in enumerate(table.columns) if column.header]
    measured = [i for i, column in enumerate(table.columns) if column.kind in {"count", "number"}]
    if not table.rows:
        return None
    words: Mapping[str, Any] = {
        "title": formatter.phrase(figure.title),
        "alternative": formatter.phrase(figure.alternative),
    }
    place = ids.index("choice") if "choice" in ids else None
    if place is not None and tuple(ids[place : place + 3]) == _SPREAD and place in names[1:]:
        return _stacked(table, names[: names.index(place)], place, words, formatter)
    if len(measured) == 1 and table.columns[measured[0]].kind == "count" and names:
        return _bars(table, names[-2:], measured[0], words, formatter)
    return None


def shades(choices: int) -> tuple[str, ...]:
    """Return the colours of an ordinal scale, from its strongest choice to its weakest."""
    return tuple(_shade((place + 1) / (choices + 1)) for place in reversed(range(choices)))


def write_chart(book: Book, page: "Worksheet", chart: Chart) -> None:
    """Write a chart on a sheet, with its numbers under it.

    Args:
        book: The workbook.
        page: The sheet, empty.
        chart: The chart.
    """
    bars = len(chart.labels)
    height = _FRAME + _STEP * bars + (40 if chart.is_stacked else 0)
    first = 3 + -(-height // 20) + 1
    title, *_ = parts_of(chart.title)
    book.text(page, 0, 0, title, bold=True, font_size=15)
    page.set_row(0, 24)
    code = "stacked" if chart.is_stacked else "bars"
    note = f"tables.book.chart.{code}{'-estimate' if chart.is_estimate else ''}"
    book.text(page, 1, 0, say(note, book.language), font_color=MUTED)
    depth = len(chart.heads)
    _write_numbers(book, page, chart, first)
    drawn = book.file.add_chart(
        {"type": "bar", "subtype": "percent_stacked"} if chart.is_stacked else {"type": "bar"}
    )
    for index, series in enumerate(chart.series):
        column = depth + index
        drawn.add_series(
            {
                "name": [page.get_name(), first, column],
                "categories": [page.get_name(), first + 1, depth - 1, first + bars, depth - 1],
                "values": [page.get_name(), first + 1, column, first + bars, column],
                "fill": {"color": series.colour},
                "border": {"color": "white" if _is_dark(series.colour) else MUTED, "width": 0.5},
                "gap": 40,
            }
        )
    _dress(drawn, chart, _share_format(book.language, 0))
    drawn.set_size({"width": _WIDTH, "height": height})
    alternative = f"{chart.title} – {chart.alternative}"[:_LONGEST_ALTERNATIVE]
    page.insert_chart(3, 0, drawn, {"description": alternative, "object_position": 2})


def _dress(drawn: Any, chart: Chart, share: str) -> None:
    font = {"name": FONT, "size": 9, "color": INK}
    drawn.set_title({"none": True})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.set_y_axis({"reverse": True, "num_font": font, "line": {"color": MUTED}})
    percent = {"num_format": share} if chart.is_stacked else {"num_format": "0", "min": 0}
    drawn.set_x_axis(
        {
            **percent,
            "num_font": {**font, "color": MUTED},
            "major_gridlines": {"visible": True, "line": {"color": FAINT}},
            "line": {"none": True},
            # With the first bar on top, the scale would otherwise stand above it.
            "label_position": "high",
        }
    )
    drawn.set_legend({"position": "top", "font": font} if chart.is_stacked else {"none": True})


def _write_numbers(book: Book, page: "Worksheet", chart: Chart, first: int) -> None:
    look: dict[str, Any] = {"bold": True, "text_wrap": True, "bg_color": PALE, "valign": "bottom"}
    depth = len(chart.heads)
    headings = (*chart.heads, *(each.name for each in chart.series))
    book.fit(page, first, [(heading, 12) for heading in headings])
    for index, heading in enumerate(headings):
        text, *_ = parts_of(heading)
        book.text(page, first, index, text, **look)
        page.set_column(index, index, 34 if index < depth else 14, book.look())
    for row, labels in enumerate(chart.labels, start=first + 1):
        book.fit(page, row, [(label, 34) for label in labels])
        for index, label in enumerate(labels):
            if label:
                book.text(page, row, index, label, text_wrap=True)
    form = _share_format(book.language, 1)
    for index, series in enumerate(chart.series, start=depth):
        for row, number in enumerate(series.numbers, start=first + 1):
            if number is not None:
                look = {"num_format": form} if chart.is_stacked else {}
                book.number(page, row, index, number, **look)


def _stacked(
    table: Table,
    names: Sequence[int],
    choice: int,
    words: Mapping[str, Any],
    formatter: Formatter,
) -> Chart | None:
    bars: dict[tuple[str, ...], dict[str, CountCell | NumberCell | None]] = {}
    missing: dict[str, bool] = {}
    for row in table.rows:
        bar = tuple(_label(formatter.cell(row[index])) for index in names)
        said, share = row[choice], row[choice + 2]
        name = formatter.cell(said)
        missing[name] = isinstance(said, TextCell) and _is_missing(said.text)
        held = share if isinstance(share, CountCell | NumberCell) else None
        bars.setdefault(bar, {})[name] = held
    if len(bars) > _MOST_BARS or len(missing) < 2 or len(bars) * len(missing) != len(table.rows):  # noqa: PLR2004  # one choice is no scale
        return None
    parts = [_filled(list(each.values())) for each in bars.values()]
    strong = [name for name in missing if not missing[name]]
    colours = dict(zip(strong, shades(len(strong)), strict=True))
    rest = [name for name in missing if missing[name]]
    colours |= {name: _MISSING[place % len(_MISSING)] for place, name in enumerate(rest)}
    return Chart(
        **words,
        heads=tuple(formatter.phrase(table.columns[index].title) for index in names),
        labels=_told_apart(list(bars)),
        series=tuple(
            Series(name=name, numbers=tuple(part[place] for part in parts), colour=colours[name])
            for place, name in enumerate(missing)
        ),
        is_estimate=any(
            cell is not None and cell.low != cell.high
            for each in bars.values()
            for cell in each.values()
        ),
    )


def _bars(
    table: Table,
    names: Sequence[int],
    measured: int,
    words: Mapping[str, Any],
    formatter: Formatter,
) -> Chart | None:
    if len(table.rows) > _MOST_BARS:
        return None
    cells = [row[measured] for row in table.rows]
    held = [cell if isinstance(cell, CountCell) else None for cell in cells]
    numbers = tuple(None if cell is None else (cell.low + cell.high) / 2 for cell in held)
    labels = [tuple(_label(formatter.cell(row[index])) for index in names) for row in table.rows]
    heading = formatter.phrase(table.columns[measured].title)
    return Chart(
        **words,
        heads=tuple(formatter.phrase(table.columns[index].title) for index in names),
        labels=_told_apart(labels),
        series=(Series(name=heading, numbers=numbers, colour=_BAR),),
        is_estimate=any(cell is not None and cell.low != cell.high for cell in held),
    )


def _filled(cells: Sequence[CountCell | NumberCell | None]) -> list[float | None]:
    """Return the parts of a bar: each range gets the same part of itself, so that it is whole."""
    least = sum(cell.low for cell in cells if cell is not None)
    slack = sum(cell.high - cell.low for cell in cells if cell is not None)
    part = min(max((1 - least) / slack, 0), 1) if slack > 0 else 0
    return [None if cell is None else cell.low + (cell.high - cell.low) * part for cell in cells]


def _told_apart(labels: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return labels whose last one names the bar by itself, with what stands before if it must."""
    lasts = [label[-1] for label in labels]
    if len(set(lasts)) == len(lasts):
        return tuple(labels)
    return tuple((*label[:-1], " – ".join(dict.fromkeys(label))) for label in labels)


def _label(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _is_missing(phrase: Phrase) -> bool:
    return isinstance(phrase, Message) and phrase.message.startswith(_MISSING_WORDS)


def _shade(place: float) -> str:
    """Return the colour at a place between the weakest, 0, and the strongest, 1."""
    at = place * (len(ORDINAL) - 1)
    lower = min(int(at), len(ORDINAL) - 2)
    pair = zip(_rgb(ORDINAL[lower]), _rgb(ORDINAL[lower + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (at - lower)):02x}" for a, b in pair)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _share_format(language: str, digits: int) -> str:
    cell = NumberCell(low=0.5, high=0.5, digits=digits, unit="share")
    return number_format(cell, Formatter(language=language, messages={}))


def _is_dark(colour: str) -> bool:
    red, green, blue = _rgb(colour)
    return 0.3 * red + 0.6 * green + 0.1 * blue < _DARK
