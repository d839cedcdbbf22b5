"""``rosace convert``: responses from one format to another, and mappings of foreign files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import appraiser_of, chosen_language, report_failures
from rosace.commands.reading import (
    exporter_for,
    inputs_of,
    keep_options,
    reading_options,
    refuse_conflicts,
    refuse_overwriting,
    rejects_path,
    settle,
    take,
)
from rosace.commands.studying import guarding, study_of
from rosace.output import refuse_existing
from rosace.speaking import Argument, Command, Option, say, words

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument

__all__ = ["command"]


def _convert(*, instrument: str, files: tuple[str, ...], **options: Any) -> int:
    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    appraiser = appraiser_of()
    exporter = exporter_for(appraiser, options, "responses", ("ndjson",))
    out = options["out"] or f"responses{exporter.suffix or f'.{exporter.name}'}"
    proposed = options["propose_mapping"]
    outputs = {"--out": out, "--rejects": rejects_path(options, files[0])}
    refuse_overwriting(
        inputs_of(instrument, files, options),
        {"--propose-mapping": proposed} if proposed else outputs,
        study=options["study"],
    )
    refuse_existing(Path(proposed or out))
    study = study_of(appraiser, options)
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    if proposed:
        return _propose(appraiser, found, files, options)
    guard = guarding(study, files)
    taken = take(appraiser, found, files, options, study)
    responses = settle(taken, options, spoken, files[0], guard)
    if responses is None:
        return 1
    written = appraiser.export_responses(
        found, responses, exporter.name, Path(out), raw=options["raw"], study=guard, language=spoken
    )
    report_failures(appraiser, spoken)
    say("cli.written", path=str(written))
    return 0


def _propose(
    appraiser: "Appraiser", found: "Instrument", files: tuple[str, ...], options: dict[str, Any]
) -> int:
    """Write a mapping to edit for the first file."""
    from rosace.conversion import unstructure  # noqa: PLC0415  # only to propose
    from rosace.output import write_file  # noqa: PLC0415  # likewise
    from rosace.writing import dump_yaml  # noqa: PLC0415  # likewise

    if len(files) > 1:
        raise click.UsageError(words("cli.error.one-file"), click.get_current_context())
    by = [attribute for breakdown in options["by"] for attribute in breakdown]
    mapping = appraiser.propose_mapping(files[0], found, by=by)
    path = Path(options["propose_mapping"])
    write_file(path, [dump_yaml(unstructure(mapping))])
    ignored = sum(column.to == "ignore" for column in mapping.columns)
    say("cli.mapping.written", path=str(path), n=len(mapping.columns), ignored=ignored)
    return 0


command = Command(
    "convert",
    params=[
        Argument(["instrument"]),
        Argument(["files"], nargs=-1, required=True),
        Option(["--to"], metavar="FORMAT", help="cli.option.to-responses"),
        Option(["--out"], metavar="PATH", help="cli.option.out"),
        Option(["--raw"], is_flag=True, help="cli.option.raw"),
        Option(["--propose-mapping"], metavar="FILE", help="cli.option.propose-mapping"),
        *reading_options(),
        *keep_options(),
    ],
    callback=_convert,
)
