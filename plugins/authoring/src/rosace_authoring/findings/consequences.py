"""Whether a finding only follows from what was taken out of a document, and so says nothing new."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rosace.errors import Arguments
from rosace_authoring.findings.pruning import Path, Pruned, is_wordy

__all__ = ["Consequences"]

_Part = tuple[Path, Mapping[str, Any]]
_ALONE: Final = frozenset(
    {"cutoffs-not-ascending", "duplicate-id", "item-in-two-sections", "reserved-id"}
)
"""Findings that stand whatever else is missing."""

_FORM: Final = frozenset({"condition-not-earlier", "item-in-no-section"})
"""Findings about the order of the form."""

_OF_ITEMS: Final = frozenset({"unknown-item", "unknown-item-suggestion"})
_KEYED: Final = 2
"""Steps to a part of a list or mapping at the top."""

_SCORED: Final = 4
"""Steps to a score or answer of a vector."""


class Consequences:
    """Tells findings about what is left of a document from consequences of what was taken out.

    Args:
        pruned: What is left of a document, which the contract accepts.
    """

    def __init__(self, pruned: Pruned) -> None:
        self._pruned = pruned
        self._damage = frozenset(pruned.damage)
        self._sense = [each for each in self._damage if not is_wordy(each)]
        self._items = {
            str(item.get("id")): (pruned.original(("items", index)), item)
            for index, item in enumerate(pruned.document.get("items", ()))
        }
        self._dimensions = dict(_dimensions(pruned, pruned.document, ()))

    def follows(self, code: str, path: Path, arguments: Arguments) -> bool:
        """Say whether a finding may be but a consequence.

        Args:
            code: Its code.
            path: Its place in the original document.
            arguments: Its arguments.
        """
        if not self._damage or code in _ALONE:
            return self._pruned.covers(path)
        return self._pruned.covers(path) or self._rests_on(code, path, arguments)

    def touches(self, *prefix: str | int) -> bool:
        """Say whether anything at, in or around a part was taken out or filled in, words apart."""
        return any(
            each[: len(prefix)] == prefix or prefix[: len(each)] == each for each in self._sense
        )

    def _lacks(self, holder: Path) -> bool:
        """Say whether a list lost one of its parts, or the id of one."""
        ends = ((), ("id",))
        return any(
            holder[: len(each)] == each
            or (each[: len(holder)] == holder and each[len(holder) + 1 :] in ends)
            for each in self._sense
        )

    def _lacks_words(self, path: Path, arguments: Arguments) -> bool:
        """Say whether a text lost its words in a language, or those under a key that is none."""
        declared = self._pruned.document["languages"]
        return any(
            each[:-1] == path and (each[-1] == arguments["language"] or each[-1] not in declared)
            for each in self._damage
        )

    def _lacks_item(self, path: Path) -> bool:
        if path[0] == "items" and "fields" in path and "to" not in path[-2:]:
            return self._lacks(path[: path.index("fields") + 1])
        if self._lacks(("items",)):
            return True
        # Weights and reversals speak of the dimension's own items.
        return "scoring" in path and self._of_dimension(path[: path.index("scoring")])

    def _lacks_groups(self, scale: Path) -> bool:
        """Say whether a scale lost groups, or a key that may have been meant for them."""
        groups = (*scale, "groups")
        return self.touches(*groups) or any(
            each[:-1] == scale for each in self._sense if len(each) == len(groups)
        )

    def _lacks_scale(self) -> bool:
        return self._lacks_whole("scales") or any(
            each[0] == "scales" and len(each) <= _KEYED for each in self._sense
        )

    def _lacks_whole(self, key: str) -> bool:
        """Say whether there is no such part, and a key was lost that may have been meant for it."""
        return not self._pruned.document.get(key) and any(len(each) == 1 for each in self._sense)

    def _lacks_dimension(self) -> bool:
        return self._lacks_whole("dimensions") or any(
            each[0] == "dimensions" and (each[-1] in {"id", "dimensions"} or _is_whole(each))
            for each in self._sense
        )

    def _rests_on(self, code: str, path: Path, arguments: Arguments) -> bool:
        """Say whether damage touches what a kind of finding rests on."""
        if code == "incomplete-language":
            return self.touches("languages") or self._lacks_words(path, arguments)
        if code in _FORM:
            return self.touches("sections") or self._lacks(("items",))
        if code in _OF_ITEMS:
            return self._lacks_item(path)
        named = {
            "unknown-dimension": self._lacks_dimension,
            "unknown-group": lambda: self._lacks_groups(path[:_KEYED]),
            "unknown-scale": self._lacks_scale,
        }
        test = named.get(code)
        return test() if test else self._rests_on_part(path, arguments)

    def _rests_on_part(self, path: Path, arguments: Arguments) -> bool:
        """Say whether damage touches the part that a finding is in, or what that part names."""
        named = [str(arguments[key]) for key in ("item", "other") if key in arguments]
        if path[0] == "items":
            own = [name for name, (place, _) in self._items.items() if place == path[:_KEYED]]
            return self._of_items([*own, *named])
        if path[0] == "dimensions":
            end = path.index("scoring") if "scoring" in path else len(path) - len(path) % 2
            return self._of_dimension(path[:end]) or self._of_items(named)
        return path[0] == "vectors" and self._of_vector(path)

    def _of_items(self, names: Iterable[str]) -> bool:
        """Say whether damage touches items, or their scales."""
        held = [self._items[name] for name in names if name in self._items]
        scales = {each.get("scale") for _, item in held for each in (item, *item.get("fields", ()))}
        return any(self.touches(*place) for place, _ in held) or any(
            self.touches("scales", scale) for scale in scales if scale
        )

    def _of_dimension(self, path: Path) -> bool:
        """Say whether damage touches a dimension, one beneath it, or an item that feeds it."""
        if self.touches(*path) or self._lacks(("items",)):
            return True
        beneath = [part for place, part in self._dimensions.values() if place[: len(path)] == path]
        return self._of_items(item for part in beneath for item in part.get("items", ()))

    def _of_vector(self, path: Path) -> bool:
        if self.touches(*path[:_KEYED]) or self._lacks_dimension():
            return True
        if len(path) == _SCORED and path[2] == "scores":
            held = self._dimensions.get(str(path[3]))
            return held is None or self._of_dimension(held[0])
        return self.touches("items") or self.touches("scales")


def _dimensions(pruned: Pruned, holder: Any, path: Path) -> Iterator[tuple[str, _Part]]:
    for index, dimension in enumerate(holder.get("dimensions", ())):
        here = (*path, "dimensions", index)
        yield str(dimension.get("id")), (pruned.original(here), dimension)
        yield from _dimensions(pruned, dimension, here)


def _is_whole(path: Path) -> bool:
    """Say whether a path leads to a whole dimension."""
    return isinstance(path[-1], int) and len(path) > 1 and path[-2] == "dimensions"
