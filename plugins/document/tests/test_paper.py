"""What ``rosace paper`` promises: every instrument whole on paper, for pens and for readers."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.instrument import Instrument, Item
from rosace.strategies import instruments
from rosace.study import (
    Attribute,
    AttributeValue,
    Disclosure,
    Study,
    StudyInstrument,
    Subject,
    Wave,
)
from rosace.testing import sketch
from rosace.values import evolve
from rosace_document.assembling import SIZES, parts_of, set_paper
from rosace_document.parts import Asked
from rosace_document.typesetting import spelled

LANGUAGES = ("fr", "en")
SAMPLE = Path(__file__).with_name("every-item.yaml")
POINTS = 72 / 25.4
LARGEST = {"letter": (612, 792), "a4": (595.276, 841.89)}
HOSTILE = (
    '#panic(1) #import "/etc/passwd": * $x^2$ *b* _i_ `c` <l> @r \\u{41} // --- [a] {b}',
    '</script>{{ 7*7 }} \\"; %s',
    "\u202ereversed \u2066isolated",
    "W" * 400,
    "👩‍👩‍👧 🏳️‍🌈 مرحبا 你好 שלום",
    "e\u0301" * 60,
)  # fmt: skip


@cache
def installed(name: str) -> Instrument:
    """Return an installed instrument."""
    return Appraiser().instrument(name)


def squeezed(text: str) -> str:
    """Return a text without the spaces and breaks that setting it may change."""
    return re.sub(r"[\s\x02\u200b\ufffe\u2010-]+", "", text)


def pages_of(document: bytes) -> list[str]:
    """Return the words of each page."""
    with pypdfium2.PdfDocument(document) as held:
        return [page.get_textpage().get_text_bounded() for page in held]


def text_of(document: bytes) -> str:
    """Return all words of a document, squeezed."""
    return squeezed("".join(pages_of(document)))


def whole(instrument: Instrument, language: str = "en", size: str = "letter") -> bytes:
    """Return a paper with every part that an instrument has."""
    asked = Asked(instrument=instrument, language=language)
    return set_paper(asked, tuple(parts_of(asked).values()), size)


def only(instrument: Instrument, name: str, language: str = "en") -> bytes:
    """Return one part of a paper."""
    asked = Asked(instrument=instrument, language=language)
    return set_paper(asked, (parts_of(asked)[name],))


def items_of(instrument: Instrument) -> Iterator[Item]:
    """Yield every item and field that a form has: all, but for the facilitator's own."""
    for item in instrument.items:
        yield from (item, *(each for each in item.fields or () if each.audience is None))


def said(instrument: Instrument, language: str) -> Iterator[str]:
    """Yield every text of an instrument that whoever answers must read."""
    yield instrument.title[language]
    if instrument.use is not None:
        yield instrument.use.statement[language]
        yield from (each.text[language] for each in instrument.use.prerequisites)
    for section in instrument.sections:
        yield section.title[language]
    for item in items_of(instrument):
        yield item.text[language]
        if item.help is not None:
            yield item.help[language]
        for choice in instrument.scales[item.scale].choices if item.scale else ():
            yield instrument.label(item, choice)[language]
            if choice.description is not None:
                yield choice.description[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(Appraiser().instruments))
def test_every_instrument_is_whole_on_paper(name: str, language: str) -> None:
    """Whoever answers reads each title, item, choice and explanation, in each language."""
    instrument = installed(name)
    found = text_of(only(instrument, "form", language))
    for each in said(instrument, language):
        assert squeezed(each) in found


@pytest.mark.parametrize("size", sorted(SIZES))
@pytest.mark.parametrize("name", sorted(Appraiser().instruments))
def test_every_page_has_its_number_and_size(name: str, size: str) -> None:
    """Sheets that fell on the floor are put in order again, and fit the printer's paper."""
    asked = Asked(instrument=installed(name), language="fr")
    parts = tuple(parts_of(asked).values())
    document = set_paper(asked, parts, size)
    numbered = [
        tuple(map(int, re.findall(r"Page\s(\d+)\ssur\s(\d+)", page)[-1]))
        for page in pages_of(document)
    ]
    last = [pages for number, pages in numbered if number == 1]
    assert len(last) == len(parts)
    assert numbered == [(number, pages) for pages in last for number in range(1, pages + 1)]
    with pypdfium2.PdfDocument(document) as held:
        for page in held:
            width, height = sorted(page.get_size())
            assert (width, height) == pytest.approx(LARGEST[size], abs=0.1)


def test_the_same_paper_is_the_same_file() -> None:
    """Neither the time nor the machine stands in what is handed around."""
    instrument = installed("diagnostic")
    assert whole(instrument) == whole(instrument)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_is_tagged_and_says_its_language(language: str) -> None:
    """Whoever cannot print has it read aloud: a tagged document with title and language."""
    document = whole(installed("shared-leadership"), language)
    assert b"pdfuaid" in document
    assert f"/Lang ({language})".encode() in document or f"({language})".encode() in document
    with pypdfium2.PdfDocument(document) as held:
        assert held.get_metadata_dict()["Title"] == installed("shared-leadership").title[language]


def test_nothing_comes_near_the_edge() -> None:
    """No printer cuts anything off: margins are 15 mm at least, on every page of every part."""
    for name in ("diagnostic", "effects", "actor-map"):
        with pypdfium2.PdfDocument(whole(installed(name), "fr")) as held:
            for page in held:
                width, height = page.get_size()
                for each in page.get_objects():
                    left, bottom, right, top = each.get_bounds()
                    assert min(left, bottom, width - right, height - top) >= 15 * POINTS - 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(hostile: str) -> None:
    """Markup, endless words, marks of direction and emoji are set as they are, within the page."""
    words = {"en": hostile, "fr": hostile}
    choices = [{"code": "a", "value": 1, "label": words, "description": words},
               {"code": "b", "value": 2, "label": words}]  # fmt: skip
    kinds = ("choice", "multiple-choice", "ranking")
    items = [
        {"id": kind, "type": kind, "scale": "s", "text": words, "help": words} for kind in kinds
    ]
    items += [
        {"id": "t", "type": "text", "text": words, "when": {"item": "choice", "equals": "a"}},
        {"id": "r", "type": "records", "text": words, "fields": [
            {"id": "f", "type": "text", "text": words},
            {"id": "g", "type": "reference", "to": {"item": "r"}, "text": words},
            {"id": "h", "type": "multiple-choice", "scale": "s", "text": words},
        ]},
    ]  # fmt: skip
    modes = [{"id": "m", "respondent": "collective", "title": words, "description": words}]
    levels = {"applies_to": "score", "cutoffs": [{"at_least": 1, "id": "l", "title": words}]}
    dimensions = [
        {"id": "d", "title": words, "items": ["choice"],
         "scoring": {"method": "mean", "levels": levels}},
        {"id": "e", "title": words, "items": ["choice"], "scoring": {"method": "distribution"}},
    ]  # fmt: skip
    instrument = sketch(
        items,
        title=words,
        description=words,
        scales={"s": {"kind": "ordinal", "choices": choices}},
        use={"statement": words, "modes": modes},
        dimensions=dimensions,
        rights={"holder": hostile, "wording": "ours", "citation": hostile},
    )
    document = whole(instrument)
    found = text_of(document)
    assert (
        squeezed("Whoever gathers the sheets") in found or squeezed("Fill in one circle") in found
    )
    if hostile.isascii():
        assert found.count(squeezed(hostile)) >= 10
    with pypdfium2.PdfDocument(document) as held:
        for page in held:
            width, _ = page.get_size()
            rights = [each.get_bounds()[2] for each in page.get_objects()]
            assert max(rights, default=0) <= width - 10 * POINTS


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(instruments(), st.sampled_from(LANGUAGES))
def test_any_instrument_goes_on_paper(instrument: Instrument, language: str) -> None:
    """Every sound instrument has a form, each item with its number, and parts that fit it."""
    asked = Asked(instrument=instrument, language=language)
    parts = parts_of(asked)
    assert set_paper(asked, tuple(parts.values())).startswith(b"%PDF")
    numbers = [item["number"] for part in parts["form"].data["sections"] for item in part["items"]]
    assert numbers == list(range(1, len(instrument.items) + 1))


def test_an_item_is_never_split_over_two_pages() -> None:
    """Nobody turns the page between a question and its answers."""
    items = [
        {"id": f"q{n}", "type": "choice", "scale": "s", "comment": "allowed",
         "text": {"en": f"Question{n} " + "word " * (n * 7 % 40)}}
        for n in range(1, 40)
    ]  # fmt: skip
    choices = [{"code": c, "value": n, "label": {"en": f"Answer {c} " + "long " * 20}}
               for n, c in enumerate("abc")]  # fmt: skip
    document = only(sketch(items, scales={"s": {"kind": "ordinal", "choices": choices}}), "form")
    pages = pages_of(document)
    for page in pages:
        assert len(re.findall(r"Question\d+", page)) == page.count("Answer c")
    assert sum(page.count("Answer c") for page in pages) == len(items)


def test_an_item_longer_than_a_page_goes_on() -> None:
    """A scale of two hundred choices is printed whole, over several pages."""
    choices = [{"code": f"c{n}", "label": {"en": f"Choice number {n}."}} for n in range(200)]
    item = {"id": "a", "type": "multiple-choice", "scale": "s"}
    document = only(sketch([item], scales={"s": {"kind": "nominal", "choices": choices}}), "form")
    found = text_of(document)
    assert all(squeezed(f"Choice number {n}.") in found for n in range(200))


def test_conditions_and_reasons_are_said() -> None:
    """Paper hides no item: it says when to skip one, and has boxes for not knowing."""
    found = text_of(only(Appraiser().instrument(SAMPLE), "form", "fr"))
    for each in (
        "Seulement si la réponse à l’item 7 est « Non » ou (la réponse à l’item 2 est",
        "Je ne sais pas",
        "Au plus 2 choix.",
        "Numéros de lignes de l’item 13.",
    ):
        assert squeezed(each) in found


@pytest.mark.parametrize("name", sorted(Appraiser().instruments))
def test_the_facilitators_sheet_is_there_for_a_group(name: str) -> None:
    """Only where a group answers together is there a sheet for it, with each item and choice."""
    instrument = installed(name)
    parts = parts_of(Asked(instrument=instrument, language="fr"))
    modes = instrument.use.modes if instrument.use else ()
    assert ("facilitator" in parts) == any(mode.respondent == "collective" for mode in modes)
    if "facilitator" in parts:
        found = text_of(only(instrument, "facilitator", "fr"))
        for item in instrument.items:
            assert squeezed(item.text["fr"]) in found
        room = sum(item.type != "date" for item in instrument.items)
        assert found.count(squeezed("Ce que certains voient autrement")) == room


def test_flags_are_for_the_facilitator_alone() -> None:
    """What is said to the facilitator about an answer is on that sheet, and not on the form."""
    instrument = Appraiser().instrument(SAMPLE)
    flag = instrument.item("plain").flag
    assert flag is not None
    assert squeezed(flag.text["fr"]) not in text_of(only(instrument, "form", "fr"))
    assert squeezed(flag.text["fr"]) in text_of(only(instrument, "facilitator", "fr"))


def study(**parts: Any) -> Study:
    """Return a study of the diagnostic tool."""
    return Study(
        id="s",
        title={"fr": "Étude"},
        subject=Subject(id="t", title={"fr": "Table du quartier"}),
        instruments=(StudyInstrument(id="diagnostic"),),
        waves=(Wave(id="w1", title={"fr": "Printemps 2026"}), Wave(id="w2")),
        **parts,
    )


def test_a_study_puts_its_waves_attributes_and_thresholds_on_the_form() -> None:
    """What the plan needs of each respondent is asked, and who sees what is true of the study."""
    sector = Attribute(id="sector", title={"fr": "Secteur"},
                       values=(AttributeValue(id="a", title={"fr": "Communautaire"}),))  # fmt: skip
    plan = study(attributes=(sector,), disclosure=Disclosure(group=7, subgroup=12))
    asked = Asked(instrument=installed("diagnostic"), language="fr", study=plan)
    found = text_of(set_paper(asked, (parts_of(asked)["form"],)))
    for each in ("Table du quartier", "Printemps 2026", "Secteur", "Communautaire",
                 "aucun de moins de 7 personnes", "à partir de 12 personnes"):  # fmt: skip
        assert squeezed(each) in found
    opened = Asked(instrument=installed("diagnostic"), language="fr",
                   study=study(disclosure=Disclosure(mode="open")))  # fmt: skip
    spoken = text_of(set_paper(opened, (parts_of(opened)["form"],)))
    assert squeezed("parler ouvertement") in spoken
    assert squeezed("aucun de moins de") not in spoken


def test_the_facilitators_fields_are_on_the_facilitators_sheet() -> None:
    """The group that fills in the form does not read what is kept from it."""
    instrument = installed("stake-grid")
    kept = [field for item in instrument.items for field in item.fields or ()
            if field.audience == "facilitator"]  # fmt: skip
    form, own = (text_of(only(instrument, name)) for name in ("form", "facilitator"))
    assert kept
    for field in kept:
        assert squeezed(field.text["en"]) not in form
        assert squeezed(field.text["en"]) in own
    assert squeezed("For the facilitator alone") in own
    assert "Onlythefacilitator" not in form


def recorded(fields: int, **bounds: int) -> Instrument:
    """Return an instrument of one item of records."""
    held = [
        {"id": f"f{n}", "type": "text", "text": {"en": f"F{n}"}, "max_length": 40}
        for n in range(fields)
    ]
    return sketch([{"id": "r", "type": "records", "fields": held, **bounds}])


@pytest.mark.parametrize(("fields", "least"), [(2, 11), (6, 6)])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_rows_fill_their_pages_and_are_numbered_on(fields: int, least: int, size: str) -> None:
    """Rows to write in go on to the foot of the page, and no two have the same number."""
    instrument = recorded(fields)
    asked = Asked(instrument=instrument, language="en")
    document = set_paper(asked, (parts_of(asked)["form"],), size)
    pattern = r"^(\d+)\s*$" if fields == 2 else r"^Row (\d+)"
    found = [int(n) for page in pages_of(document) for n in re.findall(pattern, page, re.MULTILINE)]
    numbers = [n for n in found if n > 1 or found.index(n) == 0]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    assert max(numbers) >= least
    assert squeezed("number on from the last row") in text_of(document)


def test_no_more_rows_are_printed_than_there_may_be() -> None:
    """Where three rows are the most, there are three, and nobody is told to copy them."""
    found = text_of(only(recorded(6, max_count=3), "form"))
    assert "Row3" in found
    assert "Row4" not in found
    assert squeezed("number on") not in found


def test_marks_of_direction_turn_no_words_round() -> None:
    """An override is left out, and what else is opened in a text ends with it, even in rights."""
    assert spelled("\u202eabc") == "abc"
    assert spelled(["\u2067abc", "d"]) == ["\u2067abc\u2069", "d"]
    hostile = "one \u202etwo"
    rights = {"holder": hostile, "wording": "ours", "citation": hostile}
    item = {"id": "q", "type": "text"}
    instrument = sketch([item], description={"en": hostile}, rights=rights)
    assert text_of(only(instrument, "form")).count("onetwo") == 3


def test_only_what_is_asked_for_is_drawn() -> None:
    """A form is printed without waiting for the picture of a wheel."""
    for wanted, drawn in (((), True), (("wheel",), True), (("form",), False)):
        asked = Asked(instrument=installed("diagnostic"), language="fr",
                      appraiser=Appraiser(), parts=wanted)  # fmt: skip
        assert bool(parts_of(asked)["wheel"].pictures) == drawn


def test_a_closed_wave_is_no_occasion() -> None:
    """Nobody ticks a wave that takes no more answers."""
    plan = evolve(study(), waves=(Wave(id="w1", title={"fr": "Automne"}, closed=True),
                                  Wave(id="w2", title={"fr": "Hiver"})))  # fmt: skip
    asked = Asked(instrument=installed("diagnostic"), language="fr", study=plan)
    found = text_of(set_paper(asked, (parts_of(asked)["form"],)))
    assert "Hiver" in found
    assert "Automne" not in found


@pytest.mark.parametrize("name", ["translation-tracker", "effects", "controversies", "review"])
@pytest.mark.parametrize("size", sorted(SIZES))
def test_no_page_is_left_with_a_single_sentence(name: str, size: str) -> None:
    """Each page has something to write on, or a fair part of what is to be read."""
    asked = Asked(instrument=installed(name), language="en")
    for part in parts_of(asked).values():
        with pypdfium2.PdfDocument(set_paper(asked, (part,), size)) as held:
            for page in held:
                _, height = page.get_size()
                lowest = min(bottom for _, bottom, _, _ in
                             (each.get_bounds() for each in page.get_objects())
                             if bottom > 23 * POINTS)  # fmt: skip
                assert lowest < 0.7 * height


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "rosace", "paper", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_writes_one_file_and_says_where(tmp_path: Path) -> None:
    """A part, a size and a language are chosen by name, and the place of the file is printed."""
    done = run("diagnostic", "--part", "tally", "--size", "a4", "--lang", "fr", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "diagnostic.pdf\n")
    found = pages_of((tmp_path / "diagnostic.pdf").read_bytes())
    assert "FEUILLE DE COMPILATION" in found[0]
    assert not any("FORMULAIRE\n" in page for page in found)


def test_a_file_that_nobody_named_is_never_replaced(tmp_path: Path) -> None:
    """Without --out, a file that has the instrument's name stays as it is."""
    (tmp_path / "wheel.pdf").write_text("mine")
    done = run("wheel", folder=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "wheel.pdf").read_text() == "mine"


def test_a_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    """A PDF under the name of a text is refused, and nothing is written."""
    done = run("wheel", "--out", "x.txt", "--lang", "en", folder=tmp_path)
    assert done.returncode == 2
    assert ".pdf" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_study_without_the_tool_is_refused(tmp_path: Path) -> None:
    """Forms are not printed for a study that cannot read them, and it says what it reads."""
    (tmp_path / "study.yaml").write_text(
        "schema: rosace/study/1\nid: s\ntitle: {en: S}\nsubject: {id: t, title: {en: T}}\n"
        "instruments: [{id: diagnostic}]\nwaves: [{id: w1}]\n"
    )
    done = run("shared-leadership", "--study", "study.yaml", "--lang", "en", folder=tmp_path)
    assert done.returncode == 1
    assert "does not name the instrument “shared-leadership”" in done.stderr
    assert run("diagnostic", "--study", "study.yaml", folder=tmp_path).returncode == 0


def test_a_wrong_part_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """Whoever misspells a part, or asks for one that the tool lacks, reads what there is."""
    done = run("review-cards", "--part", "facilitator", "--lang", "fr", folder=tmp_path)
    assert done.returncode == 2
    assert "facilitator" in done.stderr
    assert "form" in done.stderr.replace("facilitator", "")
    assert list(tmp_path.iterdir()) == []
