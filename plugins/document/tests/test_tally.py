"""What the tally sheet promises: a pencil that follows it gets the figures of the program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.building import identifier
from rosace.conditions import shown
from rosace.distributions import missing_keys
from rosace.instrument import Instrument
from rosace.report import Report, Table
from rosace.response import Answer, Respondent, Response
from rosace.scoring import codes_of
from rosace.strategies import answers, instruments
from rosace.study import Disclosure, Study, StudyInstrument, Subject, Wave
from rosace.tally import MISSING_MARK, NONE_PICKED
from rosace.testing import sketch
from rosace_document.assembling import parts_of, set_paper
from rosace_document.parts import Asked
from rosace_document.tally_data import tally

APPRAISER = Appraiser()
Filled = Mapping[str, Answer]
Sheet = Mapping[str, Any]


def sheet_of(instrument: Instrument) -> Sheet:
    """Return what the tally sheet of an instrument says."""
    (part,) = tally(Asked(instrument=instrument, language="en"))
    return part.data


def report_on(
    instrument: Instrument, filled: Sequence[Filled], limits: Disclosure | None = None
) -> Report:
    """Return the program's report on filled forms, all of it open unless there are limits."""
    study = Study(
        id="s",
        title={"en": "S"},
        subject=Subject(id="t", title={"en": "T"}),
        instruments=(StudyInstrument(id=instrument.id),),
        waves=(Wave(id="w1", closed=True),),
        disclosure=limits or Disclosure(mode="open"),
    )
    responses = [
        Response(
            id=f"r{number}",
            instrument=instrument.id,
            version=instrument.version,
            wave="w1",
            respondent=Respondent(id=f"p{number}", kind="individual"),
            answers=held,
        )
        for number, held in enumerate(filled)
    ]
    return APPRAISER.appraise(instrument, responses, study=study)


def tables_of(report: Report) -> dict[str, Table]:
    """Return the tables of a report by id."""
    blocks = (block for section in report.sections for block in section.blocks)
    return {block.id: block for block in blocks if isinstance(block, Table)}


def printed(number: str) -> Fraction:
    """Return a number as it is read off the sheet."""
    return Fraction(number.replace(",", ""))


def keys(given: Answer | None, *, asked: bool) -> list[str]:
    """Return the boxes of its row that an answer gets a stroke in."""
    if not asked:
        return [f"{MISSING_MARK}not-shown"]
    if given is None or given.value is None:
        return [f"{MISSING_MARK}{(given and given.missing) or 'no-answer'}"]
    if isinstance(given.value, bool):
        return ["yes" if given.value else "no"]
    if isinstance(given.value, tuple):
        return list(given.value) or [NONE_PICKED]
    return [str(given.value)]


def strokes(instrument: Instrument, filled: Sequence[Filled], item: str) -> Counter[str]:
    """Return how many strokes each box of an item's row has, form by form."""
    found: Counter[str] = Counter()
    for held in filled:
        found.update(keys(held.get(item), asked=item in shown(instrument, held)))
    return found


def worth(value: Sheet, given: Answer | None) -> Fraction | None:
    """Return what the sheet says that an answer counts for; None for an empty box."""
    if given is None or given.value is None:
        return None
    if value["itself"]:
        number = Fraction(str(given.value))
        return number if value["minus"] is None else printed(value["minus"]) - number
    (key,) = keys(given, asked=True)
    said = {choice["key"]: choice["value"] for choice in value["choices"]}
    return printed(said[key]) if key in said else None


def score(instrument: Instrument, dimension: Sheet, held: Filled) -> Fraction | None:
    """Return the score of one form, step by step as the sheet tells it."""
    visible = shown(instrument, held)
    asked = [value for value in dimension["values"] if value["item"] in visible]
    given = [(value, worth(value, held.get(value["item"]))) for value in asked]
    answered = [(value, number) for value, number in given if number is not None]
    least = len(asked) if dimension["least"] is None else dimension["least"]
    if not answered or len(answered) < least:
        return None
    weights = [printed(value["weight"] or "1") for value, _ in answered]
    total = sum(n * w for (_, n), w in zip(answered, weights, strict=True))
    if dimension["averaged"]:
        return Fraction(total) / sum(weights)
    return Fraction(total * len(asked), len(answered)) if dimension["prorated"] else Fraction(total)


def level(dimension: Sheet, number: Fraction) -> str | None:
    """Return the last level whose lower bound, as printed, a number reaches."""
    reached = [each for each in dimension["levels"] if number >= printed(each["at_least"])]
    return reached[-1]["level"] if reached else None


def lows(row: Sequence[Any], start: int, length: int) -> list[float | None]:
    """Return the numbers of some cells of a report's row."""
    return [getattr(cell, "low", None) for cell in row[start : start + length]]


def compare_counts(
    instrument: Instrument, sheet: Sheet, found: Mapping[str, Table], filled: Sequence[Filled]
) -> int:
    """Compare each box of the sheet with the report's tables, and return how many there were."""
    boxes = 0
    for table in sheet["tables"]:
        first = instrument.item(table["rows"][0]["item"])
        name = first.scale or "yes-no"
        alike = [item for item in instrument.items
                 if item.scale == first.scale and item.type == first.type]  # fmt: skip
        wanted = found[identifier("items", f"{name}-picks" if table["several"] else name)]
        order = (*codes_of(instrument, first), *missing_keys(instrument, alike))
        reported = {item.id: row for item, row in zip(alike, wanted.rows, strict=True)}
        for row in table["rows"]:
            counted = strokes(instrument, filled, row["item"])
            cells = dict(zip(order, lows(reported[row["item"]], 3, len(order)), strict=True))
            for key in row["keys"]:
                assert cells[key] == counted[key]
                boxes += 1
            assert sum(counted[key] for key in row["keys"]) == counted.total()
    return boxes


def compare_scores(
    instrument: Instrument, sheet: Sheet, found: Mapping[str, Table], filled: Sequence[Filled]
) -> None:
    """Compare the mean and median scores, and the levels, with those of the report."""
    scored = {each["dimension"]: each for each in sheet["scores"]}
    ordered = [each.id for each in instrument.all_dimensions() if each.id in scored]
    assert bool(ordered) == ("scores" in found)
    placed = {each: row for name, table in found.items() if name.startswith("levels-of-means")
              for each, row in ((repr(row[0].text), row) for row in table.rows)}  # fmt: skip
    for name, row in zip(ordered, found["scores"].rows if ordered else (), strict=True):
        dimension = scored[name]
        made = [score(instrument, dimension, held) for held in filled]
        numbers = [number for number in made if number is not None]
        persons, mean, middle = lows(row, 2, 3)
        assert persons == len(numbers)
        if not numbers:
            assert (mean, middle) == (None, None)
            continue
        average = sum(numbers) / len(numbers)
        assert mean == pytest.approx(float(average), rel=1e-12)
        assert middle == pytest.approx(float(median(numbers)), rel=1e-12)
        if dimension["applies_to"] == "score":
            counted = Counter(level(dimension, number) for number in numbers)
            rows = found[identifier("levels", name)].rows
            assert [lows(each, 3, 1)[0] for each in rows] == [
                counted[each["level"]] for each in dimension["levels"]
            ]
        elif dimension["applies_to"] == "group-mean":
            reached = level(dimension, average)
            cell = placed[repr(row[0].text)][3]
            titles = {each["level"]: each["title"] for each in dimension["levels"]}
            said = getattr(cell, "text", None)
            assert (said.localized["en"] if said else None) == titles.get(reached or "")


def compare_pooled(
    instrument: Instrument, sheet: Sheet, found: Mapping[str, Table], filled: Sequence[Filled]
) -> None:
    """Compare the answers that the sheet adds up, and their shares, with the report's."""
    names = [name for name in found if name.startswith("distributions-") or name == "blocks"]
    reported = [row for name in names for row in found[name].rows]
    pooled = [each for each in sheet["pooled"] if each["columns"]]
    assert bool(reported) == bool(pooled)
    for row in reported:
        title = getattr(row[0], "text", None)
        dimension = next(each for each in pooled if title.localized["en"] == each["title"])
        counted: Counter[str] = Counter()
        for item in dimension["items"]:
            counted += strokes(instrument, filled, item)
        columns = [column["key"] for column in dimension["columns"]]
        total = len(filled) * dimension["base"]
        assert lows(row, len(row) - 2 * len(columns), len(columns)) == [
            counted[key] for key in columns
        ]
        assert lows(row, len(row) - len(columns), len(columns)) == pytest.approx(
            [float(Fraction(counted[key], total)) for key in columns]
        )


def compare(instrument: Instrument, filled: Sequence[Filled]) -> int:
    """Follow the sheet on filled forms, compare all with the report, and return the boxes."""
    sheet = sheet_of(instrument)
    found = tables_of(report_on(instrument, filled))
    boxes = compare_counts(instrument, sheet, found, filled)
    compare_pooled(instrument, sheet, found, filled)
    compare_scores(instrument, sheet, found, filled)
    return boxes


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data(), instruments())
def test_a_pencil_gets_the_figures_of_the_report(
    data: st.DataObject, instrument: Instrument
) -> None:
    """Whoever follows the sheet, form by form, gets the counts, shares, scores and levels."""
    if "tally" not in parts_of(Asked(instrument=instrument, language="en")):
        return
    titles = [each.title["en"] for each in instrument.all_dimensions()]
    if len(set(titles)) < len(titles):
        return
    filled = data.draw(st.lists(answers(instrument), min_size=12, max_size=16))
    compare(instrument, filled)


@pytest.mark.parametrize("name", sorted(APPRAISER.instruments))
def test_the_sheets_of_our_tools_are_right(name: str) -> None:
    """Forty forms of each tool, counted by hand and by the program, agree in every box."""
    instrument = APPRAISER.instrument(name)
    if "tally" not in parts_of(Asked(instrument=instrument, language="en")):
        assert all(item.type in {"records", "text", "date"} for item in instrument.items)
        return
    items = [item for item in instrument.items if item.scale]
    filled = [
        {
            item.id: Answer(value=codes[(form * 7 + place * 3 + form // 5) % len(codes)])
            for place, item in enumerate(items)
            for codes in (codes_of(instrument, item),)
            if (form + place) % 9 and item.type == "choice"
        }
        for form in range(40)
    ]
    assert compare(instrument, filled) > 0


def rich() -> Instrument:
    """Return an instrument with every way of scoring."""
    choices = [{"code": str(n), "value": n, "label": {"en": f"L{n}"}} for n in (1, 2, 3, 4)]
    items = [{"id": f"q{n}", "type": "choice", "scale": "s"} for n in range(4)]
    items[3]["when"] = {"item": "q0", "in": ["3", "4"]}
    items += [{"id": "n", "type": "integer", "minimum": 0, "maximum": 10},
              {"id": "y", "type": "yes-no"}]  # fmt: skip
    cutoffs = [{"at_least": at, "id": f"l{at}".replace("/", "-"), "title": {"en": f"From {at}"}}
               for at in (1, "5/2", 3)]  # fmt: skip
    scorings: dict[str, dict[str, Any]] = {
        "sum": {"method": "sum"},
        "prorated": {"method": "sum", "prorate": True, "minimum_answered": 2},
        "mean": {"method": "mean", "minimum_answered": 2, "reverse": ["q1", "n"],
                 "levels": {"applies_to": "score", "cutoffs": cutoffs}},
        "weighted": {"method": "weighted-mean", "minimum_answered": 1,
                     "weights": {"q0": "1/3", "q1": 2, "q2": 1, "q3": 1, "n": "0.5"},
                     "levels": {"applies_to": "group-mean", "cutoffs": cutoffs}},
        "share": {"method": "proportion", "of": ["3", "4"], "minimum_answered": 1},
        "count": {"method": "count", "of": ["1", "yes"]},
    }  # fmt: skip
    coded = ["q0", "q1", "q2", "q3"]
    held = {"share": coded, "count": [*coded, "y"]}
    return sketch(
        items,
        scales={"s": {"kind": "ordinal", "choices": choices, "missing": ["dont-know"]}},
        dimensions=[
            {"id": name, "title": {"en": name.title()}, "scoring": scoring,
             "items": held.get(name, [*coded, "n"])}
            for name, scoring in scorings.items()
        ],
    )  # fmt: skip


def test_every_way_of_scoring_is_right_with_a_pencil() -> None:
    """Sums, prorating, means, weights, reversal, shares, counts and levels agree, gaps included."""
    instrument = rich()
    filled = [
        {
            item.id: Answer(missing="dont-know") if (form * 5 + place) % 11 == 0 and item.scale
            else Answer(value=(form + place) % 11 if item.type == "integer"
                        else form % 3 == 0 if item.type == "yes-no"
                        else str((form * 7 + place * 3 + form // 4) % 4 + 1))
            for place, item in enumerate(instrument.items)
            if (form * 3 + place) % 7
        }
        for form in range(60)
    ]  # fmt: skip
    assert compare(instrument, filled) > 0


def test_what_the_sheet_counts_with_is_printed() -> None:
    """Each value, weight and bound that the arithmetic needs stands on the paper."""
    asked = Asked(instrument=rich(), language="fr")
    with pypdfium2.PdfDocument(set_paper(asked, (parts_of(asked)["tally"],))) as held:
        found = " ".join(page.get_textpage().get_text_bounded() for page in held)
    for each in (
        *("1 = 4", "4 = 1", "1/3", "2,5", "10 \N{MINUS SIGN} le nombre donné", "Oui = 1", "Poids"),
        *("Avec moins de 2 répondus", "Score = somme × items posés ÷ répondus."),
    ):
        assert each in found.replace("\r\n", " ")


def coarse(counted: int, forms: int) -> tuple[int, int]:
    """Return what the note beside a table has a count of a small group shown as."""
    if counted <= 1:
        return 0, 1
    return (forms - 1, forms) if counted >= forms - 1 else (counted, counted)


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data(), instruments())
def test_a_small_group_shows_what_the_program_shows(
    data: st.DataObject, instrument: Instrument
) -> None:
    """From 5 to 9 forms, rows to be kept are those that reports withhold; others are as coarse."""
    if "tally" not in parts_of(Asked(instrument=instrument, language="en")):
        return
    filled = data.draw(st.lists(answers(instrument), min_size=5, max_size=9))
    found = tables_of(report_on(instrument, filled, Disclosure()))
    for table in sheet_of(instrument)["tables"]:
        first = instrument.item(table["rows"][0]["item"])
        name = first.scale or "yes-no"
        alike = [item for item in instrument.items
                 if item.scale == first.scale and item.type == first.type]  # fmt: skip
        wanted = found[identifier("items", f"{name}-picks" if table["several"] else name)]
        order = (*codes_of(instrument, first), *missing_keys(instrument, alike))
        reported = {item.id: row for item, row in zip(alike, wanted.rows, strict=True)}
        for row in table["rows"]:
            cells = dict(zip(order, reported[row["item"]][3:], strict=False))
            counted = strokes(instrument, filled, row["item"])
            for key in row["keys"]:
                if row["kept"]:
                    assert not hasattr(cells[key], "low")
                else:
                    shown_as = (cells[key].low, cells[key].high)
                    assert shown_as == coarse(counted[key], len(filled))


def words_of(instrument: Instrument, study: Study | None = None) -> str:
    """Return the words of a tally sheet, on one line."""
    asked = Asked(instrument=instrument, language="en", study=study)
    with pypdfium2.PdfDocument(set_paper(asked, (parts_of(asked)["tally"],))) as held:
        found = " ".join(page.get_textpage().get_text_bounded() for page in held)
    return " ".join(found.split())


def test_every_block_that_a_small_group_keeps_says_so() -> None:
    """Numbers, rankings, sums and scores are each marked; a row asked of some is, in its table."""
    ranked = {"id": "r", "type": "ranking", "scale": "s"}
    picked = {"id": "p", "type": "multiple-choice", "scale": "s", "min_count": 2, "max_count": 2}
    choices = [{"code": c, "label": {"en": c}, "value": n} for n, c in enumerate("abc")]
    extra = sketch([ranked, picked], scales={"s": {"kind": "ordinal", "choices": choices}})
    kept = "keep this block for the person who compiles"
    assert words_of(extra).count(kept) == 2
    found = words_of(rich())
    dimensions = len(list(rich().all_dimensions()))
    assert found.count(kept) == 1 + 2 * dimensions
    assert found.count("keep this row") == 1
    assert found.count("show a count of 0 or 1 as") == 2


@pytest.mark.parametrize("limits", [Disclosure(mode="open"), Disclosure(group=12)])
def test_a_study_with_no_small_groups_has_no_marks(limits: Disclosure) -> None:
    """Where all is open, or groups under ten are not shown at all, no block is marked."""
    instrument = rich()
    study = Study(
        id="s",
        title={"en": "S"},
        subject=Subject(id="t", title={"en": "T"}),
        instruments=(StudyInstrument(id=instrument.id),),
        waves=(Wave(id="w1"),),
        disclosure=limits,
    )
    found = words_of(instrument, study)
    assert "keep this" not in found
    assert ("speak openly" in found) == (limits.mode == "open")
    assert ("Below 12, show nothing" in found) == (limits.mode != "open")


def test_a_level_of_the_mean_has_no_column_of_forms() -> None:
    """Forms are counted at a level only where each form has one."""
    assert words_of(rich()).count("How many forms") == 1


def test_no_words_however_long_leave_the_page() -> None:
    """An item, a choice or a dimension of hundreds of words ends above the foot of its page."""
    long = {"en": "word " * 300}
    choices = [{"code": c, "label": long, "value": n} for n, c in enumerate("abcdefg")]
    items = [{"id": f"q{n}", "type": "choice", "scale": "s", "text": long} for n in range(3)]
    items += [{"id": "r", "type": "ranking", "scale": "s", "text": long},
              {"id": "n", "type": "integer", "text": long}]  # fmt: skip
    instrument = sketch(
        items,
        scales={"s": {"kind": "ordinal", "choices": choices}},
        dimensions=[
            {"id": method, "title": long, "items": ["q0", "q1"], "scoring": {"method": method}}
            for method in ("mean", "distribution")
        ],
    )
    asked = Asked(instrument=instrument, language="en")
    with pypdfium2.PdfDocument(set_paper(asked, (parts_of(asked)["tally"],))) as held:
        for page in held:
            words = page.get_textpage()
            foot = words.search("Tally sheet", match_case=True).get_next()
            assert foot is not None
            below = words.get_text_bounded(top=words.get_charbox(foot[0])[3] + 4)
            assert "Tally sheet" in below
            assert "word" not in below
