"""A piece of advice: a finding that refuses nothing, and what it rests on."""

from collections.abc import Mapping

import attrs

from rosace.errors import Problem
from rosace.values import value
from rosace_authoring import PACKAGE
from rosace_authoring.findings.pruning import Path

__all__ = ["Advice"]


@value
class Advice:
    """What to look over, where, and why it may be said.

    Args:
        code: Its code, of the plugin's catalogues.
        path: Its place in the instrument.
        arguments: What its words mention.
        rests_on: The parts of the instrument that it speaks of: where any of them is not
            whole, it is not to be said.
    """

    code: str
    path: Path = ()
    arguments: Mapping[str, str | int] = attrs.field(factory=dict)
    rests_on: tuple[str, ...] = ()

    @property
    def problem(self) -> Problem:
        """The finding, without its place."""
        return Problem(self.code, arguments=self.arguments, severity="notice", catalogue=PACKAGE)
