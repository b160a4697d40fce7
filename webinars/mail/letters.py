"""What people have written in their own words, cut into pieces that templates can show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from webinars.formats import language_name
from webinars.languages import Texts, pick, picked_language
from webinars.rules.placeholders import filled
from webinars.text import clean_line

_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}’»])")
_EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph; with an address it is a link."""

    text: str
    url: str = ""


def letter_values(
    titles: Texts, texts: Texts, values: dict[str, str], language: str
) -> dict[str, Any]:
    """Return what the templates of a letter to many get, its placeholders replaced."""
    written = picked_language(texts, language)
    return {
        "title": clean_line(filled(pick(titles, language), values)),
        "paragraphs": paragraphs_of(filled(pick(texts, language), values)),
        "written": written,
        "written_name": language_name(written, language),
    }


def paragraphs_of(text: str) -> list[list[list[Piece]]]:
    """Return a text as paragraphs, those as lines, and those as pieces."""
    return [
        [_pieces(line) for line in paragraph.splitlines()] for paragraph in _EMPTY_LINES.split(text)
    ]


def _pieces(line: str) -> list[Piece]:
    return [
        Piece(part, part if _ADDRESS.fullmatch(part) else "")
        for part in _ADDRESS.split(line)
        if part
    ]
