"""What the exporter ``form`` promises of every instrument."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.formatting import Formatter
from rosace.instrument import Instrument, Item
from rosace.interfaces import Responses
from rosace.safe_text import safe
from rosace.strategies import instruments
from rosace.testing import sketch
from rosace.values import WORDS
from rosace_authoring import rosace_register_exporters

SAMPLE = Path(__file__).with_name("every-item.yaml")
EXPORTERS = {exporter.name: exporter for exporter in rosace_register_exporters()}
LANGUAGES = ("fr", "en")
VOID = {"meta", "input", "br"}
HOSTILE = (
    "</style></script><script>document.title='taken'</script>",
    "\"' onload=alert(1) autofocus onfocus=alert(1) x=",
    "{{ 7*7 }} {% include 'form.html' %} {n} &lt;b&gt; \\\"; } @page { size: 1in }",
    "\u202ereversed \u2066isolated",
    "W" * 400,
)

every_exporter = pytest.mark.parametrize("name", sorted(EXPORTERS))
every_language = pytest.mark.parametrize("language", LANGUAGES)


class Page(HTMLParser):
    """A page read strictly: every element that is opened is closed, in order."""

    def __init__(self, written: bytes) -> None:
        """Read a page."""
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.kept: dict[str, list[str]] = {"style": [], "script": []}
        self.words: list[str] = []
        self.feed(written.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element, whose attributes are each given once."""
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take words, or a style or script."""
        if self.open and self.open[-1] in self.kept:
            self.kept[self.open[-1]].append(data)
        else:
            self.words.append(data)

    @property
    def text(self) -> str:
        """Every word in it, whatever the spaces."""
        return squeezed("".join(self.words))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]


def squeezed(text: str) -> str:
    """Return a text whose spaces are single."""
    return re.sub(r"\s+", " ", text).strip()


def written(instrument: Instrument, name: str, language: str) -> Page:
    """Return the page that an exporter makes of an instrument."""
    formatter = Formatter(language=language, messages={})
    ((_, chunks),) = EXPORTERS[name].export(instrument, language, lambda *_: None, formatter)
    return Page(b"".join(chunks))


def texts(part: Any) -> Iterator[dict[str, str]]:
    """Yield every text that respondents are to read: no dimension, no flag, no level."""
    if isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif isinstance(part, dict):
        yield from texts(tuple(part.values()))
    elif attrs.has(type(part)):
        for field in attrs.fields(type(part)):
            held = getattr(part, field.name)
            if field.name in {"dimensions", "flag", "vectors", "rights"} or held is None:
                continue
            if field.metadata.get(WORDS):
                yield held
            elif isinstance(part, Item) and field.name == "choices":
                yield from held.values()
            else:
                yield from texts(held)


@pytest.fixture(scope="module")
def sample() -> Instrument:
    """Lend an instrument with an item of every type."""
    return Appraiser().instrument(SAMPLE)


@every_language
@every_exporter
def test_every_text_of_every_type_of_item_appears(
    sample: Instrument, name: str, language: str
) -> None:
    """Respondents read all that the instrument says to them, in their language and no other."""
    page = written(sample, name, language)
    other = next(each for each in LANGUAGES if each != language)
    for words in texts(sample):
        assert words[language] in page.text
        assert words[other] not in page.text
    assert page.all("html")[0]["lang"] == language


@every_language
@every_exporter
def test_flags_are_not_shown_to_respondents(sample: Instrument, name: str, language: str) -> None:
    """What is said to the facilitator alone is on no form."""
    flag = sample.item("plain").flag
    assert flag is not None
    assert flag.text[language] not in written(sample, name, language).text


@every_exporter
def test_a_condition_is_spelt_out(sample: Instrument, name: str) -> None:
    """Without a script one reads when an item is to be answered."""
    assert (
        "Seulement si la réponse à l’item 7 est « Non » ou (la réponse à l’item 2 est « Beaucoup »"
        " et il est faux que (il y a une réponse à l’item 5))." in written(sample, name, "fr").text
    )
    assert "Only if the answer to “It is certain” is “No”." in written(sample, name, "en").text


@every_exporter
def test_bounds_are_said_in_words(sample: Instrument, name: str) -> None:
    """What an answer may be stands beside its item."""
    french, english = (written(sample, name, each).text for each in LANGUAGES)
    for said in ("Au plus 2 choix.", "De 0 à 600.", "Au moins 0,5.", "Au plus 4 lignes."):
        assert said in french
    for said in ("At most 2 choices.", "0.5", "At least 3 characters.", "Rank them"):
        assert said in english


def test_the_form_says_that_it_is_a_preview(sample: Instrument) -> None:
    """Nobody takes the form for one that keeps answers."""
    assert "stores and sends nothing" in written(sample, "form", "en").text


@every_exporter
def test_missing_reasons_stand_apart_from_choices(sample: Instrument, name: str) -> None:
    """Not to know is no choice among others, and is offered only where it may be given."""
    page = written(sample, name, "en")
    assert page.text.count("I don’t know") == 2
    assert page.text.count("Does not apply") == 2
    assert sum("apart" in held.get("class", "") for _, held in page.elements) == 3


@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(instruments(scored=False), st.sampled_from(LANGUAGES))
def test_any_instrument_has_a_form(instrument: Instrument, language: str) -> None:
    """Every sound instrument is shown whole, each item once, without ids that clash."""
    for name in EXPORTERS:
        page = written(instrument, name, language)
        ids = [held["id"] for _, held in page.elements if "id" in held]
        assert len(set(ids)) == len(ids)
        for item in instrument.items:
            assert squeezed(safe(item.text[language])) in page.text
    items = [held for tag, held in written(instrument, "form", language).elements
             if tag == "fieldset" and "item" in held.get("class", "").split()]  # fmt: skip
    shown = [held["data-item"] for held in items if held["id"] == f"item.{held['data-item']}"]
    assert sorted(shown) == sorted(item.id for item in instrument.items)


@every_language
@every_exporter
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_do_no_harm(name: str, language: str, hostile: str) -> None:
    """Whatever an author writes stands in the page as words, and runs or styles nothing."""
    words = dict.fromkeys(LANGUAGES, hostile)
    scale = {"kind": "nominal", "choices": [{"code": "a", "label": words, "description": words}]}
    items = [
        {"id": "a", "type": "choice", "scale": "s", "text": words, "help": words},
        {"id": "b", "type": "ranking", "scale": "s", "text": words},
        {"id": "c", "type": "text", "text": words, "when": {"item": "a", "equals": "a"}},
        {"id": "d", "type": "records", "text": words, "fields": [
            {"id": "e", "type": "text", "text": words},
            {"id": "f", "type": "reference", "to": {"item": "d"}, "text": words},
            {"id": "g", "type": "multiple-choice", "scale": "s", "text": words},
        ]},
    ]  # fmt: skip
    use = {"statement": words, "modes": [{"id": "m", "respondent": "individual", "title": words}]}
    instrument = sketch(
        items,
        scales={"s": scale},
        title=words,
        description=words,
        languages=list(LANGUAGES),
        rights={"holder": hostile, "wording": "ours", "citation": hostile},
        use=use,
    )
    page, plain = written(instrument, name, language), written(sketch(items[2:3]), name, language)
    assert squeezed(safe(hostile)) in page.text
    assert page.kept["script"] == plain.kept["script"]
    assert len(page.all("style")) == 1
    assert not [key for _, held in page.elements for key in held if key.startswith("on")]
    assert "\u202e" not in "".join(page.words) or "\u202c" in "".join(page.words)


@every_exporter
def test_a_page_lets_in_nothing_but_its_own_style_and_script(sample: Instrument, name: str) -> None:
    """Its policy names what stands in it by digest, and it refers to nothing outside."""
    page = written(sample, name, "en")
    policy = next(held["content"] for held in page.all("meta") if "http-equiv" in held)
    assert policy.startswith("default-src 'none';")
    for kind, held in page.kept.items():
        found = re.findall(rf"{kind}-src 'sha256-([^']+)'", policy)
        wanted = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
                  for each in held]  # fmt: skip
        assert found == wanted
    addresses = [held[key] for _, held in page.elements for key in ("src", "href") if key in held]
    assert all(address.startswith("#") for address in addresses)
    assert "style" not in {key for _, held in page.elements for key in held}


@every_exporter
def test_a_language_that_is_not_ours_gets_its_own_words(name: str) -> None:
    """A form in Arabic runs from right to left, and our English words in it are marked as such."""
    item = {"id": "a", "type": "text", "text": {"ar": "ما رأيك؟"}, "required": True}
    instrument = sketch([item], title={"ar": "استبيان"}, languages=["ar"],
                        sections=[{"id": "s", "title": {"ar": "قسم"}, "items": ["a"]}])  # fmt: skip
    page = written(instrument, name, "ar")
    assert page.all("html")[0]["dir"] == "rtl"
    assert {"lang": "en", "dir": "ltr"} in page.all("span")


@every_exporter
def test_an_instrument_is_exported_to_a_file(tmp_path: Path, name: str) -> None:
    """Embedding programs write a form as they write anything else."""
    appraiser = Appraiser(strict=True)
    made = appraiser.export(
        appraiser.instrument(SAMPLE), name, tmp_path / "sheet.html", language="en"
    )
    assert "I was heard." in made.read_text("utf-8")


@every_exporter
def test_nothing_but_an_instrument_is_taken(sample: Instrument, name: str) -> None:
    """A form of responses would show what people answered."""
    responses = Responses(instrument=sample, responses=())
    formatter = Formatter(language="en", messages={})
    assert EXPORTERS[name].accepts == {"instrument"}
    with pytest.raises(TypeError, match="takes an instrument"):
        list(EXPORTERS[name].export(responses, "en", lambda *_: None, formatter))


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 4.5),
        ("muted", "paper", 4.5),
        ("muted", "note", 4.5),
        ("accent", "paper", 4.5),
        ("bad", "paper", 4.5),
        ("ink", "note", 4.5),
        ("ink", "warn", 4.5),
        ("muted", "warn", 4.5),
        ("on-band", "band", 4.5),
        ("ink", "field", 4.5),
        ("rule", "paper", 3),
        ("rule", "field", 3),
    ],
)
def test_text_and_fields_stand_out(scheme: int, front: str, back: str, least: float) -> None:
    """Text has a contrast of 4.5 to 1 and the edge of a field 3 to 1, in light and dark."""
    look = resources.files("rosace_authoring").joinpath("templates", "look.css")
    root = re.findall(r":root \{([^}]*)\}", look.read_text(encoding="utf-8"))[scheme]
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", root))
    light, dark = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least
