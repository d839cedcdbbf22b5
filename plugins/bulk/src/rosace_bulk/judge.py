"""What many responses share, of which the core is asked once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from rosace.intake import Seen
from rosace.places import Place
from rosace_bulk.quoting import quotes

__all__ = ["Judge"]

_MOST_KNOWN: Final = 100_000

Look = Callable[[Place, Mapping[str, Any]], Seen]


class Judge:
    """Says of what many responses share whether it is sound, asking the core once of each value.

    Args:
        look: The core's own look at a document.
        sample: A sound response.
    """

    def __init__(self, look: Look, sample: Mapping[str, Any]) -> None:
        person = sample["respondent"]
        self._look = look
        self._person = {"id": person["id"], "kind": person["kind"]}
        self._sample = {**sample, "respondent": self._person}
        self._known: dict[Any, bool] = {}

    def is_sound(self, part: str, held: Any) -> bool:
        """Say whether a response may hold this.

        Args:
            part: ``wave`` (with its version), ``organization``, ``weight`` or ``attributes``.
            held: The value; for ``wave`` a pair, and for ``attributes`` their JSON.
        """
        key = part, held
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self._ask(part, held)
        return found

    def _ask(self, part: str, held: Any) -> bool:
        if part == "attributes":
            try:
                plain = msgspec.json.decode(held)
            except (msgspec.MsgspecError, RecursionError):
                return False
            # A key that stands twice has two quotation marks more.
            if quotes(held) != quotes(msgspec.json.encode(plain)):
                return False
            held = plain
        return not self._look(Place(), self._with(part, held)).problems

    def _with(self, part: str, held: Any) -> Mapping[str, Any]:
        if part == "wave":
            return {**self._sample, "wave": held[0], "version": held[1]}
        return {**self._sample, "respondent": {**self._person, part: held}}
