"""What can be wrong in a story, beyond what its instrument says: cycles, dates, gaps."""

from collections.abc import Iterator

from rosace.errors import Problem
from rosace_effects.story import Event, Story

__all__ = ["check_story"]

_CATALOGUE = "rosace_effects"


def check_story(story: Story) -> Iterator[Problem]:
    """Yield the findings about a story.

    Links that go round and dates that run backwards are errors; an event that
    stands for no outcome is a notice. A link that blocked something is no step
    of a cycle.
    """
    yield from _cycles(story)
    yield from _dates(story)
    for event in story.events:
        if event.outcome is None:
            yield _problem("effects-no-outcome", event.id, "notice", event=event.title)


def _cycles(story: Story) -> Iterator[Problem]:
    """Find the links that close a cycle, each once, by a walk along the links.

    Without the links that are found no cycle is left.
    """
    onward: dict[str, list[tuple[str, str]]] = {}
    for link in story.links:
        if link.kind != "blocked":
            onward.setdefault(link.source, []).append((link.target, link.id))
    done: set[str] = set()
    for start in tuple(onward):
        if start in done:
            continue
        path = {start: None}
        stack = [(start, iter(onward[start]))]
        while stack:
            here, steps = stack[-1]
            step = next(steps, None)
            if step is None:
                stack.pop()
                path.pop(here)
                done.add(here)
            elif step[0] in path:
                around = [*path][[*path].index(step[0]) :]
                titles = " → ".join(_title(story, name) for name in (*around, step[0]))
                yield _problem("effects-cycle", step[1], item="links", events=titles)
            elif step[0] not in done:
                path[step[0]] = None
                stack.append((step[0], iter(onward.get(step[0], []))))


def _dates(story: Story) -> Iterator[Problem]:
    for event in story.events:
        if event.date and event.end and _before(event.end, event.date):
            yield _problem("effects-end-before-start", event.id, event=event.title, date=event.end)
    for link in story.links:
        source, target = story.event(link.source), story.event(link.target)
        if source and target and link.kind != "blocked" and _backwards(source, target):
            yield _problem(
                "effects-dates-backwards",
                link.id,
                item="links",
                event=source.title,
                other=target.title,
            )


def _backwards(source: Event, target: Event) -> bool:
    return bool(source.date and (target.end or target.date)) and _before(
        target.end or target.date or "", source.date or ""
    )


def _before(one: str, other: str) -> bool:
    """Say whether a date ends before another begins, to the precision that both have."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _title(story: Story, identifier: str) -> str:
    event = story.event(identifier)
    return event.title if event else identifier


def _problem(
    code: str, row: str, severity: str = "error", item: str = "events", **arguments: str
) -> Problem:
    return Problem(
        code=code,
        pointer=f"/answers/{item}/{row}",
        arguments=arguments,
        severity="notice" if severity == "notice" else "error",
        catalogue=_CATALOGUE,
    )
