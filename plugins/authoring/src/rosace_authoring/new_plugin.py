"""``rosace new plugin``: writes a distribution that installs, with tests that pass."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language
from rosace.errors import OutputError
from rosace.output import reason_of, write_file
from rosace.speaking import Argument, Command, OneOf, Option, say, words
from rosace.spelling import printable
from rosace_authoring import PACKAGE
from rosace_authoring.plugin.names import KINDS, Kind, refused
from rosace_authoring.refusals import wrong_use

__all__ = ["command"]

_INSTALL: Final = 'pip install -e ".[test]"'


def _run(
    *,
    name: str | None,
    kind: Kind | None,
    out: str | None,
    update: str | None,
    language: str | None,
) -> int:
    spoken = chosen_language(language)
    if update is not None:
        _refuse_beside_update(name, kind, out)
        from rosace_authoring.plugin.update import update_plugin  # noqa: PLC0415  # only to update

        return update_plugin(Path(update))
    if name is None:
        raise wrong_use(words("authoring.plugin.name-missing"))
    return _start(name, kind or "instrument", Path(out or f"rosace-{name}"), spoken)


def _start(name: str, kind: Kind, folder: Path, language: str) -> int:
    """Write a new plugin, and say what to do next."""
    from rosace_authoring.plugin.repository import (  # noqa: PLC0415  # likewise
        GitError,
        TemplateRepository,
        home_of_templates,
    )
    from rosace_authoring.plugin.template import (  # noqa: PLC0415  # only to start one
        rendered,
        template_files,
        template_version,
    )

    refusal = refused(name, kind, appraiser_of())
    if refusal is not None:
        said = words(
            f"authoring.plugin.name-{refusal.reason}",
            name=printable(name),
            suggestion=refusal.suggestion,
            owner=refusal.owner,
        )
        raise wrong_use(said)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise wrong_use(words("authoring.plugin.folder-in-use", path=str(folder)))
    template = template_files()
    path, named = home_of_templates()
    origin = {"_src_path": named, "_commit": template_version()}
    answers = {"name": name, "kind": kind, "language": language}
    _write(folder, rendered(template, answers, origin))
    say("authoring.plugin.written", path=str(folder))
    try:
        TemplateRepository(path).add(origin["_commit"], template)
    except GitError as error:
        if said := str(error):
            say("authoring.plugin.no-repository", path=str(path), detail=said)
        else:
            say("authoring.plugin.no-git")
    say("authoring.plugin.next", path=str(folder), install=_INSTALL)
    return 0


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a plugin beside its place, then put it there: it stands whole or not at all."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
        ) as beside:
            made = Path(beside) / "plugin"
            for name, data in files.items():
                write_file(made.joinpath(*name.split("/")), [data])
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OutputError as error:
        raise OutputError(str(folder), error.reason) from error
    except OSError as error:
        raise OutputError(str(folder), reason_of(folder, error)) from error


def _refuse_beside_update(name: str | None, kind: str | None, out: str | None) -> None:
    given = {"NAME": name, "--kind": kind, "--out": out}
    for option, held in given.items():
        if held is not None:
            raise wrong_use(words("authoring.plugin.beside-update", option=option))


command = Command(
    "plugin",
    params=[
        Argument(["name"], required=False, help="authoring.argument.plugin-name"),
        Option(["--kind"], type=OneOf(*KINDS), metavar="KIND", help="authoring.option.kind"),
        Option(["--out"], metavar="DIR", help="authoring.option.out"),
        Option(["--update"], metavar="DIR", help="authoring.option.update"),
        LANGUAGE(),
    ],
    callback=_run,
    speaks="authoring.new.plugin",
    package=PACKAGE,
)
