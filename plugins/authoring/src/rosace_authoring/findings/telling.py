"""What was found in an instrument, written for its author."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from rosace.errors import Problem, place
from rosace.values import evolve
from rosace_authoring.findings.checkup import CheckUp
from rosace_authoring.findings.form_text import form_text

__all__ = ["tell"]

_WIDTH: Final = 88
_MOST: Final = 100


def tell(
    file: str, found: CheckUp, language: str, words: Callable[..., str], *, preview: bool
) -> Iterator[str]:
    """Yield the lines of a check-up: what to correct, what to look over, the form, the count.

    Args:
        file: The file, as its author named it.
        found: What was found.
        language: The author's language.
        words: Gives a message in that language.
        preview: Whether the form is shown.
    """
    counts = {}
    for severity in ("error", "notice"):
        problems = [each for each in found.problems if each.severity == severity]
        counts[severity] = len(problems)
        if problems:
            yield words(f"authoring.check.heading.{severity}")
            for problem in problems[:_MOST]:
                yield from _finding(problem, file, language)
            if len(problems) > _MOST:
                yield f"  {words('authoring.check.more', n=len(problems) - _MOST)}"
            yield ""
    if preview and found.instrument is not None:
        yield words("authoring.form.heading")
        yield ""
        yield from form_text(found.instrument, language, words, file)
        yield ""
    elif preview:
        yield words("authoring.check.no-form")
    yield words(
        "authoring.check.summary",
        file=file,
        errors=words("authoring.check.errors", n=counts["error"]),
        notices=words("authoring.check.notices", n=counts["notice"]),
    )


def _finding(problem: Problem, file: str, language: str) -> Iterator[str]:
    """Yield where, what, and what to do, each on lines of its own."""
    here = evolve(problem, file=None) if problem.file == file else problem
    yield f"  {place(here, language) or file}  [{problem.code}]"
    yield from _wrapped(problem.message(language), "    ")
    yield from _wrapped(problem.advice(language), "    → ")


def _wrapped(text: str, start: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
