"""Advice on whose an instrument is, where it comes from and how it is meant to be used."""

from collections.abc import Iterator
from typing import Any

import attrs

from rosace.instrument import Instrument
from rosace_authoring.findings.advising import Advice
from rosace_authoring.findings.pruning import Path

__all__ = ["rights_advice"]


def rights_advice(instrument: Instrument) -> Iterator[Advice]:
    """Yield what rights, provenance and the statement of use leave unsaid."""
    rights = instrument.rights
    if rights.citation is None:
        yield Advice(code="authoring-no-citation", path=("rights",))
    if rights.wording == "licensed" and rights.licence is None:
        yield Advice(code="authoring-no-licence", path=("rights",))
    yield from _sources(instrument)
    use = instrument.use
    if use is None:
        yield Advice(code="authoring-no-use", rests_on=("use",))
        return
    if not use.prerequisites:
        yield Advice(code="authoring-no-prerequisites", path=("use",), rests_on=("use",))
    if not use.modes:
        yield Advice(code="authoring-no-modes", path=("use",), rests_on=("use",))


def _sources(instrument: Instrument) -> Iterator[Advice]:
    """Tell once of the parts that come from elsewhere and do not say from where."""
    lacking = [
        (path, status)
        for path, status, source in _provenances(instrument, ())
        if status in {"published", "reconstructed"}
        and source is None
        and (instrument.source is None or status != instrument.provenance)
    ]
    if lacking:
        path, status = lacking[0]
        yield Advice(
            code=f"authoring-no-source-{status}",
            path=(*path, "provenance"),
            arguments={"n": len(lacking)},
        )


def _provenances(part: Any, path: Path) -> Iterator[tuple[Path, str, str | None]]:
    """Yield the provenance and source of a part and of all in it that state their own."""
    if isinstance(part, tuple):
        for index, each in enumerate(part):
            yield from _provenances(each, (*path, index))
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _provenances(each, (*path, key))
    elif attrs.has(type(part)):
        status = getattr(part, "provenance", None)
        if status is not None:
            yield path, status, getattr(part, "source", None)
        for field in attrs.fields(type(part)):
            yield from _provenances(getattr(part, field.name), (*path, field.name))
