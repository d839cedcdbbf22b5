"""The review's tools keep every law of an instrument, and of the hooks of a plugin."""

from rosace.testing import InstrumentConformance, PluginConformance


class TestReview(InstrumentConformance):
    """The board that the group shares."""

    instrument = "review"


class TestCards(InstrumentConformance):
    """The private form of cards."""

    instrument = "review-cards"


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "review"
