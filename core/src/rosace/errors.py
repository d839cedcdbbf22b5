"""Every error of the core, and the finding they report: `Problem`.

Errors carry data, never finished sentences: the words are looked up in the
catalogues of `rosace.messages` when somebody reads them, in that reader's language.
"""

import re
from collections.abc import Iterable
from typing import ClassVar, Final, Literal

import attrs

from rosace.saying import Arguments, readable, say, sentences
from rosace.spelling import nearest, printable

__all__ = [
    "Arguments",
    "DisclosureError",
    "InvalidDocumentError",
    "OutputError",
    "PluginError",
    "Problem",
    "RosaceError",
    "UnknownExporterError",
    "UnknownInstrumentError",
    "UnknownMessageError",
    "UnreachableError",
    "UsageError",
    "place",
]

_CORE: Final = "rosace"
_LISTED: Final = 20
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def _copy(arguments: Arguments) -> Arguments:
    return dict(arguments)


def _tuple_of_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(names)


@attrs.frozen
class Problem:
    """One finding in what somebody gave us: what, where, and how to mend it.

    The text is looked up under the ids ``problem.<code>`` and
    ``problem.<code>.advice``. Arguments named ``*_type`` hold JSON type names and
    those named ``*_bytes`` hold sizes: both are put into words.

    Args:
        code: kebab-case name of the kind of finding.
        file: the file's name as its giver knows it.
        row: number of the row in a table, or of the line in NDJSON, from 1.
        line: line in the file, from 1.
        column: character in the line, from 1.
        pointer: JSON Pointer (RFC 6901) inside the document.
        heading: heading of the column in a table.
        cell: sheet and cell of a workbook, as ``'Events'!F5``.
        arguments: what was found, and anything else the text mentions.
        severity: ``error``, or ``notice`` for what needs no correction.
        catalogue: the package whose catalogue explains the code.
    """

    code: str = attrs.field(validator=attrs.validators.matches_re(_CODE))
    file: str | None = attrs.field(default=None, kw_only=True)
    row: int | None = attrs.field(default=None, kw_only=True)
    line: int | None = attrs.field(default=None, kw_only=True)
    column: int | None = attrs.field(default=None, kw_only=True)
    pointer: str | None = attrs.field(default=None, kw_only=True)
    heading: str | None = attrs.field(default=None, kw_only=True)
    cell: str | None = attrs.field(default=None, kw_only=True)
    # A plain dict, because problems travel between processes.
    arguments: Arguments = attrs.field(factory=dict, converter=_copy, hash=False, kw_only=True)
    severity: Literal["error", "notice"] = attrs.field(default="error", kw_only=True)
    catalogue: str = attrs.field(default=_CORE, kw_only=True)

    def message(self, language: str = "en") -> str:
        """Return what was found, in words; a code without words is named."""
        return self._say("", language)

    def advice(self, language: str = "en") -> str:
        """Return what to do about it, in words."""
        return self._say(".advice", language)

    def explain(self, language: str = "en") -> str:
        """Return where, what, and what to do, on one line."""
        said = sentences(self.message(language), self.advice(language))
        where = place(self, language)
        if not where:
            return said
        return say(["problem.at"], language, {"place": where, "said": said})

    def _say(self, suffix: str, language: str) -> str:
        ids = [f"problem.{self.code}{suffix}", f"problem.unexplained{suffix}"]
        arguments = {"code": self.code, **readable(self.arguments, language)}
        return say(ids, language, arguments, self.catalogue)


def _tuple_of_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problems)


class RosaceError(Exception):
    """Base of every error the core raises on purpose.

    The text is looked up under ``error.<code>`` and ``error.<code>.advice``, and
    filled with `arguments`; ``str()`` gives both in English.
    """

    _kind: ClassVar[str] = "failed"

    @property
    def code(self) -> str:
        """Kebab-case name of what went wrong."""
        return self._kind

    @property
    def arguments(self) -> Arguments:
        """What fills the placeholders of the message."""
        return {}

    def message(self, language: str = "en") -> str:
        """Return what went wrong, in words."""
        return self._say("", language)

    def advice(self, language: str = "en") -> str:
        """Return what to do about it, in words."""
        return self._say(".advice", language)

    def explain(self, language: str = "en") -> str:
        """Return what went wrong and what to do, in words."""
        return sentences(self.message(language), self.advice(language))

    def __str__(self) -> str:
        """Return the explanation in English."""
        return self.explain("en")

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Return how to make a copy; frozen errors cannot be filled in afterwards."""
        fields = getattr(type(self), "__attrs_attrs__", None)
        if fields is None:
            return type(self), self.args
        return type(self), tuple(getattr(self, field.name) for field in fields)

    def _say(self, suffix: str, language: str) -> str:
        ids = [f"error.{code}{suffix}" for code in (self.code, self._kind, "failed")]
        arguments = {"code": self.code, **readable(self.arguments, language)}
        return say(ids, language, arguments)


@attrs.frozen(str=False, slots=False)
class UnknownMessageError(RosaceError, KeyError):
    """No catalogue has the message in that language."""

    message_id: str
    language: str
    _kind: ClassVar[str] = "unknown-message"

    @property
    def arguments(self) -> Arguments:
        """The id and the language that were asked for."""
        return {"message_id": self.message_id, "language": self.language}


@attrs.frozen(str=False, slots=False)
class InvalidDocumentError(RosaceError):
    """A document cannot be used; its problems say why, each with its place."""

    problems: tuple[Problem, ...] = attrs.field(converter=_tuple_of_problems)
    _kind: ClassVar[str] = "invalid-document"

    @property
    def arguments(self) -> Arguments:
        """How many problems there are."""
        return {"n": len(self.problems)}

    def explain(self, language: str = "en") -> str:
        """Return the problems in words, one a line, at most 20 of them."""
        lines = [self.message(language)]
        lines += [f"- {each.explain(language)}" for each in self.problems[:_LISTED]]
        more = len(self.problems) - _LISTED
        if more > 0:
            lines.append(say(["problem.more"], language, {"n": more}))
        return "\n".join(lines)


class UnreachableError(InvalidDocumentError):
    """What holds the documents is not there, or does not let us in; its problems say why."""


@attrs.frozen(str=False, slots=False)
class _UnknownNameError(RosaceError):
    """A name is asked for that nothing answers to."""

    id: str
    known: tuple[str, ...] = attrs.field(converter=_tuple_of_names)

    @property
    def code(self) -> str:
        """The kind, with a suffix where a name comes near or where none exists."""
        if not self.known:
            return f"{self._kind}-none"
        if nearest(self.id, self.known):
            return f"{self._kind}-suggestion"
        return self._kind

    @property
    def arguments(self) -> Arguments:
        """The name, the known ones, and the nearest of them."""
        return {
            "id": self.id,
            "known": ", ".join(sorted(self.known)),
            "nearest": nearest(self.id, self.known) or "",
        }


@attrs.frozen(str=False, slots=False)
class UnknownInstrumentError(_UnknownNameError):
    """No instrument has that id."""

    _kind: ClassVar[str] = "unknown-instrument"


@attrs.frozen(str=False, slots=False)
class UnknownExporterError(_UnknownNameError):
    """No exporter has that name."""

    _kind: ClassVar[str] = "unknown-exporter"


class _KindError(RosaceError):
    """An error of a kind that has several reasons, each with a message of its own."""

    reason: str

    @property
    def code(self) -> str:
        """The kind and the reason."""
        return f"{self._kind}-{self.reason}"


@attrs.frozen(str=False, slots=False)
class PluginError(_KindError):
    """A plugin could not be used.

    Args:
        plugin: its name.
        reason: ``import-failed``, ``incompatible``, ``unknown-hook``,
            ``unmarked-hook``, ``wrong-arguments``,
            ``duplicate-name``, ``duplicate-id``, ``reserved-name``, ``call-failed``,
            ``invalid-result``, ``not-allowed``, ``not-installed`` or ``worker-ended``; any
            other reason is shown as it is.
        detail: what was found: the exception's text, the hook, the version, the
            other distribution.
        details: of ``incompatible``, what else the text mentions: distribution, version,
            requires, core, series and command.
    """

    plugin: str
    reason: str
    detail: str = ""
    details: Arguments = attrs.field(factory=dict, converter=_copy, hash=False)
    _kind: ClassVar[str] = "plugin"

    @property
    def arguments(self) -> Arguments:
        """The plugin, the reason, the detail and the details."""
        own = {"plugin": self.plugin, "reason": self.reason, "detail": self.detail}
        return {**self.details, **own}


@attrs.frozen(str=False, slots=False)
class _ReasonedError(_KindError):
    """An error whose reason has details."""

    reason: str
    details: Arguments = attrs.field(factory=dict, converter=_copy)

    @property
    def arguments(self) -> Arguments:
        """The reason and its details."""
        return {"reason": self.reason, **self.details}


@attrs.frozen(str=False, slots=False)
class DisclosureError(_ReasonedError):
    """Showing this could reveal somebody's answers.

    Args:
        reason: ``raw-refused``, ``not-planned`` (breakdown), ``late-too-few`` (found,
            needed), ``study-released`` (study), ``closing-under-way`` (file); of a wave
            ``late-unnamed``, ``late-voices``, ``nothing-to-close``, ``plan-changed`` or
            ``answers-withdrawn``; any other text is shown as it is.
        details: the arguments named above.
    """

    _kind: ClassVar[str] = "disclosure"


@attrs.frozen(str=False, slots=False)
class UsageError(_ReasonedError):
    """The caller asked for something that cannot be done.

    Args:
        reason: ``options-conflict`` (first, second), ``option-missing``, ``no-stdout`` or
            ``with-files-only`` (option), ``path-in-use`` (option, path), ``value-refused``
            (option, found, known), ``language-not-offered`` (language, known) or
            ``unknown-breakdown`` (breakdown, known); any other text is shown as it is.
        details: the arguments named above.
    """

    _kind: ClassVar[str] = "usage"

    @property
    def code(self) -> str:
        """The kind and the reason, with a suffix where no attribute is known at all."""
        none = self.reason == "unknown-breakdown" and self.details.get("known") in {"", "–"}
        return f"{self._kind}-{self.reason}{'-none' if none else ''}"


@attrs.frozen(str=False, slots=False)
class OutputError(_KindError):
    """A file could not be written.

    Args:
        path: where it was to go.
        reason: ``folder-missing``, ``is-a-folder``, ``not-a-file``, ``not-a-folder``,
            ``not-permitted``, ``disk-full``, ``disk-failed``, ``file-too-large``, ``exists``,
            ``name-too-long``, ``read-only``, ``folder-of-others``, ``of-study``,
            ``nothing-to-write``, ``changed-since`` (it was written before) or ``outside`` (of
            the folder that was to be written); any other text is shown as it is.
    """

    path: str = attrs.field(converter=str)
    reason: str = attrs.field(converter=str)
    _kind: ClassVar[str] = "output"

    @property
    def arguments(self) -> Arguments:
        """The path and the reason."""
        return {"path": self.path, "reason": self.reason}


def place(problem: Problem, language: str = "en") -> str:
    """Return in words where a problem is, from the large to the small; may be empty."""
    parts = [printable(problem.file)] if problem.file else []
    row = "cell" if problem.cell else "row"
    for name in (row, "line", "column", "heading", "pointer"):
        value = getattr(problem, name)
        if value is not None and value != "":
            shown = {name: printable(str(value))}
            parts.append(say([f"place.{name}"], language, shown))
    return ", ".join(parts)
