"""``rosace paper``: an instrument on paper, for where there is no screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.commands.reading import refuse_overwriting
from rosace.speaking import Argument, Command, OneOf, Option
from rosace_document import PACKAGE

if TYPE_CHECKING:
    from rosace.study import Study
    from rosace_document.parts import Part

__all__ = ["command"]

_SUFFIX: Final = ".pdf"


def _paper(*, instrument: str, **options: Any) -> int:
    spoken = chosen_language(options["language"])
    from rosace.output import refuse_existing, write_file  # noqa: PLC0415  # not needed to show help
    from rosace_document.assembling import parts_of, set_paper  # noqa: PLC0415  # likewise
    from rosace_document.parts import Asked  # noqa: PLC0415  # likewise

    appraiser = appraiser_of()
    if options["out"] is not None:
        read = [instrument, options["study"], options["overlay"]]
        refuse_overwriting(read, {"--out": options["out"]}, "report", options["study"])
    _refuse_suffix(options["out"])
    study = None if options["study"] is None else appraiser.study(options["study"])
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    if study is not None:
        _require(study, found.id)
    asked = Asked(
        instrument=found,
        language=spoken,
        study=study,
        appraiser=appraiser,
        parts=options["part"],
    )
    parts = _chosen(options["part"], parts_of(asked))
    path = Path(options["out"] or f"{found.id}.pdf")
    if options["out"] is None:
        refuse_existing(path)
    write_file(path, [set_paper(asked, parts, options["size"])])
    click.echo(str(path))
    report_failures(appraiser, spoken)
    return 0


def _refuse_suffix(out: str | None) -> None:
    """Refuse the name of a file that would not be opened as what it is."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if out is not None and Path(out).suffix.lower() != _SUFFIX:
        details = {"option": "--out", "found": Path(out).suffix or out, "known": _SUFFIX}
        raise UsageError(reason="value-refused", details=details)


def _require(study: "Study", instrument: str) -> None:
    """Refuse a study whose instruments the printed one is not among."""
    from rosace.errors import InvalidDocumentError, Problem  # noqa: PLC0415  # likewise

    known = [each.id for each in study.instruments]
    if instrument not in known:
        arguments = {"study": study.id, "instrument": instrument, "known": ", ".join(known)}
        raise InvalidDocumentError([Problem("instrument-not-in-study", arguments=arguments)])


def _chosen(wanted: tuple[str, ...], known: "dict[str, Part]") -> "tuple[Part, ...]":
    """Return the parts that are asked for, in their own order; all where none is named."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    for name in wanted:
        if name not in known:
            details = {"option": "--part", "found": name, "known": ", ".join(known)}
            raise UsageError(reason="value-refused", details=details)
    return tuple(part for name, part in known.items() if not wanted or name in wanted)


command = Command(
    "paper",
    params=[
        Argument(["instrument"]),
        Option(["--out"], metavar="FILE", help="document.paper.option.out"),
        Option(["--part"], metavar="NAME", multiple=True, help="document.paper.option.part"),
        Option(
            ["--size"],
            type=OneOf("letter", "a4"),
            default="letter",
            help="document.paper.option.size",
        ),
        Option(["--study"], metavar="FILE", help="document.paper.option.study"),
        Option(["--overlay"], metavar="FILE", help="cli.option.overlay"),
        LANGUAGE(),
    ],
    callback=_paper,
    speaks="document.paper",
    package=PACKAGE,
)
