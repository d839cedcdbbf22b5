"""No byte of a report differs when a hidden answer changes, and no report names anyone."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.appraiser import Appraiser
from rosace.appraising import make_study
from rosace.conversion import unstructure
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.loading import dump_json
from rosace.report import Audience
from rosace.response import Response
from rosace.study import Study, Wave
from rosace.testing import people, sketch
from rosace.values import evolve

APPRAISER = Appraiser()
DIAGNOSTIC = APPRAISER.instrument("diagnostic")
ITEMS = tuple(item.id for item in DIAGNOSTIC.items)
CHOICES = [
    {"code": code, "value": value, "label": {"en": f"Choice {code}"}}
    for code, value in (("A", 3), ("B", 2), ("C", 1))
]
FLAGGED = sketch(
    [
        {"id": "q1", "type": "choice", "scale": "abc"},
        {
            "id": "when",
            "type": "date",
            "flag": {"when": {"item": "when", "equals": "2024-05-14"}, "text": {"en": "That day"}},
        },
    ],
    scales={"abc": {"kind": "ordinal", "choices": CHOICES}},
)
CODE = st.sampled_from(["A", "B", "C", {"missing": "dont-know"}])


def sheets(size: int, code: str = "B") -> list[dict[str, Any]]:
    """Return sheets of people who answer every item of the diagnostic tool alike."""
    return [dict.fromkeys(ITEMS, code) for _ in range(size)]


def written(
    responses: Sequence[Response],
    change: Callable[[Study], Study] = lambda study: study,
    audience: Audience | None = None,
    instrument: Instrument = DIAGNOSTIC,
    folder: Path | None = None,
) -> bytes:
    """Return the JSON of the whole report, or of what an audience gets of it."""
    study = change(
        make_study([RowHolding(instrument, responses)], [("sector",)] if sectors(responses) else [])
    )
    report = APPRAISER.appraise(instrument, responses, language="fr", study=study)
    if audience is None or folder is None:
        return dump_json(unstructure(report))
    path = APPRAISER.export(report, "json", folder / f"{audience}.json", audience=audience)
    return path.read_bytes()


def sectors(responses: Sequence[Response]) -> bool:
    """Say whether sectors are known."""
    return any("sector" in each.respondent.attributes for each in responses)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, CODE)), min_size=4, max_size=4))
@settings(max_examples=8)
def test_a_group_of_four_tells_nothing(given_sheets: list[dict[str, Any]]) -> None:
    """Whatever four people answer and remark, the report is the same to the last byte."""
    spoken = [{**sheet, "q01": {"value": "A", "comment": "candid"}} for sheet in given_sheets]
    assert written(people(DIAGNOSTIC, spoken)) == written(people(DIAGNOSTIC, sheets(4)))


@pytest.mark.parametrize("code", ["A", "B", "C"])
@given(item=st.sampled_from(ITEMS), odd=CODE)
@settings(max_examples=5)
def test_eight_of_eight_read_as_seven_of_eight(code: str, item: str, odd: object) -> None:
    """One partner who differs from seven of a mind changes no byte of the report."""
    differing = {**sheets(1, code)[0], item: odd}
    unanimous = written(people(DIAGNOSTIC, sheets(8, code)))
    assert written(people(DIAGNOSTIC, [*sheets(7, code), differing])) == unanimous


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS, CODE)), min_size=12, max_size=12))
@settings(max_examples=4)
def test_an_open_wave_tells_nothing_but_its_number(given_sheets: list[dict[str, Any]]) -> None:
    """Before a wave is closed the report is the same whatever came in."""

    def still_open(study: Study) -> Study:
        return evolve(study, waves=(Wave(id="w1"),))

    one, other = people(DIAGNOSTIC, given_sheets), people(DIAGNOSTIC, sheets(12))
    assert written(one, still_open) == written(other, still_open)
    assert written(one[:11], still_open) != written(other, still_open)


def test_an_open_wave_beside_a_closed_one_tells_nothing() -> None:
    """The closed wave is shown in full, and the open one only numbered."""

    def second_open(study: Study) -> Study:
        return evolve(study, waves=(Wave(id="w1", closed=True), Wave(id="w2")))

    closed = people(DIAGNOSTIC, sheets(8))
    found = {
        written((*closed, *renamed(people(DIAGNOSTIC, sheets(8, code), wave="w2"))), second_open)
        for code in ("A", "C")
    }
    assert len(found) == 1


def renamed(responses: Sequence[Response]) -> tuple[Response, ...]:
    """Return the responses of other people."""
    return tuple(
        evolve(each, respondent=evolve(each.respondent, id=f"other-{each.respondent.id}"))
        for each in responses
    )


def test_remarks_of_nine_people_are_not_read() -> None:
    """Below ten people no remark changes the report, nor does who remarked."""
    silent = people(DIAGNOSTIC, sheets(9))
    spoken = [{**each, "q05": {"value": "B", "comment": "candid"}} for each in sheets(9)]
    assert written(people(DIAGNOSTIC, spoken)) == written(silent)


def test_a_small_subgroup_tells_nothing_of_its_own() -> None:
    """Two people who swap their answers across sectors too small to show change no byte."""
    known = [{"attributes": {"sector": "ab"[index % 2]}} for index in range(8)]
    half = [*sheets(4, "A"), *sheets(4, "C")]
    swapped = [*half[1:], half[0]]
    assert written(people(DIAGNOSTIC, half, known=known)) == written(
        people(DIAGNOSTIC, swapped, known=known)
    )


def test_what_is_the_facilitators_does_not_reach_the_group(tmp_path: Path) -> None:
    """A flag that the facilitator sees raised changes nothing in the group's report."""
    found: dict[Audience, set[bytes]] = {"group": set(), "public": set(), "facilitator": set()}
    for day in ("2024-05-14", "2024-05-15"):
        responses = people(FLAGGED, [{"q1": "A", "when": day} for _ in range(12)])
        for audience, held in found.items():
            held.add(written(responses, audience=audience, instrument=FLAGGED, folder=tmp_path))
    assert {audience: len(held) for audience, held in found.items()} == {
        "group": 1,
        "public": 1,
        "facilitator": 2,
    }
    assert not any(b"core.flags" in held for held in found["group"] | found["public"])


SECRETS: Mapping[str, str] = {
    "respondent": "pseudonym-zx",
    "organization": "organization-zx",
    "comment": "remark-zx",
    "response": "response-zx",
}


def told(size: int) -> tuple[Response, ...]:
    """Return responses each of which holds every secret, with a number of its own."""
    made = people(
        DIAGNOSTIC,
        [
            {**each, "q01": {"value": "A", "comment": f"remark-zx-{index}"}}
            for index, each in enumerate(sheets(size))
        ],
        known=[
            {"organization": f"organization-zx-{index}", "attributes": {"sector": "ab"[index % 2]}}
            for index in range(size)
        ],
    )
    return tuple(
        evolve(
            each,
            id=f"response-zx-{index}",
            respondent=evolve(each.respondent, id=f"pseudonym-zx-{index}"),
        )
        for index, each in enumerate(made)
    )


@pytest.mark.parametrize("exporter", ["json", "yaml", "html", "markdown", "csv", "svg"])
def test_no_format_of_a_report_names_anyone(exporter: str, tmp_path: Path) -> None:
    """Pseudonyms, organizations, remarks and responses of eight people are in none of its files."""
    responses = told(8)
    report = APPRAISER.appraise(DIAGNOSTIC, responses, language="fr", by=["sector"])
    path = APPRAISER.export(report, exporter, tmp_path / "out", audience="facilitator")
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    assert files
    for file in files:
        content = file.read_text(encoding="utf-8")
        assert [name for name, secret in SECRETS.items() if secret in content] == [], file


def test_ten_people_are_quoted_and_still_not_named() -> None:
    """From ten people on remarks are read, without any of who made them."""
    content = written(told(10)).decode()
    assert [name for name, secret in SECRETS.items() if secret in content] == ["comment"]


def test_remarks_are_a_table_that_every_format_carries(tmp_path: Path) -> None:
    """Each comment is a row with its item and its wave, in the files of a spreadsheet too."""
    report = APPRAISER.appraise(DIAGNOSTIC, told(10), language="fr")
    folder = APPRAISER.export(report, "csv", tmp_path / "out")
    said = "".join(each.read_text(encoding="utf-8") for each in sorted(folder.rglob("*remarks*")))
    assert [index for index in range(10) if f"remark-zx-{index}" not in said] == []
