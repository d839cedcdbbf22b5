"""``rosace doctor``: loads and looks through everything allowed, and says what to mend."""

import click

from rosace.commands.options import LANGUAGE, as_json, chosen_language, print_json
from rosace.speaking import Command, say, words

__all__ = ["command"]


def _doctor(*, language: str | None, as_json: bool) -> int:
    from rosace.doctor import diagnose  # noqa: PLC0415  # loads every plugin
    from rosace.plugins import PluginHost  # noqa: PLC0415  # likewise
    from rosace.settings import load_configuration  # noqa: PLC0415  # likewise

    spoken = chosen_language(language)
    root = click.get_current_context().find_root()
    host = PluginHost(load_configuration(root.params.get("configuration")), strict=False)
    findings = diagnose(host)
    wrong = [finding for finding in findings if not finding.sound]
    if as_json:
        print_json(
            [
                {
                    "kind": finding.kind,
                    "subject": finding.subject,
                    "sound": finding.sound,
                    "message": finding.message(spoken) or None,
                    "advice": finding.advice(spoken) or None,
                }
                for finding in findings
            ]
        )
    else:
        for finding in findings:
            mark = words("cli.doctor.sound" if finding.sound else "cli.doctor.wrong")
            kind = words(f"cli.doctor.{finding.kind}")
            said = finding.explain(spoken)
            click.echo(f"{mark}  {kind} {finding.subject}" + (f": {said}" if said else ""))
        say("cli.doctor.done", n=len(wrong))
    return 1 if wrong else 0


command = Command("doctor", params=[LANGUAGE(), as_json()], callback=_doctor)
