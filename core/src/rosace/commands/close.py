"""``rosace close``: lets a wave through the gate once, and seals what passed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    chosen_language,
    print_table,
    report_failures,
)
from rosace.commands.studying import opened
from rosace.speaking import Argument, Command, Option, words

if TYPE_CHECKING:
    from rosace.release import Release
    from rosace.report import Phrase
    from rosace.study import Study

__all__ = ["command"]

_SHOWS: Final = ("nothing", "means", "distributions")
"""What is shown of a group, by the degree that the gate gives it."""


def _close(*, study: str, wave: str, preview: bool, language: str | None) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    folder = opened(appraiser, study)
    if preview:
        _show(folder.study, appraiser.preview_wave(folder, wave), spoken)
    else:
        entry = appraiser.close_wave(folder, wave).entries[-1]
        for path in sorted(entry.releases):
            click.echo(path)
        closed: dict[str, str | int] = {"wave": wave, "batch": entry.batch}
        if entry.files:
            click.echo(words("cli.close.done", n=len(entry.files), **closed))
        else:
            click.echo(words("cli.close.none", **closed))
        click.echo(words("cli.close.head", digest=entry.digest))
    report_failures(appraiser, spoken)
    return 0


def _show(study: "Study", releases: "Sequence[Release]", language: str) -> None:
    """Print what would be shown of each planned group, and the rules that withhold the rest."""
    from rosace import building as b  # noqa: PLC0415  # only to preview
    from rosace.formatting import Formatter  # noqa: PLC0415  # likewise
    from rosace.release import protected_tables  # noqa: PLC0415  # likewise

    def say(phrase: "Phrase") -> str:
        return Formatter(language=language, messages={}).phrase(phrase)

    rows = [
        (
            release.instrument,
            say(b.cell_title(study, cell)),
            "–" if persons is None else str(persons),
            words(f"cli.close.shows.{shows}"),
        )
        for release in releases
        for cell, persons, shows in _groups(study, release)
    ]
    if rows:
        heads = ("instrument", "group", "answers", "shown")
        print_table(rows, [words(f"cli.head.{head}") for head in heads])
    tables = [table for release in releases for table in protected_tables(release)]
    for note in b.notes(tables, study)[1:]:
        click.echo(say(note))
    click.echo(words("cli.close.previewed"))


def _groups(
    study: "Study", release: "Release"
) -> Iterator[tuple[tuple[tuple[str, str], ...], int | None, str]]:
    """Yield the planned groups in the order of the plan: how many answered, and what is shown."""
    from rosace.closing import degrees_of  # noqa: PLC0415  # only to preview
    from rosace.release import group_of  # noqa: PLC0415  # likewise

    answered = {group_of(release.wave, each.cell): each.persons for each in release.answered}
    plan = ((), *study.breakdowns)
    kept = {group_of(release.wave, cell) for cell in release.kept}
    shown = degrees_of(release)
    for group in sorted(shown, key=lambda each: plan.index(each.breakdown)):
        persons = answered.get(group) if group.cell else release.persons
        yield group.cell, persons, "kept" if group in kept else _SHOWS[shown[group]]


command = Command(
    "close",
    params=[
        Argument(["study"]),
        Argument(["wave"]),
        Option(["--preview"], is_flag=True, help="cli.close.preview"),
        LANGUAGE(),
    ],
    callback=_close,
)
