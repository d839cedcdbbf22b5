"""Spark against the core's own engine: made-up instruments, and tables in which cells are spoilt.

    python -m campaigns.spark --cases 200 --seed 7

Starts Spark on this machine, once; Java must be there. Exits with 1 at the first case in which a
count, a refusal or a response differs, made as small as Hypothesis can.
"""

from collections.abc import Iterable

from campaigns.engines.running import asked, campaign
from pyspark.sql import SparkSession

__all__ = ["main"]

_MASTER = "local[1]"
_SETTINGS: dict[str, bool | float | int | str | None] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Tables of a few rows: what makes large ones fast takes longer than they do.
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    # Nor is it worth while to compile well, or to keep what nobody looks at.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.ui.retainedExecutions": "1",
    "spark.ui.retainedJobs": "1",
    "spark.ui.retainedStages": "1",
    "spark.ui.retainedTasks": "1",
}


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the campaign, and return its status."""
    given = asked("spark", __doc__, arguments)
    # The engine joins the Spark that runs already, so that it starts once for all cases.
    builder = SparkSession.builder.appName("rosace").master(_MASTER)
    with builder.config(map=_SETTINGS).getOrCreate():
        return campaign(
            "spark",
            lambda _, files: tuple(files),
            _MASTER,
            number=given.cases,
            start=given.seed,
        )


if __name__ == "__main__":
    raise SystemExit(main())
