"""What proposing promises: each column is accounted for, and each row of the file is accepted."""

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.intake import Intake, Taken
from rosace.mapping import FileMapping
from rosace_authoring.beginning.accounting import explain
from rosace_authoring.beginning.known_words import FAMILIES, MISSING, YES_NO, family_of, folded
from rosace_authoring.beginning.proposing import Proposed, propose_instrument

IMPORTERS = tuple(Appraiser().host.importers.values())
DATA = Path(os.environ.get("ROSACE_DATA") or Path(__file__).parents[4] / "shared" / "data")
pytestmark = pytest.mark.skipif(not IMPORTERS, reason="no plugin at hand reads tables")

FRENCH = """\
Horodateur;Courriel;Secteur;Q1. Chaque voix est entendue;Q2. Nos buts sont clairs;Présent(e)?;\
Rencontres;Durée (h);Moyens;Arrivée;Commentaires;Vide;Note
2024/05/01 10:11:12;a@b.ca;Santé;Tout à fait d'accord;D'accord;Oui;3;1,5;Courriel, Téléphone;\
14/05/2024;Bien;;1
2024/05/01 10:12:12;b@b.ca;Éducation;D'accord;Plutôt en désaccord;Non;12;2;Courriel;03/02/2024;\
Rien à dire;;2
2024/05/01 10:13:12;c@b.ca;Santé;NSP;D’accord;Oui;99;0,75;Rencontres, Courriel;22/03/2024;;;5
2024/05/01 10:14:12;d@b.ca;Santé;Pas d'accord;N/A;Oui;4;2,25;Téléphone;01/01/2024;Ça va;;4
2024/05/01 10:15:12;e@b.ca;Éducation;D'accord;D'accord;non;7;3;Rencontres, Téléphone;30/06/2024;\
Un plus long commentaire, avec virgule;;4
"""
ENGLISH = """\
id,Consent,How often do you meet?,Quality,Grade,Born,Share,@sector,@wave,Follow-up@comment,Follow-up
r-01,yes,Sometimes,Good,A,1984,0.5,health,w1,because,true
r-02,no,always,Very good,B,1990,1.25,health,w1,,false
r-03,yes,Never,Poor,C,1979,2,school,w1,,true
r-04,yes,,Good,A,2001,.,school,w1,see above,true
r-05,don't know,Often,n/a,B,1966,3.5,health,w1,,false
"""


def propose(folder: Path, text: str, language: str = "fr", encoding: str = "utf-8") -> Proposed:
    """Return what is proposed for a table."""
    file = folder / "answers.csv"
    file.write_bytes(text.encode(encoding))
    return propose_instrument("my-tool", str(file), language, IMPORTERS)


def take(proposed: Proposed, file: Path) -> Taken:
    """Read the file with what was proposed."""
    mapping = None if proposed.mapping is None else structure(proposed.mapping, FileMapping)
    instrument = structure(proposed.document, Instrument)
    return Intake(instrument=instrument, importers=IMPORTERS).take(file, mapping)


def items(proposed: Proposed) -> dict[str, Any]:
    """Return the proposed items by id."""
    return {item["id"]: item for item in proposed.document["items"]}


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_a_french_form_becomes_an_instrument(tmp_path: Path, encoding: str) -> None:
    """Types, scale, dates, decimals and missing codes of a real-looking form are understood."""
    proposed = propose(tmp_path, FRENCH, encoding=encoding)
    found = items(proposed)
    assert {item: held["type"] for item, held in found.items()} == {
        "secteur": "choice",
        "q1": "choice",
        "q2": "choice",
        "present-e": "yes-no",
        "rencontres": "integer",
        "duree-h": "number",
        "moyens": "multiple-choice",
        "arrivee": "date",
        "commentaires": "text",
        "note": "integer",
    }
    assert found["q1"]["scale"] == found["q2"]["scale"] == "agreement"
    assert (found["rencontres"]["minimum"], found["rencontres"]["maximum"]) == (3, 12)
    labels = [each["label"]["fr"] for each in proposed.document["scales"]["agreement"]["choices"]]
    assert labels == ["Pas d'accord", "Plutôt en désaccord", "D'accord", "Tout à fait d'accord"]
    kept = {each.heading: each.kept for each in proposed.accounted}
    assert [heading for heading, to in kept.items() if to is None] == [
        "Horodateur",
        "Courriel",
        "Vide",
    ]
    taken = take(proposed, tmp_path / "answers.csv")
    assert taken.rejected == ()
    answers = taken.responses[2].answers
    assert (answers["q1"].missing, answers["rencontres"].missing) == ("dont-know", "no-answer")
    assert answers["arrivee"].value == "2024-03-22"
    assert answers["duree-h"].value == 0.75
    assert taken.responses[0].answers["moyens"].value == ("Courriel", "telephone")
    assert taken.responses[2].answers["q2"].value == "d-accord"


def test_an_english_form_becomes_an_instrument(tmp_path: Path) -> None:
    """Ordered words, letters, years, reserved columns and comments keep their meaning."""
    proposed = propose(tmp_path, ENGLISH, "en")
    found = items(proposed)
    assert {item: held["type"] for item, held in found.items()} == {
        "consent": "yes-no",
        "how-often-do-you-meet": "choice",
        "quality": "choice",
        "grade": "choice",
        "born": "integer",
        "share": "number",
        "follow-up": "yes-no",
    }
    assert found["follow-up"]["comment"] == "allowed"
    assert found["consent"]["missing"] == ["dont-know"]
    codes = [each["code"] for each in proposed.document["scales"]["frequency"]["choices"]]
    assert codes == ["Never", "Sometimes", "Often", "always"]
    kept = {each.heading: each.kept for each in proposed.accounted}
    assert kept["@sector"] == "@attribute.sector"
    assert kept["Follow-up@comment"] == "follow-up@comment"
    assert kept["id"] is None
    taken = take(proposed, tmp_path / "answers.csv")
    assert taken.rejected == ()
    assert taken.responses[0].respondent.attributes == {"sector": "health"}
    assert taken.responses[0].answers["follow-up"].comment == "because"


def test_columns_with_the_same_answers_share_a_scale(tmp_path: Path) -> None:
    """A scale of numbers is one, in the order of numbers, also where a step was seldom chosen."""
    rows = ["a,b,c", *(f"{n % 5 + 1},{(n * 2) % 5 + 1},{n % 4 + 1}" for n in range(15))]
    proposed = propose(tmp_path, "\n".join(rows))
    assert list(proposed.document["scales"]) == ["from-1-to-5"]
    choices = proposed.document["scales"]["from-1-to-5"]["choices"]
    assert [(each["code"], each["value"]) for each in choices] == [(str(n), n) for n in range(1, 6)]
    assert proposed.mapping is None


def test_no_mapping_is_made_where_the_file_is_read_without(tmp_path: Path) -> None:
    """A mapping is proposed only where it changes what is read."""
    assert propose(tmp_path, "Aimez-vous?,Pourquoi?\noui,parce que\nnon,\n").mapping is None
    assert propose(tmp_path, "Aimez-vous?,Pourquoi?\nO,parce que\nN,\n").mapping is not None


def test_two_headings_never_make_one_id(tmp_path: Path) -> None:
    """Ids are distinct, also where headings differ by accents or case, or hold no letter."""
    proposed = propose(tmp_path, "Été,ete,ÉTÉ,???,!!!,ignore\na,b,c,d,e,f\nb,c,d,e,f,g\n")
    assert list(items(proposed)) == [
        "ete",
        "ete-2",
        "ete-3",
        "question-1",
        "question-2",
        "ignore-2",
    ]
    assert take(proposed, tmp_path / "answers.csv").rejected == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_became_of_each_column_is_said(tmp_path: Path, language: str) -> None:
    """There are as many accounts as columns, and each names its column."""
    proposed = propose(tmp_path, FRENCH, language)
    said = [explain(each, language) for each in proposed.accounted]
    assert len(said) == len(FRENCH.splitlines()[0].split(";"))
    assert all(each.heading in words for each, words in zip(proposed.accounted, said, strict=True))
    assert not any("{" in words for words in said)


def test_a_file_without_answers_is_refused(tmp_path: Path) -> None:
    """Where every column is blank or tells who answered, there is no instrument to make."""
    with pytest.raises(InvalidDocumentError) as raised:
        propose(tmp_path, "Nom,Courriel\nA B,a@b.ca\nC D,c@d.ca\n")
    assert [each.code for each in raised.value.problems] == ["authoring-no-answers"]


CELLS = (
    ["1", "2", "3", "4", "5", "99"],
    ["Oui", "Non", "oui", "NSP"],
    ["D'accord", "d’accord", "Pas d'accord", "N/A"],
    ["A", "B", "C", "a"],
    ["a; b", "b", "a", "a; a", "c ; b"],
    ["1,5", "2", "3,25", "1,234"],
    ["1.5", "2", "1,234"],
    ["2024-01-02", "2024-02-30", "2024-05"],
    ["14/05/2024", "01/02/2024", "31/02/2024"],
    ["Très bon", "très bon", "Tres bon", "Bon"],
    ["007", "7", "07"],
    ["true", "false", "1", "0"],
    ["-", "?", "."],
    ["@dont-know", "dont-know", "yes"],
    ["y", "n", "o"],
    ["1e5", "5", "-3"],
    ["a|b", "b", "|", "a"],
    ["Jamais", "Toujours", "Parfois", "toujours"],
    ["[1]", "{}", '["a"]'],
)
HEADINGS = (
    "Q1",
    "q1",
    "Âge",
    "id",
    "ignore",
    "q1@comment",
    "Q1@comment",
    "Nom",
    "note@missing",
    "é",
)
FREE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Generate tables as people and programs make them, headings first."""
    heads = draw(
        st.lists(
            st.sampled_from(HEADINGS) | FREE.filter(str.strip),
            min_size=2,
            max_size=5,
            unique_by=lambda each: folded(each).strip() or each,
        )
    )
    height = draw(st.integers(0, 12))
    columns = [
        draw(
            st.lists(
                st.sampled_from(draw(st.sampled_from(CELLS)))
                | (FREE if draw(st.booleans()) else st.just("")),
                min_size=height,
                max_size=height,
            )
        )
        for _ in heads
    ]
    return heads, [list(row) for row in zip(*columns, strict=True)]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(tables(), st.sampled_from([",", ";"]))
def test_the_instrument_accepts_every_row(
    table: tuple[list[str], list[list[str]]], separator: str
) -> None:
    """Whatever a table holds, what is proposed for it reads every row that can be read at all."""
    heads, rows = table
    held = io.StringIO()
    csv.writer(held, delimiter=separator).writerows([heads, *rows])
    with tempfile.TemporaryDirectory() as folder:
        try:
            proposed = propose(Path(folder), held.getvalue())
        except InvalidDocumentError as error:
            codes = {problem.code for problem in error.problems}
            assert codes == {"authoring-no-answers"} or all(c.startswith("tables-") for c in codes)
            return
        assert len(proposed.accounted) == len(heads)
        taken = take(proposed, Path(folder) / "answers.csv")
        found = [each for refused in taken.rejected for each in refused.problems]
        # Rows with more or fewer cells than headings are no rows of the table.
        assert {each.code for each in found} <= {"tables-ragged-row"}


def test_a_known_file_comes_out_as_it_was_made() -> None:
    """Of 2,800 people's answers every row is accepted, on one scale of six steps."""
    file = DATA / "bfi.csv"
    if not file.exists():
        reason = f"{file} is not here: set ROSACE_DATA to the folder of the shared data"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    proposed = propose_instrument("bfi", str(file), "en", IMPORTERS)
    kept = {each.heading: (each.kept, each.kind) for each in proposed.accounted}
    assert kept["rownames"] == (None, "identifier")
    assert kept["age"] == ("age", "integer")
    scales = [item.get("scale") for item in proposed.document["items"]]
    assert scales == ["from-1-to-6"] * 25 + ["from-1-to-2", "from-1-to-5", None]
    taken = take(proposed, file)
    assert (len(taken.responses), taken.rejected) == (2800, ())


def test_known_words_are_written_as_they_are_compared() -> None:
    """No word of the lists is missed for an accent or a capital, and no order is ambiguous."""
    for name, ranks in FAMILIES.items():
        words = [word for rank in ranks for word in rank]
        assert len(words) == len(set(words)), name
        assert all(folded(word) == word for word in words), name
    assert all(folded(word) == word for word in (*MISSING, *YES_NO))
    found = family_of(["Tout à fait d’accord", "Pas du tout d'accord", "D’ACCORD"])
    assert found is not None
    assert found[0] == "agreement"
    assert family_of(["Jamais", "peut-être"]) is None
