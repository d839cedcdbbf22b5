"""Writes commands.md and commands.fr.md from the commands: ``python docs/write_commands.py``."""
# ruff: noqa: E501 - the pages' own lines and commands stand here as they will be read

import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from rosace.cli import COMMANDS
from rosace.messages import translate
from rosace.speaking import Argument, Command, Group, Option

HERE = Path(__file__).parent
PLUGINS: Final = HERE.parent / "plugins"
PAGES = {"en": "commands.md", "fr": "commands.fr.md"}
STUDY = "demo/study"
ANSWERS = f"{STUDY}/responses/2024/diagnostic.csv"

EXAMPLES = {
    "demo": ["rosace demo --out demo"],
    "instruments": ["rosace instruments", "rosace instruments --json"],
    "show": ["rosace show diagnostic", "rosace show effects --json"],
    "diff": ["rosace diff diagnostic wheel", "rosace diff diagnostic wheel --json"],
    "validate": [
        f"rosace validate --study {STUDY}",
        "rosace new study our-table --instrument diagnostic --wave 2026",
        "rosace simulate diagnostic --n 14 --study our-table --out our-table/responses/2026/diagnostic.csv",
        f"rosace validate diagnostic {ANSWERS} --by sector --json",
    ],
    "appraise": [
        f"rosace appraise diagnostic {ANSWERS} --out report.html",
        f"rosace appraise --study {STUDY}",
        f"rosace appraise diagnostic {ANSWERS} --with effects {STUDY}/collective/2024/effects.yaml --to csv --out tables",
        "rosace appraise --study our-table",
    ],
    "close": ["rosace close our-table 2026"],
    "convert": [
        f"rosace convert diagnostic {ANSWERS} --raw --to ndjson --out answers.ndjson",
        f"rosace convert diagnostic {ANSWERS} --propose-mapping mapping.yaml",
        f"rosace convert diagnostic {STUDY}/collective/2024/diagnostic.yaml --to csv --out collective.csv",
    ],
    "withdraw": [
        "rosace withdraw pa1ced5c1 --study our-table",
        "rosace withdraw --everyone --yes --study our-table",
    ],
    "schema": [
        "rosace schema study",
        "rosace schema instrument --bundle",
        "rosace schema diagnostic",
    ],
    "plugins": ["rosace plugins", "rosace plugins --json"],
    "doctor": ["rosace doctor", "rosace doctor --json"],
}
"""What is tried of each of the core's commands, in a folder where ``rosace demo`` has been run."""

PLUGIN_EXAMPLES: Final[Mapping[str, list[str]]] = {
    "new study": ["rosace new study my-study --wave 2026 --wave 2028"],
    "new instrument": ["rosace new instrument my-tool"],
    "new plugin": ["rosace new plugin my-plugin"],
    "check": ["rosace check my-tool.yaml"],
    "paper": [
        "rosace paper diagnostic --language fr --out form.pdf",
        "rosace paper my-tool.yaml --part tally --size a4 --out tally.pdf",
    ],
    "preview": ["rosace preview my-tool.yaml --out preview"],
    "board": [
        "rosace simulate review-cards --n 8 --waves 1 --out cards.ndjson",
        "rosace board cards.ndjson --out board.yaml",
    ],
    "simulate": ["rosace simulate diagnostic --n 100 --out simulated.csv"],
}
"""The same of our plugins' commands, in the order of the page."""

HEAD = {
    "en": """# Commands

<!-- Written by docs/write_commands.py from the commands themselves: edit those instead. -->

*[En français](commands.fr.md)*

    rosace [OPTIONS] COMMAND [ARGUMENTS]...

Results go to stdout; everything said about them goes to stderr. `--json`, where there is one, makes
stdout a JSON document. A file is written whole or not at all. Only a report takes the place of the file
that has its name: responses, instruments and mappings never do, and in a folder of pages or tables only
what Rosace wrote there itself is replaced.

| exit status | means |
|---|---|
| 0 | done |
| 1 | findings in the input: refused answers, a faulty document, something for `doctor` to mend; or a plugin that fails |
| 2 | wrong use: a command, option, value, name or path that is not there; a breakdown that is not planned; a place where nothing can be written |

Words are in French where the terminal's locale is French, in English elsewhere; `--language` or the
configuration's `language` decide otherwise. Every finding has a code: [errors.md](errors.md). The commands
of our plugins are here too, each with the package that brings it; `rosace --help` lists whatever is installed.

## Options before the command
""",
    "fr": """# Commandes

<!-- Écrit par docs/write_commands.py à partir des commandes : c’est là qu’il faut corriger. -->

*[In English](commands.md)*

    rosace [OPTIONS] COMMANDE [ARGUMENTS]...

Les résultats vont à la sortie standard; tout ce qui s’en dit va à la sortie d’erreur. Avec `--json`, là où
l’option existe, la sortie standard est un document JSON. Un fichier est écrit en entier ou pas du tout. Seul un
rapport prend la place du fichier qui porte son nom : jamais des réponses, un outil ni une mise en correspondance;
et dans un dossier de pages ou de tableaux, seul ce que Rosace y a écrit est remplacé.

| code de fin | sens |
|---|---|
| 0 | c’est fait |
| 1 | quelque chose à corriger dans ce qui est fourni : réponses refusées, document fautif, point relevé par `doctor`; ou greffon en panne |
| 2 | mauvais emploi : commande, option, valeur, nom ou chemin qui n’existe pas; ventilation qui n’est pas prévue; endroit où rien ne peut être écrit |

Les messages sont en français quand le terminal l’est, en anglais sinon; `--language` ou la clé `language`
de la configuration en décident autrement. Chaque constat a un code : [errors.md](errors.md). Les commandes
de nos greffons sont ici aussi, chacune avec le paquet qui l’apporte; `rosace --help` liste tout ce qui est installé.

## Options avant la commande
""",
}
WORDS = {
    "en": ("written", "what it does", "Examples", "Comes with `{}`."),
    "fr": ("s’écrit", "à quoi elle sert", "Exemples", "Vient avec `{}`."),
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
    first, second, *_ = WORDS[language]
    return "\n".join([f"| {first} | {second} |", "|---|---|", *rows, ""]) if rows else ""


def plugin_commands() -> Iterator[tuple[str, Command | Group, str]]:
    """Yield the commands that our plugins name, groups taken apart: name, command, distribution.

    A command whose module is not there is told on stderr and left out.
    """
    for file in sorted(PLUGINS.glob("*/pyproject.toml")):
        project = tomllib.loads(file.read_text("utf-8"))["project"]
        named = project.get("entry-points", {}).get("rosace.commands", {})
        for name, target in named.items():
            for full, command in _taken_apart(name, target):
                yield full, command, project["name"]


def _taken_apart(name: str, target: str) -> Iterator[tuple[str, Command | Group]]:
    module, _, attribute = target.partition(":")
    if find_spec(module) is None:
        print(f"rosace {name}: {module} is not there", file=sys.stderr)  # noqa: T201  # a script
        return
    command: Command | Group = getattr(import_module(module), attribute)
    if isinstance(command, Group):
        for member, inner in command.members.items():
            yield from _taken_apart(f"{name} {member}", inner)
    else:
        yield name, command


def section(name: str, command: Command | Group, language: str, origin: str | None = None) -> str:
    """Return what is said of one command.

    Args:
        name: Its name, with that of the groups that it is of.
        command: The command.
        language: The language of the page.
        origin: The distribution that brings it, where it is not the core's.
    """
    context = click.Context(command, info_name=f"rosace {name}", obj=language)
    with context:
        usage = " ".join(command.collect_usage_pieces(context))
    tried = {**EXAMPLES, **PLUGIN_EXAMPLES}.get(name, [])
    examples = "\n".join(f"$ {line} --lang {language}\n…" for line in tried)
    parts = [
        f"## rosace {name}\n",
        f"    rosace {name} {usage}\n",
        translate(f"{command.speaks}.help", language, {}, command.package) + "\n",
        WORDS[language][3].format(origin) + "\n" if origin else "",
        table(command, Argument, language),
        table(command, Option, language),
        f"```console\n{examples}\n```\n" if examples else "",
    ]
    return "\n".join(part for part in parts if part)


def commands() -> Iterator[tuple[str, Command | Group, str | None]]:
    """Yield all commands of the page: name, command, and the distribution of a plugin's."""
    for name in COMMANDS:
        yield name, import_module(f"rosace.commands.{name}").command, None
    order = list(PLUGIN_EXAMPLES)
    found = list(plugin_commands())
    yield from sorted(found, key=lambda each: (each[0] not in order, *_place(order, each[0])))


def _place(order: list[str], name: str) -> tuple[int, str]:
    return (order.index(name) if name in order else 0, name)


def page(language: str) -> str:
    """Return the page in a language."""
    root = import_module("rosace.cli").ROOT
    blocks = [nbsp(HEAD[language], language), table(root, Option, language)]
    blocks += [section(name, command, language, origin) for name, command, origin in commands()]
    return "\n".join(blocks)


def nbsp(text: str, language: str) -> str:
    """Return a French text with its no-break spaces."""
    return text.replace(" :", "\u00a0:") if language == "fr" else text


if __name__ == "__main__":
    for spoken, name in PAGES.items():
        (HERE / name).write_text(page(spoken), "utf-8")
