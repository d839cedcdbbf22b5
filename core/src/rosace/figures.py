"""Pictures of how answers are spread, as Vega-Lite specifications without data.

No picture sums answers up into one grade: each shows how the answers are spread, or how the
scores that a tool defines move from wave to wave.
"""

from collections.abc import Sequence
from typing import Final

from rosace.dumbbells import dumbbells
from rosace.marks import Spec
from rosace.stacked_bars import Plan, stacked

__all__ = ["MOST_CHOICES", "Spec", "distribution", "dumbbells", "waves"]

_FEWEST_CHOICES: Final = 2
MOST_CHOICES: Final = 7
"""The most choices that a bar can tell apart by its shades."""


def distribution(
    groups: Sequence[int],
    choices: int,
    missing: int = 0,
    *,
    headed: bool,
    collective: bool = False,
) -> Spec:
    """Return how answers are spread over the choices: one stacked bar an item or a dimension.

    Its table has the columns `group`, `item`, `choice`, `count`, `share` (without `group` where
    there are no headings), and `collective`, which is filled in the row of the group's own
    answer, where a strip is to show these. Rows come bar after bar; in each, the choices from
    the strongest to the weakest, then the reasons for missing answers.

    Args:
        groups: How many bars come under each heading; one number where there are no headings.
        choices: How many choices the scale has, from 2 to 7.
        missing: How many reasons for missing answers each bar holds.
        headed: Whether each group of bars stands under its heading.
        collective: Whether a strip beside the bars shows the group's own answers.

    Raises:
        ValueError: there is no bar, or too few or too many choices.
    """
    _check(groups, choices)
    return stacked(
        Plan(
            groups=tuple(groups),
            choices=choices,
            missing=missing,
            heading="group" if headed else None,
            label="item",
            bar=24.0,
            step=36.0,
            head=32.0,
            left=294.0,
            strip=collective,
        ),
        joined=False,
    )


def waves(groups: Sequence[int], choices: int, missing: int = 0) -> Spec:
    """Return how the spread of answers moves from wave to wave, dimension by dimension.

    Its table has the columns `group`, `wave`, `choice`, `count`, `share`. Rows come dimension
    after dimension; in each, wave after wave; in each, the choices from the strongest to the
    weakest, then the reasons for missing answers. Fine lines tie a choice to itself in the
    next wave.

    Args:
        groups: How many waves each dimension shows.
        choices: How many choices the scale has, from 2 to 7.
        missing: How many reasons for missing answers each bar holds.

    Raises:
        ValueError: there is no bar, or too few or too many choices.
    """
    _check(groups, choices)
    return stacked(
        Plan(
            groups=tuple(groups),
            choices=choices,
            missing=missing,
            heading="group",
            label="wave",
            bar=20.0,
            step=32.0,
            head=28.0,
            left=294.0,
        ),
        joined=True,
    )


def _check(groups: Sequence[int], choices: int) -> None:
    """Raise unless there are bars to draw and choices to fill them."""
    if not groups or min(groups) < 1 or not _FEWEST_CHOICES <= choices <= MOST_CHOICES:
        message = (
            f"bars take groups of one or more, and from {_FEWEST_CHOICES} to {MOST_CHOICES} choices"
        )
        raise ValueError(message)
