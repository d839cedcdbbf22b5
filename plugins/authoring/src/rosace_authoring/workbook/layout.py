"""How an instrument is laid out in a workbook: its sheets, their columns, what each holds."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from rosace.dimension import Provenance, ScoringMethod
from rosace.instrument import ItemType, Wording
from rosace.values import value

__all__ = [
    "ANSWER",
    "CHOICES",
    "DIMENSIONS",
    "FIELDS",
    "GROUPS",
    "HELP_ROW",
    "INSTRUMENT",
    "ITEMS",
    "LEVELS",
    "NONE",
    "README",
    "REMARK",
    "SCALES",
    "SCORE",
    "SECTIONS",
    "SHEETS",
    "USE",
    "VECTORS",
    "WORDINGS",
    "Column",
    "Kind",
    "Sheet",
    "inside",
]

Kind = Literal["name", "words", "localized", "names", "rational", "count", "flag", "flow", "choice"]
"""What the cells of a column hold: a name, free words, words by language, names with commas
between them, an exact number, a whole number, yes or no, YAML without its brackets, or one
of a few names."""

README: Final = ("readme", "lisez-moi")
"""The sheets that are for people alone."""

REMARK: Final = "#"
"""Begins a row or a heading that is for people alone."""

HELP_ROW: Final = 2
"""The row that says what each column is for."""

NONE: Final = "none"
"""A list that is empty on purpose, or a score that there must not be."""

ANSWER: Final = "answer "
SCORE: Final = "score "
"""Begin the headings of the sheet of reference vectors, before an item and a dimension."""


@value
class Column:
    """One column of a sheet; words by language take one for each.

    Args:
        name: Its heading.
        kind: What its cells hold.
        path: Where that goes in the document that a row makes; its name where empty.
        known: The names to choose from.
        listed: The sheet whose first column lists the names to choose from.
        width: Its width in characters.
        help: The last part of the id of its words of help; its name where empty.
        is_owner: Whether it says what the row belongs to, and is no part of it.
    """

    name: str
    kind: Kind = "name"
    path: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    listed: str = ""
    width: int = 16
    help: str = ""
    is_owner: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Where the cells go in the document that a row makes."""
        return self.path or (self.name,)

    @property
    def help_id(self) -> str:
        """The last part of the id of its words of help."""
        return self.help or self.name


@value
class Sheet:
    """One sheet: its name and its columns."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of a name, or None."""
        return next((each for each in self.columns if each.name == name), None)


def inside(file: str, sheet: str) -> str:
    """Return the name of a sheet with that of its workbook, for problems."""
    return f"{file} › {sheet}"  # noqa: RUF001  # good typography is no mistake


def _choice(name: str, known: tuple[str, ...], **options: object) -> Column:
    return Column(name=name, kind="choice", known=known, **options)  # type: ignore[arg-type]  # options of a column


def _localized(name: str, width: int = 42, **options: object) -> Column:
    return Column(name=name, kind="localized", width=width, **options)  # type: ignore[arg-type]  # likewise


_YES_NO: Final = ("yes", "no")
_TYPES: Final = tuple(each for each in get_args(ItemType) if each != "reference")
_FIELD_TYPES: Final = tuple(each for each in get_args(ItemType) if each != "records")
_MARKS: Final = (
    _choice("provenance", get_args(Provenance), width=14),
    Column(name="source", kind="words", width=24),
)


def _item_columns(types: tuple[str, ...]) -> tuple[Column, ...]:
    return (
        _choice("type", types, width=17),
        Column(name="scale", listed="scales"),
        _localized("text"),
        _localized("help", width=30),
        Column(name="required", kind="flag", known=_YES_NO, width=11),
        _choice("comment", ("allowed",), width=11),
        Column(name="missing", kind="names", width=24),
        Column(name="minimum", kind="rational", width=11),
        Column(name="maximum", kind="rational", width=11),
        Column(name="min_length", help="min-length", kind="count", width=11),
        Column(name="max_length", help="max-length", kind="count", width=11),
        Column(name="min_count", help="min-count", kind="count", width=11),
        Column(name="max_count", help="max-count", kind="count", width=11),
        _choice("precision", ("day", "month", "year"), width=11),
        Column(name="when", kind="flow", width=30),
        Column(name="flag_when", help="flag-when", kind="flow", path=("flag", "when"), width=30),
        _localized("flag", path=("flag", "text"), width=30),
    )


INSTRUMENT: Final = Sheet(
    name="instrument",
    columns=(
        Column(name="id"),
        Column(name="version"),
        _localized("title"),
        _localized("description"),
        Column(name="languages", kind="names"),
        _choice("provenance", get_args(Provenance)),
        Column(name="source", kind="words"),
        Column(name="rights.holder", kind="words", path=("rights", "holder")),
        _choice("rights.wording", get_args(Wording), path=("rights", "wording")),
        Column(name="rights.licence", kind="words", path=("rights", "licence")),
        Column(name="rights.citation", kind="words", path=("rights", "citation")),
        _localized("use.statement", path=("use", "statement")),
        Column(name="based_on", help="based-on"),
        Column(name="take", kind="names"),
    ),
)
"""Its columns are the rows of the sheet, which has one instrument."""

USE: Final = Sheet(
    name="use",
    columns=(
        _choice("part", ("prerequisite", "mode"), is_owner=True),
        Column(name="id", width=24),
        _choice("respondent", ("individual", "collective")),
        _localized("text", help="use-text"),
        _localized("description"),
    ),
)
SECTIONS: Final = Sheet(
    name="sections",
    columns=(
        Column(name="id", width=22),
        _localized("title", width=32),
        _localized("instructions"),
        Column(name="items", kind="names", width=30, help="section-items"),
        *_MARKS,
    ),
)
ITEMS: Final = Sheet(
    name="items",
    columns=(
        Column(name="id", width=20),
        Column(name="section", listed="sections", width=20, is_owner=True),
        *_item_columns(_TYPES),
        *_MARKS,
    ),
)
FIELDS: Final = Sheet(
    name="fields",
    columns=(
        Column(name="item", listed="items", width=20, help="record", is_owner=True),
        Column(name="id", width=20),
        *_item_columns(_FIELD_TYPES),
        Column(name="to_item", help="to-item", path=("to", "item"), listed="items"),
        Column(name="to_instrument", help="to-instrument", path=("to", "instrument")),
        Column(name="many", kind="flag", known=_YES_NO, width=11),
        _choice("audience", ("facilitator",), width=14),
        *_MARKS,
    ),
)
WORDINGS: Final = Sheet(
    name="wordings",
    columns=(
        Column(name="item", listed="items", width=20, is_owner=True),
        Column(name="field", is_owner=True),
        Column(name="code"),
        _localized("text", help="wording"),
    ),
)
SCALES: Final = Sheet(
    name="scales",
    columns=(
        Column(name="id", width=22),
        _choice("kind", ("ordinal", "nominal")),
        Column(name="missing", kind="names", width=30),
        *_MARKS,
    ),
)
CHOICES: Final = Sheet(
    name="choices",
    columns=(
        Column(name="scale", listed="scales", width=22, is_owner=True),
        Column(name="code"),
        Column(name="value", kind="rational", width=11),
        _localized("label", width=30),
        _localized("description"),
        Column(name="group"),
        *_MARKS,
    ),
)
GROUPS: Final = Sheet(
    name="groups",
    columns=(
        Column(name="scale", listed="scales", width=22, is_owner=True),
        Column(name="id", width=22),
        _localized("title", width=32),
    ),
)
DIMENSIONS: Final = Sheet(
    name="dimensions",
    columns=(
        Column(name="id", width=22),
        Column(name="parent", listed="dimensions", width=22, is_owner=True),
        _localized("title", width=32),
        _localized("description"),
        Column(name="items", kind="names", width=30),
        _choice("method", get_args(ScoringMethod), path=("scoring", "method")),
        Column(name="of", kind="names", path=("scoring", "of")),
        Column(name="weights", kind="flow", path=("scoring", "weights"), width=24),
        Column(name="reverse", kind="names", path=("scoring", "reverse"), width=20),
        Column(
            name="minimum_answered",
            help="minimum-answered",
            kind="count",
            path=("scoring", "minimum_answered"),
            width=20,
        ),
        Column(name="prorate", kind="flag", known=_YES_NO, path=("scoring", "prorate"), width=11),
        Column(name="alpha", kind="flag", known=_YES_NO, path=("scoring", "alpha"), width=11),
        _choice("levels", ("score", "group-mean"), path=("scoring", "levels", "applies_to")),
        *_MARKS,
    ),
)
LEVELS: Final = Sheet(
    name="levels",
    columns=(
        Column(name="dimension", listed="dimensions", width=22, is_owner=True),
        Column(name="id", width=20),
        Column(name="at_least", help="at-least", kind="rational", width=11),
        _localized("title", width=32, help="level-title"),
    ),
)
VECTORS: Final = Sheet(name="vectors", columns=(Column(name="vector", width=10),))
"""It has a further column for every item and dimension."""

SHEETS: Final[Mapping[str, Sheet]] = {
    sheet.name: sheet
    for sheet in (
        INSTRUMENT,
        USE,
        SECTIONS,
        ITEMS,
        FIELDS,
        WORDINGS,
        SCALES,
        CHOICES,
        GROUPS,
        DIMENSIONS,
        LEVELS,
        VECTORS,
    )
}
"""Every sheet that is read, by its name, in order."""
