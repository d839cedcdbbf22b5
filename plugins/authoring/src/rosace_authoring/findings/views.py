"""Which parts of a view, completed by its base, stand in the view's own file."""

from rosace.instrument import Instrument
from rosace_authoring.findings.pruning import Path

__all__ = ["own_path"]


def own_path(view: Instrument, whole: Instrument, path: Path) -> Path | None:
    """Return where a part of a completed view stands in its file, or None where its base brings it.

    Args:
        view: What the file holds.
        whole: The same, completed.
        path: The part's place in the completed view.
    """
    if not path:
        return path
    head = str(path[0])
    if head == "items" and len(path) > 1 and isinstance(path[1], int):
        names = [item.id for item in view.items]
        name = whole.items[path[1]].id
        return ("items", names.index(name), *path[2:]) if name in names else None
    if head == "scales" and len(path) > 1:
        return path if path[1] in view.scales else None
    return path if getattr(view, head, None) else None
