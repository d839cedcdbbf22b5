"""A picture: the first of a process, the next ones, as PNG, and asked for again."""

import time
from itertools import count

from timing import each, show

from rosace.figures import distribution
from rosace.formatting import Formatter, localize

ITEMS, CHOICES = 18, 3


def table(turn: int) -> list[dict[str, object]]:
    """Return rows of 18 items with three choices each, unlike those of any other turn.

    Args:
        turn: The number of the turn.
    """
    return [
        {
            "group": "Co-construction de l’action",
            "item": f"Ce que le débat d’idées apporte aux solutions, {turn}",
            "choice": f"Énoncé {choice}",
            **dict.fromkeys(("count", "count_low", "count_high"), 4),
            **dict.fromkeys(("share", "share_low", "share_high"), 1 / CHOICES),
        }
        for _ in range(ITEMS)
        for choice in range(CHOICES)
    ]


def main() -> None:
    """Print how long pictures take, beside the time of a picture that is not the first."""
    specification = localize(
        distribution([ITEMS], CHOICES, headed=True), Formatter(language="fr", messages={})
    )
    turns = count()
    started = time.perf_counter()
    from rosace_pictures.drawing import draw  # noqa: PLC0415  # loading it is part of the first

    def picture(rows: list[dict[str, object]], kind: str) -> bytes:
        return draw(specification, rows, kind, "Titre", "Des bandes empilées", "fr")

    svg, png = "image/svg+xml", "image/png"
    picture(table(next(turns)), svg)
    first = time.perf_counter() - started
    following = each(lambda: picture(table(next(turns)), svg), 1)
    both = each(lambda: picture(table(next(turns)), png), 1)
    kept = table(next(turns))
    show("next SVG, another table", following)
    show("first SVG, with loading vl-convert", first, following)
    show("PNG and its SVG, another table", both, following)
    show("the same SVG again", each(lambda: picture(kept, svg), 20), following, 0.05)
    show("the same PNG again", each(lambda: picture(kept, png), 20), following, 0.05)


if __name__ == "__main__":
    main()
