"""What ``rosace check`` tells an author, where, and how it ends."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.cli import run
from rosace.configuration import AllowedPlugin, Configuration
from rosace.scoring import Numeric, scorer
from rosace.strategies import instruments, responses
from rosace.testing import sketch
from rosace_authoring.findings.attainable import attainable
from rosace_authoring.findings.checkup import CheckUp, check_up
from rosace_schemas import DOCUMENTS

SOUND = (Path(__file__).parent / "team-mood.yaml").read_text("utf-8")
OWN = ("diagnostic", "effects", "wheel")
LANGUAGES = ("fr", "en")
Slipped = Callable[..., CheckUp]
Slip = tuple[str, str]


@pytest.fixture(scope="module")
def appraiser() -> Appraiser:
    """Lend an appraiser that has our own instruments at hand."""
    allowed = tuple(AllowedPlugin(name=name) for name in OWN)
    return Appraiser(Configuration(plugins=allowed), strict=True)


@pytest.fixture
def slipped(tmp_path: Path, appraiser: Appraiser) -> Slipped:
    """Lend a function that checks the sound instrument with some of its words replaced."""

    def check(*slips: Slip) -> CheckUp:
        path = tmp_path / "team-mood.yaml"
        path.write_text(spoilt(*slips), "utf-8")
        return check_up(str(path), appraiser)

    return check


def spoilt(*slips: Slip) -> str:
    """Return the sound instrument with some of its words replaced, each once."""
    text = SOUND
    for old, new in slips:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def told(found: CheckUp, severity: str = "error") -> list[tuple[str, str | None]]:
    """Return code and place of what was found."""
    return [(each.code, each.pointer) for each in found.problems if each.severity == severity]


def test_a_finished_instrument_has_nothing_to_look_over(slipped: Slipped) -> None:
    """Where nothing is wrong or missing nothing is said, and the instrument is at hand."""
    found = slipped()
    assert found.problems == ()
    assert found.instrument is not None
    assert found.instrument.id == "team-mood"


@pytest.mark.parametrize("name", OWN)
def test_our_own_instruments_have_nothing_to_look_over(appraiser: Appraiser, name: str) -> None:
    """What we ask of authors, our own instruments do."""
    assert check_up(name, appraiser).problems == ()


ERRORS: list[tuple[Slip, list[tuple[str, str]]]] = [
    (("id: team-mood\n", "id: team-mood\nid: other\n"), [("duplicate-key", "/id")]),
    (("scales:\n", "scale:\n"), [("unknown-key-suggestion", "/scale")]),
    (("scales:\n", "échelles:\n"), [("unknown-key", "/échelles")]),
    (("dimensions:\n", "parties:\n"), [("unknown-key", "/parties")]),
    (("kind: ordinal", "kind: likert"), [("not-permitted", "/scales/agree/kind")]),
    (("id: listened\n", "id: Listened\n"), [("identifier-form", "/items/0/id")]),
    (("      en: I trust the team.\n", ""), [("incomplete-language", "/items/1/text")]),
    (("        value: 0\n", ""), [("scoring-not-computable", "/dimensions/0/scoring/method")]),
    (
        ("at_least: 4", "at_least: 0"),
        [("cutoffs-not-ascending", "/dimensions/0/scoring/levels/cutoffs")],
    ),
    (("score: 6", "score: 5"), [("vector-mismatch", "/vectors/0/scores/climate")]),
    (("    type: choice\n    scale: agree\n", "    scale: agree\n"), [("missing-key", "/items/0")]),
    (("rights:\n", "rights: ours\nleft:\n"), [("wrong-type", "/rights"), ("unknown-key", "/left")]),
    (
        ("items: [listened, trust, tired]\nitems", "items: [listened, trust]\nitems"),
        [("item-in-no-section", "/items/2")],
    ),
]


@pytest.mark.parametrize(("slip", "expected"), ERRORS)
def test_a_slip_is_told_once_where_it_stands(
    slipped: Slipped, slip: Slip, expected: list[tuple[str, str]]
) -> None:
    """Each slip gives its findings in its place, with a line, and nothing that only follows."""
    found = slipped(slip)
    assert sorted(told(found)) == sorted(expected)
    assert found.instrument is None
    assert all(each.line and each.column for each in found.problems)


SPARE = "{kind: nominal, choices: [{code: x, label: {fr: un, en: one}}]}"
BETWEEN = "            id: between\n            title: {fr: Entre, en: Between}\n"
CUTOFFS = "/dimensions/0/scoring/levels/cutoffs"
NOTICES: list[tuple[list[Slip], str, str]] = [
    ([("languages: [fr, en]", "languages: [fr]")], "undeclared-language", "/title/en"),
    ([("en: I am worn out.", "en: TODO")], "leftover", "/items/2/text/en"),
    ([("holder: Our organization", "holder: Replace me")], "leftover", "/rights/holder"),
    ([("holder: Our organization", "holder: Your organization")], "leftover", "/rights/holder"),
    (
        [("en: I am worn out.", "en: I am worn out" + " by this and that" * 4)],
        "uneven-text",
        "/items/2/text/fr",
    ),
    (
        [("en: I trust the team.", "en: J’ai confiance dans l’équipe.")],
        "same-text",
        "/items/1/text/en",
    ),
    ([("fr: On m’écoute.", 'fr: On "m’écoute".')], "french-typography", "/items/0/text/fr"),
    ([("fr: On m’écoute.", "fr: Vraiment ?")], "french-typography", "/items/0/text/fr"),
    (
        [
            ("fr: On m’écoute.", f"fr: {'On m’écoute ' * 20}"),
            ("en: I am listened to.", f"en: {'I am heard ' * 20}"),
        ],
        "long-item",
        "/items/0/text/en",
    ),
    (
        [
            (
                "scales:\n",
                f"scales:\n  spare: {SPARE}\n",
            )
        ],
        "unused-scale",
        "/scales/spare",
    ),
    (
        [
            (
                "    kind: ordinal\n",
                "    kind: ordinal\n    groups: [{id: spare, title: {fr: un, en: one}}]\n",
            )
        ],
        "unused-group",
        "/scales/agree/groups/0",
    ),
    ([("    missing: [dont-know]\n", "")], "no-missing-reason", "/scales/agree"),
    ([("      minimum_answered: 3\n", "")], "no-minimum", "/dimensions/0/scoring"),
    (
        [("  citation: Our organization (2024). The mood of the team.\n", "")],
        "no-citation",
        "/rights",
    ),
    ([("wording: ours", "wording: licensed")], "no-licence", "/rights"),
    ([("provenance: ours", "provenance: published")], "no-source-published", "/provenance"),
    (
        [("    kind: ordinal\n", "    kind: ordinal\n    provenance: reconstructed\n")],
        "no-source-reconstructed",
        "/scales/agree/provenance",
    ),
    (
        [
            ("at_least: 0", "at_least: 1"),
            ("score: 0, level: low", "score: 2, level: low"),
            ("tired: A}", "tired: C}"),
        ],
        "score-without-level",
        f"{CUTOFFS}/0/at_least",
    ),
    (
        [
            (
                "cutoffs:\n",
                "cutoffs:\n          - {at_least: -2, id: none, title: {fr: un, en: one}}\n",
            )
        ],
        "unreachable-level",
        f"{CUTOFFS}/0",
    ),
    (
        [
            ("at_least: 4", f"at_least: 2\n{BETWEEN}          - at_least: 4"),
        ],
        "unproved-level",
        "/dimensions/0/scoring/levels",
    ),
]


@pytest.mark.parametrize(("slips", "code", "pointer"), NOTICES)
def test_what_is_doubtful_is_told_without_refusing(
    slipped: Slipped, slips: list[Slip], code: str, pointer: str
) -> None:
    """What an author may want to look over is told in its place, and the instrument stands."""
    found = slipped(*slips)
    assert told(found) == []
    assert (f"authoring-{code}", pointer) in told(found, "notice")
    assert found.instrument is not None


def test_a_level_between_two_scores_is_out_of_reach(slipped: Slipped) -> None:
    """A sum of whole numbers has nothing between 2.25 and 3, though both are in its range."""
    found = slipped(("at_least: 4", f'at_least: "9/4"\n{BETWEEN}          - at_least: 3'))
    assert told(found, "notice") == [("authoring-unreachable-level", f"{CUTOFFS}/1")]


def test_parts_that_are_missing_altogether_are_told(slipped: Slipped) -> None:
    """Without use, dimensions' items or vectors each gap is named, once."""
    use = SOUND[SOUND.index("use:\n") : SOUND.index("scales:\n")]
    vectors = SOUND[SOUND.index("vectors:\n") :]
    found = slipped(
        (use, ""),
        (vectors, ""),
        (
            "    items: [listened, trust, tired]\n    scoring",
            "    items: [listened, tired]\n    scoring",
        ),
        ("minimum_answered: 3", "minimum_answered: 2"),
    )
    codes = [code.removeprefix("authoring-") for code, _ in told(found, "notice")]
    assert sorted(codes) == ["item-in-no-dimension", "no-use", "no-vectors"]


def test_all_stages_are_told_at_once(slipped: Slipped) -> None:
    """A refused part keeps nobody from hearing of the others: form, sense and advice together."""
    found = slipped(
        ("kind: ordinal", "kind: ordinal\n    colour: red"),
        ("fr: Chacun répond", "fr: TODO"),
        ("      en: I am worn out.\n", ""),
        ("items: [listened, trust, tired]\nitems", "items: [listened, trust, tierd]\nitems"),
    )
    assert set(told(found)) >= {
        ("unknown-key", "/scales/agree/colour"),
        ("incomplete-language", "/items/2/text"),
        ("unknown-item-suggestion", "/sections/0/items/2"),
    }
    assert ("authoring-leftover", "/use/modes/0/title/fr") in told(found, "notice")


def test_what_stands_under_a_misspelt_key_is_looked_at(slipped: Slipped) -> None:
    """A key that comes near a known one is taken for it, and its own lines are pointed at."""
    found = slipped(
        ("scales:\n", "scale:\n"), ("D’accord, en: Agree", "D’accord"), ("score: 6", "score: 5")
    )
    assert told(found) == [
        ("unknown-key-suggestion", "/scale"),
        ("incomplete-language", "/scale/agree/choices/0/label"),
        ("vector-mismatch", "/vectors/0/scores/climate"),
    ]


def test_a_key_given_twice_hides_nothing_else(slipped: Slipped) -> None:
    """Slips of syntax that leave the structure whole are told together with all others."""
    found = slipped(("id: team-mood\n", "id: team-mood\nid: other\n"), ("score: 6", "score: 5"))
    assert {code for code, _ in told(found)} == {"duplicate-key", "vector-mismatch"}


def test_a_wrong_example_is_told_beside_a_faulty_word(slipped: Slipped) -> None:
    """Words that lack a language do not hide that an example does not come out."""
    found = slipped(("      en: I am worn out.\n", ""), ("score: 6", "score: 5"))
    assert {code for code, _ in told(found)} == {"incomplete-language", "vector-mismatch"}


def test_a_json_file_has_lines_too(tmp_path: Path, appraiser: Appraiser) -> None:
    """Whoever writes JSON by hand is sent to a line as well."""
    path = tmp_path / "short.json"
    path.write_text('{\n  "schema": "rosace/instrument/1",\n  "id": "Short"\n}\n', "utf-8")
    found = check_up(str(path), appraiser)
    assert {each.line for each in found.problems if each.pointer == "/id"} == {3}


VIEW = """schema: rosace/instrument/1
id: closer
version: 1.0.0
title: {fr: De plus près, en: TODO}
languages: [fr, en]
provenance: ours
rights: {holder: Us, wording: ours, citation: Us}
based_on: diagnostic
items:
  - id: more
    type: choice
    scale: abcd
    text: {fr: Quoi d’autre, en: What else}
"""


def test_a_view_is_told_of_its_own_parts(tmp_path: Path, appraiser: Appraiser) -> None:
    """Findings of a view stand at its own lines; what its base brings is not its author's."""
    path = tmp_path / "closer.yaml"
    path.write_text(VIEW, "utf-8")
    found = {each.code: each for each in check_up(str(path), appraiser).problems}
    assert found.keys() == {"unknown-scale", "item-in-no-section", "authoring-leftover"}
    assert (found["unknown-scale"].pointer, found["unknown-scale"].line) == ("/items/0/scale", 12)
    path.write_text(VIEW.replace("based_on: diagnostic", "based_on: nothing"), "utf-8")
    assert told(check_up(str(path), appraiser)) == [("view-base-missing", "/based_on")]


UNEVEN = {
    "kind": "ordinal",
    "choices": [{"code": each, "value": int(each), "label": {"en": each}} for each in "125"],
}
SCORES: list[tuple[dict[str, Any], bool, str]] = [
    ({"method": "sum"}, False, "2 3 4 6 7 10"),
    ({"method": "sum"}, True, "1 2 3 4 5 6 7 10"),
    ({"method": "sum", "reverse": ["one"]}, False, "2 3 5 6 7 9 10"),
    ({"method": "sum", "minimum_answered": 1}, False, "1 2 3 4 5 6 7 10"),
    ({"method": "sum", "prorate": True}, False, "2 3 4 6 7 10"),
    ({"method": "mean", "minimum_answered": 1}, False, "1 3/2 2 3 7/2 5"),
    ({"method": "count", "of": ["5"]}, False, "0 1 2"),
    (
        {"method": "weighted-mean", "weights": {"one": 1, "two": 3}},
        False,
        "1 5/4 7/4 2 11/4 4 17/4 5",
    ),
]


@pytest.mark.parametrize(("scoring", "conditional", "expected"), SCORES)
def test_scores_that_can_come_out_are_known(
    scoring: dict[str, Any],
    conditional: bool,  # noqa: FBT001  # a case of the table
    expected: str,
) -> None:
    """Two items that count 1, 2 or 5 give these scores, worked out by hand, blanks included."""
    items: list[dict[str, Any]] = [
        {"id": each, "type": "choice", "scale": "uneven"} for each in ("one", "two")
    ]
    if conditional:
        items[1]["when"] = {"item": "one", "answered": True}
    dimension = {"id": "d", "title": {"en": "D"}, "items": ["one", "two"], "scoring": scoring}
    instrument = sketch(items, scales={"uneven": UNEVEN}, dimensions=[dimension])
    reached = attainable(instrument, instrument.dimensions[0])
    assert reached is not None
    assert reached.scores == {Fraction(each) for each in expected.split()}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_no_score_is_beyond_what_is_said_to_be_attainable(data: st.DataObject) -> None:
    """Whatever is answered, a score is one of those that can come out.

    An answer is held against a bound as the nearest number that JSON can hold.
    """
    instrument = data.draw(instruments())
    response = data.draw(responses(instrument))
    scores = scorer(instrument)(response.answers)
    for dimension in instrument.all_dimensions():
        score, reached = scores.get(dimension.id), attainable(instrument, dimension)
        if isinstance(score, Numeric) and score.score is not None:
            assert reached is not None
            assert reached.scores is None or score.score in reached.scores
            assert reached.low is None or float(reached.low) <= float(score.score)
            assert reached.high is None or float(score.score) <= float(reached.high)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_ends_with_the_form_and_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """An author reads the form as respondents will, in the language spoken."""
    path = tmp_path / "team-mood.yaml"
    path.write_text(SOUND, "utf-8")
    assert run(["check", str(path), "--lang", language]) == 0
    said = capsys.readouterr().out
    wording = {"fr": "2. J’ai confiance dans l’équipe.", "en": "2. I trust the team."}
    assert wording[language] in said
    assert said.count("( )") == 12
    assert re.search(r"\b0\b.*\b0\b", said.splitlines()[-1])
    assert run(["check", str(path), "--lang", language, "--no-preview"]) == 0
    assert wording[language] not in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_are_told_in_the_language_of_the_author(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """Every kind of advice has words, all filled in, with its place and its code."""
    path = tmp_path / "team-mood.yaml"
    for slips, code, pointer in NOTICES:
        path.write_text(spoilt(*slips), "utf-8")
        assert run(["check", str(path), "--lang", language, "--no-preview"]) == 0
        said = capsys.readouterr().out
        assert f"[authoring-{code}]" in said
        assert pointer in said
        assert not re.search(r"\{[a-z_]+\}", said)


def test_programs_read_the_findings_of_several_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json stdout is one document with the findings of all files, as validate has them."""
    for name, slips in (
        ("a", []),
        ("b", [("score: 6", "score: 5"), ("wording: ours", "wording: licensed")]),
    ):
        (tmp_path / f"{name}.yaml").write_text(spoilt(*slips), "utf-8")
    files = [str(tmp_path / f"{name}.yaml") for name in "ab"]
    assert run(["check", *files, "diagnostic", "--json", "--lang", "en"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["errors"], found["notices"]) == (1, 1)
    assert {problem["file"] for problem in found["problems"]} == {files[1]}
    keys = {
        "code",
        "severity",
        "file",
        "row",
        "line",
        "column",
        "cell",
        "heading",
        "pointer",
        "message",
        "advice",
    }
    assert all(problem.keys() == keys for problem in found["problems"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["nothing.yaml", "dignostic", "."])
def test_what_is_no_instrument_is_wrong_use(
    capsys: pytest.CaptureFixture[str], name: str, language: str
) -> None:
    """A file or id that is not there ends as wrong use everywhere does."""
    assert run(["check", name, "--lang", language]) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert said.out + said.err


@pytest.mark.parametrize(("language", "said"), [("fr", "Pour un tel"), ("en", "For such a")])
@pytest.mark.parametrize("kind", [each for each in DOCUMENTS if each != "instrument"])
def test_another_document_is_told_what_it_is(
    kind: str, language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A study, or any other document, is one finding, with the command that looks at it."""
    path = tmp_path / "other.yaml"
    path.write_text(f"schema: rosace/{kind}/1\nid: other\n", "utf-8")
    assert run(["check", str(path), "--lang", language]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert f"rosace/{kind}/1" in shown
    assert said in shown
    assert "missing-key" not in shown


def test_files_beside_a_wrong_name_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is nothing ends as wrong use, and what else was named is checked first."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(SOUND, "utf-8")
    paths = [str(tmp_path / f"{name}.yaml") for name in ("a", "b")]
    assert run(["check", paths[0], "nowhere", paths[1], "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert all(f"{path}: 0 errors" in said.out for path in paths)
    assert "nowhere" in said.err
    assert run(["check", paths[0], "nowhere", "--json", "--lang", "en"]) == 2
    assert json.loads(capsys.readouterr().out)["errors"] == 0


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_file_of_another_format_is_told_as_such(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A workbook in an instrument's place is a file that cannot be read, not an unknown name."""
    (tmp_path / "tool.xlsx").write_bytes(b"PK")
    assert run([command, str(tmp_path / "tool.xlsx"), "--lang", "en"]) in {1, 2}
    said = capsys.readouterr()
    assert "unknown-format" in said.out + said.err
    assert ".yaml" in said.out + said.err
