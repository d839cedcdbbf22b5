"""The exporter ``pdf`` keeps every law of an exporter, and its plugin those of a plugin."""

import re
from collections.abc import Mapping

import pypdfium2

from rosace.testing import ExporterConformance, PluginConformance
from rosace_document.pdf import PdfExporter


class TestPdf(ExporterConformance):
    """The exporter."""

    exporter = PdfExporter()

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the words of every page; a character that is spelled counts as itself, a place to break as nothing."""
        (document,) = (pypdfium2.PdfDocument(data) for data in files.values())
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document).replace(
            "\u200b", ""
        )
        return re.sub(r"\[U\+([0-9A-F]{4,6})\]", lambda found: chr(int(found[1], 16)), text)


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "document"
