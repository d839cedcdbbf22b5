"""What the importer of CSV promises: what it understood, where it stopped, and every character."""

import io
from typing import Any

import pytest
from hypothesis import strategies as st

from rosace.errors import InvalidDocumentError, Problem
from rosace.interfaces import ImportedTable, ImportOptions
from rosace.messages import load
from rosace_tables.importer import CsvImporter, CsvLimits

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def read(data: bytes, limits: CsvLimits | None = None, **options: Any) -> ImportedTable:
    """Read a table."""
    importer = CsvImporter(limits=limits) if limits else CsvImporter()
    return importer.read(io.BytesIO(data), "a.csv", ImportOptions(**options))


def rows(data: bytes, **options: Any) -> list[Any]:
    """Return the rows of a table."""
    return list(read(data, **options).rows)


def refusal(data: bytes, **options: Any) -> Problem:
    """Return the one problem for which a table is refused."""
    with pytest.raises(InvalidDocumentError) as raised:
        read(data, **options)
    (problem,) = raised.value.problems
    return problem


def test_french_excel_is_understood() -> None:
    """Semicolons, decimal commas and Windows-1252 are read, and said."""
    table = read("Nº;Écoute;Durée\r\np1;Très bien, merci;1,5\r\n".encode("windows-1252"))
    assert table.columns == ("Nº", "Écoute", "Durée")
    assert list(table.rows) == [(2, ("p1", "Très bien, merci", "1,5"))]
    assert table.understood == {"encoding": "Windows-1252", "separator": ";"}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_utf_8_is_read_with_and_without_mark(mark: bytes, separator: str) -> None:
    """A byte order mark never becomes part of the first heading."""
    data = mark + f"a{separator}é\r\n1{separator}«x»\r\n".encode()
    table = read(data)
    assert table.columns == ("a", "é")
    assert list(table.rows) == [(2, ("1", "«x»"))]
    assert table.understood == {"encoding": "UTF-8", "separator": separator}


def test_separators_inside_quotes_do_not_count() -> None:
    """The separator is told by the columns that it makes, not by how often it occurs."""
    data = b'a,b\n"1;2;3;4","x;y;z"\n"5;6","p;q"\n'
    assert read(data).understood["separator"] == ","


def test_one_column_needs_no_separator() -> None:
    """A table of one column is a table."""
    assert rows(b"text\nune, deux\n") != []
    assert read(b"text\nun\n").columns == ("text",)


def test_a_declared_separator_and_encoding_hold() -> None:
    """What a mapping declares is not guessed."""
    table = read(b"a;b,c\n1;2,\xe9\n", separator=",", encoding="windows-1252")
    assert table.columns == ("a;b", "c")
    assert list(table.rows) == [(2, ("1;2", "é"))]


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        ("a,b\n1,2\n".encode("utf-16"), {}, "unsupported-encoding"),
        ("a,b\n1,2\n".encode("utf-16-le"), {}, "unsupported-encoding"),
        ("a,b\n1,2\n".encode("utf-32"), {}, "unsupported-encoding"),
        (b"a,b\n1,\x81\n", {}, "tables-unknown-encoding"),
        ("a,b\né,è\n".encode() + b"\xe9,x\n", {}, "tables-mixed-encoding"),
        (b"a,b\n1,\xe9\n", {"encoding": "utf-8"}, "invalid-utf8"),
        (b"\xef\xbb\xbfa,b\n1,\xe9\n", {}, "invalid-utf8"),
        (b"a,b;c\n1,2;3\n", {}, "tables-ambiguous-separator"),
        (b"", {}, "empty-file"),
        (b"\xef\xbb\xbf", {}, "empty-file"),
        (b"a,,b\n1,2,3\n", {}, "tables-empty-heading"),
        (b"a,b,a\n1,2,3\n", {}, "tables-duplicate-heading"),
        (b'a,"b\n1,2\n', {}, "tables-unclosed-quote"),
        (b"a,b\x00\n1,2\n", {}, "nul-character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(
    data: bytes, options: dict[str, str], code: str
) -> None:
    """A table that would be read wrongly is not read."""
    problem = refusal(data, **options)
    assert (problem.code, problem.file) == (code, "a.csv")
    for language in ("fr", "en"):
        assert problem.code not in problem.explain(language)


def test_a_bad_byte_is_placed_on_its_line() -> None:
    """Whoever must mend the file is told where."""
    assert refusal("a,b\né,è\n".encode() + b"\xe9,x\n").line == 3
    assert refusal(b"a,b\n1,2\n3,\x81\n").line == 3


def test_one_accent_that_happens_to_be_utf_8_does_not_mislead() -> None:
    """Windows-1252 text is read as such although two of its bytes make a character of UTF-8."""
    table = read("a;b\n«LIBERTÉ»;égalité, été, fraternité\n".encode("windows-1252"))
    assert list(table.rows) == [(2, ("«LIBERTÉ»", "égalité, été, fraternité"))]


def test_rows_and_lines_are_counted_through_long_cells() -> None:
    """A cell of several lines makes one row; problems tell the row and its first line."""
    data = b'a,b\n"1\n2\r\n3",x\n\nonly\n"y",z\n'
    found = rows(data)
    assert [number for number, _ in found] == [2, 4, 5]
    assert found[0][1] == ("1\n2\r\n3", "x")
    problem = found[1][1]
    assert (problem.code, problem.row, problem.line) == ("tables-ragged-row", 4, 6)
    assert problem.arguments == {"n": 1, "expected": 2}
    assert found[2][1] == ("y", "z")


def test_quotes_out_of_place_are_problems() -> None:
    """A stray quote spoils its row, an open one the rest of the file, and both are said."""
    found = rows(b'a,b\n"x"y,1\np,q\n"open,2\nmore\n')
    problems = [each for _, each in found if isinstance(each, Problem)]
    assert [(each.code, each.row, each.line) for each in problems] == [
        ("tables-stray-quote", 2, 2),
        ("tables-unclosed-quote", 4, 4),
    ]
    assert (3, ("p", "q")) in found


def test_nul_spoils_its_row_alone() -> None:
    """A NUL is named with its row."""
    found = rows(b"a,b\n1,\x002\n3,4\n")
    assert (found[0][1].code, found[0][1].row) == ("nul-character", 2)
    assert found[1] == (3, ("3", "4"))


def test_blank_rows_and_trailing_separators_are_harmless() -> None:
    """What Excel leaves at the end of rows and files is passed over."""
    assert rows(b"a,b,,\n1,2,,\n,,,\n\n3,,,\n") == [(2, ("1", "2")), (5, ("3", None))]


def test_limits_are_stated() -> None:
    """A row or a table that is too large is refused by a limit that is said."""
    small = CsvLimits(row_characters=20, columns=3)
    found = list(read(b'a,b\n1,2\n"' + b"x" * 50, limits=small).rows)
    last = found[-1][1]
    assert isinstance(last, Problem)
    assert (last.code, last.arguments) == ("tables-row-too-long", {"limit": 20})
    assert [number for number, _ in found] == [2, 3]
    with pytest.raises(InvalidDocumentError) as raised:
        read(b"a,b,c,d\n1,2,3,4\n", limits=small)
    assert [each.code for each in raised.value.problems] == ["tables-too-many-columns"]


def test_a_guard_is_taken_off_our_own_files_only() -> None:
    """A foreign file keeps its apostrophes; ours gives back what was written."""
    assert rows(b"who,q\np1,'=1\n") == [(2, ("p1", "'=1"))]
    table = read(b"'@id,q\nr1,''=1\nr2,'\n")
    assert table.columns == ("@id", "q")
    assert list(table.rows) == [(2, ("r1", "'=1")), (3, ("r2", ""))]


def test_every_problem_is_explained_in_both_languages() -> None:
    """The plugin's catalogues say the same things in French and English."""
    french, english = load("rosace_tables", "fr"), load("rosace_tables", "en")
    assert french.keys() == english.keys()
    problems = {each for each in french if each.startswith("problem.")}
    assert {f"{each}.advice" for each in problems if not each.endswith(".advice")} <= problems
