"""The tool of effects keeps every law of an instrument, and of the hooks of a plugin."""

from rosace.testing import InstrumentConformance, PluginConformance


class TestEffects(InstrumentConformance):
    """The instrument."""

    instrument = "effects"


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "effects"
