"""Taking out of a document what is refused, so that the rest can be looked at all the same."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, Final

from rosace.errors import Problem
from rosace.values import LANGUAGE

__all__ = ["Path", "Pruned", "is_wordy", "steps"]

Path = tuple[str | int, ...]
_WORDY: Final = frozenset(
    {"description", "help", "instructions", "label", "statement", "text", "title"}
)
"""Keys whose values are words by language."""

_KEYED: Final = frozenset({"answers", "counts", "scales", "scores", "weights"})
"""Keys whose values have an author's own names for keys."""

_STAND_IN: Final = "…"
_SIMPLE: Final = {
    "applies_to": "score",
    "holder": _STAND_IN,
    "kind": "nominal",
    "provenance": "ours",
    "respondent": "individual",
    "schema": "rosace/instrument/1",
    "version": "0.0.0",
    "wording": "ours",
}
_NAMES: Final = frozenset({"id", "code"})
_MOST_LANGUAGES: Final = 20
_TWICE: Final = frozenset({"duplicate-id", "reserved-id"})


class Pruned:
    """A copy of a document that findings take parts out of, and that knows where the rest stood.

    What is refused is taken out; a key that comes near a known one is taken for that; what is
    needed and lacks is filled in, or else what needs it is taken out.

    Args:
        document: An object of plain data, which stays as it is.
        damage: Paths of what cannot be trusted from the start.

    Attributes:
        document: What is left.
        damage: The paths, in the original, of what was taken out or filled in.
    """

    def __init__(self, document: dict[str, Any], damage: Iterable[Path] = ()) -> None:
        self.damage: set[Path] = set(damage)
        self._indexes: dict[int, list[int]] = {}
        self._written: dict[tuple[int, str], str] = {}
        # Kept for good, so that nothing else ever has the same identity.
        self._kept: list[Any] = []
        self._new = count(1)
        self.document: dict[str, Any] = self._copied(document)

    def original(self, path: Sequence[str | int]) -> Path:
        """Return where a part of what is left stands in the original document."""
        node: Any = self.document
        found: list[str | int] = []
        for step in path:
            if isinstance(node, list) and isinstance(step, int):
                indexes = self._indexes.get(id(node), [])
                found.append(indexes[step] if step < len(indexes) else step)
                node = node[step] if step < len(node) else None
            else:
                found.append(self._written.get((id(node), str(step)), step))
                node = node.get(step) if isinstance(node, dict) else None
        return tuple(found)

    def covers(self, path: Path) -> bool:
        """Say whether a part of the original, or one that held it, was taken out or filled in."""
        return any(path[:length] in self.damage for length in range(len(path) + 1))

    def path(self, pointer: str | None) -> Path:
        """Return the path, in what is left, that a JSON Pointer spells."""
        return steps(pointer, self.document)

    def mend(self, problems: Iterable[Problem]) -> None:
        """Take out, or fill in, what findings about what is left refuse."""
        out: set[Path] = set()
        for problem in problems:
            path = self.path(problem.pointer)
            if problem.code == "missing-key":
                out |= self._filled(path, str(problem.arguments["key"]))
            elif problem.code == "unknown-key-suggestion":
                out |= self._renamed(path, str(problem.arguments["nearest"]))
            elif problem.code == "incomplete-language":
                self._word(path, str(problem.arguments["language"]))
            elif problem.code == "item-in-no-section":
                self._shown(str(problem.arguments["item"]))
            elif not path:
                self._begin()
            else:
                out.add(path[:-1] if problem.code in _TWICE else path)
        for path in sorted(out, key=_depth, reverse=True):
            self._remove(path)

    def _copied(self, part: Any) -> Any:
        if isinstance(part, dict):
            return {key: self._copied(each) for key, each in part.items()}
        if not isinstance(part, list):
            return part
        copied = [self._copied(each) for each in part]
        self._kept.append(copied)
        self._indexes[id(copied)] = list(range(len(copied)))
        return copied

    def _remove(self, path: Path) -> None:
        self.damage.add(self.original(path))
        holder, last = _at(self.document, path[:-1]), path[-1]
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
            del holder[last]
            if id(holder) in self._indexes:
                del self._indexes[id(holder)][last]

    def _filled(self, path: Path, key: str) -> set[Path]:
        """Fill in what an object lacks; return the paths of what cannot be helped so."""
        holder = _at(self.document, path)
        value = self._stand_in(path, key)
        if not isinstance(holder, dict) or value is None:
            if path:
                return {path}
            self._begin()
            return set()
        holder[key] = value
        self.damage.add((*self.original(path), key))
        return set()

    def _stand_in(self, path: Path, key: str) -> Any:
        holder = _at(self.document, path)
        if key in _WORDY:
            return dict.fromkeys(self._languages(), _STAND_IN)
        if key in _NAMES:
            return f"unnamed-{next(self._new)}"
        if key == "type" and isinstance(holder, dict):
            return next((kind for part, kind in _TOLD if part in holder), "text")
        if key == "scale":
            return next(iter(self.document.get("scales") or {}), None)
        whole = {"languages": self._languages(), "rights": {"holder": _STAND_IN, "wording": "ours"}}
        return whole.get(key, _SIMPLE.get(key))

    def _languages(self) -> list[str]:
        given = self.document.get("languages")
        title = self.document.get("title")
        found = [*given] if isinstance(given, list) else []
        found += [*title] if isinstance(title, dict) else []
        sound = [each for each in found if isinstance(each, str) and LANGUAGE.fullmatch(each)]
        return list(dict.fromkeys(sound))[:_MOST_LANGUAGES] or ["en"]

    def _begin(self) -> None:
        """Give an instrument the least that it must have."""
        words = dict.fromkeys(self._languages(), _STAND_IN)
        if not _is_filled(self.document.get("items")):
            self.damage.add(("items",))
            self.document["items"] = [{"id": "unnamed", "type": "text", "text": words}]
        if not _is_filled(self.document.get("sections")):
            self.damage.add(("sections",))
            items = [each["id"] for each in self.document["items"] if _is_named(each)]
            shown = list(dict.fromkeys(items)) or ["unnamed"]
            self.document["sections"] = [{"id": "unnamed", "title": words, "items": shown}]

    def _renamed(self, path: Path, key: str) -> set[Path]:
        """Take a key for the one that it comes near, unless that is there as well."""
        holder = _at(self.document, path[:-1])
        if not isinstance(holder, dict) or key in holder or path[-1] not in holder:
            return {path}
        holder[key] = holder.pop(path[-1])
        self._written[id(holder), key] = str(path[-1])
        self._kept.append(holder)
        return set()

    def _word(self, path: Path, language: str) -> None:
        """Give a text the words that it lacks in a language."""
        _at(self.document, path)[language] = _STAND_IN
        self.damage.add((*self.original(path), language))

    def _shown(self, item: str) -> None:
        """Show an item in the last section, so that it is shown anywhere."""
        self.document["sections"][-1]["items"].append(item)


_TOLD: Final = (
    ("scale", "choice"),
    ("choices", "choice"),
    ("fields", "records"),
    ("to", "reference"),
)
"""What tells the type of an item that does not say it."""


def is_wordy(path: Path) -> bool:
    """Say whether a path leads to words or into them, which no score depends on."""
    pairs = tuple(zip((None, *path), path, strict=False))
    return any(
        (step in _WORDY and before not in _KEYED) or (before == "choices" and isinstance(step, str))
        for before, step in pairs
    )


def steps(pointer: str | None, document: Any) -> Path:
    """Return the path that a JSON Pointer spells in a document: numbers where it has lists."""
    found: list[str | int] = []
    node = document
    for part in (pointer or "").split("/")[1:]:
        step: str | int = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list) and part.isascii() and part.isdigit():
            step = int(part)
            node = node[step] if step < len(node) else None
        else:
            node = node.get(step) if isinstance(node, dict) else None
        found.append(step)
    return tuple(found)


def _at(document: Any, path: Path) -> Any:
    """Return a part of a document, or None where it is gone."""
    node = document
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def _depth(path: Path) -> tuple[int, int]:
    """Order paths so that, from the last, no removal shifts a place that is still needed."""
    last = path[-1] if path else 0
    return len(path), last if isinstance(last, int) else 0


def _is_filled(part: object) -> bool:
    return isinstance(part, list) and bool(part)


def _is_named(part: object) -> bool:
    return isinstance(part, dict) and isinstance(part.get("id"), str)
