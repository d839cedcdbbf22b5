"""Documents that say the same in another order, or from another process."""

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

__all__ = ["reordered"]

T = TypeVar("T")


def reordered(held: T) -> T:
    """Return an equal value whose dictionaries were all filled the other way round."""
    return _turned(held)  # type: ignore[no-any-return]  # of the class that it was given


def _turned(held: Any) -> Any:
    if attrs.has(type(held)):
        fields = attrs.fields(type(held))
        return attrs.evolve(
            held, **{field.alias: _turned(getattr(held, field.name)) for field in fields}
        )
    if isinstance(held, Mapping):
        return {key: _turned(each) for key, each in reversed(list(held.items()))}
    if isinstance(held, list | tuple):
        return type(held)(map(_turned, held))
    return held
