"""Messages whose mail is rendered already."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import make_message
from webinars.models.message import Message

HIDDEN_DOT = b".A line that begins with a dot\r\n"


def mail_bytes(message_id: str) -> bytes:
    """Return a small complete mail."""
    head = f"Message-ID: {message_id}\r\nSubject: Test\r\n\r\n".encode()
    return head + b"Hello\r\n" + HIDDEN_DOT


def make_rendered(session: Session, **overrides: Any) -> Message:
    """Make a queued address confirmation with its mail; recipient and sign-up are fresh."""
    message_id = f"<{uuid.uuid4()}@example.org>"
    values = {"message_id": message_id, "body": mail_bytes(message_id), "title": "Test"}
    return make_message(session, **{**values, **overrides})


def reload(session: Session, message: Message) -> Message:
    """Return the message as it stands in the database now."""
    session.rollback()
    session.refresh(message)
    return message
