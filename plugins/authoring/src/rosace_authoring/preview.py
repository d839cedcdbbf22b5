"""``rosace preview``: an instrument as its respondents and readers will see it."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.speaking import Argument, Between, Command, Option, say, words
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from rosace_authoring.previewing import Preview, Wishes

__all__ = ["command"]

_LAST_PORT = 65_535
_MOST_RESPONSES = 5_000
_MOST_SEED = 2**31 - 1


def _preview(*, file: str, **options: Any) -> int:
    spoken = chosen_language(options["language"])
    _refuse_conflicts(options)
    from rosace_authoring.previewing import Wishes  # noqa: PLC0415  # not needed to show help

    wishes = Wishes(
        path=file,
        language=spoken,
        n=options["n"],
        seed=options["seed"],
        live=options["out"] is None,
    )
    try:
        if options["out"] is not None:
            return _write(wishes, Path(options["out"]), spoken, watch=options["watch"])
        return _serve(wishes, spoken, options["port"] or 0, show=options["open"])
    except KeyboardInterrupt:
        return 0


def _refuse_conflicts(options: dict[str, Any]) -> None:
    """Refuse options that say nothing together."""
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if options["watch"] and options["out"] is None:
        raise UsageError(reason="option-missing", details={"option": "--out"})
    for name, given in (("--port", options["port"] is not None), ("--open", options["open"])):
        if given and options["out"] is not None:
            raise UsageError(
                reason="options-conflict", details={"first": "--out", "second": name}
            )


def _look(wishes: "Wishes") -> "Preview":
    """Return the preview of the file as it stands, with the plugins as they stand."""
    from rosace_authoring.previewing import Preview  # noqa: PLC0415  # not needed to show help

    return Preview(wishes, appraiser_of())


def _write(wishes: "Wishes", folder: Path, spoken: str, *, watch: bool) -> int:
    from rosace.refusals import print_problems  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.watching import changes  # noqa: PLC0415  # likewise

    preview = _look(wishes)
    print_problems(preview.problems, spoken)
    if not preview.broken or watch:
        _write_pages(preview, folder)
        click.echo(str(folder / "index.html"))
    report_failures(appraiser_of(), spoken)
    if watch:
        say("authoring.preview.watching")
        for _ in changes(wishes.path):
            preview = _look(wishes)
            _write_pages(preview, folder)
            _tell(preview)
    return 1 if preview.broken else 0


def _write_pages(preview: "Preview", folder: Path) -> None:
    from rosace.output import write_folder  # noqa: PLC0415  # not needed to show help

    pages = ((name, preview.page(name)) for name in preview.names)
    write_folder(folder, ((name, page.chunks) for name, page in pages if page is not None))


def _serve(wishes: "Wishes", spoken: str, port: int, *, show: bool) -> int:
    from rosace_authoring.serving import PreviewServer  # noqa: PLC0415  # not needed to show help
    from rosace_authoring.watching import changes  # noqa: PLC0415  # likewise

    preview = _look(wishes)
    try:
        server = PreviewServer(preview, port)
    except OSError:
        said = words("authoring.preview.port-taken", port=port)
        raise click.UsageError(said, click.get_current_context()) from None
    report_failures(appraiser_of(), spoken)
    with server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            click.echo(server.address)
            say("authoring.preview.serving")
            if show:
                import webbrowser  # noqa: PLC0415  # only where it is asked for

                webbrowser.open(server.address)
            for _ in changes(wishes.path):
                server.show(_look(wishes))
                _tell(server.preview)
        finally:
            server.shutdown()
    return 0


def _tell(preview: "Preview") -> None:
    """Say that the file was read again, and how it is."""
    path = preview.wishes.path
    if preview.broken:
        say("authoring.preview.rebuilt-broken", path=path, n=len(preview.problems))
    else:
        say("authoring.preview.rebuilt", path=path)


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
