"""Laws of the check-up: as strict as the core, never less, and never misled by what it took out."""

import random
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import dump_json
from rosace.strategies import instruments, mutations
from rosace.validation import check_document
from rosace_authoring.findings.checkup import CheckUp, check_up

LAW = settings(
    max_examples=40,
    deadline=None,
    # What only follows is told by rules of thumb: new cases are for a search, not for every run.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
DOCUMENTS = instruments().map(unstructure)
NUMBERS = count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the files of all examples."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def appraiser() -> Appraiser:
    """Lend an appraiser without any plugin."""
    return Appraiser(Configuration(plugins=()))


def refused(appraiser: Appraiser, path: Path) -> tuple[Problem, ...]:
    """Return what the core alone says of a file."""
    try:
        appraiser.instrument(path)
    except InvalidDocumentError as error:
        return error.problems
    return ()


def errors(found: CheckUp) -> set[tuple[str, str | None]]:
    """Return code and place of the errors of a check-up."""
    return {(each.code, each.pointer) for each in found.problems if each.severity == "error"}


def agrees(appraiser: Appraiser, path: Path) -> CheckUp:
    """Check that a check-up tells all that the core tells, and return it."""
    found = check_up(str(path), appraiser)
    alone = {(each.code, each.pointer) for each in refused(appraiser, path)}
    assert alone <= errors(found)
    assert bool(alone) == bool(errors(found))
    assert (found.instrument is None) == bool(alone)
    assert all(each.file == str(path) for each in found.problems)
    return found


def written(folder: Path, document: Any) -> Path:
    """Write a document to a file of its own."""
    path = folder / f"{next(NUMBERS)}.json"
    path.write_bytes(dump_json(document))
    return path


@LAW
@given(st.data())
def test_it_finds_what_the_core_finds(
    folder: Path, appraiser: Appraiser, data: st.DataObject
) -> None:
    """Whatever is done to an instrument, all that the core alone would refuse is told."""
    document = data.draw(DOCUMENTS.flatmap(lambda held: mutations(held, most=4)))
    found = agrees(appraiser, written(folder, document))
    for problem in found.problems:
        for language in ("fr", "en"):
            assert problem.explain(language)


@LAW
@given(st.data())
def test_nothing_is_said_that_only_follows(
    folder: Path, appraiser: Appraiser, data: st.DataObject
) -> None:
    """One slip that the schema refuses is told as the schema tells it, and nothing besides."""
    sound = data.draw(DOCUMENTS)
    document = data.draw(mutations(sound, most=1))
    path = written(folder, document)
    form = {(each.code, each.pointer) for each in check_document(document, "instrument")}
    found = errors(check_up(str(path), appraiser))
    # Numbers too long for JSON are told of before the schema is asked.
    assume(not any(code == "integer-too-long" for code, _ in found))
    assert found == form or not form


LINES = (Path(__file__).parents[3] / "tests" / "end_to_end" / "instruments" / "bfi.yaml").read_text(
    "utf-8"
)


@LAW
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_a_file_that_hands_have_spoilt_is_read_as_far_as_it_goes(
    folder: Path, appraiser: Appraiser, seed: int, slips: int
) -> None:
    """Lost, doubled and shifted lines and stray signs end in findings that the core shares."""
    chance = random.Random(seed)  # noqa: S311  # slips, no secrets
    lines = LINES.splitlines()
    for _ in range(slips):
        place = chance.randrange(len(lines))
        slip = chance.choice(("lose", "double", "shift", "sign"))
        if slip == "lose":
            lines.pop(place)
        elif slip == "double":
            lines.insert(place, lines[place])
        elif slip == "shift":
            lines[place] = f"  {lines[place]}"
        else:
            at = chance.randrange(len(lines[place]) + 1)
            sign = chance.choice(":-#'\"[{&*!%@\t?")
            lines[place] = lines[place][:at] + sign + lines[place][at:]
    path = folder / f"{next(NUMBERS)}.yaml"
    path.write_text("\n".join(lines), "utf-8")
    agrees(appraiser, path)
