"""How large what stands in a document may be, as its schema says too; each is stated once here."""

from typing import Final

__all__ = [
    "LARGEST",
    "LONGEST_IDENTIFIER",
    "LONGEST_LABEL",
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "LONGEST_VERSION",
    "MOST_BATCHES",
    "MOST_CODES",
    "MOST_COUNTED",
    "MOST_LISTED",
    "MOST_PROBLEMS",
    "MOST_REMARKS",
    "MOST_ROWS",
    "MOST_THRESHOLD",
    "MOST_TRAJECTORIES",
]

LARGEST: Final = 10**18
"""The largest number, either side of zero."""

LONGEST_IDENTIFIER: Final = 64
"""Characters of an identifier, or of a code."""

LONGEST_NAME: Final = 200
"""Characters of a pseudonym, an organization or an attribute's value."""

LONGEST_VERSION: Final = 32
"""Characters of a version in three numbers."""

LONGEST_LABEL: Final = 4000
"""Characters of words in one language, or of a comment."""

LONGEST_TEXT: Final = 100_000
"""Characters of an answer in words."""

MOST_CODES: Final = 1000
"""Codes in one answer."""

MOST_ROWS: Final = 10_000
"""Rows of records in one answer."""

MOST_COUNTED: Final = 100_000_000
"""The largest count of persons or things."""

MOST_LISTED: Final = 50
"""Collective responses in one wave that a report still lists one by one."""

MOST_THRESHOLD: Final = 1_000_000
"""The highest threshold of the disclosure gate, in persons."""

MOST_BATCHES: Final = 1000
"""Batches in which the responses of one wave may be released."""

MOST_REMARKS: Final = 1000
"""Individual texts on one item in one wave that a report lists."""

MOST_PROBLEMS: Final = 1000
"""Errors in responses that an engine keeps in full, where nobody says how many."""

MOST_TRAJECTORIES: Final = 20_000
"""Ways in which those who are followed from wave to wave may differ, by standing in each."""
