"""Withdrawing the consent to the news of a host, from a mail or on my page."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import transaction
from webinars.queries.hosts import get_host
from webinars.queries.news import find_news_reader
from webinars.queries.registrations import get_attendee_by_token
from webinars.steps.consents import withdraw_news


def withdraw_by_link(token: str, *, now: datetime) -> None:
    """Withdraw the consent to the news that a mail has brought; reminders go on.

    :raises NotFoundError: when we never made this link.
    """
    with transaction() as session:
        reader = find_news_reader(token)
        if reader is not None:
            withdraw_news(session, reader.host_id, reader.recipient_hash, now=now)


def withdraw_on_page(token: str, key: str, *, now: datetime) -> None:
    """Withdraw the consent of the holder of a personal link to the news of this host.

    :raises NotFoundError: when the link is not genuine, or there is no such host.
    """
    with transaction() as session:
        attendee = get_attendee_by_token(token)
        withdraw_news(session, get_host(key).id, attendee.recipient_hash, now=now)
