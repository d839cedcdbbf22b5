"""The test kit: laws that documents, values and plugins must keep.

The functions need nothing but the core. The classes are pytest's: a plugin's tests
derive from them, and every law is a test of its own. They and the strategies need
the extra ``testing``, and are imported when they are first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from rosace.testing.documents import (
    accepted_by_schema,
    accepted_by_values,
    assert_fixpoint,
    assert_one_verdict,
    pointers,
    response_verdicts,
)
from rosace.testing.samples import people, sketch
from rosace.testing.tables import table_rows

if TYPE_CHECKING:
    from rosace.strategies.instruments import instruments
    from rosace.strategies.reports import reports
    from rosace.strategies.studies import responses
    from rosace.testing.engine import EngineConformance
    from rosace.testing.exporter import ExporterConformance
    from rosace.testing.importer import ImporterConformance
    from rosace.testing.instrument import InstrumentConformance
    from rosace.testing.plugin import PluginConformance

__all__ = [
    "EngineConformance",
    "ExporterConformance",
    "ImporterConformance",
    "InstrumentConformance",
    "PluginConformance",
    "accepted_by_schema",
    "accepted_by_values",
    "assert_fixpoint",
    "assert_one_verdict",
    "instruments",
    "people",
    "pointers",
    "reports",
    "response_verdicts",
    "responses",
    "sketch",
    "table_rows",
]

_HOMES: Final = {
    "EngineConformance": "rosace.testing.engine",
    "ExporterConformance": "rosace.testing.exporter",
    "ImporterConformance": "rosace.testing.importer",
    "InstrumentConformance": "rosace.testing.instrument",
    "PluginConformance": "rosace.testing.plugin",
    "instruments": "rosace.strategies",
    "reports": "rosace.strategies",
    "responses": "rosace.strategies",
}


def __getattr__(name: str) -> Any:
    """Import what needs pytest or Hypothesis when it is first asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
