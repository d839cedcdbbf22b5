"""An instrument's workbook read back: its document, and what is wrong with it, cell by cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from rosace.checking import check_instrument
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.resolution import resolve
from rosace.spelling import json_pointer
from rosace.values import evolve
from rosace.vectors import check_vectors
from rosace_authoring.findings.pruning import Path, Pruned, steps
from rosace_authoring.findings.remaining import look_at_rest, refusals
from rosace_authoring.workbook.layout import ANSWER, INSTRUMENT, SCORE, SHEETS, Sheet
from rosace_authoring.workbook.opening import open_sheets
from rosace_authoring.workbook.rows import types_of
from rosace_authoring.workbook.tables import Place, TableReader, TableRow

__all__ = ["read_workbook"]

_HOLDERS: Final = {
    "use": "use",
    "sections": "sections",
    "items": "items",
    "fields": "items",
    "wordings": "items",
    "scales": "scales",
    "choices": "scales",
    "groups": "scales",
    "dimensions": "dimensions",
    "levels": "dimensions",
    "vectors": "vectors",
}
"""Where in the document the rows of a sheet go; those of the instrument's go anywhere."""

_SCHEMA: Final = "rosace/instrument/1"


def read_workbook(
    data: bytes, file: str, find: Callable[[str], Instrument]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the document of an instrument that a workbook holds, and notices on the way.

    Args:
        data: The file.
        file: Its name, for problems.
        find: Returns the instrument of an id, for a view.

    Raises:
        InvalidDocumentError: Something is wrong: everything found, with sheet, row and
            column of each.
    """
    sheets = open_sheets(data, file)
    reader = TableReader(file=file)
    builder = _Builder(reader)
    document = builder.build(reader.tables(sheets))
    lines = next((held for title, held in sheets.items() if title.strip() == "vectors"), [])
    for row in reader.vectors(lines, types_of(document)):
        builder.vector(row)
    errors = [each for each in reader.problems if each.severity == "error"]
    found = _check(document, builder.damage(), find)
    taken = {(each.file, each.row, each.heading) for each in errors}
    located = [builder.locate(problem) for problem in found]
    errors += [each for each in located if (each.file, each.row, each.heading) not in taken]
    if errors:
        raise InvalidDocumentError(errors)
    return document, tuple(reader.problems)


def _check(
    document: dict[str, Any], damage: set[Path], find: Callable[[str], Instrument]
) -> Iterator[Problem]:
    """Yield what is wrong with a document, of which some parts could not be read."""
    refused = refusals(document)
    for problem in refused:
        lacking = (*steps(problem.pointer, document), problem.arguments.get("key"))
        if problem.code != "missing-key" or lacking not in damage:
            yield problem
    if "based_on" not in document:
        for problem, path in look_at_rest(Pruned(document, damage))[1]:
            yield evolve(problem, pointer=json_pointer(path))
    elif not damage and not refused:
        yield from _check_view(document, find)


def _check_view(document: dict[str, Any], find: Callable[[str], Instrument]) -> tuple[Problem, ...]:
    """Return what a schema cannot say of a view, once its base has completed it."""
    try:
        instrument = resolve(structure(document, Instrument), find)
    except InvalidDocumentError as error:
        return error.problems
    return check_instrument(instrument, None) or check_vectors(instrument, None)


class _Builder:
    """Puts rows together, and keeps where each part came from."""

    def __init__(self, reader: TableReader) -> None:
        self.reader = reader
        self.document: dict[str, Any] = {"schema": _SCHEMA}
        self.places: dict[Path, Place] = {(): Place(sheet="instrument")}
        self.by_id: dict[str, tuple[Path, dict[str, Any]]] = {}

    def build(self, tables: Mapping[str, list[TableRow]]) -> dict[str, Any]:
        """Return the document that the tables make."""
        if "instrument" not in tables:
            self.reader.find("authoring-sheet-missing", Place(sheet="instrument"), "instrument")
        for row in tables.get("instrument", ()):
            self._instrument(row)
        for name, add in (
            ("use", self._use),
            ("sections", self._section),
            ("items", self._item),
            ("fields", self._field),
            ("wordings", self._wording),
            ("scales", self._scale),
            ("choices", self._choice),
            ("groups", self._group),
            ("dimensions", self._dimension),
            ("levels", self._level),
        ):
            for row in tables.get(name, ()):
                add(SHEETS[name], row)
        return self.document

    def vector(self, row: TableRow) -> None:
        """Add a reference vector."""
        parts: dict[str, dict[str, Any]] = {"answers": {}, "scores": {}}
        path = self._append(self.document, (), "vectors", parts, row)
        for heading, held in row.held.items():
            key = "answers" if heading.startswith(ANSWER) else "scores"
            name = heading.removeprefix(ANSWER).removeprefix(SCORE)
            parts[key][name] = held
            self.places[*path, key, name] = evolve(row.place, heading=heading)

    def locate(self, problem: Problem) -> Problem:
        """Return a problem of the document at the place of the workbook that it is about."""
        parts = (problem.pointer or "").split("/")[1:]
        path = tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)
        known = {tuple(map(str, each)): place for each, place in self.places.items()}
        depth = next(each for each in range(len(path), -1, -1) if path[:each] in known)
        place = known[path[:depth]]
        return evolve(
            problem,
            file=self.reader.at(place),
            row=place.row,
            heading=place.heading,
            pointer=None,
            line=None,
            column=None,
        )

    def damage(self) -> set[Path]:
        """Return the paths of what the reader could not read, of the whole list where unsure."""
        found: set[Path] = set()
        for place in self.reader.wrong:
            paths = {path for path, known in self.places.items() if path and known == place}
            if place.heading == "section" and place.sheet == "items":
                paths.add(("sections",))
            holder = _HOLDERS.get(place.sheet)
            found |= paths or {() if holder is None else (holder,)}
        return found

    def _instrument(self, row: TableRow) -> None:
        for column in INSTRUMENT.columns:
            if column.name in row.headings:
                number = int(row.headings[column.name])
                place = Place(sheet="instrument", row=number)
                for depth in range(1, len(column.keys) + 1):
                    self.places.setdefault(column.keys[:depth], place)
            if column.name in row.held:
                _put(self.document, column.keys, row.held[column.name])

    def _use(self, sheet: Sheet, row: TableRow) -> None:
        part = self._part(sheet, row)
        kind = row.held.get("part")
        if kind == "mode" and "text" in part:
            part = {("title" if key == "text" else key): held for key, held in part.items()}
        if kind is None:
            self.reader.find("authoring-parent-missing", evolve(row.place, heading="part"), "part")
            return
        use = self.document.setdefault("use", {})
        key = "modes" if kind == "mode" else "prerequisites"
        path = self._append(use, ("use",), key, part, row)
        if kind == "mode":
            self.places[*path, "title"] = self.places.get((*path, "text"), row.place)

    def _section(self, sheet: Sheet, row: TableRow) -> None:
        part = self._part(sheet, row)
        self._keep("section", part, self._append(self.document, (), "sections", part, row))

    def _item(self, sheet: Sheet, row: TableRow) -> None:
        part = self._part(sheet, row)
        self._keep("item", part, self._append(self.document, (), "items", part, row))
        if "section" not in row.held:
            return
        found = self._parent("section", row)
        if found and "id" in part:
            path, section = found
            listed = section.setdefault("items", [])
            if part["id"] not in listed:
                self.places[*path, "items", len(listed)] = evolve(row.place, heading="section")
                listed.append(part["id"])

    def _field(self, sheet: Sheet, row: TableRow) -> None:
        found = self._parent("item", row)
        if found:
            path, item = found
            part = self._part(sheet, row)
            self._keep(f"{item['id']} field", part, self._append(item, path, "fields", part, row))

    def _wording(self, sheet: Sheet, row: TableRow) -> None:
        del sheet
        found = self._parent("item", row)
        if found and "field" in row.held:
            found = self._parent("field", row, f"{found[1]['id']} field")
        if not found:
            return
        path, item = found
        code = row.held.get("code")
        if code is None or "text" not in row.held:
            self.reader.find("authoring-parent-missing", row.place, "code, text")
            return
        choices = item.setdefault("choices", {})
        if code in choices:
            self.reader.find("authoring-row-twice", row.place, code)
        choices[code] = row.held["text"]
        self.places[*path, "choices", code] = evolve(row.place, heading="code")

    def _scale(self, sheet: Sheet, row: TableRow) -> None:
        part = self._part(sheet, row)
        identifier = part.pop("id", None)
        if identifier is None:
            self.reader.find("authoring-parent-missing", evolve(row.place, heading="id"), "id")
            return
        scales = self.document.setdefault("scales", {})
        if identifier in scales:
            self.reader.find("authoring-row-twice", row.place, identifier)
            return
        scales[identifier] = part
        path = ("scales", identifier)
        self._mark(path, part, row)
        self.by_id[f"scale {identifier}"] = (path, part)

    def _choice(self, sheet: Sheet, row: TableRow) -> None:
        if found := self._parent("scale", row):
            self._append(found[1], found[0], "choices", self._part(sheet, row), row)

    def _group(self, sheet: Sheet, row: TableRow) -> None:
        if found := self._parent("scale", row):
            self._append(found[1], found[0], "groups", self._part(sheet, row), row)

    def _dimension(self, sheet: Sheet, row: TableRow) -> None:
        part = self._part(sheet, row)
        holder: tuple[Path, dict[str, Any]] | None = ((), self.document)
        if "parent" in row.held:
            holder = self._parent("parent", row, "dimension")
        if holder:
            path = self._append(holder[1], holder[0], "dimensions", part, row)
            self._keep("dimension", part, path)

    def _level(self, sheet: Sheet, row: TableRow) -> None:
        if found := self._parent("dimension", row):
            path, dimension = found
            levels = dimension.setdefault("scoring", {}).setdefault("levels", {})
            where = (*path, "scoring", "levels")
            self._append(levels, where, "cutoffs", self._part(sheet, row), row)

    def _part(self, sheet: Sheet, row: TableRow) -> dict[str, Any]:
        """Return the part of a document that a row makes, without what says where it belongs."""
        part: dict[str, Any] = {}
        for column in sheet.columns:
            if column.name in row.held and not column.is_owner:
                _put(part, column.keys, row.held[column.name])
        return part

    def _append(
        self, holder: dict[str, Any], path: Path, key: str, part: dict[str, Any], row: TableRow
    ) -> Path:
        held = holder.setdefault(key, [])
        here = (*path, key, len(held))
        held.append(part)
        self._mark(here, part, row)
        return here

    def _mark(self, path: Path, part: Mapping[str, Any], row: TableRow) -> None:
        """Keep where each cell of a row goes."""
        del part
        self.places[path] = row.place
        for column in SHEETS[row.place.sheet].columns:
            if column.name not in row.headings:
                continue
            place = evolve(row.place, heading=row.headings[column.name])
            self.places[*path, *column.keys] = place
            for heading in _languages(column.name, row.headings):
                language = heading.rpartition("(")[2].removesuffix(")")
                self.places[*path, *column.keys, language] = evolve(place, heading=heading)

    def _keep(self, kind: str, part: dict[str, Any], path: Path) -> None:
        if "id" in part:
            self.by_id.setdefault(f"{kind} {part['id']}", (path, part))

    def _parent(
        self, column: str, row: TableRow, kind: str = ""
    ) -> tuple[Path, dict[str, Any]] | None:
        """Return the part that a row belongs to by a column, or say that there is none."""
        kind = kind or column
        name = row.held.get(column)
        if name is None:
            self.reader.find("authoring-parent-missing", evolve(row.place, heading=column), column)
            return None
        found = self.by_id.get(f"{kind} {name}")
        if found is None:
            known = [each.removeprefix(f"{kind} ") for each in self.by_id if each.startswith(kind)]
            self.reader.find(
                "authoring-parent-unknown", evolve(row.place, heading=column), name, known
            )
        return found


def _languages(name: str, headings: Iterable[str]) -> list[str]:
    return [each for each in headings if each.startswith(f"{name} (")]


def _put(part: dict[str, Any], keys: tuple[str, ...], held: Any) -> None:
    for key in keys[:-1]:
        part = part.setdefault(key, {})
    part[keys[-1]] = held
