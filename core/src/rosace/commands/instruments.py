"""``rosace instruments``: the instruments at hand."""

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    print_table,
    report_failures,
)
from rosace.speaking import Command, say, words

__all__ = ["command"]


def _instruments(*, language: str | None, as_json: bool) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    sources = appraiser.instruments.values()
    if as_json:
        print_json(
            [
                {"id": s.id, "version": s.version, "title": dict(s.titles), "plugin": s.plugin}
                for s in sources
            ]
        )
    else:
        rows = [
            (s.id, s.version, s.titles.get(spoken, next(iter(s.titles.values()))), s.plugin or "–")
            for s in sources
        ]
        heads = ("id", "version", "title", "plugin")
        if rows:
            print_table(rows, [words(f"cli.head.{head}") for head in heads])
        else:
            say("cli.instruments.none")
    report_failures(appraiser, spoken)
    return 0


command = Command("instruments", params=[LANGUAGE(), as_json()], callback=_instruments)
