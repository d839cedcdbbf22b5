"""``rosace preview``: an instrument as its respondents and readers will see it."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.commands.reading import refuse_overwriting
from rosace.speaking import Argument, Between, Command, Option, say, words
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace import Appraiser
    from rosace_authoring.pages.previewing import Preview, Wishes
    from rosace_authoring.pages.watching import FileWatch

__all__ = ["command"]

_POLLED: Final = 0.05
"""Seconds between two looks whether the server is to stop."""

_LAST_PORT: Final = 65_535
_MOST_RESPONSES: Final = 5_000
_MOST_SEED: Final = 2**31 - 1


def _preview(*, file: str, **options: Any) -> int:
    spoken = chosen_language(options["language"])
    _refuse_conflicts(options)
    from rosace_authoring.pages.previewing import Wishes  # noqa: PLC0415  # not needed to show help

    refuse_overwriting([file], {"--out": options["out"]}, "report")
    wishes = Wishes(
        path=file,
        language=spoken,
        n=options["n"],
        seed=options["seed"],
        live=options["out"] is None,
    )
    try:
        if options["out"] is not None:
            return _write(wishes, Path(options["out"]), follow=options["watch"])
        return _serve(wishes, options["port"] or 0, show=options["open"])
    except KeyboardInterrupt:
        return 0


def _refuse_conflicts(options: dict[str, Any]) -> None:
    """Refuse options that say nothing together."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if options["watch"] and options["out"] is None:
        raise UsageError(reason="option-missing", details={"option": "--out"})
    for name, given in (("--port", options["port"] is not None), ("--open", options["open"])):
        if given and options["out"] is not None:
            raise UsageError(reason="options-conflict", details={"first": "--out", "second": name})


def _look(wishes: "Wishes", appraiser: "Appraiser") -> "Preview":
    """Return the preview of the file as it stands."""
    from rosace_authoring.pages.previewing import Preview  # noqa: PLC0415  # not needed to show help

    return Preview(wishes, appraiser)


def _following(wishes: "Wishes", watch: "FileWatch") -> "Iterator[Preview]":
    """Yield the preview of the file each time it changes, and say how it is."""
    from rosace.errors import RosaceError  # noqa: PLC0415  # not needed to show help

    for _ in watch.changes():
        try:
            # Instruments that this one is based on may have changed as well.
            preview = _look(wishes, appraiser_of())
        except RosaceError as error:
            click.echo(error.explain(wishes.language), err=True)
            continue
        yield preview
        if preview.broken:
            n = len(preview.problems)
            say("authoring.preview.rebuilt-broken", path=wishes.path, n=n)
        else:
            say("authoring.preview.rebuilt", path=wishes.path)


def _write(wishes: "Wishes", folder: Path, *, follow: bool) -> int:
    from rosace.refusals import WRONG_USE, print_problems, status_of  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.pages.watching import FileWatch  # noqa: PLC0415  # likewise

    watch = FileWatch(wishes.path)
    appraiser = appraiser_of()
    preview = _look(wishes, appraiser)
    print_problems(preview.problems, wishes.language)
    report_failures(appraiser, wishes.language)
    status = status_of(preview.problems)
    if status == WRONG_USE or (preview.broken and not follow):
        return status
    _write_pages(preview, folder)
    click.echo(str(folder / "index.html"))
    if follow:
        say("authoring.preview.watching")
        for each in _following(wishes, watch):
            _write_pages(each, folder)
    return 0


def _write_pages(preview: "Preview", folder: Path) -> None:
    from rosace.output import write_folder  # noqa: PLC0415  # not needed to show help

    pages = ((name, preview.page(name)) for name in preview.names)
    write_folder(folder, ((name, page.chunks) for name, page in pages if page is not None))


def _serve(wishes: "Wishes", port: int, *, show: bool) -> int:
    from rosace.refusals import WRONG_USE, print_problems, status_of  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.pages.serving import PreviewServer  # noqa: PLC0415  # likewise
    from rosace_authoring.pages.watching import FileWatch  # noqa: PLC0415  # likewise

    watch = FileWatch(wishes.path)
    appraiser = appraiser_of()
    preview = _look(wishes, appraiser)
    report_failures(appraiser, wishes.language)
    if status_of(preview.problems) == WRONG_USE:
        print_problems(preview.problems, wishes.language)
        return WRONG_USE
    try:
        server = PreviewServer(preview, port)
    except OSError:
        said = words("authoring.preview.port-taken", port=port)
        raise click.UsageError(said, click.get_current_context()) from None
    with server:
        threading.Thread(target=server.serve_forever, args=(_POLLED,), daemon=True).start()
        try:
            click.echo(server.address)
            say("authoring.preview.serving")
            if show:
                import webbrowser  # noqa: PLC0415  # only where it is asked for

                webbrowser.open(server.address)
            for each in _following(wishes, watch):
                server.show(each)
        finally:
            server.shutdown()
    return 0


command = Command(
    "preview",
    params=[
        Argument(["file"], help="authoring.preview.argument.file"),
        Option(["--out"], metavar="DIR", help="authoring.preview.option.out"),
        Option(["--watch"], is_flag=True, help="authoring.preview.option.watch"),
        Option(["--port"], type=Between(0, _LAST_PORT), help="authoring.preview.option.port"),
        Option(
            ["--n"],
            type=Between(1, _MOST_RESPONSES),
            default=24,
            help="authoring.preview.option.n",
        ),
        Option(
            ["--seed"],
            type=Between(0, _MOST_SEED),
            default=1,
            help="authoring.preview.option.seed",
        ),
        Option(["--open"], is_flag=True, help="authoring.preview.option.open"),
        LANGUAGE(),
    ],
    callback=_preview,
    speaks="authoring.preview",
    package=PACKAGE,
)
