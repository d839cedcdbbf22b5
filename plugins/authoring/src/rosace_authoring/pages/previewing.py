"""The pages of a preview: form, report and findings, in each language."""

import hashlib
import re
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from rosace.errors import Problem, RosaceError, place
from rosace.messages import LANGUAGES
from rosace.safe_text import safe
from rosace.values import evolve, value
from rosace_authoring.findings.checkup import check_up
from rosace_authoring.pages.form import form_page
from rosace_authoring.pages.made_up_report import made_up_report, written_report
from rosace_authoring.pages.templating import Page, inline, render
from rosace_authoring.pages.wording import Wording, direction_of, name_of

if TYPE_CHECKING:
    from rosace import Appraiser
    from rosace.report import Report

__all__ = ["VIEWS", "Finding", "Preview", "Wishes"]

VIEWS: Final = ("form", "report", "findings")
"""What the preview shows, in the order of its tabs."""

INDEX: Final = "index.html"
_SHOWN: Final = re.compile(
    rf"(?P<language>[a-z]{{2,3}}(?:-[A-Z]{{2}})?)/(?P<inner>pages/)?(?P<view>{'|'.join(VIEWS)})\.html"
)
_REPORT_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'"
)
"""Lets in no script; what style the report's exporter lets in is said in its page."""


@value
class Wishes:
    """What an author wants of a preview.

    Args:
        path: The instrument's file.
        language: The language shown first, where the instrument has it.
        n: How many responses are made up.
        seed: Chance of the made-up responses.
        live: Whether the pages follow the file, as only served ones can.
    """

    path: str
    language: str
    n: int = 24
    seed: int = 1
    live: bool = False


@value
class Finding:
    """A finding as a page shows it.

    Args:
        severity: ``error`` or ``notice``.
        kind: The message that says so.
        code: Its code.
        place: Where it is, in words.
        message: What was found.
        advice: What to do about it.
    """

    severity: str
    kind: str
    code: str
    place: str
    message: str
    advice: str

    @classmethod
    def of(cls, problem: Problem, language: str) -> "Finding":
        """Return a finding in the words of a language, or else in English."""
        return cls(
            severity=problem.severity,
            kind=f"authoring.preview.{problem.severity}",
            code=problem.code,
            place=safe(place(problem, language)),
            message=safe(problem.message(language)),
            advice=safe(problem.advice(language)),
        )


class Preview:
    """The pages of one state of an instrument's file; each is made when it is first asked for.

    Args:
        wishes: What the author wants.
        appraiser: Knows the instruments and exporters at hand.

    Attributes:
        problems: What was found in the file, errors first.
        version: A name of this state of the file.
    """

    def __init__(self, wishes: Wishes, appraiser: "Appraiser") -> None:
        """Read and check the file."""
        self.wishes = wishes
        self.version = version_of(wishes.path)
        found = check_up(wishes.path, appraiser)
        self.problems = tuple(sorted(found.problems, key=lambda each: each.severity != "error"))
        self._instrument = found.instrument
        self._appraiser = appraiser
        self._made: dict[str, Page | None] = {}
        self._one_at_a_time = Lock()

    @property
    def broken(self) -> bool:
        """Whether there is nothing to show but findings."""
        return self._instrument is None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the pages: the instrument's, or ours where it is broken."""
        return LANGUAGES if self._instrument is None else self._instrument.languages

    @property
    def first(self) -> str:
        """The language shown first."""
        wanted = self.wishes.language
        return wanted if wanted in self.languages else self.languages[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pages."""
        inner = () if self.broken else VIEWS[:-1]
        return (
            INDEX,
            *(f"{language}/{view}.html" for language in self.languages for view in VIEWS),
            *(f"{language}/pages/{view}.html" for language in self.languages for view in inner),
        )

    def page(self, name: str) -> Page | None:
        """Return a page, its chunks at hand; None where there is none of that name.

        Args:
            name: Such as ``fr/form.html``.
        """
        with self._one_at_a_time:
            if name not in self._made:
                made = self._make(name)
                if made is not None:
                    made = evolve(made, chunks=tuple(made.chunks))
                self._made[name] = made
            return self._made[name]

    def _make(self, name: str) -> Page | None:
        if name == INDEX:
            return self._index()
        found = _SHOWN.fullmatch(name)
        if found is None:
            return None
        language, view = found["language"], found["view"]
        if not found["inner"] and (self.broken or language in self.languages):
            return self._shell(language, view)
        if name in self.names:
            return self._inner(language, view)
        return None

    def _index(self) -> Page:
        return render(
            "index.html",
            style=inline("look.css", "shell.css"),
            wording=Wording(language=self.first),
            title=self._title(self.first),
            languages=[(tag, name_of(tag)) for tag in self.languages],
            first=self.first,
        )

    def _shell(self, language: str, view: str) -> Page:
        live = self.wishes.live
        return render(
            "shell.html",
            style=inline("look.css", "shell.css"),
            script=inline("shell.js") if live else "",
            # A page read from a folder has no origin that 'self' could name.
            more="frame-src 'self'; connect-src 'self'" if live else "frame-src 'self' file:",
            wording=Wording(language=language),
            direction=direction_of(language),
            title=self._title(language),
            languages=[(tag, name_of(tag)) for tag in self.languages],
            view=view,
            views={each: f"authoring.preview.view-{each}" for each in VIEWS},
            broken=self.broken,
            live=live,
            version=self.version,
            findings=[Finding.of(problem, language) for problem in self.problems],
        )

    def _inner(self, language: str, view: str) -> Page:
        if self._instrument is None:
            message = "a broken instrument has no such page"
            raise ValueError(message)
        if view == "form":
            return form_page(self._instrument, language)
        try:
            name, text = written_report(self._report, self._appraiser, language)
        except RosaceError as error:
            return self._plain(language, error.explain(language), "authoring.preview.failed")
        except Exception as error:  # noqa: BLE001  # plugins take part in it, and the form goes on
            fault = f"{type(error).__name__}: {error}"
            said = Wording(language=language).plain("authoring.preview.fault", found=fault)
            return self._plain(language, said, "authoring.preview.failed")
        if name == "html":
            return Page(policy=_REPORT_POLICY, chunks=(text.encode(),))
        return self._plain(language, text, "authoring.preview.exporter", name=name)

    def _plain(self, language: str, shown: str, heading: str, **arguments: str) -> Page:
        wording = Wording(language=language)
        return render(
            "plain.html",
            style=inline("look.css", "shell.css"),
            wording=wording,
            direction=direction_of(language),
            heading=wording.say(heading, **arguments),
            shown=safe(shown),
        )

    @cached_property
    def _report(self) -> "Report":
        if self._instrument is None:
            message = "a broken instrument has no report"
            raise ValueError(message)
        return made_up_report(
            self._instrument, self._appraiser, n=self.wishes.n, seed=self.wishes.seed
        )

    def _title(self, language: str) -> str:
        if self._instrument is None:
            return safe(Path(self.wishes.path).name)
        return Wording(language=language).plain_text(self._instrument.title)


def version_of(path: str) -> str:
    """Return a name of what a file holds now."""
    try:
        held = Path(path).read_bytes()
    except (OSError, ValueError):
        return "none"
    return hashlib.sha256(held).hexdigest()[:16]
