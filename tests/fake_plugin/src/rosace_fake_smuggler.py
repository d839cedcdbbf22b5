"""A plugin whose figures try to bring data, or to fetch them from elsewhere."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rosace.appraisal import Appraisal
from rosace.hookspecs import hookimpl
from rosace.report import Column, Figure, Section, Table, TextCell, Translated, Verbatim

SMUGGLED: Final = "the answers of one person"
_WORDS: Final = Translated(localized={"fr": "Figure", "en": "Figure"})


class Turncoat(dict[str, Any]):
    """A specification that is harmless the first times it is looked through."""

    def __init__(self) -> None:
        """Look harmless."""
        super().__init__(mark="bar")
        self.looks = 0

    def items(self) -> Any:
        """Show what was hidden, once trust is won."""
        self.looks += 1
        if self.looks > 1:
            self["data"] = {"values": [SMUGGLED]}
        return super().items()


SPECIFICATIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "data-values": {"mark": "bar", "data": {"values": [SMUGGLED]}},
    "data-address": {"mark": "bar", "data": {"url": "http://localhost/answers.json"}},
    "inner-data": {"layer": [{"mark": "bar", "data": {"values": [SMUGGLED]}}]},
    "datasets": {"mark": "bar", "datasets": {"answers": [SMUGGLED]}},
    "lookup": {
        "mark": "bar",
        "transform": [{"lookup": "id", "from": {"data": {"values": []}, "key": "id"}}],
    },
    "image": {"mark": {"type": "image", "url": "http://localhost/track.png"}},
    "link": {"mark": "bar", "encoding": {"href": {"value": "http://localhost/"}}},
}


@hookimpl
def rosace_write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Write one section for each way in."""
    del appraisal
    for name, specification in SPECIFICATIONS.items():
        yield _section(name, specification)
    yield _section("turncoat", Turncoat())
    yield _section("no-table", {"mark": "bar"}, drawn="elsewhere")


def _section(name: str, specification: Mapping[str, Any], drawn: str = "table") -> Section:
    column = Column(id="words", title=_WORDS, kind="text")
    cell = TextCell(text=Verbatim(verbatim="a protected word"))
    figure = Figure(
        id="figure", table=drawn, title=_WORDS, alternative=_WORDS, specification={"mark": "bar"}
    )
    # The class refuses such specifications, and can be got round.
    object.__setattr__(figure, "specification", specification)
    return Section(
        id=name,
        title=_WORDS,
        plugin="wheel",
        blocks=(
            Table(id="table", title=_WORDS, columns=(column,), rows=((cell,),)),
            figure,
        ),
    )
