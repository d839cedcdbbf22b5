"""The kit over things that break one law each, and over a sound twin of each kind.

`tests/conformance/test_kit.py` runs this file, which writes into ``laws.json`` by which law each
class must fail.
"""

import json
import os
from pathlib import Path
from typing import Any

import broken_engines as engines
import broken_exporters as exporters
import broken_importers as importers
from sound import SoundEngine, SoundExporter, SoundImporter, SoundTables, write_lists

from rosace.appraiser import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.loading import load_yaml
from rosace.testing import (
    EngineConformance,
    ExporterConformance,
    ImporterConformance,
    InstrumentConformance,
    PluginConformance,
)

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("BROKEN_INSTRUMENTS", ""))
PETALS, _ = load_yaml((HERE / "broken_plugins/instruments/petals.yaml").read_bytes())
QUICK = 6
"""How many cases are enough for faults that any case shows; those of exporters need rare texts."""


def importer(importer: Any) -> dict[str, Any]:
    """Return what a class that tries an importer needs."""
    return {
        "importer": importer,
        "write": lambda _, columns, rows: write_lists(columns, rows),
    }


def instrument(name: str, *plugins: str, **changed: Any) -> dict[str, Any]:
    """Return what a class that tries the petals needs, some of their document changed."""
    file = FOLDER / f"{name}.json"
    if os.environ.get("BROKEN_INSTRUMENTS"):
        file.write_text(json.dumps({**PETALS, **changed}), encoding="utf-8")  # type: ignore[dict-item]  # a document
    allowed = tuple(AllowedPlugin(name=each) for each in plugins)
    return {
        "instrument": str(file),
        "appraiser": Appraiser(Configuration(plugins=allowed)),
    }


def item(place: int, **changed: Any) -> dict[str, Any]:
    """Return the items of the petals, one of them changed."""
    items: Any = [dict(each) for each in PETALS["items"]]  # type: ignore[call-overload,index]  # a document
    items[place] |= changed
    items[place] = {key: held for key, held in items[place].items() if held is not None}
    return {"items": items}


BOTH = {"all": [{"item": "q0", "equals": code} for code in "AB"]}
NEVER = {
    "sections": [{"id": "all", "title": {"fr": "Tout", "en": "All"}, "items": ["q0", "q1", "q2"]}],
    "vectors": [{"answers": {}, "scores": {"decisions": None}}],
    "items": [
        {**item(0)["items"][0], "id": "q0"},
        {**item(0)["items"][0], "when": BOTH},
        item(0)["items"][1],
    ],
}
VECTOR = [{"answers": {"q1": "B"}, "scores": {"decisions": 3}}]

EXPORTERS = {
    "is what it declares": exporters.Misnamed,
    "changes nothing that it is given": exporters.Mutating,
    "gives the same bytes again": exporters.Remembering,
    "does not depend on the order of dictionaries": exporters.Disordered,
    "gives the same bytes in another process": exporters.Hashing,
    "goes through responses that nobody holds": exporters.Holding,
    "keeps every character": exporters.Stripping,
    "shows every number": exporters.Vague,
    "writes in the language asked for": exporters.Monolingual,
    "writes no formula": exporters.Unguarded,
    "shows a withheld cell as an empty one": exporters.Zeroing,
    "lets nothing withheld through": exporters.Leaking,
    "takes reports of every shape": exporters.Narrow,
    "draws through render alone": exporters.Undrawn,
    "names its files safely": exporters.Escaping,
    "touches no disk": exporters.Scribbling,
    "reaches nothing outside": exporters.Calling,
}
IMPORTERS = {
    "is what it declares": importers.Misnamed,
    "reads every character": importers.Stripping,
    "accounts for every row": importers.Losing,
    "numbers its rows": importers.Miscounting,
    "reads the same again": importers.Remembering,
    "meets hostile bytes with problems": importers.Fragile,
    "reads a huge cell or says why not": importers.Cutting,
    "explains what it refuses": importers.Wordless,
    "leaves the file open": importers.Closing,
    "reads what cannot be rewound": importers.Rewinding,
}
ENGINES = {
    "is what it declares": engines.Misnamed,
    "counts as the core does": engines.Partial,
    "does not depend on the order of responses": engines.Streaming,
    "counts nobody where nobody answered": engines.Expecting,
    "refuses what the core refuses": engines.Forgetting,
    "counts errors beyond those it keeps": engines.Overwhelmed,
    "gives the responses back": engines.Exhausted,
    "gives as columns what it gives one by one": engines.Columned,
    "changes nothing that it is given": engines.Marking,
    "counts the same again": engines.Remembering,
}
INSTRUMENTS: dict[str, dict[str, Any]] = {
    "passes the checks of the core": instrument(
        "idle", **item(1, when={"item": "q2", "answered": True})
    ),
    "is announced as its file has it": {
        "instrument": "petals",
        "appraiser": Appraiser(Configuration(plugins=(AllowedPlugin(name="broken-stale"),))),
    },
    "is whole in every language": instrument("half", **item(1, text={"en": "How many times?"})),
    "says where it comes from": instrument("claimed", provenance="published"),
    "has reference vectors that come out": instrument("wrong", vectors=VECTOR),
    "feeds every dimension": instrument("unfed", **NEVER),
    "takes the answers made for it": instrument(
        "impossible", **item(1, type="text", min_length=50_000, minimum=None, maximum=None)
    ),
    "is reported on whoever answers": instrument("crowded", "broken-crowded"),
    "is reported in every language": instrument("french", "broken-french"),
}
PLUGINS = {
    "is loaded without a complaint": "unsound",
    "changes nothing that it is given": "marking",
    "says the same again": "forgetting",
    "counts in any order": "ordered",
    "counts what can be": "inflating",
    "bears a group of nobody": "expecting",
    "bears any instrument": "narrow",
    "explains what it finds": "wordless",
    "writes sections of the contract": "ragged",
    "writes sheets of the contract": "borrowing",
    "speaks both languages": "mute",
    "tells nothing of hidden answers": "smuggling",
    "draws what it is asked for": "eager",
}

BROKEN: dict[str, str] = {}
"""By the name of a class, the law by which it fails; "" for none."""


def case(kit: type, name: str, law: str, held: dict[str, Any]) -> None:
    """Add a class for pytest to find."""
    made = f"Test{name}{kit.__name__}"
    most = kit.max_examples if kit is ExporterConformance else QUICK
    globals()[made] = type(made, (kit,), {**held, "max_examples": most, "patience": 0.2})
    BROKEN[made] = law


for law, broken in EXPORTERS.items():
    case(ExporterConformance, broken.__name__, law, {"exporter": broken()})
for law, odd in IMPORTERS.items():
    case(ImporterConformance, odd.__name__, law, importer(odd()))
for law, engine in ENGINES.items():
    case(EngineConformance, engine.__name__, law, {"engine": engine()})
for law, held in INSTRUMENTS.items():
    case(InstrumentConformance, Path(held["instrument"]).stem.title(), law, held)
for law, plugin in PLUGINS.items():
    case(PluginConformance, plugin.title(), law, {"plugin": f"broken-{plugin}"})
case(ExporterConformance, "Sound", "", {"exporter": SoundExporter()})
case(ExporterConformance, "SoundTables", "", {"exporter": SoundTables()})
case(ImporterConformance, "Sound", "", importer(SoundImporter()))
case(EngineConformance, "Sound", "", {"engine": SoundEngine()})
case(InstrumentConformance, "Sound", "", instrument("sound", "broken-sound"))
case(PluginConformance, "Sound", "", {"plugin": "broken-sound"})
if os.environ.get("BROKEN_INSTRUMENTS"):
    (FOLDER / "laws.json").write_text(json.dumps(BROKEN), encoding="utf-8")
