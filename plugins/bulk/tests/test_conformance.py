"""The plugin and its engine in this process keep every law."""

from rosace.testing import EngineConformance, PluginConformance
from rosace_bulk.engines import DuckEngine


class TestDuckDB(EngineConformance):
    """The engine ``duckdb``."""

    engine = DuckEngine()


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "bulk"
