"""``rosace plugins``: what is installed, and what may load; imports no plugin."""

import click

from rosace.commands.options import LANGUAGE, as_json, chosen_language, print_json, print_table
from rosace.speaking import Command, say, words

__all__ = ["command"]


def _plugins(*, language: str | None, as_json: bool) -> int:
    from rosace.plugins import PluginHost  # noqa: PLC0415  # only where a command needs it
    from rosace.settings import load_configuration  # noqa: PLC0415  # likewise

    spoken = chosen_language(language)
    root = click.get_current_context().find_root()
    host = PluginHost(load_configuration(root.params.get("configuration")))
    if as_json:
        print_json(
            [
                {
                    "name": each.entry.name,
                    "version": each.entry.version,
                    "distribution": each.entry.distribution,
                    "allowed": each.allowed,
                    "reason": None if each.refusal is None else each.refusal.code,
                    "requires": each.entry.requires or None,
                }
                for each in host.entries
            ]
        )
        return 0
    rows = [
        (
            each.entry.name,
            each.entry.version,
            each.entry.distribution,
            words("cli.yes") if each.refusal is None else each.refusal.message(spoken),
        )
        for each in host.entries
    ]
    if rows:
        heads = ("name", "version", "distribution", "allowed")
        print_table(rows, [words(f"cli.head.{head}") for head in heads])
    else:
        say("cli.plugins.none")
    for each in host.entries:
        if each.refusal is not None and each.refusal.code != "not-allowed":
            say("cli.plugin-left-out", said=each.refusal.explain(spoken))
    return 0


command = Command("plugins", params=[LANGUAGE(), as_json()], callback=_plugins)
