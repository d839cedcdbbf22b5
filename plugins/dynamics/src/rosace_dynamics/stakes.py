"""What is at stake for whom, read from a group's grid: issues, actors and the stakes between."""

from collections.abc import Mapping

from rosace.appraisal import Appraisal
from rosace.references import row_titles
from rosace.response import Record, Response
from rosace.values import value

__all__ = ["POSITIONS", "Grid", "Issue", "Stake", "grid_of", "who"]

POSITIONS = ("convergent", "neutral", "divergent")
"""Codes of the positions that an actor may hold, in the order of the key."""


@value
class Issue:
    """A question of the project in which actors may gain or lose."""

    id: str
    title: str
    description: str | None = None


@value
class Stake:
    """What one actor has at stake in one issue.

    Args:
        id: The id of its record.
        actor: What tells its actor from others.
        issue: The id of the issue.
        position: The code of the actor's position.
        expectation: The code of what it hopes to gain or fears losing, if known.
        at_stake: What is at stake, in words.
        interest: For the facilitator: what could interest the actor.
        strategy: For the facilitator: the strategy seen.
    """

    id: str
    actor: str
    issue: str
    position: str
    expectation: str | None = None
    at_stake: str | None = None
    interest: str | None = None
    strategy: str | None = None


@value
class Grid:
    """The whole grid, its stakes in order of actor and issue.

    Args:
        issues: In the order given.
        actors: The words of each actor, by what tells it from others, in order of appearance;
            empty where none is named.
        stakes: One an actor and issue.
    """

    issues: tuple[Issue, ...]
    actors: Mapping[str, str]
    stakes: tuple[Stake, ...]

    def of_issue(self, issue: Issue, position: str | None = None) -> tuple[Stake, ...]:
        """Return the stakes in an issue, all or those of one position."""
        return tuple(
            stake
            for stake in self.stakes
            if stake.issue == issue.id and position in {None, stake.position}
        )


def who(row: Record) -> str | None:
    """Return what tells the named actor of a row from others: its id in the map, or its words."""
    reference, words = row.text("actor"), row.text("other-actor")
    if reference is not None:
        return f"#{reference}"
    return " ".join(words.split()).casefold() if words else None


def _key(row: Record) -> str:
    """Return what tells the actor of a row from others, a nameless one too."""
    return who(row) or f"?{row.id}"


def grid_of(appraisal: Appraisal, response: Response) -> Grid:
    """Return the grid that a response holds, its actors called as the actor map calls them."""
    titles = row_titles(appraisal)
    stakes = [_stake(row) for row in response.rows("stakes")]
    listed = {
        row.id: Issue(
            id=row.id,
            title=row.text("title") or row.id,
            description=row.text("description"),
        )
        for row in response.rows("issues")
    }
    for stake in stakes:
        listed.setdefault(stake.issue, Issue(id=stake.issue, title=stake.issue))
    actors: dict[str, str] = {}
    for row in response.rows("stakes"):
        reference = row.text("actor")
        named = titles.get(("actor-map", "actors", reference or ""), reference)
        actors.setdefault(_key(row), named or row.text("other-actor") or "")
    order, issues = list(actors), list(listed)
    stakes.sort(key=lambda stake: (order.index(stake.actor), issues.index(stake.issue)))
    return Grid(issues=tuple(listed.values()), actors=actors, stakes=tuple(stakes))


def _stake(row: Record) -> Stake:
    return Stake(
        id=row.id,
        actor=_key(row),
        issue=row.text("issue") or "",
        position=row.text("position") or "",
        expectation=row.text("expectation"),
        at_stake=row.text("at-stake"),
        interest=row.text("interest"),
        strategy=row.text("strategy"),
    )
