"""Pictures keep every law of an exporter, and of the hook that draws."""

from rosace.testing import ExporterConformance, PluginConformance
from rosace_pictures.exporter import PictureExporter


class TestSvg(ExporterConformance):
    """The exporter to SVG, which writes pictures and nothing else."""

    exporter = PictureExporter(name="svg", media_type="image/svg+xml")
    parts = frozenset()


class TestPng(ExporterConformance):
    """The exporter to PNG, likewise."""

    exporter = PictureExporter(name="png", media_type="image/png")
    parts = frozenset()


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "pictures"
