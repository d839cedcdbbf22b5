"""``rosace appraise``: from files of responses to a report."""

from pathlib import Path
from typing import Any

from rosace.commands.options import (
    appraiser_of,
    chosen_language,
    report_failures,
)
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
from rosace.speaking import Argument, Command, OneOf, Option, say

__all__ = ["command"]


def _appraise(*, instrument: str, files: tuple[str, ...], **options: Any) -> int:
    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    appraiser = appraiser_of()
    exporter = exporter_for(appraiser, options, "report", ("html", "json"))
    out = options["out"] or f"report{exporter.suffix}"
    refuse_overwriting(
        inputs_of(instrument, files, options),
        {"--out": out, "--rejects": rejects_path(options, files[0])},
    )
    study = appraiser.study(options["study"]) if options["study"] else None
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    responses = settle(take(appraiser, found, files, options, study), options, spoken, files[0])
    if responses is None:
        return 1
    others = []
    for name, file in options["others"]:
        other = appraiser.instrument(name, study=study)
        plain = {**options, "mapping": None}
        held = settle(take(appraiser, other, [file], plain, study), options, spoken, file)
        if held is None:
            return 1
        others.append((other, held))
    report = appraiser.appraise(
        found,
        responses,
        language=spoken,
        by=options["by"],
        study=study,
        others=others,
        engine=options["engine"],
    )
    written = appraiser.export(
        report, exporter.name, Path(out), language=spoken, audience=options["audience"]
    )
    report_failures(appraiser, spoken)
    say("cli.written", path=str(written))
    return 0


command = Command(
    "appraise",
    params=[
        Argument(["instrument"]),
        Argument(["files"], nargs=-1, required=True),
        Option(
            ["--with", "others"],
            nargs=2,
            multiple=True,
            metavar="INSTRUMENT FILE",
            help="cli.option.with",
        ),
        Option(["--to"], metavar="FORMAT", help="cli.option.to"),
        Option(["--out"], metavar="PATH", help="cli.option.out"),
        Option(
            ["--audience"],
            type=OneOf("facilitator", "group", "public"),
            default="group",
            help="cli.option.audience",
        ),
        Option(["--engine"], metavar="NAME", default="rows", help="cli.option.engine"),
        *reading_options(),
        *keep_options(),
    ],
    callback=_appraise,
)
