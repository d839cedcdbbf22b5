"""Rosace: appraise partnership and intersectoral action, with tools brought by plugins.

    import rosace

    appraiser = rosace.Appraiser()
    diagnostic = appraiser.instrument("diagnostic")
    responses = appraiser.read("answers.csv", diagnostic)
    report = appraiser.appraise(diagnostic, responses, language="fr", by=["sector"])
    appraiser.export(report, "html", "report.html")

Nothing is loaded at import; each name is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rosace.appraisal import Appraisal
    from rosace.appraiser import Appraiser
    from rosace.configuration import Configuration
    from rosace.errors import InvalidDocumentError, Problem, RosaceError
    from rosace.hookspecs import hookimpl
    from rosace.instrument import Instrument
    from rosace.report import Report, Section
    from rosace.response import Response
    from rosace.study import Study

__all__ = [
    "Appraisal",
    "Appraiser",
    "Configuration",
    "Instrument",
    "InvalidDocumentError",
    "Problem",
    "Report",
    "Response",
    "RosaceError",
    "Section",
    "Study",
    "hookimpl",
]

_HOMES: Final = {
    "Appraisal": "appraisal",
    "Appraiser": "appraiser",
    "Configuration": "configuration",
    "Instrument": "instrument",
    "InvalidDocumentError": "errors",
    "Problem": "errors",
    "Report": "report",
    "Response": "response",
    "RosaceError": "errors",
    "Section": "report",
    "Study": "study",
    "hookimpl": "hookspecs",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"rosace.{_HOMES[name]}"), name)
