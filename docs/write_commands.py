"""Writes commands.md and commands.fr.md from the commands: ``python docs/write_commands.py``."""
# ruff: noqa: E501 - the pages' own lines and commands stand here as they will be read

from importlib import import_module
from pathlib import Path

import click

from rosace.cli import COMMANDS
from rosace.messages import translate
from rosace.speaking import Argument, Option

HERE = Path(__file__).parent
PAGES = {"en": "commands.md", "fr": "commands.fr.md"}
INPUT = "demo/input"
STUDY = f"--study {INPUT}/study.yaml"
ANSWERS = f"{INPUT}/diagnostic-2024.csv"

EXAMPLES = {
    "demo": ["rosace demo --out demo"],
    "instruments": ["rosace instruments", "rosace instruments --json"],
    "show": ["rosace show diagnostic", "rosace show effects --json"],
    "validate": [
        f"rosace validate diagnostic {ANSWERS} {STUDY}",
        f"rosace validate diagnostic {ANSWERS} --by sector --json",
    ],
    "appraise": [
        f"rosace appraise diagnostic {ANSWERS} --out report.html",
        f"rosace appraise diagnostic {INPUT}/diagnostic-2022.csv {ANSWERS} {STUDY} --to markdown --out report",
        f"rosace appraise diagnostic {ANSWERS} {STUDY} --with effects {INPUT}/effects.json --to csv --out tables",
    ],
    "convert": [
        f"rosace convert diagnostic {ANSWERS} --raw --to ndjson --out answers.ndjson",
        f"rosace convert diagnostic {ANSWERS} --propose-mapping mapping.yaml",
        f"rosace convert diagnostic {INPUT}/collective-2024.json --to csv --out collective.csv",
    ],
    "schema": [
        "rosace schema study",
        "rosace schema instrument --bundle",
        "rosace schema diagnostic",
    ],
    "plugins": ["rosace plugins", "rosace plugins --json"],
    "doctor": ["rosace doctor", "rosace doctor --json"],
}

HEAD = {
    "en": """# Commands

<!-- Written by docs/write_commands.py from the commands themselves: edit those instead. -->

*[En français](commands.fr.md)*

    rosace [OPTIONS] COMMAND [ARGUMENTS]...

Results go to stdout; everything said about them goes to stderr. `--json`, where there is one, makes
stdout a JSON document. A file is written whole or not at all.

| exit status | means |
|---|---|
| 0 | done |
| 1 | findings in the input: refused answers, a faulty document, something for `doctor` to mend; or a plugin that fails |
| 2 | wrong use: a command, option, value, name or path that is not there; a breakdown that is not planned; a place where nothing can be written |

Words are in French where the terminal's locale is French, in English elsewhere; `--language` or the
configuration's `language` decide otherwise. Every finding has a code: [errors.md](errors.md). Plugins
may add commands, which `rosace --help` lists with their package.

## Options before the command
""",
    "fr": """# Commandes

<!-- Écrit par docs/write_commands.py à partir des commandes : c’est là qu’il faut corriger. -->

*[In English](commands.md)*

    rosace [OPTIONS] COMMANDE [ARGUMENTS]...

Les résultats vont à la sortie standard; tout ce qui s’en dit va à la sortie d’erreur. Avec `--json`, là où
l’option existe, la sortie standard est un document JSON. Un fichier est écrit en entier ou pas du tout.

| code de fin | sens |
|---|---|
| 0 | c’est fait |
| 1 | quelque chose à corriger dans ce qui est fourni : réponses refusées, document fautif, point relevé par `doctor`; ou greffon en panne |
| 2 | mauvais emploi : commande, option, valeur, nom ou chemin qui n’existe pas; ventilation qui n’est pas prévue; endroit où rien ne peut être écrit |

Les messages sont en français quand le terminal l’est, en anglais sinon; `--language` ou la clé `language`
de la configuration en décident autrement. Chaque constat a un code : [errors.md](errors.md). Des greffons
peuvent ajouter des commandes, que `rosace --help` liste avec leur paquet.

## Options avant la commande
""",
}
WORDS = {
    "en": ("written", "what it does", "Examples"),
    "fr": ("s’écrit", "à quoi elle sert", "Exemples"),
}


def records(command: click.Command, kind: type, language: str) -> list[str]:
    """Return the rows of a table of a command's arguments or options."""
    context = click.Context(command, info_name="rosace", obj=language)
    with context:
        found = [
            param.get_help_record(context)
            for param in command.get_params(context)
            if isinstance(param, kind)
        ]
    return [f"| `{written.replace('|', chr(92) + '|')}` | {said} |" for written, said in found]


def table(command: click.Command, kind: type, language: str) -> str:
    """Return a table of a command's arguments or options; empty where it has none."""
    rows = records(command, kind, language)
    first, second, _ = WORDS[language]
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows, ""]) if rows else ""


def section(name: str, language: str) -> str:
    """Return what is said of one command."""
    command: click.Command = import_module(f"rosace.commands.{name}").command
    context = click.Context(command, info_name=f"rosace {name}", obj=language)
    with context:
        usage = " ".join(command.collect_usage_pieces(context))
    examples = "\n".join(f"$ {line} --lang {language}\n…" for line in EXAMPLES[name])
    parts = [
        f"## rosace {name}\n",
        f"    rosace {name} {usage}\n",
        translate(f"cli.{name}.help", language, {}, "rosace.commands") + "\n",
        table(command, Argument, language),
        table(command, Option, language),
        f"```console\n{examples}\n```\n",
    ]
    return "\n".join(part for part in parts if part)


def page(language: str) -> str:
    """Return the page in a language."""
    root = import_module("rosace.cli").ROOT
    blocks = [nbsp(HEAD[language], language), table(root, Option, language)]
    blocks += [section(name, language) for name in COMMANDS]
    return "\n".join(blocks)


def nbsp(text: str, language: str) -> str:
    """Return a French text with its no-break spaces."""
    return text.replace(" :", "\u00a0:") if language == "fr" else text


if __name__ == "__main__":
    for spoken, name in PAGES.items():
        (HERE / name).write_text(page(spoken), "utf-8")
