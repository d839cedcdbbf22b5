"""One response, decoded, validated, structured and scored, against jsonschema alone."""

import json

from jsonschema import Draft202012Validator
from referencing import Registry
from timing import each, show

import rosace
from rosace.derived import response_schema
from rosace.loading import load_json
from rosace.responses import ResponseChecker, structure_response
from rosace.scoring import scorer


def main() -> None:
    """Print the time of each step, and of the whole walk."""
    instrument = rosace.Appraiser().instrument("diagnostic")
    answers = {f"q{n:02d}": "ABC"[n % 3] for n in range(1, 19)}
    document = {
        "schema": "rosace/response/1",
        "id": "r1",
        "instrument": "diagnostic",
        "version": "1.0.0",
        "wave": "2024",
        "respondent": {"id": "p1", "kind": "individual", "attributes": {"sector": "public"}},
        "answers": answers,
    }
    data = json.dumps(document, separators=(",", ":")).encode()
    checker, score = ResponseChecker(instrument), scorer(instrument)
    schema = response_schema(instrument)
    validator = Draft202012Validator(schema, registry=Registry())
    response = structure_response(document)

    def walk() -> None:
        plain = load_json(data)
        if not checker.check(plain):
            score(structure_response(plain).answers)

    def reference() -> None:
        list(validator.iter_errors(json.loads(data)))

    jsonschema = each(reference, 50)
    print(f"{len(data)} bytes, {len(answers)} items")
    show("decoding and jsonschema alone", jsonschema)
    show("  decode strictly", each(lambda: load_json(data), 2000))
    show("  check", each(lambda: checker.check(document), 2000))
    show("  structure", each(lambda: structure_response(document), 2000))
    show("  score", each(lambda: score(response.answers), 2000))
    show("the whole walk", each(walk, 1000), jsonschema, 0.1)


if __name__ == "__main__":
    main()
