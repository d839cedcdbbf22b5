"""``rosace close``: lets a wave through the gate once, and seals what passed."""

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.speaking import Argument, Command, words

__all__ = ["command"]


def _close(*, study: str, wave: str, language: str | None) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    ledger = appraiser.close_wave(appraiser.open_study(study), wave)
    entry = ledger.entries[-1]
    for path in sorted(entry.releases):
        click.echo(path)
    click.echo(words("cli.close.done", wave=wave, n=len(entry.files), batch=entry.batch))
    click.echo(words("cli.close.head", digest=entry.digest))
    report_failures(appraiser, spoken)
    return 0


command = Command(
    "close",
    params=[Argument(["study"]), Argument(["wave"]), LANGUAGE()],
    callback=_close,
)
