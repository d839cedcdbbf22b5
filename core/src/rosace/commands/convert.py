"""``rosace convert``: responses from one format to another, and mappings of foreign files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import appraiser_of, chosen_language, report_failures
from rosace.commands.patterns import expanded
from rosace.commands.progress import Progress
from rosace.commands.reading import (
    engine_options,
    exporter_for,
    inputs_of,
    keep_options,
    reading_options,
    refuse_conflicts,
    refuse_overwriting,
    rejects_path,
    settle,
    taken_in,
)
from rosace.commands.studying import guarding, study_of
from rosace.output import refuse_existing
from rosace.speaking import Argument, Command, Option, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rosace.appraiser import Appraiser
    from rosace.columnar import Batch, Columnar
    from rosace.instrument import Instrument
    from rosace.response import Response

__all__ = ["command"]


def _convert(*, instrument: str, files: tuple[str, ...], **options: Any) -> int:
    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    files = expanded(files, elsewhere=bool(options["connect"]))
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
    with taken_in(appraiser, found, files, options, study) as holding:
        if not settle([holding], options, spoken, files, guard):
            return 1
        written = appraiser.export_responses(
            found,
            _shown(holding.responses(), holding.examined.sound),
            exporter.name,
            Path(out),
            raw=options["raw"],
            study=guard,
            language=spoken,
        )
    report_failures(appraiser, spoken)
    say("cli.written", path=str(written))
    return 0


def _shown(responses: "Iterable[Response]", total: int) -> "_Shown":
    from rosace.columnar import Columnar  # noqa: PLC0415  # not needed to show help

    if isinstance(responses, Columnar):
        return _ShownColumns(responses, total)
    return _Shown(responses, total)


class _Shown:
    """Responses that are shown as they go by, each time that they are gone through.

    Args:
        responses: The responses, in order.
        total: How many there are.
    """

    def __init__(self, responses: "Iterable[Response]", total: int) -> None:
        self._responses = responses
        self._total = total

    def __iter__(self) -> "Iterator[Response]":
        with Progress("cli.progress.through", lambda: self._total) as progress:
            yield from progress.watching(self._responses)


class _ShownColumns(_Shown):
    """The same of responses that may be taken as columns."""

    _responses: "Columnar"

    def kinds(self) -> frozenset[str]:
        return self._responses.kinds()

    def headings(self) -> tuple[str, ...]:
        return self._responses.headings()

    def batches(self) -> "Iterator[Batch]":
        with Progress("cli.progress.through", lambda: self._total) as progress:
            done = 0
            for batch in self._responses.batches():
                yield batch
                done += len(batch)
                progress.show(done)


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
        *engine_options(),
        *keep_options(),
    ],
    callback=_convert,
)
