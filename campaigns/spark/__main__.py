"""Spark against the core's own engine: made-up instruments, and tables in which cells are spoilt.

    python -m campaigns.spark --cases 200 --seed 7

Starts Spark on this machine, once; Java must be there. Exits with 1 at the first case in which a
count, a refusal or a response differs, made as small as Hypothesis can.
"""

from collections.abc import Iterable

from campaigns.engines.running import asked, campaign

from rosace_bulk.spark import SparkBackend

__all__ = ["main"]

_MASTER = "local[2]"


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the campaign, and return its status."""
    given = asked("spark", __doc__, arguments)
    # The engine joins the Spark that runs already, so that it starts once for all cases.
    with SparkBackend().connect(_MASTER):
        return campaign(
            "spark",
            lambda _, files: tuple(files),
            _MASTER,
            number=given.cases,
            start=given.seed,
        )


if __name__ == "__main__":
    raise SystemExit(main())
