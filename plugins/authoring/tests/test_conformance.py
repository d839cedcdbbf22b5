"""The exporters of forms keep every law of an exporter, and the plugin every law of a plugin."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_authoring.pages.form import FormExporter
from rosace_authoring.pages.paper_form import PaperFormExporter


class TestForm(ExporterConformance):
    """The form on a screen."""

    exporter = FormExporter()


class TestPaperForm(ExporterConformance):
    """The form on paper."""

    exporter = PaperFormExporter()


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "authoring"
