"""A plugin whose every hook raises."""

from collections.abc import Iterable, Iterator

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference


class UnspeakableError(Exception):
    """Raises even when it is asked what it says."""

    def __str__(self) -> str:
        """Raise."""
        raise ValueError


@hookimpl
def rosace_register_instruments() -> Iterable[object]:
    """Name one instrument, and raise."""
    yield InstrumentReference(
        id="raising",
        version="1.0.0",
        titles={"en": "Raising"},
        package="rosace_fake_raising",
        resource="raising.yaml",
    )
    message = "no instruments today"
    raise RuntimeError(message)


@hookimpl
def rosace_register_exporters() -> Iterable[object]:
    """Raise what cannot be put into words."""
    raise UnspeakableError


@hookimpl
def rosace_register_importers() -> Iterable[object]:
    """Try to end the program."""
    raise SystemExit(4)


@hookimpl
def rosace_register_engines() -> Iterator[object]:
    """Raise only when the result is gone through."""
    yield from ()
    message = "no engines today"
    raise RuntimeError(message)


@hookimpl
def rosace_check_response(instrument: object, response: object) -> Iterable[object]:
    """Raise something different for every response."""
    message = f"cannot check {getattr(response, 'id', instrument)}"
    raise RuntimeError(message)


@hookimpl
def rosace_tabulate(instrument: object, responses: object, study: object) -> Iterable[object]:
    """Raise."""
    raise KeyError(instrument, responses, study)


@hookimpl
def rosace_write_sections(appraisal: object) -> Iterable[object]:
    """Raise."""
    del appraisal
    raise RecursionError


@hookimpl
def rosace_write_sheets(instrument: object) -> Iterator[object]:
    """Raise only when the result is gone through."""
    del instrument
    yield from ()
    message = "no paper today"
    raise RuntimeError(message)


@hookimpl
def rosace_render_figure(figure: object, rows: object, language: str, media_type: str) -> bytes:
    """Raise."""
    del figure, rows, language, media_type
    raise MemoryError
