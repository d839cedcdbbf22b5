"""``rosace simulate``: made-up responses to an instrument, in a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    report_failures,
)
from rosace.commands.progress import Progress
from rosace.commands.reading import refuse_overwriting
from rosace.output import refuse_existing
from rosace.speaking import Argument, Between, Command, Option, say
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace.study import Study
    from rosace_authoring.simulation.faults import Faults

__all__ = ["command"]

_STDOUT: Final = "-"
_MOST: Final = 1_000_000_000
_MOST_WAVES: Final = 100
_MOST_ORGANIZATIONS: Final = 100_000
_LARGEST_SEED: Final = (1 << 63) - 1


def _simulate(*, instrument: str, out: str, as_json: bool, **options: Any) -> int:
    from rosace_authoring.simulation.faults import Faults  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.simulation.row_formats import FORMATS  # noqa: PLC0415  # likewise
    from rosace_authoring.simulation.simulating import Simulation, Wishes  # noqa: PLC0415  # likewise

    spoken = chosen_language(options["language"])
    _refuse_conflicts(out, options, as_json=as_json)
    suffix = _suffix(out, tuple(FORMATS))
    if out != _STDOUT:
        read = [instrument, options["study"]]
        refuse_overwriting(read, {"--out": out}, study=options["study"])
        refuse_existing(Path(out))
    appraiser = appraiser_of()
    study = appraiser.study(options["study"]) if options["study"] else None
    _refuse_unknown(options["wave"], study)
    found = appraiser.instrument(instrument, study=study, wave=options["wave"])
    wishes = Wishes(
        seed=options["seed"],
        study=study,
        waves=options["waves"],
        wave=options["wave"],
        organizations=options["organizations"],
        language=options["language"],
    )
    simulation = Simulation(found, options["n"], wishes)
    form = FORMATS[suffix](simulation.subject)
    wanted = round(options["bad"] * simulation.n)
    bad = (
        Faults(found, form, total=simulation.n, bad=wanted, seed=wishes.seed, study=study)
        if wanted
        else None
    )
    with Progress("authoring.simulate.progress", lambda: simulation.n) as progress:
        _write(out, simulation.chunks(form, bad, progress.show))
    _tell(out, simulation.n, bad, as_json=as_json)
    report_failures(appraiser, spoken)
    return 0


def _refuse_conflicts(out: str, options: dict[str, Any], *, as_json: bool) -> None:
    """Refuse options of which one would take what the other needs."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    pairs = (
        ("--study", bool(options["study"]), "--waves", options["waves"] is not None),
        ("--json", as_json, "--out -", out == _STDOUT),
    )
    for first, has_first, second, has_second in pairs:
        if has_first and has_second:
            details = {"first": first, "second": second}
            raise UsageError(reason="options-conflict", details=details)
    if options["wave"] and not options["study"]:
        raise UsageError(reason="option-missing", details={"option": "--study"})


def _refuse_unknown(wave: str | None, study: "Study | None") -> None:
    """Refuse a wave that the study does not have."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    known = [each.id for each in study.waves] if study else []
    if wave is not None and wave not in known:
        details = {"option": "--wave", "found": wave, "known": ", ".join(known)}
        raise UsageError(reason="value-refused", details=details)


def _suffix(out: str, known: tuple[str, ...]) -> str:
    """Return the suffix that says how to write, or refuse one that says nothing."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    suffix = known[0] if out == _STDOUT else Path(out).suffix.lower()
    if suffix not in known:
        details = {"option": "--out", "found": suffix or out, "known": ", ".join(known)}
        raise UsageError(reason="value-refused", details=details)
    return suffix


def _write(out: str, chunks: "Iterator[bytes]") -> None:
    from rosace.output import write_file  # noqa: PLC0415  # not needed to show help

    if out != _STDOUT:
        write_file(Path(out), chunks)
        return
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _tell(out: str, n: int, bad: "Faults | None", *, as_json: bool) -> None:
    """Say what was put in."""
    counts = dict(sorted(bad.counts.items())) if bad is not None else {}
    refused = sum(counts.values())
    if as_json:
        print_json({"n": n, "sound": n - refused, "bad": counts})
    say("authoring.simulate.sound", n=n - refused)
    if refused:
        say("authoring.simulate.bad", n=refused)
        for code, many in counts.items():
            say("authoring.simulate.kind", n=many, code=code)
    if out != _STDOUT:
        say("cli.written", path=out)


command = Command(
    "simulate",
    params=[
        Argument(["instrument"]),
        Option(["--n"], type=Between(1, _MOST), help="authoring.simulate.option.n"),
        Option(
            ["--out"],
            metavar="FILE",
            default="responses.ndjson",
            help="authoring.simulate.option.out",
        ),
        Option(
            ["--seed"],
            type=Between(0, _LARGEST_SEED),
            default=0,
            help="authoring.simulate.option.seed",
        ),
        Option(["--study"], metavar="FILE", help="authoring.simulate.option.study"),
        Option(["--wave"], metavar="ID", help="authoring.simulate.option.wave"),
        Option(["--waves"], type=Between(1, _MOST_WAVES), help="authoring.simulate.option.waves"),
        Option(
            ["--organizations"],
            type=Between(0, _MOST_ORGANIZATIONS),
            help="authoring.simulate.option.organizations",
        ),
        Option(
            ["--bad"],
            type=Between(0.0, 1.0),
            metavar="SHARE",
            default=0.0,
            help="authoring.simulate.option.bad",
        ),
        as_json(),
        LANGUAGE(),
    ],
    callback=_simulate,
    speaks="authoring.simulate",
    package=PACKAGE,
)
