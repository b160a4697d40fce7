"""News of hosts and who gets it, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, texts
from tests.support.saving import save
from webinars.models.host import Host
from webinars.models.news import News, NewsReader
from webinars.settings import current_settings
from webinars.tokens import address_hash


def make_news(session: Session, host: Host, **overrides: Any) -> News:
    """Make a draft of a host's news."""
    values = {
        "host_id": host.id,
        "titles": texts("Two new dates"),
        "texts": texts("See {programme}."),
        "version": 1,
        "created_at": NOW,
    }
    return save(session, News(**{**values, **overrides}))


def make_news_reader(session: Session, host: Host, email: str, **overrides: Any) -> NewsReader:
    """Make an address that gets the news of a host."""
    values = {
        "host_id": host.id,
        "email": email,
        "recipient_hash": address_hash(current_settings().address_key, email),
        "language": "de",
        "confirmed_at": NOW,
        "seen_at": NOW,
    }
    return save(session, NewsReader(**{**values, **overrides}))
