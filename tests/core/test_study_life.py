"""What holds all through a study's life: nothing lost, nothing counted twice, the gate holds."""

import shutil
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rosace import Appraiser
from rosace.audit import Row, recoverable
from rosace.closing import degrees_of
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.disclosure import DISTRIBUTION, MEAN
from rosace.errors import DisclosureError
from rosace.ledger import Ledger
from rosace.loading import dump_json
from rosace.membership import Atom
from rosace.release import Release, group_of
from rosace.releasing import read_ledger, read_releases
from rosace.study_appraisal import appraisals_of
from rosace.tally import Group
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.writing import dump_responses

WAVES = ("w1", "w2")
CODES = "ABC"
SECTORS = "ab"
CHOICES = [
    {"code": code, "value": 3 - place, "label": {"en": code}} for place, code in enumerate(CODES)
]
VERSIONS = {
    "w1": sketch(
        [{"id": "q", "type": "choice", "scale": "abc"}],
        scales={"abc": {"kind": "ordinal", "choices": CHOICES}},
        dimensions=[],
    )
}
VERSIONS["w2"] = evolve(VERSIONS["w1"], version="2.0.0")
STUDY: dict[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [
        {"id": used.id, "version": used.version, "file": f"{wave}.json", "waves": [wave]}
        for wave, used in VERSIONS.items()
    ],
    "waves": [{"id": wave} for wave in WAVES],
    "attributes": [{"id": "sector"}],
    "breakdowns": [["sector"]],
}
NAME = VERSIONS["w1"].id
Sheet = tuple[str, str]
"""What a person answered, and their sector."""

Batch = dict[str, tuple[Sheet, int]]
"""By person: what they answered, and the number of the file that it came in."""


class StudyLife(RuleBasedStateMachine):
    """A study of two waves and versions, with answers that come and waves that are closed."""

    def __init__(self) -> None:
        """Make the study's folder."""
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        (self.root / "study.yaml").write_bytes(dump_json(STUDY))
        for wave, used in VERSIONS.items():
            (self.root / f"{wave}.json").write_bytes(dump_json(unstructure(used)))
        self.appraiser = Appraiser(Configuration(plugins=()))
        self.files = 0
        self.waiting: dict[str, Batch] = {wave: {} for wave in WAVES}
        self.counted: dict[str, list[Batch]] = {wave: [] for wave in WAVES}
        self.ledger = Ledger(study="table", entries=())

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.root)

    @rule(
        wave=st.sampled_from(WAVES),
        first=st.integers(0, 20),
        sheets=st.lists(
            st.tuples(st.sampled_from(CODES), st.sampled_from(SECTORS)), min_size=1, max_size=25
        ),
    )
    def answers_come(self, wave: str, first: int, sheets: list[Sheet]) -> None:
        """Some people answer, in a file of their own; of those waiting nobody answers twice."""
        named = {f"p{first + place}": sheet for place, sheet in enumerate(sheets)}
        new = {person: sheet for person, sheet in named.items() if person not in self.waiting[wave]}
        if not new:
            return
        self.files += 1
        known = [{"id": name, "attributes": {"sector": new[name][1]}} for name in new]
        made = people(VERSIONS[wave], [{"q": new[name][0]} for name in new], known=known)
        path = self.root / "responses" / wave / f"{NAME}-{self.files}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        own = [evolve(each, wave=wave, id=f"{self.files}-{each.respondent.id}") for each in made]
        path.write_bytes(b"".join(dump_responses(own, "ndjson")))
        self.waiting[wave] |= {person: (sheet, self.files) for person, sheet in new.items()}

    @rule(wave=st.sampled_from(WAVES))
    def wave_is_closed(self, wave: str) -> None:
        """A wave is closed, or closed again, as a preview says; what is refused changes nothing."""
        waiting, before = self.waiting[wave], self.counted[wave]
        folder = self.appraiser.open_study(self.root)
        preview = self._preview(wave)
        refused = None
        try:
            self.appraiser.close_wave(folder, wave)
        except DisclosureError as error:
            refused = error.reason
        if refused is not None:
            assert preview == refused
        else:
            released = read_releases(self.root, read_ledger(self.root, folder.study), wave)
            assert preview == tuple(each[-1] for each in released.values())
        known = before[-1] if before else {}
        needed = 10 if len(known) >= 5 else 1
        if refused is not None:
            assert refused == ("late-too-few" if waiting else "nothing-to-close")
            assert not waiting or (before and len(waiting.keys() - known.keys()) < needed)
            assert read_ledger(self.root, folder.study) == self.ledger
            return
        assert not before or len(waiting.keys() - known.keys()) >= needed
        # Whoever was counted stays counted as they were.
        self.counted[wave] = [*before, {**waiting, **known}]
        self.waiting[wave] = {}
        self.ledger = read_ledger(self.root, folder.study)

    @precondition(lambda self: self.ledger.entries)
    @rule()
    def report_is_made(self) -> None:
        """A report names the ledger's head, and says how many answered each closed wave."""
        folder = self.appraiser.open_study(self.root)
        made = self.appraiser.appraise_study(folder, language="en")
        assert made.provenance.ledger is not None
        assert made.provenance.ledger.head == self.ledger.head
        told = {each.wave: each.persons for each in made.provenance.received}
        for wave in WAVES:
            held = self.counted[wave][-1] if self.counted[wave] else self.waiting[wave]
            assert told.get(wave, 0) == len(held)

    @invariant()
    def nothing_is_lost_or_counted_twice(self) -> None:
        """The whole group's counts are those of whoever was counted, each once."""
        for wave, batches in self.counted.items():
            if not batches:
                continue
            _, found, _ = appraisals_of(self.appraiser, self.appraiser.open_study(self.root), "en")
            held = found[NAME]
            versions = (held, *held.earlier)
            (table,) = (t for each in versions if (t := each.table("item.q", wave)))
            counts = Counter(sheet[0] for sheet, _ in batches[-1].values())
            for count in table.counts or ():
                assert count.persons.low <= counts[count.key] <= count.persons.high
                if len(batches[-1]) >= 10:
                    assert count.persons.exact

    @invariant()
    def gate_holds(self) -> None:
        """All that was ever released gives back no few persons, and no small distribution."""
        for wave, batches in self.counted.items():
            if not batches:
                continue
            columns = sorted({(name, held[1]) for each in batches for name, held in each.items()})
            place = {column: number for number, column in enumerate(columns)}
            releases = read_releases(self.root, self.ledger, wave)[NAME]
            some: list[Row] = []
            fine: list[Row] = []
            for release in releases:
                for group, shown in degrees_of(release).items():
                    row = self._row(release, group, batches, place)
                    some += [row] if shown >= MEAN else []
                    fine += [row] if shown == DISTRIBUTION else []
            atoms = [_one(wave) for _ in columns]
            assert recoverable(some, atoms, 5) is None
            if next((len(each) for each in batches if len(each) >= 5), 0) >= 10:
                assert recoverable(fine, atoms, 10) is None

    def _preview(self, wave: str) -> tuple[Release, ...] | str:
        """Return what closing a wave would release, or why it would be refused."""
        try:
            return self.appraiser.preview_wave(self.appraiser.open_study(self.root), wave)
        except DisclosureError as error:
            return error.reason
        finally:
            assert read_ledger(self.root, self.appraiser.open_study(self.root).study) == self.ledger

    @staticmethod
    def _row(
        release: Release, group: Group, batches: list[Batch], place: dict[tuple[str, int], int]
    ) -> Row:
        """Return whom a group's table counts: those of the latest batch that are so many."""
        persons = next(
            table.persons
            for table in release.tables
            if group_of(release.wave, table.cell) == group and table.of == "item.q"
        )
        wanted = dict(group.cell).get("sector")
        for batch in reversed(batches[: release.batch]):
            row = {
                place[name, held[1]]: 1
                for name, held in batch.items()
                if wanted in {None, held[0][1]}
            }
            if len(row) == persons:
                return row
        return {}


def _one(wave: str) -> Atom:
    return Atom(
        wave=wave,
        attributes={},
        weight=Fraction(1),
        persons=1,
        organizations=frozenset(),
        alone=1,
    )


TestStudyLife = StudyLife.TestCase
TestStudyLife.settings = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
