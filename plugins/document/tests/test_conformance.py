"""The exporters keep every law of an exporter, and their plugin those of a plugin."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET  # what we wrote ourselves

import pypdfium2

from rosace.testing import ExporterConformance, PluginConformance
from rosace_document.docx import DocxExporter
from rosace_document.pdf import PdfExporter

SHOWN = ("descr", "title")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class TestDocx(ExporterConformance):
    """The exporter."""

    exporter = DocxExporter()

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the words of the document and of its alternative texts, without measures."""
        said: list[str] = []
        aside: list[str] = []
        for data in files.values():
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for each in ET.fromstring(archive.read("word/document.xml")).iter():  # ours
                    said.append(each.text or "" if each.tag == f"{WORD}t" else "")
                    aside += [each.get(name, "") for name in SHOWN]
        return "\n".join(["".join(said), *aside])


class TestPdf(ExporterConformance):
    """The exporter."""

    exporter = PdfExporter()

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the words of every page: spelled characters as themselves, no places to break."""
        (document,) = (pypdfium2.PdfDocument(data) for data in files.values())
        text = "\n".join(page.get_textpage().get_text_bounded() for page in document).replace(
            "\u200b", ""
        )
        return re.sub(r"\[U\+([0-9A-F]{4,6})\]", lambda found: chr(int(found[1], 16)), text)


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "document"
