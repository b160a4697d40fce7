"""A host's colour, as lines, text and tints that weigh the same for every host.

The stored colour gives its hue and at most some of its chroma; lightness is ours, so that contrast
holds whatever a host picks and no host outshouts the other. The style sheet computes the same in
the browser (``tokens.css``); mails cannot compute, so they get hex values from here.

Conversion between sRGB and OKLCH after B. Ottosson, "A perceptual color space for image
processing" (2020); contrast after WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MIN_CHROMA = 0.04
"""Below it a colour reads as grey and has no hue to keep."""

MIN_HUE_DISTANCE = 40.0
"""Degrees between two hosts that appear together."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_MARGIN = 1e-6
_HALVINGS = 24


class AccentProblem(StrEnum):
    """Why a host may not have this colour."""

    NO_COLOUR = "no-colour"
    GREY = "grey"
    LIKE_PARTNER = "like-partner"


@dataclass(frozen=True)
class HostColours:
    """What is drawn from one host's colour in one scheme; each ``#rrggbb``."""

    line: str
    """Lines and bars: at least 3 : 1 on the page."""
    ink: str
    """Text: at least 4.5 : 1 on the page and on the tint."""
    tint: str
    """Background of a small area."""


@dataclass(frozen=True)
class Oklch:
    """A colour by perceived lightness (0 to 1), chroma and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


def light_colours(colour: str) -> HostColours:
    """Return a host's colours for the light scheme, from the stored ``#rrggbb``."""
    return HostColours(
        line=_fixed(colour, 0.58, 0.15),
        ink=_fixed(colour, 0.46, 0.13),
        tint=_fixed(colour, 0.95, 0.03),
    )


def dark_colours(colour: str) -> HostColours:
    """Return a host's colours for the dark scheme, from the stored ``#rrggbb``."""
    return HostColours(
        line=_fixed(colour, 0.7, 0.14),
        ink=_fixed(colour, 0.82, 0.11),
        tint=_fixed(colour, 0.29, 0.04),
    )


def accent_problem(colour: str, partner: str | None = None) -> AccentProblem | None:
    """Tell why a host may not have this colour, or None when it may.

    :param partner: the colour of a host that it appears together with.
    """
    if not _HEX.fullmatch(colour):
        return AccentProblem.NO_COLOUR
    own = to_oklch(colour)
    if own.chroma < MIN_CHROMA:
        return AccentProblem.GREY
    if partner is not None and hue_distance(own.hue, to_oklch(partner).hue) < MIN_HUE_DISTANCE:
        return AccentProblem.LIKE_PARTNER
    return None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def hue_distance(one: float, other: float) -> float:
    """Return the degrees between two hues, 0 to 180."""
    return abs((one - other + 180) % 360 - 180)


def to_oklch(colour: str) -> Oklch:
    """Return ``#rrggbb`` as lightness, chroma and hue; raises ValueError for anything else."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Oklch) -> str:
    """Return the colour as ``#rrggbb``; where screens cannot show it, with less chroma."""
    low, high = 0.0, colour.chroma
    if _fits(_unclipped(colour)):
        low = high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _fits(_unclipped(Oklch(colour.lightness, middle, colour.hue))):
            low = middle
        else:
            high = middle
    channels = _unclipped(Oklch(colour.lightness, low, colour.hue))
    return "#" + "".join(f"{round(255 * _encoded(channel)):02x}" for channel in channels)


@lru_cache(maxsize=256)
def _fixed(colour: str, lightness: float, most_chroma: float) -> str:
    own = to_oklch(colour)
    return to_hex(Oklch(lightness, min(own.chroma, most_chroma), own.hue))


def _unclipped(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _fits(channels: tuple[float, float, float]) -> bool:
    return all(-_MARGIN <= channel <= 1 + _MARGIN for channel in channels)


def _linear(colour: str) -> tuple[float, float, float]:
    if not _HEX.fullmatch(colour):
        raise ValueError("a colour is written #rrggbb")
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    inside = min(1.0, max(0.0, channel))
    return 12.92 * inside if inside <= 0.0031308 else 1.055 * inside ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
