"""Words that answers are often made of, in French and English, and what they tell."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from rosace_authoring.beginning.naming import unaccented

__all__ = [
    "FAMILIES",
    "MISSING",
    "NUMBERING",
    "PERSONAL",
    "YES_NO",
    "family_of",
    "folded",
    "heading_words",
]

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}`", "'"))
_GENDERED: Final = re.compile(r"\((?:e|ne|es|s)\)|[·.]e\b")
_WORD: Final = re.compile(r"[a-z0-9]+")

FAMILIES: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "agreement": (
        (
            "strongly disagree",
            "totally disagree",
            "completely disagree",
            "pas du tout d'accord",
            "tout a fait en desaccord",
            "totalement en desaccord",
            "fortement en desaccord",
        ),
        ("disagree", "en desaccord", "pas d'accord"),
        ("somewhat disagree", "slightly disagree", "plutot en desaccord", "plutot pas d'accord"),
        (
            "neutral",
            "neither agree nor disagree",
            "neutre",
            "ni d'accord ni en desaccord",
            "ni en accord ni en desaccord",
        ),
        (
            "somewhat agree",
            "slightly agree",
            "agree in part",
            "plutot d'accord",
            "plutot en accord",
            "d'accord en partie",
        ),
        ("agree", "d'accord", "en accord"),
        (
            "strongly agree",
            "totally agree",
            "completely agree",
            "tout a fait d'accord",
            "totalement d'accord",
            "fortement d'accord",
            "tout a fait en accord",
        ),
    ),
    "frequency": (
        ("never", "jamais"),
        ("almost never", "hardly ever", "presque jamais"),
        ("rarely", "seldom", "rarement"),
        (
            "sometimes",
            "occasionally",
            "parfois",
            "quelquefois",
            "a l'occasion",
            "de temps en temps",
        ),
        ("often", "frequently", "regularly", "souvent", "frequemment", "regulierement"),
        ("very often", "tres souvent"),
        ("almost always", "presque toujours"),
        ("always", "toujours"),
    ),
    "satisfaction": (
        ("very dissatisfied", "tres insatisfait", "tres insatisfaite", "pas du tout satisfait"),
        ("dissatisfied", "insatisfait", "insatisfaite"),
        ("somewhat dissatisfied", "plutot insatisfait", "plutot insatisfaite"),
        ("neutral", "neutre", "ni satisfait ni insatisfait", "neither satisfied nor dissatisfied"),
        ("somewhat satisfied", "plutot satisfait", "plutot satisfaite"),
        ("satisfied", "satisfait", "satisfaite"),
        ("very satisfied", "tres satisfait", "tres satisfaite"),
    ),
    "extent": (
        ("not at all", "pas du tout", "aucunement"),
        ("a little", "slightly", "un peu", "peu"),
        ("somewhat", "moderately", "in part", "moderement", "moyennement", "en partie"),
        ("a lot", "quite a bit", "mostly", "beaucoup", "assez", "en grande partie"),
        ("very much", "extremely", "completely", "enormement", "tout a fait", "entierement"),
    ),
    "quality": (
        ("very poor", "very bad", "tres mauvais", "tres mauvaise"),
        ("poor", "bad", "mauvais", "mauvaise"),
        ("fair", "average", "acceptable", "passable", "moyen", "moyenne"),
        ("good", "bon", "bonne"),
        ("very good", "tres bon", "tres bonne"),
        ("excellent", "excellente"),
    ),
    "level": (
        ("very low", "tres faible"),
        ("low", "faible"),
        ("medium", "moderate", "moyen", "modere"),
        ("high", "eleve", "fort"),
        ("very high", "tres eleve", "tres fort"),
    ),
    "importance": (
        ("not important", "not at all important", "pas important", "pas du tout important"),
        ("slightly important", "peu important"),
        ("moderately important", "moyennement important", "assez important"),
        ("important",),
        ("very important", "tres important"),
    ),
}
"""Families of ordered words, the least first; words of one rank mean the same."""

MISSING: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "nsp",
            "ne sait pas",
            "ne sais pas",
            "je ne sais pas",
            "don't know",
            "i don't know",
            "dont know",
            "do not know",
            "dk",
            "unsure",
            "not sure",
        ),
        "dont-know",
    ),
    **dict.fromkeys(
        (
            "n/a",
            "n.a.",
            "s.o.",
            "s/o",
            "sans objet",
            "ne s'applique pas",
            "non applicable",
            "not applicable",
            "does not apply",
        ),
        "not-applicable",
    ),
    **dict.fromkeys(
        (
            "na",
            "nr",
            "-",
            "--",
            ".",
            "?",
            "null",
            "nan",
            "missing",
            "no answer",
            "pas de reponse",
            "aucune reponse",
            "sans reponse",
            "refus",
            "refused",
            "prefere ne pas repondre",
            "prefer not to answer",
            "prefer not to say",
        ),
        "no-answer",
    ),
}
"""What cells say, as `folded` writes them, where there is no answer: the missing reason."""

YES_NO: Final[Mapping[str, str]] = {
    **dict.fromkeys(("yes", "oui", "true", "vrai", "y", "o"), "yes"),
    **dict.fromkeys(("no", "non", "false", "faux", "n"), "no"),
}
"""Words for yes and no, as `folded` writes them."""


PERSONAL: Final = frozenset(
    {
        "nom",
        "prenom",
        "name",
        "surname",
        "lastname",
        "firstname",
        "courriel",
        "email",
        "mail",
        "telephone",
        "phone",
        "tel",
        "adresse",
        "address",
        "ip",
        "username",
        "identifiant",
        "utilisateur",
        "user",
    }
)
"""Words of short headings that say who answered."""

NUMBERING: Final = frozenset(
    {
        "id",
        "ids",
        "rownames",
        "row",
        "numero",
        "no",
        "number",
        "token",
        "respondent",
        "participant",
        "repondant",
        "uuid",
        "key",
        "rang",
    }
)
"""Words of headings that number answers."""


def folded(text: str) -> str:
    """Return a text as the words here are written: small letters, no accents, one gender."""
    plain = unaccented(" ".join(text.split()).translate(_APOSTROPHES))
    return _GENDERED.sub("", plain).replace(",", "").strip()


def family_of(texts: Collection[str]) -> tuple[str, Mapping[str, int]] | None:
    """Return the family that all texts belong to, and the rank of each, or None.

    Args:
        texts: Different answers to one question.
    """
    for name, ranks in FAMILIES.items():
        known = {word: rank for rank, words in enumerate(ranks) for word in words}
        found = {text: known[fold] for text in texts if (fold := folded(text)) in known}
        if len(found) == len(texts) == len(set(found.values())):
            return name, found
    return None


def heading_words(heading: str) -> list[str]:
    """Return the words of a heading, in small letters and without accents."""
    return _WORD.findall(unaccented(heading))
