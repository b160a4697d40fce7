"""The picture that others show when somebody shares a page: title, date, both hosts as equals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from webinars.documents.typeface import drawable, font

WIDTH, HEIGHT = 1200, 630
"""Pixels; what Open Graph readers expect."""

PAPER, INK, MUTED, SIGNAL = "#fbfaf7", "#161d30", "#4a5268", "#f5b700"

_MARGIN = 72
_TITLE_SIZES = (76, 66, 58, 50, 44)
_TITLE_LINES = 3
_LINE_SPACE = 1.14
_LINES_TOP = 112
_LINE_GAP = 30
_LINE_WIDTH = 10


@dataclass(frozen=True)
class Card:
    """What stands on the picture; equal cards give the same bytes."""

    title: str
    kind: str
    """Above the title: the series, or what it is."""
    when: str
    """Below the title; empty: nothing."""
    badge: str
    """Such as “Cancelled”; empty: nothing."""
    hosts: tuple[tuple[str, str], ...]
    """Names and colours ``#rrggbb`` of the lines, in the order of the language."""


@lru_cache(maxsize=256)
def share_image(card: Card) -> bytes:
    """Return the picture as PNG, 1200 × 630."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _draw_lines(draw, card)
    top = _LINES_TOP + 66
    draw.text((_MARGIN, top), _fitted(draw, card.kind, 34), MUTED, font("regular", 34))
    top += 54
    size, lines = _title(draw, card.title)
    for line in lines:
        draw.text((_MARGIN, top), line, INK, font("bold", size))
        top += round(size * _LINE_SPACE)
    if card.when:
        draw.text((_MARGIN, top + 18), _fitted(draw, card.when, 38), INK, font("regular", 38))
    _draw_foot(draw, card)
    content = BytesIO()
    image.quantize(64).save(content, "PNG", optimize=True)
    return content.getvalue()


def _draw_lines(draw: ImageDraw.ImageDraw, card: Card) -> None:
    for position, (_, colour) in enumerate(card.hosts[:2]):
        y = _LINES_TOP - _LINE_GAP * (1 - position) - 20
        draw.line([(0, y), (WIDTH, y)], colour, _LINE_WIDTH)
    lowest = _LINES_TOP - 20 - (_LINE_GAP if len(card.hosts) == 1 else _LINE_GAP // 2)
    draw.ellipse(_around(WIDTH - 150, lowest, 34), PAPER, INK, 8)
    draw.ellipse(_around(WIDTH - 150, lowest, 12), SIGNAL)


def _draw_foot(draw: ImageDraw.ImageDraw, card: Card) -> None:
    left, base = _MARGIN, HEIGHT - 84
    for name, colour in card.hosts[:2]:
        shown = drawable(name)
        draw.rectangle([left, base + 4, left + 8, base + 44], colour)
        draw.text((left + 24, base), shown, INK, font("bold", 38))
        left += 24 + round(draw.textlength(shown, font("bold", 38))) + 56
    if card.badge:
        words = drawable(card.badge)
        width = draw.textlength(words, font("bold", 34)) + 48
        box = [WIDTH - _MARGIN - width, base - 6, WIDTH - _MARGIN, base + 50]
        draw.rounded_rectangle(box, 8, INK)
        draw.text((box[0] + 24, base), words, PAPER, font("bold", 34))


def _around(x: int, y: int, radius: int) -> list[int]:
    return [x - radius, y - radius, x + radius, y + radius]


def _title(draw: ImageDraw.ImageDraw, title: str) -> tuple[int, list[str]]:
    """Return the largest size in which a title fits, and its lines; the last may be cut."""
    for size in _TITLE_SIZES:
        lines = _wrapped(draw, drawable(title), font("bold", size))
        if len(lines) <= _TITLE_LINES:
            return size, lines
    kept = lines[: _TITLE_LINES - 1]
    rest = " ".join(lines[_TITLE_LINES - 1 :])
    return size, [*kept, _fitted(draw, rest, size, "bold")]


def _wrapped(draw: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, face) <= WIDTH - 2 * _MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitted(draw: ImageDraw.ImageDraw, text: str, size: int, weight: str = "regular") -> str:
    """Return a text on one line, cut with an ellipsis where it is too long."""
    shown, face = drawable(text), font(weight, size)
    if draw.textlength(shown, face) <= WIDTH - 2 * _MARGIN:
        return shown
    while shown and draw.textlength(f"{shown}…", face) > WIDTH - 2 * _MARGIN:
        shown = shown[:-1].rstrip()
    return f"{shown}…"
