"""The section that opens a report: findings in words, tools' own points, and questions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.finding import Finding, FindingKind, Part
from rosace.highlights import Highlights, highlights
from rosace.report import Block, Cell, Heading, ListBlock, Notice, Paragraph, Phrase, Section

if TYPE_CHECKING:
    from rosace.instrument import Instrument
    from rosace.study import Study

__all__ = ["HIGHLIGHTS", "highlight_section"]

HIGHLIGHTS: Final = "highlights"
"""Id of the section."""

_PARTS: Final[tuple[tuple[str, tuple[FindingKind, ...]], ...]] = (
    (
        "core.highlights.standing",
        (
            "mostly-strongest",
            "mostly-weakest",
            "strongest",
            "weakest",
            "dimension-strongest",
            "dimension-weakest",
            "highest-mean",
            "lowest-mean",
        ),
    ),
    ("core.highlights.differing", ("spread", "groups", "apart")),
    ("core.change.title", ("stronger", "weaker", "risen", "fallen", "unchanged")),
)
_MOST_POINTS: Final = 5
"""How many points stand under one heading, so that all stay on one screen."""

_LEAST_QUESTIONS: Final = 3
_MOST_QUESTIONS: Final = 5
_ASKED_FIRST: Final[tuple[tuple[str, tuple[FindingKind, ...]], ...]] = (
    ("groups", ("groups",)),
    ("spread", ("spread",)),
    ("apart", ("apart",)),
    ("weakest", ("weakest", "dimension-weakest", "lowest-mean")),
    ("strongest", ("strongest", "dimension-strongest", "highest-mean")),
    ("weaker", ("weaker", "fallen")),
    ("stronger", ("stronger", "risen")),
)
"""The kinds of questions, those first that are kept where there are too many."""

_ASKED_IN_ORDER: Final = (
    "strongest",
    "stronger",
    "spread",
    "groups",
    "apart",
    "weaker",
    "weakest",
)
"""The order in which a discussion takes them: what goes well comes first."""


def highlight_section(
    appraisals: Sequence[Appraisal], points: Sequence[Section] = ()
) -> Section | None:
    """Return the section for somebody who opens the report shortly before the meeting.

    Args:
        appraisals: The newest version of each instrument, in the order of the report.
        points: What tools have to say here themselves; those of one title stand together.

    Returns:
        The section; None where nobody answered alone to anything that it could be about, and
        no tool has a point.
    """
    found = highlights(appraisals)
    if found is None and not points:
        return None
    writer = _Writer(appraisals[0].study, found, points)
    return Section(
        id=HIGHLIGHTS,
        title=b.message("core.highlights.title"),
        place="opening",
        blocks=tuple(writer.blocks()),
    )


class _Writer:
    """Puts findings into words."""

    def __init__(self, study: "Study", found: Highlights | None, points: Sequence[Section]) -> None:
        self._study = study
        self._asked = found is not None
        self._found = found or Highlights()
        self._points = points
        self._instruments: Mapping[str, Instrument] = {
            each.id: each for each in self._found.instruments
        }
        speaking = {finding.instrument for finding in self._found.findings}
        self._several = len(speaking) > 1

    def blocks(self) -> Iterator[Block]:
        """Yield what the section holds, which a group that speaks openly knows from the start."""
        if self._study.disclosure.mode == "open":
            yield Notice(level="warning", text=b.message("core.open"))
        if self._asked:
            yield Paragraph(text=self._reading())
        for name, kinds in _PARTS if self._certain() else ():
            if chosen := self._chosen(kinds):
                yield Heading(text=b.message(name))
                yield from self._lists(chosen)
        for title, sections in groupby(self._points, key=lambda section: section.title):
            yield Heading(text=title)
            yield from (block for section in sections for block in section.blocks)
        if questions := tuple(self._questions()):
            yield Heading(text=b.message("core.highlights.questions"))
            yield ListBlock(items=questions)

    def _reading(self) -> Phrase:
        """Return what the reader is told of the answers before anything that they make certain."""
        if self._found.wave is None:
            return b.message("core.highlights.withheld")
        wave = b.wave_title(self._study, self._found.wave)
        return b.message(
            f"core.highlights.{'reading' if self._certain() else 'undecided'}", wave=wave
        )

    def _certain(self) -> bool:
        return any(finding.kind != "unchanged" for finding in self._found.findings)

    def _lists(self, chosen: Sequence[Finding]) -> Iterator[Block]:
        """Yield findings as lists, under the title of each tool where several have some."""
        for identifier, findings in groupby(chosen, key=lambda finding: finding.instrument):
            if self._several:
                yield Paragraph(text=b.words(self._instruments[identifier].title))
            yield ListBlock(items=tuple(self._point(finding) for finding in findings))

    def _of(self, kinds: Sequence[FindingKind]) -> list[Finding]:
        """Return the findings of some kinds, taking each instrument's in turn."""
        held = [
            [
                finding
                for kind in kinds
                for finding in self._found.findings
                if (finding.instrument, finding.kind) == (instrument, kind)
            ]
            for instrument in self._instruments
        ]
        return [finding for turn in zip_longest(*held) for finding in turn if finding]

    def _chosen(self, kinds: Sequence[FindingKind]) -> list[Finding]:
        """Return the findings that have room, instrument by instrument."""
        kept = self._of(kinds)[:_MOST_POINTS]
        order = list(self._instruments)
        return sorted(kept, key=lambda finding: order.index(finding.instrument))

    def _point(self, finding: Finding) -> Phrase:
        arguments: dict[str, Phrase | Cell] = {}
        if finding.before is not None:
            arguments["before"] = b.wave_title(self._study, finding.before)
        if finding.kind == "groups":
            arguments |= self._both(finding) | {"what": self._title(finding, finding.parts[0])}
        elif finding.parts:
            arguments["parts"] = self._parts(finding)
        elif finding.more:
            arguments["n"] = b.count(finding.more, "things")
        return b.message(f"core.highlights.{finding.kind}", **arguments)

    def _both(self, finding: Finding) -> dict[str, Phrase]:
        one, other = (b.cell_title(self._study, cell) for cell in finding.cells)
        return {"one": one, "other": other}

    def _parts(self, finding: Finding) -> Phrase:
        parts = b.joined([self._part(finding, part) for part in finding.parts])
        if not finding.more:
            return parts
        return b.message("core.highlights.more", parts=parts, n=b.count(finding.more, "things"))

    def _part(self, finding: Finding, part: Part) -> Phrase:
        what = self._title(finding, part)
        match part.unit:
            case "none":
                return b.message("core.highlights.named", what=what)
            case "share":
                told: Phrase | Cell = b.share(part.amount)
            case "agreement":
                told = b.message("core.highlights.agreement", agreement=b.number(part.amount))
            case "mean":
                ends = {"mean": b.number(part.amount), "top": b.number(part.base, digits=0)}
                told = b.message("core.highlights.mean", **ends)
            case "persons":
                told = _persons(part)
        return b.message("core.highlights.told", what=what, told=told)

    def _title(self, finding: Finding, part: Part) -> Phrase:
        instrument = self._instruments[finding.instrument]
        titles = {each.id: each.title for each in instrument.all_dimensions()}
        if finding.kind.startswith("dimension-") or finding.kind.endswith("-mean"):
            return b.words(titles[part.of])
        return b.words(instrument.item(part.of).text)

    def _questions(self) -> Iterator[Phrase]:
        """Yield three to five questions, fewer where less was found, each on another thing."""
        asked: dict[tuple[str, str], tuple[str, Finding, Part]] = {}
        for least, most in ((1, _MOST_QUESTIONS), (2, _LEAST_QUESTIONS)):
            for name, kinds in _ASKED_FIRST:
                offered = [(finding, part) for finding in self._of(kinds) for part in finding.parts]
                for finding, part in offered:
                    key = (finding.instrument, part.of)
                    so_far = sum(each[0] == name for each in asked.values())
                    if key not in asked and so_far < least and len(asked) < most:
                        asked[key] = (name, finding, part)
        order = sorted(asked.values(), key=lambda each: _ASKED_IN_ORDER.index(each[0]))
        for name, finding, part in order:
            arguments = {"what": self._title(finding, part)}
            if finding.before is not None:
                arguments["before"] = b.wave_title(self._study, finding.before)
            if finding.kind == "groups":
                arguments |= self._both(finding)
            yield b.message(f"core.highlights.question.{name}", **arguments)


def _persons(part: Part) -> Phrase | Cell:
    """Return how many of all persons, or the words of the gate where that is coarsened."""
    if part.amount is None or not part.amount.exact:
        return b.count(part.amount)
    base = b.count(int(part.base or 0))
    return b.message("core.highlights.persons", count=b.count(part.amount), base=base)
