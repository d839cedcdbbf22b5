"""The laws of an importer."""

import gc
from collections.abc import Sequence
from io import BytesIO
from typing import Any, ClassVar

from hypothesis import strategies as st

from rosace.contributions import is_sound
from rosace.errors import InvalidDocumentError, Problem
from rosace.interfaces import Importer, ImportOptions
from rosace.testing.exploring import BrokenLawError, breach, raised
from rosace.testing.laws import Conformance, law

__all__ = ["ImporterConformance"]

Columns = Sequence[str]
Row = Sequence[str | None]
_Table = tuple[tuple[str, ...], tuple[tuple[str | None, ...], ...]]
_Read = tuple[tuple[str, ...], list[tuple[int, Any]], dict[str, str]]

_HARD = (
    "Écoute", "«\u00a0L’action\u00a0»", "007", "1,5", "=1+1", "-5", "@x", "a;b", "a,b", "a\tb",
    'dit "oui"', "'tis", "deux\nlignes", "日本", "👩‍🌾", "TRUE", "null", "2024-05-01", "1e5",
)  # fmt: skip


class ImporterConformance(Conformance):
    """What every importer keeps. Derive from it, say which importer, and write for it.

    Attributes:
        importer: The importer.
        options: How its files are read, where that must be said.
    """

    importer: Importer
    options: ClassVar[ImportOptions] = ImportOptions()

    def write(self, columns: Columns, rows: Sequence[Row]) -> bytes:
        """Return a file of the importer's format that holds a table.

        Args:
            columns: Its headings.
            rows: Its cells as text, None for an empty one.
        """
        message = "give your class a method write, which makes a file of its format from a table"
        raise NotImplementedError(message)

    def cells(self) -> st.SearchStrategy[str]:
        """Generate what a cell may hold; override it where the format has less."""
        free = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
        return st.sampled_from(_HARD) | free.filter(lambda text: bool(text.strip()))

    @law
    def test_is_what_it_declares(self) -> None:
        """It has a name, suffixes, and can read."""
        is_sound(self.importer, Importer)

    @law
    def test_reads_every_character(self) -> None:
        """Every heading and cell is read as it was written."""

        def check(table: _Table) -> None:
            columns, rows = table
            found, read, _ = self._read(self.write(columns, rows))
            if found != columns:
                breach(f"headings {columns!r} are read as {found!r}")
            cells = [row for _, row in read]
            for wanted, got in zip(rows, cells, strict=False):
                if got != wanted:
                    breach(f"row {wanted!r} is read as {_spelt(got)}")

        self.explore(check, self._tables(), share=2)

    @law
    def test_accounts_for_every_row(self) -> None:
        """Every row of the file is a row of the table, or a Problem."""

        def check(table: _Table) -> None:
            columns, rows = table
            _, read, _ = self._read(self.write(columns, rows))
            if len(read) != len(rows):
                breach(f"of {len(rows)} rows {len(read)} are accounted for")

        self.explore(check, self._tables())

    @law
    def test_numbers_its_rows(self) -> None:
        """Headings are row 1, and the rows after them are counted from 2."""

        def check(table: _Table) -> None:
            columns, rows = table
            _, read, _ = self._read(self.write(columns, rows))
            numbers = [number for number, _ in read]
            if numbers != list(range(2, len(numbers) + 2)):
                breach(f"the rows are numbered {numbers}")

        self.explore(check, self._tables())

    @law
    def test_reads_the_same_again(self) -> None:
        """The same bytes give the same table."""

        def check(table: _Table) -> None:
            data = self.write(*table)
            one, other = self._read(data), self._read(data)
            if one != other:
                breach("a second reading of the same bytes gives another table")

        self.explore(check, self._tables())

    @law
    def test_meets_hostile_bytes_with_problems(self) -> None:
        """Whatever is in a file, it is read or refused with Problems; nothing else is raised."""

        def check(data: bytes) -> None:
            self._tried(data)

        self.explore(check, self._hostile(), share=4)
        for data in self._odd():
            try:
                self._tried(data)
            except BrokenLawError:
                raise
            except Exception as error:  # noqa: BLE001  # whatever it is, it breaks the law
                breach(raised(error), data, error)

    @law
    def test_reads_a_huge_cell_or_says_why_not(self) -> None:
        """A cell of 300,000 characters is read whole, or is a Problem."""
        long = "x" * 300_000
        try:
            _, read, _ = self._read(self.write(("a", "b"), ((long, "1"),)))
        except InvalidDocumentError:
            return
        for _, row in read:
            if not isinstance(row, Problem) and row != (long, "1"):
                breach("a cell of 300,000 characters does not come through whole")
        if not read:
            breach("a row with a cell of 300,000 characters is lost")

    @law
    def test_explains_what_it_refuses(self) -> None:
        """Every Problem says in French and in English what was found."""

        def check(data: bytes) -> None:
            for problem in self._problems(data):
                for language in ("fr", "en"):
                    said = problem.message(language)
                    if not said.strip() or problem.code in said:
                        found = f"the Problem {problem.code} has no words ({language})"
                        breach(found)

        self.explore(check, self._hostile(), share=2)
        for data in self._odd():
            check(data)

    @law
    def test_leaves_the_file_open(self) -> None:
        """Whoever opened a file closes it: it is still open when its rows were read."""
        source = BytesIO(self.write(("a", "b"), (("1", "2"),)))
        table = self.importer.read(source, "file", self.options)
        list(table.rows)
        del table
        gc.collect()
        if source.closed:
            breach("the importer closes a file that it did not open")

    @law
    def test_reads_what_cannot_be_rewound(self) -> None:
        """A pipe is read as a file is."""
        data = self.write(("a", "b"), (("1", "2"), ("3", "é")))
        table = self.importer.read(_Pipe(data), "file", self.options)
        rows = list(table.rows)
        if (table.columns, rows) != self._read(data)[:2]:
            breach(f"from a pipe the rows are {rows!r}")

    def _read(self, data: bytes) -> _Read:
        with BytesIO(data) as source:
            table = self.importer.read(source, "file", self.options)
            return table.columns, list(table.rows), dict(table.understood)

    def _tried(self, data: bytes) -> list[Problem]:
        """Return the problems of a file, and see that nothing else is made of its rows."""
        try:
            columns, rows, _ = self._read(data)
        except InvalidDocumentError as error:
            if not error.problems:
                breach("a file is refused without a Problem", cause=error)
            return list(error.problems)
        for _, row in rows:
            if not isinstance(row, Problem) and len(row) != len(columns):
                breach(f"{len(columns)} headings, and a row of {len(row)} cells")
        return [row for _, row in rows if isinstance(row, Problem)]

    def _problems(self, data: bytes) -> list[Problem]:
        """Return the problems of a file; what else it raises is the matter of another law."""
        try:
            return self._tried(data)
        except Exception:  # noqa: BLE001  # whatever it is
            return []

    def _tables(self) -> st.SearchStrategy[_Table]:
        def of(columns: tuple[str, ...]) -> st.SearchStrategy[_Table]:
            cells = st.none() | self.cells()
            first = st.sampled_from(["p1", "p2", "007"])
            row = st.tuples(first, *(cells for _ in columns[1:]))
            rows = st.lists(row, min_size=1, max_size=4).map(tuple)
            return rows.map(lambda held: (columns, held))

        headings = st.sampled_from(["a", "q1", "Écoute", "@id", "Nº 1", "deux mots"])
        return st.lists(headings, min_size=2, max_size=4, unique=True).map(tuple).flatmap(of)

    def _odd(self) -> list[bytes]:
        """Return files that are empty, cut, doubled, or of rows that do not fit their headings."""
        sound = self.write(("a", "b"), (("1", "2"),))
        wide = self.write(("a", "b", "c"), (("1", "2", "3"),))
        headings = self.write(("a", "b"), ())
        return [b"", headings, sound[:-1], sound + b"\0", sound + sound, sound + wide]

    def _hostile(self) -> st.SearchStrategy[bytes]:
        sound = self.write(("a", "é"), (("1", 'x"y'), ("deux\nlignes", None), ("=1", "👩‍🌾")))
        place = st.integers(0, len(sound))
        cut = place.map(lambda end: sound[:end])
        noise = st.binary(min_size=1, max_size=4)
        put_in = st.builds(lambda at, odd: sound[:at] + odd + sound[at:], place, noise)
        over = st.builds(lambda at, odd: sound[:at] + odd + sound[at + len(odd) :], place, noise)
        text = st.text("a,;|\t\"\n\r'é\0", max_size=30)
        spelt = st.tuples(text, st.sampled_from(["utf-8", "utf-16", "utf-32", "windows-1252"]))
        return st.one_of(
            st.binary(max_size=60),
            cut,
            put_in,
            over,
            spelt.map(lambda each: each[0].encode(each[1])),
        )


class _Pipe(BytesIO):
    """Bytes that come once."""

    def seekable(self) -> bool:
        """Return False."""
        return False

    def seek(self, *_: object) -> int:
        """Refuse, as a pipe does."""
        message = "a pipe cannot be rewound"
        raise OSError(message)

    def tell(self) -> int:
        """Refuse, as a pipe does."""
        message = "a pipe has no place"
        raise OSError(message)


def _spelt(row: object) -> str:
    return f"the Problem {row.code}" if isinstance(row, Problem) else repr(row)
