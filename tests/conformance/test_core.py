"""The core's own formats and its engine keep the laws that plugins keep."""

from rosace.contract_files import CONTRACT_EXPORTERS
from rosace.holding import RowEngine
from rosace.testing import EngineConformance, ExporterConformance

EXPORTERS = {exporter.name: exporter for exporter in CONTRACT_EXPORTERS}


class TestJson(ExporterConformance):
    """The exporter to JSON."""

    exporter = EXPORTERS["json"]


class TestNdjson(ExporterConformance):
    """The exporter to NDJSON."""

    exporter = EXPORTERS["ndjson"]


class TestYaml(ExporterConformance):
    """The exporter to YAML."""

    exporter = EXPORTERS["yaml"]


class TestRows(EngineConformance):
    """The engine that goes through responses row by row."""

    engine = RowEngine()
