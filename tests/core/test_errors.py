"""What errors promise: data for programs, words and advice for people, in both languages."""

import pickle
import re
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace import errors
from rosace.errors import (
    DisclosureError,
    InvalidDocumentError,
    OutputError,
    PluginError,
    Problem,
    RosaceError,
    UnknownExporterError,
    UnknownInstrumentError,
    UnknownMessageError,
    UsageError,
    place,
)
from rosace.messages import CORE, load
from rosace.spelling import json_pointer, nearest, printable

PROBLEM = Problem(
    "unknown-key-suggestion",
    file="réponses.json",
    line=4,
    column=7,
    pointer="/answers/q1",
    arguments={"key": "comentaire", "nearest": "comment"},
)
PLUGIN_REASONS = [
    "import-failed",
    "incompatible",
    "unknown-hook",
    "duplicate-name",
    "call-failed",
    "invalid-result",
    "not-allowed",
    "not-installed",
    "worker-ended",
    "reserved-name",
    "unmarked-hook",
    "wrong-arguments",
    "duplicate-id",
]
FOUND = {
    "distribution": "rosace-sample",
    "version": "2.0",
    "requires": ">=0.3,<0.4",
    "core": "0.1.0",
    "series": "0.1",
    "command": "pip install",
}
ERRORS: list[RosaceError] = [
    InvalidDocumentError((PROBLEM,)),
    UnknownInstrumentError("whel", ("wheel", "diagnostic")),
    UnknownInstrumentError("zzz", ("wheel",)),
    UnknownInstrumentError("wheel", ()),
    UnknownExporterError("htm", ("html",)),
    UnknownExporterError("zzz", ("html",)),
    UnknownExporterError("html", ()),
    UnknownMessageError("a.b", "de"),
    *[PluginError("sample", reason, "what was found", FOUND) for reason in PLUGIN_REASONS],
    PluginError("sample", "it fell over"),
    DisclosureError("raw-refused"),
    DisclosureError("late-too-few", {"found": "3", "needed": "10"}),
    DisclosureError("late-voices", {"wave": "2024"}),
    DisclosureError("closing-under-way", {"file": "releases/.closing"}),
    DisclosureError("nothing-to-close", {"wave": "2024"}),
    DisclosureError("late-unnamed", {"wave": "2024"}),
    DisclosureError("plan-changed", {"wave": "2024"}),
    DisclosureError("answers-withdrawn", {"wave": "2024"}),
    DisclosureError("study-released", {"study": "our-table"}),
    DisclosureError("not-planned", {"breakdown": "sector"}),
    DisclosureError("something else"),
    UsageError("options-conflict", {"first": "--raw", "second": "--by"}),
    UsageError("option-missing", {"option": "--out"}),
    UsageError("value-refused", {"option": "--to", "found": "doc", "known": "html"}),
    UsageError("language-not-offered", {"language": "de", "known": "fr, en"}),
    UsageError("unknown-breakdown", {"breakdown": "age", "known": "sector"}),
    UsageError("unknown-breakdown", {"breakdown": "age", "known": "–"}),
    UsageError("with-files-only", {"option": "--mapping"}),
    UsageError("path-in-use", {"option": "--out", "path": "answers.csv"}),
    UsageError("no-stdout", {"option": "--out"}),
    OutputError("/dev/null", "not-a-file"),
    UsageError("something else"),
    *[
        OutputError("report.html", reason)
        for reason in (
            "outside",
            "exists",
            "changed-since",
            "folder-of-others",
            "folder-missing",
            "is-a-folder",
            "not-a-folder",
            "of-study",
            "nothing-to-write",
            "disk-failed",
            "file-too-large",
            "name-too-long",
            "not-permitted",
            "disk-full",
            "read-only",
        )
    ],
    OutputError("report.html", "something else"),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_is_explained(error: RosaceError, language: str) -> None:
    """An error says what happened and what to do, with every placeholder filled."""
    for said in (error.message(language), error.advice(language), error.explain(language)):
        assert said
        assert not re.search(r"\{[a-z_]+\}|^error\.", said)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_reads_in_english(error: RosaceError) -> None:
    """The text of an exception is its explanation in English."""
    assert str(error) == error.explain("en")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_an_error_travels_between_processes(error: RosaceError) -> None:
    """An error that is pickled arrives with its data."""
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert type(copy) is type(error)
    assert copy.__reduce__() == error.__reduce__()
    assert str(copy) == str(error)


def test_every_word_of_an_error_is_used() -> None:
    """The catalogues hold no error message that no error of this list says."""
    said = {f"error.{error.code}" for error in ERRORS}
    unused = {
        each
        for each in load(CORE, "en")
        if each.startswith("error.") and each.removesuffix(".advice") not in said
    }
    general = {"failed", "plugin", "disclosure", "usage", "output"}
    assert {each.split(".")[1] for each in unused} == general


def test_an_error_can_carry_a_traceback_and_a_cause() -> None:
    """Frozen errors can be raised, chained and caught like any other."""
    with pytest.raises(RosaceError) as caught:
        raise ERRORS[-1] from OSError(28)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_near_name_is_suggested() -> None:
    """A misspelled instrument is answered with the one that was meant."""
    error = UnknownInstrumentError("diagnostik", ("diagnostic", "wheel"))
    assert error.code == "unknown-instrument-suggestion"
    assert "Did you mean “diagnostic”?" in str(error)
    assert "Vouliez-vous dire «\xa0diagnostic\xa0»?" in error.explain("fr")


def test_nearest_finds_nothing_in_the_far() -> None:
    """No suggestion is better than one that leads astray."""
    assert nearest("commentt", ["value", "comment"]) == "comment"
    assert nearest("xyz", ["value", "comment"]) is None
    assert nearest("a" * 1_000_000, ["a"]) is None


def test_a_problem_says_place_finding_and_advice() -> None:
    """A problem reads as one line: where, what, what to do."""
    assert PROBLEM.explain("en") == (
        "réponses.json, line 4, column 7, at /answers/q1: "
        "The key “comentaire” is not known here. Did you mean “comment”?"
    )
    assert PROBLEM.explain("fr") == (
        "réponses.json, ligne 4, colonne 7, à l\u2019endroit /answers/q1\xa0: "
        "La clé «\xa0comentaire\xa0» n\u2019est pas connue ici. "
        "Vouliez-vous dire «\xa0comment\xa0»?"
    )


def test_the_place_names_what_is_known_of_it() -> None:
    """The place goes from file to pointer, and is empty where nothing is known."""
    assert place(Problem("empty-file")) == ""
    assert place(Problem("empty-file", file="a.csv", row=3), "fr") == "a.csv, rangée 3"
    assert place(Problem("empty-file", row=3, column=2, pointer="")) == "row 3, column 2"


def test_a_problem_without_words_is_named() -> None:
    """A code that no catalogue explains is shown instead of raising."""
    problem = Problem("cycle-in-chain", catalogue="no_such_package")
    assert "cycle-in-chain" in problem.message("fr")
    assert problem.advice("fr") == Problem("unheard-of").advice("fr")


def test_an_unknown_language_falls_back_to_english() -> None:
    """Somebody whose language we lack still reads what is wrong."""
    assert PROBLEM.explain("de") == PROBLEM.explain("en")


def test_types_and_sizes_are_put_into_words() -> None:
    """JSON type names and byte counts never reach a reader as such."""
    arguments = {"expected_type": "integer|null", "found_type": "string"}
    problem = Problem("wrong-type", arguments=arguments)
    assert problem.message("en") == "Expected here: a whole number or an empty value; found: text."
    assert "un nombre entier ou une valeur vide" in problem.message("fr")
    for count, said in ((16_000_000, "16 Mo"), (2_000, "2 ko"), (1, "1 octet"), (1_500, "1500 o")):
        problem = Problem("document-too-large", arguments={"limit_bytes": count})
        assert said in problem.message("fr")


def test_a_problem_code_is_kebab_case() -> None:
    """A code that could not be looked up is refused when the problem is made."""
    for code in ("Unknown", "unknown_key", "a--b", "-a", "a\n", ""):
        with pytest.raises(ValueError, match="code"):
            Problem(code)


def test_a_problem_is_a_value() -> None:
    """Problems are frozen, compare by content, and can be kept in a set."""
    copy = pickle.loads(pickle.dumps(PROBLEM))  # noqa: S301  # our own bytes
    assert {copy, PROBLEM} == {PROBLEM}
    assert attrs.evolve(PROBLEM, line=5) != PROBLEM
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        PROBLEM.code = "other"  # type: ignore[misc] # the point of the test


def test_a_long_list_of_problems_is_cut() -> None:
    """An explanation lists twenty problems and counts the others."""
    text = InvalidDocumentError((PROBLEM,) * 23).explain("en")
    assert text.startswith("The document cannot be used: 23 problems were found.\n- ")
    assert text.endswith("\nand 3 more problems")
    assert len(text.splitlines()) == 22


@given(st.text(alphabet=st.characters(codec=None)))
def test_foreign_text_is_safe_on_a_terminal(text: str) -> None:
    """No argument can move the cursor, break the line, reorder it or fail to encode."""
    shown = printable(text)
    shown.encode()
    assert len(shown.splitlines()) <= 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", shown)


def test_printable_leaves_ordinary_words_alone() -> None:
    """Accents, no-break spaces and joined emoji are shown as written; length is bounded."""
    for text in ("Évaluer l\u2019action\xa0: où?", "👩\u200d🌾", ""):
        assert printable(text) == text
    assert printable("\x1b[31m") == "\\x1b[31m"
    assert printable("a\u202eb\u200b") == "a\\u202eb\\u200b"
    assert len(printable("é" * 1_000_000)) == 200


@given(st.lists(st.text(alphabet="~/01a") | st.integers(0, 9)))
def test_a_json_pointer_leads_back_to_its_parts(parts: list[str | int]) -> None:
    """Slashes and tildes in keys are escaped so that no two paths share a pointer."""
    pointer = json_pointer(parts)
    back = [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
    assert back == [str(each) for each in parts]


def test_every_problem_of_the_core_is_explained() -> None:
    """Each code that the core's source names has words in the catalogues."""
    folder = Path(errors.__file__).parent
    source = "\n".join(file.read_text("utf-8") for file in sorted(folder.rglob("*.py")))
    codes = set(re.findall(r'\bProblem\(\s*(?:code=)?"([a-z0-9-]+)"', source))
    assert codes >= {"row-too-long", "empty-file"}
    assert {each for each in codes if f"problem.{each}" not in load(CORE, "en")} == set()
