"""Taking individual answers out of a study's folder: one person's, or everyone's.

All or nothing: every file is first read and written anew in memory, and read again to see that
nobody else's answers changed; only then does any file take the place of the one before.
What the group wrote together, releases and reports stay.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.interfaces import ImportedTable
from rosace.loading import iterate_ndjson, load_json, load_yaml, open_file
from rosace.mapping import direct_mapping, respondent_column
from rosace.output import remove_files, write_files
from rosace.places import Place
from rosace.pseudonyms import is_email, load_key, pseudonymize
from rosace.reading import (
    import_options,
    importer_of,
    is_lines,
    is_table,
    known_suffixes,
    read_documents,
    unreadable,
)
from rosace.releasing import unsalted
from rosace.study_folder import COLLECTIVE, RESPONSES, StudyFolder
from rosace.study_reading import KINDS, mapping_of
from rosace.values import evolve, value
from rosace.writing import dump_documents

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = ["Withdrawal", "withdraw", "withdraw_everyone"]

Matches = Callable[[str], bool]
_BOM: Final = b"\xef\xbb\xbf"


@value
class Withdrawal:
    """What was taken out of a study.

    Args:
        rows: How many responses.
        files: The files that they were taken out of, or that were removed.
        notices: Files in which nobody can be found.
    """

    rows: int
    files: tuple[str, ...]
    notices: tuple[Problem, ...] = ()


@value
class _Rest:
    """What is left of a file without somebody's responses."""

    data: bytes = b""
    rows: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def withdraw(appraiser: "Appraiser", folder: StudyFolder, respondent: str) -> Withdrawal:
    """Take a person's responses out of every file of individual answers.

    Lines of NDJSON and rows of CSV go, and the bytes of all others stay; JSON and YAML
    are written anew.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        respondent: The person's pseudonym, or the e-mail address in its place; by the
            study's key both are the same person.

    Raises:
        InvalidDocumentError: Nobody of that name answered, a file cannot be read or
            written without loss, or something stands where it has no place; nothing
            was changed.
        OutputError: A file cannot be written.
    """
    _refuse_hidden(appraiser, folder)
    key = None if folder.key is None else load_key(folder.key)
    wanted = _identity(respondent, key)

    def is_theirs(found: str) -> bool:
        return _identity(found, key) == wanted

    rests = {}
    problems: list[Problem] = []
    for wave, name, path in folder.all_files(RESPONSES):
        instrument = appraiser.instrument(name, study=folder.study, wave=wave)
        try:
            rests[path] = _without(appraiser, folder, instrument, path, is_theirs)
        except InvalidDocumentError as error:
            problems += error.problems
    found = [problem for rest in rests.values() for problem in rest.problems]
    problems += [problem for problem in found if problem.severity == "error"]
    if problems:
        raise InvalidDocumentError(problems)
    changed = {path: rest for path, rest in rests.items() if rest.rows}
    notices = tuple(problem for problem in found if problem.severity == "notice")
    if not changed:
        raise InvalidDocumentError(
            (Problem("respondent-not-found", file=str(folder.file)), *notices)
        )
    # First: what could be tried out must not outlive what was taken out.
    unsalted(folder.root, folder.study, changed)
    write_files((path, [rest.data]) for path, rest in changed.items())
    rows = sum(len(rest.rows) for rest in changed.values())
    return Withdrawal(rows=rows, files=tuple(map(str, changed)), notices=notices)


def withdraw_everyone(appraiser: "Appraiser", folder: StudyFolder) -> Withdrawal:
    """Remove every file of individual answers.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.

    Raises:
        InvalidDocumentError: Something stands where it has no place; nothing was removed.
        OutputError: A file cannot be removed.
    """
    _refuse_hidden(appraiser, folder)
    paths = [path for _, _, path in folder.all_files(RESPONSES)]
    unsalted(folder.root, folder.study, paths)
    remove_files(paths)
    return Withdrawal(rows=0, files=tuple(map(str, paths)))


def _refuse_hidden(appraiser: "Appraiser", folder: StudyFolder) -> None:
    """Refuse to go on where individual answers stand among what the group wrote together.

    Raises:
        InvalidDocumentError: They do, or a file cannot be read to tell.
    """
    importers = tuple(appraiser.host.importers.values())
    problems: list[Problem] = []
    for wave, name, path in folder.all_files(COLLECTIVE):
        for place, document in read_documents(
            path,
            appraiser.instrument(name, study=folder.study, wave=wave),
            importers=importers,
            mapping=mapping_of(folder, path),
            attributes=(each.id for each in folder.study.attributes),
            wave=wave,
            kind=KINDS[COLLECTIVE],
        ):
            if isinstance(document, Problem):
                problems += [document] if document.severity == "error" else []
            elif _held(document, "kind") == KINDS[RESPONSES]:
                problems.append(place.locate(Problem("individual-in-collective")))
    if problems:
        raise InvalidDocumentError(problems)


def _identity(name: str, key: bytes | None) -> str:
    """Return what tells a person from others, whichever way the name is written."""
    name = unicodedata.normalize("NFC", name.strip())
    if not is_email(name):
        return name
    if key is None:
        return name.casefold()
    return str(_held(pseudonymize({"respondent": {"id": name}}, key), "id"))


def _held(document: Any, part: str) -> object:
    """Return a part of a document's respondent; None where it has none."""
    respondent = document.get("respondent") if isinstance(document, dict) else None
    return respondent.get(part) if isinstance(respondent, dict) else None


def _without(
    appraiser: "Appraiser",
    folder: StudyFolder,
    instrument: Instrument,
    path: Path,
    is_theirs: Matches,
) -> _Rest:
    """Return what is left of a file without a person's responses.

    Raises:
        InvalidDocumentError: It cannot be read.
    """
    if is_table(path):
        return _Table(appraiser, folder, instrument, path).without(is_theirs)
    file = str(path)
    data = _bytes(path)
    if is_lines(path):
        found = (
            (Place(file=file, row=row), document)
            for row, document in iterate_ndjson(BytesIO(data), file=file)
        )
        rows, problems = _theirs(found, is_theirs)
        lines = BytesIO(data).readlines()
        kept = (line for number, line in enumerate(lines, 1) if number not in rows)
        return _Rest(data=b"".join(kept), rows=rows, problems=problems)
    is_json = path.suffix.lower() == ".json"
    held = load_json(data, file=file) if is_json else load_yaml(data, file=file)[0]
    documents = held if isinstance(held, list) else [held]
    placed = ((Place(file=file, index=i), each) for i, each in enumerate(documents))
    rows, problems = _theirs(placed, is_theirs)
    rest = [each for index, each in enumerate(documents) if index not in rows]
    written = b"".join(dump_documents(rest, "json" if is_json else "yaml")) if rest else b"[]\n"
    return _Rest(data=written, rows=rows, problems=problems)


def _theirs(
    found: Iterable[tuple[Place, object]], is_theirs: Matches
) -> tuple[tuple[int, ...], tuple[Problem, ...]]:
    """Return where a person's documents are, and which documents do not say whose they are."""
    rows: list[int | None] = []
    problems: list[Problem] = []
    for place, document in found:
        if isinstance(document, Problem):
            problems.append(document)
        elif not isinstance(name := _held(document, "id"), str):
            problems.append(place.locate(Problem("respondent-missing", pointer="/respondent/id")))
        elif is_theirs(name):
            rows.append(place.row if place.index is None else place.index)
    return tuple(row for row in rows if row is not None), tuple(problems)


class _Table:
    """A table of individual answers, read by an importer."""

    def __init__(
        self, appraiser: "Appraiser", folder: StudyFolder, instrument: Instrument, path: Path
    ) -> None:
        self._path = path
        self._file = str(path)
        self._mapping = mapping_of(folder, path)
        self._instrument = instrument
        self._attributes = tuple(each.id for each in folder.study.attributes)
        self._importers = tuple(appraiser.host.importers.values())

    def without(self, is_theirs: Matches) -> _Rest:
        """Return what is left of it without a person's rows."""
        data = _bytes(self._path)
        table = self._read(data)
        column = self._column(table)
        if column is None:
            notice = Problem("respondents-not-named", file=self._file, severity="notice")
            return _Rest(problems=(notice,))
        cells = list(table.rows)
        faulty = [evolve(row, file=self._file) for _, row in cells if isinstance(row, Problem)]
        if faulty:
            return _Rest(problems=tuple(faulty))
        rows = [
            number
            for number, row in cells
            if not isinstance(row, Problem) and is_theirs(column.text(row) or "")
        ]
        if not rows:
            return _Rest()
        rest = _without_records(data, table.understood.get("separator"), rows)
        if rest is None or not self._is_rest(rest, table.columns, cells, rows):
            arguments = {"rows": ", ".join(map(str, rows))}
            return _Rest(
                problems=(Problem("withdraw-by-hand", file=self._file, arguments=arguments),)
            )
        return _Rest(data=rest, rows=tuple(rows))

    def _read(self, data: bytes) -> ImportedTable:
        importer = importer_of(self._path.suffix, self._importers)
        if importer is None:
            raise InvalidDocumentError((unreadable(self._path, known_suffixes(self._importers)),))
        return importer.read(BytesIO(data), self._file, import_options(self._mapping))

    def _column(self, table: ImportedTable) -> Any:
        try:
            mapping = self._mapping or direct_mapping(
                table.columns, self._instrument, self._attributes
            )
            return respondent_column(table.columns, mapping, self._instrument)
        except InvalidDocumentError as error:
            place = Place(file=self._file)
            raise InvalidDocumentError(map(place.locate, error.problems)) from None

    def _is_rest(
        self,
        data: bytes,
        columns: Sequence[str],
        cells: Iterable[tuple[int, object]],
        rows: Sequence[int],
    ) -> bool:
        """Say whether the importer finds in bytes exactly the rows that should be left."""
        try:
            table = self._read(data)
            left = [row for _, row in table.rows]
        except InvalidDocumentError:
            return False
        expected = [row for number, row in cells if number not in rows]
        return (*table.columns,) == (*columns,) and left == expected


def _without_records(data: bytes, separator: str | None, rows: Sequence[int]) -> bytes | None:
    """Return separated text without some of its records, or None where it is no such text.

    A record may span lines. In each encoding that a table is read in, the bytes of quotation
    marks, separators and line ends are their own: each byte can stand for one character here.
    """
    if separator is None:
        return None
    mark = _BOM if data.startswith(_BOM) else b""
    lines = list(StringIO(data[len(mark) :].decode("latin-1"), newline=""))
    kept = []
    try:
        for number, record in enumerate(_records(lines, separator), 1):
            if number not in rows:
                kept.append(record)
    except csv.Error:
        return None
    return mark + "".join(kept).encode("latin-1")


def _records(lines: Sequence[str], separator: str) -> Iterator[str]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 0
    for _ in reader:
        yield "".join(lines[start : reader.line_num])
        start = reader.line_num


def _bytes(path: Path) -> bytes:
    with open_file(path) as file:
        return file.read()
