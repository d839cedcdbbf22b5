"""``rosace board``: private cards, filed in a board that the group shares."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.commands.reading import (
    exporter_for,
    keep_options,
    refuse_conflicts,
    refuse_overwriting,
    rejects_path,
    settle,
)
from rosace.speaking import Argument, Command, Option, say, words
from rosace_review import CARDS, INSTRUMENT, PACKAGE

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.intake import Taken
    from rosace.mapping import FileMapping
    from rosace.response import Response

__all__ = ["command"]

_KEPT: Final = frozenset({"@wave"})
_IGNORE: Final = "ignore"


def _board(*, files: tuple[str, ...], out: str, **options: Any) -> int:
    from rosace.holding import held  # noqa: PLC0415  # not needed to show help
    from rosace_review.filing import board_of, cards_of  # noqa: PLC0415  # likewise

    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    appraiser = appraiser_of()
    exporter = exporter_for(appraiser, {"to": None, "out": out}, "responses", ("yaml",))
    outputs = {"--out": out, "--rejects": rejects_path(options, files[0])}
    refuse_overwriting([*files, options["mapping"]], outputs)
    if Path(out).exists():
        # What the group has grouped, voted and decided there would be lost.
        _refuse("review.board.error.exists", path=out)
    holding = held(appraiser.instrument(CARDS), _taken(appraiser, files, options))
    if not settle([holding], options, spoken, files):
        return 1
    ours, wave = _of_one_wave(holding.read, options["wave"])
    cards = list(cards_of(ours))
    instrument = appraiser.instrument(INSTRUMENT)
    board = board_of(cards, instrument, wave)
    appraiser.export_responses(instrument, [board], exporter.name, Path(out), language=spoken)
    report_failures(appraiser, spoken)
    rows = board.answers["entries"].value
    many = sum(card.multiplicity for card in cards)
    say("review.board.filed", n=many, ideas=len(rows) if isinstance(rows, tuple) else 0)
    if others := len(holding.read) - len(ours):
        say("review.board.other-waves", n=others)
    say("cli.written", path=out)
    return 0


def _taken(appraiser: "Appraiser", files: Sequence[str], options: dict[str, Any]) -> "list[Taken]":
    """Return what comes of each file: the form filled in, or a table with one card a row."""
    form = appraiser.instrument(CARDS)
    row = _card_a_row(form)
    taken: list[Taken] = []
    seen: list[Taken] = []
    for file in files:
        mapping = _mapping(appraiser, file, row, options["mapping"])
        loose = mapping is not None and _holds(mapping, row)
        found = appraiser.examine(
            file,
            row if loose else form,
            mapping=_anonymous(mapping, row) if mapping is not None and loose else mapping,
            wave=options["wave"],
            # The rows of a table are numbered: those of several are not the same people's.
            after=() if loose else seen,
        )
        seen.extend(() if loose else (found,))
        taken.append(_unnamed(found) if loose else found)
    return taken


def _unnamed(found: "Taken") -> "Taken":
    """Leave out the advice to name respondents: a card is nobody's."""
    from rosace.values import evolve  # noqa: PLC0415  # not needed to show help

    notices = (each for each in found.notices if each.code != "respondents-numbered")
    return evolve(found, notices=tuple(notices))


def _card_a_row(form: "Instrument") -> "Instrument":
    """Return the form as a table has it that holds one card in each row."""
    from rosace.values import evolve  # noqa: PLC0415  # not needed to show help

    fields = form.item("cards").fields or ()
    section = evolve(form.sections[0], items=tuple(field.id for field in fields))
    return evolve(form, items=fields, sections=(section,))


def _mapping(
    appraiser: "Appraiser", file: str, row: "Instrument", given: str | None
) -> "FileMapping | None":
    """Return the mapping that is given, or else what a table's own headings mean."""
    from rosace.validation import load_value  # noqa: PLC0415  # not needed to show help

    if given is not None:
        found: FileMapping = load_value(given, "mapping")
        return found
    suffix = Path(file).suffix.lower()
    if not any(suffix in importer.suffixes for importer in appraiser.host.importers.values()):
        return None
    proposed = appraiser.propose_mapping(file, row)
    return proposed if _holds(proposed, row) else None


def _holds(mapping: "FileMapping", row: "Instrument") -> bool:
    """Say whether a table has a column for a part of a card."""
    known = {item.id for item in row.items}
    return any(column.to in known for column in mapping.columns)


def _anonymous(mapping: "FileMapping", row: "Instrument") -> "FileMapping":
    """Return a mapping that leaves out who wrote a card, and all else but the card."""
    from rosace.values import evolve  # noqa: PLC0415  # not needed to show help

    kept = _KEPT | {item.id for item in row.items}
    columns = tuple(
        column if column.to in kept else evolve(column, to=_IGNORE, values=None)
        for column in mapping.columns
    )
    return evolve(mapping, columns=columns)


def _of_one_wave(
    responses: "Sequence[Response]", asked: str | None
) -> "tuple[list[Response], str]":
    """Return the responses of the wave that the board is for, or refuse to guess it."""
    from rosace.mapping import DEFAULT_WAVE  # noqa: PLC0415  # not needed to show help

    waves = sorted({response.wave for response in responses})
    if asked is None and len(waves) > 1:
        _refuse("review.board.error.waves", found=", ".join(waves))
    wave = asked or next(iter(waves), DEFAULT_WAVE)
    if waves and wave not in waves:
        _refuse("review.board.error.no-wave", wave=wave, found=", ".join(waves))
    return [response for response in responses if response.wave == wave], wave


def _refuse(identifier: str, **arguments: str) -> NoReturn:
    raise click.UsageError(words(identifier, **arguments), click.get_current_context())


command = Command(
    "board",
    params=[
        Argument(["files"], nargs=-1, required=True, help="review.board.argument.files"),
        Option(["--out"], metavar="FILE", default="board.yaml", help="review.board.option.out"),
        Option(["--mapping"], metavar="FILE", help="cli.option.mapping"),
        Option(["--wave"], metavar="ID", help="review.board.option.wave"),
        *keep_options(),
        LANGUAGE(),
    ],
    callback=_board,
    speaks="review.board",
    package=PACKAGE,
)
