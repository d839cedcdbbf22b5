"""The organization's configuration: which plugins may load, which instruments are at hand."""

from typing import Any, Literal

import attrs

from rosace.values import are_labels, distinct, id_field, language_field, name_field, value

__all__ = ["AllowedPlugin", "Configuration"]


@value
class AllowedPlugin:
    """A plugin that may be loaded, and from which distribution when that must be said."""

    name: str = id_field()
    distribution: str | None = name_field(default=None)


def _distinct_plugins(
    instance: object, attribute: "attrs.Attribute[Any]", plugins: str | tuple[AllowedPlugin, ...]
) -> None:
    if isinstance(plugins, tuple):
        distinct(instance, attribute, plugins)


@value
class Configuration:
    """What an organization allows and prefers; ``plugins`` is ``all``, or those allowed."""

    schema: Literal["rosace/configuration/1"] = "rosace/configuration/1"
    plugins: Literal["all"] | tuple[AllowedPlugin, ...] = attrs.field(
        default="all", validator=_distinct_plugins
    )
    instrument_folders: tuple[str, ...] = attrs.field(default=(), validator=[distinct, are_labels])
    language: str | None = language_field(default=None)
    strict: bool = False
