"""``rosace new plugin --update``: brings a plugin what its template has become since."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rosace.discovery import satisfies
from rosace.errors import InvalidDocumentError
from rosace.loading import load_yaml
from rosace.speaking import say, words
from rosace.spelling import printable
from rosace_authoring.plugin.repository import (
    GitError,
    TemplateRepository,
    changed_files,
    conflicts,
    copier_command,
    has_git,
    home_of_templates,
    is_repository,
)
from rosace_authoring.plugin.template import ANSWERS, template_files, template_version
from rosace_authoring.refusals import wrong_use

__all__ = ["update_plugin"]

_NAMED: Final = 5
_VERSION: Final = re.compile(r"[0-9][0-9A-Za-z.+]{0,40}")


def update_plugin(folder: Path) -> int:
    """Update a plugin that `rosace new plugin` started, and return the exit status.

    The version it was made from and that of the installed package are compared by copier,
    which keeps what was changed by hand.

    Args:
        folder: The plugin's folder.

    Returns:
        0 where it is up to date, 1 where changes of one's own stand against the new ones.

    Raises:
        click.UsageError: It cannot be updated, with what to do about it.
    """
    repository, made_from = _origin(folder)
    version = template_version()
    if made_from == version:
        say("authoring.update.nothing-new", version=version)
        return 0
    if not satisfies(version, f">={made_from}"):
        raise wrong_use(words("authoring.update.older", version=version, found=made_from))
    copier = copier_command()
    if not has_git() or copier is None:
        raise wrong_use(words("authoring.update.tools-missing"))
    _refuse_what_is_pending(folder)
    try:
        repository.add(version, template_files())
    except GitError as error:
        said = words("authoring.update.failed", detail=printable(str(error)))
        raise wrong_use(said) from error
    if not repository.holds(made_from):
        raise wrong_use(words("authoring.update.unknown-version", version=made_from))
    _run_copier(copier, folder, version)
    if disputed := conflicts(folder):
        say("authoring.update.conflicts", n=len(disputed), files=", ".join(disputed))
        return 1
    say("authoring.update.done", found=made_from, version=version)
    return 0


def _refuse_what_is_pending(folder: Path) -> None:
    """Refuse a folder in which an update could not be told from other changes."""
    changed = changed_files(folder)
    if changed is None:
        raise wrong_use(words("authoring.update.no-repository", path=str(folder)))
    if changed:
        raise wrong_use(words("authoring.update.pending", files=", ".join(changed[:_NAMED])))


def _run_copier(copier: Sequence[str], folder: Path, version: str) -> None:
    done = subprocess.run(  # noqa: S603  # copier, with arguments of ours
        [*copier, "update", "--defaults", "--quiet", "--vcs-ref", version, str(folder)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        found = printable(lines[-1] if lines else "")
        raise wrong_use(words("authoring.update.failed", detail=found))


def _origin(folder: Path) -> tuple[TemplateRepository, str]:
    """Return the repository and the version that a plugin names as its template's."""
    try:
        held = load_yaml((folder / ANSWERS).read_bytes())[0]
    except (OSError, InvalidDocumentError):
        held = None
    answers = held if isinstance(held, dict) else {}
    named, version = answers.get("_src_path"), answers.get("_commit")
    if (
        not isinstance(named, str)
        or not is_repository(named)
        or not isinstance(version, str)
        or not _VERSION.fullmatch(version)
    ):
        raise wrong_use(words("authoring.update.not-ours", path=str(folder / ANSWERS)))
    if named == home_of_templates()[1]:
        return TemplateRepository(home_of_templates()[0]), version
    return TemplateRepository(Path(named).expanduser()), version
