"""``rosace sheet``: a workbook in which to type what was filled in on paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    breakdowns,
    chosen_language,
    report_failures,
)
from rosace.commands.reading import refuse_overwriting
from rosace.output import refuse_existing
from rosace.speaking import Argument, Between, Command, OneOf, Option, say

if TYPE_CHECKING:
    from rosace.study import Study

__all__ = ["command"]

_PACKAGE: Final = "rosace_tables"
_SUFFIX: Final = ".xlsx"
_ROWS: Final = 60
_MOST_ROWS: Final = 5_000


def _sheet(*, instrument: str, out: str | None, **options: Any) -> int:
    from rosace.output import write_file  # noqa: PLC0415  # not needed to show help
    from rosace.study_checks import require_instrument  # noqa: PLC0415  # likewise
    from rosace_tables.entry.book import entry_workbook  # noqa: PLC0415  # likewise
    from rosace_tables.entry.plan import Wanted  # noqa: PLC0415  # likewise

    spoken = chosen_language(options["language"])
    appraiser = appraiser_of()
    study = None if options["study"] is None else appraiser.study(options["study"])
    overlay, wave = options["overlay"], options["wave"]
    _refuse_wave(wave, study)
    found = appraiser.instrument(instrument, overlay=overlay, study=study, wave=wave)
    if study is not None:
        require_instrument(study, found.id)
    path = Path(out or f"{found.id}{_SUFFIX}")
    _refuse(path)
    refuse_overwriting([instrument, overlay, options["study"]], {"--out": str(path)})
    refuse_existing(path)
    by = dict.fromkeys(each for breakdown in options["by"] for each in breakdown)
    wanted = Wanted(
        language=spoken,
        voice=options["kind"],
        attributes=tuple(by),
        wave=wave,
        study=study,
        rows=options["rows"],
        is_protected=options["protect"],
    )
    write_file(path, [entry_workbook(found, wanted)])
    report_failures(appraiser, spoken)
    say("cli.written", path=str(path))
    return 0


def _refuse(path: Path) -> None:
    """Refuse a file that is no workbook's."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if path.suffix.lower() != _SUFFIX:
        details = {"option": "--out", "found": path.suffix or path.name, "known": _SUFFIX}
        raise UsageError(reason="value-refused", details=details)


def _refuse_wave(wave: str | None, study: "Study | None") -> None:
    """Refuse a wave that is no id, or none of the study's."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help
    from rosace.values import IDENTIFIER  # noqa: PLC0415  # likewise

    known = [each.id for each in study.waves] if study is not None else []
    if wave is not None and known and wave not in known:
        details = {"option": "--wave", "found": wave, "known": ", ".join(known)}
        raise UsageError(reason="value-refused", details=details)
    if wave is not None and not IDENTIFIER.fullmatch(wave):
        details = {"option": "--wave", "found": wave, "known": "a-z 0-9 -"}
        raise UsageError(reason="value-refused", details=details)


command = Command(
    "sheet",
    params=[
        Argument(["instrument"]),
        Option(["--out"], metavar="FILE", help="tables.sheet.option.out"),
        Option(
            ["--rows"],
            type=Between(1, _MOST_ROWS),
            default=_ROWS,
            help="tables.sheet.option.rows",
        ),
        Option(["--kind"], type=OneOf("individual", "collective"), help="tables.sheet.option.kind"),
        Option(["--wave"], metavar="ID", help="tables.sheet.option.wave"),
        Option(["--study"], metavar="STUDY", help="tables.sheet.option.study"),
        breakdowns(),
        Option(["--protect"], is_flag=True, help="tables.sheet.option.protect"),
        Option(["--overlay"], metavar="FILE", help="cli.option.overlay"),
        LANGUAGE(),
    ],
    callback=_sheet,
    speaks="tables.sheet",
    package=_PACKAGE,
)
