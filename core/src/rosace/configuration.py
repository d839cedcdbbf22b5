"""The organization's configuration: which plugins may load, which instruments are at hand."""

from typing import Literal

from rosace.values import id_field, name_field, value

__all__ = ["AllowedPlugin", "Configuration"]


@value
class AllowedPlugin:
    """A plugin that may be loaded, and from which distribution when that must be said."""

    name: str = id_field()
    distribution: str | None = name_field(default=None)


@value
class Configuration:
    """What an organization allows and prefers; ``plugins`` is ``all``, or those allowed."""

    schema: Literal["rosace/configuration/1"] = "rosace/configuration/1"
    plugins: Literal["all"] | tuple[AllowedPlugin, ...] = "all"
    instrument_folders: tuple[str, ...] = ()
    language: str | None = None
    strict: bool = False
