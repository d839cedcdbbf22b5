"""PostgreSQL against the core's own engine: made-up instruments, tables with spoilt cells.

    python -m campaigns.postgres --cases 200 --seed 7

Makes a server of its own in a temporary folder, where the order of words is that of Québec's
French, and stops it at the end. Exits with 1 at the first case in which a count, a refusal or a
response differs, made as small as Hypothesis can.
"""

from collections.abc import Iterable, Sequence
from itertools import count

from campaigns.engines.cases import Case
from campaigns.engines.running import asked, campaign
from campaigns.postgres.loading import fits, load
from campaigns.postgres.server import server
from hypothesis import assume

__all__ = ["main"]


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the campaign, and return its status."""
    given = asked("postgres", __doc__, arguments)
    numbers = count()
    with server() as (owner, reader):

        def placed(case: Case, files: Sequence[str]) -> tuple[str, ...]:
            assume(fits(case.tables))
            name = f"responses_{next(numbers)}"
            load(owner, name, dict(zip(files, case.tables, strict=True)))
            return (f"public.{name}",)

        return campaign("postgres", placed, reader, number=given.cases, start=given.seed)


if __name__ == "__main__":
    raise SystemExit(main())
