"""What may be chosen of an instrument's scales and of a study: how it is offered, and called."""

from collections.abc import Iterable
from typing import Final

from rosace.asking import marks
from rosace.cells import reason_of
from rosace.formatting import Formatter
from rosace.instrument import Choice, Instrument, Item
from rosace.messages import translate
from rosace.report import Translated
from rosace.study import Attribute, Wave
from rosace.values import Localized, evolve
from rosace_tables.sheets.terms import Term, Terms
from rosace_tables.words import say

__all__ = [
    "core_words",
    "item_terms",
    "reason_terms",
    "said",
    "study_terms",
    "voice_terms",
]

_LONGEST: Final = 250
_DASH: Final = "\N{EN DASH}"
_CUT: Final = "…"
_LANGUAGES: Final = ("fr", "en")
_YES_NO: Final = {"yes": ("true", "vrai", "1"), "no": ("false", "faux", "0")}
_SEVERAL: Final = frozenset({"multiple-choice", "ranking"})


def said(words: Localized, language: str) -> str:
    """Return the words of an instrument or a study in a language."""
    return Formatter(language=language, messages={}).phrase(Translated(localized=words))


def core_words(message_id: str, language: str) -> str:
    """Return words of the core, in a language in which they are read back."""
    spoken = language.partition("-")[0]
    return translate(message_id, spoken if spoken in _LANGUAGES else "en")


def item_terms(instrument: Instrument, item: Item, language: str) -> Terms | None:
    """Return what answers an item by being chosen, or None where nothing does.

    Each choice is offered as paper has it, its letter or short code before its words, and is
    understood by its letter, its code, and its words in every language too.

    Args:
        instrument: The instrument, resolved.
        item: An item, or a field of a record.
        language: Language tag of what is offered.
    """
    if item.type == "yes-no":
        return _yes_no(language)
    if item.scale is None:
        return None
    marked = marks(instrument, item)
    choices = instrument.scales[item.scale].choices
    terms = Terms(
        terms=tuple(_choice(instrument, item, each, marked[each.code]) for each in choices)
    )
    offers = []
    for choice, term in zip(choices, terms.terms, strict=True):
        mark = marked[choice.code]
        label = choice.label if mark == choice.code else instrument.label(item, choice)
        words = " ".join(said(label, language).split())
        offers.append(evolve(term, said=(*term.said, _offer(mark, words)), shown=""))
    known = Terms(terms=tuple(offers))
    offered = (evolve(term, shown=_shown(known, term, marked[term.code])) for term in known.terms)
    return Terms(terms=tuple(offered), many=item.type in _SEVERAL)


def _yes_no(language: str) -> Terms:
    return Terms(
        terms=tuple(
            Term(
                code=others[0],
                shown=core_words(f"core.{name}", language),
                said=(*others, *(core_words(f"core.{name}", each) for each in _LANGUAGES)),
            )
            for name, others in _YES_NO.items()
        )
    )


def _choice(instrument: Instrument, item: Item, choice: Choice, mark: str) -> Term:
    labels = dict.fromkeys((*choice.label.values(), *instrument.label(item, choice).values()))
    both = (f"{name} {_DASH} {label}" for name in (mark, choice.code) for label in labels)
    return Term(code=choice.code, said=tuple(dict.fromkeys((mark, *labels, *both))))


def _offer(mark: str, words: str) -> str:
    whole = f"{mark} {_DASH} {words}"
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + _CUT


def _shown(terms: Terms, term: Term, mark: str) -> str:
    """Return how a choice is offered: only as what is understood as it alone."""
    for each in (term.said[-1], mark):
        if terms.meaning(each) == term.code and reason_of(each) is None:
            return each
    return term.code


def reason_terms(reasons: Iterable[str], language: str) -> Terms:
    """Return the reasons why there is no answer.

    Args:
        reasons: Their ids.
        language: Language tag of what is offered.
    """
    return Terms(
        terms=tuple(
            Term(
                code=reason,
                shown=core_words(f"core.missing.{reason}", language),
                said=tuple(core_words(f"core.missing.{reason}", each) for each in _LANGUAGES),
            )
            for reason in reasons
        )
    )


def voice_terms(language: str) -> Terms:
    """Return whose a response may be: a person's or the group's."""
    return Terms(
        terms=tuple(
            Term(
                code=voice,
                shown=say(f"tables.entry.voice.{voice}", language),
                said=tuple(say(f"tables.entry.voice.{voice}", each) for each in _LANGUAGES),
            )
            for voice in ("individual", "collective")
        )
    )


def study_terms(things: Iterable[Wave] | Attribute, language: str) -> Terms | None:
    """Return the waves of a study, or the values of an attribute; None where they are free.

    Args:
        things: The waves, or the attribute.
        language: Language tag of what is offered.
    """
    held = (things.values or ()) if isinstance(things, Attribute) else tuple(things)
    terms = tuple(
        Term(
            code=each.id,
            said=tuple(dict.fromkeys([said(each.title, language), *each.title.values()]))
            if each.title
            else (),
        )
        for each in held
    )
    known = Terms(terms=terms)
    return (
        Terms(
            terms=tuple(
                evolve(
                    term,
                    shown=next(
                        (each for each in term.said[:1] if known.meaning(each) == term.code), ""
                    ),
                )
                for term in terms
            )
        )
        if terms
        else None
    )
