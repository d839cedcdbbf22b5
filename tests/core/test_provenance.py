"""What a report says of where it comes from."""

import pytest

from rosace.disclosure import RULES
from rosace.formatting import DASH, Formatter
from rosace.messages import load
from rosace.movement import MOVEMENT_RULES
from rosace.provenance import provenance_section
from rosace.report import (
    Block,
    DisclosureUsed,
    InstrumentUsed,
    ListBlock,
    Paragraph,
    Received,
    Report,
    ReportProvenance,
    Section,
    Table,
    Verbatim,
    Withheld,
)


def sample(mode: str = "protected", withheld: tuple[Withheld, ...] = ()) -> Report:
    """Return a report without sections."""
    return Report(
        language="fr",
        title=Verbatim(verbatim="Rapport"),
        sections=(),
        messages={},
        provenance=ReportProvenance(
            rosace="0.1.0",
            plugins={"wheel": "0.2.0"},
            instruments=(
                InstrumentUsed(
                    id="wheel",
                    version="1.2.3",
                    title={"fr": "Roue", "en": "Wheel"},
                    provenance="reconstructed",
                    wording="ours",
                    parts=("published", "ours"),
                    citation="Rosace, wheel.",
                    use={"fr": "Pour se parler.", "en": "For talking."},
                ),
            ),
            received=(
                Received(wave="2024", instrument="wheel", persons=8, collective=1),
                Received(
                    wave="w2",
                    instrument="wheel",
                    persons=9,
                    collective=0,
                    title={"fr": "Automne 2025", "en": "Fall 2025"},
                ),
            ),
            disclosure=DisclosureUsed(mode=mode, group=5, subgroup=10, subgroup_mean=6),  # type: ignore[arg-type]  # given as text
            withheld=withheld,
        ),
    )


def said(block: Block, formatter: Formatter) -> list[str]:
    """Return the words of a block."""
    match block:
        case Table(rows=rows):
            return [formatter.cell(cell) for row in rows for cell in row]
        case ListBlock(items=items):
            return [formatter.phrase(item) for item in items]
        case _:
            return [formatter.phrase(block.text)]  # type: ignore[union-attr]  # no figure here


def words(section: Section, language: str) -> str:
    """Return all words of a section, a line each."""
    formatter = Formatter(language=language, messages={})
    return "\n".join(line for block in section.blocks for line in said(block, formatter))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fr",
            (
                "Roue",
                "1.2.3",
                "Reconstitué",
                "Rosace, wheel.",
                "Pour se parler.",
                "moins de 5 personnes",
                "0.2.0",
                "2024\n8",
                "Automne 2025\n9",
            ),
        ),
        (
            "en",
            (
                "Wheel",
                "1.2.3",
                "Reconstructed",
                "fewer than 5 persons",
                "from 6 persons on",
                "Fall 2025",
            ),
        ),
        ("fr", ("en partie\u00a0: conforme à une source publiée, de notre conception",)),
        ("en", ("in part: as published, our own design",)),
    ],
)
def test_a_report_says_what_it_was_made_from(language: str, expected: tuple[str, ...]) -> None:
    """Instruments and how sure we are of them, waves by name, thresholds, versions are told."""
    told = words(provenance_section(sample()), language)
    assert all(each in told for each in expected)
    assert DASH not in told


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("rule", [*RULES, *MOVEMENT_RULES])
def test_every_rule_of_the_gate_is_put_into_words(rule: str, language: str) -> None:
    """What was withheld is told with its rule in words, and how many tables it touched."""
    assert f"core.provenance.rule.{rule}" in load("rosace", language)
    told = words(provenance_section(sample(withheld=(Withheld(rule=rule, tables=3),))), language)
    assert "3 tab" in told
    assert f"{rule} (" not in told


def test_a_rule_without_words_is_named() -> None:
    """A rule that a later gate brings is still told, by its id."""
    section = provenance_section(sample(withheld=(Withheld(rule="brand-new", tables=1),)))
    assert "brand-new (1 tableau)" in words(section, "fr")


def test_an_open_study_says_so() -> None:
    """Where no threshold held, none is told."""
    section = provenance_section(sample(mode="open"))
    assert "study is open" in words(section, "en")
    assert "fewer than" not in words(section, "en")
    assert any(isinstance(block, Paragraph) for block in section.blocks)
