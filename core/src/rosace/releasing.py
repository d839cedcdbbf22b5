"""Releases on the disk: read, checked against the ledger, and written as one batch.

They stand in the study's folder: ``releases/ledger.json``, and for each batch of a wave one
file an instrument, ``releases/WAVE/INSTRUMENT-BATCH.json``. Beside it the instrument is kept as
it was asked, ``releases/WAVE/INSTRUMENT-instrument.json``: should whatever brings it change, the
study can name that copy as its file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from secrets import token_hex
from typing import Final

from rosace.errors import DisclosureError, InvalidDocumentError, OutputError, Problem
from rosace.instrument import Instrument
from rosace.ledger import Entry, Ledger, digest_of, plan_of
from rosace.loading import dump_json
from rosace.output import reason_of, write_file
from rosace.release import Release
from rosace.study import Study
from rosace.validation import load_value
from rosace.values import evolve
from rosace.writing import in_order

__all__ = [
    "LEDGER",
    "closing_alone",
    "digests",
    "read_ledger",
    "read_releases",
    "strayed",
    "unsalted",
    "write_batch",
]

LEDGER: Final = "releases/ledger.json"
"""The path of the ledger in a study's folder."""

_UNSEALED: Final = "0" * 64
_COPY: Final = "-instrument.json"
_MARK: Final = "releases/.closing"


def read_ledger(root: Path, study: Study) -> Ledger:
    """Return the ledger of a study; an empty one where nothing has been released.

    Args:
        root: The study's folder.
        study: The study.

    Raises:
        InvalidDocumentError: It is missing beside releases, cannot be read, is another
            study's, is not as it was sealed, releases a wave that the study does not have,
            or does not know a release that stands there.
    """
    path = root / LEDGER
    there = {each.relative_to(root).as_posix() for each in path.parent.glob("*/*.json")}
    if not _is_there(path):
        if there:
            raise InvalidDocumentError([Problem("ledger-missing", file=str(path))])
        return Ledger(study=study.id, entries=())
    ledger: Ledger = load_value(path, "ledger")
    if ledger.study != study.id:
        problem = Problem("ledger-of-another", file=str(path), arguments={"found": ledger.study})
        raise InvalidDocumentError([problem])
    if not ledger.sound:
        raise InvalidDocumentError([Problem("ledger-unsound", file=str(path))])
    waves = {wave.id for wave in study.waves}
    if gone := dict.fromkeys(each.wave for each in ledger.entries if each.wave not in waves):
        raise InvalidDocumentError(
            Problem("released-wave-gone", file=str(path), arguments={"wave": wave}) for wave in gone
        )
    known = {name for entry in ledger.entries for name in entry.releases}
    releases = {name for name in there if not name.endswith(_COPY)}
    if unknown := sorted(releases - known):
        raise InvalidDocumentError(
            Problem("release-unknown", file=str(root / name)) for name in unknown
        )
    return ledger


@contextmanager
def closing_alone(root: Path) -> Iterator[None]:
    """Let nobody else close a wave of a study meanwhile: of two ledgers one would be lost.

    Args:
        root: The study's folder.

    Raises:
        DisclosureError: Somebody else does.
        OutputError: Nothing can be written there.
    """
    mark = root / _MARK
    try:
        mark.parent.mkdir(exist_ok=True)
        mark.touch(exist_ok=False)
    except FileExistsError as error:
        raise DisclosureError(reason="closing-under-way", details={"file": str(mark)}) from error
    except OSError as error:
        raise OutputError(str(mark), reason_of(mark, error)) from error
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)
        with suppress(OSError):
            # It stays where there is something in it.
            mark.parent.rmdir()


def unsalted(root: Path, study: Study, files: Iterable[Path]) -> None:
    """Forget how files were sealed, before answers are taken out of them.

    Args:
        root: The study's folder.
        study: The study.
        files: The files, inside the folder.

    Raises:
        InvalidDocumentError: The ledger cannot be read, or is not as it was sealed.
        OutputError: It cannot be written.
    """
    names = {path.relative_to(root).as_posix() for path in files}
    ledger = read_ledger(root, study)
    entries = tuple(
        evolve(each, salt=None) if names & each.files.keys() else each for each in ledger.entries
    )
    if entries != ledger.entries:
        write_file(
            root / LEDGER, [dump_json(in_order(evolve(ledger, entries=entries)), indent=True)]
        )


def read_releases(root: Path, ledger: Ledger, wave: str) -> dict[str, tuple[Release, ...]]:
    """Return the releases of a wave by instrument, the oldest first.

    Args:
        root: The study's folder.
        ledger: Its ledger.
        wave: The wave.

    Raises:
        InvalidDocumentError: A release is missing, or is not as it was sealed.
    """
    found: dict[str, tuple[Release, ...]] = {}
    for entry in ledger.of_wave(wave):
        if other := _changed(root, entry.releases):
            raise InvalidDocumentError([Problem("release-changed", file=each) for each in other])
        for name in entry.releases:
            release: Release = load_value(root / name, "release")
            found[release.instrument] = (*found.get(release.instrument, ()), release)
    return found


def write_batch(  # noqa: PLR0913, PLR0917  # all that an entry holds
    root: Path,
    ledger: Ledger,
    study: Study,
    place: tuple[str, int],
    made: tuple[Sequence[Release], Sequence[Instrument]],
    files: Iterable[Path],
) -> Ledger:
    """Write the releases of one batch of a wave, then the ledger with its entry.

    Args:
        root: The study's folder.
        ledger: The ledger as it stands.
        study: The study, whose plan held.
        place: The wave, and the number of the batch in it.
        made: The releases, one an instrument that individuals answered, and the instruments.
        files: The response files that they were made of, inside the folder.

    Returns:
        The ledger with the entry.

    Raises:
        OutputError: A file cannot be written; what the ledger names still stands.
    """
    wave, batch = place
    salt = token_hex(32)
    releases, instruments = made
    written: dict[str, bytes] = {
        f"releases/{wave}/{each.instrument}-{batch}.json": dump_json(in_order(each))
        for each in releases
    }
    kept = {
        f"releases/{wave}/{each.id}{_COPY}": dump_json(in_order(each), indent=True)
        for each in instruments
    }
    for name, data in (*written.items(), *kept.items()):
        write_file(root / name, [data])
    entry = Entry(
        wave=wave,
        batch=batch,
        plan=plan_of(study),
        files=digests(root, files, salt),
        salt=salt,
        releases={name: digest_of(data) for name, data in written.items()},
        digest=_UNSEALED,
    )
    grown = ledger.with_entry(entry)
    write_file(root / LEDGER, [dump_json(in_order(grown), indent=True)])
    return grown


def digests(root: Path, files: Iterable[Path], salt: str = "") -> dict[str, str]:
    """Return the digests of files of a folder, by their paths in it.

    Args:
        root: The folder.
        files: The files.
        salt: What comes before the bytes of each.

    Raises:
        OutputError: One cannot be read.
    """
    found: dict[str, str] = {}
    for path in sorted(files):
        try:
            with path.open("rb") as file:
                digest = file_digest(file, lambda: sha256(salt.encode())).hexdigest()
        except OSError as error:
            raise OutputError(str(path), reason_of(path, error)) from error
        found[path.relative_to(root).as_posix()] = digest
    return found


def strayed(root: Path, entry: Entry) -> list[str]:
    """Return the paths of an entry's response files that are not as they were sealed.

    Those are all where answers were taken out since: what they were is forgotten.
    """
    return list(entry.files) if entry.salt is None else _changed(root, entry.files, entry.salt)


def _is_there(path: Path) -> bool:
    """Say whether a file is there.

    Raises:
        InvalidDocumentError: Whether it is cannot be seen.
    """
    try:
        return path.is_file()
    except OSError:
        raise InvalidDocumentError([Problem("unreadable-file", file=str(path))]) from None


def _changed(root: Path, sealed: Mapping[str, str], salt: str = "") -> list[str]:
    there = [root / name for name in sealed if _is_there(root / name)]
    now = digests(root, there, salt)
    return [name for name, digest in sealed.items() if now.get(name) != digest]
