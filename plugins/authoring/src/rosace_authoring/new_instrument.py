"""``rosace new instrument``: the file, or the workbook, with which an instrument begins."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
)
from rosace.commands.reading import refuse_overwriting
from rosace.output import refuse_existing
from rosace.settings import FILE
from rosace.speaking import LANGUAGES, Argument, Command, Option, say, words
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosace.sources import InstrumentSource
    from rosace_authoring.beginning.beginnings import Beginning

__all__ = ["check_name", "chosen_languages", "command"]

_WORKBOOK: Final = ".xlsx"
_MAPPING: Final = ".mapping.yaml"
_YAML: Final = (".yaml", ".yml")
_MOST_LANGUAGES: Final = 20


def _new_instrument(*, name: str, source: str | None, xlsx: bool, **options: Any) -> int:
    from rosace.refusals import print_problems  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.beginning.beginnings import from_file, from_nothing  # noqa: PLC0415  # likewise

    spoken = chosen_language(options["language"])
    appraiser = appraiser_of()
    check_name(name, appraiser.instruments)
    path = _path(name, options["out"], _WORKBOOK if xlsx else _YAML[0])
    if source is None:
        beginning = from_nothing(name, chosen_languages(options["languages"]), spoken)
    elif options["languages"] is not None:
        _refuse("authoring.error.languages-of-file")
    else:
        beginning = from_file(name, source, spoken, appraiser)
    print_problems(beginning.problems, spoken)
    written = _write(path, beginning, spoken)
    _tell(beginning, spoken)
    if options["as_json"]:
        print_json(_outcome(name, written, beginning))
    else:
        _say_next(name, written, source)
    return 0


def check_name(name: str, sources: "Mapping[str, InstrumentSource] | None" = None) -> None:
    """Refuse a name that cannot be an id or a file everywhere, or that is taken.

    Args:
        name: The name.
        sources: The instruments at hand, whose ids are taken; none are where None.

    Raises:
        UsageError: It cannot be one.
    """
    from rosace_authoring.beginning.naming import (  # noqa: PLC0415  # as above
        identifier_of,
        is_device,
        is_identifier,
    )

    if not is_identifier(name):
        if near := identifier_of(name):
            _refuse("authoring.error.name-near", found=_shown(name), nearest=near)
        _refuse("authoring.error.name", found=_shown(name))
    if is_device(name):
        _refuse("authoring.error.name-device", found=name, nearest=f"my-{name}")
    if (held := (sources or {}).get(name)) is not None:
        _refuse("authoring.error.name-taken", found=name, owner=_shown(held.name))


def _path(name: str, out: str | None, suffix: str) -> Path:
    """Return the file to write, which may not be there yet."""
    path = Path(out) if out else Path(f"{name}{suffix}")
    if path.is_dir():
        path /= f"{name}{suffix}"
    known = (suffix,) if suffix == _WORKBOOK else _YAML
    if path.suffix.lower() not in known:
        _refuse("authoring.error.suffix", found=_shown(str(path)), known=", ".join(known))
    if path.name == FILE:
        _refuse("authoring.error.configuration", path=FILE)
    refuse_overwriting([], {"--out": str(path)}, "report")
    refuse_existing(path)
    return path


def chosen_languages(given: str | None) -> list[str]:
    """Return the languages that ``--languages`` names; those we speak where it is left out.

    Raises:
        UsageError: One of them is no language tag, or stands there twice.
    """
    from rosace.values import LANGUAGE as TAG  # noqa: PLC0415  # not needed to show help

    languages = [
        each.strip() for each in (",".join(LANGUAGES) if given is None else given).split(",")
    ]
    for each in languages:
        if not TAG.fullmatch(each) or languages.count(each) > 1:
            _refuse("authoring.error.languages", found=_shown(each))
    if len(languages) > _MOST_LANGUAGES:
        _refuse("authoring.error.languages", found=str(len(languages)))
    return languages


def _write(path: Path, beginning: "Beginning", spoken: str) -> list[Path]:
    """Write the instrument with what belongs beside it; return the files."""
    from rosace.output import write_file  # noqa: PLC0415  # only where something is written
    from rosace_authoring.beginning.editor_schema import write_schema  # noqa: PLC0415  # likewise
    from rosace_authoring.beginning.yaml_text import yaml_text  # noqa: PLC0415  # likewise

    written = [path]
    if path.suffix.lower() == _WORKBOOK:
        from rosace_authoring.workbook.writing import workbook  # noqa: PLC0415  # takes 200 ms

        chunks = [workbook(beginning.document, spoken, path.name)]
    else:
        chunks = [beginning.text.encode()]
    mapping = path.with_name(f"{path.stem}{_MAPPING}")
    if beginning.mapping is not None:
        refuse_existing(mapping)
        write_file(mapping, [yaml_text(beginning.mapping).encode()])
        written.append(mapping)
    write_file(path, chunks)
    if path.suffix.lower() != _WORKBOOK:
        written.append(write_schema(path.parent))
    return written


def _tell(beginning: "Beginning", spoken: str) -> None:
    """Say on stderr what became of what was read."""
    from rosace_authoring.beginning.accounting import explain  # noqa: PLC0415  # only where there is a file

    for each in beginning.accounted:
        click.echo(explain(each, spoken), err=True)
    if beginning.former:
        say("authoring.renamed", former=beginning.former, id=str(beginning.document["id"]))


def _say_next(name: str, written: list[Path], source: str | None) -> None:
    for path in written:
        say("authoring.written", path=str(path))
    first = str(written[0])
    if written[0].suffix.lower() == _WORKBOOK:
        say("authoring.next.workbook", name=name, path=first)
        return
    say("authoring.next.check", path=first)
    if source is not None and _is_mapping(written[1]):
        say("authoring.next.mapping", path=first, source=source, mapping=str(written[1]))
    say("authoring.next.preview", path=first)
    say("authoring.next.folder", folder=str(written[0].parent))


def _is_mapping(path: Path) -> bool:
    return path.name.endswith(_MAPPING)


def _outcome(name: str, written: list[Path], beginning: "Beginning") -> dict[str, Any]:
    from rosace_authoring.beginning.accounting import plain  # noqa: PLC0415  # only where it is asked for

    return {
        "id": name,
        "written": [str(path) for path in written],
        "columns": [plain(each) for each in beginning.accounted],
    }


def _shown(text: str) -> str:
    from rosace.spelling import printable  # noqa: PLC0415  # only where something is wrong

    return printable(text)


def _refuse(identifier: str, **arguments: str) -> NoReturn:
    raise click.UsageError(words(identifier, **arguments), click.get_current_context())


command = Command(
    "instrument",
    params=[
        Argument(["name"], help="authoring.argument.name"),
        Option(["--from", "source"], metavar="FILE", help="authoring.option.from"),
        Option(["--xlsx"], is_flag=True, help="authoring.option.xlsx"),
        Option(["--out"], metavar="PATH", help="authoring.option.out-instrument"),
        Option(["--languages"], metavar="ID", help="authoring.option.languages"),
        LANGUAGE(),
        as_json(),
    ],
    callback=_new_instrument,
    speaks="authoring.new.instrument",
    package=PACKAGE,
)
