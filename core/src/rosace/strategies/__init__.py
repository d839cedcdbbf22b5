"""Hypothesis strategies of every value that crosses a boundary (extra ``testing``).

Instruments are sound: `rosace.checking` finds nothing in them; responses to them are
accepted. `mutations` breaks the documents of any of these values.
"""

from rosace.strategies.answers import answers
from rosace.strategies.crowds import crowds
from rosace.strategies.instruments import instruments, overlays
from rosace.strategies.mutations import hostile_values, mutations
from rosace.strategies.panels import Panel, panels
from rosace.strategies.releases import ledgers, releases
from rosace.strategies.reports import mappings, phrases, reports, tables
from rosace.strategies.sheets import sheets
from rosace.strategies.studies import configurations, respondents, responses, studies
from rosace.strategies.texts import identifiers, localized, names, plain_data, words
from rosace.strategies.walks import assemblies, gatherings, walks

__all__ = [
    "Panel",
    "answers",
    "assemblies",
    "configurations",
    "crowds",
    "gatherings",
    "hostile_values",
    "identifiers",
    "instruments",
    "ledgers",
    "localized",
    "mappings",
    "mutations",
    "names",
    "overlays",
    "panels",
    "phrases",
    "plain_data",
    "releases",
    "reports",
    "respondents",
    "responses",
    "sheets",
    "studies",
    "tables",
    "walks",
    "words",
]
