"""The plugin keeps every law of a plugin."""

from rosace.testing import PluginConformance


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "bulk"
