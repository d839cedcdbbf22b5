"""A view that shows a study's report in the reader's language.

Try it: ``python view.py runserver``, then open ``/report/``. In a project of your own, the two
views and their addresses are all you need.
"""

import logging
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

import rosace

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost", "testserver"],
        LANGUAGE_CODE="fr",
        LANGUAGES=[("fr", "Français"), ("en", "English")],
        MIDDLEWARE=["django.middleware.locale.LocaleMiddleware"],
        ROOT_URLCONF=__name__,
        ROSACE_STUDY=Path("study.yaml"),
        ROSACE_ANSWERS=("diagnostic", Path("answers.csv")),
        SECRET_KEY="made for trying out on this machine alone",
    )

NOT_YET = {"fr": "Le rapport n’est pas encore prêt.", "en": "The report is not ready yet."}

appraiser = rosace.Appraiser()
logger = logging.getLogger(__name__)


@cache
def page(language: str, changed: float) -> bytes:
    """Return the page of the report, made again only when the answers have changed."""
    del changed
    name, answers = settings.ROSACE_ANSWERS
    study = appraiser.study(settings.ROSACE_STUDY)
    instrument = appraiser.instrument(name, study=study)
    responses = appraiser.read(answers, instrument, study=study)
    found = appraiser.appraise(instrument, responses, language=language, study=study)
    with TemporaryDirectory() as folder:
        return appraiser.export(found, "html", Path(folder, "report.html")).read_bytes()


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """Show the report, or that there is none yet.

    What is wrong with answers may quote them, and so is for the log's reader alone to look up.
    """
    del request
    language = "en" if (get_language() or "").startswith("en") else "fr"
    _, answers = settings.ROSACE_ANSWERS
    try:
        return HttpResponse(page(language, answers.stat().st_mtime))
    except rosace.RosaceError as error:
        logger.warning("no report: %s", error.code)
        return HttpResponse(NOT_YET[language], status=503, content_type="text/plain; charset=utf-8")


urlpatterns = [path("report/", report)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
