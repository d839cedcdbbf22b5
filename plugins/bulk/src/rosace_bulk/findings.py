"""What is found in very many documents: the first in full, the others counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from rosace.errors import Problem

__all__ = ["Findings"]


class Findings:
    """Gathers problems in the order in which they come.

    Args:
        most: How many errors, and how many notices, are kept in full.
    """

    def __init__(self, most: int) -> None:
        self.problems: list[Problem] = []
        """The first errors."""
        self.notices: list[Problem] = []
        """The first notices."""
        self.beyond: Counter[str] = Counter()
        """How many more errors there are, by code."""
        self.more_notices: Counter[str] = Counter()
        """How many more notices there are, by code."""
        self._most = most

    def add(
        self,
        problems: Iterable[Problem],
        beyond: Mapping[str, int] = MappingProxyType({}),
        more_notices: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Take problems.

        Args:
            problems: Errors and notices.
            beyond: Errors that were only counted, after these.
            more_notices: Notices that were only counted, after these.
        """
        for problem in problems:
            if problem.severity == "notice":
                if len(self.notices) < self._most:
                    self.notices.append(problem)
                else:
                    self.more_notices[problem.code] += 1
            elif len(self.problems) < self._most:
                self.problems.append(problem)
            else:
                self.beyond[problem.code] += 1
        self.beyond.update(beyond)
        self.more_notices.update(more_notices)
