"""What ``rosace board`` promises: every card filed, nobody named, no board written over."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.appraising import make_study
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.response import Record, Response
from rosace.study import Disclosure
from rosace.testing import people
from rosace.values import evolve

Call = Callable[..., tuple[int, str, str]]
MAPPING = """\
schema: rosace/mapping/1
instrument: review-cards
columns:
  - {column: Nom, to: '@respondent'}
  - {column: Où, to: column, values: {garder: keep, jeter: discard}}
  - {column: Quoi, to: text}
"""


def board(
    appraiser: Appraiser, instrument: Instrument, path: Path
) -> tuple[Response, list[dict[str, Any]]]:
    """Return the board of a file, checked, and its entries."""
    (found,) = appraiser.read(path, instrument)
    rows = found.answers["entries"].value
    assert isinstance(rows, tuple)
    return found, [dict(row.fields) for row in rows if isinstance(row, Record)]


def forms(path: Path, *wanted: tuple[str, str]) -> None:
    """Write forms that are filled in, each with one card and the wave that it is of."""
    documents = [
        {
            "schema": "rosace/response/1",
            "id": f"r{number}",
            "instrument": "review-cards",
            "version": "1.0.0",
            "wave": wave,
            "respondent": {"id": f"Personne {number}", "kind": "individual"},
            "answers": {"cards": [{"id": "c1", "column": "keep", "text": text}]},
        }
        for number, (text, wave) in enumerate(wanted)
    ]
    path.write_text(json.dumps(documents), encoding="utf-8")


@pytest.mark.parametrize("suffix", ["yaml", "json", "ndjson"])
def test_filled_in_forms_become_a_board(
    call: Call, here: Path, appraiser: Appraiser, instrument: Instrument, suffix: str
) -> None:
    """The board is the group's, of the wave of its cards, and tells nothing of who wrote them."""
    forms(here / "cards.json", ("Le parc", "2024"), ("le  parc", "2024"), ("Autre x3", "2024"))
    out = here / f"board.{suffix}"
    status, printed, said = call("board", "cards.json", "--out", out.name, "--lang", "en")
    assert (status, printed) == (0, "")
    assert "Cards received: 5; ideas on the board: 2." in said
    found, entries = board(appraiser, instrument, out)
    assert (found.wave, found.respondent.kind) == ("2024", "collective")
    assert entries == [
        {"column": "keep", "text": "Autre", "multiplicity": 3},
        {"column": "keep", "text": "Le parc", "multiplicity": 2},
    ]
    assert "Personne" not in out.read_text("utf-8")


def test_forms_in_any_order_make_the_same_file(call: Call, here: Path) -> None:
    """Who sent cards first cannot be read off the board."""
    for name, texts in (("one", "ABC"), ("two", "CAB")):
        forms(here / f"{name}.json", *((text, "w1") for text in texts))
        assert call("board", f"{name}.json", "--out", f"{name}.yaml")[0] == 0
    assert (here / "one.yaml").read_bytes() == (here / "two.yaml").read_bytes()


def test_a_board_that_is_there_is_never_written_over(call: Call, here: Path) -> None:
    """Votes and decisions of a group are not lost to a second call; the file stays as it was."""
    forms(here / "cards.json", ("Le parc", "w1"))
    (here / "board.yaml").write_text("précieux", encoding="utf-8")
    for language, word in (("fr", "existe déjà"), ("en", "already there")):
        status, printed, said = call("board", "cards.json", "--lang", language)
        assert (status, printed) == (2, "")
        assert word in said
    assert (here / "board.yaml").read_text("utf-8") == "précieux"


def test_cards_of_several_waves_need_a_choice(
    call: Call, here: Path, appraiser: Appraiser, instrument: Instrument
) -> None:
    """The wave is never guessed; cards of other waves are counted as left out."""
    forms(here / "cards.json", ("A", "w1"), ("B", "w2"), ("C", "w2"))
    status, _, said = call("board", "cards.json", "--lang", "en")
    assert (status, "w1, w2" in said) == (2, True)
    status, _, said = call("board", "cards.json", "--wave", "w9", "--lang", "en")
    assert (status, "w9" in said) == (2, True)
    assert not (here / "board.yaml").exists()
    status, _, said = call("board", "cards.json", "--wave", "w2", "--lang", "en")
    assert (status, "1 response of another wave" in said) == (0, True)
    assert [each["text"] for each in board(appraiser, instrument, here / "board.yaml")[1]] == [
        "B",
        "C",
    ]


def test_a_refused_card_stops_all_unless_the_others_may_go_on(call: Call, here: Path) -> None:
    """Nothing is filed by halves, and with --keep-valid what was refused is kept apart."""
    forms(here / "cards.json", ("A", "w1"), ("", "w1"))
    status, _, said = call("board", "cards.json", "--lang", "en")
    assert (status, (here / "board.yaml").exists()) == (1, False)
    assert "refused" in said
    assert call("board", "cards.json", "--keep-valid")[0] == 0
    assert len((here / "cards.json.rejected.ndjson").read_text("utf-8").splitlines()) == 1


@pytest.fixture
def tables() -> None:
    """Skip where no plugin reads tables."""
    if not any(".csv" in each.suffixes for each in Appraiser().host.importers.values()):
        pytest.skip("no plugin reads tables here")


@pytest.mark.usefixtures("tables")
def test_a_table_holds_one_card_a_row(
    call: Call, here: Path, appraiser: Appraiser, instrument: Instrument
) -> None:
    """Headings and columns may be words; several rows of one person are cards all the same."""
    (here / "cards.csv").write_text(
        "@respondent,column,Votre idée,signature\n"
        "Camille,Je garde,Le parc ×2,\n"
        "Camille,Throw away,Le bruit,Table A\n",
        encoding="utf-8",
    )
    status, _, said = call("board", "cards.csv", "--wave", "w1", "--lang", "en")
    assert status == 0, said
    assert "numbered" not in said
    assert board(appraiser, instrument, here / "board.yaml")[1] == [
        {"column": "keep", "text": "Le parc", "multiplicity": 2},
        {"column": "discard", "text": "Le bruit", "author": "Table A"},
    ]
    assert "Camille" not in (here / "board.yaml").read_text("utf-8")


@pytest.mark.usefixtures("tables")
def test_a_foreign_table_comes_in_through_a_mapping(
    call: Call, here: Path, appraiser: Appraiser, instrument: Instrument
) -> None:
    """Columns of any name are cards where a mapping says so; who wrote them stays out."""
    (here / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (here / "cards.csv").write_text(
        "Nom,Où,Quoi\nCamille,garder,Le parc x2\nCamille,jeter,Le bruit\n", encoding="utf-8"
    )
    status, _, said = call("board", "cards.csv", "--mapping", "mapping.yaml", "--lang", "en")
    assert status == 0, said
    assert [each["text"] for each in board(appraiser, instrument, here / "board.yaml")[1]] == [
        "Le parc",
        "Le bruit",
    ]


def test_no_report_says_what_a_card_says(appraiser: Appraiser, here: Path) -> None:
    """Of the private form a report tells how many people sent cards, and not a word of theirs."""
    cards = appraiser.instrument("review-cards")
    rows = [
        {"cards": [{"id": "c1", "column": "keep", "text": f"Mot {n}", "signature": f"Nom {n}"}]}
        for n in range(12)
    ]
    responses = people(cards, rows)
    study = make_study([RowHolding(cards, responses)], [])
    for mode in ("protected", "open"):
        told = evolve(study, disclosure=Disclosure(mode=mode))  # type: ignore[arg-type]  # both modes
        each = appraiser.appraise(cards, responses, study=told)
        out = appraiser.export(each, "json", here / "report.json", audience="facilitator")
        said = out.read_text("utf-8")
        assert "Mot " not in said
        assert "Nom " not in said
        assert {received.persons for received in each.provenance.received} == {12}
