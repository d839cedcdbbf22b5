"""The template of plugins: what it holds, and what it makes of a plugin's name and kind.

It is an ordinary copier template. Copier itself is not needed to start a plugin: what the template
uses of it is Jinja in paths and files, and what is worked out from the answers.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from rosace.loading import load_yaml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["ANSWERS", "rendered", "template_files", "template_version"]

ANSWERS: Final = ".copier-answers.yml"
"""The file of a plugin that says what it was started with, and from which template."""

_CONFIGURATION: Final = "copier.yml"
_PROJECT: Final = "project/"
_SUFFIX: Final = ".jinja"


def template_files() -> dict[str, bytes]:
    """Return the files of the template by their path, with ``/`` between parts."""
    return dict(sorted(_walked(files("rosace_authoring") / "template", "")))


def rendered(
    template: Mapping[str, bytes], answers: Mapping[str, str], origin: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the files of a plugin by their path.

    Args:
        template: The files of the template.
        answers: What it asks: name, kind and language.
        origin: Where the template is found again: ``_src_path`` and ``_commit``.
    """
    from jinja2 import StrictUndefined  # noqa: PLC0415  # only where a plugin is started
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415  # likewise

    environment = SandboxedEnvironment(keep_trailing_newline=True, undefined=StrictUndefined)
    known: dict[str, Any] = {
        **answers,
        "_copier_answers": {**answers, **origin},
        "_copier_conf": {"answers_file": ANSWERS},
    }
    questions: Any = load_yaml(template[_CONFIGURATION])[0]
    for name, question in questions.items():
        if not name.startswith("_") and name not in answers:
            known[name] = environment.from_string(question["default"]).render(known)
    found = {}
    for path, data in template.items():
        if not path.startswith(_PROJECT):
            continue
        named = path.removeprefix(_PROJECT).removesuffix(_SUFFIX)
        parts = [environment.from_string(part).render(known) for part in named.split("/")]
        if all(parts):
            place = "/".join(part for part in parts if part != ".")
            is_template = path.endswith(_SUFFIX)
            found[place] = (
                environment.from_string(data.decode()).render(known).encode()
                if is_template
                else data
            )
    return found


def template_version() -> str:
    """Return the version of the template: that of this package."""
    from importlib.metadata import version  # noqa: PLC0415  # slow, and only asked for here

    return version("rosace-authoring")


def _walked(folder: "Traversable", above: str) -> list[tuple[str, bytes]]:
    found = []
    for each in folder.iterdir():
        path = f"{above}{each.name}"
        if each.is_dir():
            found += _walked(each, f"{path}/")
        else:
            found.append((path, each.read_bytes()))
    return found
