"""What catalogues promise: the same ids and placeholders in both languages, filled safely."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.errors import UnknownMessageError
from rosace.messages import CORE, load, placeholders, translate, translated

LANGUAGES = ("en", "fr")
IDS = sorted(load(CORE, "en"))


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Lend the name of an importable package with catalogues of its own."""
    folder = tmp_path / "messages_sample" / "catalogues"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "en.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "sample.petals"\nmsgid_plural "sample.petals"\n'
        'msgstr[0] "{n} petal"\nmsgstr[1] "{n} petals"\n\n'
        'msgid "sample.empty"\nmsgstr ""\n\n'
        'msgid "sample.pair"\nmsgstr "{first} + {second}"\n',
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "messages_sample"
    sys.modules.pop("messages_sample", None)
    load.cache_clear()


def test_both_languages_have_every_id() -> None:
    """Whatever can be said in one language can be said in the other."""
    assert set(load(CORE, "fr")) == set(load(CORE, "en"))


@pytest.mark.parametrize("message_id", IDS)
def test_placeholders_are_the_same_in_both_languages(message_id: str) -> None:
    """A message tells as much in French as in English."""
    english, french = (load(CORE, language)[message_id] for language in LANGUAGES)
    assert placeholders(english) == placeholders(french)
    assert isinstance(english, tuple) == isinstance(french, tuple)


@pytest.mark.parametrize("message_id", [each for each in IDS if each.startswith("problem.")])
def test_every_problem_comes_with_advice(message_id: str) -> None:
    """Whoever reads what is wrong also reads what to do."""
    if message_id not in {"problem.at", "problem.more"} and not message_id.endswith(".advice"):
        assert f"{message_id}.advice" in IDS


@pytest.mark.parametrize("message_id", IDS)
def test_french_follows_the_typography_of_quebec(message_id: str) -> None:
    """Colons and guillemets keep their no-break spaces, other signs have none."""
    text = load(CORE, "fr")[message_id]
    for form in (text,) if isinstance(text, str) else text:
        assert not re.search("[^\xa0]:|«[^\xa0]|[^\xa0]»|[\\s][;!?]|['“”]", form)


@pytest.mark.parametrize("message_id", IDS)
def test_english_uses_curly_marks(message_id: str) -> None:
    """English texts have typographic quotation marks and no guillemets."""
    text = load(CORE, "en")[message_id]
    for form in (text,) if isinstance(text, str) else text:
        assert not re.search("[«»\"']", form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_is_written_twice(language: str) -> None:
    """A catalogue file has each id once, so that no translation hides another."""
    file = Path(sys.modules["rosace.messages"].__file__ or "").parent / "catalogues"
    ids = re.findall(r'(?m)^msgid "(.+)"$', (file / f"{language}.po").read_text("utf-8"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("en", 0, "and 0 more problems"),
        ("en", 1, "and 1 more problem"),
        ("en", 2, "and 2 more problems"),
        ("fr", 0, "et 0 autre problème"),
        ("fr", 1, "et 1 autre problème"),
        ("fr", 2, "et 2 autres problèmes"),
        ("fr-CA", 1, "et 1 autre problème"),
    ],
)
def test_the_number_chooses_the_plural(language: str, number: int, expected: str) -> None:
    """Zero is singular in French and plural in English."""
    assert translate("problem.more", language, {"n": number}) == expected


def test_a_plural_without_number_is_plural() -> None:
    """Where no number is given the plural form stands, its placeholder visible."""
    assert translate("problem.more", "en") == "and {n} more problems"


@given(st.text(), st.text())
def test_arguments_are_never_interpreted(first: str, second: str) -> None:
    """Whatever a person wrote is shown as it is, braces and backslashes included."""
    said = translate("problem.at", "en", {"place": first, "said": second})
    assert said == f"{first}: {second}"


def test_attributes_and_indexes_are_no_placeholders() -> None:
    """Only plain names are filled, so that no argument can be looked into."""
    text = "{n.real} {n[0]} {n!r} {N} {} {0}"
    assert placeholders(text) == frozenset()


def test_a_missing_argument_stays_visible() -> None:
    """A placeholder without argument is shown instead of raising."""
    assert translate("place.row", "en") == "row {row}"


@pytest.mark.parametrize("language", ["de", "../en", "en/../fr", "", "EN", "e"])
def test_a_language_without_catalogue_is_told(language: str) -> None:
    """An unknown language, or one that is a path, raises an error that names it."""
    with pytest.raises(UnknownMessageError) as caught:
        translate("place.row", language)
    assert (caught.value.message_id, caught.value.language) == ("place.row", language)


def test_an_unknown_message_is_a_key_error() -> None:
    """A missing id raises an error that programs may catch as a KeyError."""
    with pytest.raises(KeyError, match=r"no\.such\.message"):
        translate("no.such.message", "fr")


def test_a_plugin_has_its_own_words_before_those_of_the_core(plugin: str) -> None:
    """A plugin's catalogue is asked first, then the core's."""
    assert translate("sample.petals", "en", {"n": 1}, plugin) == "1 petal"
    assert translate("sample.petals", "en", {"n": 5}, plugin) == "5 petals"
    assert translate("place.row", "en", {"row": 2}, plugin) == "row 2"


def test_placeholders_are_filled_once(plugin: str) -> None:
    """An argument that looks like a placeholder is not filled in turn."""
    arguments = {"first": "{second}", "second": "x"}
    assert translate("sample.pair", "en", arguments, plugin) == "{second} + x"


def test_an_untranslated_message_is_unknown(plugin: str) -> None:
    """An id with an empty translation counts as missing."""
    with pytest.raises(UnknownMessageError):
        translate("sample.empty", "en", {}, plugin)


def test_a_language_cannot_lead_out_of_the_catalogues(plugin: str) -> None:
    """A language that is a path reads no file, even where there is one."""
    folder = Path(next(each for each in sys.path if (Path(each) / plugin).exists())) / plugin
    (folder / "other.po").write_text('msgid "a"\nmsgstr "b"\n', encoding="utf-8")
    assert load(plugin, "../other") == {}


def test_a_package_without_catalogues_has_no_messages() -> None:
    """A package that is not there, or has no catalogue, is empty instead of an error."""
    assert load("no_such_package_at_all", "en") == {}
    assert load("json", "en") == {}


def test_documents_in_other_languages_are_worded_in_english() -> None:
    """A language that we have no words in gets the English ones; a message of nobody is refused."""
    assert translated("core.yes", "fr") == translate("core.yes", "fr")
    assert translated("core.yes", "es") == translate("core.yes", "en")
    with pytest.raises(UnknownMessageError):
        translated("core.nothing-of-the-kind", "fr")
