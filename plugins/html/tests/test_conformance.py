"""The exporter ``html`` keeps every law of an exporter."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_html.exporter import HtmlExporter


class TestHtml(ExporterConformance):
    """The exporter."""

    exporter = HtmlExporter()


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "html"
