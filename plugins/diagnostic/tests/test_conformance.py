"""The diagnostic tool keeps every law of an instrument, and of the hooks of a plugin."""

from rosace.testing import InstrumentConformance, PluginConformance


class TestDiagnostic(InstrumentConformance):
    """The instrument."""

    instrument = "diagnostic"


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "diagnostic"
