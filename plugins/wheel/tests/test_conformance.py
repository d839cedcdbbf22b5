"""The wheel keeps every law of an instrument, and of the hooks of a plugin."""

from rosace.testing import InstrumentConformance, PluginConformance


class TestWheel(InstrumentConformance):
    """The instrument, a view of the diagnostic tool."""

    instrument = "wheel"


class TestPlugin(PluginConformance):
    """The plugin, tried on the tool whose dimensions it draws."""

    plugin = "wheel"
    beside = ("diagnostic",)
    instruments = ("wheel", "diagnostic")
