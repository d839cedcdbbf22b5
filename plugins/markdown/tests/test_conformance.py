"""The exporter ``markdown`` keeps every law of an exporter."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_markdown.exporter import MarkdownExporter


class TestMarkdown(ExporterConformance):
    """The exporter."""

    exporter = MarkdownExporter()


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "markdown"
