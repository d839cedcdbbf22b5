"""The exporter of forms keeps every law of an exporter, and the plugin every law of a plugin."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_authoring.pages.exporter import FORM


class TestForm(ExporterConformance):
    """The form on a screen."""

    exporter = FORM


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "authoring"
