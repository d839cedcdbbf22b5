"""The exporter ``docx`` keeps every law of an exporter."""

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET  # what we wrote ourselves

from rosace.testing import ExporterConformance
from rosace_document.docx import DocxExporter

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
