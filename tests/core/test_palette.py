"""The colours of pictures stay apart for colour-blind readers and in greyscale, computed."""

import math
from itertools import combinations, pairwise

import pytest

from rosace.palette import (
    ALARM,
    CATEGORIES,
    GREY,
    INK,
    LINE,
    MISSING,
    NEUTRAL,
    ORDINAL,
    SHARES,
)

Triple = tuple[float, float, float]

# What readers see who lack one kind of cone altogether, over linear RGB. Source: Machado,
# Oliveira and Fernandes (2009), A physiologically-based model for simulation of color vision
# deficiency, IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1.0.
SEEN: dict[str, tuple[Triple, Triple, Triple]] = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# From linear RGB to CIE XYZ under D65. Source: IEC 61966-2-1.
XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Triple:
    """Return the linear parts of a colour. Source: IEC 61966-2-1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _expanded(red), _expanded(green), _expanded(blue)


def _expanded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, relative luminance and ratio."""
    high, low = sorted(
        (0.2126 * red + 0.7152 * green + 0.0722 * blue)
        for red, green, blue in (linear(one), linear(other))
    )[::-1]
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, seen: str) -> Triple:
    """Return the CIE 1976 L*a*b* of a colour as some readers see it. Source: CIE 15."""
    parts = linear(colour)
    cones = [min(1.0, max(0.0, _times(row, parts))) for row in SEEN[seen]]
    x, y, z = (_root(_times(row, cones) / white) for row, white in zip(XYZ, WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(row: Triple, parts: Triple | list[float]) -> float:
    return math.fsum(one * other for one, other in zip(row, parts, strict=True))


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def apart(one: str, other: str, seen: str) -> float:
    """Return the distance of two colours, of which about 2.3 can just be seen."""
    return math.dist(lab(one, seen), lab(other, seen))


@pytest.mark.parametrize("seen", SEEN)
def test_colours_stay_apart_for_every_reader(seen: str) -> None:
    """Whichever cones a reader has, no two kinds and no two steps of a scale look alike."""
    for one, other in combinations(CATEGORIES, 2):
        assert apart(one, other, seen) > 18, (one, other)
    for scale in (ORDINAL, SHARES):
        for one, other in combinations(scale, 2):
            assert apart(one, other, seen) > 14, (one, other)


def test_lightness_alone_tells_colours_apart() -> None:
    """In greyscale kinds differ, and scales darken step by step from weak to strong."""
    light = sorted(lab(colour, "all")[0] for colour in CATEGORIES)
    assert min(other - one for one, other in pairwise(light)) > 10
    for scale, step in ((ORDINAL, 7), (SHARES, 20)):
        falling = [lab(colour, "all")[0] for colour in scale]
        assert all(one - other > step for one, other in pairwise(falling))
    assert sorted(MISSING, key=lambda colour: -lab(colour, "all")[0]) == list(MISSING)


def test_text_and_shapes_stand_out_from_white() -> None:
    """Text has the 4.5:1 that WCAG asks for, and what is told by a shape its 3:1."""
    assert min(contrast(colour, "#ffffff") for colour in (INK, GREY, ALARM)) > 4.5
    assert min(contrast(colour, "#ffffff") for colour in (LINE, *CATEGORIES)) > 3
    assert min(contrast(INK, colour) for colour in (*MISSING, NEUTRAL)) > 4.5


@pytest.mark.parametrize("colour", [*CATEGORIES, *ORDINAL, *SHARES])
def test_white_or_black_can_be_read_on_every_colour(colour: str) -> None:
    """Numbers stand on all colours: in white where that has 4.5:1, in black otherwise."""
    assert max(contrast("#ffffff", colour), contrast("#000000", colour)) > 4.5
