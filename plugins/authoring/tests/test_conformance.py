"""The exporters of forms keep every law of an exporter, and the plugin every law of a plugin."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_authoring.pages.exporter import FORM, PAPER_FORM


class TestForm(ExporterConformance):
    """The form on a screen."""

    exporter = FORM


class TestPaperForm(ExporterConformance):
    """The form on paper."""

    exporter = PAPER_FORM


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "authoring"
