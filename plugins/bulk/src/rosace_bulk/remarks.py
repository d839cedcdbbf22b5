"""What individuals wrote: how much there is of it, and the texts where a report lists them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rosace.appraisal import Remarks
from rosace.instrument import Instrument
from rosace.sizes import MOST_REMARKS
from rosace_bulk.rows import Layout
from rosace_bulk.share import Asking, Share

__all__ = ["remarks_of"]

_WAVE: Final = "@wave"
_ITEM: Final = "@item"
_TEXT: Final = "@text"


def remarks_of(
    asking: Asking, shares: Sequence[Share], instrument: Instrument
) -> tuple[Remarks, ...]:
    """Return what individuals wrote, by item and wave.

    Args:
        asking: What is asked.
        shares: The rows.
        instrument: The instrument that they answer.
    """
    items = {f"{item.id}@comment": item.id for item in instrument.items}
    items |= {item.id: item.id for item in instrument.items if item.type == "text"}
    layouts = [share.sound() for share in shares]
    number: Counter[tuple[str, str]] = Counter()
    for layout in layouts:
        number.update(_counted(asking, layout, items))
    # Of what is too much to be listed, no text is asked for.
    few: dict[str, list[str]] = defaultdict(list)
    for (item, wave), count in number.items():
        if count <= MOST_REMARKS:
            few[item].append(wave)
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for layout in layouts:
        for item, wave, text in _told(asking, layout, items, few):
            said[item, wave].append(text)
    place = {item.id: place for place, item in enumerate(instrument.items)}
    return tuple(
        Remarks(item=item, wave=wave, texts=tuple(sorted(said[item, wave])), count=count)
        for (item, wave), count in sorted(
            number.items(), key=lambda each: (place[each[0][0]], each[0][1])
        )
    )


def _counted(asking: Asking, layout: Layout, items: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Return how many texts there are by item and wave, where there are any."""
    number: Counter[tuple[str, str]] = Counter()
    names = [name for name in items if layout.has(name)]
    if not names:
        return number
    rows = _alone(layout, names)
    columns = {f"c{place}": rows[name].count() for place, name in enumerate(names)}
    for row in asking.rows(rows.group_by(_WAVE).agg(**columns)):
        for name, key in zip(names, columns, strict=True):
            if row[key]:
                number[items[name], row[_WAVE]] += int(row[key])
    return number


def _told(
    asking: Asking, layout: Layout, items: Mapping[str, str], few: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield item, wave and text of what was written to some items in some waves."""
    import ibis  # noqa: PLC0415  # heavy

    parts = []
    for name, item in items.items():
        if item in few and layout.has(name):
            rows = _alone(layout, [name])
            told = rows.filter(rows[name].notnull(), rows[_WAVE].isin(few[item]))
            parts.append(told.select(_WAVE, **{_ITEM: ibis.literal(item), _TEXT: told[name]}))
    if parts:
        for row in asking.rows(ibis.union(*parts) if len(parts) > 1 else parts[0]):
            yield row[_ITEM], row[_WAVE], row[_TEXT]


def _alone(layout: Layout, names: Sequence[str]) -> Any:
    """Return columns of the rows of individuals, with their waves."""
    alone = layout.over(layout.table.filter(layout.reserved("@kind") == "individual"))
    return alone.table.select(*names, **{_WAVE: alone.reserved("@wave")})
