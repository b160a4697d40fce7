"""The picture that others show when somebody shares a page: title, date, both hosts as equals."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from webinars.documents.drawings import drawn_once
from webinars.documents.typeface import drawable, font

WIDTH, HEIGHT = 1200, 630
"""Pixels; what Open Graph readers expect."""

PAPER, INK, MUTED, SIGNAL = "#fbfaf7", "#161d30", "#4a5268", "#f5b700"

_MARGIN = 72
_ROOM = WIDTH - 2 * _MARGIN
_TITLE_SIZES = (76, 66, 58, 50, 44)
_TITLE_TOP = 232
_FOOT_TOP = HEIGHT - 84
_FOOT_SIZES = (38, 32, 28)
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


@drawn_once
def share_image(card: Card) -> bytes:
    """Return the picture as PNG, 1200 × 630."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    _draw_lines(draw, card)
    draw.text((_MARGIN, _TITLE_TOP - 54), _fitted(draw, card.kind, 34), MUTED, font("regular", 34))
    top = _TITLE_TOP
    size, lines = _title(draw, card.title, _FOOT_TOP - top - (86 if card.when else 30))
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
    right = _draw_badge(draw, drawable(card.badge)) if card.badge else WIDTH - _MARGIN
    # Equal room for equal hosts.
    room = (right - _MARGIN) // len(card.hosts[:2] or " ") - 80
    size = _size_of_names(draw, card, room)
    left = _MARGIN
    for host, colour in card.hosts[:2]:
        name = _fitted(draw, host, size, "bold", room)
        draw.rectangle([left, _FOOT_TOP + 4, left + 8, _FOOT_TOP + 44], colour)
        draw.text((left + 24, _FOOT_TOP + 24), name, INK, font("bold", size), anchor="lm")
        left += 24 + round(draw.textlength(name, font("bold", size))) + 56


def _draw_badge(draw: ImageDraw.ImageDraw, words: str) -> int:
    """Draw the badge at the right; return what is left of the width."""
    left = WIDTH - _MARGIN - round(draw.textlength(words, font("bold", 34))) - 48
    box = [left, _FOOT_TOP - 6, WIDTH - _MARGIN, _FOOT_TOP + 50]
    draw.rounded_rectangle(box, 8, INK)
    draw.text((left + 24, _FOOT_TOP + 22), words, PAPER, font("bold", 34), anchor="lm")
    return left


def _size_of_names(draw: ImageDraw.ImageDraw, card: Card, room: int) -> int:
    """Return the largest size in which each host has room, the same for both."""
    for size in _FOOT_SIZES:
        face = font("bold", size)
        if all(draw.textlength(drawable(name), face) <= room for name, _ in card.hosts):
            break
    return size


def _around(x: int, y: int, radius: int) -> list[int]:
    return [x - radius, y - radius, x + radius, y + radius]


def _title(draw: ImageDraw.ImageDraw, title: str, room: int) -> tuple[int, list[str]]:
    """Return the largest size in which a title fits, and its lines; the last may be cut.

    :param room: pixels from its top to what stands below.
    """
    for size in _TITLE_SIZES:
        face, most = font("bold", size), int(room / (size * _LINE_SPACE))
        lines = _wrapped(draw, drawable(title), face)
        if len(lines) <= most and all(draw.textlength(line, face) <= _ROOM for line in lines):
            return size, lines
    shown = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return size, [_fitted(draw, line, size, "bold") for line in shown if line]


def _wrapped(draw: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, face) <= _ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitted(
    draw: ImageDraw.ImageDraw, text: str, size: int, weight: str = "regular", room: int = _ROOM
) -> str:
    """Return a text on one line, cut with an ellipsis where it is too long."""
    shown, face = drawable(text), font(weight, size)
    if draw.textlength(shown, face) <= room:
        return shown
    while shown and draw.textlength(f"{shown}…", face) > room:
        shown = shown[:-1].rstrip()
    return f"{shown}…"
