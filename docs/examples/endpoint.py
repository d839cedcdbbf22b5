"""An endpoint that takes a file of answers and gives back the report.

Try it: ``fastapi dev endpoint.py``, or ``uvicorn endpoint:app``.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse

import rosace
from rosace.derived import response_schema
from rosace.errors import UnknownInstrumentError

STUDY = Path("study.yaml")
LARGEST = 5_000_000  # bytes

app = FastAPI()
appraiser = rosace.Appraiser()


def instrument(name: str, study: rosace.Study | None = None) -> rosace.Instrument:
    """Return an instrument at hand: what an address names may never be the path of a file."""
    if name not in appraiser.instruments:
        raise UnknownInstrumentError(name, tuple(appraiser.instruments))
    return appraiser.instrument(name, study=study)


@app.get("/schema/{name}")
def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an instrument's responses: a form checks by it before it sends."""
    return response_schema(instrument(name))


@app.post("/report/{name}")
async def report(name: str, request: Request, language: Literal["fr", "en"] = "fr") -> HTMLResponse:
    """Return the report on the answers that the body holds, as one page.

    The study decides what may be shown; nothing of a wave that it has not closed is.
    """
    answers = bytearray()
    async for chunk in request.stream():
        answers += chunk
        if len(answers) > LARGEST:
            return HTMLResponse(status_code=413)
    page = await run_in_threadpool(appraise, name, bytes(answers), language)
    return HTMLResponse(page)


def appraise(name: str, answers: bytes, language: str) -> bytes:
    """Return the page of a report; what the answers need stands on disk no longer than that."""
    study = appraiser.study(STUDY)
    used = instrument(name, study)
    with TemporaryDirectory() as folder:
        file = Path(folder, "answers.csv")
        file.write_bytes(answers)
        responses = appraiser.read(file, used, study=study)
        found = appraiser.appraise(used, responses, language=language, study=study)
        return appraiser.export(found, "html", Path(folder, "report.html")).read_bytes()


@app.exception_handler(rosace.InvalidDocumentError)
def refuse(request: Request, error: rosace.InvalidDocumentError) -> JSONResponse:
    """Say all that is wrong with what was sent, at once, in the language asked for."""
    language = request.query_params.get("language", "fr")
    found = [
        {
            "code": each.code,
            "row": each.row,
            "heading": each.heading,
            "said": each.message(language),
        }
        for each in error.problems
    ]
    return JSONResponse({"problems": found}, status_code=422)


@app.exception_handler(rosace.RosaceError)
def explain(request: Request, error: rosace.RosaceError) -> JSONResponse:
    """Say what else cannot be done, such as with an instrument that is not there."""
    language = request.query_params.get("language", "fr")
    return JSONResponse({"code": error.code, "said": error.explain(language)}, status_code=400)
