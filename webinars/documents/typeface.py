"""The typeface of what we draw ourselves; its files come with a package, see dependencies.md."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont

PACKAGE = "font_source_sans_pro"

WEIGHTS = {
    "regular": "SourceSansPro-Regular.ttf",
    "bold": "SourceSansPro-Bold.ttf",
}


def font_file(weight: str) -> Path:
    """Return the file of a weight, ``regular`` or ``bold``."""
    return Path(str(files(PACKAGE))) / "files" / WEIGHTS[weight]


@lru_cache(maxsize=32)
def font(weight: str, pixels: int) -> ImageFont.FreeTypeFont:
    """Return the typeface in a size."""
    return ImageFont.truetype(font_file(weight), pixels)


def drawable(text: str) -> str:
    """Return a text whose every sign the typeface has: its narrow no-break space is missing."""
    return text.replace("\u202f", "\u00a0").replace("\u2011", "-").replace("\u00ad", "")
