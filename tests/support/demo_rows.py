"""Rows that the demo programme does not have: a speaker with a desk, handouts and a passkey."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.support.speakers import SLIDES, photo_file
from webinars.documents.portraits import portrait
from webinars.tokens import Purpose, derive

SPEAKER = 9001
"""Number of the speaker, and of the desk."""

FIRST = 1
"""Number of what there is once, and of the first of two handouts."""

_NOW = "2026-01-01 00:00:00"


def add_speaker(connection: sqlite3.Connection, webinar: str) -> None:
    """Let a webinar have a speaker with a photo, whose slides wait to be released."""
    texts = json.dumps({"en": "Engineer", "de": "Ingenieurin", "fr": "Ingénieure"})
    connection.execute(
        "INSERT INTO speakers (id, webinar_id, position, name, roles, biographies)"
        " SELECT ?, id, 90, 'Alex Beispiel', ?, ? FROM webinars WHERE key = ?",
        (SPEAKER, texts, texts, webinar),
    )
    connection.execute(
        "INSERT INTO speaker_desks (id, speaker_id, email, language, generation, invited_at,"
        " texts_before, photo, photo_key, slides, slides_key, slides_size, slides_state, slides_at)"
        " VALUES (?, ?, 'alex@example.org', 'de', 1, ?, '{}', ?, 'demo', ?, 'demo', ?,"
        " 'pending', ?)",
        (SPEAKER, SPEAKER, _NOW, portrait(photo_file()), SLIDES, len(SLIDES), _NOW),
    )


def add_handouts(connection: sqlite3.Connection, webinar: str) -> None:
    """Let a webinar have two handouts."""
    for position, title in enumerate(("Overview", "Company profiles")):
        connection.execute(
            "INSERT INTO handouts (webinar_id, key, title, kind, size, position, data)"
            " SELECT id, ?, ?, 'pdf', ?, ?, ? FROM webinars WHERE key = ?",
            (f"demo{position}", title, len(SLIDES), position, SLIDES, webinar),
        )


def add_passkey(connection: sqlite3.Connection) -> None:
    """Let the organiser whom the demo names first have a passkey; nothing signs in with it."""
    connection.execute(
        "INSERT INTO passkeys (organiser_id, name, credential, public_key, counter, created_at)"
        " SELECT min(id), 'Laptop', 'demo', 'demo', 0, ? FROM organisers",
        (_NOW,),
    )


def speaker_pages(folder: Path) -> dict[str, str]:
    """Return the pages of the speaker's desk, below those of a language."""
    keys = json.loads((folder / "demo-keys.json").read_text())
    token = derive(keys["link_key"], Purpose.SPEAKER, SPEAKER, 1)
    return {
        "speaker-desk": f"/speaker/{token}",
        "speaker-desk-photo": f"/speaker/{token}/photo",
        "speaker-desk-slides": f"/speaker/{token}/slides",
    }
