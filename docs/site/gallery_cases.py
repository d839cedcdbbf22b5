"""Limits of pictures: reports on invented answers, few and many, each made as any report is."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from rosace import Appraiser
from rosace.conversion import structure
from rosace.instrument import Instrument
from rosace.report import Block, Figure, Report
from rosace.response import Response
from rosace.study import Study
from rosace.testing import people, sketch
from rosace.values import Localized, evolve, value

__all__ = ["Case", "cases"]

_SCALE: Final = {
    "kind": "ordinal",
    "choices": [
        {"code": str(number), "value": number, "label": {"fr": french, "en": english}}
        for number, french, english in (
            (1, "Pas du tout", "Not at all"),
            (2, "Un peu", "A little"),
            (3, "En bonne partie", "For a good part"),
            (4, "Tout à fait", "Completely"),
        )
    ],
    "missing": ["dont-know"],
}
_TITLES: Final = (
    ("Parole de chacun", "Everyone’s say"),
    ("Décisions suivies", "Decisions followed up"),
    ("Place des nouveaux", "Room for newcomers"),
    ("Partage des tâches", "Sharing of tasks"),
)
_LONG: Final = (
    (
        "Reconnaissance mutuelle des expertises et des savoirs d’expérience de toutes les "
        "personnes et de toutes les organisations de la démarche, quelle que soit leur taille"
    ),
    (
        "Mutual recognition of the expertise and of the experiential knowledge of all the "
        "persons and all the organizations of the process, whatever their size may be"
    ),
)
_OUTCOMES: Final = (
    *("network-creation", "network-governance", "controversy-resolution"),
    *("intermediary-production", "intermediary-deployment", "spokesperson-representation"),
    *("influence-on-others", "actor-alignment", "resource-acquisition", "network-expansion"),
    *("project-expansion", "obstacle-overcoming"),
)


@value
class Case:
    """One limit, with the pictures that show it.

    Args:
        name: A short name, for a folder.
        title: What is unusual.
        report: The report on it, without its other figures and what stands around them.
        figures: Ids of the figures that show it.
    """

    name: str
    title: Localized
    report: Report
    figures: tuple[str, ...]


def cases(language: str) -> Iterator[Case]:
    """Yield each limit; what groups write themselves is in the language asked for."""
    appraiser = Appraiser()
    yield from _scores(appraiser, language)
    yield from _crowds(appraiser, language)
    yield from _sectors(appraiser, language)
    yield from _stories(appraiser, language)
    yield _actors(appraiser, language)


def _case(name: str, title: Localized, report: Report, figures: tuple[str, ...]) -> Case:
    def shown(block: Block) -> bool:
        # A figure too large for a page is several, whose ids begin with its own.
        return not isinstance(block, Figure) or any(
            block.id == figure or block.id.startswith(f"{figure}-") for figure in figures
        )

    sections = [
        evolve(section, blocks=tuple(filter(shown, section.blocks)))
        for section in report.sections
        if any(isinstance(block, Figure) and shown(block) for block in section.blocks)
    ]
    kept = evolve(report, sections=tuple(sections))
    return Case(name=name, title=title, report=kept, figures=figures)


def _said(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def _form(titles: Sequence[tuple[str, str]], items: int, method: str) -> Instrument:
    """Return an invented form: so many items a dimension, all on one scale."""
    names = [f"i{place}-{number}" for place in range(len(titles)) for number in range(items)]
    return sketch(
        [
            {
                "id": name,
                "type": "choice",
                "scale": "scale",
                "text": _said(*(f"{title}, {place}" for title in titles[place // items])),
            }
            for place, name in enumerate(names)
        ],
        id="invented-form",
        title=_said("Formulaire inventé", "Invented form"),
        languages=["fr", "en"],
        sections=[{"id": "all", "title": _said("Items", "Items"), "items": names}],
        scales={"scale": _SCALE},
        dimensions=[
            {
                "id": f"d{place}",
                "title": _said(*title),
                "items": names[place * items : (place + 1) * items],
                "scoring": {"method": method},
            }
            for place, title in enumerate(titles)
        ],
    )


def _answers(instrument: Instrument, persons: int, wave: str) -> tuple[Response, ...]:
    """Return invented answers, which lean one way or the other from item to item."""
    chance = random.Random(wave)  # noqa: S311  # invented answers
    leanings = {}
    for item in instrument.items:
        codes = [choice.code for choice in instrument.scales[str(item.scale)].choices]
        middle = chance.uniform(0, len(codes) - 1)
        leanings[item.id] = (codes, [2.0 ** -abs(place - middle) for place in range(len(codes))])
    sheets = [
        {name: {"value": chance.choices(*leaning)[0]} for name, leaning in leanings.items()}
        for _ in range(persons)
    ]
    return people(instrument, sheets, wave=wave)


def _study(instrument: Instrument, years: Sequence[int]) -> Study:
    return structure(
        {
            "schema": "rosace/study/1",
            "id": "invented",
            "title": _said("Exemple inventé", "An invented example"),
            "subject": {"id": "table", "title": _said("Une table inventée", "An invented table")},
            "instruments": [{"id": instrument.id}],
            "waves": [
                {
                    "id": str(year),
                    "title": _said(f"Automne {year}", f"Fall {year}"),
                    "closed": True,
                }
                for year in years
            ],
        },
        Study,
    )


def _scores(appraiser: Appraiser, language: str) -> Iterator[Case]:
    form = _form(_TITLES, 2, "mean")
    for name, title, persons, years, answered in (
        (
            "two-waves",
            _said("Des scores, en deux vagues", "Scores, in two waves"),
            12,
            (2022, 2024),
            (2022, 2024),
        ),
        (
            "six-waves",
            _said(
                "Des scores d’un petit groupe, en six vagues dont une sans réponse",
                "Scores of a small group, in six waves, one of them without answers",
            ),
            7,
            range(2014, 2026, 2),
            (2014, 2016, 2020, 2022, 2024),
        ),
    ):
        responses = [
            response for year in answered for response in _answers(form, persons, str(year))
        ]
        report = appraiser.appraise(
            form, responses, language=language, study=_study(form, tuple(years))
        )
        yield _case(name=name, title=title, report=report, figures=("change-scores-figure-1",))


def _crowds(appraiser: Appraiser, language: str) -> Iterator[Case]:
    tool = appraiser.instrument("diagnostic")
    silent = [{item.id: {"missing": "dont-know"} for item in tool.items}] * 12
    for name, title, responses in (
        (
            "five-respondents",
            _said("Cinq répondants", "Five respondents"),
            _answers(tool, 5, "2024"),
        ),
        (
            "300-respondents",
            _said("Trois cents répondants", "Three hundred respondents"),
            _answers(tool, 300, "2024"),
        ),
        (
            "nobody-knows",
            _said("Personne ne sait répondre", "Nobody knows what to answer"),
            people(tool, silent, wave="2024"),
        ),
    ):
        report = appraiser.appraise(tool, responses, language=language, study=_study(tool, (2024,)))
        figures = ("conditions-figure", "wheel")
        yield _case(name=name, title=title, report=report, figures=figures)


def _sectors(appraiser: Appraiser, language: str) -> Iterator[Case]:
    for name, title, titles, items in (
        (
            "three-sectors",
            _said("Une roue de trois secteurs", "A wheel of three sectors"),
            _TITLES[:3],
            1,
        ),
        (
            "twelve-sectors",
            _said(
                "Une roue de douze secteurs, aux noms très longs",
                "A wheel of twelve sectors with very long names",
            ),
            tuple((f"{_LONG[0]}, {place}", f"{_LONG[1]}, {place}") for place in range(1, 13)),
            3,
        ),
    ):
        form = _form(titles, items, "distribution")
        responses = _answers(form, 12, "2024")
        report = appraiser.appraise(form, responses, language=language)
        yield _case(name=name, title=title, report=report, figures=("wheel",))


def _together(instrument: Instrument, answers: Mapping[str, Any]) -> Response:
    """Return what a group has written together."""
    document = {
        "schema": "rosace/response/1",
        "id": "group",
        "instrument": instrument.id,
        "version": instrument.version,
        "wave": "2024",
        "respondent": {"id": "group", "kind": "collective"},
        "answers": {name: {"value": rows} for name, rows in answers.items()},
    }
    return structure(document, Response)


def _stories(appraiser: Appraiser, language: str) -> Iterator[Case]:
    tool = appraiser.instrument("effects")
    word = {"fr": "Rencontre des partenaires du secteur", "en": "Meeting of the area’s partners"}
    for name, title, size, figures in (
        ("one-event", _said("Un seul événement", "A single event"), 1, ("timeline", "outcomes")),
        (
            "forty-events",
            _said("Quarante événements", "Forty events"),
            40,
            ("timeline", "outcomes", "links"),
        ),
    ):
        events = [
            {
                "id": f"e{number}",
                "title": f"{word[language]} {number + 1}",
                "date": f"{2014 + number // 4}-{1 + 3 * (number % 4):02d}",
                "outcome": _OUTCOMES[number * 5 % len(_OUTCOMES)],
            }
            for number in range(size)
        ]
        links = [
            {"id": f"l{number}", "from": one["id"], "to": other["id"], "kind": "led-to"}
            for number, (one, other) in enumerate(pairwise(events))
            if number % 4
        ]
        written = {"events": events} | ({"links": links} if links else {})
        report = appraiser.appraise(tool, [_together(tool, written)], language=language)
        yield _case(name=name, title=title, report=report, figures=figures)


def _actors(appraiser: Appraiser, language: str) -> Case:
    tool = appraiser.instrument("actor-map")
    codes = {
        field.id: [choice.code for choice in tool.scales[field.scale].choices]
        for field in tool.item("actors").fields or ()
        if field.scale
    }
    word = {"fr": "Organisme du quartier", "en": "Organization of the area"}
    rows = [
        {
            "id": f"a{number}",
            "name": f"{word[language]} {number + 1}",
            **{name: held[number * 7 // 3 % len(held)] for name, held in codes.items()},
            **({"came-in": str(2010 + number % 14)} if number % 3 else {}),
        }
        for number in range(40)
    ]
    report = appraiser.appraise(tool, [_together(tool, {"actors": rows})], language=language)
    title = _said("Quarante acteurs", "Forty actors")
    return _case(name="forty-actors", title=title, report=report, figures=("board",))
