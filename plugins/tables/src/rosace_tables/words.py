"""The plugin's own words, in whatever language a document is written."""

from rosace.messages import translated
from rosace_tables.detection import CATALOGUE

__all__ = ["say"]


def say(message_id: str, language: str, **arguments: str | int) -> str:
    """Return words in a language, or in English where there are none in it.

    Args:
        message_id: The dotted id.
        language: Language tag.
        arguments: What fills the placeholders.
    """
    return translated(message_id, language, arguments, CATALOGUE)
